"""Units by what a workbook may call them: the code, the name, a name that they had before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smart_team.ledger.plain_text import bare


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The registered units; names are kept bare, each with the codes of the units it means."""

    names: Mapping[str, str]
    """Each unit's name by its code."""
    current: Mapping[str, frozenset[str]]
    former: Mapping[str, frozenset[str]]

    def find(self, text: str) -> frozenset[str]:
        """Return the codes that a text can mean: none, one, or several with the same name.

        A code stands alone or before the name; a name that a unit has goes before one that
        another has had.
        """
        text = text.strip()
        if text in self.names:
            return frozenset({text})
        return self.current.get(bare(text)) or self.former.get(bare(text)) or frozenset()

    def label(self, code: str) -> str:
        """Return a unit's code and name, as :meth:`find` reads them."""
        return f"{code} {self.names[code]}" if code in self.names else code


def unit_names(units: Mapping[str, str], former: Iterable[tuple[str, str]] = ()) -> UnitNames:
    """Return units by their names, from names by code and the earlier names of codes."""
    return UnitNames(MappingProxyType(dict(units)), _by_name(units.items()), _by_name(former))


def _by_name(named: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for code, name in named:
        for called in {bare(code), bare(name), bare(f"{code}{name}")}:
            found[called] = found.get(called, frozenset()) | {code}
    return MappingProxyType(found)
