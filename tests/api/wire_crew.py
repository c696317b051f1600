"""Eight people at work over HTTP, and an account of all that was acknowledged to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import uuid4

import httpx2 as httpx

from smart_team.assessment.drafts import Draft, hash_of
from tests.api.served import PATIENCE, Place, Served
from tests.crew import Writers

CHOICES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "self_assessment": (
        *[("clerk-{unit}", "save")] * 3,
        ("clerk-{unit}", "attach"),
        *[("clerk-{unit}", "submit")] * 2,
    ),
    "sign_off": (("clerk-{unit}", "withdraw"), *[("approver-{unit}", "sign")] * 2),
    "preliminary": (("district-{district}", "return"),),
}
"""Who does what in each state; a city's unit that was signed has reached its end."""
TURNED_DOWN: Final = frozenset({403, 409, 412})
"""Another writer was quicker, or the claim is not whole."""
SHUT: Final = frozenset({503, 507})


@dataclass(frozen=True)
class Wish:
    """One request that would change something, as it can be sent once more."""

    place: Place
    person: str
    action: str
    version: int
    key: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    padding: int = 0

    @property
    def file(self) -> bytes:
        """The file that is handed in, like no other."""
        return f"%PDF-1.4\n{'x' * self.padding}{self.key}\n%%EOF\n".encode()

    def send(self, client: httpx.Client, headers: Mapping[str, str]) -> httpx.Response:
        """Send it in its person's name."""
        more = {**headers, "If-Match": f'"{self.version}"', "Idempotency-Key": self.key}
        path = f"/submissions/{self.place.id}"
        if self.action == "save":
            return client.put(f"{path}/draft", json={"answers": self.answers}, headers=more)
        if self.action == "attach":
            query = {"name": "证明.pdf", "items": "A8"}
            more["content-type"] = "application/octet-stream"
            return client.post(f"{path}/evidence", content=self.file, params=query, headers=more)
        body = {"reason": "请核对"} if self.action == "return" else None
        return client.post(f"{path}/{self.action}", json=body, headers=more)


@dataclass(frozen=True)
class Entry:
    """One acknowledged write: the version it made, and what it left."""

    submission: str
    actor: str
    action: str
    version: int
    after: str
    """A draft's hash, a state, or the id of a piece of evidence."""


def entry_of(wish: Wish, answer: httpx.Response) -> Entry:
    body = answer.json()
    after = {"save": hash_of(Draft(wish.answers).text()), "attach": body["id"]}
    found = after.get(wish.action) or body["state"]
    return Entry(wish.place.id, wish.person, wish.action, body["version"], found)


@dataclass
class Crew(Writers):
    """Writers at work until they are stopped, and what became of their requests."""

    served: Served
    seed: int
    entries: list[Entry] = field(default_factory=list)
    unknown: list[Wish] = field(default_factory=list)
    """Requests of which nobody knows whether they were done."""
    shut: list[httpx.Response] = field(default_factory=list)
    strange: list[object] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    reads: int = 0
    gone: int = 0
    """Requests that met no program any more."""

    def resolve(self) -> None:
        """Send again, with the same keys, all of which nobody knows whether it was done."""
        with httpx.Client(base_url=self.served.base, timeout=PATIENCE) as client:
            for wish in self.unknown:
                answer = wish.send(client, self.served.staff[wish.person])
                assert answer.status_code in {200, 201} | TURNED_DOWN, answer.text
                if answer.is_success:
                    self.entries.append(entry_of(wish, answer))
        self.unknown.clear()

    def _work(self, random: Random) -> None:
        with httpx.Client(base_url=self.served.base, timeout=PATIENCE) as client:
            while not self._ended.is_set():
                try:
                    self._turn(client, random)
                except httpx.TransportError:
                    self.gone += 1
                    self._ended.wait(0.02)
                except Exception as error:  # noqa: BLE001 - whatever it is, the test must show it
                    self.strange.append(error)
                    return

    def _turn(self, client: httpx.Client, random: Random) -> None:
        place = random.choice(self.served.places)
        clerk = self.served.staff[f"clerk-{place.unit}"]
        seen = client.get(f"/submissions/{place.id}", headers=clerk)
        self.statuses[seen.status_code] += 1
        if seen.status_code in SHUT:
            self._shut(seen)
            return
        self.reads += 1
        found = seen.json()
        wish = self._wish(random, place, found["state"], found["version"])
        if wish is not None:
            self._ask(client, wish)

    def _wish(self, random: Random, place: Place, state: str, version: int) -> Wish | None:
        if state not in CHOICES:
            return None
        who, action = random.choice(CHOICES[state])
        person = who.format(unit=place.unit, district=place.unit[:3])
        none = {"numerator": 0, "denominator": random.randrange(10**3, 10**6)}
        return Wish(place, person, action, version, str(uuid4()), {**place.claim, "A8": none})

    def _ask(self, client: httpx.Client, wish: Wish) -> None:
        try:
            answer = wish.send(client, self.served.staff[wish.person])
        except httpx.TransportError:
            self.unknown.append(wish)
            raise
        self.statuses[answer.status_code] += 1
        if answer.is_success:
            self.entries.append(entry_of(wish, answer))
        elif answer.status_code in SHUT:
            self.unknown.append(wish)
            self._shut(answer)
        elif answer.status_code not in TURNED_DOWN:
            self.strange.append((wish, answer.status_code, answer.text))

    def _shut(self, answer: httpx.Response) -> None:
        self.shut.append(answer)
        self._ended.wait(0.02)
