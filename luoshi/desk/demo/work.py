"""Handing down: departments to their lines, prefectures to counties, a county union to its townships; with what is asked back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told, receive
from luoshi.desk.demo.tree import Tick
from luoshi.desk.demo.words import PREFECTURES, TOWNSHIPS
from luoshi.kernel import clock
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Duty, Request, Task
from luoshi.ledger.services import Order

LINES: dict[str, str] = {
    "2-03": "工会", "2-06": "社工", "3-02": "人社", "3-03": "人社", "3-07": "工会", "4-01": "人社", "5-06": "住建",
    "6-01": "工会", "6-02": "人社", "6-04": "应急", "6-07": "人社", "7-05": "工会",
}  # fmt: skip
"""Which tasks go down which line to the prefectures."""
WAITS = (("3-02", "3-01"), ("5-04", "5-03"), ("7-02", "2-04"))
"""Which tasks wait on which: apprentices on their allowance, the conversion of results on the tinkerers' projects."""
TO_COUNTIES = ("3-02", "4-01", "6-01", "6-02", "7-05")
WEIGHTS = (Decimal("0.42"), Decimal("0.33"), Decimal("0.25"))


def hand_down(cast: Cast, told: Told, tick: Tick) -> None:
    """March: to the prefectures; April: to the counties; May: to townships."""
    _division_asked(cast, told)
    with clock.at(cast.at(2, 26, 9)):
        for number, before in WAITS:
            ledger.wait_on(cast.actor("省.办", "office"), told.tasks[number], told.tasks[before])
    for place, (number, code) in enumerate(LINES.items()):
        units = {name: f"{name}.{code}" for name in PREFECTURES}
        squeezed = {"云埠市": cast.day(11, 30)} if number == "6-07" else {}
        with clock.at(cast.at(3, 2 + place % 4, 10, place * 3)):
            children = _split(cast, told.tasks[number], list(units.values()), squeezed)
        for name, child in zip(units, children, strict=True):
            told.tasks[f"{number}/{name}"] = child
        tick("分解 breakdown", 3)
    receive(cast, [task for key, task in told.tasks.items() if "/" in key], 3, 9, tick)
    below: list[Task] = []
    for place, number in enumerate(TO_COUNTIES):
        for name, counties in PREFECTURES.items():
            with clock.at(cast.at(4, 7 + place % 3, 14, place * 5)):
                children = _split(cast, told.tasks[f"{number}/{name}"], [f"{one}.{LINES[number]}" for one in counties])
            for county, child in zip(counties, children, strict=True):
                told.tasks[f"{number}/{county}"] = child
            below += children
            tick("分解 breakdown", 3)
    receive(cast, below, 4, 13, tick)
    _to_townships(cast, told, tick)


def _split(cast: Cast, task: Task, units: list[str], dates: Mapping[str, date] | None = None) -> list[Task]:
    """One order to several units, the figure divided among them; a rate is asked of each in full."""
    task = Task.objects.select_related("issuer", "plan", "lead_unit").get(pk=task.pk)
    targets = list(task.targets.all())
    orders = []
    for place, key in enumerate(units):
        shares = {target.pk: _share(target.number, target.unit_name, place, len(units)) for target in targets}
        due = next((day for name, day in (dates or {}).items() if key.startswith(name)), task.due_on)
        orders.append(Order(cast.units[key], due, shares=shares))
    reason = "云埠市年底前须配合职业伤害保障省级联网，提前一个月完成。" if dates else ""
    return ledger.break_down(cast.worker(task.lead_unit_id or 0), task, orders, reason=reason)


def _share(number: Decimal, unit: str, place: int, count: int) -> Decimal:
    if unit == "%":
        return number
    if count != len(WEIGHTS):
        return (number / count).quantize(Decimal(1))
    first = [(number * weight).quantize(Decimal(1)) for weight in WEIGHTS[:-1]]
    return number - sum(first) if place == len(WEIGHTS) - 1 else first[place]


def _to_townships(cast: Cast, told: Told, tick: Tick) -> None:
    """清渡县 and 望澜区 hand 加强基层工会组织建设 on to townships and an enterprise's union."""
    made: list[Task] = []
    for county in ("清渡县", "望澜区"):
        parent = told.tasks[f"7-05/{county}"]
        units = [f"{county}.{name}工会" for name in TOWNSHIPS[county][:3]]
        with clock.at(cast.at(5, 11, 10)):
            children = _split(cast, parent, units)
        for key, child in zip(units, children, strict=True):
            told.tasks[f"7-05/{key}"] = child
        made += children
        tick("分解 breakdown", 3)
    receive(cast, made, 5, 12, tick)


def _division_asked(cast: Cast, told: Told) -> None:
    """国资委 asks that 发改委 lead 7-03 (granted); 科技厅 asks to be let off 3-08 (declined)."""
    office = cast.actor("省.办", "head")
    for number, unit, other, granted, note in (
        ("7-03", "省.国资", "省.发改", True, "经协调小组会议研究，改由省发展改革委牵头。"),
        ("3-08", "省.科技", None, False, "方案已明确配合单位，职责没有变化。"),
    ):
        duty = Duty.objects.select_related("unit", "task__issuer", "task__plan").get(
            task=told.tasks[number], unit=cast.units[unit], role__in=["lead", "support"]
        )
        with clock.at(cast.at(2, 12, 16)):
            row = ledger.request_division(
                cast.worker(duty.unit_id), duty, reason="职责分工调整后，此项工作不由本单位主管。", signed_by="分管负责人",
                proposed_unit=cast.units[other] if other else None,
            )  # fmt: skip
        with clock.at(cast.at(2, 24, 10)):
            row = Request.objects.select_related("task__issuer", "task__plan", "duty", "assigner", "proposed_unit").get(
                pk=row.pk
            )
            ledger.rule_request(office, row, granted=granted, note=note)
    moved = Duty.objects.select_related("unit", "task__issuer", "task__plan").get(task=told.tasks["7-03"], role="lead")
    with clock.at(cast.at(2, 25, 10)):
        ledger.receive(cast.worker(moved.unit_id), moved, liaison=cast.liaison(moved.unit_id))


def asked_in_spring(cast: Cast, told: Told) -> None:
    """A county needs longer than its prefecture has: granted."""
    _ask_later(cast, told, "6-07", "松坪县", cast.at(4, 20, 11), "山区企业分散，同意延至次年一月。")


def asked_now(cast: Cast, told: Told) -> None:
    """Another asks now, and its task waits as a draft."""
    _ask_later(cast, told, "3-07", "白溪县", cast.ago(1, 16), "")


def _quietly(_what: str, _count: int) -> None:
    """Too little to show on the bar."""


def _ask_later(cast: Cast, told: Told, number: str, county: str, moment: datetime, answer: str) -> None:
    parent = Task.objects.select_related("issuer", "plan", "lead_unit").get(pk=told.tasks[f"{number}/岚川市"].pk)
    late = date((parent.due_on or clock.today()).year + 1, 1, 31)
    target = parent.targets.get()
    order = Order(cast.units[f"{county}.{LINES[number]}"], late, shares={target.pk: Decimal(3)})
    with clock.at(moment):
        child = ledger.break_down(
            cast.worker(parent.lead_unit_id or 0), parent, [order], reason="该县基础条件不足，需延后一个月。"
        )[0]
    if answer:
        row = Request.objects.select_related("task__issuer", "task__plan", "assigner").get(task=child)
        with clock.at(cast.at(4, 23, 11)):
            ledger.rule_request(cast.head(row.assigner_id), row, granted=True, note=answer)
        told.tasks[f"{number}/{county}"] = Task.objects.select_related("issuer", "plan").get(pk=child.pk)
        receive(cast, [told.tasks[f"{number}/{county}"]], 4, 24, _quietly)
