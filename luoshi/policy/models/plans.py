"""What has the plan's text been read as, which unit does each name mean, and what did the units say to their duties?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving
from luoshi.ledger.models import Plan, Task
from luoshi.org.models import Post, Unit
from luoshi.org.scope import Scope, Scoped

MARKS = [
    ("unit", _("责任单位")),
    ("deadline", _("时限")),
    ("target", _("目标")),
    ("residue", _("拿不准")),
]


class Mark(Scoped):
    """A place in a plan's text and what it was read as; ``start``/``end`` are offsets into `Plan.text`.

    A unit mark carries the name as written, its role and, once known, the unit. A residue mark is a place that the
    grammar did not understand; ``settled`` when a person has dealt with it.
    """

    scope: ClassVar[Scope] = Scope(via="plan")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="marks")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="marks")
    kind = models.CharField(max_length=10, choices=MARKS)
    text = models.CharField(max_length=300)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    role = models.CharField(max_length=10, blank=True)
    generic = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["plan", "start", "id"]
        indexes: ClassVar = [models.Index(fields=["plan", "kind", "settled"], name="mark_plan_kind")]

    def __str__(self) -> str:
        return self.text

    @property
    def trail(self) -> Plan:
        return self.plan


class Review(Scoped):
    """Whether a person has gone over a task that was read from the plan. ``acts`` counts how often it was confirmed,
    ``corrected`` says whether something that had been read was set right."""

    scope: ClassVar[Scope] = Scope(via="plan")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reviews")
    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="review")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    acts = models.PositiveSmallIntegerField(default=0)
    corrected = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.task)

    @property
    def trail(self) -> Task:
        return self.task


class UnitName(models.Model):
    """A name as plans write it, and the unit it means for the office that said so; remembered for the next plan."""

    owner = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="unit_name_once")]

    def __str__(self) -> str:
        return f"{self.name} → {self.unit}"


class Opinion(Scoped, Moving):
    """One unit's answer on its draft duty in one task, and whether the office adopted it, and why."""

    scope: ClassVar[Scope] = Scope(via="task")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="opinions")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="opinions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="opinions")
    due_on = models.DateField(_("反馈截止"))
    text = models.TextField(_("意见"), blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("采纳情况说明"), blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["plan", "task__number", "unit__path"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "unit"], name="opinion_once")]
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="opinion_unit")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.task}"

    @property
    def trail(self) -> Task:
        return self.task
