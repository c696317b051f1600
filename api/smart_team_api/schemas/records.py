"""Ledgers and records as requests give them and answers show them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from smart_team_api.schemas.base import Code, Given, Id, Line, Prose, Shown, Words

Wanted = Annotated[str | None, Field(max_length=80)]
Values = dict[Id, str | list[Id] | None]
"""What stands in each field, as text; `units` fields take a list of codes."""


class LedgerLine(Shown):
    """A ledger in the list: its full name, whose records it holds, and what its reader may do."""

    ledger: str
    module: str
    title: Words
    of: str
    may_enter: bool


class LedgerList(Shown):
    """The ledgers of which somebody reads records."""

    items: list[LedgerLine]


class FieldShown(Shown):
    """One field of a ledger."""

    id: str
    title: Words
    type: str
    required: bool
    choices: list[str]


class StateShown(Shown):
    """A state that records can stand in; metrics see them where it `counts`."""

    id: str
    title: Words
    counts: bool
    done: bool


class LedgerShown(LedgerLine):
    """A ledger as it is declared."""

    summary: Words | None
    fields: list[FieldShown]
    states: list[StateShown]


class FileShown(Shown):
    """A file of a record."""

    id: str
    name: str
    sha256: str


class RecordLine(Shown):
    """A record in a list; `values` are texts and lists of codes by field, files stand apart."""

    id: str
    ledger: str
    unit: str
    unit_name: str
    day: str
    state: str
    light: str | None
    votes: int
    version: int
    values: dict[str, str | list[str]]
    files: dict[str, list[FileShown]]


class MergedRow(Shown):
    """A row of a table of small counts; one that stands for several records has no id.

    It has only the fields that they share and the sum of their counts, and not even that where it
    is small itself.
    """

    id: str | None
    unit: str
    merged: int
    values: dict[str, str | list[str]]


class MergedRows(Shown):
    """A table of small counts, or several."""

    items: list[MergedRow]


class RevisionShown(Shown):
    """What was done to a record: by which role (null: the clock), by whom if that may be known."""

    number: int
    action: str
    before: str | None
    after: str
    reason: str | None
    role: str | None
    person: str | None
    at: str


class LitShown(Shown):
    """A day on which a record's light changed."""

    day: str
    light: str
    why: str


class RecordShown(RecordLine):
    """One record; `acts` are those of its flow that its reader may do now."""

    acts: list[str]
    may_enter: bool
    story: list[RevisionShown]
    lights: list[LitShown]


class TableFilter(BaseModel):
    """Which tables of small counts are asked for; days as YYYY-MM-DD, both of them in."""

    unit: Wanted = None
    district: Wanted = None
    since: Wanted = None
    until: Wanted = None

    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordFilter(TableFilter):
    """Which records of a ledger are asked for."""

    state: Wanted = None
    light: Wanted = None
    text: Wanted = None

    model_config = ConfigDict(extra="ignore")  # a page's limit and cursor stand beside it


class RecordFileGiven(BaseModel):
    """What is said of a record's file beside its content: its field, and its name."""

    field: Annotated[Line, Field(description="栏目 · the file field")]
    name: Annotated[Line, Field(description="文件名 · the file's name")]

    model_config = ConfigDict(extra="forbid", frozen=True)


class RecordGiven(Given):
    """A new record: its unit (empty in a ledger of the city's) and what stands in its fields."""

    unit: Code = ""
    values: Values

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"unit": "D01-court", "values": {"number": "1", "day": "2026-03-05"}}]
        }
    )


class ValuesGiven(Given):
    """What stands in a record's fields from now on."""

    values: Values

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"values": {"number": "1", "day": "2026-03-05"}}]}
    )


class ActGiven(Given):
    """What an action of a flow asks for."""

    reason: Annotated[Prose | None, Field(description="理由 · the reason")] = None
    values: Values = Field(default_factory=dict)

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "附件不清"}]})


class RecordMoved(Shown):
    """Where a record stands now."""

    id: str
    state: str
    version: int


class Voted(Shown):
    """How many votes a record has now."""

    id: str
    votes: int
