"""Two people fill in one claim: what each of them changed, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from smart_team_api.pages.claims_form import Said

Side = Literal["mine", "theirs"]
PICK: Final = "pick"


@dataclass(frozen=True, slots=True)
class Difference:
    """An item of which the form says otherwise than what another has saved meanwhile.

    `suggested` is who changed it; both may have, and then it is mine.
    """

    item: str
    mine: Said
    theirs: Said
    suggested: Side
    is_both: bool


def differences(
    base: Mapping[str, Said], mine: Mapping[str, Said], theirs: Mapping[str, Said]
) -> list[Difference]:
    """Return where two forms that began as one differ now."""
    found = []
    for item, said in mine.items():
        other = theirs.get(item, Said())
        if said == other:
            continue
        begun = base.get(item, Said())
        changed, changed_too = said != begun, other != begun
        side: Side = "mine" if changed else "theirs"
        found.append(Difference(item, said, other, side, is_both=changed and changed_too))
    return found


def picked(
    form: Mapping[str, str], mine: Mapping[str, Said], theirs: Mapping[str, Said]
) -> dict[str, Said]:
    """Return what was typed, with the other's word where that was chosen."""
    return {
        item: theirs.get(item, Said()) if form.get(f"{PICK}:{item}") == "theirs" else said
        for item, said in mine.items()
    }
