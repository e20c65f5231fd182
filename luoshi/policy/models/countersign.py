"""Which units have countersigned the final text of a division, and which text was it?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving
from luoshi.ledger.models import Plan
from luoshi.org.models import Unit
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet, within

M = TypeVar("M", bound=models.Model)


class Countersigns(ScopedQuerySet[M]):
    """A unit's own, and those of the documents that one's own unit drafts."""

    def visible_to(self, actor: Actor) -> Self:
        """What other units signed is the drafter's to know."""
        own = {held.unit_id for held in actor.grants}
        return self.filter(within(actor, "unit_path") | Q(plan__unit__in=own))


CountersignsManager = models.Manager.from_queryset(Countersigns)


class Countersign(Scoped, Moving):
    """A unit's countersign (会签) of a division's final text. ``text_hash``: of the text that was laid before it."""

    scope: ClassVar[Scope] = Scope("unit_path")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="countersigns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="countersigns")
    unit_path = PathField()
    text_hash = models.CharField(max_length=64)
    due_on = models.DateField(_("会签截止"))
    asked_at = models.DateTimeField()
    signed_by = models.CharField(_("会签人"), max_length=40, blank=True)
    signed_on = models.DateField(_("会签日期"), null=True, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    outcome = models.TextField(_("协调结果和依据"), blank=True)

    personal = ("signed_by",)
    objects: ClassVar[CountersignsManager[Countersign]] = CountersignsManager()

    class Meta:
        ordering: ClassVar = ["plan", "unit_path"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "unit"], name="countersign_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "state"], name="countersign_path_state")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.plan}"
