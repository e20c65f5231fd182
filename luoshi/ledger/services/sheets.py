"""A table of tasks comes in: new rows become drafts, drafts are corrected. Everything or nothing.

How each row is judged: `judging`; how the new ones are written: `laying`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError, Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries
from luoshi.ledger.models import Duty, Task
from luoshi.ledger.queries import sheets as tables
from luoshi.ledger.services.common import default_posts, own_unit
from luoshi.ledger.services.drafting import (
    TargetDraft,
    drop_duty,
    edit_task,
    set_duty,
    set_standards,
    set_targets,
)
from luoshi.ledger.services.judging import ROLES, Judge
from luoshi.ledger.services.laying import Layer, day_in, ids_in
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Post, SheetImport, SheetRow, Unit
from luoshi.org.scope import Shown
from luoshi.org.services import sheets


def may_import(actor: Actor) -> Unit:
    """The unit whose drafts the rows become."""
    return own_unit(actor, "draft", "breakdown")


def show(actor: Actor, batch: SheetImport) -> None:
    """Open what was laid to its unit, and correct the drafts that the table corrects."""
    laid = SheetRow.objects.filter(batch=batch, verdict="new").values("object_id")
    actions.change_all(Duty.objects.filter(task_id__in=laid, role="supervising"), shown=Shown.UNIT)
    rows = SheetRow.objects.filter(batch=batch, verdict="changed").order_by("number")
    for row in rows.iterator(chunk_size=500):
        try:
            _correct(actor, row)
        except LuoshiError as refusal:
            raise Refused(
                [say("第 {row} 行：{reason}", row=row.number, reason=reason) for reason in refusal.reasons]
            ) from refusal


def _correct(actor: Actor, row: SheetRow) -> None:
    task = Task.objects.select_related("issuer", "plan").get(pk=row.object_id or 0)
    values, changed = row.values, set(row.changes)
    facts = {key: values[key] for key in changed & {"number", "title", "text", "category"}}
    facts |= {key: day_in(values[key]) for key in changed & {"starts_on", "due_on", "review_on"}}
    if "clause" in changed:
        facts["clause"] = (
            next((one for one in task.plan.clauses.all() if one.pk == values["clause"]), None) if task.plan else None
        )
    if facts:
        edit_task(actor, task, **facts)
    if "standards" in changed:
        set_standards(actor, task, values["standards"])
    if "targets" in changed:
        set_targets(
            actor,
            task,
            [TargetDraft(name, sign, Decimal(number), unit) for name, sign, number, unit in values["targets"]],
        )
    if changed & {*ROLES, "post"}:
        _bear(actor, task, values)


def _bear(actor: Actor, task: Task, values: Mapping[str, Any]) -> None:
    held = {
        duty.unit_id: duty
        for duty in Duty.objects.filter(task=task, role__in=queries.OWN).select_related("unit", "task__issuer")
    }
    wanted: dict[int, str] = {}
    for role in ROLES:
        kept = values[role] if role in values else [pk for pk, duty in held.items() if duty.role == role]
        wanted |= dict.fromkeys((pk for pk in ids_in(kept) if pk not in wanted), role)
    units = Unit.objects.in_bulk(wanted)
    for pk, duty in held.items():
        if pk not in wanted:
            drop_duty(actor, duty)
    posts = default_posts(units.values())
    for pk, role in wanted.items():
        post = Post.objects.filter(unit_id=pk, name=values.get("post") or "\0").first() if role == "lead" else None
        if pk not in held or held[pk].role != role or post is not None:
            set_duty(
                actor,
                task,
                units[pk],
                role,
                post=post or (posts.get(pk) if pk not in held and role == "lead" else None),
            )


def unlay(actor: Actor, batch: SheetImport) -> bool:
    """Take some of the drafts away that were laid and never shown; whether any were left."""
    laid = SheetRow.objects.filter(batch=batch, verdict="new").exclude(object_id=None)
    rows = dict(laid.values_list("pk", "object_id")[:100])
    if not rows or batch.state == "done":
        return False
    with actions.atomic():
        tasks = Task.objects.filter(pk__in=[pk for pk in rows.values() if pk], state=TASK.start)
        actions.remove_many(actor, "ledger.task.unlay", list(tasks))
        actions.change_all(SheetRow.objects.filter(pk__in=rows), object_id=None)
    return True


IMPORT = sheets.Kind(
    tables.KIND, tables.COLUMNS, may_import, Judge, Layer, show, unlay, home="ledger:import", tab="ledger:list",
    result="ledger:list", asked="state=draft&mine=issued", after=say("导入后是草稿，下达前可以再改。"),
)  # fmt: skip


def note_export(actor: Actor, ending: str, notes: Sequence[str]) -> None:
    """Write into the trail who took which part of the ledger out."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is not None:
        actions.note_event(actor, "ledger.export", unit, after={"ending": ending, "notes": list(notes)})
