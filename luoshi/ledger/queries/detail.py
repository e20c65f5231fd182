"""What stands on one task's page, and what waits for whom?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Prefetch, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.ledger import rules
from luoshi.ledger.models import Check, Completion, Duty, Pause, Plan, Request, Standard, Target, Task
from luoshi.ledger.queries.facts import OWN, here
from luoshi.ledger.queries.lights import lights
from luoshi.ledger.queries.rows import grouped, report_states
from luoshi.ledger.queries.shapes import CascadeRow, DutyRow, Header, ParentExtract
from luoshi.ledger.workflow import TaskFacts
from luoshi.org import queries as org
from luoshi.org.rules import permissions

SOON = timedelta(days=30)
"""How long before its date a task stands on its lead's desk."""


def task_page(actor: Actor, pk: int) -> Task:
    """A task with what its page names, or `NotVisible`."""
    rows = Task.objects.select_related("lead_unit", "issuer", "plan__unit", "clause", "basis", "parent")
    return rows.get_visible(actor, pk=pk)


def duty_page(actor: Actor, pk: int) -> Duty:
    """A duty with its task, or `NotVisible`."""
    return Duty.objects.select_related("task__issuer", "task__plan", "unit", "post", "liaison").get_visible(
        actor, pk=pk
    )


def request_page(actor: Actor, pk: int) -> Request:
    """A request with its task, or `NotVisible`."""
    rows = Request.objects.select_related(
        "task__issuer", "task__lead_unit", "duty__unit", "unit", "assigner", "responder", "proposed_unit", "raised_by"
    )
    return rows.get_visible(actor, pk=pk)


def plan_page(actor: Actor, pk: int) -> Plan:
    """A plan, or `NotVisible`."""
    return Plan.objects.select_related("unit", "basis").get_visible(actor, pk=pk)


def plans(actor: Actor) -> QuerySet[Plan]:
    """The plans in sight, newest first, each with the number of its tasks."""
    rows = Plan.objects.visible_to(actor).select_related("unit", "basis")
    return rows.annotate(task_count=Count("tasks")).order_by("-created_at", "-id")


def duties(task: Task) -> list[DutyRow]:
    """Who has what to do with a task: lead, joint, supporting, liaison, supervising."""
    return duty_rows(list(Duty.objects.filter(task=task).select_related("unit", "post", "liaison").order_by("id")))


def duty_rows(rows: Sequence[Duty]) -> list[DutyRow]:
    """Duties with the people behind their posts, by role."""
    names = org.holders(post for duty in rows for post in (duty.post, duty.liaison) if post)
    order = ["lead", "joint", "support", "liaison", "supervising"]
    return [
        DutyRow(duty, duty.get_role_display(), names.get(duty.post_id or 0, ""), names.get(duty.liaison_id or 0, ""))
        for duty in sorted(rows, key=lambda duty: order.index(duty.role))
    ]


def header(task: Task, facts: TaskFacts) -> Header:
    """The four mandatory fields, and which of them are missing."""
    rows = duties(task)
    by_role = {
        role: tuple(row for row in rows if row.duty.role == role)
        for role in ("lead", "joint", "support", "supervising")
    }
    return Header(
        lead=next(iter(by_role["lead"]), None),
        joint=by_role["joint"],
        support=by_role["support"],
        supervising=by_role["supervising"],
        standards=tuple(task.standards.all()),
        targets=tuple(task.targets.all()),
        missing=facts.missing,
    )


def parent_extract(actor: Actor, task: Task) -> ParentExtract | None:
    """What may be read of the task above; its address only where the reader may open it."""
    if task.parent_id is None:
        return None
    above = Task.objects.select_related("issuer", "clause", "basis").get(pk=task.parent_id)
    clause = above.clause
    return ParentExtract(
        number=above.number,
        title=above.title,
        clause="".join(clause.labels) + clause.heading if clause else "",
        issuer=above.issuer.name,
        basis=above.basis.number if above.basis else "",
        due_on=above.due_on,
        review_on=above.review_on,
        issued_at=above.issued_at,
        id=above.pk if Task.objects.visible_to(actor).filter(pk=above.pk).exists() else None,
    )


def cascade(actor: Actor, task: Task, depth: int = 2) -> list[CascadeRow]:
    """The tasks that this one was broken down into, in the order of the tree, ``depth`` levels down."""
    levels: list[list[Task]] = []
    above = [task.pk]
    for _ in range(depth):
        rows = Task.objects.visible_to(actor).filter(parent__in=above).exclude(state__in=rules.GONE)
        level = list(rows.select_related("lead_unit", "issuer").order_by("order_key", "id"))
        if not level:
            break
        levels.append(level)
        above = [row.pk for row in level]
    every = [row for level in levels for row in level]
    rows_of = _cascade_rows(actor, every)
    below: dict[int, list[Task]] = {}
    for row in every:
        below.setdefault(row.parent_id or 0, []).append(row)
    found: list[CascadeRow] = []

    def walk(pk: int, level: int) -> None:
        for row in below.get(pk, ()):
            found.append(rows_of(row, level))
            walk(row.pk, level + 1)

    walk(task.pk, 0)
    return found


def _cascade_rows(actor: Actor, rows: list[Task]):  # type: ignore[no-untyped-def]
    ids = [row.pk for row in rows]
    shown, reports = lights(rows), report_states(ids)
    targets = grouped(Target.objects.filter(task__in=ids))
    leads = {duty.task_id: duty for duty in Duty.objects.filter(task__in=ids, role="lead").select_related("post")}
    names = org.holders(duty.post for duty in leads.values() if duty.post)
    seen = Task.objects.visible_to(actor).filter(parent__in=ids).exclude(state__in=rules.GONE)
    counts = dict(seen.order_by().values_list("parent_id").annotate(n=Count("id")))

    def row_of(row: Task, depth: int) -> CascadeRow:
        lead = leads.get(row.pk)
        return CascadeRow(
            task=row,
            depth=depth,
            unit=row.lead_unit,
            person=names.get(lead.post_id or 0, "") if lead else "",
            share=next(iter(targets.get(row.pk, ())), None),
            done=float(row.done) if row.done is not None else None,
            lights=shown[row.pk],
            children=counts.get(row.pk, 0),
            report=reports.get(row.pk, ""),
        )

    return row_of


# ---------- completion and requests ----------


def open_completion(task: Task) -> Completion | None:
    """The application that waits for verification, with its checks."""
    return completions(task).filter(outcome="").first()


def completions(task: Task) -> QuerySet[Completion]:
    """All applications, newest first."""
    checks = Prefetch("checks", Check.objects.select_related("standard").order_by("standard__ordering", "standard_id"))
    return Completion.objects.filter(task=task).select_related("applied_by", "verified_by").prefetch_related(checks)


def requests_of(task: Task) -> QuerySet[Request]:
    """What has been asked on a task, newest first."""
    rows = Request.objects.filter(task=task).select_related(
        "duty__unit", "unit", "assigner", "responder", "proposed_unit", "raised_by"
    )
    return rows.order_by("-id")


def standards_of(task: Task) -> list[Standard]:
    """What must be reached, in order."""
    return list(task.standards.all())


# ---------- what waits for the unit acted for ----------


def to_receive(actor: Actor) -> QuerySet[Duty]:
    """Duties of the unit that wait for its receipt."""
    if "receive" not in permissions(actor.roles):
        return Duty.objects.none()
    rows = Duty.objects.filter(unit_id=here(actor), role__in=OWN, state="pending", task__state="active")
    return rows.select_related("task__issuer", "unit").order_by("task__issued_at", "id")


def not_received(actor: Actor) -> QuerySet[Duty]:
    """Duties that the unit has issued and whose holders have not received them yet."""
    rows = Duty.objects.filter(task__issuer_id=here(actor), role__in=OWN, state="pending", task__state="active")
    return rows.select_related("task", "unit").order_by("task__issued_at", "id")


def to_rule(actor: Actor) -> QuerySet[Request]:
    """Requests that the unit has to rule on."""
    if "rule" not in permissions(actor.roles):
        return Request.objects.none()
    rows = Request.objects.filter(assigner_id=here(actor), state="raised").exclude(task__state__in=rules.CLOSED)
    # a lead that was to be heard and has not answered in its days no longer holds the ruling up
    late = Request.objects.filter(assigner_id=here(actor), state="asked", answer_by__lt=clock.today())
    return (
        (rows | late.exclude(task__state__in=rules.CLOSED))
        .select_related("task", "unit", "duty__unit")
        .order_by("rule_by", "id")
    )


def to_answer(actor: Actor) -> QuerySet[Request]:
    """Disputes on which the unit has to give its opinion as the lead."""
    if "receive" not in permissions(actor.roles):
        return Request.objects.none()
    rows = Request.objects.filter(responder_id=here(actor), state="asked")
    return rows.select_related("task", "unit", "duty__unit").order_by("answer_by", "id")


def to_conclude(actor: Actor) -> QuerySet[Task]:
    """Items whose result lies with a leader: they end when the leader has no further word."""
    if "verify" not in permissions(actor.roles):
        return Task.objects.none()
    return (
        Task.objects.filter(issuer_id=here(actor), state="presented").select_related("lead_unit").order_by("order_key")
    )


def suspended_over(actor: Actor) -> QuerySet[Pause]:
    """Suspensions that the unit has ordered and whose day has come."""
    if "rule" not in permissions(actor.roles):
        return Pause.objects.none()
    rows = Pause.objects.filter(
        kind="suspension", ends_on=None, until_on__lt=clock.today(), task__issuer_id=here(actor)
    )
    return rows.select_related("task", "task__lead_unit").order_by("until_on", "id")


def to_verify(actor: Actor) -> QuerySet[Task]:
    """Tasks whose completion the unit has to verify."""
    if "verify" not in permissions(actor.roles):
        return Task.objects.none()
    return (
        Task.objects.filter(issuer_id=here(actor), state="verifying").select_related("lead_unit").order_by("order_key")
    )


def to_complete(actor: Actor) -> QuerySet[Task]:
    """Running tasks that the unit leads and that fall due soon, or are late: whoever leads a task sees it."""
    if "report" not in permissions(actor.roles):
        return Task.objects.none()
    rows = Task.objects.filter(lead_unit_id=here(actor), state="active", due_on__lte=clock.today() + SOON)
    return rows.select_related("issuer").order_by("due_on", "order_key", "id")


def to_issue(actor: Actor) -> QuerySet[Task]:
    """Drafts that the unit may issue now that their plan is approved (or that need none)."""
    if not {"issue", "breakdown"} & permissions(actor.roles):
        return Task.objects.none()
    rows = Task.objects.filter(issuer_id=here(actor), state="draft").exclude(plan__state__in=["drafting", "consulting"])
    return rows.select_related("lead_unit", "plan").order_by("order_key", "id")


def of_ids(actor: Actor, ids: Iterable[int]) -> list[Task]:
    """The visible ones of these tasks, in order."""
    rows = Task.objects.visible_to(actor).filter(pk__in=list(ids)[:2000]).select_related("issuer", "plan", "lead_unit")
    return list(rows.order_by("order_key", "id"))
