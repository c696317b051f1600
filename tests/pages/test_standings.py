"""The pages for leaders, over a stage that was judged, published and corrected."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy import select, update

from smart_team.store.database import reading
from smart_team.store.migrate import migrate
from smart_team.store.tables import audit, cycles, people, publications
from tests.api.copies import careless
from tests.api.desk import Desk
from tests.assessment.office import UNITS, Office
from tests.assessment.world import World
from tests.pages.browser import Browser, Page

CLERK = "clerk-D01-court"
EVIL = "<img src=x onerror=alert(1)>"


@dataclass
class Scene:
    """The city with three stages published, the first of them corrected."""

    desk: Desk
    stage: str
    first: str
    second: str

    def see(self, person: str, path: str, **more: str) -> Page:
        return Browser(self.desk, person).get(path, **more)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("standings")
    engine = careless(f"sqlite:///{folder / 'smart_team.db'}")
    migrate(engine)
    world = World(engine)
    world.settle()
    world.open(UNITS)
    desk = Desk(world, folder)
    office = Office(world, desk.service.signer, folder)
    office.judge()
    first = office.publish()
    office.amend("D02-court", "A8", {"numerator": 500, "denominator": 500}, reason=EVIL)
    office.amend("D02-court", "A1", {"checked": ["group", "office", "plan"]})
    second = office.correct(EVIL)
    for number in (1, 2):
        office.judge(number, {key: {} for key in UNITS})
        office.publish(number)
    world.write(lambda work: work.connection.execute(update(cycles).values(title=EVIL)).rowcount)
    with desk.client:
        yield Scene(desk, office.stage(), first, second)
    world.gate.close()
    engine.dispose()


def test_a_leader_sees_where_the_city_stands(scene: Scene) -> None:
    cycle = scene.desk.world.cycle
    page = scene.see("leader", f"/cycles/{cycle}?stage={scene.stage}")
    assert page.status == 200
    assert page.row("法院")[1:] == ["69.33", "接近全市", "3"]
    assert f"/stages/{scene.stage}?district=D01" in page.links
    assert page.row(f"{EVIL} · 学习")[1:4] == ["69.33", "—", "69.33"]
    newest = scene.see("leader", f"/cycles/{cycle}")
    assert f"/stages/{scene.stage}?district=D01" not in newest.links
    listed = scene.see("leader", "/cycles")
    assert f"/cycles/{cycle}" in listed.links
    assert any(each.get("class") == "light light-published" for _, each in listed.tags)


def test_a_trend_is_data_and_never_a_script(scene: Scene) -> None:
    page = scene.see("leader", f"/cycles/{scene.desk.world.cycle}")
    assert {"trend", "trend-data"} <= page.ids
    found = re.search(r'id="trend-data">(.*?)</script>', page.response.text)
    assert found is not None
    assert "<" not in found[1]
    chart = json.loads(found[1])
    assert [each.split("\n")[0] for each in chart["labels"]] == [EVIL] * 3
    assert chart["lines"][0]["values"][0] == 69.33
    assert chart["lines"][1]["values"] == [None] * 3


def test_all_stages_together_are_ranked(scene: Scene) -> None:
    cycle = scene.desk.world.cycle
    page = scene.see(CLERK, f"/cycles/{cycle}/result")
    rows = [row for row in page.rows if len(row) > 3][1:]
    assert [(row[0], row[1]) for row in rows] == [
        ("1", "示例市中级人民法院"),
        ("1", "示例市乙区人民法院"),
        ("2", "示例市甲区人民法院"),
    ]
    assert f"/cycles/{cycle}/result" in scene.see(CLERK, f"/cycles/{cycle}").links


def test_nobody_else_is_told_of_a_cycle(scene: Scene) -> None:
    cycle = scene.desk.world.cycle
    assert scene.see("nobody", "/cycles").status == 403
    assert scene.see("clerk-D01-police", f"/cycles/{cycle}").status == 404
    assert "还没有您能看到的评估周期" in scene.see("clerk-D01-police", "/cycles").text


def test_a_ranked_table_opens_down_to_findings(scene: Scene) -> None:
    page = scene.see("leader", f"/stages/{scene.stage}")
    assert [row[:4] for row in page.rows if len(row) > 3][1:] == [
        ["1", "示例市中级人民法院", "92.00", "优秀"],
        ["1", "示例市乙区人民法院", "74.00", "合格"],
        ["2", "示例市甲区人民法院", "42.00", "不合格"],
    ]
    link = f"/stages/{scene.stage}/units/D01-court"
    assert link in page.links
    assert "desk" not in page.ids
    unit = scene.see("leader", link)
    assert "492/500" in " ".join(unit.row("A8"))
    assert "区级 法院，第 2 名" in unit.text
    assert f"/submissions/{scene.desk.world.submission('D01-court')}" in unit.links


def test_figures_are_for_those_concerned_and_ranks_for_all(scene: Scene) -> None:
    own = scene.see(CLERK, f"/stages/{scene.stage}/units/D01-court")
    assert "i-A8" in own.ids
    other = scene.see(CLERK, f"/stages/{scene.stage}/units/D02-court")
    assert (other.status, "i-A8" in other.ids) == (200, False)
    assert "74.00" in other.text
    assert scene.see(CLERK, f"/stages/{scene.stage}/units/D02-court/export").status == 404
    assert scene.see(CLERK, f"/stages/{scene.stage}/units/D09-court").status == 404
    heat = scene.see(CLERK, f"/stages/{scene.stage}/heat?by=indicators")
    assert "另有 2 个单位没有报送，或者各项得分不对您开放" in heat.text
    assert [len(row) for row in heat.rows[1:]] == [2, len(heat.rows[0])], "a peer group, its unit"
    pair = scene.see(CLERK, f"/stages/{scene.stage}/compare?a=D01-court&b=D02-court")
    assert pair.row("参学率")[2:5] == ["14.00", "—", "—"]


def test_a_table_is_narrowed_sorted_and_compared(scene: Scene) -> None:
    path = f"/stages/{scene.stage}"

    def names(query: str) -> list[str]:
        rows = scene.see("leader", f"{path}?{query}").rows
        return [row[1] for row in rows if len(row) > 3][1:]

    assert names("district=D01") == ["示例市甲区人民法院"]
    assert names("district=-") == ["示例市中级人民法院"]
    assert names("sort=total") == [
        "示例市甲区人民法院",
        "示例市乙区人民法院",
        "示例市中级人民法院",
    ]
    assert names("sort=total&order=down") == names("sort=total")[::-1]
    assert names("sort=unheard&kind=court") == names("")
    empty = scene.see("leader", f"{path}?grade=%E8%89%AF%E5%A5%BD")
    assert "没有符合条件的单位" in empty.text
    compared = scene.see("leader", f"{path}?against={scene.first}")
    assert compared.row("1")[1] == "示例市中级人民法院"
    assert any("+5.00" in row for row in compared.rows)
    assert compared.form(path).fields["against"] == scene.first
    assert scene.see("leader", f"{path}?against=unknown").status == 200
    assert scene.see("leader", f"{path}/heat?by=colour").status == 422


def test_two_units_stand_side_by_side(scene: Scene) -> None:
    page = scene.see("leader", f"/stages/{scene.stage}/compare?a=C-court&b=D01-court")
    row = page.row("领导小组、办公室与方案")
    assert row[1:] == ["5", "5.00", "0.00", "+5.00", "甲高"]
    assert page.row("参学率")[-1] == "相同"
    blank = scene.see("leader", f"/stages/{scene.stage}/compare")
    assert "选两个单位" in blank.text


def test_a_publication_shows_that_its_signature_holds(scene: Scene) -> None:
    page = scene.see(CLERK, f"/results/{scene.second}")
    assert "签名有效" in page.text
    changed = page.row("示例市乙区人民法院")
    assert changed[1:4] == ["69.00", "74.00", "合格 → 合格"]
    assert EVIL in page.text
    assert ("img", {"src": "x", "onerror": "alert(1)"}) not in page.tags
    assert f"/results/{scene.first}" in page.links
    assert f"/results/{scene.second}/content.json" not in page.links
    old = scene.see("leader", f"/results/{scene.first}")
    assert "这一版已被更正" in old.text
    listed = scene.see(CLERK, "/results")
    assert {f"/results/{scene.first}", f"/results/{scene.second}"} <= set(listed.links)


def test_what_was_signed_can_be_checked_elsewhere(scene: Scene) -> None:
    page = scene.see("leader", f"/results/{scene.second}")
    assert f"/results/{scene.second}/content.json" in page.links
    content = scene.see("leader", f"/results/{scene.second}/content.json").response.content
    signature = scene.see("leader", f"/results/{scene.second}/content.sig").response.content
    pem = scene.see(CLERK, "/results/key.pem").response.content
    key = load_pem_public_key(pem)
    assert isinstance(key, Ed25519PublicKey)
    key.verify(signature, content)
    assert json.loads(content)["number"] == 2
    for name in ("content.json", "content.sig"):
        assert scene.see(CLERK, f"/results/{scene.second}/{name}").status == 404


def test_a_forged_publication_is_seen(scene: Scene) -> None:
    where = publications.c.id == scene.first
    with scene.desk.world.engine.begin() as connection:
        query = select(publications.c.content).where(where)
        sound = connection.execute(query).scalar_one()
        forged = sound.replace('"92.000000"', '"93.000000"')
        assert forged != sound
        connection.execute(update(publications).where(where).values(content=forged))
    assert "签名无效" in scene.see("leader", f"/results/{scene.first}").text
    with scene.desk.world.engine.begin() as connection:
        connection.execute(update(publications).where(where).values(content=sound))


def test_a_notice_says_the_result_and_what_was_typed(scene: Scene) -> None:
    path = f"/results/{scene.second}/notice"
    page = scene.see("leader", f"{path}?to=各区政法委&paragraph=第一行%0A{EVIL}")
    assert "各区政法委：" in page.text
    assert EVIL in page.text
    assert "参评单位 3 个，已评定 3 个，平均 69.33 分" in page.text
    assert "优秀 1 个" in page.text
    assert "得分率较高的方面" in page.text
    assert "得分率较高的方面" not in scene.see(CLERK, path).text
    assert re.search(r"2026年\d+月\d+日", page.text)


@pytest.mark.parametrize(
    "path",
    [
        "export?sort=total",
        "heat/export",
        "heat/export?by=indicators",
        "compare/export?a=C-court&b=D01-court",
        "units/D01-court/export",
    ],
)
def test_what_is_taken_along_is_a_workbook_and_on_record(scene: Scene, path: str) -> None:
    before = exports(scene)
    answer = scene.see("leader", f"/stages/{scene.stage}/{path}").response
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    with ZipFile(BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert exports(scene) == [*before, ("leader", scene.stage, "success")]


def exports(scene: Scene) -> list[tuple[str, str, str]]:
    query = select(audit.c.actor, audit.c.object, audit.c.result).where(audit.c.action == "export")
    with reading(scene.desk.world.engine) as connection:
        return [tuple(row) for row in connection.execute(query.order_by(audit.c.number))]


def test_every_page_has_one_heading_and_nothing_inline(scene: Scene) -> None:
    stage, cycle = f"/stages/{scene.stage}", scene.desk.world.cycle
    paths = (
        "/cycles",
        f"/cycles/{cycle}",
        stage,
        f"{stage}/heat",
        f"{stage}/compare?a=C-court&b=D01-court",
        f"{stage}/units/C-court",
        "/results",
        f"/results/{scene.second}",
        f"/results/{scene.second}/notice",
        "/announcements",
    )
    for path in paths:
        for person in ("leader", "admin", "auditor", CLERK):
            page = scene.see(person, path)
            assert page.status == 200, (path, person)
            assert sum(tag == "h1" for tag, _ in page.tags) == 1, path
            for tag, given in page.tags:
                assert not {"style", "onclick"} & set(given), (path, tag)
                if tag == "script":
                    assert given.get("src") or given["type"] == "application/json", path


def test_pages_are_in_english_too(scene: Scene) -> None:
    stage = f"/stages/{scene.stage}"
    for path in ("/cycles", stage, f"{stage}/heat", "/results", f"/results/{scene.second}"):
        page = Browser(scene.desk, "leader", "en").get(path)
        assert page.status == 200
    assert "Ranked within the peer group" in Browser(scene.desk, "leader", "en").get(stage).text


def test_names_of_people_are_nowhere(scene: Scene) -> None:
    with reading(scene.desk.world.engine) as connection:
        known = set(connection.execute(select(people.c.name)).scalars()) - {"leader", "judge"}
    for path in (f"/stages/{scene.stage}", f"/results/{scene.second}", "/cycles"):
        text = scene.see("leader", path).response.text
        assert not [name for name in known if f">{name}<" in text]
