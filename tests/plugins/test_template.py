"""The outside door: the template is built, truly installed, found, and passes its own tests."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "plugins" / "template"
QUIET = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")


def run(*command: str | Path, folder: Path) -> str:
    """Run a command that must succeed; return what it printed."""
    # No terminal: the table must not be folded.
    environment = {**os.environ, "COLUMNS": "200", "PYTHONUTF8": "1", "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def new_environment(folder: Path) -> Path:
    """Make an environment that sees this one's packages; return its Python."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder.parent)
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = folder / scripts / ("python.exe" if os.name == "nt" else "python")
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = Path(run(python, "-c", ask, folder=folder).strip())
    # addsitedir, not a bare path: editable installs stand in .pth files of their own.
    seen = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    if site.ENABLE_USER_SITE:
        seen[site.getusersitepackages()] = None
    lines = [f"import site; site.addsitedir({path!r})\n" for path in seen]
    (own / "outer.pth").write_text("".join(lines), encoding="utf-8")
    return python


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ignore = shutil.ignore_patterns("__pycache__", "dist", ".*")
    copy = tmp_path_factory.mktemp("source") / "template"
    return Path(shutil.copytree(TEMPLATE, copy, ignore=ignore))


@pytest.fixture(scope="module")
def python(source: Path) -> Path:
    """Return the Python of an environment in which the template's wheel is installed."""
    pip = (sys.executable, "-m", "pip")
    wheels = source.parent / "wheels"
    run(
        *pip, "wheel", *QUIET, "--no-build-isolation", "--wheel-dir", wheels, source,
        folder=source.parent,
    )  # fmt: skip
    (wheel,) = wheels.glob("smart_team_template-*.whl")
    interpreter = new_environment(source.parent / "environment")
    run(
        *pip, "--python", interpreter, "install", *QUIET, "--no-build-isolation", wheel,
        folder=source.parent,
    )  # fmt: skip
    return interpreter


def test_it_is_not_installed_here() -> None:
    ask = "import importlib.util; print(importlib.util.find_spec('smart_team_template'))"
    assert run(sys.executable, "-c", ask, folder=ROOT).strip() == "None"


def test_an_installed_template_is_listed(python: Path, tmp_path: Path) -> None:
    printed = run(python, "-m", "smart_team.cli", "modules", folder=tmp_path)
    assert "template_campaign" in printed
    assert "示例专项" in printed


def test_its_rubrics_are_without_findings(python: Path, source: Path) -> None:
    run(python, "-m", "smart_team.cli", "lint", source / "src", folder=source)


def test_its_own_tests_pass(python: Path, source: Path) -> None:
    printed = run(python, "-m", "pytest", "-p", "no:cacheprovider", "-v", folder=source)
    assert "逾期办结的两件各按半件计" in printed
