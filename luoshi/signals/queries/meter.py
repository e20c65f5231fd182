"""减负监测: who asks whom for how much, this quarter and the last, and the rows behind every number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import Say
from luoshi.kernel.say import told as say_told
from luoshi.org import queries as org
from luoshi.org.models import LEVEL_CHOICES, Ask, Unit
from luoshi.org.rules.burden import FORMULA, Load, quarter_of
from luoshi.org.scope import under
from luoshi.signals.models import KINDS, Complaint, Sending, SendingUnit
from luoshi.signals.queries.notices import limits_of
from luoshi.signals.rules.meter import LEAST_SHOWN, MEASURES, Asked, Total, shown_count, stands_for, total
from luoshi.signals.rules.notices import Limits

MOST = 1000
NOTHING = Total({})
OWN = Q(counts=True) | Q(fields__gt=0) | Q(words__gt=0)
"""A body that is only told as well asks nothing of its own."""


@dataclass(frozen=True)
class Sought:
    """What is looked at: the units at and below ``node``, in the quarter from ``starts_on`` to ``ends_on``."""

    node: Unit
    starts_on: date
    ends_on: date

    def query(self, **more: object) -> str:
        """The address of the rows, narrowed further."""
        return urlencode({"unit": self.node.pk, "day": self.starts_on.isoformat(), **more})

    def before(self) -> Sought:
        """The quarter before."""
        first, last = quarter_of(date.fromordinal(self.starts_on.toordinal() - 1))
        return Sought(self.node, first, last)


@dataclass(frozen=True)
class Line:
    """A unit, a level or a body with what it comes to; ``query``: where its rows are; ``last``: a quarter before."""

    name: str
    query: str
    now: Total
    last: Total


def sought(actor: Actor, unit: int = 0, day: str = "") -> Sought:
    """What the address asks for: the place or unit acted for, this quarter."""
    node = Unit.objects.get_visible(actor, pk=unit) if unit else first_node(actor)
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        chosen = clock.today()
    return Sought(node, *quarter_of(chosen if 2000 < chosen.year < 2099 else clock.today()))


def first_node(actor: Actor) -> Unit:
    """The widest that the actor sees from the unit acted for."""
    sights = [held.sight for held in actor.grants if held.unit_id == actor.unit_id and held.sight]
    return Unit.objects.get_visible(actor, path=min(sights) if sights else actor.path)


def limits_at(at: Sought) -> Limits:
    """Those of the office of the place that is looked at."""
    return limits_of(org.office_of(at.node) or at.node)


def asks_in(actor: Actor, at: Sought) -> QuerySet[Ask]:
    """Requests to fill something in, of units in sight."""
    rows = Ask.objects.visible_to(actor).filter(under(at.node.path, "unit_path"), OWN)
    return rows.filter(asked_on__gte=at.starts_on, asked_on__lte=at.ends_on)


def sendings_in(actor: Actor, at: Sought) -> QuerySet[SendingUnit]:
    """What has reached units in sight, by unit."""
    rows = SendingUnit.objects.filter(under(at.node.path, "unit_path"), asks=False)
    seen = Sending.objects.visible_to(actor)
    return rows.filter(sent_on__gte=at.starts_on, sent_on__lte=at.ends_on, sending__in=seen)


def grouped(asks: QuerySet[Ask], sent: QuerySet[SendingUnit], by: str) -> dict[Any, list[Asked]]:
    """Both by one of their columns ("unit", "unit__level", "asker"), as the rule adds them up; "" for all together."""
    found: dict[Any, list[Asked]] = defaultdict(list)
    counted = asks.values("asked_on", "due_on", *_column(by, "")).annotate(
        times=Count("pk"), items=Sum("fields"), ready=Sum("prefilled"), text=Sum("words")
    )
    for row in counted.order_by():
        load = Load(row["times"], row["items"], row["ready"], row["text"])
        found[row[by] if by else ""].append(Asked("ask", row["asked_on"], row["due_on"], row["times"], load))
    rows = sent.values("sending", *_column(by, "sending__")).annotate(reached=Count("pk")).order_by()
    sendings = Sending.objects.in_bulk({row["sending"] for row in rows})
    for row in rows:
        found[row[_column(by, "sending__")[0]] if by else ""].append(_told(sendings[row["sending"]], row["reached"]))
    return found


def _column(by: str, prefix: str) -> list[str]:
    """An asker stands with what was sent; where and at which level a unit is stands with the unit."""
    return [] if not by else [prefix + by if by == "asker" else by]


def _told(one: Sending, reached: int) -> Asked:
    """A thing sent. The dates and times of what `org.Ask` holds are counted there."""
    rules = tuple(str(finding["rule"]) for finding in one.findings)
    asks = one.kind == "letter" and one.due_on is not None
    load = Load(reached) if asks else Load()
    return Asked(one.kind, one.sent_on, one.due_on if asks else None, reached, load, rules, bool(one.despite))


def meter_page(actor: Actor, at: Sought) -> dict[str, Any]:
    """Everything together, by level and by who asks; units are read a page at a time (`unit_lines`)."""
    days, limits, last = calendar(), limits_at(at), at.before()
    now = (asks_in(actor, at), sendings_in(actor, at))
    then = (asks_in(actor, last), sendings_in(actor, last))
    sums = [total(grouped(*which, "").get("", ()), days, limits) for which in (now, then)]
    levels = {key: (str(label)) for key, label in LEVEL_CHOICES}
    by_level = [
        {key: total(rows, days, limits) for key, rows in grouped(*which, "unit__level").items()}
        for which in (now, then)
    ]
    by_asker = [
        {key: total(rows, days, limits) for key, rows in grouped(*which, "asker").items()} for which in (now, then)
    ]
    askers = Unit.objects.filter(pk__in=set().union(*by_asker)).order_by("path")
    return {
        "at": at, "last": last, "limits": limits, "measures": MEASURES, "formula": FORMULA, "least": LEAST_SHOWN,
        "sums": [(one, sums[0].of(one.key), sums[1].of(one.key)) for one in MEASURES], "days": (sums[0].days, sums[1].days),
        "levels": _lines(at, "level", levels, *by_level), "query": at.query(),
        "askers": _lines(at, "asker", {unit.pk: unit.name for unit in askers}, *by_asker),
        "places": Unit.objects.visible_to(actor).filter(parent=at.node, kind="place", abolished_on=None).order_by("path"),
        "above": Unit.objects.visible_to(actor).filter(pk=at.node.parent_id or 0).first(),
        "complaints": complaints_by_asker(actor, at),
    }  # fmt: skip


def _lines(
    at: Sought, part: str, names: Mapping[Any, str], now: Mapping[Any, Total], last: Mapping[Any, Total]
) -> list[Line]:
    """In the order of the names, never by size."""
    return [
        Line(name, at.query(**{part: key}), now.get(key, NOTHING), last.get(key, NOTHING))
        for key, name in names.items()
        if key in now or key in last
    ]


def units_asked(actor: Actor, at: Sought) -> QuerySet[Unit]:
    """Units of which something was asked in the quarter, in the order of the tree."""
    asked = Q(pk__in=asks_in(actor, at).values("unit")) | Q(pk__in=sendings_in(actor, at).values("unit"))
    return Unit.objects.visible_to(actor).filter(under(at.node.path, "path"), asked).order_by("path")


def unit_lines(actor: Actor, at: Sought, units: Iterable[Unit], limits: Limits) -> list[Line]:
    """These units, with the quarter before."""
    days, names = calendar(), {unit.pk: unit.name for unit in units}
    now, last = (
        grouped(asks_in(actor, one).filter(unit__in=names), sendings_in(actor, one).filter(unit__in=names), "unit")
        for one in (at, at.before())
    )
    sums = [{key: total(rows, days, limits) for key, rows in which.items()} for which in (now, last)]
    return _lines(at, "unit", names, *sums)


def complaints_by_asker(actor: Actor, at: Sought) -> list[tuple[str, int | None]]:
    """How many complaints about whom, where there are enough of them to hide who has complained."""
    rows = Complaint.objects.filter(
        under(at.node.path, "unit__path"), received_on__gte=at.starts_on, received_on__lte=at.ends_on
    )
    counted = rows.exclude(asker=None).filter(asker__in=Unit.objects.visible_to(actor))
    return [
        (row["name"], shown_count(row["number"]))
        for row in counted.values(name=F("asker__name")).annotate(number=Count("pk")).order_by("asker__path")
    ]


@dataclass(frozen=True)
class Row:
    """One thing asked of one unit, or sent to it."""

    told: Asked
    title: str
    asker: Unit
    unit: Unit
    findings: tuple[Say, ...] = ()
    despite: str = ""


def rows_page(actor: Actor, at: Sought, *, what: str = "", asker: str = "", level: str = "") -> dict[str, Any]:
    """The things that a number stands for, the latest first."""
    days, limits = calendar(), limits_at(at)
    narrowed = {"unit__level": level} if level in dict(LEVEL_CHOICES) else {}
    by = int(asker) if asker.isdigit() else 0
    asks = asks_in(actor, at).filter(**narrowed, **({"asker": by} if by else {}))
    sent = sendings_in(actor, at).filter(**narrowed, **({"sending__asker": by} if by else {}))
    rows = [_asked_row(one) for one in asks.select_related("asker", "unit").order_by("-asked_on", "-pk")[:MOST]]
    reached = sent.select_related("sending__asker", "unit").order_by("-sent_on", "-pk")[:MOST]
    rows += [_sent_row(one) for one in reached]
    found = [row for row in rows if stands_for(what, row.told, days, limits)]
    return {
        "at": at, "rows": sorted(found, key=lambda row: row.told.on, reverse=True), "most": MOST,
        "measure": next((one for one in MEASURES if one.key == what), None), "kinds": dict(KINDS),
        "asker": Unit.objects.filter(pk=by).first(), "level": dict(LEVEL_CHOICES).get(level, ""),
    }  # fmt: skip


def _asked_row(one: Ask) -> Row:
    told = Asked("ask", one.asked_on, one.due_on, 1, Load(1, one.fields, one.prefilled, one.words))
    return Row(told, one.title, one.asker, one.unit)


def _sent_row(one: SendingUnit) -> Row:
    sending = one.sending
    findings = tuple(say_told(finding["text"]) for finding in sending.findings)
    return Row(_told(sending, 1), sending.title, sending.asker, one.unit, findings, sending.despite)
