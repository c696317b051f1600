"""A declared ledger made ready for use: its full name, its fields by id, its flow as one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from smart_team.rubric.catalog import Catalog
from smart_team.rubric.flows import flow_of
from smart_team.rubric.ledgers import AnyField, Flow, FlowAction, FlowState, Ledger


class Step(NamedTuple):
    """One thing in the flow that may be done in a state."""

    state: str
    action: str


class Change(NamedTuple):
    """From this day on a record's light was this one."""

    day: date
    light: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands.

    `content` is canonical: texts, numbers and percents as plain decimal texts, days as
    ``YYYY-MM-DD``, choices and units by their id, `units` as a sorted list, files as a list of
    ``{"id", "name", "file"}``. A field that is empty is not there. `lights` are the changes of its
    light, in order.
    """

    id: str
    ledger: str
    unit: str
    day: date
    state: str
    content: Mapping[str, Any]
    lights: tuple[Change, ...] = ()

    def light_on(self, day: date) -> str | None:
        """Return its light on a day; None before it had one."""
        return next((each.light for each in reversed(self.lights) if each.day <= day), None)

    def lit_in(self, first: date, last: date) -> frozenset[str]:
        """Return every light that it has shown from one day until another."""
        later = {each.light for each in self.lights if first <= each.day <= last}
        before = self.light_on(first)
        return frozenset(later if before is None else {*later, before})


@dataclass(frozen=True)
class Book:
    """A ledger of a module."""

    module: str
    ledger: Ledger

    @property
    def name(self) -> str:
        """``module.ledger``."""
        return f"{self.module}.{self.ledger.id}"

    @cached_property
    def fields(self) -> Mapping[str, AnyField]:
        """Its fields by id, in order."""
        return MappingProxyType({each.id: each for each in self.ledger.fields})

    @cached_property
    def flow(self) -> Flow:
        """The declared flow, or the plain one of entering and confirming."""
        return flow_of(self.ledger)

    @cached_property
    def states(self) -> Mapping[str, FlowState]:
        """The states by id, in order."""
        return MappingProxyType({each.id: each for each in self.flow.states})

    @cached_property
    def steps(self) -> Mapping[Step, FlowAction]:
        """What may be done in which state."""
        table = {Step(state, each.id): each for each in self.flow.actions for state in each.from_}
        return MappingProxyType(table)

    @property
    def start(self) -> str:
        """The state in which a record begins."""
        return self.flow.states[0].id

    def actions(self, state: str) -> list[FlowAction]:
        """Return what may be done in a state, in order."""
        return [action for step, action in self.steps.items() if step.state == state]

    def may_edit(self, state: str) -> bool:
        """Whether whoever enters records may change one that stands there."""
        return state in self.states and self.states[state].edits

    @cached_property
    def open_states(self) -> frozenset[str]:
        """The states in which every unit reads a record: where it is done and counts, or voted for.

        What was passed over or taken down is its unit's own.
        """
        if self.ledger.seen_by != "all":
            return frozenset()
        voted = () if self.ledger.votes is None else (self.ledger.votes.in_,)
        ended = (each.id for each in self.flow.states if each.done and each.counts)
        return frozenset({*ended, *voted})

    def counts(self, state: str) -> bool:
        """Whether metrics see a record that stands there."""
        return state in self.states and self.states[state].counts


@dataclass(frozen=True)
class Shelf:
    """All ledgers of a catalog, in the order of their modules."""

    books: Mapping[str, Book] = field(default_factory=dict)

    def find(self, name: str) -> Book | None:
        """Return a ledger by its full name."""
        return self.books.get(name)

    def of(self, module: str) -> list[Book]:
        """Return the ledgers of a module."""
        return [each for each in self.books.values() if each.module == module]


def shelf_of(catalog: Catalog) -> Shelf:
    """Return all ledgers of a catalog's modules."""
    books = (
        Book(module.id, ledger) for module in catalog.modules for ledger in module.file.ledgers
    )
    return Shelf(MappingProxyType({each.name: each for each in books}))
