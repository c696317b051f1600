"""What the audit's ids stand for, for who may read it: names, and the pages where they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, select

from smart_team.assessment.views.pages import require_city
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.store.tables import (
    cycle_units,
    cycles,
    people,
    publications,
    stages,
    submissions,
    units,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What an id stands for: what it is called, and the address of its page if they may open it."""

    title: str
    path: str | None


def known_objects(
    connection: Connection, principal: Principal, ids: Collection[str]
) -> Mapping[str, Known]:
    """Return what is known of ids; those of nothing that is there are left out."""
    require_city(principal, "read_audit")
    return dict(_found(connection, principal, list(ids)))


def _found(
    connection: Connection, principal: Principal, ids: list[str]
) -> Iterator[tuple[str, Known]]:
    named = select(people.c.id, people.c.name).where(people.c.id.in_(ids))
    for id_, name in connection.execute(named):
        yield id_, Known(name, f"/admin/people/{id_}")
    opened = select(cycles.c.id, cycles.c.title).where(cycles.c.id.in_(ids))
    for id_, title in connection.execute(opened):
        yield id_, Known(title, f"/cycles/{id_}")
    for row in connection.execute(_stages(ids)):
        yield row.id, Known(row.title, f"/stages/{row.id}")
    for row in connection.execute(_submissions(ids)):
        yield row.id, Known(row.name, f"/submissions/{row.id}")
    registered = select(units.c.code, units.c.name).where(units.c.code.in_(ids))
    manages = may(principal, "manage_units", CITY)
    for code, name in connection.execute(registered):
        yield code, Known(name, f"/admin/units/{code}" if manages else None)
    frozen = select(publications.c.id, publications.c.number).where(publications.c.id.in_(ids))
    for id_, number in connection.execute(frozen):
        yield id_, Known(f"#{number}", f"/results/{id_}")


def _stages(ids: list[str]) -> Select[tuple[str, str]]:
    query = select(stages.c.id, cycles.c.title).join(cycles, cycles.c.id == stages.c.cycle)
    return query.where(stages.c.id.in_(ids))


def _submissions(ids: list[str]) -> Select[tuple[str, str]]:
    unit = and_(
        cycle_units.c.cycle == submissions.c.cycle, cycle_units.c.unit == submissions.c.unit
    )
    query = select(submissions.c.id, cycle_units.c.name).join(cycle_units, unit)
    return query.where(submissions.c.id.in_(ids))
