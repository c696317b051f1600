"""Help: for everybody, in both languages, with the words of the product; a tour for demos alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from smart_team_api.pages.glossary import TERMS
from smart_team_api.pages.helping import TOPICS

from smart_team.demo.marker import FILE, write_marker
from smart_team.procedure.words import LAYERS, ROLES
from smart_team.store.migrate import migrate
from tests.api.copies import careless
from tests.api.desk import Desk
from tests.assessment.world import World
from tests.pages.browser import Browser, Page

CYCLES = {"finished": "a1", "under_review": "a2", "open": "a3"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("help")
    engine = careless(f"sqlite:///{folder / 'smart_team.db'}")
    migrate(engine)
    world = World(engine)
    world.settle()
    desk = Desk(world, folder)
    with desk.client:
        yield desk
    world.gate.close()
    engine.dispose()


@pytest.fixture(autouse=True)
def unmarked(desk: Desk) -> None:
    (desk.folder / FILE).unlink(missing_ok=True)


def page(desk: Desk, person: str | None, path: str, language: str = "zh") -> Page:
    return Browser(desk, person, language).get(path)


def html(desk: Desk, person: str | None, path: str, language: str = "zh") -> str:
    found = page(desk, person, path, language)
    assert found.status == 200
    return found.response.text


@pytest.mark.parametrize("path", ["", "/glossary", *(f"/{topic}" for topic in TOPICS)])
def test_anybody_may_read_help(desk: Desk, path: str) -> None:
    for person in (None, "clerk-D01-court"):
        assert page(desk, person, f"/help{path}").has_form("/sign-out") == (person is not None)
    english = html(desk, None, f"/help{path}", "en")
    main = english[english.index("<main") : english.index("</main>")]
    if path != "/glossary":
        assert not re.search("[\u4e00-\u9fff]", main)


def test_there_is_no_other_topic(desk: Desk) -> None:
    for path in ("/help/nothing", "/help/parts", "/help/../base", "/help/first-steps"):
        assert page(desk, None, path).status == 404


def test_help_leads_nowhere_that_is_not_there(desk: Desk) -> None:
    links = set()
    for path in ("", "/glossary", *(f"/{topic}" for topic in TOPICS)):
        links |= {link for link in page(desk, "admin", f"/help{path}").links if "/help" in link}
    assert len(links) >= len(TOPICS) + 2
    assert {link for link in links if page(desk, "admin", link).status != 200} == set()


def test_the_glossary_has_the_words_of_the_product(desk: Desk) -> None:
    text = html(desk, None, "/help/glossary")
    words = {term.word.zh for term in TERMS}
    assert len(words) == len({term.id for term in TERMS}) == len(TERMS)
    assert words >= {"单位", "模块", "评估标准", "维度", "指标", "评估办法", "评估周期", "报送"}
    assert words >= {"层", "逐分说明", "数据项", "台账", "申诉", "发布"}
    for term in TERMS:
        assert f'id="{term.id}"' in text
        assert term.word.zh in text
        assert term.meaning.zh in text
    layers = next(term.meaning.zh for term in TERMS if term.id == "layer")
    assert all(layer.zh in layers for layer in LAYERS.values())


def test_a_demo_has_a_tour_for_every_role(desk: Desk) -> None:
    assert "first-steps" not in html(desk, "clerk-D01-court", "/")
    write_marker(desk.folder, (), CYCLES)  # type: ignore[arg-type]
    text = html(desk, "clerk-D01-court", "/help/first-steps")
    roles = [name for name in ROLES if name != "clock"]
    for role in roles:
        part = text[text.index(f'id="r-{role}"') :].partition("</section>")[0]
        assert ROLES[role].zh in part
        assert part.count("<li>") == 5
    assert "/cycles/a1" in text
    home = html(desk, "clerk-D01-court", "/")
    assert home.count('id="first-steps"') == 1
    panel = home[home.index('id="first-steps"') :]
    assert ROLES["clerk"].zh in panel
    assert panel.partition("</section>")[0].count("<li>") == 5


@pytest.mark.parametrize("content", ['{"what": "demo", "version": "0.0.1"}', "nonsense"])
def test_another_marker_is_no_demo(desk: Desk, content: str) -> None:
    Path(desk.folder / FILE).write_text(content, encoding="utf-8")
    assert page(desk, "clerk-D01-court", "/").status == 200
    assert page(desk, None, "/help/first-steps").status == 404
