"""A visit on its way, as the tests of the room's second half need it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from luoshi.inspection.models import Conclusion, Finding, Inspector, Item, Target, TeamMember, Visit
from luoshi.inspection.services import conclusions, visits
from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.models import File
from luoshi.kernel.services import keep_file
from tests.world import World


def proof(actor: Actor, name: str = "名册比对.txt", text: str = "六户三户不一致") -> File:
    return keep_file(actor, ContentFile(text.encode(), name=name))


def target_of(world: World, unit: str = "县.人社", **given: Any) -> Target:
    """The city's office goes to the county's human-resources department under a number, with a trained team of two."""
    office, today = world.units["市.办"], clock.today()
    told: dict[str, Any] = {
        "state": "noticed", "kind": "special", "basis": "plan", "number": "市督〔2026〕3号", "approved_on": today, **given,
    }  # fmt: skip
    item = Item(
        unit=office, unit_path=office.path, year=today.year, theme="素质提升", name="技能培训补贴专项督查", content="补贴发放",
        range_text="两县", grounds="年度计划", starts_on=today, ends_on=today + timedelta(days=30), **told,
    )  # fmt: skip
    actions.create(SYSTEM, "inspection.item.enter", item)
    row = Target(item=item, unit=world.units[unit], unit_path=world.units[unit].path, place=1, state="chosen")
    actions.create(SYSTEM, "inspection.target.enter", row)
    for at, (name, part) in enumerate((("闻知秋", "leader"), ("柳亦然", "member")), 1):
        one = Inspector(office=office, office_path=office.path, employer=office, name=name, trained_on=today)
        actions.create(SYSTEM, "inspection.inspector.enter", one)
        seat = TeamMember(target=row, inspector=one, name=name, part=part, place=at)
        actions.create(SYSTEM, "inspection.target.seat", seat)
    return row


def visited(world: World, **given: Any) -> Visit:
    """The team has been there."""
    office = world.actor("市.办", "office")
    visit = visits.plan(office, target_of(world, **given), planned_on=clock.today())
    return visits.begin(office, visit, visited_on=clock.today())


def found(world: World, visit: Visit, **given: Any) -> Finding:
    """A finding with its evidence."""
    office = world.actor("市.办", "office")
    told = {"title": "实训记录与名册不一致", "facts": "抽查六户，三户不一致。", "axis": "conduct", **given}
    return conclusions.find(office, visit, files=[proof(office)], **told)


def finished(world: World, visit: Visit) -> Visit:
    """The sheet is filled and the visit is over."""
    office = world.actor("市.办", "office")
    answers = {
        one.pk: ("3" if one.kind == "figure" else "yes" if one.kind == "yes" else "资金未到位", "")
        for one in visit.lines.all()
    }
    visits.fill(office, visit, answers=answers)
    return visits.finish(office, visit)


def concluded(world: World) -> Conclusion:
    """One finding confirmed, one refused and kept; the conclusion signed by the head, delivered, received."""
    office, clerk = world.actor("市.办", "office"), world.actor("县.人社", "clerk")
    visit = visited(world)
    first, second = found(world, visit), found(world, visit, title="补贴名单没有公示")
    for row in (first, second):
        conclusions.send(office, row)
    conclusions.confirm(clerk, first, answered_name="周晓岚")
    conclusions.refuse(clerk, second, answer="已在大厅公示，附照片说明。", answered_name="周晓岚")
    conclusions.keep(office, second, ruling="大厅公示的是上一季度名单。")
    row = conclusions.draft(office, finished(world, visit), text="两条问题属实。")
    conclusions.sign(
        office,
        row,
        number="市督〔2026〕9号",
        signed_on=clock.today(),
        signer="许明远",
        files=[proof(office, "结论.txt")],
    )
    conclusions.deliver(office, row, delivery="机要")
    return conclusions.receive(clerk, row, receiver="周晓岚")
