from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from smart_team_api.app import create_app
from sqlalchemy import update
from starlette.testclient import TestClient

from smart_team.settings import Settings
from smart_team.store.tables import audit, people
from tests.api.desk import HERE, Desk
from tests.pages.browser import Browser
from tests.sending.test_mail import Box

PATH = "/admin/notifications"


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    box = Box()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


def with_mail(desk: Desk, port: int) -> None:
    settings = Settings(
        data=desk.folder,
        base_url=HERE,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mail_from="no-reply@example.gov.cn",
    )
    desk.service = replace(desk.service, settings=settings)
    desk.app = create_app(desk.service)
    desk.client = TestClient(desk.app, HERE, raise_server_exceptions=False)

    def job(work: Any) -> None:
        mine = update(people).where(people.c.id == "admin")
        work.connection.execute(mine.values(mail="admin@example.gov.cn"))

    desk.world.write(job)


def test_without_a_mail_server_the_page_says_how_to_set_one(desk: Desk) -> None:
    page = Browser(desk, "admin").get(PATH)
    assert "没有启用" in page.text
    assert "SMART_TEAM_SMTP_HOST" in page.text
    for person in ("clerk-D01-court", "leader", "auditor"):
        assert Browser(desk, person).get(PATH).status == 403


def test_an_administrator_tries_the_way_to_their_own_box(desk: Desk, box: tuple[Box, int]) -> None:
    letters, port = box
    with_mail(desk, port)
    browser = Browser(desk, "admin")
    page = browser.get(PATH)
    assert f"127.0.0.1:{port}" in page.text
    done = browser.send(page.form(f"{PATH}/trial"))
    assert "邮件已发出" in done.text
    (letter,) = letters.letters
    assert (letter["To"], letter["Subject"]) == ("admin@example.gov.cn", "智慧队建:邮件试发")
    row = desk.world.rows(audit)[-1]
    assert (row.actor, row.action, row.result) == ("admin", "manage_people", "success")


def test_a_server_that_does_not_answer_is_named(desk: Desk) -> None:
    with_mail(desk, 1)
    browser = Browser(desk, "admin")
    done = browser.send(browser.get(PATH).form(f"{PATH}/trial"))
    assert done.status == 502
    assert "Q119" in done.text
