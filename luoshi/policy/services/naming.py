"""Names in a plan are given their units: once, for this plan and the next."""

from __future__ import annotations

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.ledger.models import Plan
from luoshi.org import services as org
from luoshi.org.models import Unit
from luoshi.org.services.sheets import remember_alias
from luoshi.policy import queries
from luoshi.policy.models import Mark, UnitName
from luoshi.policy.rules.text import normalise
from luoshi.policy.services.common import bear, drafting

KINDS = ("party", "department", "union")
"""What a clerk may add to the tree while reading a plan; places and enterprises are the administrator's."""


def map_name(actor: Actor, plan: Plan, name: str, unit: Unit) -> int:
    """Say which unit a name means: throughout this plan now, and in the next plans. How many places it settled."""
    drafting(actor, plan)
    with actions.atomic():
        _remember(actor, plan.unit, name, unit)
        marks = list(queries.unmapped(plan).filter(text=name).select_related("task__issuer", "task__plan"))
        leads = _leads_of(plan, {mark.task_id for mark in marks})
        for mark in marks:
            actions.change(actor, "policy.mark.map", mark, unit=unit)
            if mark.task is not None and mark.task.state == "draft":
                several = mark.role == "lead" and len(leads.get(mark.task_id or 0, ())) > 1
                bear(actor, mark.task, unit, "joint" if several else mark.role or "support")
        actions.note_event(actor, "policy.name.map", plan, after={"name": name, "unit": unit.name})
    return len(marks)


def _remember(actor: Actor, owner: Unit, name: str, unit: Unit) -> None:
    held = UnitName.objects.filter(owner=owner, name=name).first()
    if held is None:
        actions.create(actor, "policy.name.remember", UnitName(owner=owner, name=name[:120], unit=unit))
    else:
        actions.change(actor, "policy.name.remember", held, unit=unit)
    remember_alias(actor, owner, name, unit)


def name_unit(actor: Actor, name: str, unit: Unit) -> None:
    """Say, apart from any plan, which unit a name means for this office from now on; it goes before the authority file."""
    owner = _keeper(actor)
    with actions.atomic():
        _remember(actor, owner, normalise(name).strip(), unit)


def forget_name(actor: Actor, name: str) -> None:
    """Take back what was said: the name is read as the directory and the authority file have it."""
    owner = _keeper(actor)
    with actions.atomic():
        for row in queries.kept_rows(owner, name):
            actions.remove(actor, "policy.name.forget", row)


def _keeper(actor: Actor) -> Unit:
    """The office that keeps names: whoever drafts plans."""
    if not queries.may_draft(actor):
        raise Refused([say("单位名称由协调办经办人核对。")])
    return queries.own_unit(actor)


def _leads_of(plan: Plan, tasks: set[int | None]) -> dict[int, set[str]]:
    """Names that the source calls lead, by task: of several none becomes the lead by itself."""
    found: dict[int, set[str]] = {}
    rows = Mark.objects.filter(plan=plan, task__in=tasks, kind="unit", role="lead", generic=False, settled=False)
    for task_id, text in rows.values_list("task_id", "text"):
        found.setdefault(task_id or 0, set()).add(text)
    return found


def map_proposed(actor: Actor, plan: Plan) -> int:
    """Take the first proposal for every name that has one; how many names."""
    rows = [(row.name, row.proposals[0]) for row in queries.names_to_map(plan) if row.proposals]
    with actions.atomic():
        for name, unit in rows:
            map_name(actor, plan, name, unit)
    return len(rows)


def create_unit_for(actor: Actor, plan: Plan, name: str, unit_name: str, kind: str) -> Unit:
    """A unit that the instance does not know yet, in the drafter's place; the name is mapped to it."""
    drafting(actor, plan)
    unit_name = unit_name.strip()
    if not unit_name:
        raise Invalid({"unit_name": [say("请写明单位全称。")]})
    if kind not in KINDS:
        raise Invalid({"kind": [say("这里只能新增部门、党委工作机关和工会。")]})
    place = Unit.objects.get(path=plan.unit.place_path)
    with actions.atomic():
        if Unit.objects.filter(place_path=place.path, name=unit_name, abolished_on=None).exists():
            raise Invalid({"unit_name": [say("{unit}已在单位名录，请直接选择。", unit=unit_name)]})
        unit = org.add_unit(actor, place, unit_name[:120], kind, place.level)
        map_name(actor, plan, name, unit)
    return unit


def ignore_name(actor: Actor, plan: Plan, name: str) -> None:
    """Leave a name without a unit: it does not become a duty."""
    drafting(actor, plan)
    with actions.atomic():
        for mark in queries.unmapped(plan).filter(text=name):
            actions.change(actor, "policy.mark.settle", mark, settled=True)
        actions.note_event(actor, "policy.name.ignore", plan, after={"name": name})
