"""Everything that is loaded when the program starts: plugins, modules, procedures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from smart_team.assessment.bulk_ledgers import PartShelf
from smart_team.assessment.library import Library
from smart_team.ledger.book import Shelf, shelf_of
from smart_team.ledger.metrics import Metrics, metrics_of
from smart_team.plugins import Plugins, load_plugins
from smart_team.procedure.loader import load_procedure
from smart_team.procedure.schema import Procedure
from smart_team.rubric.catalog import Catalog, Module, load_catalog, load_module
from smart_team.rubric.loader import load_rubric
from smart_team.rubric.schema import Rubric
from smart_team.scoring.plan import Plan, compile_rubric

RUBRIC_SUFFIXES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True)
class Platform:
    """The loaded modules, ready to compile any of their rubrics."""

    plugins: Plugins
    catalog: Catalog
    procedures: Mapping[str, Procedure]
    """By module."""
    parts: PartShelf | None = None
    """Where the parts of bulk ledgers are; without it nothing is counted over those."""

    @cached_property
    def shelf(self) -> Shelf:
        """The ledgers of all modules."""
        return shelf_of(self.catalog)

    @cached_property
    def metrics(self) -> Metrics:
        """The metrics of all modules; raises PluginError for one that lacks what it needs."""
        return metrics_of(self.catalog, self.shelf, self.plugins.counters)

    def library(self) -> Library:
        """Return a library of what cycles are pinned to, with all that scores and counts."""
        return Library(self.plugins.scorers, self.metrics, self.parts)

    def compile(self, rubric: Rubric) -> Plan:
        """Compile a rubric with the plugins' scorers."""
        return compile_rubric(rubric, self.plugins.scorers)

    def stages(self, module: Module) -> Sequence[tuple[Rubric, Decimal]]:
        """Return a module's rubrics with the weights of its stages.

        Without a procedure, or with ``compose: none``, every rubric weighs the same.
        """
        procedure = self.procedures.get(module.id)
        if procedure is None or procedure.compose == "none":
            return [(rubric, Decimal(1)) for rubric in module.rubrics]
        weights = procedure.weights()
        return [(rubric, weights[rubric.id]) for rubric in module.rubrics if rubric.id in weights]


def open_platform(plugins: Plugins | None = None, parts: PartShelf | None = None) -> Platform:
    """Load all plugins and modules; raises with everything that is wrong in any of them."""
    loaded = plugins or load_plugins()
    catalog = load_catalog(loaded.modules)
    procedures = {
        module.id: load_procedure(module.procedure_file, [each.id for each in module.rubrics])
        for module in catalog.modules
        if module.procedure_file is not None
    }
    platform = Platform(loaded, catalog, procedures, parts)
    platform.metrics  # noqa: B018 - what is wrong with them is to be known now
    return platform


def find_rubric(name: str, plugins: Plugins) -> Rubric:
    """Return a rubric by its file, or by its id among the plugins' modules."""
    if Path(name).suffix.lower() in RUBRIC_SUFFIXES:
        return load_rubric(name)
    named = [folder for folder in plugins.modules if folder.name == name.partition(".")[0]]
    if not named:
        return load_catalog(plugins.modules).rubric(name)
    return Catalog(tuple(map(load_module, named))).rubric(name)
