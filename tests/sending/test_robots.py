from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from smart_team.sending.robots import Robots
from smart_team.settings import Settings
from smart_team.store.tables import outbox
from tests.assessment.world import UNITS, World

URL = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"


def robots(answer: Any) -> Robots:
    return Robots(Settings(webhooks=[URL]), httpx.MockTransport(answer))  # type: ignore[list-item]


def announced(world: World) -> None:
    for unit in UNITS:
        world.pass_to(world.submission(unit), "publicity_open")


def test_a_group_is_told_what_concerns_everybody_and_no_name(world: World) -> None:
    sent: list[Any] = []

    def take(request: httpx.Request) -> httpx.Response:
        sent.append((str(request.url), json.loads(request.content)))
        return httpx.Response(200, json={"errcode": 0})

    announced(world)
    robot = robots(take)
    assert robot.post(world.gate) == 1
    ((url, body),) = sent
    assert url == URL
    assert body["msgtype"] == "text"
    text = body["text"]["content"]
    assert text.splitlines()[0] == f"【智慧队建】2026:公示({len(UNITS)} 家单位)"
    assert not any(unit in text for unit in UNITS)
    assert robot.post(world.gate) == 0
    assert len(sent) == 1
    robot.close()


def test_a_robot_that_cannot_be_reached_is_told_later(world: World) -> None:
    announced(world)
    down = robots(lambda _: httpx.Response(502))
    with pytest.raises(httpx.HTTPStatusError):
        down.post(world.gate)
    moved = robots(lambda _: httpx.Response(302, headers={"location": "http://127.0.0.1/"}))
    with pytest.raises(httpx.HTTPStatusError):
        moved.post(world.gate)
    assert {row.posted_at for row in world.rows(outbox)} == {None}
    assert robots(lambda _: httpx.Response(200)).post(world.gate) == 1


def test_old_news_are_none(world: World) -> None:
    announced(world)
    world.now += timedelta(days=2)
    assert robots(lambda _: pytest.fail("nothing to say")).post(world.gate) == 0
    assert None not in {row.posted_at for row in world.rows(outbox)}


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://evil.example/?qyapi.weixin.qq.com",
        "https://qyapi.weixin.qq.com@evil.example/x",
        "https://user:pw@qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com:8443/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://localhost/x",
        "file:///etc/passwd",
        "//qyapi.weixin.qq.com/x",
        "",
    ],
)
def test_no_other_address_is_taken(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Settings(webhooks=[url])  # type: ignore[list-item]


def test_the_address_is_looked_at_again_before_each_use(world: World) -> None:
    announced(world)
    robot = robots(lambda _: pytest.fail("it went out"))
    robot._hosts = ["oapi.dingtalk.com"]
    with pytest.raises(ValueError, match="https"):
        robot.post(world.gate)
