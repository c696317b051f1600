"""Ledgers from the command line: out, in, and by whose rights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_cycle import made, rows, run

__all__ = ["made"]
TASKS = ("D03-court,甲-1,第一项,2026-03-02", "东区法院,甲-2,第二项,2026年3月2日")


def tasks(folder: Path, *lines: str) -> Path:
    path = folder / "tasks.csv"
    path.write_text("\n".join(["单位,编号,任务,交办日期,办结时限", *lines, ""]), "utf-8")
    return path


def test_what_is_brought_in_goes_out_and_comes_back(made: Path) -> None:
    path = tasks(made, *(f"{line},2026-06-30" for line in TASKS))
    shown = run(made, "ledger", "import", "work.tasks", str(path), "--dry-run", "--by", "boss")
    assert "+ 2 D03-court 编号: — → 甲-1" in shown
    assert "新增 2,修改 0,不变 0;文件里没有的 0 条保留不动" in shown
    assert rows(made, "SELECT count(*) FROM records") == [(0,)]
    assert "已导入" in run(made, "ledger", "import", "work.tasks", str(path), "--by", "boss")
    for name in ("out.xlsx", "out.csv"):
        out = str(made / name)
        said = run(made, "ledger", "export", "work.tasks", out, "--by", "boss", "--lang", "en")
        assert said.startswith("2 records in")
        again = run(made, "ledger", "import", "work.tasks", out, "--by", "boss", "--lang", "en")
        assert "0 new, 0 changed, 2 the same; 0 that the file lacks stay" in again
    query = (
        "SELECT action, object, behalf = (SELECT id FROM people WHERE login = 'boss') FROM audit"
    )
    done = rows(
        made, f"{query} WHERE action IN ('export', 'import_records') ORDER BY number LIMIT 2"
    )
    assert done == [("import_records", "work.tasks +2 ~0 =0", 1), ("export", "work.tasks", 1)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "work.tasks", "tasks.csv", "--by", "boss"], "tasks.csv:2: 交办日期"),
        (["import", "work.tasks", "tasks.csv", "--by", "clerk"], "enter_records"),
        (["import", "work.tasks", "none.csv", "--by", "boss"], "T101"),
        (["import", "work.none", "tasks.csv", "--by", "boss"], "C"),
        (["export", "work.tasks", "tasks.doc", "--by", "boss"], "W101"),
        (["export", "work.tasks", "tasks.csv", "--by", "nobody"], "U"),
    ],
)
def test_what_is_refused(
    made: Path, words: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made)
    tasks(made, "D03-court,甲-9,第一项,昨天,")
    assert said in run(made, "ledger", *words, code=2)


def test_the_empty_table(made: Path) -> None:
    out = made / "empty.csv"
    said = run(made, "ledger", "export", "work.tasks", str(out), "--empty", "--by", "boss")
    assert said.startswith("已写出 0 条")
    assert out.read_text("utf-8-sig").startswith("单位,编号,任务,")
    assert len(out.read_text("utf-8-sig").splitlines()) == 1


def test_many_changes_are_counted_and_not_told_one_by_one(made: Path) -> None:
    lines = [f"D03-court,丙-{n},事,2026-03-02," for n in range(201)]
    shown = run(
        made,
        "ledger",
        "import",
        "work.tasks",
        str(tasks(made, *lines)),
        "--dry-run",
        "--by",
        "boss",
    )
    assert shown.count("→ 丙-") == 200
    assert "…" in shown


def test_a_very_large_ledger_is_filled_corrected_and_cleared_by_file(made: Path) -> None:
    ledger, path = "grid_officers.service_records", made / "records.csv"

    def said(does: str, who: str, *lines: str, code: int = 0, more: str = "") -> str:
        head = "单位,纪实编号,服务日期,网格编号,服务类型,事项数"
        path.write_text("\n".join([head, *lines, ""]), "utf-8")
        words = [each for each in (more,) if each]
        return run(made, "ledger", does, ledger, str(path), "--by", who, *words, code=code)

    one, two = (
        "D03-court,甲-1,2026-03-02,东-1,法律咨询,3",
        "C-court,乙-1,2026-04-02,东-1,纠纷调解,1",
    )
    shown = said("import", "boss", one, two, more="--dry-run")
    assert "新增 2,修改 0,不变 0;文件里没有的 0 条保留不动" in shown
    assert rows(made, "SELECT count(*) FROM parts") == [(0,)]
    assert "没有单位“C-court”" in said("import", "clerk", one, two, code=2)
    assert "已导入" in said("import", "boss", one, two)
    assert "新增 0,修改 1,不变 0" in said("import", "clerk", one.replace(",3", ",4"))
    assert "没有单位“C-court”" in said("remove", "clerk", two, code=2)
    assert "删除 1 条" in said("remove", "clerk", one, more="--dry-run")
    assert "已删除" in said("remove", "clerk", one)
    assert "B102" in said("remove", "clerk", one, code=2)
    assert "新增 1,修改 0,不变 1" in said("import", "boss", one, two)
