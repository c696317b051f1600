"""What a first look at a page costs the line: everything compressed, nothing kept from before."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Request

from tests.browser.city import City
from tests.browser.eyes import SignedIn
from tests.browser.rambling import Ramble
from tests.browser.test_every_page import WHO

MOST: Final = 400_000
"""Bytes of one page with all that it is made of, without the library for charts."""
CHARTS: Final = "/static/vendor/echarts.min.js"
STATIC: Final = "/static/"


@pytest.mark.parametrize("role", ["clerk", "leader", "admin"])
def test_a_first_load_is_light(city: City, signed_in: SignedIn, role: str) -> None:
    eyes = signed_in(city, WHO[role])
    page, heavy, most = eyes.context.new_page(), [], 0
    line = eyes.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    for found in Ramble(eyes.context.request, city.base, most=1).walk():
        eyes.sent.clear()
        page.goto(city.base + found.path)
        ours = [each for each in eyes.sent if each.url.startswith(city.base) and not each.failure]
        weight = sum(weight_of(each) for each in ours if CHARTS not in each.url)
        assert all(packed(each) for each in ours if STATIC in each.url)
        most = max(most, weight)
        if weight > MOST:
            heavy.append(f"{found.path}: {weight:,}")
    assert heavy == []
    assert most > 30_000, "nothing was weighed"


def weight_of(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def packed(request: Request) -> bool:
    response = request.response()
    return response is not None and response.headers.get("content-encoding") == "gzip"
