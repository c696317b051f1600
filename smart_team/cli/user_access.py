"""How people sign in, from the command line: links, locks and lost authenticators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import by_hand, settings, writer
from smart_team.errors import Text
from smart_team.people import accounts, attempts, enrolment
from smart_team.people.new_passwords import LONGEST_HOURS, SETUP_PAGE, setup_link
from smart_team.people.rules import load_rules
from smart_team.store.gate import Work

Login = Annotated[str, typer.Argument(help="登录名 · login")]
HOURS = 24


def link(
    login: Login,
    hours: Annotated[
        int, typer.Option(help=f"有效小时数,最多 {LONGEST_HOURS} · for how many hours it holds")
    ] = HOURS,
    lang: LangOption = LangChoice.zh,
) -> None:
    """生成一次性设置链接,本人用它设密码;先前的链接作废 · Make a one-time link to set a password.

    链接只显示这一次,请当面或用可靠的方式交给本人 · It is shown once: hand it over safely.
    """
    said = lang_of(lang)
    with refusing(said):
        chosen = settings()
        with writer(chosen) as gate:
            plain = gate.write(
                by_hand("setup_link"),
                lambda work: setup_link(work, accounts.require_login(work, login), hours),
            )
    typer.echo(chosen.link(SETUP_PAGE + plain))


def disable(login: Login, lang: LangOption = LangChoice.zh) -> None:
    """停用:会话、访问令牌和设置链接随即失效 · Disable; sessions, tokens and links end at once."""
    _change("disable", login, lang, accounts.disable, Text("已停用", "disabled"))


def enable(login: Login, lang: LangOption = LangChoice.zh) -> None:
    """重新启用,密码和任职照旧 · Enable again, with the password and the roles there were."""
    _change("enable", login, lang, accounts.enable, Text("已启用", "enabled"))


def unlock(login: Login, lang: LangOption = LangChoice.zh) -> None:
    """解锁:不再计先前的错误尝试 · Unlock: forget the wrong guesses."""
    with refusing(lang_of(lang)):
        chosen = settings()
        rules = load_rules(chosen, chosen.data)
    done = Text("已解锁", "unlocked")
    _change("unlock", login, lang, lambda work, who: attempts.unlock(work, who, rules), done)


def reset_second_factor(login: Login, lang: LangOption = LangChoice.zh) -> None:
    """解除丢失的验证器,恢复码和会话随即失效 · Unbind a lost authenticator; sessions end."""
    done = Text("验证器已解除", "the authenticator is unbound")
    _change("reset_second_factor", login, lang, enrolment.remove_second_factor, done)


def _change(
    action: str, login: str, lang: LangChoice, job: Callable[[Work, str], None], done: Text
) -> None:
    said = lang_of(lang)
    with refusing(said), writer(settings()) as gate:
        gate.write(by_hand(action), lambda work: job(work, accounts.require_login(work, login)))
    output().print(f"{login}:{done.zh}" if said == "zh" else f"{login}: {done.en}")
