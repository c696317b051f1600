"""Errors that carry data: a code, a place, the values, and what to do about it.

A :class:`Message` is the sentence, once in Chinese and once in English. A :class:`Problem` is that
sentence said of one place. A :class:`SmartTeamError` carries all problems found together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["zh", "en"]
Severity = Literal["error", "warning"]

SHOWN_AT_MOST = 100
"""Problems printed of one file or table; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Text:
    """A short text in Chinese and, where given, in English."""

    zh: str
    en: str | None = None

    def say(self, lang: Lang = "zh") -> str:
        """Return the text in `lang`, or in Chinese where English is not given."""
        return self.en if lang == "en" and self.en is not None else self.zh


@dataclass(frozen=True, slots=True)
class Message:
    """One kind of problem: a stable code, what is wrong, and how to mend it.

    `what` and `fix` may hold ``{name}`` fields that a :class:`Problem` fills.
    """

    code: str
    what: Text
    fix: Text
    severity: Severity = "error"


def message(
    code: str, zh: str, en: str, fix_zh: str, fix_en: str, *, severity: Severity = "error"
) -> Message:
    """Return a message from its sentences in both languages."""
    return Message(code, Text(zh, en), Text(fix_zh, fix_en), severity)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands: a file with line and column (from 1), or words such as a cell."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    where: Text | None = None

    def say(self, lang: Lang = "zh") -> str:
        """Return ``file:line:column``, the words, or both joined by ``: ``."""
        position = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        words = self.where.say(lang) if self.where else ""
        return ": ".join(part for part in (position, words) if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """A message said of one place, with the values that fill it."""

    message: Message
    place: Place = field(default_factory=Place)
    values: Mapping[str, object] = field(default_factory=dict)

    def what(self, lang: Lang = "zh") -> str:
        """Return what is wrong, filled."""
        return _fill(self.message.what.say(lang), self.values, lang)

    def fix(self, lang: Lang = "zh") -> str:
        """Return how to mend it, filled."""
        return _fill(self.message.fix.say(lang), self.values, lang)

    def say(self, lang: Lang = "zh") -> str:
        """Return ``place: what; fix [code]`` on one line."""
        place = self.place.say(lang)
        stop = "。改法:" if lang == "zh" else ". Fix: "
        line = f"{self.what(lang)}{stop}{self.fix(lang)} [{self.message.code}]"
        return f"{place}: {line}" if place else line


def _fill(template: str, values: Mapping[str, object], lang: Lang) -> str:
    said = {k: v.say(lang) if isinstance(v, Text) else v for k, v in values.items()}
    return template.format_map(said)


class SmartTeamError(Exception):
    """Something was refused; `problems` says what, where, and how to mend it.

    `recorded` is set once the audit has it, so that nobody records it again.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.say("en") for problem in problems))
        self.problems = tuple(problems)
        self.recorded = False

    def say(self, lang: Lang = "zh") -> str:
        """Return one line a problem, the first hundred of them."""
        lines = [problem.say(lang) for problem in self.problems[:SHOWN_AT_MOST]]
        left = len(self.problems) - len(lines)
        if left:
            lines.append(f"……另有 {left} 处" if lang == "zh" else f"… and {left} more")
        return "\n".join(lines)


class RubricError(SmartTeamError):
    """A YAML file of a module (rubric, module, procedure, case) was refused."""


class FileError(SmartTeamError):
    """A file could not be read or written as what it should be."""


class AnswersError(SmartTeamError):
    """Units or answers were refused."""


class PluginError(SmartTeamError):
    """A plugin could not be loaded, or broke its promise."""


class UsageError(SmartTeamError):
    """A command was given words it does not know."""
