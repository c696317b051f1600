"""Settings: where they come from, what is refused and where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smart_team.errors import UsageError
from smart_team.settings import Settings, is_safe_address, load_settings

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "administrator.md"
OUTSIDE = {"SMART_TEAM_SETTINGS", "SMART_TEAM_LANG"}
"""What is said by the environment alone: where the file is, and the commands' language."""


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def write(text: str) -> Path:
        path = tmp_path / "our.toml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("SMART_TEAM_SETTINGS", str(path))
        return path

    return write


def refused() -> list[tuple[str, str | None, int | None, object]]:
    with pytest.raises(UsageError) as caught:
        load_settings()
    return [
        (each.message.code, each.place.file, each.place.line, each.values.get("name"))
        for each in caught.value.problems
    ]


def test_every_setting_is_in_the_guide_and_nothing_else() -> None:
    rows = [line.split("|") for line in GUIDE.read_text(encoding="utf-8").splitlines()]
    first = [row[1].strip().strip("`") for row in rows if len(row) > 3]
    documented = {word for word in first if word.startswith("SMART_TEAM_")}
    known = {f"SMART_TEAM_{name.upper()}" for name in Settings.model_fields}
    assert documented == known | OUTSIDE


@pytest.mark.parametrize("name", Settings.model_fields)
def test_its_default_is_in_the_guide(name: str) -> None:
    default = Settings.model_fields[name].default
    (row,) = (
        line
        for line in GUIDE.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| `SMART_TEAM_{name.upper()}` |")
    )
    said = row.split("|")[2].strip().strip("`")
    written = {None: "—", True: "true", False: "false"}
    if isinstance(default, list):
        assert json.loads(said) == default
    else:
        assert said == written.get(default, str(default))


def test_the_environment_goes_before_the_file(named: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    named('audit_days = 200\nsite_words = ["某市"]\nmodules = ["a"]\n')
    monkeypatch.setenv("SMART_TEAM_AUDIT_DAYS", "365")
    monkeypatch.setenv("SMART_TEAM_MODULES", '["b", "c"]')
    found = load_settings()
    assert (found.audit_days, found.site_words) == (365, ["某市"])
    assert found.modules == [Path("b"), Path("c")]


def test_without_its_name_no_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, tmp_path / "smart-team-data"):
        folder.mkdir(exist_ok=True)
        (folder / "settings.toml").write_text("audit_days = 200\n", encoding="utf-8")
    assert load_settings().audit_days == 180


def test_what_the_file_says_wrongly_is_named_with_its_line(named: Any) -> None:
    path = str(named("# ours\naudit_days = 90\n\naudit_day = 200\n[oidc]\nissuer = 'x'\n"))
    assert refused() == [
        ("K120", path, 2, "audit_days"),
        ("U241", path, 4, "audit_day"),
        ("U241", path, 5, "oidc"),
    ]


def test_what_the_environment_says_wrongly_is_not_put_on_the_file(
    named: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    named("audit_days = 200\n")
    monkeypatch.setenv("SMART_TEAM_AUDIT_DAYS", "many")
    monkeypatch.setenv("SMART_TEAM_MODULES", "no list")
    assert refused() == [
        ("K120", None, None, "SMART_TEAM_MODULES"),
        ("K120", None, None, "SMART_TEAM_AUDIT_DAYS"),
    ]


@pytest.mark.parametrize("text", ["audit_days = [", "audit_days = 200\naudit_days = 300\n"])
def test_a_file_that_is_no_toml(named: Any, text: str) -> None:
    assert refused_file(named(text))


def test_a_file_that_is_not_there(named: Any) -> None:
    path = named("")
    path.unlink()
    assert refused_file(path)


def refused_file(path: Path) -> bool:
    return refused() == [("U240", str(path), None, None)]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://id.example", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:9", True),
        ("http://id.example", False),
        ("http://127.0.0.1.example", False),
        ("http://localhost@id.example", False),
        ("https://", False),
        ("ftp://id.example", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_an_address_is_safe_by_tls_or_by_not_leaving_the_machine(url: str, *, safe: bool) -> None:
    assert is_safe_address(url) is safe


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "x"}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "https://id.example"}, "OIDC_CLIENT_ID"),
        ({"BASE_URL": "http://team.example"}, "BASE_URL"),
        ({"PASSWORD_PROFILE": "none"}, "PASSWORD_PROFILE"),
        ({"SECOND_FACTOR": "never"}, "SECOND_FACTOR"),
    ],
)
def test_what_is_unsafe_is_refused(
    given: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in given.items():
        monkeypatch.setenv(f"SMART_TEAM_{key}", value)
    assert refused() == [("K120", None, None, f"SMART_TEAM_{name}")]
