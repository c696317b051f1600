"""A word in every text and every file of every ledger, of every unit, and everybody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from smart_team.assessment.records.entering import is_for
from smart_team.ledger.book import Book
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    FileField,
    NumberField,
    PercentField,
    TextField,
)
from smart_team.store.migrate import migrate
from smart_team.store.record_tables import record_files
from smart_team.store.tables import units
from tests.api.copies import careless
from tests.api.desk import Desk
from tests.api.line import Line, Sent
from tests.assessment.world import PEOPLE, UNITS, World, platform

CITY = frozenset({"admin", "leader", "adjudicator", "judge", "auditor"})
INSPECTORS = frozenset({"inspector-1", "inspector-2", "inspector-3", "inspector-4", "moved"})
"""Inspectors read the records of the whole city: they look for the proof of what is claimed."""
ABOVE = CITY | INSPECTORS
HANDS: Mapping[str, str] = {
    "clerk": "clerk-{unit}",
    "approver": "approver-{unit}",
    "district": "district-{district}",
    "inspector": "inspector-1",
    "admin": "admin",
}
SHARER: Mapping[str, str] = {"D01-court": "D02-court"}
"""With whom a unit shares what can be shared."""
DAY = "2026-03-02"


def own(unit: str) -> frozenset[str]:
    both = {"both-D01-court"} if unit == "D01-court" else set()
    return frozenset({f"clerk-{unit}", f"approver-{unit}", *both})


def office(unit: str) -> frozenset[str]:
    return frozenset() if unit == "C-court" else frozenset({f"district-{unit[:3]}"})


EVERYWHERE = frozenset(
    person
    for person, held in PEOPLE.items()
    if any(unit or district for _, unit, district in held) and person != "moved"
)
"""Whoever has a role for a unit or a district: they read what is open."""


def readers(book: Book, unit: str | None) -> frozenset[str]:
    """Return who reads a record that was just entered."""
    if book.ledger.merge_small is not None:
        return own(unit or "")
    found = ABOVE | (own(unit) | office(unit) if unit else frozenset())
    if book.ledger.shared_with is not None and (sharer := SHARER.get(unit or "")):
        found |= own(sharer)
    return found | (EVERYWHERE if book.start in book.open_states else frozenset())


@dataclass
class Town:
    """The small city with a record of every unit in every ledger, each text of which is a word."""

    desk: Desk
    line: Line
    words: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    """What each word is, and who may hear it."""
    records: list[str] = field(default_factory=list)
    keys: dict[tuple[str, str | None], str] = field(default_factory=dict)

    def word(self, kind: str, readers: frozenset[str]) -> str:
        word = f"canary-{token_hex(16)}"
        self.words[word] = kind, readers
        return word

    def settle(self) -> None:
        rows = {row.code: row for row in self.desk.world.rows(units)}
        for book in platform().shelf.books.values():
            if book.ledger.bulk:
                continue
            for unit in UNITS if book.ledger.of == "unit" else (None,):
                if unit is None or is_for(book.ledger.applies_to, rows[unit]):
                    self._enter(book, unit)

    def _enter(self, book: Book, unit: str | None) -> None:
        hand = next(
            HANDS[role].format(unit=unit, district=(unit or "")[:3])
            for role in book.ledger.enter
            if role != "district" or (unit or "C-").startswith("D")
        )
        heard = readers(book, unit)
        values = {
            each.id: self._value(book, unit, each, heard)
            for each in book.fields.values()
            if not isinstance(each, FileField)
        }
        body = {"unit": unit or "", "values": values}
        answer = self.desk.ask(hand, "POST", f"/ledgers/{book.name}/records", body)
        assert answer.status_code == 201, (book.name, unit, answer.text)
        self.records.append(answer.json()["id"])
        if book.ledger.key:
            self.keys[book.name, unit] = values[book.ledger.key[0]]
        files = [each for each in book.fields.values() if isinstance(each, FileField)]
        for seen, each in enumerate(files, 1):
            self._attach(book, unit, each, hand, seen)

    def _attach(self, book: Book, unit: str | None, each: AnyField, hand: str, seen: int) -> None:
        heard, kind = readers(book, unit), f"{book.name} {unit} {each.id}"
        answer = self.desk.ask(
            hand,
            "POST",
            f"/records/{self.records[-1]}/files",
            seen=seen,
            content=self.word(f"{kind} content", heard).encode(),
            more={"content-type": "application/octet-stream"},
            params={"field": each.id, "name": f"{self.word(f'{kind} name', heard)}.txt"},
        )
        assert answer.status_code == 201, (kind, answer.text)

    def _value(self, book: Book, unit: str | None, each: AnyField, heard: frozenset[str]) -> Any:
        match each:
            case TextField(refers_to=str() as ledger):
                return self.keys[f"{book.module}.{ledger}", unit]
            case TextField():
                return self.word(f"{book.name} {unit} {each.id}", heard)
            case NumberField() | PercentField():
                return "1"
            case DateField():
                return DAY
            case ChoiceField():
                return each.choices[0].id
            case _ if each.id == book.ledger.shared_with:
                sharer = SHARER.get(unit or "")
                return [sharer] if sharer and each.type == "units" else sharer
        return None

    def known(self, person: str) -> Mapping[str, str]:
        return self.desk.headers(person)

    def asked(self, person: str) -> Iterator[Sent]:
        """Yield all that reads ledgers and records, and changes that come too late."""
        known = self.known(person)
        paths = ["/ledgers", "/account", "/notifications", "/audit?limit=200"]
        for name in platform().shelf.books:
            below = f"/ledgers/{name}"
            paths += [below, f"{below}/merged"]
            paths += [f"{below}/records?{query}" for query in QUERIES]
        for id_ in self.records:
            paths.append(f"/records/{id_}")
        paths += [
            f"/records/{row.record}/files/{row.id}/content"
            for row in self.desk.world.rows(record_files)
        ]
        yield from (Sent("GET", path, known) for path in paths)
        stale = {**known, "if-match": '"9999"'}
        for id_ in self.records:
            for method, path, body in CHANGES:
                yield Sent(method, f"/records/{id_}{path}", stale, body)


QUERIES = ("limit=200", "text=canary", "unit=D01-court", "district=D01", f"since={DAY}")
CHANGES: tuple[tuple[str, str, dict[str, object] | None], ...] = (
    ("PUT", "", {"values": {}}),
    ("POST", "/removal", {"reason": "x"}),
    ("POST", "/acts/confirm", {"values": {}}),
    ("POST", "/acts/return", {"reason": "x"}),
    ("DELETE", "/files/absent", None),
    ("DELETE", "/vote", None),
)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """The small city on SQLite; who reads which state is tested on both databases elsewhere."""
    engine = careless(f"sqlite:///{tmp_path / 'smart_team.db'}")
    migrate(engine)
    world = World(engine)
    world.settle()
    desk = Desk(world, tmp_path)
    line = Line(desk.app)
    town = Town(desk, line)
    with desk.client:
        town.settle()
        yield town
    line.close()
    world.gate.close()
    engine.dispose()


def test_every_word_of_every_record_is_heard_by_its_readers_alone(town: Town) -> None:
    assert {kind.split()[0] for kind, _ in town.words.values()} >= {
        "team.problems",
        "work.tasks",
        "news.articles",
        "grid_officers.best_cases",
    }
    texts = dict.fromkeys(PEOPLE, "")
    for person in PEOPLE:
        answers = town.line.all(town.asked(person))
        assert max(each.status for each in answers) < 500
        texts[person] = "\n".join(each.text() for each in answers)
    wrong = [
        (kind, sorted(heard ^ wanted))
        for word, (kind, wanted) in town.words.items()
        if (heard := {person for person in PEOPLE if word in texts[person]}) != wanted
    ]
    assert wrong == []


def test_reasons_are_heard_by_who_reads_the_record_and_by_nobody_once_it_is_removed(
    town: Town,
) -> None:
    shelf, desk = platform().shelf, town.desk
    heard = readers(shelf.books["team.problems"], "D01-court")
    number = town.keys["team.problems", "D01-court"]
    (found,) = desk.ask(
        "clerk-D01-court", "GET", "/ledgers/team.problems/records", params={"text": number}
    ).json()["items"]
    path, seen = f"/records/{found['id']}", found["version"]
    measure, back = town.word("measure", heard), town.word("reason", heard)
    for who, action, body in (
        ("clerk-D01-court", "apply", {"values": {"measure_taken": measure}}),
        ("district-D01", "return", {"reason": back}),
    ):
        answer = desk.ask(who, "POST", f"{path}/acts/{action}", body, seen=seen)
        assert answer.status_code == 200, answer.text
        seen = answer.json()["version"]
    assert listeners(town, path, measure) == listeners(town, path, back) == heard
    gone = town.word("removal", frozenset())
    answer = desk.ask("clerk-D01-court", "POST", f"{path}/removal", {"reason": gone}, seen=seen)
    assert answer.status_code == 200, answer.text
    for word in (measure, back, gone, number):
        assert listeners(town, path, word) == set()


def listeners(town: Town, path: str, word: str) -> set[str]:
    """Return who hears a word of a record, alone, in its list or in a search for the word."""
    found = set()
    for person in PEOPLE:
        paths = (path, "/ledgers/team.problems/records?limit=200", "/audit?limit=200")
        known = town.known(person)
        answers = town.line.all(Sent("GET", each, known) for each in paths)
        if any(word in each.text() for each in answers):
            found.add(person)
    return found
