"""政法网格员 (grid officers): the module, and the scorer of steady service over the year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from smart_team import InputKind, Inputs, Lang, Params, Scorer, Text, hookimpl, module_folder

MOST_MONTHS = 24


class SteadyMonths(Scorer):
    """均衡服务: in how many months the service records reach the quota.

    A month's records count only up to `burst` times the median of all months, so that a rush at
    the year's end does not stand in for steady work. A month is reached when what counts is at
    least `per_officer` for each officer. Points are the full marks times the share of months.
    """

    name = "grid_officers.steady_months"

    def inputs(self, params: Params) -> Mapping[str, InputKind]:
        """Take the number of officers and one count a month: ``officers``, ``m01`` and so on."""
        months = params.get("months")
        if not isinstance(months, int) or not 1 <= months <= MOST_MONTHS:
            raise ValueError("months: 1 … 24")
        for key in ("per_officer", "burst"):
            if not isinstance(params.get(key), int | Decimal) or params[key] <= 0:
                raise ValueError(f"{key}: > 0")
        if unknown := set(params) - {"months", "per_officer", "burst"}:
            raise ValueError(f"? {', '.join(sorted(unknown))}")
        return dict.fromkeys(["officers", *_months(months)], "count")

    def titles(self, params: Params) -> Mapping[str, Text]:
        """Call the inputs by what is counted: officers, and each month's records."""
        months = _months(params["months"])
        counts = {name: Text(f"{at} 月纪实", f"Month {at}") for at, name in enumerate(months, 1)}
        return {"officers": Text("网格员数", "Officers"), **counts}

    def score(self, points: Fraction, params: Params, inputs: Inputs) -> Fraction:
        """Return the full marks times the share of months reached."""
        return points * Fraction(len(_reached(params, inputs)), params["months"])

    def explain(self, points: Fraction, params: Params, inputs: Inputs, lang: Lang) -> str:
        """Name the quota, the limit of what counts, and the months reached."""
        quota, most = _quota(params, inputs), _most(params, inputs)
        reached = _reached(params, inputs)
        months, earned = params["months"], self.score(points, params, inputs)
        if lang == "zh":
            return (
                f"每月应达 {_plain(quota)} 条,单月至多计 {_plain(most)} 条(中位数的 "
                f"{params['burst']} 倍);达到 {len(reached)}/{months} 个月;"
                f"{_plain(points)} × {len(reached)}/{months} = {_plain(earned)} 分"
            )
        return (
            f"{_plain(quota)} records due a month, at most {_plain(most)} counted in one "
            f"({params['burst']} times the median); reached in {len(reached)} of {months} months; "
            f"{_plain(points)} × {len(reached)}/{months} = {_plain(earned)} points"
        )


def _months(number: int) -> list[str]:
    return [f"m{month:02d}" for month in range(1, number + 1)]


def _quota(params: Params, inputs: Inputs) -> Fraction:
    return Fraction(params["per_officer"]) * inputs["officers"]


def _most(params: Params, inputs: Inputs) -> Fraction:
    counts = sorted(inputs[month] for month in _months(params["months"]))
    middle = len(counts) // 2
    median = (counts[middle] + counts[-middle - 1]) / 2
    return Fraction(params["burst"]) * median


def _reached(params: Params, inputs: Inputs) -> list[str]:
    quota, most = _quota(params, inputs), _most(params, inputs)
    return [m for m in _months(params["months"]) if min(inputs[m], most) >= quota]


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}"


@hookimpl
def register_modules() -> list[Path]:
    """Bring the module's folder."""
    return [module_folder("grid_officers")]


@hookimpl
def register_scorers() -> list[Scorer]:
    """Bring the scorer that G5 names."""
    return [SteadyMonths()]
