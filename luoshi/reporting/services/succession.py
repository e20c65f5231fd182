"""How do reports in work and reviews pass from a unit that ceases to the one that takes over?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Handed
from luoshi.kernel.say import say
from luoshi.org.models import Ask, Unit
from luoshi.reporting.models import Appeal, Feed, Receipt, Report, ReportReader, Share
from luoshi.reporting.workflow import SHARE

OPEN = ("open", "returned")


def preview(unit: Unit, _heir: Unit | None) -> Iterator[Handed]:
    """What the unit is asked for and has not answered, what it has not sent or not answered itself, and what waits for its review."""
    for ask in Ask.objects.filter(unit=unit, state__in=OPEN, subject__startswith="reporting.").select_related("asker"):
        yield Handed(say("报送"), ask.title, ask.asker.name, ask.due_on, "")
    for row in _appeals(unit):
        yield Handed(say("提请协调"), row.title, row.number, None, reverse("reporting:appeal", args=[row.pk]))
    for feed in _drafts_fed(unit):
        yield Handed(say("协办反馈"), feed.task.title, feed.task.number, None, "")
    shared = Share.objects.filter(unit=unit, state="shared").count()
    if shared:
        yield Handed(say("分享的做法"), str(say("分享的做法 {count} 篇，将收回", count=shared)), "", None, "")
    waiting = Receipt.objects.filter(recipient=unit, state="pending").count()
    if waiting:
        yield Handed(say("待审核"), str(say("待审核 {count} 份", count=waiting)), "", None, "")


def carry(actor: Actor, unit: Unit, heir: Unit) -> None:
    """The heir is asked instead, unless it is asked for the same already; it reviews what had come. Sent reports stay as they are."""
    _pass_feeds(actor, unit, heir)
    _pass_appeals(actor, unit, heir)
    _end_shares(actor, unit)
    for ask in Ask.objects.filter(unit=unit, state__in=OPEN):
        if Ask.objects.filter(asker=ask.asker_id, unit=heir, subject=ask.subject).exists() or ask.asker_id == heir.pk:
            actions.remove(actor, "reporting.period.unask", ask)
        else:
            actions.change(actor, "reporting.period.ask", ask, unit=heir, unit_path=heir.path)
    for ask in Ask.objects.filter(asker=unit, state__in=OPEN, subject__startswith="reporting."):
        if ask.unit_id == heir.pk or Ask.objects.filter(asker=heir, unit=ask.unit_id, subject=ask.subject).exists():
            actions.remove(actor, "reporting.period.unask", ask)
        else:
            actions.change(actor, "reporting.period.ask", ask, asker=heir)
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


def _drafts_fed(unit: Unit) -> list[Feed]:
    return list(Feed.objects.filter(unit=unit, state="draft").select_related("task").order_by("id"))


def _pass_feeds(actor: Actor, unit: Unit, heir: Unit) -> None:
    """The heir goes on with what was not sent, and meets what supporting units have told the lead in periods not yet reported."""
    for feed in _drafts_fed(unit):
        if feed.to_id == heir.pk or Feed.objects.filter(period=feed.period_id, task=feed.task_id, unit=heir).exists():
            actions.remove(actor, "reporting.feed.drop", feed)
        else:
            actions.change(actor, "reporting.feed.pass_on", feed, unit=heir, unit_path=heir.path)
    reported = Report.objects.filter(unit=unit, state="sent").values("period")
    for feed in Feed.objects.filter(to=unit).exclude(period__in=reported).exclude(unit=heir):
        actions.change(actor, "reporting.feed.pass_on", feed, to=heir, to_path=heir.path)


def _appeals(unit: Unit) -> list[Appeal]:
    """Not sent yet, or waiting for this unit's answer."""
    return list(Appeal.objects.filter(Q(unit=unit, state="draft") | Q(to=unit, state="sent")).order_by("id"))


def _pass_appeals(actor: Actor, unit: Unit, heir: Unit) -> None:
    """The heir sends or answers. What would be asked of oneself is not asked."""
    for row in _appeals(unit):
        if row.unit_id != unit.pk:
            actions.change(actor, "reporting.appeal.pass_on", row, to=heir, to_path=heir.path)
        elif row.to_id == heir.pk:
            actions.remove(actor, "reporting.appeal.unsent", row)
        else:
            actions.change(actor, "reporting.appeal.pass_on", row, unit=heir, unit_path=heir.path)


def _end_shares(actor: Actor, unit: Unit) -> None:
    """What a unit chose to show is shown only while somebody can take it back."""
    for row in Share.objects.filter(unit=unit, state="shared"):
        actions.change(actor, SHARE.code("withdraw"), row, state=SHARE.start)
