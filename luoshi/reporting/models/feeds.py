"""What do supporting units hand to the lead, where does a sentence come from, and what is asked when help is needed?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models import Task
from luoshi.org.models import Person, Unit
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet, within
from luoshi.reporting.models.entries import Entry, EntryVersion
from luoshi.reporting.models.periods import Period

M = TypeVar("M", bound=models.Model)


class Between(ScopedQuerySet[M]):
    """Rows that one unit writes to another: its own unit's from the start, the other side's once they are sent."""

    def visible_to(self, actor: Actor) -> Self:
        """The writer's own; what was sent, also to whoever may see the writer or the addressee."""
        own = {held.unit_id for held in actor.grants}
        sent = ~Q(state="draft") & (within(actor, "unit_path") | within(actor, "to_path"))
        return self.filter(Q(unit__in=own) | sent)


BetweenManager = models.Manager.from_queryset(Between)


class Feed(Scoped, Moving):
    """What a joint or supporting unit tells the lead about one task in one period, before the lead reports for all.

    ``to`` is the lead unit. Silence is no row at all, or a draft: it shows as 协办未反馈.
    """

    scope: ClassVar[Scope] = Scope("unit_path")

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="feeds")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="feeds")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="feeds")
    unit_path = PathField()
    to = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="feeds_received")
    to_path = PathField()
    text = models.TextField(_("本单位承担部分的进展"), blank=True)
    no_change = models.BooleanField(_("本期无变化"), default=False)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[BetweenManager[Feed]] = BetweenManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["period", "task", "unit"], name="feed_once")]
        indexes: ClassVar = [models.Index(fields=["to", "period"], name="feed_to_period")]

    def __str__(self) -> str:
        return f"{self.task} · {self.unit}"

    @property
    def trail(self) -> Task:
        """The task's page tells it; nothing is recorded before it is sent."""
        return self.task


class EntrySource(models.Model):
    """A sentence that an entry took over, and from which sending or feed: the box beside it names the unit."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="sources")
    version = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sentence = models.TextField()

    class Meta:
        ordering: ClassVar = ["entry", "id"]

    def __str__(self) -> str:
        return f"{self.unit}: {self.sentence[:40]}"

    @property
    def trail(self) -> models.Model:
        return self.entry.report


class Appeal(Scoped, Moving):
    """提请协调函, or 请示: what a unit asks because a report says that help is needed. A 报告 carries no request.

    A draft until its unit sends it; then it bears a number of the unit's own series, and the addressee answers.
    """

    scope: ClassVar[Scope] = Scope("unit_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="appeal")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="appeals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appeals")
    unit_path = PathField()
    to = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appeals_received")
    to_path = PathField()
    document = models.CharField(_("文种"), max_length=20)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("正文"))
    signed_by = models.CharField(_("签发人"), max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[BetweenManager[Appeal]] = BetweenManager()

    personal = ("signed_by",)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year", "serial"], condition=Q(serial__isnull=False), name="appeal_number_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["to", "state"], name="appeal_to_state")]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def trail(self) -> models.Model:
        """Until it is sent it is its own unit's matter."""
        return self.entry.report if self.state == "draft" else self.task
