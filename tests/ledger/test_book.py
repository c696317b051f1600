"""A declared ledger made ready for use."""

from __future__ import annotations

from smart_team.ledger.book import Step
from tests.ledger.books import book_of

FIELDS = """
fields:
  - {id: number, title: 编号, type: text, required: true}
  - {id: day, title: 日期, type: date, required: true}
key: [number]
dated_by: day
enter: [clerk]
"""
FLOW = """
flow:
  states:
    - {id: draft, title: 草稿, counts: false, edits: true}
    - {id: nominated, title: 推荐}
    - {id: chosen, title: 入选, done: true}
  actions:
    - {id: nominate, title: 推荐, from: [draft], to: nominated, by: [clerk]}
    - {id: choose, title: 入选, from: [nominated, draft], to: chosen, by: [admin]}
"""


def test_without_a_flow_a_record_is_entered_and_that_is_all() -> None:
    book = book_of(FIELDS)
    assert (book.start, list(book.states), dict(book.steps)) == ("entered", ["entered"], {})
    assert book.counts("entered")
    assert book.may_edit("entered")


def test_with_somebody_to_confirm_only_what_is_confirmed_counts() -> None:
    book = book_of(f"{FIELDS}confirm: [district]\n")
    assert [state for state in book.states if book.counts(state)] == ["confirmed"]
    assert {(step.state, step.action): each.to for step, each in book.steps.items()} == {
        ("entered", "confirm"): "confirmed",
        ("entered", "return"): "returned",
        ("confirmed", "return"): "returned",
    }
    assert book.steps[Step("entered", "return")].reason


def test_a_flow_is_one_table() -> None:
    book = book_of(FIELDS + FLOW)
    assert [each.id for each in book.actions("draft")] == ["nominate", "choose"]
    assert [each.id for each in book.actions("chosen")] == []
    assert not book.may_edit("nominated")
    assert not book.counts("nowhere")


def test_every_unit_reads_what_is_done_or_voted_for_and_no_draft() -> None:
    votes = "votes: {by: [approver], in: nominated, most: 3}\n"
    assert book_of(FIELDS + FLOW + votes).open_states == frozenset()
    assert book_of(f"{FIELDS}{FLOW}seen_by: all\n").open_states == {"chosen"}
    assert book_of(f"{FIELDS}{FLOW}{votes}seen_by: all\n").open_states == {"chosen", "nominated"}
    assert book_of(f"{FIELDS}seen_by: all\n").open_states == {"entered"}


def test_what_was_passed_over_or_taken_down_is_not_open_to_other_units() -> None:
    passed = "    - {id: passed_over, title: 未入选, counts: false, done: true}\n  actions:"
    flow = FLOW.replace("  actions:", passed)
    assert book_of(f"{FIELDS}{flow}seen_by: all\n").open_states == {"chosen"}
