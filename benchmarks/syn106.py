"""SYN-106: the seeded synthetic workload of the benchmark.

The rubric has 106 indicators in 12 second-level dimensions under 4 first-level ones:

=========  ======  ==========================================================
type       number  shape
=========  ======  ==========================================================
levels         34  3 to 5 levels
tiers          16  3 or 4 tiers; every fourth is ``at_most``
piecewise      14  curves of 3 to 5 knots; some fall
linear         16  every fourth is "lower is better"
checklist      12  4 to 6 items
deduct          8  3 events, some with a ``max``
bonus           2  2 events and a cap
penalty         2  2 events and a cap
redline         2  one ``cap: 79.99``, one ``fail``
=========  ======  ==========================================================

The 100 scored indicators carry points of two decimals that sum to exactly 100.  Half
of the tiers, piecewise and linear ones take ``input: value``, half ``input: ratio``.
32 of them (30 % of 106) apply to some of the five kinds only; not applicable is
rescaled (``na: rescale``).  Two decimals; grades at 90, 80, 60 and 0; a quota of 30 %
for the best grade, ties excluded; groups by kind; competition ranks.

The answers come from one ability per unit and noise per indicator, so that totals
spread like those of a real assessment and more units reach the best grade than its
quota admits.  3 % of the asked answers are blank (redlines never are).  An indicator
that does not apply to a unit has no answer either, so it is marked blank too: "not
applicable" goes before "missing".  No denominator is zero.

The same seed gives the same rubric at every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Array = np.ndarray[Any, np.dtype[Any]]
    Spec = dict[str, Any]

KINDS: Final = ("commission", "court", "procuratorate", "police", "justice")
COUNTS: Final = {
    "levels": 34,
    "tiers": 16,
    "piecewise": 14,
    "linear": 16,
    "checklist": 12,
    "deduct": 8,
}
PREFIX: Final = {
    "levels": "L",
    "tiers": "T",
    "piecewise": "P",
    "linear": "N",
    "checklist": "C",
    "deduct": "D",
}
INDICATORS: Final = 106
RESTRICTED: Final = 32
BLANK_SHARE: Final = 0.03
MILLION: Final = 1_000_000
_ADJUSTS: Final = {"B": "bonus", "M": "penalty"}
_KIND_SETS: Final = (
    ("court", "police"),
    ("court", "procuratorate", "police"),
    ("commission", "justice"),
    ("procuratorate", "police", "justice"),
    ("commission", "court", "procuratorate", "justice"),
    ("commission", "court", "police", "justice"),
)


@dataclass(frozen=True)
class Workload:
    """A rubric and the answers of many units, in columns.

    ``columns`` is keyed ``<indicator>.<field>``: levels as int8 indices in listed order,
    values as int64 millionths, numerators, denominators and counts as int64, the rest
    bool.  Where ``blank`` holds, the columns carry a filler (0, denominators 1).
    """

    rubric_yaml: str
    spec: dict[str, Any]
    units: dict[str, Array]
    columns: dict[str, Array]
    blank: dict[str, Array]

    @property
    def size(self) -> int:
        """The number of units."""
        return len(self.units["unit"])

    @property
    def input_bytes(self) -> int:
        """Bytes of the answer columns, blank masks included, units' names not."""
        return sum(a.nbytes for part in (self.columns, self.blank) for a in part.values())


def build(units: int, seed: int = 106) -> Workload:
    """Build the workload for so many units; equal arguments give equal workloads."""
    spec = build_spec(seed)
    people = _units(units)
    columns, blank = _answers(spec, people["kind"], np.random.default_rng([seed, units]))
    return Workload(to_yaml(spec), spec, people, columns, blank)


# --- the rubric ---------------------------------------------------------------------


def build_spec(seed: int = 106) -> Spec:
    """The rubric as a plain structure; numbers that are not whole are ``Decimal``."""
    rng = np.random.default_rng(seed)
    types = [kind for kind, number in COUNTS.items() for _ in range(number)]
    order = [types[i] for i in rng.permutation(len(types))]
    weights = _weights(rng, len(order))
    restricted = set(rng.choice(len(order), RESTRICTED, replace=False).tolist())
    serial = dict.fromkeys(COUNTS, 0)
    indicators: list[Spec] = []
    for position, kind in enumerate(order):
        serial[kind] += 1
        item = _indicator(rng, kind, serial[kind], weights[position])
        if position in restricted:
            item["applies_to"] = {"kinds": list(_KIND_SETS[int(rng.integers(len(_KIND_SETS)))])}
        item["reference"] = f"SYN-106, clause {position + 1}"
        indicators.append(item)
    return {
        "format": 1,
        "id": "benchmark.syn106",
        "version": "1.0",
        "title": {"zh": "合成基准评估标准", "en": "Synthetic benchmark standard"},
        "illustrative": True,
        "full_marks": 100,
        "decimals": 2,
        "na": "rescale",
        "dimensions": _dimensions(indicators),
        "adjustments": _adjustments(),
        "redlines": [
            {
                "id": "RL1",
                "title": "重大事故",
                "effect": "cap",
                "cap": Decimal("79.99"),
                "reference": "SYN-106, clause 105",
            },
            {
                "id": "RL2",
                "title": "数据造假经核实",
                "effect": "fail",
                "reference": "SYN-106, clause 106",
            },
        ],
        "grades": [
            {"grade": "优秀", "at_least": 90},
            {"grade": "良好", "at_least": 80},
            {"grade": "合格", "at_least": 60},
            {"grade": "不合格", "at_least": 0},
        ],
        "quota": {"grade": "优秀", "share": Decimal("0.3"), "ties": "exclude"},
        "groups": {"by": ["kind"]},
        "ties": "competition",
    }


def _weights(rng: np.random.Generator, number: int) -> list[int]:
    """Points in hundredths that sum to exactly 10,000."""
    raw = rng.integers(60, 141, number)
    scaled = np.floor(raw * (100 * number) / raw.sum()).astype(int)
    scaled[: 100 * number - int(scaled.sum())] += 1
    return [int(w) for w in scaled]


def _cents(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def _indicator(rng: np.random.Generator, kind: str, serial: int, weight: int) -> Spec:
    item: Spec = {"id": f"{PREFIX[kind]}{serial:02d}", "title": f"{kind} {serial}", "type": kind}
    if kind in {"tiers", "piecewise", "linear"}:
        item["input"] = "value" if serial % 2 else "ratio"
    item["points"] = _cents(weight)
    item.update(_SHAPES[kind](rng, serial, weight))
    return item


def _levels(rng: np.random.Generator, _serial: int, weight: int) -> Spec:
    number = int(rng.integers(3, 6))
    steps = {3: (100, 60, 0), 4: (100, 75, 40, 0), 5: (100, 85, 65, 35, 0)}[number]
    levels = [
        {"id": f"g{i + 1}", "title": f"第{i + 1}档", "points": _cents(weight * share // 100)}
        for i, share in enumerate(steps)
    ]
    return {"levels": levels}


def _tiers(rng: np.random.Generator, serial: int, weight: int) -> Spec:
    number = int(rng.integers(3, 5))
    shares = (100, 80, 50, 20)[:number]
    if serial % 4 == 0:
        bounds, test = ("0.02", "0.05", "0.10", "0.20"), "at_most"
    elif serial % 4 == 3:
        bounds, test = ("5", "10", "15.5", "22"), "at_most"
    elif serial % 2:
        bounds, test = ("95", "87.5", "75", "60"), "at_least"
    else:
        bounds, test = ("0.98", "0.95", "0.9", "0.8"), "at_least"
    tiers = [
        {test: Decimal(bound), "points": _cents(weight * share // 100)}
        for bound, share in zip(bounds, shares, strict=False)
    ]
    return {"tiers": tiers}


def _piecewise(rng: np.random.Generator, serial: int, weight: int) -> Spec:
    number = int(rng.integers(3, 6))
    shares = {3: (0, 70, 100), 4: (0, 30, 80, 100), 5: (0, 20, 50, 85, 100)}[number]
    if serial % 2:
        knots = {
            3: ("20", "60", "95"),
            4: ("10", "45", "80", "96.5"),
            5: ("0", "30", "55", "80", "98"),
        }[number]
    else:
        knots = {
            3: ("0.5", "0.8", "0.98"),
            4: ("0.4", "0.65", "0.85", "0.95"),
            5: ("0.3", "0.5", "0.7", "0.9", "0.99"),
        }[number]
    if serial % 5 == 0:  # lower is better
        shares = shares[::-1]
        top = Decimal(100) if serial % 2 else Decimal(1)
        knots = tuple(str(top - Decimal(knot)) for knot in knots[::-1])
    curve = [
        {"at": Decimal(knot), "points": _cents(weight * share // 100)}
        for knot, share in zip(knots, shares, strict=True)
    ]
    return {"curve": curve}


def _linear(rng: np.random.Generator, serial: int, _weight: int) -> Spec:
    pick = int(rng.integers(3))
    if serial % 4 == 0:
        zero, full = (("0.20", "0.02"), ("0.3", "0"), ("0.15", "0.01"))[pick]
    elif serial % 4 == 3:
        zero, full = (("30", "5"), ("20", "2.5"), ("48", "8"))[pick]
    elif serial % 2:
        zero, full = (("60", "98"), ("40", "90"), ("50", "95"))[pick]
    else:
        zero, full = (("0.6", "0.98"), ("0.5", "0.95"), ("0.7", "0.99"))[pick]
    return {"zero_at": Decimal(zero), "full_at": Decimal(full)}


def _checklist(rng: np.random.Generator, _serial: int, weight: int) -> Spec:
    number = int(rng.integers(4, 7))
    shares = [weight // number + (1 if i < weight % number else 0) for i in range(number)]
    items = [
        {"id": f"k{i + 1}", "title": f"第{i + 1}项", "points": _cents(share)}
        for i, share in enumerate(shares)
    ]
    return {"items": items}


def _deduct(_rng: np.random.Generator, serial: int, weight: int) -> Spec:
    small, middle, large = (max(1, weight * share // 100) for share in (6, 15, 40))
    events: list[Spec] = [
        {"id": "e1", "title": "轻微", "per": _cents(small), "max": _cents(small * 5)},
        {"id": "e2", "title": "一般", "per": _cents(middle)},
        {"id": "e3", "title": "严重", "per": _cents(large)},
    ]
    if serial % 2:
        events[1]["max"] = _cents(middle * 3)
    return {"events": events}


_SHAPES: Final[dict[str, Callable[[np.random.Generator, int, int], Spec]]] = {
    "levels": _levels,
    "tiers": _tiers,
    "piecewise": _piecewise,
    "linear": _linear,
    "checklist": _checklist,
    "deduct": _deduct,
}


def _dimensions(indicators: Sequence[Spec]) -> list[Spec]:
    """Twelve dimensions of eight or nine indicators, three under each of four."""
    parts = [list(part) for part in np.array_split(np.array(indicators, dtype=object), 12)]
    return [
        {
            "id": f"d{i + 1}",
            "title": f"一级指标 {i + 1}",
            "dimensions": [
                {
                    "id": f"d{i + 1}_{j + 1}",
                    "title": f"二级指标 {i + 1}.{j + 1}",
                    "indicators": parts[3 * i + j],
                }
                for j in range(3)
            ],
        }
        for i in range(4)
    ]


def _adjustments() -> Spec:
    half, quarter = Decimal("0.5"), Decimal("0.25")
    events: dict[str, tuple[Spec, Spec]] = {
        "B01": ({"per": 1, "max": 2}, {"per": half}),
        "B02": ({"per": Decimal("0.35")}, {"per": Decimal("0.2"), "max": 1}),
        "M01": ({"per": 2}, {"per": half, "max": Decimal("1.5")}),
        "M02": ({"per": Decimal("1.25")}, {"per": quarter}),
    }
    caps = {"B01": 3, "B02": 2, "M01": 5, "M02": 3}
    items = [
        {
            "id": code,
            "title": f"{_ADJUSTS[code[0]]} {code}",
            "type": _ADJUSTS[code[0]],
            "cap": caps[code],
            "events": [
                {"id": "e1", "title": "市级", **first},
                {"id": "e2", "title": "区级", **second},
            ],
            "reference": f"SYN-106, clause {clause}",
        }
        for clause, (code, (first, second)) in enumerate(events.items(), 101)
    ]
    return {"bonus_cap": 4, "penalty_cap": 6, "items": items}


class _Dumper(yaml.SafeDumper):
    """Block style, indented sequences, no aliases, decimals as plain numbers."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def _decimal_node(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    text = format(number, "f")
    tag = "tag:yaml.org,2002:float" if "." in text else "tag:yaml.org,2002:int"
    return dumper.represent_scalar(tag, text)


_Dumper.add_representer(Decimal, _decimal_node)


def to_yaml(spec: Spec) -> str:
    """The rubric as a YAML document."""
    return str(yaml.dump(spec, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=4096))


# --- the units and their answers ----------------------------------------------------


def _units(number: int) -> dict[str, Array]:
    """Units as in a city: five kinds, one of every thirteen rows of five at city level."""
    index = np.arange(number)
    codes = np.array([f"U{i:06d}" for i in range(number)])
    place = (index // len(KINDS)) % 13
    return {
        "unit": codes,
        "name": np.char.add("合成单位 ", codes),
        "kind": np.array(KINDS)[index % len(KINDS)],
        "level": np.where(place == 0, "city", "district"),
        "district": np.where(place == 0, "", np.char.add("D", np.char.zfill(place.astype(str), 2))),
    }


def _answers(
    spec: Spec, kind: Array, rng: np.random.Generator
) -> tuple[dict[str, Array], dict[str, Array]]:
    number = len(kind)
    ability = np.clip(rng.normal(0.84, 0.09, number), 0.2, 1.0)
    columns: dict[str, Array] = {}
    blank: dict[str, Array] = {}
    for item in scored(spec):
        quality = np.clip(ability + rng.uniform(-0.2, 0.2, number), 0.0, 1.0)
        empty = rng.random(number) < BLANK_SHARE
        if "applies_to" in item:
            empty |= ~np.isin(kind, item["applies_to"]["kinds"])
        blank[item["id"]] = empty
        _put(columns, item["id"], _draw(rng, item, quality), empty)
    for item in spec["adjustments"]["items"]:
        empty = rng.random(number) < BLANK_SHARE
        rates = (0.5, 0.8) if item["type"] == "bonus" else (0.04, 0.1)
        fields = {f"counts.e{i + 1}": rng.poisson(rate, number) for i, rate in enumerate(rates)}
        blank[item["id"]] = empty
        _put(columns, item["id"], fields, empty)
    for item, rate in zip(spec["redlines"], (0.004, 0.002), strict=True):
        columns[f"{item['id']}.breached"] = rng.random(number) < rate
        blank[item["id"]] = np.zeros(number, dtype=bool)
    return columns, blank


def scored(spec: Spec) -> list[Spec]:
    """The indicators inside full marks, in listed order."""
    return [
        item
        for first in spec["dimensions"]
        for second in first["dimensions"]
        for item in second["indicators"]
    ]


def _put(columns: dict[str, Array], code: str, fields: dict[str, Array], empty: Array) -> None:
    for field, column in fields.items():
        column[empty] = field == "denominator"
        columns[f"{code}.{field}"] = column


def _draw(rng: np.random.Generator, item: Spec, quality: Array) -> dict[str, Array]:
    """The answer columns of one indicator for units of this quality (0 to 1)."""
    kind = item["type"]
    if kind == "levels":
        number = len(item["levels"])
        index = np.minimum((1.0 - quality) * number * 1.3, number - 1)
        return {"level": index.astype(np.int8)}
    if kind == "checklist":
        chance = np.sqrt(quality)
        return {
            f"checked.{part['id']}": rng.random(len(quality)) < chance for part in item["items"]
        }
    if kind == "deduct":
        lack = 1.0 - quality
        rates = (2.5, 0.8, 0.25)
        return {
            f"counts.{e['id']}": rng.poisson(lack * r)
            for e, r in zip(item["events"], rates, strict=True)
        }
    worst, best = _range(item)
    x = worst + (best - worst) * quality * 1.12
    if item["input"] == "ratio":
        below = rng.integers(20, 2000, len(quality))
        return {
            "numerator": np.maximum(np.rint(x * below), 0).astype(np.int64),
            "denominator": below,
        }
    places = int(rng.integers(1, 4))
    steps = np.maximum(np.rint(x * 10**places), 0).astype(np.int64)
    return {"value": steps * (MILLION // 10**places)}


def _range(item: Spec) -> tuple[float, float]:
    """The inputs that earn nothing and full marks."""
    if item["type"] == "linear":
        return float(item["zero_at"]), float(item["full_at"])
    if item["type"] == "piecewise":
        ends = item["curve"][0], item["curve"][-1]
        worst, best = sorted(ends, key=lambda knot: knot["points"])
        return float(worst["at"]), float(best["at"])
    tiers = item["tiers"]
    test = "at_least" if "at_least" in tiers[0] else "at_most"
    best, last = float(tiers[0][test]), float(tiers[-1][test])
    return last - (best - last) * 1.5, best
