"""Mail: what is in somebody's inbox and not read yet, once each, to who wants it by mail."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from sqlalchemy import Connection, select, update

from smart_team.assessment.clockwork import CLOCK
from smart_team.assessment.inbox import own_notice
from smart_team.assessment.notice_texts import say
from smart_team.people.principal import load_principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.settings import Settings
from smart_team.store.audit import Act
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.tables import notifications, people

AT_ONCE: Final = 100
"""Letters of one turn; the next turn goes on."""
LATEST: Final = timedelta(days=3)
"""What could not be mailed for so long is not mailed any more; it stays in the inbox."""
PATIENCE: Final = 20.0
_TRIAL: Final = ("智慧队建:邮件试发", "这是一封试发的邮件。收到它,说明通知可以发到您的邮箱。")
_FOOT: Final = "\n\n{link}\n\n本邮件由智慧队建自动发出,请勿回复。\n"


@dataclass(frozen=True, slots=True)
class Post:
    """The mail server and the sender."""

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    link: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way."""

    notice: str
    to: str
    subject: str
    text: str


def post_of(settings: Settings) -> Post | None:
    """Return the post that settings make, or None without a mail server."""
    if settings.smtp_host is None or settings.mail_from is None:
        return None
    secret = settings.smtp_password
    return Post(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.mail_from,
        settings.smtp_user,
        None if secret is None else secret.get_secret_value(),
        settings.link("/notices"),
    )


def send_mail(gate: Gate, post: Post) -> int:
    """Mail what waits; returns how many letters the server took.

    A letter is noted as mailed once the server has it: where the program dies in between, it may
    come twice, but never not at all. Raises OSError or SMTPException where the server fails.
    """
    now = gate.clock()
    with reading(gate.engine) as connection:
        letters = list(_waiting(connection, stamp(now - LATEST), shanghai_day(now)))
    if not letters:
        return 0
    taken: list[str] = []
    try:
        with _connected(post) as server:
            for letter in letters:
                _hand_over(server, post, letter)
                taken.append(letter.notice)
    finally:
        if taken:
            gate.write(Act(CLOCK, "mail"), lambda work: _note(work, taken))
    return len(taken)


def send_trial(post: Post, to: str) -> None:
    """Mail a letter that says that mail works; raises OSError or SMTPException if not."""
    letter = Letter("", to, *_TRIAL)
    with _connected(post) as server:
        server.send_message(_written(post, letter))


def _waiting(connection: Connection, since: str, day: date) -> Iterator[Letter]:
    """Yield the letters that are due, as far as their person may still know of it."""
    table = notifications.c
    query = (
        select(table.id, table.person, people.c.mail)
        .join(people, people.c.id == table.person)
        .where(
            table.mailed_at.is_(None),
            table.read_at.is_(None),
            table.at >= since,
            people.c.mail.is_not(None),
            people.c.disabled_at.is_(None),
        )
        .order_by(table.id)
        .limit(AT_ONCE)
    )
    for row in connection.execute(query):
        principal = load_principal(connection, row.person, day)
        told = None if principal is None else own_notice(connection, principal, row.id)
        if told is not None:
            said = say(told.sort, told.content)
            yield Letter(row.id, row.mail, said.title, said.body)


@contextmanager
def _connected(post: Post) -> Iterator[smtplib.SMTP]:
    """Give the server, by a way that nobody reads along."""
    context = ssl.create_default_context()
    if post.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            post.host, post.port, timeout=PATIENCE, context=context
        )
    else:
        server = smtplib.SMTP(post.host, post.port, timeout=PATIENCE)
    with server:
        if post.security == "starttls":
            server.starttls(context=context)
        if post.user is not None and post.password is not None:
            server.login(post.user, post.password)
        yield server


def _hand_over(server: smtplib.SMTP, post: Post, letter: Letter) -> None:
    """Hand a letter over; one whose address the server refuses is not tried again."""
    with suppress(smtplib.SMTPRecipientsRefused):
        server.send_message(_written(post, letter))


def _written(post: Post, letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = post.sender, letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text + _FOOT.format(link=post.link))
    return message


def _note(work: Work, notices: Sequence[str]) -> None:
    change = update(notifications).where(notifications.c.id.in_(notices))
    work.connection.execute(change.values(mailed_at=work.at))
