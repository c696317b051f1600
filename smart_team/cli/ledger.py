"""``smart-team ledger``: the records of a ledger to a workbook or CSV, and back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text as Line

from smart_team.assessment.bulk_ledgers import part_shelf
from smart_team.assessment.platform import open_platform
from smart_team.assessment.records.bulk_importing import (
    import_bulk,
    plan_bulk_import,
    plan_bulk_removal,
    remove_bulk,
)
from smart_team.assessment.records.importing import Plan, import_records, plan_import
from smart_team.assessment.records.views import RecordsWanted
from smart_team.cli.acting import By, Named, acting
from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import settings
from smart_team.errors import Lang
from smart_team.ledger.book import Shelf
from smart_team.ledger.changes import Entry
from smart_team.ledger.messages import LedgerError
from smart_team.reports.ledger_export import export_of
from smart_team.reports.ledger_files import write_ledger_file
from smart_team.store.database import reading

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="台账:导出、填报空表、导入 · Ledgers: export, the empty table, import",
)
LedgerName = Annotated[str, typer.Argument(help="台账,如 work.tasks · the ledger")]
SHOWN = 200
"""Records of which a preview tells the changes; of more it gives the numbers."""


@app.command("export", epilog="smart-team ledger export work.tasks tasks.xlsx --by wang.mei")
def export(
    ledger: LedgerName,
    file: Annotated[Path, typer.Argument(help="写到 .xlsx 或 .csv · the file")],
    by: By,
    unit: Annotated[str | None, typer.Option(help="只要这个单位的 · of this unit")] = None,
    since: Annotated[str | None, typer.Option(help="自 YYYY-MM-DD 起 · from this day")] = None,
    until: Annotated[str | None, typer.Option(help="至 YYYY-MM-DD 止 · until this day")] = None,
    empty: Annotated[bool, typer.Option(help="只要空表 · the empty table")] = False,
    lang: LangOption = LangChoice.zh,
) -> None:
    """把这个人看得到的记录写成表格,可改后再导入 · Write the records that this person sees."""
    said = lang_of(lang)
    with refusing(said), acting(by) as named:
        shelf, parts = open_platform().shelf, part_shelf(settings())
        wanted = None if empty else RecordsWanted(unit, since=since, until=until)
        with reading(named.gate.engine) as connection:
            export = export_of(connection, named.principal, shelf, ledger, wanted, said, parts)
        write_ledger_file(file, export)
        named.gate.write(replace(named.act("export"), object=ledger), lambda _: None)
    count = len(export.records)
    output().print(f"已写出 {count} 条:{file}" if said == "zh" else f"{count} records in {file}")


@app.command("import", epilog="smart-team ledger import work.tasks tasks.xlsx --dry-run --by boss")
def import_(
    ledger: LedgerName,
    file: Annotated[Path, typer.Argument(help=".xlsx 或 .csv · the file")],
    by: By,
    dry_run: Annotated[bool, typer.Option(help="只预览,不写入 · only show")] = False,
    lang: LangOption = LangChoice.zh,
) -> None:
    """导入一个文件的记录:全部写入,或一条也不写 · Bring in a file's records: all or nothing."""
    said = lang_of(lang)
    with refusing(said), acting(by) as named:
        shelf = open_platform().shelf
        book = shelf.find(ledger)
        if book is not None and book.ledger.bulk:
            _import_bulk(named, shelf, ledger, file, said, dry_run=dry_run)
            return
        with reading(named.gate.engine) as connection:
            plan = plan_import(connection, named.principal, shelf, ledger, file)
        _show(plan, said)
        if plan.problems:
            raise LedgerError(plan.problems)
        if not dry_run:
            job = partial(
                import_records,
                principal=named.principal,
                shelf=shelf,
                plan=plan,
                agreed=plan.digest,
            )
            named.gate.write(named.act("import_records"), job)
            output().print("已导入" if said == "zh" else "Imported")


@app.command(
    "remove", epilog="smart-team ledger remove grid_officers.service_records old.xlsx --by wang.mei"
)
def remove(
    ledger: LedgerName,
    file: Annotated[Path, typer.Argument(help=".xlsx 或 .csv · the file")],
    by: By,
    dry_run: Annotated[bool, typer.Option(help="只预览,不写入 · only show")] = False,
    lang: LangOption = LangChoice.zh,
) -> None:
    """从记录极多的台账删除一个文件里的记录 · Remove a file's records from a very large ledger."""
    said = lang_of(lang)
    with refusing(said), acting(by) as named:
        shelf, parts = open_platform().shelf, part_shelf(settings())
        with reading(named.gate.engine) as connection:
            plan = plan_bulk_removal(connection, named.principal, shelf, ledger, file, parts)
        count = len(plan.keys)
        output().print(f"删除 {count} 条" if said == "zh" else f"{count} to be removed")
        if plan.problems:
            raise LedgerError(plan.problems)
        if not dry_run:
            remove_bulk(named.gate, named.act("import_records"), named.principal, plan)
            output().print("已删除" if said == "zh" else "Removed")


def _import_bulk(
    named: Named, shelf: Shelf, ledger: str, file: Path, lang: Lang, *, dry_run: bool
) -> None:
    parts = part_shelf(settings())
    with reading(named.gate.engine) as connection:
        planned = plan_bulk_import(connection, named.principal, shelf, ledger, file, parts)
    _show(planned.plan, lang)
    if planned.plan.problems:
        raise LedgerError(planned.plan.problems)
    if not dry_run:
        import_bulk(named.gate, named.act("import_records"), named.principal, planned)
        output().print("已导入" if lang == "zh" else "Imported")


def _show(plan: Plan, lang: Lang) -> None:
    """Say what would be done, record by record, and what stays."""
    screen, doing = output(), [each for each in plan.entries if each.kind != "same"]
    for entry in doing[:SHOWN]:
        screen.print(Line(_entry(plan, entry, lang)))
    if len(doing) > SHOWN:
        screen.print("…")
    new, changed, same, kept = plan.counts
    screen.print(
        f"新增 {new},修改 {changed},不变 {same};文件里没有的 {kept} 条保留不动"
        if lang == "zh"
        else f"{new} new, {changed} changed, {same} the same; {kept} that the file lacks stay"
    )


def _entry(plan: Plan, entry: Entry, lang: Lang) -> str:
    sign = "+" if entry.record is None else "~"
    fields = plan.book.fields
    changes = "; ".join(
        f"{fields[each.field].title.say(lang)}: {_value(each.before)} → {_value(each.after)}"
        for each in entry.fields
    )
    return f"{sign} {entry.row} {entry.unit} {changes}"


def _value(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "—" if value is None else str(value)
