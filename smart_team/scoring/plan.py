"""A rubric compiled once, ready to score any number of units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from smart_team.errors import Problem, RubricError
from smart_team.rubric import messages as m
from smart_team.rubric.canonical import content_hash
from smart_team.rubric.items import Formula, Indicator, Placing, PluginScored
from smart_team.rubric.schema import Dimension, Rubric
from smart_team.rubric.types import AppliesTo
from smart_team.scoring.compiling import AdjustmentTable, Compiler, compile_adjustments
from smart_team.scoring.fixed import Column, to_ticks
from smart_team.scoring.kernels import Kernel
from smart_team.scoring.layout import Layout
from smart_team.scoring.plugin import Scorers
from smart_team.scoring.tree import Tree, build_tree

Binding = tuple[AppliesTo, ...]
"""Every selector from the rubric down to one part; all of them must take a unit in."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A compiled rubric. `leaves` are its indicators in the order of their rows."""

    rubric: Rubric
    leaves: tuple[Indicator, ...]
    layout: Layout
    kernels: tuple[Kernel, ...]
    tree: Tree
    adjustments: AdjustmentTable | None
    bindings: tuple[Binding, ...]
    bound_by: Mapping[str, int]
    """Which binding holds for each indicator, adjustment and redline."""
    scorers: Scorers

    @cached_property
    def hash(self) -> str:
        """The rubric's content hash."""
        return content_hash(self.rubric)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Each indicator's row."""
        return {leaf.id: row for row, leaf in enumerate(self.leaves)}

    @cached_property
    def whole(self) -> Sequence[int]:
        """Rows of the indicators that are scored beforehand, over all units."""
        kinds = Placing | Formula | PluginScored
        return [row for row, leaf in enumerate(self.leaves) if isinstance(leaf, kinds)]

    @cached_property
    def full_marks(self) -> Column:
        """Full marks of each row in ticks."""
        decimals = self.rubric.decimals
        ticks = [to_ticks(leaf.points, decimals) for leaf in self.leaves]
        return np.array(ticks, np.int32)[:, None]

    @cached_property
    def leaf_bindings(self) -> NDArray[np.intp]:
        """Which binding holds for each row."""
        return np.array([self.bound_by[leaf.id] for leaf in self.leaves], np.intp)


def compile_rubric(rubric: Rubric, scorers: Scorers | None = None) -> Plan:
    """Compile a loaded rubric; `scorers` are those that its plugin indicators may name.

    Raises :class:`~smart_team.errors.RubricError` for a scorer that is missing or refuses its
    parameters.
    """
    known = scorers or {}
    _check_scorers(rubric, known)
    compiler = Compiler(list(rubric.indicators()), rubric.decimals, known)
    leaves, layout = tuple(compiler.leaves), compiler.layout
    adjustments = compile_adjustments(rubric.adjustments.items, rubric.decimals, layout)
    for redline in rubric.redlines:
        layout.add(redline.id, "breached", "breaches", "truth")
    bound = dict(_bound(rubric))
    bindings = tuple(dict.fromkeys(bound.values()))
    return Plan(
        rubric,
        leaves,
        layout,
        tuple(compiler.kernels),
        build_tree(rubric, leaves),
        adjustments,
        bindings,
        {id_: bindings.index(binding) for id_, binding in bound.items()},
        known,
    )


def _check_scorers(rubric: Rubric, scorers: Scorers) -> None:
    problems = []
    for leaf in rubric.indicators():
        if not isinstance(leaf, PluginScored):
            continue
        if leaf.scorer not in scorers:
            known = ", ".join(sorted(scorers)) or "—"
            values = {"scorer": leaf.scorer, "known": known}
            problems.append(Problem(m.M_NO_SCORER, values=values))
            continue
        try:
            scorers[leaf.scorer].inputs(leaf.params)
        except ValueError as error:
            values = {"scorer": leaf.scorer, "detail": str(error)}
            problems.append(Problem(m.M_SCORER_REFUSED, values=values))
    if problems:
        raise RubricError(problems)


def _bound(rubric: Rubric) -> Iterator[tuple[str, Binding]]:
    top = () if rubric.applies_to is None else (rubric.applies_to,)
    yield from _bound_below(rubric.dimensions, top)
    for item in (*rubric.adjustments.items, *rubric.redlines):
        yield item.id, top if item.applies_to is None else (*top, item.applies_to)


def _bound_below(
    parts: Sequence[Dimension | Indicator], above: Binding
) -> Iterator[tuple[str, Binding]]:
    for part in parts:
        binding = above if part.applies_to is None else (*above, part.applies_to)
        if isinstance(part, Dimension):
            yield from _bound_below(part.children, binding)
        else:
            yield part.id, binding
