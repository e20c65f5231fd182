"""By what can the ledger be filtered beyond the lights and the plan: whom it concerns, when, and what it waits for?"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.ledger import rules
from luoshi.ledger.models import Duty, Request
from luoshi.ledger.queries.columns import PLACE
from luoshi.ledger.queries.facts import OWN
from luoshi.ledger.queries.shapes import Filters
from luoshi.org.models import Tenure
from luoshi.org.queries import in_force
from luoshi.org.queries.tags import units_tagged

WAITING: dict[str, Say] = {
    "receipt": say("等单位签收"),
    "ruling": say("等裁定"),
    "verify": say("等核验"),
    "issue": say("等下达"),
}
"""What a task may wait for."""
NOTHING = Q(pk__in=[])
KEY = "key"
"""Stands for every grade of key tasks."""


def further(actor: Actor, asked: Filters) -> Q:
    """The conditions that few lists ask for. Empty fields cost nothing."""
    found = _whom(asked) & _when(asked)
    if asked.waiting:
        found &= _waiting(asked.waiting)
    known = {one.key: one for one in panels.columns(PLACE)}
    for key, value in asked.more:
        added = known.get(key)
        if added is not None and added.condition is not None:
            part = added.condition(actor, value)
            found &= NOTHING if part is None else part
    return found


def _whom(asked: Filters) -> Q:
    found = Q()
    if asked.any_unit:
        rows = Duty.objects.filter(unit_id=asked.any_unit)
        roles = [asked.role] if asked.role else [*OWN, "liaison"]
        found &= _by_duty(rows.filter(role__in=roles))
    if asked.person:
        posts = Tenure.objects.filter(in_force(clock.today()), person_id=asked.person).values("post_id")
        rows = Duty.objects.filter(role__in=OWN)
        found &= _by_duty(rows.filter(Q(post__in=posts) | Q(liaison__in=posts)))
    if asked.post:
        found &= _by_duty(Duty.objects.filter(Q(post_id=asked.post) | Q(liaison_id=asked.post)))
    if asked.level:
        found &= Q(lead_unit__level=asked.level)
    if asked.grade:
        found &= ~Q(grade="") if asked.grade == KEY else Q(grade=asked.grade)
    if asked.tag:
        found &= Q(lead_unit__in=units_tagged(asked.tag).values("pk"))
    return found


def _by_duty(rows: QuerySet[Duty]) -> Q:
    return Q(pk__in=rows.order_by().values("task_id"))


def _when(asked: Filters) -> Q:
    bounds = {
        "deadline__gte": asked.due_from, "deadline__lte": asked.due_to, "issued_at__date__gte": asked.issued_from,
        "issued_at__date__lte": asked.issued_to, "completed_on__gte": asked.completed_from,
        "completed_on__lte": asked.completed_to,
    }  # fmt: skip
    found = Q(**{name: day for name, day in bounds.items() if day})
    if asked.overdue:
        last = clock.today() - timedelta(days=asked.overdue)
        found &= Q(state__in=rules.RUNNING, paused=False, deadline__lte=last)
    return found


def _waiting(what: str) -> Q:
    if what == "receipt":
        return Q(state="active") & _by_duty(Duty.objects.filter(state="pending", role__in=OWN))
    if what == "ruling":
        return Q(pk__in=Request.objects.filter(state="raised").values("task_id"))
    return Q(state={"verify": "verifying", "issue": "draft"}[what]) if what in WAITING else NOTHING
