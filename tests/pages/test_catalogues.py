"""The catalogues are complete: every text of the pages has its English, once, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment
from smart_team_api.pages.templating import HERE
from smart_team_api.texts import translations

from tests.pages.extracting import Texts, texts_in


def test_every_text_has_its_english() -> None:
    found = texts_in()
    assert len(found.written) > 200
    assert list(found.problems()) == []


def test_english_is_said_and_chinese_is_as_written() -> None:
    assert translations("en").gettext("登录") == "Sign in"
    assert translations("zh").gettext("登录") == "登录"


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ({"a.po": {}}, "no English: home.html: 有%(n)s条"),
        ({"a.po": {"有%(n)s条": ("%(n)s of them",), "另": ("other",)}}, "unused: a.po: 另"),
        ({"a.po": {"有%(n)s条": ("",)}}, "empty: a.po: 有%(n)s条"),
        ({"a.po": {"有%(n)s条": ("%(m)s",)}}, "other places: a.po: 有%(n)s条: %(m)s"),
        ({"a.po": {"有%(n)s条": ("there",)}}, "other places: a.po: 有%(n)s条: there"),
        (
            {"a.po": {"有%(n)s条": ("%(n)s",)}, "b.po": {"有%(n)s条": ("%(n)s",)}},
            "twice: a.po and b.po: 有%(n)s条",
        ),
    ],
)
def test_what_is_wrong_is_named(
    english: dict[str, dict[str, tuple[str, ...]]], problem: str
) -> None:
    assert problem in list(Texts({"有%(n)s条": {"home.html"}}, english).problems())


def test_texts_of_templates_and_of_python_are_found(tmp_path: Path) -> None:
    (tmp_path / "templates" / "part").mkdir(parents=True)
    (tmp_path / "pages").mkdir()
    (tmp_path / "templates" / "part" / "a.html").write_text(
        '{{ _("一") }}{% trans n=3 %}有 {{ n }} 条{% endtrans %}', encoding="utf-8"
    )
    (tmp_path / "pages" / "b.py").write_text('x = _("二")\n', encoding="utf-8")
    written = texts_in(tmp_path, tmp_path).written
    assert written == {
        "一": {"templates/part/a.html"},
        "有 %(n)s 条": {"templates/part/a.html"},
        "二": {"pages/b.py"},
    }


def test_nothing_chinese_stands_in_a_template_untold() -> None:
    """Not even a comma: all of it goes through the catalogues."""
    lexer = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    bare = [
        f"{path.name}: {data.strip()}"
        for path in sorted((HERE / "templates").rglob("*.html"))
        for _, kind, data in lexer.lex(path.read_text(encoding="utf-8"))
        if kind == "data" and re.search(r"[\u4e00-\u9fff、。，；：（）！？《》]", data)
    ]
    assert bare == []
