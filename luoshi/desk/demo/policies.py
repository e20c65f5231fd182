"""Three policies beside the plan: what its tasks rest on, and two that pay differently for the same apprentices."""

from __future__ import annotations

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told, text_of
from luoshi.kernel import clock
from luoshi.ledger.models import Task
from luoshi.policy.models import Provision
from luoshi.policy.services import provisions as services

DOCUMENTS = (("省.人社", "employment"), ("省.教育", "education"), ("省.人社", "pay"))
"""Who keeps each of the three, and its field."""
LINKS: tuple[tuple[str, str, str, str], ...] = (
    # (left, kind, right, note); "2四" is provision 四 of the second document, "3-02" a task of the plan
    ("1第二条", "supports", "3-02", "学徒培训补贴按此标准发放"),
    ("1第二条", "waits_on", "3-01", "补贴办法修订印发后按新标准执行"),
    ("3-02", "implements", "1第一条", ""),
    ("1第二条", "conflicts", "2四", "同是新型学徒，补贴标准一个5000元、一个4000元，能不能重复享受没有写明"),
    ("2二", "supports", "3-04", ""),
    ("2二", "waits_on", "7-01", "建设资金列入预算后才能开放"),
    ("3-05", "implements", "2一", ""),
    ("6-03", "implements", "3第一条", ""),
    ("6-03", "waits_on", "3第三条", "没有工资价位，津贴水平无从协商"),
    ("3第二条", "implements", "1第一条", ""),
)


def register(cast: Cast, told: Told) -> None:
    """In May the departments enter what they issued; the office links it to the plan."""
    found: dict[str, Provision] = {}
    for at, (text, (unit, field)) in enumerate(
        zip(text_of("policies", cast.year).split("===\n"), DOCUMENTS, strict=True), 1
    ):
        with clock.at(cast.at(5, 10 + at, 15)):
            given = services.Given(pasted=text)
            row = services.add_document(cast.actor(unit, "clerk"), cast.units[unit], given, field=field)
            found |= {f"{at}{one.number}": one for one in row.provisions.all()}
    office = cast.actor("省.办", "office")
    with clock.at(cast.at(5, 20, 10)):
        for left, kind, right, note in LINKS:
            ends = [found.get(name) or Task.objects.get(pk=told.tasks[name].pk) for name in (left, right)]
            services.link(office, ends[0], kind, ends[1], note)
