"""OpenFisca-core: a tax-benefit system with one Variable per indicator and dimension.

It computes in its own 32-bit floats and whole numbers.  Totals only: it has no
statuses, grades or ranks.  Inputs are set in ``prepare``; ``run`` forgets what an
earlier run computed (cheaper than a new simulation) and calculates the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.digest import Dimension, applicable, dimensions
from benchmarks.syn106 import KINDS, MILLION, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from openfisca_core.entities import Entity
    from openfisca_core.simulations import Simulation

    from benchmarks.syn106 import Array, Spec, Workload

    class Population(Protocol):
        """What a formula is given: the values of a variable in a period."""

        def __call__(self, name: str, period: object) -> Array:
            """The column of that variable."""
            ...

    Formula = Callable[[Population, object], Array]

NAME = "OpenFisca-core"
LIBRARIES = ("OpenFisca-Core", "numpy")
NOTE = "32-bit floats; totals only, no statuses, grades or ranks"
YEAR = "2024"
_ZERO: Any = np.float32(0)


@dataclass
class Prepared:
    """A simulation with its inputs set, and the variables that ``run`` computes."""

    simulation: Simulation
    computed: list[str]
    points: list[str]


# --- preparing ----------------------------------------------------------------------


def prepare(workload: Workload) -> Prepared:
    """Declare the system and set the inputs."""
    spec = workload.spec
    entity = build_entity(key="unit", plural="units", label="Assessed unit", is_person=True)
    system = TaxBenefitSystem([entity])
    inputs = _inputs(workload)
    for name, column in inputs.items():
        system.add_variable(_variable(entity, name, column.dtype.type, None))
    formulas = {item["id"]: _masked(item, _SCORE[item["type"]](item)) for item in scored(spec)}
    formulas |= {item["id"]: _adjustment(item) for item in spec["adjustments"]["items"]}
    points = list(formulas)
    formulas |= {f"dimension_{node.id}": _dimension(node) for node in dimensions(spec)}
    formulas["total"] = _total(spec)
    for name, formula in formulas.items():
        system.add_variable(_variable(entity, name, np.float32, formula))
    simulation = SimulationBuilder().build_default_simulation(system, count=workload.size)
    for name, column in inputs.items():
        simulation.set_input(name, YEAR, column)
    return Prepared(simulation, list(formulas), points)


def _variable(entity: Entity, name: str, dtype: type, formula: Formula | None) -> type[Variable]:
    kinds: dict[type, type] = {np.float32: float, np.int32: int, np.bool_: bool}
    members: dict[str, Any] = {
        "value_type": kinds[dtype],
        "entity": entity,
        "definition_period": periods.YEAR,
        "label": name,
    }
    if formula is not None:
        members["formula"] = formula
    return type(name, (Variable,), members)


def _inputs(workload: Workload) -> dict[str, Array]:
    """Columns in the three types that OpenFisca knows; a blank's filler earns nothing."""
    order = {kind: k for k, kind in enumerate(KINDS)}
    columns: dict[str, Array] = {
        "kind": np.array([order[k] for k in workload.units["kind"].tolist()], dtype=np.int32)
    }
    blank_level = {
        i["id"]: len(i["levels"]) for i in scored(workload.spec) if i["type"] == "levels"
    }
    answered: dict[str, Array] = {}
    for key, column in workload.columns.items():
        code, field = key.split(".", 1)
        blank = workload.blank[code]
        name = key.replace(".", "_")
        if field == "level":
            columns[name] = np.where(blank, blank_level[code], column).astype(np.int32)
        elif field == "value":
            columns[name] = (column / MILLION).astype(np.float32)
        elif column.dtype == bool:
            columns[name] = column & ~blank
        else:
            columns[name] = column.astype(np.int32)
        answered[f"{code}_answered"] = ~blank
    needs = {i["id"] for i in scored(workload.spec) if i["type"] not in {"levels", "checklist"}}
    return columns | {
        name: a for name, a in answered.items() if name.removesuffix("_answered") in needs
    }


# --- formulas -----------------------------------------------------------------------


def _masked(item: Spec, formula: Formula) -> Formula:
    """Nothing for a blank answer or where the indicator does not apply."""
    code = item["id"]
    applies = np.array(applicable(item))
    everywhere = bool(applies.all())
    maybe_blank = item["type"] not in {"levels", "checklist"}

    def masked(unit: Population, period: object) -> Array:
        points = formula(unit, period)
        if maybe_blank:
            points = points * unit(f"{code}_answered", period)
        return points if everywhere else points * applies[unit("kind", period)]

    return masked


def _levels(item: Spec) -> Formula:
    name = f"{item['id']}_level"
    points = np.array(
        [float(level["points"]) for level in item["levels"]] + [0.0], dtype=np.float32
    )
    return lambda unit, period: points[unit(name, period)]


def _checklist(item: Spec) -> Formula:
    parts = [
        (f"{item['id']}_checked_{part['id']}", np.float32(part["points"])) for part in item["items"]
    ]

    def formula(unit: Population, period: object) -> Array:
        total: Array = sum((unit(name, period) * points for name, points in parts), start=_ZERO)
        return total

    return formula


def _events(item: Spec) -> Formula:
    events = [
        (
            f"{item['id']}_counts_{event['id']}",
            np.float32(event["per"]),
            np.float32(event["max"]) if "max" in event else None,
        )
        for event in item["events"]
    ]

    def formula(unit: Population, period: object) -> Array:
        total: Array = _ZERO
        for name, per, most in events:
            part = unit(name, period).astype(np.float32) * per
            total = total + (part if most is None else np.minimum(part, most))
        return total

    return formula


def _deduct(item: Spec) -> Formula:
    events, full = _events(item), np.float32(item["points"])
    return lambda unit, period: np.maximum(full - events(unit, period), np.float32(0))


def _input(item: Spec) -> Formula:
    code = item["id"]
    if item["input"] == "value":
        return lambda unit, period: unit(f"{code}_value", period)

    def ratio(unit: Population, period: object) -> Array:
        top, below = unit(f"{code}_numerator", period), unit(f"{code}_denominator", period)
        return top.astype(np.float32) / below.astype(np.float32)

    return ratio


def _tiers(item: Spec) -> Formula:
    read = _input(item)
    above = "at_least" in item["tiers"][0]
    compare: Any = np.greater_equal if above else np.less_equal
    test = "at_least" if above else "at_most"
    points = [float(tier["points"]) for tier in item["tiers"]] + [0.0]
    bounds = [np.float32(tier[test]) for tier in item["tiers"]]
    steps = [(b, np.float32(p - q)) for b, p, q in zip(bounds, points, points[1:], strict=False)]

    def formula(unit: Population, period: object) -> Array:
        x = read(unit, period)
        total: Array = sum((compare(x, bound) * step for bound, step in steps), start=_ZERO)
        return total

    return formula


def _linear(item: Spec) -> Formula:
    read = _input(item)
    zero, full = np.float32(item["zero_at"]), np.float32(item["full_at"])
    points = np.float32(item["points"])

    def formula(unit: Population, period: object) -> Array:
        x = read(unit, period)
        return _round2(
            np.minimum(np.maximum((x - zero) * (points / (full - zero)), np.float32(0)), points)
        )

    return formula


def _piecewise(item: Spec) -> Formula:
    read = _input(item)
    at = np.array([float(knot["at"]) for knot in item["curve"]], dtype=np.float32)
    points = np.array([float(knot["points"]) for knot in item["curve"]], dtype=np.float32)
    slopes = np.diff(points) / np.diff(at)

    def formula(unit: Population, period: object) -> Array:
        x = read(unit, period)
        total: Array = points[0]
        for left, right, slope in zip(at, at[1:], slopes, strict=False):
            total = total + (np.minimum(np.maximum(x, left), right) - left) * slope
        return _round2(total)

    return formula


def _round2(x: Array) -> Array:
    # 1e-9 would vanish beside hundredths in 32 bits; 1e-4 of a hundredth survives.
    rounded: Array = np.floor(x * np.float32(100) + np.float32(0.5001)) / np.float32(100)
    return rounded


_SCORE: dict[str, Callable[[Spec], Formula]] = {
    "levels": _levels,
    "checklist": _checklist,
    "tiers": _tiers,
    "linear": _linear,
    "piecewise": _piecewise,
    "deduct": _deduct,
}


def _adjustment(item: Spec) -> Formula:
    events, cap = _events(item), np.float32(item["cap"])
    return lambda unit, period: np.minimum(events(unit, period), cap)


def _dimension(node: Dimension) -> Formula:
    """No rounding to six places: 32-bit floats do not hold them."""
    factors = np.array(node.factors, dtype=np.float32) if node.rescaled else None
    prefix = "" if "_" in node.id else "dimension_"
    names = [f"{prefix}{child}" for child in node.children]

    def formula(unit: Population, period: object) -> Array:
        total = unit(names[0], period)
        for name in names[1:]:
            total = total + unit(name, period)
        return total if factors is None else total * factors[unit("kind", period)]

    return formula


def _total(spec: Spec) -> Formula:
    rules = spec["adjustments"]
    signs = (("bonus", 1), ("penalty", -1))

    def formula(unit: Population, period: object) -> Array:
        total = unit("dimension_", period)
        for kind, sign in signs:
            parts = sum(unit(item["id"], period) for item in rules["items"] if item["type"] == kind)
            total = total + np.float32(sign) * np.minimum(parts, np.float32(rules[f"{kind}_cap"]))
        total = np.maximum(total, np.float32(0))
        for redline in spec["redlines"]:
            if redline["effect"] == "cap":
                capped = np.minimum(total, np.float32(redline["cap"]))
                total = np.where(unit(f"{redline['id']}_breached", period), capped, total)
        return total

    return formula


# --- running ------------------------------------------------------------------------


def run(prepared: Prepared) -> dict[str, Array]:
    """Forget earlier results and calculate the total, which pulls in all the rest."""
    simulation = prepared.simulation
    for name in prepared.computed:
        simulation.delete_arrays(name)
    total = simulation.calculate("total", YEAR)
    points = {name: simulation.calculate(name, YEAR) for name in prepared.points}
    return {"total": total.astype(float), **points}
