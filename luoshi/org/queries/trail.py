"""Who did what, and when? The trail as the audit administrator reads it: every act, but of business only that it was done.

What administrators do is shown whole. Of business there is shown who, when, which act on which kind of object and its
number; neither title nor reason nor values, for an audit administrator has no business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.kernel import clock, panels, trail
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Checkpoint, Event, Job, Seal
from luoshi.kernel.say import Say, say
from luoshi.org.models import Account
from luoshi.org.queries.accounts import require

OPEN = (
    "org.account", "org.invitation", "org.grant", "org.token", "org.session", "org.unit", "org.line", "org.post", "org.body",
    "org.person", "org.tag", "org.trail", "kernel.calendar", "kernel.backup", "kernel.schedule", "kernel.job",
)  # fmt: skip
"""Beginnings of the codes that are administration: shown whole."""
KINDS: dict[str, tuple[Say, tuple[str, ...]]] = {
    "accounts": (say("账号和登录"), ("org.account", "org.invitation", "org.session", "org.token")),
    "grants": (say("授权"), ("org.grant",)),
    "units": (
        say("机构和岗位"),
        ("org.unit", "org.line", "org.post", "org.body", "org.person", "org.tag", "org.handover", "org.delegation"),
    ),
    "system": (say("系统和备份"), ("kernel.calendar", "kernel.backup", "kernel.schedule", "kernel.job", "org.trail")),
    "business": (say("业务"), ("ledger", "reporting", "policy", "voice")),
}
DAYS = 30
MOST_EXPORTED = 50_000


@dataclass(frozen=True)
class TrailRow:
    """One act as the audit administrator sees it. ``seq``: its place in the chain, 0 while it waits."""

    pk: int
    at: datetime
    who: str
    unit: str
    act: str
    code: str
    what: str
    note: str
    values: tuple[tuple[str, str, str], ...]
    request: str
    seq: int
    entry_hash: str


@dataclass(frozen=True)
class Asked:
    """What is looked for."""

    who: str = ""
    what: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, given: Any) -> Asked:
        """From an address; what makes no sense is passed over."""
        kind = given.get("kind", "")
        return cls(
            given.get("who", "").strip()[:60], given.get("what", "").strip()[:60], kind if kind in KINDS else "",
            _day(given.get("since", "")) or clock.today() - timedelta(days=DAYS), _day(given.get("until", "")),
        )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def events(actor: Actor, asked: Asked) -> QuerySet[Event]:
    """The acts that are looked for, newest first."""
    require(actor, "audit")
    rows = Event.objects.select_related("person", "seal").order_by("-id")
    if asked.since:
        rows = rows.filter(at__gte=timezone.make_aware(datetime.combine(asked.since, time.min)))
    if asked.until:
        rows = rows.filter(at__lt=timezone.make_aware(datetime.combine(asked.until + timedelta(days=1), time.min)))
    if asked.kind:
        wanted = Q(pk__in=[])
        for beginning in KINDS[asked.kind][1]:
            wanted |= Q(code__startswith=f"{beginning}.")
        rows = rows.filter(wanted)
    if asked.who:
        named = Account.objects.filter(Q(username__iexact=asked.who) | Q(person__name=asked.who)).values_list(
            "pk", flat=True
        )
        rows = rows.filter(
            Q(account_id__in=list(named[:50]))
            | Q(person__name__icontains=asked.who)
            | Q(unit_name__icontains=asked.who)
        )
    if asked.what:
        shown = Q(pk__in=[])
        for beginning in OPEN:
            shown |= Q(code__startswith=f"{beginning}.")
        rows = rows.filter(
            Q(code__icontains=asked.what) | Q(request_id=asked.what) | (shown & Q(object_name__icontains=asked.what))
        )
    return rows


def trail_rows(found: Iterable[Event]) -> Iterator[TrailRow]:
    """Events as lines; business without its content."""
    for event in found:
        whole = event.code.startswith(tuple(f"{one}." for one in OPEN))
        told = panels.told(event.code, event) if whole else _label(event.code)
        seal = getattr(event, "seal", None)
        yield TrailRow(
            event.pk,
            event.at,
            event.person.name if hasattr(event, "person") else event.post_name or "—",
            event.unit_name,
            str(told[0]) if told and told[0] else event.code,
            event.code,
            event.object_name if whole else f"{_kind(event.object_type)} {event.object_id}",
            event.note if whole else "",
            _values(event) if whole else (),
            event.request_id,
            seal.seq if seal else 0,
            seal.entry_hash if seal else "",
        )


def _label(code: str) -> tuple[Say | None, str] | None:
    """The name of a move; a room's own sentence may tell of the content and is not asked."""
    name, _, move = code.rpartition(".")
    table = panels.WORKFLOWS.get(name)
    return next(((one.label, "") for one in table.moves if one.name == move), None) if table else None


def _kind(object_type: str) -> str:
    from luoshi.org.rules import WORKFLOW_LABELS

    if object_type in WORKFLOW_LABELS:
        return str(WORKFLOW_LABELS[object_type])
    try:
        return str(apps.get_model(object_type)._meta.model_name)
    except (LookupError, ValueError):
        return object_type


def _values(event: Event) -> tuple[tuple[str, str, str], ...]:
    names = [*event.before, *(name for name in event.after if name not in event.before)]
    return tuple(
        (name, str(event.before.get(name, ""))[:200], str(event.after.get(name, ""))[:200]) for name in names[:40]
    )


def seal_state(actor: Actor) -> dict[str, Any]:
    """How far the trail is sealed and signed, and what the last verification found."""
    require(actor, "audit")
    last = Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    signed = Checkpoint.objects.order_by("-seq").first()
    newest = Seal.objects.order_by("-event_id").values_list("event_id", flat=True).first() or 0
    checked = Job.objects.filter(task="kernel.verify", ended_at__isnull=False).order_by("-ended_at").first()
    return {
        "sealed": last,
        "waiting": Event.objects.filter(pk__gt=newest - trail.NEAR, seal=None).count(),
        "signed": signed,
        "checked": checked,
    }
