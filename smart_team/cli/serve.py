"""``smart-team serve``."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn
from sqlalchemy import make_url

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import existing
from smart_team.errors import Problem, UsageError
from smart_team.settings import Settings, load_settings
from smart_team.store import messages as m
from smart_team.store.migrate import check

app = typer.Typer()
APPLICATION = "smart_team_api.serving:application"
"""Named, not imported: the command line does not know the web."""
PATIENCE = 20
"""Seconds that requests under way are given when the service stops."""


@app.command(epilog="smart-team serve  |  smart-team serve --port 8080 --workers 4")
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址 · the address to listen at")] = None,
    port: Annotated[int | None, typer.Option(help="端口 · the port", min=1, max=65535)] = None,
    workers: Annotated[
        int, typer.Option(help="进程数,多于一个需要 PostgreSQL · processes", min=1, max=64)
    ] = 1,
    lang: LangOption = LangChoice.zh,
) -> None:
    """启动服务:接口、页面和后台任务;按 Ctrl-C 平稳停止 · Serve; Ctrl-C stops it in good order."""
    said = lang_of(lang)
    with refusing(said):
        chosen = load_settings()
        _require_fit(chosen, workers)
        with existing(chosen) as engine:
            check(engine)
    at, on = host or chosen.host, port or chosen.port
    line = f"服务地址 http://{at}:{on}" if said == "zh" else f"Serving at http://{at}:{on}"
    output().print(line)
    run(chosen, at, on, workers)


def run(settings: Settings, host: str, port: int, workers: int = 1) -> None:
    """Serve until told to stop; what is under way is finished."""
    uvicorn.run(
        APPLICATION,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=PATIENCE,
        server_header=False,
        access_log=False,
        log_config=None,
    )


def _require_fit(settings: Settings, workers: int) -> None:
    if workers > 1 and make_url(settings.address()).get_backend_name() == "sqlite":
        raise UsageError([Problem(m.ONE_PROCESS)])
