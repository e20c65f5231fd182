"""Which notices does a person have, how do they want to be told, and what goes into a mail? Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse

from luoshi.desk import rules
from luoshi.desk.models import (
    DEFAULT_WAY,
    DIGEST_AT,
    QUIET_FROM,
    QUIET_TO,
    Matter,
    Notice,
    NoticeChoice,
    NoticeSettings,
)
from luoshi.desk.rules import Wishes
from luoshi.kernel import clock, jobs, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.jobs.showing import sentence
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say, say
from luoshi.org.models import Account
from luoshi.org.rules import permissions

SHOWN_CLOSED = timedelta(days=14)


def open_notices(person_id: int) -> QuerySet[Notice]:
    """What waits for a person and has been told, latest first; what they want no notices of is left out."""
    muted = NoticeChoice.objects.filter(person=person_id, way="none").values("kind")
    rows = Notice.objects.filter(person=person_id, closed_at=None).exclude(matter__kind__in=muted)
    return rows.select_related("matter__unit").order_by("-told_at", "-id")


def unseen(actor: Actor) -> int:
    """The figure at the bell."""
    return open_notices(actor.person_id).filter(seen_at=None).count() if actor.person_id else 0


def closed_notices(actor: Actor) -> QuerySet[Notice]:
    """What was done lately."""
    rows = Notice.objects.filter(person=actor.person_id or 0, closed_at__gt=clock.now() - SHOWN_CLOSED)
    return rows.select_related("matter__unit").order_by("-closed_at")


def notice_for(actor: Actor, pk: int) -> Notice:
    """One's own notice, or `NotVisible`."""
    found = Notice.objects.filter(pk=pk, person=actor.person_id or 0).select_related("matter").first()
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True)
class Line:
    """A notice in words."""

    notice: Notice
    matter: Matter
    kind: Say | str
    text: Say | None
    left: Say | None
    late: bool

    @property
    def subject(self) -> Say:
        return say("{kind}：{title}", kind=self.kind, title=self.matter.title)


def shown(rows: Iterable[Notice]) -> list[Line]:
    """Notices in the reader's language, with the working days that are left."""
    days, today, found = calendar(), clock.today(), []
    for row in rows:
        known, due = panels.NOTICES.get(row.matter.kind), row.matter.due_on
        left, late = None, False
        if due is not None:
            late = due < today
            number = days.between(today, due)
            left = (
                say("逾期 {n} 个工作日", n=-number)
                if late
                else say("剩 {n} 个工作日", n=number)
                if number
                else say("今天")
            )
        found.append(
            Line(row, row.matter, known.label if known else row.matter.kind, sentence(row.matter.text), left, late)
        )
    return found


# ---------- how people want to be told ----------


def settings_of(person_id: int) -> NoticeSettings:
    """A person's settings, or those that hold until they set some."""
    found = NoticeSettings.objects.filter(person=person_id).first()
    return found or NoticeSettings(person_id=person_id, digest_at=DIGEST_AT, quiet_from=QUIET_FROM, quiet_to=QUIET_TO)


def wishes_of(people: Collection[int]) -> dict[int, Wishes]:
    """person id → how they want to be told."""
    kept = {
        row.person_id: Wishes(bool(row.mail), row.digest_at, row.quiet_from, row.quiet_to, row.away_until)
        for row in NoticeSettings.objects.filter(person__in=people)
    }
    return {person: kept.get(person, Wishes()) for person in people}


def ways_of(people: Collection[int]) -> dict[tuple[int, str], str]:
    """(person id, kind) → way, where somebody has chosen one."""
    rows = NoticeChoice.objects.filter(person__in=people).values_list("person_id", "kind", "way")
    return {(person, kind): way for person, kind, way in rows}


def way_of(person_id: int, kind: str) -> str:
    """By which way a person is told of a kind."""
    return ways_of([person_id]).get((person_id, kind), DEFAULT_WAY)


def kinds(actor: Actor) -> list[panels.NoticeKind]:
    """The kinds that may ever come to this person, and so all that there is to choose."""
    may = permissions(actor.offices)
    mine = [one for one in panels.NOTICES.values() if not one.needs or one.needs & may]
    return sorted(mine, key=lambda one: one.order)


# ---------- mail ----------


@dataclass(frozen=True)
class Reader:
    """To whom a mail goes."""

    person_id: int
    name: str
    mail: str
    language: str
    wishes: Wishes


def reader(person_id: int) -> Reader | None:
    """Somebody with an open account and a mail address, or None."""
    account = Account.objects.filter(person=person_id, state="active").select_related("person").first()
    kept = settings_of(person_id)
    if account is None or not kept.mail:
        return None
    wishes = wishes_of([person_id])[person_id]
    return Reader(person_id, account.person.name, kept.mail, account.language or settings.LANGUAGE_CODE, wishes)


def for_digests(today: date) -> list[int]:
    """Persons who may be sent a digest today: reachable, not away, with something open."""
    rows = NoticeSettings.objects.exclude(mail="").exclude(away_until__gte=today)
    some = rows.filter(person__in=Notice.objects.filter(closed_at=None).values("person"))
    return [person for person in some.order_by("person").values_list("person_id", flat=True) if for_digest(person)]


def for_digest(person_id: int) -> list[Notice]:
    """What belongs into a person's digest today: dated first, then as it came."""
    today, ways = clock.today(), ways_of([person_id])
    coming = calendar().shift(today, 1)
    rows = (
        open_notices(person_id).exclude(mailed_on=today).order_by(F("matter__due_on").asc(nulls_last=True), "told_at")
    )
    return [
        row
        for row in rows[:200]
        if ways.get((person_id, row.matter.kind), DEFAULT_WAY) in {"digest", "mail"}
        and rules.is_for_digest(mailed_on=row.mailed_on, due_on=row.matter.due_on, today=today, next_workday=coming)
    ]


# ---------- what the machine tells ----------

ENDS = {
    "done": say("已办完"),
    "refused": say("没有办成"),
    "failed": say("系统出错，没有办成"),
    "cancelled": say("已取消"),
}


def job_ends(events: Any) -> Iterable[panels.Matter]:
    """Long jobs that have ended, for whoever asked for them; done with once they have looked."""
    for job in jobs.ended({event.object_id for event in events}):
        if job.account_id is not None and job.kind == jobs.LONG and job.state in ENDS:
            yield panels.Matter(
                str(job.pk), True, account_id=job.account_id, title=str(job.title or jobs.label(job)),
                url=reverse("jobs:job", args=[job.pk]), text=sentence(job.answer) or ENDS[job.state], since=job.ended_at,
            )  # fmt: skip


def stopped_jobs(events: Any) -> Iterable[panels.Matter]:
    """Jobs that have stopped after every try: somebody who looks after the system decides."""
    for job in jobs.ended({event.object_id for event in events}, every=True):
        yield panels.Matter(
            str(job.pk), job.state == "failed", needs="system", title=str(jobs.label(job)),
            url=reverse("jobs:job", args=[job.pk]), since=job.ended_at,
        )  # fmt: skip
