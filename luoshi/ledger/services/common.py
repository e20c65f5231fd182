"""What do the ledger's services share? Asking for a right, and keeping what is derived from dates and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.rows import new
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Duty, Plan, PlanReader, Target, Task
from luoshi.ledger.rules import Thresholds
from luoshi.org import queries as org
from luoshi.org.models import Post, Unit
from luoshi.org.rules import permissions, roles_towards
from luoshi.org.scope import Shown

DRAFTERS = ("issuer.draft", "issuer.breakdown")


def allow(actor: Actor, unit: Unit, position: str, by: Iterable[str]) -> None:
    """Refuse, naming who may, unless the actor acts for this unit and holds one of the roles ("issuer.draft")."""
    by = tuple(by)
    held = roles_towards({position} if actor.unit_id == unit.pk else (), actor.roles)
    if not set(by) & held:
        raise Refused([who_may(by, {position: [unit]})])


def who_may(by: Iterable[str], units: dict[str, list[Unit]]) -> Say:
    """The refusal that names those who could do it."""
    names = queries.holders(units)
    found = tuple(sorted({names[role] for role in by if names.get(role)}))
    return say("须由{who}办理。", who=found) if found else say("您所在单位或职务不能办理这一步。")


def own_unit(actor: Actor, *may: str) -> Unit:
    """The unit acted for, if the actor may do one of these things there."""
    unit = Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
    if unit is None or not set(may) & permissions(actor.roles):
        raise Refused([say("您所在单位或职务不能办理这一步。")])
    return unit


def drafting(actor: Actor, task: Task) -> None:
    """Refuse unless the task is a draft and the actor drafts for its issuer."""
    allow(actor, task.issuer, "issuer", DRAFTERS)
    if task.state != "draft":
        raise Refused([say("任务已经下达，不能再这样修改。")])


def check_post(unit: Unit, post: Post | None) -> None:
    """Refuse a post of another unit."""
    if post is not None and post.unit_id != unit.pk:
        raise Refused([say("“{post}”不是{unit}的岗位。", post=post.name, unit=unit.name)])


def let_read(actor: Actor, plan: Plan, units: Iterable[Unit], shown: Shown) -> None:
    """Let units read a plan; never less than they could before."""
    wanted = {unit.pk: unit for unit in units}
    known = {row.unit_id: row for row in PlanReader.objects.filter(plan=plan, unit__in=wanted)}
    for pk, row in known.items():
        if row.shown < shown:
            actions.change(actor, "ledger.plan.open", row, shown=shown)
        wanted.pop(pk)
    rows = [PlanReader(plan=plan, unit=unit, unit_path=unit.path, shown=shown) for unit in wanted.values()]
    actions.add_parts(actor, "ledger.plan.open", plan, rows, {"readers": [unit.name for unit in wanted.values()]})


def supervising(task: Task, unit: Unit, shown: Shown) -> Duty:
    """The duty of a unit that looks after the task without working on it; nothing to receive."""
    return new(Duty, task=task, unit=unit, unit_path=unit.path, role="supervising", shown=shown, state="received")


def derived(
    task: Task, settings: Mapping[str, Thresholds] | None = None, targets: Sequence[Target] | None = None
) -> dict[str, Any]:
    """``done`` and the days on which its light turns, from the rows as they stand now.

    ``settings`` and ``targets``: thresholds and the task's own targets, where they have been read already.
    """
    rows = queries.measured([task.pk], None if targets is None else {task.pk: targets})[task.pk]
    measure = rules.done(rows.figures, rows.nodes)
    if measure.percent is None:
        below = Task.objects.filter(parent=task, issued_at__isnull=False).exclude(state__in=rules.GONE)
        measure = rules.done(rows.figures, rows.nodes, list(below.values_list("done", flat=True)))
    limits = queries.nearest(task.issuer.path, settings or queries.thresholds())
    turned = rules.turns(measure.percent, queries.line_of(task, rows, measure.by), limits)
    return {
        "done": measure.percent,
        "behind_from": turned.behind_from,
        "far_behind_from": turned.far_behind_from,
        "ahead_until": turned.ahead_until,
    }


def default_posts(units: Iterable[Unit]) -> dict[int, Post]:
    """The post that answers for each unit where nobody else is named."""
    rows = Post.objects.filter(unit__in=list(units), is_default=True)
    return {row.unit_id: row for row in rows}


def is_held(post: Post) -> bool:
    """Whether somebody holds the post today."""
    return bool(org.holders([post]))
