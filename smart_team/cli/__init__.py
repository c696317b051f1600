"""The command line. Each command's module is imported only when that command runs."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS = {
    "demo": "为虚构的示例市 65 家单位评估排名 · Assess and rank the synthetic city's 65 units",
    "score": "按一份评估标准给各单位计分 · Score units by a rubric",
    "lint": "检查评估标准和模块 · Check rubrics and modules",
    "schema": "导出 YAML 的 JSON Schema · Export JSON Schemas for editors",
    "modules": "列出已登记的模块 · List the registered modules",
    "serve": "启动服务 · Serve the platform",
    "init": "建立数据文件夹、密钥和数据库 · Make the data folder, keys and database",
    "user": "人员、任职和登录 · People, their roles and how they sign in",
    "cycle": "评估周期:开启、查看、安排评估员 · Cycles: open, look, seat inspectors",
    "ledger": "台账:导出、填报空表、导入 · Ledgers: export, the empty table, import",
    "migrate": "把数据库升级到本程序的结构 · Bring the database to this program's structure",
    "verify": "核对审计链、签名和全部哈希 · Check the audit chain, signatures and every hash",
    "audit": "导出审计记录,清理保留期满的 · Export the audit, remove records kept long enough",
    "backup": "备份到一个签名的文件,不停服务 · Back up to one signed file while work goes on",
    "restore": "先查验备份,再恢复到空处 · Check a backup, then restore it where nothing is",
}
"""Every command and its line in the help."""


class _Command(TyperCommand):
    """A command that is known by its line of help until it is run."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Any = None,  # noqa: ANN401 - the context's class is Typer's own affair
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Import the command's module and hand over to it."""
        app = import_module(f"smart_team.cli.{self.name}").app
        command = typer.main.get_command(app)
        return command.make_context(info_name, args, parent=parent, **extra)


class _Commands(TyperGroup):
    """The commands of the table above."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Return the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:  # noqa: ANN401, ARG002
        """Return a command without importing its module."""
        if cmd_name not in COMMANDS:
            return None
        return _Command(cmd_name, help=COMMANDS[cmd_name], callback=lambda: None)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    epilog="smart-team demo  |  smart-team score --help",
)


@app.callback()
def _root() -> None:
    """智慧队建:“3+X”评估引擎 · Smart Team: a "3+X" assessment engine."""


def main() -> None:
    """Run the command line; exit codes: 0 good, 1 findings, 2 refused or wrong usage."""
    sys.exit(app(prog_name="smart-team"))
