"""Two visits: one with a confirmed and a refused finding, its conclusion delivered; one yet to be made. And a call at an enterprise."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.base import ContentFile

from luoshi.desk.demo.cast import Cast
from luoshi.inspection.models import Inspector, Item, ItemTask, ItemUnit, Target, TeamMember, Visit
from luoshi.inspection.services import conclusions, visits
from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.models import File
from luoshi.kernel.services import keep_file
from luoshi.ledger.models import Task

TEAM = (("闻知秋", "省总工会生产和劳动保护部", "leader"), ("柳亦然", "省总工会研究室", "member"))
READ_AS = {"state": "behind", "percent": 35, "note": "查阅实训记录：880 人有记录，其余为报名人数。"}


def made(cast: Cast) -> None:
    """From the province's office to the city's department, and to the other city's."""
    with clock.at(cast.ago(40, 9)):
        item = _item(cast)
        first, second = (_target(cast, item, unit, at) for at, unit in enumerate(("澜阳市.人社", "云埠市.人社"), 1))
    _finished(cast, first)
    with clock.at(cast.ago(2, 15)):
        office = cast.actor("省.办", "office")
        visits.plan(office, second, planned_on=clock.today() + timedelta(days=9))


def _item(cast: Cast) -> Item:
    office, today = cast.units["省.办"], clock.today()
    item = Item(
        unit=office, unit_path=office.path, year=today.year, theme="素质提升", name="企业新型学徒制培训专项督察", kind="special",
        content="培训人数的真实性，补贴资金到账情况", range_text="两市人力资源社会保障局", grounds="年度督查检查考核计划",
        starts_on=today, ends_on=today + timedelta(days=70), basis="plan", number=f"督计〔{today.year}〕12号", approved_on=today - timedelta(days=20),
        approved_by="省委办公厅", state="noticed",
    )  # fmt: skip
    actions.create(SYSTEM, "inspection.item.enter", item)
    for key in ("澜阳市.人社", "云埠市.人社"):
        listed = ItemUnit(item=item, unit=cast.units[key], stream="must", reason="去年没有督察过")
        actions.create(SYSTEM, "inspection.item.object", listed)
    for task in Task.objects.filter(lead_unit=cast.units["澜阳市.人社"], state="active").order_by("order_key")[:1]:
        actions.create(SYSTEM, "inspection.item.task", ItemTask(item=item, task=task))
    return item


def _target(cast: Cast, item: Item, unit: str, at: int) -> Target:
    there, office = cast.units[unit], cast.units["省.办"]
    row = Target(
        item=item, unit=there, unit_path=there.path, place=at, state="chosen", stream="must", reason="去年没有督察过"
    )
    actions.create(SYSTEM, "inspection.target.enter", row)
    for place, (name, of, part) in enumerate(TEAM, 1):
        known = Inspector.objects.filter(office=office, name=name).first()
        one = known or actions.create(SYSTEM, "inspection.inspector.enter", _inspector(cast, name))
        seat = TeamMember(target=row, inspector=one, name=name, of=of, part=part, place=place)
        actions.create(SYSTEM, "inspection.target.seat", seat)
    return row


def _inspector(cast: Cast, name: str) -> Inspector:
    office = cast.units["省.办"]
    return Inspector(
        office=office,
        office_path=office.path,
        employer=cast.units["省.工会"],
        name=name,
        trained_on=date(clock.today().year, 3, 5),
    )


def _proof(actor: Actor, name: str, text: str) -> File:
    return keep_file(actor, ContentFile(text.encode(), name=name))


def _finished(cast: Cast, target: Target) -> None:
    office, unit = cast.actor("省.办", "office"), cast.worker(target.unit_id)
    with clock.at(cast.ago(30, 17)):
        visit = visits.plan(office, target, planned_on=clock.today())
        visits.begin(office, visit, visited_on=clock.today())
        _filled(office, visit)
        rows = [
            conclusions.find(
                office, visit, title=title, facts=facts, axis=axis, files=[_proof(office, "检查底稿摘录.txt", facts)]
            )
            for title, facts, axis in FOUND
        ]
        for row in rows:
            conclusions.send(office, row)
    with clock.at(cast.ago(26, 10)):
        conclusions.confirm(unit, rows[0], answered_name=unit.name, answer="属实，系按报名人数填报。")
        conclusions.refuse(
            unit,
            rows[1],
            answer="2 户已于 9 月到账，附回单；另 1 户在公示。",
            answered_name=unit.name,
            files=[_proof(unit, "到账回单.txt", "到账")],
        )
    with clock.at(cast.ago(24, 15)):
        conclusions.keep(office, rows[1], ruling="核对回单：1 户到账，2 户未到账，按 2 户列。")
        visits.finish(office, visit)
        paper = conclusions.draft(office, visit, text=TEXT)
    with clock.at(cast.ago(18, 9)):
        conclusions.sign(
            office, paper, number=f"产改督〔{clock.today().year}〕7号", signed_on=clock.today(), signer="周明远",
            files=[_proof(office, "督察结论（签发件）.txt", TEXT)],
        )  # fmt: skip
        conclusions.deliver(office, paper, delivery="公文交换")
    with clock.at(cast.ago(17, 11)):
        conclusions.receive(unit, paper, receiver=unit.name)


FOUND = (
    ("培训人数按报名人数填报", "自报培训 1,894 人，查阅实训记录 880 人，其余只有报名表。", "effect"),
    ("补贴资金逾期未拨付", "抽查 6 户企业，3 户的补贴超过公示期 60 日没有到账。", "pace"),
)
TEXT = "任务清单齐全，责任人到岗。发现问题两条：一是培训人数按报名人数填报；二是 2 户企业补贴资金逾期未拨付。建议更正数据，明确拨付时限。"


def _filled(office: Actor, visit: Visit) -> None:
    values = {"yes": "yes", "figure": "8", "text": "资金拨付环节多，等待会签。"}
    answers = {one.pk: (values[one.kind], "") for one in visit.lines.all()}
    wrong = next(one for one in visit.lines.all() if one.axis == "effect")
    answers[wrong.pk] = ("no", "抽 20 人，9 人没有实训记录。")
    tasks = [one.task for one in visit.item.tasks_of.select_related("task")] if visit.item else []
    visits.fill(
        office, visit, answers=answers, talks=(("培训补贴是否到账", 14), ("实训安排", 3)),
        readings=[{"task": task, **READ_AS} for task in tasks],
    )  # fmt: skip
