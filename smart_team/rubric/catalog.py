"""The catalog: modules as folders of YAML, every file read, none skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from smart_team.errors import Message, Place, Problem, RubricError
from smart_team.rubric import messages as m
from smart_team.rubric.canonical import content_hash
from smart_team.rubric.checks import Finding, check_composite, outcome_parts, parts
from smart_team.rubric.ledger_checks import check_ledgers
from smart_team.rubric.loader import load, parse_rubric, problems_at, read_file
from smart_team.rubric.metric_checks import check_metrics, check_other_amounts, check_own_amounts
from smart_team.rubric.metric_fit import Known, check_taken
from smart_team.rubric.modules import CaseFile, Composite, ModuleFile
from smart_team.rubric.schema import Rubric
from smart_team.rubric.yaml_text import Document, read_document

MODULE_FILE = "module.yaml"
COMPOSITE_FILE = "composite.yaml"
PROCEDURE_FILE = "procedure.yaml"
CASES_FOLDER = "cases"


@dataclass(frozen=True)
class Module:
    """One module: its file, its rubrics in order, and its composite if it has one."""

    folder: Path
    file: ModuleFile
    rubrics: tuple[Rubric, ...]
    composite: Composite | None

    @property
    def id(self) -> str:
        """The module's name."""
        return self.file.id

    @property
    def procedure_file(self) -> Path | None:
        """Where the module's procedure stands, if it has one."""
        path = self.folder / PROCEDURE_FILE
        return path if path.exists() else None

    def hashes(self) -> dict[str, str]:
        """Return the content hash of every rubric, and of the composite."""
        return {part.id: content_hash(part) for part in self.parts()}

    def parts(self) -> list[Rubric | Composite]:
        """Return the rubrics, and the composite if there is one."""
        return [*self.rubrics, *([self.composite] if self.composite is not None else [])]


@dataclass(frozen=True)
class Catalog:
    """All modules, in their order."""

    modules: tuple[Module, ...]

    def module(self, name: str) -> Module:
        """Return a module; raises :class:`~smart_team.errors.RubricError` if there is none."""
        for module in self.modules:
            if module.id == name:
                return module
        known = ", ".join(module.id for module in self.modules)
        raise RubricError([Problem(m.M_NO_MODULE, values={"module": name, "known": known})])

    def rubrics(self) -> dict[str, Rubric]:
        """Return every rubric by its id."""
        return {rubric.id: rubric for module in self.modules for rubric in module.rubrics}

    def rubric(self, id_: str) -> Rubric:
        """Return a rubric; raises :class:`~smart_team.errors.RubricError` if there is none."""
        known = self.rubrics()
        if id_ in known:
            return known[id_]
        values = {"rubric": id_, "known": ", ".join(known)}
        raise RubricError([Problem(m.M_NO_RUBRIC, values=values)])


def load_catalog(folders: Iterable[Path]) -> Catalog:
    """Load all modules from their folders; raises with the problems of all files together.

    What modules take from each other, ledgers and metrics, is looked at once all of them load.
    """
    modules: dict[str, Module] = {}
    problems: list[Problem] = []
    for folder in folders:
        try:
            module = load_module(folder)
        except RubricError as error:
            problems += error.problems
            continue
        if module.id in modules:
            place = Place(str(folder / MODULE_FILE))
            problems.append(Problem(m.M_DUPLICATE_MODULE, place, {"module": module.id}))
        modules.setdefault(module.id, module)
    if not problems:
        problems += _problems_between(modules.values())
    if problems:
        raise RubricError(problems)
    return Catalog(tuple(sorted(modules.values(), key=lambda each: (each.file.order, each.id))))


def load_module(folder: Path) -> Module:
    """Load one module's folder; raises with the problems of all its files together."""
    path = folder / MODULE_FILE
    file, document = load(ModuleFile, read_file(path), str(path))
    problems = problems_at(document, check_module(file))
    if file.id != folder.name:
        problems.append(_mismatch(document, folder.name, file.id))
    problems += _strays(folder, file)
    rubrics = []
    for name in file.rubrics:
        try:
            rubrics.append(_load_rubric(folder / f"{name}.yaml", f"{file.id}.{name}"))
        except RubricError as error:
            problems += error.problems
    composite = None
    if (folder / COMPOSITE_FILE).exists():
        try:
            composite = load_composite(folder / COMPOSITE_FILE)[0]
        except RubricError as error:
            problems += error.problems
    if problems:
        raise RubricError(problems)
    return Module(folder, file, tuple(rubrics), composite)


def check_module(file: ModuleFile) -> Iterator[Finding]:
    """Yield everything that keeps a module's well-formed ledgers and metrics from being used."""
    yield from check_ledgers(file.ledgers)
    yield from check_metrics(file.metrics)
    own = {f"{file.id}.{each.id}": each for each in reversed(file.ledgers)}
    yield from check_own_amounts(file.id, file.metrics, own)


def load_composite(path: Path) -> tuple[Composite, Document]:
    """Load a composite, checked for shape and sense."""
    composite, document = load(Composite, read_file(path), str(path))
    if problems := problems_at(document, check_composite(composite)):
        raise RubricError(problems)
    return composite, document


def load_cases(path: Path) -> CaseFile:
    """Load a file of golden cases."""
    return load(CaseFile, read_file(path), str(path))[0]


def case_files(folder: Path) -> Sequence[Path]:
    """Return a module's files of golden cases."""
    return sorted((folder / CASES_FOLDER).glob("*.yaml"))


def _problems_between(modules: Iterable[Module]) -> Iterator[Problem]:
    """Yield what modules ask of each other and do not find, each at its place."""
    every = tuple(modules)
    known = Known(
        {f"{module.id}.{each.id}": each for module in every for each in module.file.metrics},
        {f"{module.id}.{each.id}": each for module in every for each in module.file.ledgers},
    )
    for module in every:
        metrics = module.file.metrics
        yield from _at(module, MODULE_FILE, check_other_amounts(module.id, metrics, known.ledgers))
        for name, rubric in zip(module.file.rubrics, module.rubrics, strict=True):
            yield from _at(module, f"{name}.yaml", check_taken(parts(rubric), known))
        if module.composite is not None:
            taken = check_taken(outcome_parts(module.composite), known)
            yield from _at(module, COMPOSITE_FILE, taken)


def _at(module: Module, name: str, findings: Iterable[Finding]) -> Iterator[Problem]:
    """Give findings their places in a file of a module, which is read again if there are any."""
    if found := list(findings):
        path = module.folder / name
        yield from problems_at(read_document(read_file(path), str(path)), found)


def _load_rubric(path: Path, wanted: str) -> Rubric:
    if not path.exists():
        raise RubricError([_problem(m.M_FILE_MISSING, path, {"name": path.name})])
    rubric, document = parse_rubric(read_file(path), str(path))
    if rubric.id != wanted:
        raise RubricError([_mismatch(document, wanted, rubric.id)])
    return rubric


def _strays(folder: Path, file: ModuleFile) -> list[Problem]:
    known = {MODULE_FILE, COMPOSITE_FILE, PROCEDURE_FILE, *(f"{n}.yaml" for n in file.rubrics)}
    found = [*folder.glob("*.yaml"), *folder.glob("*.yml")]
    return [
        _problem(m.M_STRAY_FILE, folder / MODULE_FILE, {"name": path.name})
        for path in sorted(found)
        if path.name not in known
    ]


def _mismatch(document: Document, wanted: str, found: str) -> Problem:
    return Problem(m.M_ID_MISMATCH, document.place(("id",)), {"wanted": wanted, "found": found})


def _problem(message: Message, path: Path, values: Mapping[str, object]) -> Problem:
    return Problem(message, Place(str(path), 1, 1), values)
