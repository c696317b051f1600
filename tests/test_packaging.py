"""The wheel, in an empty environment and an empty folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def build_wheel(folder: Path) -> Path:
    words = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([sys.executable, *words, str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("smart_team-*.whl"))


def test_the_wheel_runs_the_demo_from_an_empty_folder(tmp_path: Path) -> None:
    wheel = build_wheel(tmp_path / "dist")
    names = zipfile.ZipFile(wheel).namelist()
    assert "smart_team/rubrics/team/module.yaml" in names
    assert "smart_team/rubrics/education_rectification/procedure.yaml" in names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "docs/"))]
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps"]
    subprocess.run([*pip, "--no-index", str(wheel)], check=True, capture_output=True)
    site = next(home.glob("lib/python*/site-packages"))
    # What the wheel depends on is taken from here; the project itself is not.
    source = Path(sysconfig.get_paths()["purelib"])
    for entry in source.iterdir():
        if "smart_team" not in entry.name and entry.suffix != ".pth":
            target = site / entry.name
            if not target.exists():
                target.symlink_to(entry)
    empty = tmp_path / "empty"
    empty.mkdir()
    done = subprocess.run(
        [str(home / "bin" / "smart-team"), "demo", "--no-serve"],
        cwd=empty, capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert "D03-court" in done.stdout
    assert (empty / "demo-output" / "year.xlsx").exists()


def test_the_requirements_and_the_package_ask_for_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements" / "runtime.in").read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if line and not line.startswith("#")]
    assert sorted(asked) == sorted(project["dependencies"])


def test_requirements_name_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
