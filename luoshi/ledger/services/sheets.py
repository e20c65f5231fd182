"""A table of tasks comes in: new rows become drafts, drafts are corrected. Everything or nothing.

How each row is judged: `judging`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.sheets import Row, Start
from luoshi.kernel.errors import LuoshiError, Refused
from luoshi.kernel.rows import new
from luoshi.kernel.say import say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import Duty, GenericDuty, Plan, Standard, Target, Task
from luoshi.ledger.queries import sheets as tables
from luoshi.ledger.services.common import default_posts, own_unit, supervising
from luoshi.ledger.services.drafting import (
    TargetDraft,
    drop_duty,
    edit_task,
    set_duty,
    set_standards,
    set_targets,
)
from luoshi.ledger.services.judging import ROLES, Judge
from luoshi.ledger.workflow import TASK
from luoshi.org.models import Post, SheetImport, SheetRow, Unit
from luoshi.org.scope import Shown
from luoshi.org.services import sheets


def may_import(actor: Actor) -> Unit:
    """The unit whose drafts the rows become."""
    return own_unit(actor, "draft", "breakdown")


def judge(actor: Actor, batch: SheetImport, start: Start) -> Callable[[Sequence[Row]], list[SheetRow]]:
    """The judge of one table."""
    return Judge(actor, batch, start)


def lay(actor: Actor, batch: SheetImport, rows: Sequence[SheetRow]) -> None:
    """Write the drafts of some rows where nobody sees them yet: their duties open only when all are there.

    Made before the transaction begins: on SQLite nobody else writes while it lasts.
    """
    plan = Plan.objects.select_related("basis").filter(pk=batch.given.get("plan") or 0).first()
    basis = plan.basis if plan is not None and plan.state == "approved" else None
    wanted = {pk for row in rows for role in ROLES for pk in _ids(row.values.get(role))}
    units = Unit.objects.in_bulk(wanted)
    posts = _posts(units, rows)
    number = _next_number(actor, plan, rows)
    made: list[Task] = []
    parts: list[list[Any]] = []
    told: list[dict[str, Any]] = []
    for row in rows:
        values = row.values
        text = values.get("number") or next(number)
        task = new(
            Task, state=TASK.start, number=text, order_key=rules.order_key(text, plan.pk if plan else None),
            title=values["title"], text=values.get("text") or "", category=values.get("category") or "plan", plan=plan,
            clause_id=values.get("clause"), basis=basis, issuer=batch.unit, starts_on=_day(values.get("starts_on")),
            due_on=_day(values.get("due_on")), review_on=_day(values.get("review_on")),
        )  # fmt: skip
        lead = units.get(values.get("lead") or 0)
        task.lead_unit, task.lead_path = lead, lead.path if lead else ""
        made.append(task)
        parts.append(_parts(task, batch.unit, values, units, posts))
        told.append(
            {"duties": {role: [units[pk].name for pk in _ids(values.get(role))] for role in ROLES if values.get(role)}}
        )
        told[-1] |= {"standards": values.get("standards", []), "row": row.number}
    with actions.atomic():
        actions.create_whole(actor, "ledger.task.draft", made, parts, told)
        for row, task in zip(rows, made, strict=True):
            row.object_id = task.pk
        actions.restage(rows, ["object_id"])


def _ids(value: Any) -> list[int]:
    return value if isinstance(value, list) else [value] if value else []


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _posts(units: Mapping[int, Unit], rows: Sequence[SheetRow]) -> dict[tuple[int, str], Post]:
    """(unit, name of the post) → post; the default one under the empty name."""
    found: dict[tuple[int, str], Post] = {(pk, ""): post for pk, post in default_posts(units.values()).items()}
    names = {row.values["post"] for row in rows if row.values.get("post")}
    for post in Post.objects.filter(unit__in=units, name__in=names) if names else ():
        found[post.unit_id, post.name] = post
    return found


def _next_number(actor: Actor, plan: Plan | None, rows: Sequence[SheetRow]) -> Any:
    """Running numbers for rows without one, after those there are."""
    if all(row.values.get("number") for row in rows):
        return iter(())
    count = Task.objects.filter(issuer_id=actor.unit_id, plan=plan).count()
    return (f"{at:03d}" for at in range(count + 1, count + 2 + len(rows)))


def _parts(
    task: Task,
    issuer: Unit,
    values: Mapping[str, Any],
    units: Mapping[int, Unit],
    posts: Mapping[tuple[int, str], Post],
) -> list[Any]:
    rows: list[Any] = [supervising(task, issuer, Shown.HIDDEN)]
    for role in ROLES:
        for pk in _ids(values.get(role)):
            named = values.get("post") or ""
            post = (posts.get((pk, named)) or posts.get((pk, ""))) if role == "lead" else None
            rows.append(
                new(
                    Duty,
                    task=task,
                    unit=units[pk],
                    unit_path=units[pk].path,
                    role=role,
                    shown=Shown.HIDDEN,
                    post=post,
                    state="pending",
                )
            )
    rows += [new(Standard, task=task, text=text, ordering=at) for at, text in enumerate(values.get("standards") or ())]
    rows += [new(GenericDuty, task=task, name=name) for name in values.get("generic") or ()]
    rows += [
        new(Target, task=task, name=name, comparator=sign, number=Decimal(number), unit_name=unit, ordering=at)
        for at, (name, sign, number, unit) in enumerate(values.get("targets") or ())
    ]
    return rows


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
    facts |= {key: _day(values[key]) for key in changed & {"starts_on", "due_on", "review_on"}}
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
        wanted |= dict.fromkeys((pk for pk in _ids(kept) if pk not in wanted), role)
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
    tables.KIND, tables.COLUMNS, may_import, judge, lay, show, unlay, home="ledger:import", tab="ledger:list",
    result="ledger:list", asked="state=draft&mine=issued",
)  # fmt: skip


def note_export(actor: Actor, ending: str, notes: Sequence[str]) -> None:
    """Write into the trail who took which part of the ledger out."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is not None:
        actions.note_event(actor, "ledger.export", unit, after={"ending": ending, "notes": list(notes)})
