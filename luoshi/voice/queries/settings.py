"""How soon does a place answer those who write to it?"""

from __future__ import annotations

from luoshi.kernel.actor import Actor
from luoshi.kernel.prepared import Prepared
from luoshi.org import queries as org
from luoshi.org.models import Unit
from luoshi.org.rules import Kind, permissions
from luoshi.voice.models import VoiceSettings
from luoshi.voice.rules.clocks import REPLY, Limits

DAYS = ("accept", *REPLY, "kept")
_SETTINGS = Prepared(lambda: VoiceSettings.objects.select_related("unit"))


def settings_at(path: str) -> VoiceSettings:
    """What the nearest place above a path has set, else the defaults."""
    found: VoiceSettings = org.nearest(path, _SETTINGS()) or VoiceSettings()
    return found


def limits_at(path: str) -> Limits:
    """The days that hold at a path."""
    row = settings_at(path)
    return Limits(row.accept, {kind: getattr(row, kind) for kind in REPLY}, row.kept)


def may_set(actor: Actor) -> bool:
    """Whether the actor sets them for a place: its office's, who hears workers, or its head."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    return unit is not None and unit.kind == Kind.OFFICE and bool({"hear", "approve"} & permissions(actor.roles))
