"""What has a unit chosen to show the units beside it?"""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving
from luoshi.org.models import LineMembership, Person, Unit
from luoshi.org.scope import Scope, Scoped, ScopedQuerySet, in_force
from luoshi.reporting.models.entries import Entry
from luoshi.reporting.models.reports import Report

M = TypeVar("M", bound=models.Model)


class AmongSiblings(ScopedQuerySet[M]):
    """Rows that a unit shows to those beside it, while it does: with the same parent, or below the same superior in a line."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, and what is shared beside one's units."""
        own = {held.unit_id for held in actor.grants}
        return self.filter(Q(unit__in=own) | _beside(own))

    def beside(self, unit_id: int) -> Self:
        """What other units share with one."""
        return self.filter(_beside({unit_id})).exclude(unit=unit_id)


def _beside(units: Collection[int]) -> Q:
    """A unit that has moved away since it shared shows nothing to those that it left, and nothing to those that it came
    to: they were not the ones that it chose."""
    parents = Unit.objects.filter(pk__in=units).exclude(parent=None).values("parent")
    today = clock.today()
    mine = LineMembership.objects.filter(in_force(today), unit__in=units, line=OuterRef("line"))
    theirs = LineMembership.objects.filter(in_force(today), unit=OuterRef("unit"), starts_on__lte=OuterRef("shared_at"))
    one_line = theirs.filter(Exists(mine.filter(superior=OuterRef("superior"))))
    return Q(state="shared") & (Q(among__in=parents, among=F("unit__parent")) | Q(Exists(one_line)))


AmongSiblingsManager = models.Manager.from_queryset(AmongSiblings)


class Share(Scoped, Moving):
    """做法 of one task that a unit shares with its siblings: the text as it was signed and sent, and nothing else of the
    report. ``among`` is the parent whose children read it, beside the line's. Shared by the unit's own act, taken back at any time.
    """

    scope: ClassVar[Scope] = Scope(via="unit")

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="share")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    among = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("任务"), max_length=200)
    period_name = models.CharField(_("期次"), max_length=40)
    text = models.TextField(_("做法"))
    shared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shared_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AmongSiblingsManager[Share]] = AmongSiblingsManager()

    class Meta:
        ordering: ClassVar = ["-shared_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["among", "state", "-shared_at"], name="share_among")]

    def __str__(self) -> str:
        return f"{self.title} · {self.period_name}"

    @property
    def trail(self) -> Report:
        """The report's: it is the unit's own matter what it shows."""
        return self.entry.report
