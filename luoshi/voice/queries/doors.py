"""Where does a worker come in: by which link, and for which places may be written? Public: names of places and units only."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet
from django.db.models.functions import Length

from luoshi.kernel import clock
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.rules import Kind
from luoshi.voice.models import Entrance, Survey

MOST_PLACES = 300


def entrance_at(code: str) -> Entrance | None:
    """The open entrance of a code."""
    rows = Entrance.objects.select_related("place", "task__lead_unit", "unit")
    return rows.filter(code=code[:12], is_open=True).first() if code else None


def survey_at(code: str) -> Survey | None:
    """The survey of a code, until its date."""
    found = Survey.objects.select_related("task", "unit").filter(code=code[:12]).first() if code else None
    return found if found and found.state == "open" and found.closes_on >= clock.today() else None


def places(entrance: Entrance | None) -> QuerySet[Unit]:
    """Places that can be written about: the entrance's own; else all that have a body above them, as far down as a list holds."""
    rows = Unit.objects.filter(kind=Kind.PLACE, abolished_on=None).order_by("path")
    if entrance is not None:
        return rows.filter(pk=entrance.place_id)
    served = rows.filter(pk__in=CoordinationBody.objects.values("place")).annotate(depth=Length("path"))
    deepest, listed = 0, 0
    for depth, count in sorted(Counter(served.values_list("depth", flat=True)).items()):
        listed += count
        if listed <= MOST_PLACES or not deepest:
            deepest = depth
    return served.filter(depth__lte=deepest)


def units_of(entrance: Entrance | None) -> QuerySet[Unit]:
    """Whom an entrance's place lets one name: its departments, unions and office; enterprises are not looked into."""
    if entrance is None or entrance.task_id:
        return Unit.objects.none()
    rows = Unit.objects.filter(place_path=entrance.place.path, abolished_on=None)
    return rows.exclude(kind__in=[Kind.PLACE, Kind.ENTERPRISE]).order_by("path")
