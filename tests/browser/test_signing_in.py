"""Signing in, as people do it: by mouse, by keyboard alone, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city import City
from tests.browser.eyes import SignedIn

CLERK = "clerk.d01-court"


def type_in(page: Page, password: str) -> None:
    """Sign in without touching the mouse."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    for name, text in (("登录名", CLERK), ("密码", password)):
        page.keyboard.press("Tab")
        expect(page.get_by_label(name)).to_be_focused()
        page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False])
def test_one_signs_in_by_keyboard_alone(city: City, signed_in: SignedIn, *, scripts: bool) -> None:
    eyes = signed_in(city, None, java_script_enabled=scripts)
    page = eyes.page("/notices?after=a")
    assert page.url == f"{city.base}/sign-in?next=%2Fnotices%3Fafter%3Da"
    expect(page).to_have_title("登录 · 智慧队建")
    type_in(page, city.demo.password)
    page.wait_for_url(f"{city.base}/notices?after=a")
    expect(page.get_by_text("示例市甲区人民法院填报员")).to_be_visible()


def test_a_wrong_password_is_said_and_the_login_is_kept(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city, None, {401}).page("/sign-in")
    page.get_by_label("登录名").fill(CLERK)
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("登录名")).to_have_value(CLERK)
    expect(page.get_by_label("密码")).to_have_value("")


def test_one_signs_out_from_the_menu_by_keyboard(city: City, signed_in: SignedIn) -> None:
    eyes = signed_in(city, None)
    page = eyes.page("/sign-in")
    page.get_by_label("登录名").fill("auditor")
    page.get_by_label("密码").fill(city.demo.password)
    page.get_by_role("button", name="登录").click()
    menu = page.locator("details.who")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="我的账号")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="我的账号")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in?said=signed_out")
    page.goto(city.base)
    page.wait_for_url("**/sign-in?next=%2F")


def test_language_and_colours_stay_as_they_were_chosen(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city, None).page("/help")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto(f"{city.base}/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
