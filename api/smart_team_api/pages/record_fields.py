"""The fields of a ledger as a form shows and sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from smart_team.ledger.book import Book
from smart_team.rubric.ledgers import AnyField, FileField, TextField, UnitsField
from smart_team_api.pages.posting import Post

PREFIX: Final = "v."
"""Before a field's id, so that no ledger's field is one of the form's own."""
_COLUMNS: Final = 7
_SHORT: Final = 500
"""Characters of a text that a table still shows, cut to a few lines."""


def given_values(fields: Mapping[str, AnyField], post: Post) -> dict[str, Any]:
    """Return what was typed into a record's fields; files are not typed."""
    return {
        id_: [code for code in post.texts(PREFIX + id_) if code]
        if isinstance(field, UnitsField)
        else post.text(PREFIX + id_)
        for id_, field in fields.items()
        if not isinstance(field, FileField) and PREFIX + id_ in post.form
    }


def shown_columns(book: Book) -> list[AnyField]:
    """Return the fields that a table of records has room for: the key, then what is short."""
    key = [book.fields[id_] for id_ in book.ledger.key]
    rest = [each for each in book.fields.values() if each not in key and _fits(each)]
    wanted = [*key, *rest][:_COLUMNS]
    return [each for each in book.fields.values() if each in wanted]


def _fits(field: AnyField) -> bool:
    if isinstance(field, FileField):
        return False
    return not isinstance(field, TextField) or field.longest <= _SHORT
