"""Training bases, teachers and a course that departments share, and who has booked them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told
from luoshi.kernel import clock
from luoshi.ledger.models import Task
from luoshi.policy import services as policy
from luoshi.policy.models import Booking, Resource
from luoshi.policy.queries import resources as reads

RESOURCES: tuple[tuple[Any, ...], ...] = (
    # whose, what, name, field, where, how many a day, one unit at a time, on what terms, cost, for whom
    ("省.人社", "base", "江澜省公共实训基地（澜阳）", "数控加工、焊接、工业机器人", "澜阳市高新区实训路 8 号", 120, False,
     "自带学员名册和保险证明，实训前一周确认设备", "免费，耗材按实收取", "below"),
    ("省.教育", "base", "江澜职业技术大学船舶焊接实训中心", "船舶焊接", "云埠市南屿区", 60, False, "学期内每周二至周四开放",
     "每人每天 40 元", "below"),
    ("省.工会", "teacher", "劳模宣讲团（省级 12 人）", "劳模精神、工匠精神", "可到现场", 300, True, "", "免费", "below"),
    ("省.工信", "course", "工业互联网运维（40 学时）", "工业互联网", "线上加集中实操", 80, False, "", "免费", "place"),
    ("清渡县.人社", "base", "清渡县家政服务实训室", "家政、养老护理", "清渡县人力资源市场二楼", 30, False, "", "免费", "place"),
)  # fmt: skip
NAMES = ("kind", "name", "field", "place", "capacity", "single", "conditions", "cost", "shared_with")
BOOKED: tuple[tuple[int, str, int, int, int, str, str, str, str], ...] = (
    # which, who books, from how many working weeks ahead (Monday), days, people, to what end, task, move, why
    (0, "省.工会", -1, 5, 60, "职工技能竞赛赛前集训", "", "confirm", ""),
    (0, "省.教育", 1, 5, 45, "新型学徒数控专业实操", "3-02", "confirm", ""),
    (0, "清渡县.人社", 1, 3, 40, "县企业学徒焊接实操", "", "", ""),
    (1, "省.人社", 2, 3, 60, "船舶焊工高级技师研修", "", "confirm", ""),
    (2, "清渡县.工会", 1, 1, 80, "县职工代表宣讲", "", "", ""),
    (2, "澜阳市.办", 1, 1, 200, "产业园区劳模宣讲", "", "confirm", ""),
    (3, "省.国资", 3, 2, 50, "国企班组长培训", "", "decline", "平台升级，请改约下月"),
)  # fmt: skip


def offer_and_book(cast: Cast, told: Told) -> None:
    """Entered in spring; booked in these weeks."""
    with clock.at(cast.at(3, 16, 10)):
        rows = [
            policy.add_resource(cast.worker(cast.units[key].pk), cast.units[key], **dict(zip(NAMES, rest, strict=True)))
            for key, *rest in RESOURCES
        ]
    with clock.at(cast.ago(12, 9)):
        today = clock.today()
    monday = today + timedelta(days=14 - today.weekday())
    for at, unit, weeks, days, people, purpose, number, move, why in BOOKED:
        _book(cast, told, rows[at], unit, monday + timedelta(weeks=weeks), (days, people, purpose, number, move, why))


def _book(
    cast: Cast, told: Told, row: Resource, unit: str, first: date, rest: tuple[int, int, str, str, str, str]
) -> None:
    days, people, purpose, number, move, why = rest
    with clock.at(cast.ago(12, 10)):
        actor = cast.worker(cast.units[unit].pk)
        task = Task.objects.get(pk=told.tasks[number].pk) if number else None
        task = task if task and reads.bookable_tasks(actor).filter(pk=task.pk).exists() else None
        made = policy.book(
            actor, row, starts_on=first, ends_on=first + timedelta(days=days - 1), people=people, purpose=purpose, task=task
        )  # fmt: skip
    if move:
        with clock.at(cast.ago(10, 10)):
            booking = Booking.objects.select_related("resource__unit", "unit").get(pk=made.pk)
            policy.move_booking(cast.worker(row.unit_id), booking, move, why)
