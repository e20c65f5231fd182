"""Which duties cannot work as they are written? Rules that look at the tasks of one plan, each by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from luoshi.kernel.say import Say, say
from luoshi.policy.rules.compare.lines import acts, line_of
from luoshi.policy.rules.compare.model import HARD, LIKELY, POSSIBLE, Finding, Place, Plan
from luoshi.policy.rules.compare.words import whole_text, words_of
from luoshi.policy.rules.model import Duty, Task

_OVERLOAD_TASKS = 10  # a unit that supports fewer is not overloaded, however small the plan
_OVERLOAD_SHARE = 1 / 3


_TERRITORY = re.compile(r"地区|各地|地方|[市县区州盟旗镇乡村省](?!直)|街道|园区|政府")


def leads(task: Task) -> list[Duty]:
    """Who answers for a task: its lead; those jointly responsible where there is none."""
    named = [duty for duty in task.duties if duty.role == "lead"]
    return named or [duty for duty in task.duties if duty.role == "joint"]


def duty_findings(plan: Plan, number: int) -> Iterator[Finding]:
    """Everything wrong with the duties of a plan's tasks. A document that assigns nothing has nothing wrong with them."""
    if not plan.assigns:
        return
    for at, task in enumerate(plan.tasks):
        place = (Place(number, at),)
        for kind, severity, units, because in _of_task(task):
            yield Finding(kind, severity, place, because, units)
    yield from _overload(plan, number)


def _of_task(task: Task) -> Iterator[tuple[str, str, tuple[str, ...], Say]]:
    answering = leads(task)
    named = _names(duty for duty in answering if not duty.generic)
    classes = _names(duty for duty in answering if duty.generic)
    supports = _names(duty for duty in task.duties if duty.role == "support")
    has_lead = any(duty.role == "lead" for duty in task.duties)
    if not answering and supports:
        yield "no_lead", HARD, supports, say("只写了配合单位（{units}），没有牵头或负责单位。", units=supports)
    elif not answering:
        yield "no_lead", HARD, (), say("没有写任何责任单位。")
    elif not has_lead and len(named) > 1:
        because = say("{units}共{count}家共同负责，没有写谁牵头。", units=named, count=len(named))
        yield "multiple_leads", HARD, named, because
    elif len(named) > 1 and whole_text(task).count("牵头") <= 1:
        yield (
            "multiple_leads",
            LIKELY,
            named,
            say("{units}共{count}家都写为牵头单位，没有分出主次。", units=named, count=len(named)),
        )
    if classes and all(duty.generic for duty in task.duties):
        if all(_TERRITORY.search(unit) for unit in classes):
            because = say("只交给{units}落实，没有写明由哪个部门负责。", units=classes)
            yield "territorial_only", HARD, classes, because
        else:
            yield "no_lead", LIKELY, classes, say("只写了{units}，没有写明具体由哪个单位负责。", units=classes)
    if twice := tuple(
        dict.fromkeys((*task.again, *(unit for unit in _names(d for d in answering) if unit in supports)))
    ):
        yield "lead_supports_itself", HARD, twice, say("{units}既是牵头（负责）单位，又列为配合单位。", units=twice)
    if has_lead or len(answering) == 1:
        yield from _beyond_power(task, answering)


def _names(duties: Iterator[Duty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(duty.unit for duty in duties))


def _beyond_power(task: Task, answering: Sequence[Duty]) -> Iterator[tuple[str, str, tuple[str, ...], Say]]:
    """A lead that the law gives no such power: asked only of the lead, and only for acts that are reserved."""
    for power in acts(words_of(task).own):
        for duty in answering:
            if not duty.generic and power.forbids(line_of(duty.unit)):
                because = say("{unit}没有“{act}”的职权，不能由其牵头负责。", unit=duty.unit, act=power.act)
                yield "no_authority", LIKELY, (duty.unit,), because


def _overload(plan: Plan, number: int) -> Iterator[Finding]:
    """A unit that supports so much of a plan that it can hardly do so in earnest."""
    tasks: dict[str, list[int]] = defaultdict(list)
    for at, task in enumerate(plan.tasks):
        for duty in task.duties:
            if duty.role == "support" and not duty.generic:
                tasks[duty.unit].append(at)
    for unit, places in tasks.items():
        if len(places) >= max(_OVERLOAD_TASKS, _OVERLOAD_SHARE * len(plan.tasks)):
            because = say(
                "{unit}要配合{count}项任务，占全部{total}项的{share}%。",
                unit=unit,
                count=len(places),
                total=len(plan.tasks),
                share=round(100 * len(places) / len(plan.tasks)),
            )
            where = tuple(Place(number, at) for at in places)
            yield Finding("overload", POSSIBLE, where, because, (unit,), len(places))
