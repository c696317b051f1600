"""Drafts: equal where they read the same, and laid over one another as if nothing were kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smart_team.assessment.drafts import Draft, draft_of, over

ITEMS = st.sampled_from(["a", "b", "c"])
ANSWERS = st.none() | st.booleans() | st.integers(0, 1) | st.sampled_from([0.0, 1.0, "1", ""])
TEXTS = st.dictionaries(ITEMS, st.sampled_from(["because", "so it is"]))
DRAFTS = st.builds(
    Draft,
    st.dictionaries(ITEMS, ANSWERS),
    st.lists(ITEMS, unique=True).map(tuple),
    TEXTS,
    TEXTS,
)


@given(DRAFTS, DRAFTS, st.booleans())
def test_what_is_kept_of_layers_is_what_they_come_to(
    below: Draft,
    above: Draft,
    keep_null: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    kept = over(below, above, keep_null=keep_null)
    assert kept.text() == over.__wrapped__(below, above, keep_null=keep_null).text()


@given(DRAFTS, DRAFTS)
def test_drafts_are_equal_where_they_read_the_same(one: Draft, other: Draft) -> None:
    assert (one == other) == (one.text() == other.text())
    assert draft_of(one.text()) == one
    assert hash(draft_of(one.text())) == hash(one)


def test_a_truth_a_number_and_a_word_are_three_answers() -> None:
    drafts = [Draft({"a": each}) for each in (True, 1, 1.0, "1")]
    assert len(set(drafts)) == len(drafts)
    assert [over(Draft(), each).answers["a"] for each in drafts] == [True, 1, 1.0, "1"]
    assert isinstance(over(Draft(), drafts[0]).answers["a"], bool)
