"""How do reports in work and reviews pass from a unit that ceases to the one that takes over?"""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Handed
from luoshi.kernel.say import say
from luoshi.org.models import Ask, Unit
from luoshi.reporting.models import Receipt, Report, ReportReader

OPEN = ("open", "returned")


def preview(unit: Unit, _heir: Unit | None) -> Iterator[Handed]:
    """What the unit is asked for and has not answered, and what waits for its review."""
    for ask in Ask.objects.filter(unit=unit, state__in=OPEN, subject__startswith="reporting.").select_related("asker"):
        yield Handed(say("报送"), ask.title, ask.asker.name, ask.due_on, "")
    waiting = Receipt.objects.filter(recipient=unit, state="pending").count()
    if waiting:
        yield Handed(say("待审核"), str(say("待审核 {count} 份", count=waiting)), "", None, "")


def carry(actor: Actor, unit: Unit, heir: Unit) -> None:
    """The heir is asked instead, unless it is asked for the same already; it reviews what had come. Sent reports stay as they are."""
    for ask in Ask.objects.filter(unit=unit, state__in=OPEN):
        if Ask.objects.filter(asker=ask.asker_id, unit=heir, subject=ask.subject).exists() or ask.asker_id == heir.pk:
            actions.remove(actor, "reporting.period.unask", ask)
        else:
            actions.change(actor, "reporting.period.ask", ask, unit=heir, unit_path=heir.path)
    for row in Receipt.objects.filter(recipient=unit, state="pending").select_related("report"):
        if Receipt.objects.filter(entry=row.entry_id, recipient=heir).exists():
            continue
        actions.change(actor, "reporting.receipt.pass_on", row, recipient=heir)
        _let_read(actor, row.report, unit, heir)


def _let_read(actor: Actor, report: Report, unit: Unit, heir: Unit) -> None:
    old = ReportReader.objects.filter(report=report, unit=unit).first()
    if old is not None and not ReportReader.objects.filter(report=report, unit=heir).exists():
        row = ReportReader(report=report, unit=heir, unit_path=heir.path, shown=old.shown)
        actions.create(actor, "reporting.report.open_to", row)
