"""Taking accepted progress over, and carrying it up to every task above in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.say import say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Target, Task
from luoshi.ledger.rules import Thresholds
from luoshi.ledger.services.cascade import rule_of
from luoshi.ledger.services.common import allow, derived


def record_progress(
    actor: Actor,
    task: Task,
    *,
    values: Mapping[int, Decimal],
    nodes: Mapping[int, date],
    reported_state: str,
    latest: str,
) -> Task:
    """Take over what the deciding body (the task's issuer) has accepted of a report.

    ``values`` target id → cumulative figure; ``nodes`` milestone id → the day it was done. A figure whose shares have
    been handed down comes from the accepted tasks below and is not overwritten here. Rows are locked from the task
    upward, always in this order, so that two acceptances below one parent neither deadlock nor lose a figure.
    """
    allow(actor, task.issuer, "issuer", ("issuer.review",))
    with actions.atomic():
        task = _locked(task.pk)
        if task.state not in rules.RUNNING:
            raise Refused([say("任务还没有下达，或已经办完，不能记录进展。")])
        targets = _take(actor, task, values, nodes)
        told = {"reported_state": reported_state, "latest": latest.strip()[:300]}
        settings = queries.thresholds()
        actions.change(actor, "ledger.task.progress", task, **told, **derived(task, settings, targets))
        _carry_up(actor, task, targets, settings)
    return task


def hold_upward(tasks: Iterable[Task]) -> None:
    """Lock many tasks with all above them before the first is changed, newest first. Needs a transaction.

    A child is newer than its parent, so this is the order in which one task's progress is carried up as well: acts on
    several tasks below the same parents never wait for each other in a circle.
    """
    waiting, found = {task.pk for task in tasks}, set[int]()
    while waiting:
        found |= waiting
        rows = Task.objects.filter(pk__in=waiting, parent__isnull=False)
        waiting = {pk for pk in rows.values_list("parent_id", flat=True) if pk is not None} - found
    list(Task.objects.select_for_update().filter(pk__in=found).order_by("-pk").values_list("pk"))


_LOCKED = Prepared(lambda pk: Task.objects.select_for_update(of=("self",)).select_related("issuer").filter(pk=pk))
_TARGETS = Prepared(lambda task: Target.objects.filter(task=task).order_by("ordering", "id"))
_SHARES: Prepared[tuple[int, Decimal | None]] = Prepared(
    lambda targets: (
        Target.objects.filter(source__in=targets, task__issued_at__isnull=False, value__isnull=False)
        .exclude(task__state__in=rules.GONE)
        .order_by("id")
        .values_list("source_id", "value")
    )
)


def _locked(pk: int) -> Task:
    """The task as it is now, with nobody else writing to it (SQLite lets one writer in at a time anyway)."""
    return _LOCKED(pk)[0]


def _targets_of(task: Task) -> list[Target]:
    """Its targets, which know their task: the trail names it."""
    rows = _TARGETS(task.pk)
    for row in rows:
        row.task = task
    return rows


def _take(actor: Actor, task: Task, values: Mapping[int, Decimal], nodes: Mapping[int, date]) -> list[Target]:
    targets = {row.pk: row for row in _targets_of(task)}
    milestones = {row.pk: row for row in task.milestones.all()} if nodes else {}
    if set(values) - set(targets) or set(nodes) - set(milestones):
        raise Refused([say("填报的指标或节点不属于这项任务。")])
    summed = {source for source, _ in _SHARES(targets)}
    for pk, value in values.items():
        if pk not in summed:
            actions.change(actor, "ledger.target.value", targets[pk], value=value)
    for pk, day in nodes.items():
        actions.change(actor, "ledger.milestone.done", milestones[pk], done_on=day)
    return list(targets.values())


def _carry_up(actor: Actor, task: Task, targets: list[Target], settings: Mapping[str, Thresholds]) -> None:
    """Recompute every task above from its accepted children. ``targets``: those of the task itself."""
    child, below = task, targets
    while child.parent_id is not None:
        parent = _locked(child.parent_id)
        own = _targets_of(parent)
        latest = {row.source_id: row.value for row in below if row.source_id} if parent.share_rule == "last" else {}
        shares: dict[int, list[Decimal | None]] = {}
        for source, value in _SHARES([target.pk for target in own]):
            shares.setdefault(source, []).append(value)
        for target in own:
            value = rules.rolled_up(rule_of(parent, target), shares.get(target.pk, ()), latest.get(target.pk))
            if value is not None:
                actions.change(actor, "ledger.target.roll_up", target, value=value.quantize(Decimal("0.0001")))
        actions.change(actor, "ledger.task.roll_up", parent, **derived(parent, settings, own))
        child, below = parent, own
