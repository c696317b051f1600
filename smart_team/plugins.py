"""The plugin manager: built by a function, every plugin loaded by itself.

A plugin that cannot be loaded, or breaks a promise, is named and start-up refused.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from smart_team import hookspecs
from smart_team.errors import Message, PluginError, Problem, Text
from smart_team.hookspecs import PROJECT, Objection
from smart_team.ledger.plugin import Counter
from smart_team.scoring.plugin import Scorer
from smart_team.settings import Settings, load_settings

DEFAULT_PLUGINS = (
    "smart_team.modules.team",
    "smart_team.modules.work",
    "smart_team.modules.news",
    "smart_team_plugins.annual",
    "smart_team_plugins.campaigns",
    "smart_team_plugins.education_rectification",
    "smart_team_plugins.grid_officers",
)
"""The base modules and the shipped X modules; they come through the same door as all others."""

BROKEN = Message(
    "P101",
    Text("插件“{plugin}”无法载入:{detail}", "the plugin '{plugin}' cannot be loaded: {detail}"),
    Text("修好或卸载它", "mend it or uninstall it"),
)
BAD_RESULT = Message(
    "P102",
    Text(
        "插件“{plugin}”的 {hook} 返回了 {found},应是 {wanted}",
        "{hook} of the plugin '{plugin}' returned {found}; {wanted} is due",
    ),
    Text("修好或卸载它", "mend it or uninstall it"),
)
SAME_NAME = Message(
    "P103",
    Text("计分插件“{name}”登记了两次", "the scorer '{name}' is registered twice"),
    Text("给其中一个改名", "rename one of them"),
)
SAME_COUNTER = Message(
    "P105",
    Text("数据项插件“{name}”登记了两次", "the counter '{name}' is registered twice"),
    Text("给其中一个改名", "rename one of them"),
)
UNKNOWN_HOOK = Message(
    "P104",
    Text(
        "插件“{plugin}”实现了没有的接口:{detail}",
        "the plugin '{plugin}' implements what is no hook: {detail}",
    ),
    Text("按 smart_team/hookspecs.py 改正", "see smart_team/hookspecs.py"),
)


class Plugins:
    """The loaded plugins and what they registered."""

    def __init__(self, manager: pluggy.PluginManager, further: Sequence[Path]) -> None:
        self.manager = manager
        self._further = tuple(further)
        self.modules: tuple[Path, ...] = tuple(sorted({*self._register_modules(), *further}))
        self.scorers: Mapping[str, Scorer] = self._by_name("register_scorers", Scorer, SAME_NAME)
        self.counters: Mapping[str, Counter] = self._by_name(
            "register_metrics", Counter, SAME_COUNTER
        )

    def names(self) -> list[str]:
        """Return the plugins' names, sorted."""
        return sorted(name for name, _ in self.manager.list_name_plugin())

    def hashes(self) -> dict[str, str]:
        """Return a hash of every plugin's source files, to be recorded with results."""
        found = self.manager.list_name_plugin()
        return {name: _source_hash(plugin) for name, plugin in sorted(found, key=lambda p: p[0])}

    def objections(
        self, rubric: str, answers: Mapping[str, Mapping[str, Fraction]]
    ) -> list[Objection]:
        """Return every plugin's objections to one unit's answers, sorted."""
        results = self._call("check_submission", Objection, rubric=rubric, answers=answers)
        return sorted(
            (each for _, each in results), key=lambda each: (each.indicator, each.what.zh)
        )

    def _register_modules(self) -> list[Path]:
        return [path for _, path in self._call("register_modules", Path)]

    def _by_name(self, hook: str, kind: type[Any], same: Message) -> Mapping[str, Any]:
        """Return what all plugins register by a hook, by name; two of one name are refused."""
        found: dict[str, Any] = {}
        for _, each in self._call(hook, kind):
            if each.name in found:
                raise PluginError([Problem(same, values={"name": each.name})])
            found[each.name] = each
        return dict(sorted(found.items()))

    def _call(self, hook: str, kind: type[Any], **arguments: object) -> Iterator[tuple[str, Any]]:
        """Call a hook plugin by plugin, in order of name, and check every result."""
        callers = getattr(self.manager.hook, hook).get_hookimpls()
        for implementation in sorted(callers, key=lambda each: each.plugin_name):
            name = implementation.plugin_name
            wanted = {key: arguments[key] for key in implementation.argnames}
            results = _guarded(name, lambda: implementation.function(**wanted))  # noqa: B023
            if not isinstance(results, list) or not all(isinstance(r, kind) for r in results):
                values = {
                    "plugin": name,
                    "hook": hook,
                    "found": repr(results)[:80],
                    "wanted": f"list[{kind.__name__}]",
                }
                raise PluginError([Problem(BAD_RESULT, values=values)])
            for result in results:
                yield name, result


def load_plugins(extra: Sequence[object] = (), settings: Settings | None = None) -> Plugins:
    """Build a plugin manager of its own and load all plugins into it.

    These are the shipped ones, the installed ones of the entry-point group ``smart_team``, and
    `extra` (modules or objects, for tests). Raises :class:`~smart_team.errors.PluginError` naming
    the first one that is broken.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    for name in DEFAULT_PLUGINS:
        _register(manager, name, lambda: importlib.import_module(name))  # noqa: B023 - called at once
    found = importlib.metadata.entry_points(group=PROJECT)
    for entry in sorted(found, key=lambda each: each.name):
        _register(manager, entry.name, entry.load)
    for number, plugin in enumerate(extra):
        _register(manager, getattr(plugin, "__name__", f"extra{number}"), lambda: plugin)  # noqa: B023
    folders = (settings or load_settings()).modules
    further = [path.parent for folder in folders for path in sorted(folder.glob("*/module.yaml"))]
    return Plugins(manager, further)


def _register(manager: pluggy.PluginManager, name: str, load: Callable[[], object]) -> None:
    plugin = _guarded(name, load)
    _guarded(name, lambda: manager.register(plugin, name=name))
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        values = {"plugin": name, "detail": str(error)}
        raise PluginError([Problem(UNKNOWN_HOOK, values=values)]) from error


def _guarded(name: str, act: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever a plugin gives
    """Do something of a plugin's; whatever it raises becomes an error that names it."""
    try:
        return act()
    except PluginError:
        raise
    except Exception as error:
        values = {"plugin": name, "detail": f"{type(error).__name__}: {error}"}
        raise PluginError([Problem(BROKEN, values=values)]) from error


def _source_hash(plugin: object) -> str:
    digest = hashlib.sha256()
    file = getattr(plugin, "__file__", None) if isinstance(plugin, ModuleType) else None
    if file is not None:
        path = Path(file)
        files = sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]
        for each in files:
            digest.update(each.read_bytes())
    return f"sha256:{digest.hexdigest()}"
