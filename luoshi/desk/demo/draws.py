"""The year's plan of inspections: one drawn before a witness and published, one sealed, one being drafted; proposals; a register."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from luoshi.desk.demo.cast import Cast
from luoshi.inspection import services
from luoshi.inspection.models import Item, SheetTemplate
from luoshi.inspection.rules.sheets import BUILT_IN
from luoshi.inspection.services.visits import word_sheet
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import spoken
from luoshi.kernel.services import keep_file
from luoshi.ledger.models import Task

PEOPLE = (
    ("欧阳彦", "省.人社", "就业处副处长", ("培训补贴",), True),
    ("谭若水", "省.工会", "研究室副主任", ("职工访谈",), True),
    ("宁可为", "省.教育", "职教处四级调研员", ("实训基地",), True),
    ("戴安澜", "省.财政", "社保处副处长", ("资金",), False),
    ("祝明远", "省.工会", "基层部部长", ("职工访谈",), False),
    ("石怀瑾", "省.财政", "绩效处处长", ("资金",), False),
)
CONTENT = "对照台账看任务是否分解到人、序时进度是否属实；随机访谈职工。不听专题汇报，不要求准备材料，无需陪同。"
BASIS = "年度督查检查考核计划"


def planned(cast: Cast) -> None:
    """By the province's office; the city's plans something that overlaps."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.ago(70, 9)):
        _register(cast, office)
        open_ = _item(office, "产改重点任务年度督察", "重点任务", 5, 45, "comprehensive")
        _objects(cast, office, open_)
        _approve(office, open_, "督计〔{year}〕3号")
        drawn = services.prepare_draw(office, open_, sample=3, source="省公证处公证员当场掷三枚骰子")
        services.freeze_draw(office, drawn)
    with clock.at(cast.ago(66, 15)):
        services.draw_now(office, drawn, witness="6 3 1", witness_name="省公证处 王立")
        last = drawn.targets.exclude(stream="must").order_by("place").last()
        if last is not None:
            services.replace_target(office, last, "防汛应急响应期间，不宜前往")
        services.publish_draw(office, drawn)
    with clock.at(cast.ago(6, 10)):
        sealed = _item(office, "培训补贴资金专项督察", "补贴资金", 20, 50, "special")
        units = [cast.units["澜阳市.人社"], cast.units["云埠市.人社"], cast.units["澜阳市.财政"]]
        services.set_objects(office, sealed, units)
        _approve(office, sealed, "督计〔{year}〕15号")
        services.freeze_draw(office, services.prepare_draw(office, sealed, sample=2, source="当日公益开奖号码后六位"))
        _item(office, "四季度整改回头看", "整改回头看", 30, 50, "verify")
    _proposals(cast, office)
    _sheet(office)


def _item(actor: Actor, name: str, theme: str, first: int, last: int, kind: str) -> Item:
    today = clock.today()
    return services.add_item(
        actor, kind=kind, theme=theme, name=name, content=CONTENT, range_text="各市（州）", grounds=BASIS,
        starts_on=today + timedelta(days=first), ends_on=today + timedelta(days=last), phase="",
    )  # fmt: skip


def _objects(cast: Cast, office: Actor, item: Item) -> None:
    cities = [unit for key, unit in cast.units.items() if key.endswith("市.办")]
    tasks = list(Task.objects.filter(parent=None, state="active").order_by("order_key")[:3])
    services.set_objects(office, item, cities[:1], stream="must", reason="上年督察问题整改回头看", tasks=tasks)
    services.set_objects(office, item, cities[1:2], stream="risk", weight=3, reason="两期数字不变而状态改善")
    services.set_objects(office, item, [*cities[2:], cast.units["澜阳市.工会"], cast.units["云埠市.工会"]])


def _approve(office: Actor, item: Item, number: str) -> None:
    scan = keep_file(office, ContentFile(b"%PDF-1.4 demo", name="批准件.pdf"))
    given: dict[str, Any] = {"basis": "plan", "number": number.format(year=item.year), "approved_by": "省委办公厅"}
    services.approve_item(office, item, scan=scan, approved_on=clock.today() - timedelta(days=3), **given)


def _register(cast: Cast, office: Actor) -> None:
    for at, (name, employer, title, skills, leads) in enumerate(PEOPLE):
        ties = [("former", cast.units["澜阳市"], clock.today() - timedelta(days=500))] if at == 4 else []
        row = services.add_inspector(
            office, cast.units[employer], name, title=title, skills=skills, leads=leads, ties=ties
        )
        day = clock.today() - timedelta(days=20)
        services.train(office, row, on=day, subject="《政府督查工作条例》和督察纪律", given_by="省委办公厅")


def _proposals(cast: Cast, office: Actor) -> None:
    with clock.at(cast.ago(3, 11)):
        task = Task.objects.filter(lead_unit=cast.units["云埠市.人社"], state="active").order_by("order_key").first()
        unit, reason = cast.units["云埠市.人社"], "连续两期培训人数不变，状态由欠序时改为达序时。"
        services.propose_target(office, unit, reason, source="疑点提示", task=task, office=cast.units["省.办"])
    with clock.at(cast.ago(2, 16)):
        city = cast.actor("澜阳市.办", "office")
        ours = _item(city, "县（区）培训补贴检查", "补贴资金", 20, 40, "special")
        services.set_objects(city, ours, [cast.units["澜阳市.人社"]])
        theirs = Item.objects.get(name="培训补贴资金专项督察")
        services.propose_merge(city, ours, theirs, "与省里同一主题、同一单位，建议合并进点，一次完成。")


def _sheet(office: Actor) -> None:
    lines = [
        {"axis": one.axis, "text": spoken(one.text), "kind": one.kind, "unit": spoken(one.unit) if one.unit else ""}
        for one in BUILT_IN
    ]
    own = {"axis": "effect", "text": "随机抽取的 20 名学员中有实训记录的", "kind": "figure", "unit": "人"}
    if not SheetTemplate.objects.exists():
        word_sheet(office, name="产改督察检查表", lines=[*lines, own])
