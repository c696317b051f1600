"""One unit's answer to one item, read back from the columns, and the words to speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from smart_team.errors import Lang, Text
from smart_team.rubric.types import Bilingual
from smart_team.scoring import finding_texts as t
from smart_team.scoring.answers import ANSWERED, Answers
from smart_team.scoring.engine import Scores
from smart_team.scoring.fixed import MILLION, rd
from smart_team.scoring.layout import Slot
from smart_team.scoring.numerals import decimal, exact, points


class Told(NamedTuple):
    """A line, and the points and status it comes to; points are None where there are none."""

    line: str
    points: Fraction | None
    status: str = "scored"


@dataclass(frozen=True)
class Speaker:
    """Says templates in one language."""

    lang: Lang

    def say(self, template: Text, **values: object) -> str:
        """Return a template, filled; texts among the values are said in the same language."""
        said = {
            key: value.say(self.lang) if isinstance(value, Text | Bilingual) else value
            for key, value in values.items()
        }
        return template.say(self.lang).format_map(said)

    def then(self, *lines: str) -> str:
        """Join the steps of one line, leaving out empty ones."""
        return self.say(t.THEN).join(line for line in lines if line)

    def told(self, template: Text, earned: Fraction, **values: object) -> Told:
        """Return a template that ends in the points, filled."""
        return Told(self.say(template, points=points(earned), **values), earned)

    def rounded(self, terms: str, value: Fraction, places: int) -> Told:
        """Return ``terms = value``, rounded to `places`, and naming it, where that changes it."""
        earned = Fraction(rd(value, places), 10**places)
        if earned == value:
            return self.told(t.EQUALS, earned, sum=terms)
        template = t.ROUNDED if places else t.ROUNDED_WHOLE
        return self.told(template, earned, sum=terms, exact=exact(value), places=places)


@dataclass(frozen=True)
class Given(Speaker):
    """What one unit (at `position`) answered to one item."""

    scores: Scores
    answers: Answers
    position: int
    item: str

    @property
    def decimals(self) -> int:
        """Places to which indicators' points round."""
        return self.scores.plan.rubric.decimals

    @property
    def slots(self) -> Mapping[str, Slot]:
        """Where each field of the item stands."""
        return self.scores.plan.layout.slots.get(self.item, {})

    def state(self, position: int) -> int:
        """Return whether a unit answered an indicator, left it blank, or was granted."""
        return int(self.answers.state[self.scores.plan.rows[self.item], position])

    def at(self, position: int) -> Given:
        """Return another unit's answer to the same item."""
        return Given(self.lang, self.scores, self.answers, position, self.item)

    def raw(self, name: str) -> int:
        """Return what the column holds for one field."""
        slot = self.slots[name]
        value = int(self.answers.blocks[slot.block][slot.row, self.position])
        return value >> slot.bit & 1 if slot.kind == "check" else value

    def number(self, name: str) -> Fraction:
        """Return one field as the exact number that was given."""
        in_millionths = self.slots[name].kind in {"decimal", "score"}
        return Fraction(self.raw(name), MILLION if in_millionths else 1)

    def inputs(self) -> dict[str, str]:
        """Return every field as the text that the unit gave."""
        if self.item in self.scores.plan.rows and self.state(self.position) != ANSWERED:
            return {}
        return {name: self._text(name, slot) for name, slot in self.slots.items()}

    def _text(self, name: str, slot: Slot) -> str:
        if slot.kind in {"truth", "check"}:
            return "true" if self.raw(name) else "false"
        if slot.kind == "choice":
            return slot.choices[self.raw(name)]
        return decimal(self.number(name))

    def rounded_points(self, terms: str, value: Fraction) -> Told:
        """Return indicator points, rounded to the rubric's decimals where that changes them."""
        return self.rounded(terms, value, self.decimals)


def words_of(value: str) -> Text:
    """Return a kind or level in words, anything else as it is."""
    return t.VALUES.get(value, Text(value))
