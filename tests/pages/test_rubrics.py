from __future__ import annotations

from io import BytesIO

from smart_team.settings import rubrics_folder
from smart_team.store.tables import audit, documents
from tests.api.desk import Desk
from tests.pages.browser import Browser

STUDY = "education_rectification.study"
UPLOAD = "/rubrics/upload"


def study(*changes: tuple[str, str]) -> str:
    text = (rubrics_folder() / "education_rectification/study.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_modules_procedures_and_rubrics_are_read_as_documents(desk: Desk) -> None:
    author = Browser(desk, "author")
    page = author.get("/rubrics")
    assert "示例权重" in page.text
    assert "/rubrics/modules/education_rectification" in page.links
    module = author.get("/rubrics/modules/education_rectification")
    assert "每家 3 名评估员" in module.text
    whole = author.get(f"/rubrics/{STUDY}")
    assert whole.row("A8")[2] == "14"
    assert "一票否决" in whole.text
    kept = next(row.hash for row in desk.world.rows(documents) if row.name == STUDY)
    assert author.get(f"/rubrics/{kept}").row("A8")[2] == "14"
    for path in ("modules/none", "none", "sha256:0"):
        assert author.get(f"/rubrics/{path}").status == 404


def test_every_module_and_rubric_has_its_page(desk: Desk) -> None:
    reader = Browser(desk, "leader")
    for module in desk.service.platform.catalog.modules:
        assert reader.get(f"/rubrics/modules/{module.id}").status == 200, module.id
        for rubric in module.rubrics:
            assert reader.get(f"/rubrics/{rubric.id}").status == 200, rubric.id


def test_an_author_checks_then_keeps_and_the_versions_are_compared(desk: Desk) -> None:
    author = Browser(desk, "author")
    form = author.get(UPLOAD).form(UPLOAD)
    before = len(desk.world.rows(documents))
    wrong = author.send(form, text=study(("points: 14", "points: no")), do="keep")
    assert wrong.status == 422
    assert "第 " in wrong.text
    text = study(('version: "2021.1"', 'version: "2026.1"'), ("full_at: 0.98", "full_at: 0.99"))
    checked = author.send(form, text=text, do="check")
    assert checked.status == 200
    assert len(desk.world.rows(documents)) == before
    kept = author.send(form, {"file": ("study.yaml", BytesIO(text.encode()))}, do="keep")
    assert "已存档" in kept.text
    hash_ = next(row.hash for row in desk.world.rows(documents) if row.version == "2026.1")
    shown = author.get(f"/rubrics/compare?before={STUDY}&after={hash_}")
    assert shown.row("A8")[-3:] == ["full_at", "0.98", "0.99"]
    taken = study(("full_at: 0.98", "full_at: 0.97"))
    assert author.send(form, text=taken, do="keep").status == 409
    assert desk.world.rows(audit)[-1].result == "refused"


def test_only_authors_upload_and_everybody_with_a_role_reads(desk: Desk) -> None:
    for person in ("admin", "clerk-D01-court", "auditor"):
        other = Browser(desk, person)
        assert other.get("/rubrics").status == 200
        assert other.get(UPLOAD).status == 403
        fields = {"csrf": desk.session(person).csrf, "text": study(), "do": "keep"}
        assert other.post(UPLOAD, fields).status == 403
    assert Browser(desk, "nobody").get("/rubrics").status == 403
