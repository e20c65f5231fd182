"""Which money does a reader see, for what, and which tasks have none? Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.queries import Entry, timeline
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Task
from luoshi.ledger.queries import Filters, tasks
from luoshi.ledger.rules import CLOSED, plain
from luoshi.org.models import Unit
from luoshi.org.queries import member_units
from luoshi.org.rules import permissions
from luoshi.policy.models import Fund, FundTask
from luoshi.policy.models.funds import SOURCES
from luoshi.policy.rules.funds import Aim, Line, Money, aims, remarks, total

MOST = 5_000
"""Lines of one year that are put together; more are a reason to ask for a narrower view."""


@dataclass(frozen=True)
class FundRow:
    """A budget line as it is shown."""

    fund: Fund
    line: Line
    remarks: tuple[Say, ...]
    tasks: int
    own: bool


@dataclass(frozen=True)
class FundAim:
    """Lines for one purpose, with those that are shown."""

    aim: Aim
    rows: tuple[FundRow, ...]


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    year: int
    q: str = ""
    source: str = ""
    unit: int | None = None
    pool: str = ""
    overlaps: bool = False


@dataclass(frozen=True)
class FundsPage:
    """The register of a year: what it is for, what it comes to, and by which accounts it is paid."""

    aims: tuple[FundAim, ...]
    total: Money
    overlapping: int
    pools: tuple[tuple[str, int, Money], ...]
    is_capped: bool


def asked_funds(params: Any) -> Asked:
    """An address read; what makes no sense is left out."""
    year, unit = params.get("year", ""), params.get("unit", "")
    source = params.get("source", "")
    return Asked(
        year=int(year) if year.isdecimal() and len(year) == 4 else clock.today().year,
        q=params.get("q", "").strip()[:60], source=source if source in dict(SOURCES) else "",
        unit=int(unit) if unit.isdecimal() and len(unit) < 10 else None, pool=params.get("pool", "").strip()[:60],
        overlaps=params.get("overlaps") == "yes",
    )  # fmt: skip


def funds(actor: Actor, asked: Asked) -> FundsPage:
    """The lines of a year in sight, by what they are for. Whether pots overlap is judged on all of them, not on the filtered."""
    seen = list(Fund.objects.visible_to(actor).filter(year=asked.year).select_related("unit")[: MOST + 1])
    seen, is_capped = seen[:MOST], len(seen) > MOST
    counts = Counter(FundTask.objects.filter(fund__in=[row.pk for row in seen]).values_list("fund_id", flat=True))
    keepers = set(fund_keepers(actor).values_list("pk", flat=True))
    rows = {
        row.pk: FundRow(row, line_of(row), tuple(remarks(money_of(row))), counts[row.pk], row.unit_id in keepers)
        for row in seen
    }
    every = aims(row.line for row in rows.values())
    shown = []
    for aim in every:
        kept = tuple(rows[line.key] for line in aim.lines if _is_asked(rows[line.key].fund, asked))
        if kept and (aim.overlaps or not asked.overlaps):
            shown.append(FundAim(aim, kept))
    lines = [row.line for one in shown for row in one.rows]
    return FundsPage(tuple(shown), total(lines), sum(aim.overlaps for aim in every), _pools(rows.values()), is_capped)


def _is_asked(row: Fund, asked: Asked) -> bool:
    return (
        (not asked.q or asked.q.casefold() in f"{row.purpose} {row.beneficiary} {row.source_name}".casefold())
        and asked.source in {"", row.source}
        and asked.unit in {None, row.unit_id}
        and asked.pool in {"", row.pool}
    )


def _pools(rows: Any) -> tuple[tuple[str, int, Money], ...]:
    found: dict[str, list[Line]] = {}
    for row in rows:
        if row.fund.pool:
            found.setdefault(row.fund.pool, []).append(row.line)
    return tuple((name, len(lines), total(lines)) for name, lines in sorted(found.items()))


def money_of(row: Fund) -> Money:
    """A line's amounts."""
    return Money(row.wanted, row.allocated, row.paid)


def line_of(row: Fund) -> Line:
    """A line as the rules read it."""
    pot = str(row.get_source_display())
    pot = f"{pot}·{row.source_name}" if row.source_name else pot
    return Line(row.pk, row.year, row.purpose, row.beneficiary, pot, row.unit.name, money_of(row))


def fund_keepers(actor: Actor) -> QuerySet[Unit]:
    """Units whose lines this person may enter: the own one, and for an office the members of its place."""
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    may = permissions(actor.roles)
    if unit is None or not {"draft", "report"} & may:
        return Unit.objects.none()
    return member_units(unit) if "draft" in may else Unit.objects.filter(pk=unit.pk)


def find_fund(actor: Actor, pk: int) -> Fund:
    """A line, or `NotVisible`."""
    return Fund.objects.select_related("unit").get_visible(actor, pk=pk)


def fund_years(actor: Actor) -> list[int]:
    """Years with lines in sight, and this one."""
    known = Fund.objects.visible_to(actor).order_by().values_list("year", flat=True).distinct()
    return sorted({*known, clock.today().year}, reverse=True)


def fund_tasks(actor: Actor, row: Fund) -> list[FundTask]:
    """The tasks that a line pays for, those in sight."""
    seen = Task.objects.visible_to(actor)
    return list(
        FundTask.objects.filter(fund=row, task__in=seen).select_related("task__lead_unit").order_by("task__order_key")
    )


def funds_of(actor: Actor, task: Task) -> list[FundRow]:
    """The lines that pay for a task, or for the one it was broken down from; those in sight."""
    keys = [task.pk, *([task.parent_id] if task.parent_id else [])]
    rows = Fund.objects.visible_to(actor).filter(links__task__in=keys).select_related("unit").distinct()
    return [FundRow(row, line_of(row), tuple(remarks(money_of(row))), 0, False) for row in rows]


def beside(actor: Actor, row: Fund) -> FundAim | None:
    """What else is there for the same purpose and people this year; None where the line stands alone."""
    found = funds(actor, Asked(row.year)).aims
    mine = next((one for one in found if any(line.key == row.pk for line in one.aim.lines)), None)
    return mine if mine and len(mine.rows) > 1 else None


def fund_remarks(row: Fund) -> list[Say]:
    """What a reader should notice about a line."""
    return remarks(money_of(row))


def fund_events(row: Fund) -> list[Entry]:
    """What was done with a line."""
    return timeline(row, ("policy.fund",), most=50)


def without_funds(actor: Actor, year: int) -> QuerySet[Task]:
    """Running tasks of one's own place that no line of the year pays for."""
    paid = FundTask.objects.filter(task=OuterRef("pk"), fund__year=year)
    rows = tasks(actor, Filters(mine="issued")).filter(parent=None)
    return (
        rows.exclude(state__in=[*CLOSED, "draft"])
        .exclude(Exists(paid))
        .select_related("lead_unit")
        .order_by("order_key")
    )


def payable(actor: Actor, row: Fund) -> QuerySet[Task]:
    """Running tasks that a unit of the same place leads, and that the line does not pay for yet."""
    rows = Task.objects.visible_to(actor).exclude(state__in=[*CLOSED, "draft"]).exclude(fund_links__fund=row)
    return rows.filter(lead_unit__place_path=row.unit.place_path).order_by("order_key")


def fund_because(rows: Sequence[FundRow]) -> Say:
    """What a task's money comes to, in a sentence."""
    if not rows:
        return say("还没有登记经费。")
    money = total(row.line for row in rows)
    return say(
        "安排 {allocated} 万元，已支付 {paid} 万元，结余 {left} 万元。",
        allocated=plain(money.allocated),
        paid=plain(money.paid),
        left=plain(money.left),
    )
