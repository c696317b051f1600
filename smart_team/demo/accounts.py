"""Who acts in the demo: an account for every hand that a procedure names, all made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from smart_team.demo.city import DISTRICTS
from smart_team.errors import Text
from smart_team.procedure.words import ROLES
from smart_team.rubric.types import Role
from smart_team.scoring.units import Unit

INSPECTORS: Final = 9
SEVERAL: Final[dict[Role, int]] = {"inspector": INSPECTORS, "adjudicator": 2, "leader": 2}
"""Of these there are so many in the city."""
ALONE: Final[tuple[Role, ...]] = ("admin", "author", "auditor")
"""Of these there is one each."""
TITLES: Final[dict[Role, Text]] = {role: ROLES[role] for role in get_args(Role)}
"""Each role as the demo says it."""
MADE_UP: Final = "(虚构)"
ADMIN: Final = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """One person's login, name and role; a unit's role has the unit, a district's the district."""

    login: str
    name: str
    role: Role
    unit: str | None = None
    district: str | None = None


def city_accounts(units: Sequence[Unit]) -> list[Account]:
    """Return the accounts of these units, of their districts, and of the city."""
    return [*_of_units(units), *_of_districts(units), *_of_city()]


def clerk_of(unit: str) -> str:
    """Return the login of a unit's clerk, such as ``clerk.d03-court``."""
    return f"clerk.{unit.lower()}"


def approver_of(unit: str) -> str:
    """Return the login of a unit's approver."""
    return f"approver.{unit.lower()}"


def office_of(district: str) -> str:
    """Return the login of a district's office."""
    return f"district.{district.lower()}"


def inspector(number: int) -> str:
    """Return the login of an inspector; any whole number names one of them."""
    return f"inspector.{number % INSPECTORS + 1}"


def adjudicator(number: int) -> str:
    """Return the login of an adjudicator; any whole number names one of them."""
    return f"adjudicator.{number % SEVERAL['adjudicator'] + 1}"


def _of_units(units: Sequence[Unit]) -> Iterator[Account]:
    for unit in units:
        code, name = unit.unit, unit.name
        yield Account(clerk_of(code), _named(name, "clerk"), "clerk", unit=code)
        yield Account(approver_of(code), _named(name, "approver"), "approver", unit=code)


def _of_districts(units: Sequence[Unit]) -> Iterator[Account]:
    there = {unit.district for unit in units}
    for code, name in DISTRICTS.items():
        if code in there:
            yield Account(office_of(code), _named(name, "district"), "district", district=code)


def _of_city() -> Iterator[Account]:
    for role, count in SEVERAL.items():
        for number in range(1, count + 1):
            yield Account(f"{role}.{number}", f"{TITLES[role].zh}{number}{MADE_UP}", role)
    for role in ALONE:
        yield Account(role, _named("", role), role)


def _named(whose: str, role: Role) -> str:
    return f"{whose}{TITLES[role].zh}{MADE_UP}"
