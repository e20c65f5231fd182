"""What was found, what did the unit say to it, what was concluded, and what became of an objection?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.inspection.models.visits import Visit
from luoshi.inspection.rules.sheets import AXES
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving
from luoshi.ledger.models import Task
from luoshi.org.models import Person
from luoshi.org.scope import Scope, Scoped, ScopedQuerySet
from luoshi.problems.models import Problem

M = TypeVar("M", bound=models.Model)


class OncePast(ScopedQuerySet[M]):
    """Rows of visits: the inspecting side reads all, the unit those that have left the office (``inside``: states before)."""

    inside: tuple[str, ...] = ("draft",)

    def visible_to(self, actor: Actor) -> Self:
        """Working papers stay with the team."""
        mine = Q(visit__in=Visit.objects.inspecting(actor))
        return self.filter(mine | (Q(visit__in=Visit.objects.visible_to(actor)) & ~Q(state__in=self.inside)))


class UntilDelivered(OncePast[M]):
    """A conclusion that is signed is still in the office."""

    inside = ("draft", "signed")


OncePastManager = models.Manager.from_queryset(OncePast)
UntilDeliveredManager = models.Manager.from_queryset(UntilDelivered)


class Finding(Scoped, Moving):
    """One thing that the team found, with evidence. The unit confirms it or refuses it with its explanation.

    ``ruling``: why it stands or falls after a refusal. ``problem``: where it is being put right.
    """

    scope: ClassVar[Scope] = Scope(via="visit")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="findings")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(_("发现的问题"), max_length=120)
    facts = models.TextField(_("事实"))
    against = models.CharField(_("对照的要求"), max_length=200, blank=True)
    axis = models.CharField(_("归类"), max_length=9, choices=[(key, key) for key in AXES])
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="findings_on")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answer_by = models.DateField(_("反馈期限"), null=True, blank=True)
    answer = models.TextField(_("单位意见"), blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_name = models.CharField(_("单位确认人"), max_length=40, blank=True)
    ruling = models.TextField(_("核对情况"), blank=True)
    ruled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal = ("answered_name",)

    objects: ClassVar[OncePastManager[Finding]] = OncePastManager()

    class Meta:
        ordering: ClassVar = ["visit", "place", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def trail(self) -> Visit:
        return self.visit


class Conclusion(Scoped, Moving):
    """What the inspection says of the unit: drafted, signed with number and date, delivered, received.

    ``object_by``: until when the unit may object, thirty days from the receipt.
    """

    scope: ClassVar[Scope] = Scope(via="visit")

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="conclusion")
    text = models.TextField(_("督察结论"))
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(_("文号"), max_length=60, blank=True)
    signed_on = models.DateField(_("签发日期"), null=True, blank=True)
    signer = models.CharField(_("签发人"), max_length=40, blank=True)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    delivered_on = models.DateField(_("送达日期"), null=True, blank=True)
    delivery = models.CharField(_("送达方式"), max_length=60, blank=True)
    received_on = models.DateField(_("签收日期"), null=True, blank=True)
    receiver = models.CharField(_("签收人"), max_length=40, blank=True)
    object_by = models.DateField(null=True, blank=True)

    personal = ("signer", "receiver")

    objects: ClassVar[UntilDeliveredManager[Conclusion]] = UntilDeliveredManager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.visit.unit}".strip()

    @property
    def trail(self) -> Visit:
        return self.visit


class FormerText(models.Model):
    """A conclusion as it stood before an objection corrected it: it stays readable."""

    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="former")
    text = models.TextField()
    until = models.DateField()
    because = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["conclusion", "id"]

    def __str__(self) -> str:
        return f"{self.conclusion} {self.until}"

    @property
    def trail(self) -> Visit:
        return self.conclusion.visit


class Objection(Scoped, Moving):
    """The unit does not agree. Decided within thirty days by people who had no part in the visit, the drafting or the signing.

    ``finding``: the one it is about; none: the conclusion as a whole. ``deciders``: who decided, by name.
    """

    scope: ClassVar[Scope] = Scope(via="visit")

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="objections")
    conclusion = models.ForeignKey(Conclusion, on_delete=models.CASCADE, related_name="objections")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="objections")
    reason = models.TextField(_("理由"))
    signed_by = models.CharField(_("单位主要负责人"), max_length=40)
    raised_on = models.DateField()
    due_on = models.DateField(_("复核期限"))
    deciders = models.CharField(_("复核人"), max_length=120, blank=True)
    ruling = models.TextField(_("复核意见"), blank=True)
    number = models.CharField(_("复核决定文号"), max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    personal = ("signed_by", "deciders")

    objects: ClassVar[OncePastManager[Objection]] = OncePastManager()

    class Meta:
        ordering: ClassVar = ["visit", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conclusion"], condition=Q(state="raised"), name="objection_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.conclusion} {self.raised_on}"

    @property
    def trail(self) -> Visit:
        return self.visit
