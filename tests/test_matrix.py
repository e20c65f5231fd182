"""Role × route × {own, child, parent, sibling, foreign}: every address of an object in the rooms that look at people closely.

The addresses come from the table of URLs: a new one that no line here answers for makes the test fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from luoshi.inspection import services as inspection
from luoshi.inspection.models import Inspector, TeamMember
from luoshi.inspection.services import conclusions, register
from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM
from luoshi.problems import services as problems
from luoshi.signals.services.complaints import complain
from luoshi.voice.models import Case
from luoshi.voice.services import asking, writing
from luoshi.voice.services.gathering import gather
from tests.addresses import OBJECTS, PUBLIC_PAGES, Address
from tests.inspection import scene as drawing
from tests.inspection import visiting
from tests.ledger import making
from tests.matrix import AROUND, ROLES, Who, breaches, everybody
from tests.problems.scene import enter, soon
from tests.problems.test_account import a_record
from tests.reporting import given
from tests.signals import scene as hints
from tests.voice.worker import TEXT, hearer, hears
from tests.world import World

KEEPS: set[Who] = {("own", "office")}
"""By a grant of its own, or by the door of the very unit."""
OFFICES: set[Who] = KEEPS | {("parent", "office")}
READERS: set[Who] = OFFICES | {("own", role) for role in ROLES}
"""Of what the prefecture's department has: its own people, and the offices of the places it lies in."""


@dataclass(frozen=True, eq=False)
class Line:
    """Who gets an answer at the addresses that begin so (by browser, and by program) and name this object.

    ``word`` is what fits where they name a move, ``others`` what fits into further slots; ``ends`` limits it to some pages.
    """

    front: str
    pk: int
    readers: set[Who]
    word: str = ""
    others: Mapping[str, object] = field(default_factory=dict)
    ends: tuple[str, ...] = ("",)

    def at(self, address: Address) -> str:
        values = {"name": self.word, **self.others}
        return address.at(tuple(values.get(slot, self.pk) for _, slot in address.slots))


def asked(client: Client, address: str) -> int:
    """What the address answers; where it only takes something, to next to nothing, and nothing is done."""
    status = client.get(address).status_code
    if status == 405:
        with transaction.atomic():
            if address.startswith("/api/"):
                status = client.post(address, {"version": 1}, content_type="application/json").status_code
            else:
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
    task = making.received(world)
    survey = asking.open_survey(
        office, task, title="三问", known="1", reached="2", content="3", closes_on=date(2099, 1, 1)
    )
    return [
        Line("/voice/office/entrances/", entrance.pk, KEEPS),
        Line("/voice/office/notes/", note.pk, OFFICES),
        Line("/voice/office/surveys/", survey.pk, OFFICES),
        Line("/voice/cases/", Case.objects.get().pk, KEEPS, "", {"move": "route"}),
        Line("/voice/tasks/", task.pk, {("parent", role) for role in ROLES}),
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


def inspected(world: World) -> list[Line]:
    """A visit to the county's department with its conclusion and an objection; a draw; a proposal; an inspector."""
    row = visiting.concluded(world)
    visit, office, clerk = row.visit, world.actor("市.办", "office"), world.actor("县.人社", "clerk")
    target = visit.target
    assert target is not None
    seat = TeamMember(target=target, name="技师学院 祝老师", part="invited", place=9)
    actions.create(SYSTEM, "inspection.target.seat", seat)
    objection = conclusions.object_to(
        clerk, row, reason="名单已公示", signed_by="周晓岚", finding=visit.findings.first()
    )
    draw = drawing.drawn(world)
    proposal = inspection.propose_target(office, world.units["市.人社"], "三个季度没有进展", source="疑点提示")
    inspector = Inspector.objects.filter(office=world.units["市.办"]).first()
    assert inspector is not None
    tie = register.tie(office, inspector, kind="former", unit=world.units["二县.人社"])
    theirs = OFFICES | {("child", role) for role in ROLES if role != "office"}
    papers = ("invited/", "drop/", "sheet/", "paper/", "new/", "conclusion/")
    return [
        # open only where another body looks at the same units: tests/inspection plays it
        Line("/inspection/items/", draw.item_id, set(), "", {"into": visit.item_id}, ("<int:into>/",)),
        Line("/inspection/items/", draw.item_id, OFFICES, "finish"),
        Line("/inspection/proposals/", proposal.pk, OFFICES, "decline"),
        Line("/inspection/draws/", draw.pk, OFFICES, "publish"),
        Line("/inspection/targets/", draw.targets.earliest("pk").pk, OFFICES, "replace", ends=("<slug:name>/",)),
        Line("/inspection/targets/", target.pk, theirs),
        Line("/inspection/inspectors/", inspector.pk, OFFICES, "train"),
        Line("/inspection/ties/", tie.pk, OFFICES),
        Line("/inspection/visits/", visit.pk, OFFICES, "", {"seat": seat.pk}, papers),
        Line("/inspection/visits/", visit.pk, theirs, "finish", {"kind": "visit"}),
        Line("/inspection/findings/", visit.findings.earliest("pk").pk, theirs, "confirm"),
        Line("/inspection/conclusions/", row.pk, theirs, "receive"),
        Line("/inspection/objections/", objection.pk, theirs, "dismiss"),
    ]


def hinted(world: World) -> list[Line]:
    """Two counties wrote the same, one of them is asked; and somebody finds that too much is asked."""
    hint = hints.raised(world)
    asked_too_much: set[Who] = {("parent", "office"), *(("own", role) for role in ROLES if role != "office")}
    complaint = complain(world.actor("市.人社", "clerk"), text="一季三报，内容相同")
    return [
        Line("/signals/complaints/", complaint.pk, asked_too_much, "answer"),
        # names a rule and no object; who may set it is asked in tests/signals/test_set_thresholds.py
        Line("/signals/rules/", 0, {*everybody()}, others={"key": "copied"}),
        Line("/signals/", hint.pk, KEEPS, "ask"),
        Line("/signals/hints/", hint.pk, KEEPS, "ask"),
    ]


SCENES = {"voice": heard, "problems": listed, "inspection": inspected, "signals": hinted}


@pytest.mark.parametrize("room", SCENES)
def test_every_address_is_answered_for(world: World, room: str) -> None:
    with clock.at(given.NOW) if room == "signals" else nullcontext():
        lines = SCENES[room](world)
    found: dict[Line | None, list[str]] = {}
    for address in OBJECTS:
        if address.room == room and address.route not in PUBLIC_PAGES:
            front = address.route.removeprefix("/api/v1")
            line = next((one for one in lines if front.startswith(f"{one.front}<") and front.endswith(one.ends)), None)
            found.setdefault(line, []).append(line.at(address) if line else address.route)
    assert found.pop(None, []) == [], "addresses that nobody answers for"
    wrong = [one for line, ways in found.items() if line for one in breaches(world, ways, line.readers, asked)]
    assert not wrong, "\n".join(wrong)


def test_the_table_is_whole() -> None:
    assert len(set(everybody())) == len(AROUND) * len(ROLES) + 3
