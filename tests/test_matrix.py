"""Role × route × {own, child, parent, sibling, foreign}: every address of an object in the rooms that look at people closely.

The addresses come from the table of URLs: a new one that no line here answers for makes the test fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from luoshi.kernel import clock
from luoshi.problems import services as problems
from luoshi.voice.models import Case
from luoshi.voice.services import asking, writing
from luoshi.voice.services.gathering import gather
from tests.ledger import making
from tests.matrix import AROUND, ROLES, Who, breaches, everybody
from tests.problems.scene import enter, soon
from tests.problems.test_account import a_record
from tests.voice.worker import TEXT, hearer, hears
from tests.world import World

KEEPS: set[Who] = {("own", "office")}
"""By a grant of its own, or by the door of the very unit."""
OFFICES: set[Who] = KEEPS | {("parent", "office")}
READERS: set[Who] = OFFICES | {("own", role) for role in ROLES}
"""Of what the prefecture's department has: its own people, and the offices of the places it lies in."""
SLOT = re.compile(r"<(?:(\w+):)?\w+>")


@dataclass(frozen=True, eq=False)
class Line:
    """Who gets an answer at the addresses that begin so and name this object; ``word`` what fits where they name a move."""

    front: str
    pk: int
    readers: set[Who]
    word: str = ""

    def at(self, route: str) -> str:
        return SLOT.sub(lambda slot: self.word if slot[1] == "slug" else str(self.pk), route)


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address that names an object."""
    for entry in patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, here)
        elif "<" in here:
            yield here


def asked(client: Client, address: str) -> int:
    """What the address answers; where it only takes a form, to an empty one, and nothing is done."""
    status = client.get(address).status_code
    if status == 405:
        with transaction.atomic():
            status = client.post(address).status_code
            transaction.set_rollback(True)
    return status


def heard(world: World) -> list[Line]:
    """A letter that the prefecture's office opens; an entrance, a survey and a note of its own."""
    hears(world, "市.办", "省.办", "县.办")
    writing.write(writing.Letter(TEXT, world.units["市"]), "matrix")
    gather()
    office = hearer(world, "市.办")
    entrance = asking.open_entrance(office, title="写几句")
    note = asking.keep_note(
        office, None, question="晚班", went_on=clock.today(), places="两户", talked=3, found="没有课表", remedies="排课表"
    )  # fmt: skip
    survey = asking.open_survey(
        office, making.received(world), title="三问", known="1", reached="2", content="3", closes_on=date(2099, 1, 1)
    )
    return [
        Line("/voice/office/entrances/", entrance.pk, KEEPS),
        Line("/voice/office/notes/", note.pk, OFFICES),
        Line("/voice/office/surveys/", survey.pk, OFFICES),
        Line("/voice/office/", Case.objects.get().pk, KEEPS, "route"),
    ]


def listed(world: World) -> list[Line]:
    """A problem with an extension asked for, and a record that its unit has not been told of."""
    row = enter(world, unit=world.units["市.人社"])
    clerk, office = world.actor("市.人社", "clerk"), world.actor("市.办", "office")
    problems.propose(clerk, row, measures=[{"text": "核对"}])
    problems.vet(office, row, due_on=soon())
    problems.ask_extension(clerk, row, reason="材料多", progress="过半", proposed_on=soon(60))
    return [
        Line("/problems/records/", a_record(world).pk, KEEPS, "tell"),
        Line("/problems/extensions/", row.extensions.get().pk, READERS, "grant"),
        Line("/problems/", row.pk, READERS, "propose"),
    ]


@pytest.mark.parametrize(("room", "scene"), [("/voice/", heard), ("/problems/", listed)])
def test_every_address_is_answered_for(world: World, room: str, scene: Callable[[World], list[Line]]) -> None:
    lines = scene(world)
    found: dict[Line | None, list[str]] = {}
    for route in routes(get_resolver().url_patterns):
        if route.startswith(room):
            line = next((one for one in lines if route.startswith(f"{one.front}<")), None)
            found.setdefault(line, []).append(line.at(route) if line else route)
    assert found.pop(None, []) == [], "addresses that nobody answers for"
    assert [wrong for line, ways in found.items() if line for wrong in breaches(world, ways, line.readers, asked)] == []


def test_the_table_is_whole() -> None:
    assert len(set(everybody())) == len(AROUND) * len(ROLES) + 3
