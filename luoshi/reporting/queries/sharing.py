"""What do the units beside one's own share, and may this be shared? Reads only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import Say, say
from luoshi.org.models import LineMembership, Unit
from luoshi.org.queries import in_force
from luoshi.org.rules import roles_towards
from luoshi.reporting import rules
from luoshi.reporting.models import Entry, EntryVersion, Share
from luoshi.reporting.workflow import SHARE, ShareFacts


def siblings_shares(actor: Actor) -> QuerySet[Share]:
    """What the siblings of the unit acted for share with it, latest first."""
    return Share.objects.visible_to(actor).beside(actor.unit_id or 0).select_related("unit")


def own_shares(actor: Actor) -> QuerySet[Share]:
    """What the unit acted for shares itself."""
    rows = Share.objects.visible_to(actor).filter(unit=actor.unit_id, state="shared")
    return rows.select_related("unit", "entry")


def share_of(entry: Entry) -> Share | None:
    """How an entry is shared, if it ever was."""
    return Share.objects.filter(entry=entry).first()


def sent_text(entry: Entry) -> str:
    """What the entry says as it was sent last: only what was signed can be shared."""
    version = EntryVersion.objects.filter(entry=entry).order_by("-round").first()
    return rules.from_json(version.content).narrative.strip() if version else ""


def share_facts(actor: Actor, entry: Entry, text: str) -> ShareFacts:
    """What the guards of sharing look at."""
    unit = entry.report.unit
    mine = ["unit"] if unit.pk == actor.unit_id else []
    return ShareFacts(
        roles=roles_towards(mine, actor.roles),
        holders={"unit.report": unit.name, "unit.sign": unit.name},
        sent=bool(text) or entry.versions.exists(),
        empty=not text,
        alone=unit.parent_id is None,
    )


def may_share(actor: Actor, entry: Entry) -> dict[str, Any]:
    """What the entry's page shows of sharing: how it stands, and what may be done."""
    share, text = share_of(entry), sent_text(entry)
    state = share.state if share else SHARE.start
    offers = SHARE.offers(state, share_facts(actor, entry, text))
    return {
        "share": share if state == "shared" else None,
        "offers": offers,
        "text": text,
        "readers": readers(entry.report.unit),
    }


def readers(unit: Unit) -> list[Say]:
    """The units beside this one: who would read what it shares."""
    lines = LineMembership.objects.filter(in_force(clock.today()), unit=unit).exclude(superior=None)
    beside = [
        say("{unit}“{line}”条线的下级单位", unit=row.superior.name, line=row.line.name)
        for row in lines.select_related("superior", "line")
        if row.superior is not None
    ]
    return [say("{unit}直属的单位", unit=unit.parent.name), *beside] if unit.parent else beside
