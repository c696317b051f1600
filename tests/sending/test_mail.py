"""Mail, by a real mail server in the test."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import update

from smart_team.assessment.dispatch import dispatch
from smart_team.assessment.inbox import mark_all_read
from smart_team.sending.mail import Post, post_of, send_mail
from smart_team.settings import Settings
from smart_team.store.tables import audit, notifications, people
from tests.assessment.world import World

CLERK, UNIT = "clerk-D01-court", "D01-court"


class Box:
    """What arrived."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, Post]]:
    box = Box()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    link = "https://smart.example/notices"
    yield box, Post("127.0.0.1", port, "none", "no-reply@example.gov.cn", link=link)
    server.stop()


def mailed_to(world: World, **addresses: str) -> None:
    def job(work: Any) -> None:
        for person, mail in addresses.items():
            where = people.c.id == person.replace("_", "-").replace("D01-", "D01-")
            work.connection.execute(update(people).where(where).values(mail=mail))

    world.write(job)


@pytest.fixture
def returned(world: World) -> World:
    """A claim that came back, told to its clerk, who wants mail, and its approver, who does not."""
    mine = world.submission(UNIT)
    world.pass_to(mine, "preliminary")
    world.act("district-D01", mine, "return", "A8 缺签到表\r\nBcc: all@example.org")
    mailed_to(world, **{CLERK.replace("-", "_"): "wang.mei@example.gov.cn"})
    dispatch(world.gate)
    return world


def test_what_is_in_the_inbox_is_mailed_once(returned: World, box: tuple[Box, Post]) -> None:
    letters, post = box
    assert send_mail(returned.gate, post) == 1
    (letter,) = letters.letters
    assert (letter["To"], letter["From"]) == ("wang.mei@example.gov.cn", post.sender)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "退回" in letter["Subject"]
    assert letter["Bcc"] is None
    text = letter.get_content()
    assert "A8 缺签到表" in text
    assert post.link in text
    assert send_mail(returned.gate, post) == 0
    assert len(letters.letters) == 1
    assert returned.rows(audit)[-1].action == "mail"


def test_what_was_read_or_may_not_be_read_any_more_is_not_mailed(
    returned: World, box: tuple[Box, Post]
) -> None:
    letters, post = box
    returned.write(lambda work: mark_all_read(work, returned.who(CLERK)))
    assert send_mail(returned.gate, post) == 0
    mailed_to(returned, approver_D01_court="li.na@example.gov.cn")
    returned.write(lambda work: work.connection.execute(_disabled(work.at)))
    assert send_mail(returned.gate, post) == 0
    assert letters.letters == []


def _disabled(at: str) -> Any:
    return update(people).where(people.c.id == "approver-D01-court").values(disabled_at=at)


def test_a_box_that_is_not_there_stops_nobody_else(returned: World, box: tuple[Box, Post]) -> None:
    letters, post = box
    letters.refused = {"wang.mei@example.gov.cn"}
    mailed_to(returned, approver_D01_court="li.na@example.gov.cn")
    waiting = {row.person for row in returned.rows(notifications)} & {CLERK, "approver-D01-court"}
    assert send_mail(returned.gate, post) == len(waiting)
    assert {letter["To"] for letter in letters.letters} <= {"li.na@example.gov.cn"}
    assert send_mail(returned.gate, post) == 0


def test_a_server_that_is_down_is_tried_again(returned: World, box: tuple[Box, Post]) -> None:
    letters, post = box
    down = Post("127.0.0.1", 1, "none", post.sender)
    with pytest.raises(OSError, match="refused"):
        send_mail(returned.gate, down)
    with pytest.raises(smtplib.SMTPException):
        send_mail(returned.gate, Post(post.host, post.port, "starttls", post.sender))
    assert send_mail(returned.gate, post) == 1
    assert len(letters.letters) == 1


def test_without_a_server_there_is_no_post() -> None:
    assert post_of(Settings()) is None
    found = post_of(Settings(smtp_host="mail.example", mail_from="a@example.org"))
    assert found is not None
    assert (found.port, found.security, found.password) == (587, "starttls", None)
