"""What do the rules have to know of a row before it moves? The only bridge from rows to the pure tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.prepared import Prepared
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.ledger import rules
from luoshi.ledger.models import Completion, Duty, GenericDuty, Pause, Plan, Request, Standard, Task
from luoshi.ledger.queries.categories import categories_at, category_settings
from luoshi.ledger.queries.lights import nearest, thresholds, thresholds_for
from luoshi.ledger.rules.categories import PLAN, Category
from luoshi.ledger.rules.requests import KINDS as KINDS_OF_REQUEST
from luoshi.ledger.rules.requests import Given, in_good_time, lacking
from luoshi.ledger.workflow import TASK, DutyFacts, PlanFacts, RequestFacts, TaskFacts
from luoshi.org import queries as org
from luoshi.org.models import KINDS, CoordinationBody, Grant, Post, Unit
from luoshi.org.rules import Act, Relation, permissions, refusal, relation, roles_towards

OWN = ("lead", "joint", "support")
"""Roles of the units that work on a task."""


OPEN_REQUESTS = ("asked", "raised")
"""States of a request that still waits."""


def here(actor: Actor) -> int:
    """The unit acted for; an actor without one acts for none."""
    return actor.unit_id or 0


def positions(actor: Actor, task: Task) -> frozenset[str]:
    """Where the unit acted for stands towards a task: lead, joint, support, liaison, supervising, issuer, drafter."""
    return _positions(actor, task, Duty.objects.filter(task=task, unit_id=here(actor)), task.plan)


def _positions(actor: Actor, task: Task, duties: Iterable[Duty | _Borne], plan: Plan | None) -> frozenset[str]:
    if actor.unit_id is None:
        return frozenset()
    found = {duty.role for duty in duties if duty.unit_id == actor.unit_id}
    if task.issuer_id == actor.unit_id:
        found |= {"issuer"}
    if plan is not None and plan.unit_id == actor.unit_id:
        found |= {"drafter"}
    return frozenset(found)


def own_duty(actor: Actor, task: Task) -> Duty | None:
    """The duty that the unit acted for works under: lead before joint before support."""
    found = Duty.objects.filter(task=task, unit_id=here(actor), role__in=OWN).select_related("unit", "post", "liaison")
    return min(found, key=lambda duty: OWN.index(duty.role), default=None)


def holders(units: Mapping[str, Collection[Unit]]) -> dict[str, str]:
    """Who could act: position → its units, to "position.permission" → "单位 姓名、姓名"."""
    by_id = {unit.pk: unit for group in units.values() for unit in group}
    people: dict[int, dict[str, list[str]]] = {}
    grants = Grant.objects.filter(org.in_force(clock.today()), unit__in=by_id).select_related("person").order_by("id")
    for grant in grants:
        for what in permissions([grant.role]):
            people.setdefault(grant.unit_id, {}).setdefault(what, []).append(grant.person.name)
    found: dict[str, list[str]] = {}
    for position, group in units.items():
        for unit in group:
            for what, names in people.get(unit.pk, {}).items():
                text = f"{unit.name} " + gettext("、").join(dict.fromkeys(names[:3]))
                found.setdefault(f"{position}.{what}", []).append(text)
    return {role: gettext("、").join(texts[:3]) for role, texts in found.items()}


def may_issue(category: Category, issuer: Unit) -> Say | None:
    """Why a unit of this kind does not issue items of a category; None where it may."""
    if not category.issuers or issuer.kind in category.issuers:
        return None
    able = tuple(str(label) for key, label in KINDS if key in category.issuers)
    return say("{name}由{able}立项下达。", name=category.name, able=able)


# ---------- tasks ----------


def task_facts(actor: Actor, task: Task, *, evidence: int | None = None, unmet: int | None = None) -> TaskFacts:
    """Everything that the guards of a task look at.

    ``evidence`` files handed in and ``unmet`` standards not confirmed, where a form has said so; None while the page
    only draws the buttons: then they do not stand in the way.
    """
    return many_task_facts(actor, [task], evidence=evidence, unmet=unmet)[task.pk]


def many_task_facts(
    actor: Actor, tasks: Sequence[Task], *, evidence: int | None = None, unmet: int | None = None
) -> dict[int, TaskFacts]:
    """The facts of many tasks in a fixed number of queries."""
    rows = _Rows(actor, tasks)
    return {task.pk: rows.facts(task, evidence, unmet) for task in tasks}


class _Borne(NamedTuple):
    """A duty as far as the guards look at it."""

    task_id: int
    role: str
    unit_id: int
    state: str
    post_id: int | None
    post_name: str | None


_BORNE: Prepared[tuple[int, str, int, str, int | None, str | None]] = Prepared(
    lambda ids: (
        Duty.objects.filter(task__in=ids)
        .order_by("id")
        .values_list("task_id", "role", "unit_id", "state", "post_id", "post__name")
    )
)


class _Rows:
    """What belongs to many tasks, read once."""

    def __init__(self, actor: Actor, tasks: Sequence[Task]) -> None:
        self.actor = actor
        ids = [task.pk for task in tasks]
        self.duties: dict[int, list[_Borne]] = {pk: [] for pk in ids}
        for row in _BORNE(ids):
            self.duties[row[0]].append(_Borne(*row))
        self.generic: dict[int, list[str]] = {}
        for pk, name in GenericDuty.objects.filter(task__in=ids, settled=False).values_list("task_id", "name"):
            self.generic.setdefault(pk, []).append(name)
        self.standards = _counted(Standard.objects.filter(task__in=ids).values_list("task_id"))
        open_children = Task.objects.filter(parent__in=ids).exclude(state__in=rules.CLOSED)
        self.children = _counted(open_children.values_list("parent_id"))
        self.late = dict(
            Request.objects.filter(task__in=ids, kind="later_date", state="raised").values_list(
                "task_id", "assigner__name"
            )
        )
        self.asked: dict[int, set[str]] = {}
        for pk, kind in Request.objects.filter(task__in=ids, state__in=OPEN_REQUESTS).values_list("task_id", "kind"):
            self.asked.setdefault(pk, set()).add(kind)
        paused = [task.pk for task in tasks if task.paused]
        stopped = Pause.objects.filter(task__in=paused, kind="suspension", ends_on=None) if paused else ()
        self.suspended = {row.task_id for row in stopped}
        parents = {task.parent_id for task in tasks if task.parent_id}
        self.parents = {row.pk: row for row in Task.objects.filter(pk__in=parents)} if parents else {}
        self.settings, self.categories, self.calendar = thresholds(), category_settings(), calendar()
        applied = Completion.objects.filter(task__in=ids, outcome="").order_by("id")
        self.applied = dict(applied.values_list("task_id", "applied_by_id"))
        wanted = {task.issuer_id for task in tasks} | {duty.unit_id for group in self.duties.values() for duty in group}
        self.units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=wanted)}
        plan_ids = {task.plan_id for task in tasks if task.plan_id}
        self.plans = {plan.pk: plan for plan in Plan.objects.filter(pk__in=plan_ids).select_related("unit")}
        self.standings = org.standings(self.units.values())
        self.vacant = _vacant(duty.post_id for group in self.duties.values() for duty in group if duty.role == "lead")
        drafters = {plan.unit_id: plan.unit for plan in self.plans.values()}
        every = self.units | drafters
        self.gap = gettext("、")
        self.people: dict[int, list[tuple[str, str]]] = {}
        for role, text in holders({str(pk): [unit] for pk, unit in every.items()}).items():
            unit_id, _, what = role.partition(".")
            self.people.setdefault(int(unit_id), []).append((what, text))

    def facts(self, task: Task, evidence: int | None, unmet: int | None) -> TaskFacts:
        duties = self.duties[task.pk]
        lead = next((duty for duty in duties if duty.role == "lead"), None)
        plan = self.plans.get(task.plan_id) if task.plan_id else None
        late = self.late.get(task.pk)
        return TaskFacts(
            roles=roles_towards(_positions(self.actor, task, duties, plan), self.actor.roles),
            holders=self._holders(task, duties, plan),
            missing=self._missing(task, lead),
            plan_approved=plan is None or plan.state == "approved",
            has_basis=task.basis_id is not None,
            leads=sum(duty.role == "lead" for duty in duties),
            generic=tuple(self.generic.get(task.pk, ())),
            forbidden=self._forbidden(task, duties),
            waiting=(say("时限晚于上级时限，正在等待{unit}同意。", unit=late),) if late else (),
            received=lead is not None and lead.state == "received",
            standards=self.standards.get(task.pk, 0),
            unmet=unmet or 0,
            same_person=task.pk in self.applied and self.applied[task.pk] == self.actor.person_id,
            evidence=1 if evidence is None else evidence,
            open_children=self.children.get(task.pk, 0),
            **self._standing(task),
        )

    def _standing(self, task: Task) -> dict[str, Any]:
        """What follows from the category, the task above, the clock, and what has been asked already."""
        issuer = self.units[task.issuer_id]
        known = categories_at(issuer.path, self.categories)
        category, limits = known.get(task.category) or known[PLAN], nearest(issuer.path, self.settings)
        above = self.parents.get(task.parent_id or 0)
        over = above is not None and above.state not in {"active", "draft"}
        return {
            "ends_by": category.ends_by,
            "may_issue": may_issue(category, issuer) if task.parent_id is None else None,
            "parent_over": f"{above} {TASK.states[above.state]}" if above is not None and over else "",
            "too_late_to_ask": in_good_time(task.due_on, clock.today(), limits.extension_ahead, self.calendar),
            "asked": frozenset(self.asked.get(task.pk, ())),
            "suspended": task.pk in self.suspended,
            "by_issuer": self.actor.unit_id == task.issuer_id,
        }

    def _missing(self, task: Task, lead: _Borne | None) -> tuple[Say, ...]:
        found = [] if lead else [say("责任单位")]
        if lead is None or lead.post_id is None:
            found.append(say("具体责任人"))
        elif lead.post_id in self.vacant:
            found.append(say("具体责任人（{post}目前空缺）", post=lead.post_name))
        if task.due_on is None and task.review_on is None:
            found.append(say("完成时限"))
        if not self.standards.get(task.pk):
            found.append(say("达到的标准"))
        return tuple(found)

    def _forbidden(self, task: Task, duties: Sequence[_Borne]) -> tuple[Say, ...]:
        """Why the issuer may not give a duty to a unit. Its own unit takes a duty on, it is not ordered."""
        found = []
        for duty in duties:
            if duty.role in OWN and duty.unit_id != task.issuer_id:
                kind = relation(self.standings[task.issuer_id], self.standings[duty.unit_id])
                reason = refusal(kind, Act.ISSUE) if kind is not Relation.SELF else None
                if reason is not None:
                    found.append(say("{unit}：{reason}", unit=self.units[duty.unit_id].name, reason=reason))
        return tuple(found)

    def _holders(self, task: Task, duties: Sequence[_Borne], plan: Plan | None) -> dict[str, str]:
        stand = [(duty.role, duty.unit_id) for duty in duties] + [("issuer", task.issuer_id)]
        stand += [("drafter", plan.unit_id)] if plan else []
        found: dict[str, list[str]] = {}
        for position, pk in stand:
            for what, text in self.people.get(pk, ()):
                found.setdefault(f"{position}.{what}", []).append(text)
        return {role: self.gap.join(texts[:3]) for role, texts in found.items()}


def _counted(rows: Iterable[tuple[int | None]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for (pk,) in rows:
        if pk is not None:
            found[pk] = found.get(pk, 0) + 1
    return found


def _vacant(posts: Iterable[int | None]) -> frozenset[int]:
    """Posts that nobody holds today."""
    wanted = frozenset(post for post in posts if post is not None)
    return wanted - frozenset(org.holders(wanted))


# ---------- duties, requests, plans ----------


def duty_facts(actor: Actor, duty: Duty) -> DutyFacts:
    """Everything that the guards of a duty look at. ``holder`` is the unit whose duty it is."""
    task = duty.task
    limits = thresholds_for(task.issuer.path)
    until = None
    if task.issued_at is not None:
        until = rules.lasts_until(timezone.localdate(task.issued_at), limits.division_days, calendar())
    return DutyFacts(
        roles=roles_towards({"holder"} if duty.unit_id == actor.unit_id else (), actor.roles),
        holders=holders({"holder": [duty.unit]}),
        task_active=task.state == "active",
        within=until is not None and clock.today() <= until,
        days=limits.division_days,
        asked=duty.requests.filter(state__in=OPEN_REQUESTS).exists(),
        is_lead=duty.role == "lead",
    )


def request_facts(actor: Actor, request: Request, given: Given | None = None) -> RequestFacts:
    """Who may rule on a request, and who raised it; with ``given``, what a ruling that grants still lacks."""
    found = set()
    if request.assigner_id == actor.unit_id:
        found |= {"assigner"}
    if request.unit_id == actor.unit_id:
        found |= {"raiser"}
    units = {"assigner": [request.assigner], "raiser": [request.unit]}
    if request.responder is not None:
        units["responder"] = [request.responder]
        found |= {"responder"} if request.responder_id == actor.unit_id else set()
    return RequestFacts(
        roles=roles_towards(found, actor.roles),
        holders=holders(units),
        same_person=request.raised_by_id is not None and request.raised_by_id == actor.person_id,
        hears=_hears(request),
        lacking=_lacking(actor, request, given) if given is not None else (),
    )


def _hears(request: Request) -> Say | None:
    """The unit that is heard first, while its days run; after them the ruling no longer waits for it."""
    if request.state != "asked" or request.responder is None:
        return None
    if request.answer_by is not None and clock.today() > request.answer_by:
        return None
    return say("等待{unit}在 {day} 前答复。", unit=request.responder.name, day=request.answer_by)


def _lacking(actor: Actor, request: Request, given: Given) -> tuple[Say, ...]:
    head = group_head(request.assigner)
    name = org.holders([head]).get(head.pk, "") if head else ""
    given = replace(
        given, by_head="approve" in permissions(actor.roles), is_group_head=head is not None and head.pk in actor.posts
    )
    return lacking(
        KINDS_OF_REQUEST[request.kind], given, extensions=extensions_granted(request.task),
        allowed=thresholds_for(request.assigner.path).extension_count, group_head=name, due_on=request.task.due_on,
    )  # fmt: skip


def group_head(unit: Unit) -> Post | None:
    """The post of the head (组长) of the coordination body at a unit's place."""
    body = CoordinationBody.objects.filter(place__path=unit.place_path).select_related("head").first()
    return body.head if body else None


def extensions_granted(task: Task) -> int:
    """How often the task's date has been moved on request."""
    return Request.objects.filter(task=task, kind="extension", state="granted").count()


def plan_facts(actor: Actor, plan: Plan) -> PlanFacts:
    """What the ledger itself knows of a plan; rooms above add what they know (residue, names, opinions)."""
    return PlanFacts(
        roles=roles_towards({"drafter"} if plan.unit_id == actor.unit_id else (), actor.roles),
        holders=holders({"drafter": [plan.unit]}),
        tasks=plan.tasks.aggregate(count=Count("id", filter=~Q(state="dropped")))["count"],
    )
