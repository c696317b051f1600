"""The demo's store, served on this machine alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.table import Table

from smart_team.assessment.platform import Platform
from smart_team.cli.console import notes, output
from smart_team.cli.opening import now
from smart_team.cli.serve import run
from smart_team.demo import messages as m
from smart_team.demo.accounts import TITLES
from smart_team.demo.store import DemoStore, Scene, prepare_demo
from smart_team.errors import Lang, Problem
from smart_team.settings import PREFIX, Settings

EXAMPLES: Final = 2
"""Logins shown of a role; the others are made alike."""


def require_loopback(host: str) -> None:
    """Raise DemoError for an address that others could reach: the demo prints its password."""
    try:
        here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise m.DemoError([Problem(m.NOT_HERE, values={"host": host})])


@contextmanager
def demo_store(
    platform: Platform, data: Path | None, lang: Lang, *, keep: bool
) -> Iterator[DemoStore]:
    """Give the demo's store: in a folder that is named, or in one that goes with the demo."""
    scene = Scene(platform, now(), tell=lambda text: notes().print(text.say(lang)))
    with TemporaryDirectory(prefix="smart-team-demo-") if data is None else nullcontext(data) as at:
        yield prepare_demo(Path(at) / "store" if data is None else data, scene, keep=keep)


def introduce(store: DemoStore, address: str, lang: Lang) -> None:
    """Print who may sign in, by which password, and how to ask."""
    zh = lang == "zh"
    table = Table("角色" if zh else "role", "登录名" if zh else "login", "人数" if zh else "people")
    for role, title in TITLES.items():
        them = [account.login for account in store.accounts[role]]
        more = " …" if len(them) > EXAMPLES else ""
        table.add_row(title.say(lang), "、".join(them[:EXAMPLES]) + more, str(len(them)))
    screen = output()
    screen.print(table)
    screen.print(f"{'共用口令' if zh else 'Their password'}:{store.password}", soft_wrap=True)
    screen.print(f"{'网址' if zh else 'Address'}:{address}")
    line = "用令牌查看(领导,只读,7 天)" if zh else "By token (a leader's, to read, for 7 days)"
    ask = f'curl -H "Authorization: Bearer {store.token}" {address}/api/v1/cycles'
    screen.print(f"{line}:\n{ask}", soft_wrap=True)
    screen.print("按 Ctrl-C 停止" if zh else "Ctrl-C stops it")


def serve_demo(store: DemoStore, host: str, port: int) -> None:
    """Serve the demo's store until told to stop, whatever the environment says of another."""
    chosen = {
        "data": str(store.folder),
        "base_url": f"http://{host}:{port}",
        "log_format": "console",
    }
    # What the server loads reads its settings from here.
    for name in [each for each in os.environ if each.startswith(PREFIX)]:  # noqa: TID251
        del os.environ[name]  # noqa: TID251
    os.environ.update({PREFIX + name.upper(): value for name, value in chosen.items()})  # noqa: TID251
    run(Settings(), host, port)
