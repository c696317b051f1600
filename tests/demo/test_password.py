"""The demo's password is one that the product takes for everybody, and another each time."""

from __future__ import annotations

from smart_team.demo.accounts import city_accounts
from smart_team.demo.city import city_units
from smart_team.demo.password import draw_password
from smart_team.people.passwords import PROFILES, problems

LOGINS = [each.login for each in city_accounts(city_units())]


def test_it_satisfies_the_profile_for_every_login() -> None:
    for _ in range(20):
        password = draw_password(LOGINS)
        for login in LOGINS:
            assert problems(PROFILES["mlps3"], password, login) == []


def test_it_is_drawn_anew() -> None:
    assert len({draw_password(["admin"]) for _ in range(50)}) == 50


def test_nobody_misreads_it() -> None:
    drawn = "".join(draw_password(["admin"]) for _ in range(200))
    assert not set(drawn) & set("01loIO")
