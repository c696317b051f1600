"""Passwords: what each profile asks of them, and how they are kept.

Profile ``mlps3`` follows 等保三级 (GB/T 22239-2019, 8.1.4.1). Profile ``nist`` follows SP 800-63B:
length and a list of what is guessed first, no composition and no rotation.
"""

from __future__ import annotations

import base64
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from smart_team.errors import Problem
from smart_team.people import messages as m

ProfileId = Literal["mlps3", "nist"]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is asked of a password.

    Lengths are in characters; `classes` is how many of capitals, small letters, digits and others
    must occur; it expires after `valid_days` (None: never) and may not be one of the last
    `remembered`.
    """

    id: ProfileId
    shortest: int
    longest: int
    classes: int
    valid_days: int | None
    remembered: int


PROFILES: Final[Mapping[ProfileId, Profile]] = MappingProxyType(
    {
        "mlps3": Profile("mlps3", 10, 128, classes=3, valid_days=90, remembered=5),
        "nist": Profile("nist", 12, 128, classes=0, valid_days=None, remembered=0),
    }
)
CONTEXT_WORDS: Final = ("smartteam", "zhihui", "duijian", "智慧队建", "队建")
"""What this software is called; the caller adds the city's names."""

_ENDINGS: Final = "== before and after =="
_SHORT_WORD: Final = 3
_SHORT_CHINESE: Final = 2
_LETTERS: Final = str.maketrans("@431!|l0$57+89", "aaeiiiiossttbg")
_UNSHIFTED: Final = str.maketrans('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./")
_LINES: Final = (
    "0123456789",
    "`1234567890-=",
    "qwertyuiop[]\\",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7,ki8.lo9/;p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qawsedrftgyhujikolp",
    "qazwsxedcrfvtgbyhnujmikolp",
    "147258369",
)
"""Keys side by side: rows, columns, zigzags, and the digits' own block."""
_STRIDES: Final = frozenset(
    way[start : start + 3]
    for line in _LINES
    for way in (line, line[::-1])
    for start in range(len(line) - 2)
)


def problems(
    profile: Profile, password: str, login: str, context: Iterable[str] = ()
) -> list[Problem]:
    """Return all that is wrong with a new password; an empty list if it may be taken.

    `context` are words of the place, such as the city's name in every writing.
    """
    said = _normal(password)
    found = [*_length(profile, said)]
    classes = _classes(said)
    if classes < profile.classes:
        found.append(Problem(m.TOO_PLAIN, values={"found": classes, "wanted": profile.classes}))
    words = (*_login_words(login), *CONTEXT_WORDS, *context)
    found += [Problem(m.CONTAINS_WORD, values={"word": each}) for each in _contained(said, words)]
    if is_common(said):
        found.append(Problem(m.COMMON))
    if is_walk(said):
        found.append(Problem(m.WALK))
    return found


def is_expired(profile: Profile, set_at: datetime, now: datetime) -> bool:
    """Whether a password set at `set_at` must be changed before anything else is done."""
    days = profile.valid_days
    return days is not None and now - set_at >= timedelta(days=days)


def is_reused(
    profile: Profile, password: str, earlier: Sequence[str], hasher: Hasher | None = None
) -> bool:
    """Whether a new password is one of those that the profile remembers.

    `earlier` are the hashes of the account's passwords, the present one first.
    """
    return any(check_password(each, password, hasher) for each in earlier[: profile.remembered])


def is_common(password: str) -> bool:
    """Whether it is in the list of what is guessed first, or that with a usual beginning or end.

    Characters that look like letters are read as those.
    """
    common = _common()
    said = _folded(password)
    rests = (rest for end in common.endings for rest in _without(said, end))
    return any(rest in common.stems for rest in rests)


def is_walk(password: str) -> bool:
    """Whether most of it follows the keyboard or the alphabet, or it repeats one piece."""
    said = unicodedata.normalize("NFKC", password).lower().translate(_UNSHIFTED)
    walked = {
        place
        for start in range(len(said) - 2)
        if said[start : start + 3] in _STRIDES or len({*said[start : start + 3]}) == 1
        for place in range(start, start + 3)
    }
    repeats = bool(said) and said in (said + said)[1:-1]
    return repeats or 2 * len(walked) > len(said)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _length(profile: Profile, password: str) -> Iterator[Problem]:
    length = len(password)
    if length < profile.shortest:
        yield Problem(m.TOO_SHORT, values={"length": length, "shortest": profile.shortest})
    if length > profile.longest:
        yield Problem(m.TOO_LONG, values={"length": length, "longest": profile.longest})


def _classes(password: str) -> int:
    """Return how many kinds occur: capitals, small letters, digits, anything else."""
    kinds = {(each.isupper(), each.islower(), each.isdigit()) for each in password}
    return len(kinds)


def _login_words(login: str) -> list[str]:
    """Return the login and its parts of three letters or four digits and more."""
    return list(dict.fromkeys([login, *re.findall(r"[^\W\d_]{3,}|\d{4,}", login)]))


def _contained(password: str, words: Iterable[str]) -> Iterator[str]:
    """Yield the words that a password contains; shorter ones occur by chance and pass."""
    bare = _bare(password)
    for word in words:
        part = _bare(word)
        if len(part) >= (_SHORT_WORD if part.isascii() else _SHORT_CHINESE) and part in bare:
            yield word


def _folded(text: str) -> str:
    """Return a text in small letters, with the characters that look like letters as those."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)


def _bare(text: str) -> str:
    return "".join(each for each in _folded(text) if each.isalnum())


def _without(text: str, end: str) -> tuple[str, str]:
    return text.removesuffix(end), text.removeprefix(end)


@dataclass(frozen=True, slots=True)
class _Common:
    """The list, folded: passwords and words, and what is put before or after them."""

    stems: frozenset[str]
    endings: frozenset[str]


@cache
def _common() -> _Common:
    """Read the list once; its first line says how it is written."""
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("# "))
    stems, endings = "\n".join(lines).split(_ENDINGS)
    return _Common(*(frozenset(map(_folded, part.split())) for part in (stems, endings)))


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: passes, memory in KiB, lanes; RFC 9106, second recommendation."""

    passes: int = 3
    memory: int = 65536
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Hasher:
    """Argon2id at one cost; `decoy` is the well-formed hash of no password."""

    argon2: PasswordHash = field(repr=False)
    decoy: str = field(repr=False)


@cache
def new_hasher(cost: Cost = Cost()) -> Hasher:
    """Return the hasher of a cost; tests take a low one."""
    argon2 = Argon2Hasher(cost.passes, cost.memory, cost.lanes)
    salt, key = (_base64(secrets.token_bytes(size)) for size in (16, 32))
    form = f"$argon2id$v=19$m={cost.memory},t={cost.passes},p={cost.lanes}${salt}${key}"
    return Hasher(PasswordHash((argon2,)), form)


def hash_password(password: str, hasher: Hasher | None = None) -> str:
    """Return what is kept of a password, in its NFC form: Argon2id with a salt of its own."""
    return (hasher or new_hasher()).argon2.hash(_bytes(password))


def check_password(kept: str | None, password: str, hasher: Hasher | None = None) -> bool:
    """Whether a password is the one kept; `kept` is None where there is no such account.

    The work is the same then, lest the time tell which accounts exist.
    """
    used = hasher or new_hasher()
    right = used.argon2.verify(_bytes(password), kept or used.decoy)
    return right and bool(kept)


def needs_rehash(kept: str, hasher: Hasher | None = None) -> bool:
    """Whether a hash was made at another cost: hash anew when the password is next given."""
    return (hasher or new_hasher()).argon2.current_hasher.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    # What a client sends may be any text, also one that UTF-8 has no form for.
    return _normal(password).encode("utf-8", "surrogatepass")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii").rstrip("=")
