"""Breaking a task down to lower units: one order, many copies, every link kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.rows import new
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Duty, Milestone, Standard, Target, Task
from luoshi.ledger.rules import Share
from luoshi.ledger.services.common import default_posts, supervising
from luoshi.ledger.services.issuing import issue_tasks
from luoshi.ledger.services.requests import request_later_date
from luoshi.ledger.workflow import TASK
from luoshi.org import queries as org
from luoshi.org.models import Post, Unit
from luoshi.org.rules import Act, refusal, relation
from luoshi.org.scope import Shown


@dataclass(frozen=True)
class Order:
    """What one unit is asked for. ``post`` None: the unit's default; ``shares`` target id → its part;
    ``standards`` None: those of the parent; ``title`` empty: the parent's."""

    unit: Unit
    due_on: date | None
    post: Post | None = None
    shares: Mapping[int, Decimal] = field(default_factory=dict)
    standards: Sequence[str] | None = None
    title: str = ""


def break_down(actor: Actor, task: Task, orders: Sequence[Order], *, reason: str = "") -> list[Task]:
    """Hand a task down, each unit its own copy, and issue the copies at once.

    An earlier date or a larger sum than the parent's (层层加码) needs ``reason``. A later date needs ``reason`` too and
    the consent of the parent's issuer: that copy stays a draft until the request is granted. All or nothing.
    """
    reason = reason.strip()
    with actions.atomic():
        actions.perform(actor, TASK, "breakdown", task, queries.task_facts(actor, task), note=reason)
        tightening = _check(actor, task, orders, reason)
        children = _made(actor, task, orders, tightening, reason)
        parts = _parts(actor, task, children, orders)
        told = [_told(group) for group in parts]
        actions.create_whole(actor, "ledger.task.hand_down", children, parts, told, note=reason)
        late = [child for child in children if rules.too_late(task.due_on, child.due_on)]
        waiting = {child.pk for child in late}
        now = [child for child in children if child.pk not in waiting]
        for child in late:
            request_later_date(actor, child, task, reason)
        if now:
            issue_tasks(actor, now, despite=reason)
    return children


def _check(actor: Actor, task: Task, orders: Sequence[Order], reason: str) -> dict[int, tuple[Say, ...]]:
    """Refuse with everything that stands in the way of any order; what tightens the parent's order, by unit."""
    if not orders:
        raise Refused([say("没有选择下级单位。")])
    wrong = _forbidden(actor, task, orders)
    raised = rules.tightened(None, None, _shares(task, orders))
    squeezed = {order.unit.pk: rules.tightened(task.due_on or task.review_on, order.due_on) for order in orders}
    late = {order.unit.pk: rules.too_late(task.due_on, order.due_on) for order in orders}
    if not reason:
        needs = [*raised]
        for order in orders:
            asked = [*squeezed[order.unit.pk], late[order.unit.pk]]
            needs += [say("{unit}：{reason}", unit=order.unit.name, reason=one) for one in asked if one]
        wrong += [say("{reason}须写明理由。", reason=one) for one in needs]
    if wrong:
        raise Refused(wrong)
    return {order.unit.pk: (*squeezed[order.unit.pk], *raised) for order in orders}


def _forbidden(actor: Actor, task: Task, orders: Sequence[Order]) -> list[Say]:
    wrong: list[Say] = []
    own = Unit.objects.get(pk=queries.here(actor))
    units = [order.unit for order in orders]
    standings = org.standings([own, *units])
    open_children = Task.objects.filter(parent=task).exclude(state__in=rules.GONE)
    taken = set(open_children.values_list("lead_unit_id", flat=True))
    seen: set[int] = set()
    known = set(task.targets.values_list("pk", flat=True))
    for order in orders:
        unit = order.unit
        forbidden = refusal(relation(standings[own.pk], standings[unit.pk]), Act.ISSUE)
        if forbidden is not None:
            wrong.append(say("{unit}：{reason}", unit=unit.name, reason=forbidden))
        if unit.pk in taken or unit.pk in seen:
            wrong.append(say("{unit}已有这项任务的下级任务。", unit=unit.name))
        if order.due_on is None and task.review_on is None:
            wrong.append(say("{unit}：缺{what}。", unit=unit.name, what=say("完成时限")))
        if order.post is not None and order.post.unit_id != unit.pk:
            wrong.append(say("“{post}”不是{unit}的岗位。", post=order.post.name, unit=unit.name))
        if set(order.shares) - known:
            wrong.append(say("{unit}：分解的指标不属于这项任务。", unit=unit.name))
        seen |= {unit.pk}
    return wrong


def _shares(task: Task, orders: Sequence[Order]) -> list[Share]:
    """Each target of the parent with all that has been, and is now, asked of units below."""
    found = []
    for target in task.targets.all():
        before = (
            Target.objects.filter(source=target).exclude(task__state__in=rules.GONE).values_list("number", flat=True)
        )
        asked = [order.shares[target.pk] for order in orders if target.pk in order.shares]
        if asked:
            rule = rule_of(task, target)
            found.append(
                Share(target.name, target.comparator, target.number, (*before, *asked), target.unit_name, rule)
            )
    return found


def rule_of(task: Task, target: Target) -> str:
    """How shares of a target come together: as the task says, except that rates and limits never add up."""
    if task.share_rule == "sum" and (target.unit_name in {"%", "％", "‰"} or target.comparator == "<="):
        return "mean" if target.comparator != "<=" else "max"
    return task.share_rule


def _made(
    actor: Actor, task: Task, orders: Sequence[Order], tightening: Mapping[int, tuple[Say, ...]], reason: str
) -> list[Task]:
    first = Task.objects.filter(parent=task).count()
    children = []
    for place, order in enumerate(orders, first + 1):
        number = f"{task.number[:25]}-{place:02d}"[:30]
        children.append(
            new(
                Task, state=TASK.start, number=number, order_key=rules.order_key(number, task.plan_id, task.grade),
                grade=task.grade, title=order.title.strip()[:200] or task.title,
                text=task.text, category=task.category, plan_id=task.plan_id, clause_id=task.clause_id, basis_id=task.basis_id,
                parent=task, issuer_id=queries.here(actor), lead_unit=order.unit, lead_path=order.unit.path, due_on=order.due_on,
                review_on=None if order.due_on else task.review_on, share_rule=task.share_rule,
                tightening=reason if tightening[order.unit.pk] else "",
            )
        )  # fmt: skip
    return children


def _parts(actor: Actor, task: Task, children: Sequence[Task], orders: Sequence[Order]) -> list[list[Model]]:
    """Duties, standards, figures and nodes of every copy."""
    posts = default_posts(order.unit for order in orders)
    above = list(Duty.objects.filter(task=task, role="supervising").select_related("unit"))
    watchers = {duty.unit_id: duty.unit for duty in above} | {task.issuer_id: task.issuer}
    own = Unit.objects.get(pk=queries.here(actor))
    targets, nodes = list(task.targets.all()), list(task.milestones.all())
    texts = list(task.standards.values_list("text", flat=True))
    found: list[list[Model]] = []
    for child, order in zip(children, orders, strict=True):
        unit, parts = order.unit, list[Model]()
        parts.append(
            new(
                Duty, task=child, unit=unit, unit_path=unit.path, role="lead", state="pending",
                post=order.post or posts.get(unit.pk), shown=Shown.HIDDEN,
            )
        )  # fmt: skip
        for watcher in ({own.pk: own} | watchers).values():
            asked = watcher.pk in {own.pk, task.issuer_id}
            parts.append(supervising(child, watcher, Shown.UNIT if asked else Shown.HIDDEN))
        lines = texts if order.standards is None else [text.strip()[:300] for text in order.standards if text.strip()]
        parts += [new(Standard, task=child, text=text, ordering=place) for place, text in enumerate(lines)]
        shares = [target for target in targets if target.pk in order.shares]
        parts += [_copy(target, child, order.shares[target.pk]) for target in shares]
        if not shares:
            parts += [
                new(
                    Milestone,
                    task=child,
                    title=node.title,
                    due_on=min(node.due_on, child.due_on or node.due_on),
                    weight=node.weight,
                )
                for node in nodes
            ]
        found.append(parts)
    return found


def _told(parts: Sequence[Model]) -> dict[str, Any]:
    """What the one event of a copy says of its parts."""
    return {
        "duties": [f"{part.unit.name} {part.role}" for part in parts if isinstance(part, Duty)],
        "standards": [part.text for part in parts if isinstance(part, Standard)],
        "targets": [
            f"{part.name} {rules.amount(part.number, part.unit_name)}" for part in parts if isinstance(part, Target)
        ],
        "milestones": [f"{part.title} {part.due_on}" for part in parts if isinstance(part, Milestone)],
    }


def _copy(target: Target, child: Task, number: Decimal) -> Target:
    return new(
        Target, task=child, name=target.name, comparator=target.comparator, number=number, unit_name=target.unit_name,
        source=target, ordering=target.ordering,
    )  # fmt: skip
