"""Whose countersign does a division wait for, is the text still what they signed, and may it be issued? Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Attachment
from luoshi.kernel.say import Say, say
from luoshi.ledger import queries as ledger
from luoshi.ledger.models import Duty, Plan, Standard, Task
from luoshi.org.models import Unit
from luoshi.org.rules import permissions, roles_towards
from luoshi.policy.models import Countersign
from luoshi.policy.queries.agenda import brought, of_plan
from luoshi.policy.queries.plans import is_drafter, plan_facts
from luoshi.policy.rules.countersign import FinalTask, digest, final_text, short
from luoshi.policy.workflow import COUNTERSIGN, CountersignFacts

SCAN = "countersign"


@dataclass(frozen=True)
class CountersignRow:
    """A unit's countersign as it stands against the text of now."""

    row: Countersign
    state: Say
    current: bool
    moves: frozenset[str] = field(default_factory=frozenset)
    files: tuple[Any, ...] = ()


def final_tasks(plan: Plan) -> list[FinalTask]:
    """The tasks of a division as its document will say them."""
    duties = Prefetch("duties", queryset=Duty.objects.filter(role__in=ledger.OWN).select_related("unit"))
    standards = Prefetch("standards", queryset=Standard.objects.order_by("ordering", "id"))
    rows = Task.objects.filter(plan=plan, parent=None).exclude(state="dropped").prefetch_related(duties, standards)
    return [
        FinalTask(
            task.number, task.title, task.text, task.due_on, tuple(one.text for one in task.standards.all()),
            tuple((duty.role, duty.unit.name) for duty in task.duties.all()),
        )
        for task in rows
    ]  # fmt: skip


def final_tasks_for(actor: Actor, plan: Plan) -> list[FinalTask]:
    """The same as far as this reader bears it: all to the drafter, to a unit what names it."""
    found = sorted(final_tasks(plan), key=lambda one: one.number)
    if is_drafter(actor, plan):
        return found
    return [one for one in found if any(unit == actor.unit_name for _role, unit in one.duties)]


def text_hash(plan: Plan) -> str:
    """The hash of a division as it stands now."""
    return digest(final_text(plan.title, final_tasks(plan)))


def signed_hash(plan: Plan) -> str:
    """What the countersigns are held against: the text of now; once it is issued, what was signed then: tasks live on."""
    held = Countersign.objects.filter(plan=plan).order_by("-asked_at").values_list("text_hash", flat=True).first()
    return held if held and plan.state == "approved" else text_hash(plan)


def countersigners(plan: Plan) -> QuerySet[Unit]:
    """The units that bear a duty in a division, the drafter left out."""
    held = Duty.objects.filter(task__plan=plan, task__parent=None, role__in=ledger.OWN).exclude(task__state="dropped")
    return Unit.objects.filter(pk__in=held.values("unit")).exclude(pk=plan.unit_id).order_by("path")


def countersign_facts(actor: Actor, row: Countersign, now: str) -> CountersignFacts:
    """What the guards of a countersign look at; ``now`` the hash of the text."""
    units = {"consulted": [row.unit], "drafter": [row.plan.unit]}
    mine = {name for name, (unit,) in units.items() if unit.pk == actor.unit_id}
    scans = Attachment.objects.filter(object_type="policy.countersign", object_id=row.pk, purpose=SCAN)
    return CountersignFacts(
        roles=roles_towards(mine, actor.roles), holders=ledger.holders(units), consulting=row.plan.state == "consulting",
        current=row.text_hash == now, scanned=scans.exists(),
        may_sign="consulted" in mine and "sign" in permissions(actor.roles),
    )  # fmt: skip


def find_countersign(actor: Actor, pk: int) -> Countersign:
    """A countersign, or `NotVisible`."""
    return Countersign.objects.select_related("unit", "plan__unit").get_visible(actor, pk=pk)


def countersigns_of(actor: Actor, plan: Plan) -> list[CountersignRow]:
    """All countersigns of a division, for its drafter; for another unit, its own."""
    rows = Countersign.objects.visible_to(actor).filter(plan=plan).select_related("unit", "plan__unit")
    if not is_drafter(actor, plan):
        rows = rows.filter(unit=actor.unit_id)
    found, now = list(rows.order_by("unit_path")), signed_hash(plan)
    files: dict[int, list[Any]] = {}
    for one in Attachment.objects.filter(
        object_type="policy.countersign", object_id__in=[row.pk for row in found]
    ).select_related("file"):
        files.setdefault(one.object_id, []).append(one.file)
    shown = []
    for row in found:
        offers = COUNTERSIGN.offers(row.state, countersign_facts(actor, row, now))
        moves = frozenset(one.move.name for one in offers if one.allowed or one.move.name == "sign")
        shown.append(
            CountersignRow(
                row, COUNTERSIGN.states[row.state], row.text_hash == now, moves, tuple(files.get(row.pk, ()))
            )
        )
    return shown


def not_to_countersign(actor: Actor, plan: Plan) -> list[Say]:
    """Why a division cannot go out to be countersigned now; empty where it can."""
    found: list[Say] = []
    if not is_drafter(actor, plan):
        found.append(say("由起草单位送会签。"))
    if plan.state != "consulting":
        found.append(say("征求意见以后、印发以前才送会签。"))
    if open_ := plan_facts(actor, plan).opinions_open:
        found.append(say("还有 {count} 条意见没有反馈或者没有处理。", count=open_))
    return found


def not_countersigned(plan: Plan) -> list[Say]:
    """Why a division that went out to be countersigned may not be issued; one that never did has nothing to wait for."""
    rows = list(Countersign.objects.filter(plan=plan).select_related("unit"))
    if not rows:
        return []
    now = text_hash(plan)
    missing = countersigners(plan).exclude(pk__in=[row.unit_id for row in rows])
    groups = (
        (say("还没有会签"), [row.unit.name for row in rows if row.state == "asked"] + [unit.name for unit in missing]),
        (say("不同意会签，还没有协调"), [row.unit.name for row in rows if row.state == "refused"]),
        (say("会签以后文本有修改，须重新会签"), [row.unit.name for row in rows if row.state in {"signed", "settled"} and row.text_hash != now]),
    )  # fmt: skip
    return [say("{what}：{names}。", what=what, names=tuple(names[:8])) for what, names in groups if names]


def standing_of(actor: Actor, plan: Plan) -> dict[str, Any]:
    """What the page of the opinions says of the countersigning and of the body that considers the division."""
    drafter = is_drafter(actor, plan)
    items = brought(actor, plan=plan)
    return {
        "signing": Countersign.objects.visible_to(actor).filter(plan=plan).exists(), "considered": items,
        "blocking": not_countersigned(plan) if drafter and plan.state == "consulting" else [], "to_body": drafter and not items and of_plan(plan) is not None,
    }  # fmt: skip


def to_countersign(actor: Actor) -> QuerySet[Countersign]:
    """Countersigns that the unit acted for owes."""
    rows = Countersign.objects.visible_to(actor).filter(
        unit=actor.unit_id or 0, state="asked", plan__state="consulting"
    )
    return rows.select_related("plan__unit", "unit").order_by("due_on", "id")


def countersigns_refused(actor: Actor) -> QuerySet[Countersign]:
    """Refusals that the drafter has to settle."""
    rows = Countersign.objects.visible_to(actor).filter(
        plan__unit=actor.unit_id or 0, state="refused", plan__state="consulting"
    )
    return rows.select_related("plan", "unit")


def countersign_page(actor: Actor, plan: Plan) -> dict[str, Any]:
    """The countersigning of a division to this reader."""
    now = signed_hash(plan)
    rows = countersigns_of(actor, plan)
    return {
        "plan": plan, "rows": rows, "drafter": is_drafter(actor, plan), "hash": short(now), "whole_hash": now,
        "refusals": not_to_countersign(actor, plan), "stale": [one for one in rows if not one.current],
        "missing": list(countersigners(plan).exclude(countersigns__plan=plan)), "blocking": not_countersigned(plan) if plan.state == "consulting" else [],
    }  # fmt: skip
