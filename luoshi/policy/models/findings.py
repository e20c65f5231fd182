"""What was found on the duties of plans, where, and what did a person say to it?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving
from luoshi.kernel.say import Say, told
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.org.models import Unit
from luoshi.org.scope import PathField, Scope, Scoped, Shown

FINDING_KINDS = [
    ("multiple_leads", _("多家牵头")),
    ("no_lead", _("没有牵头单位")),
    ("lead_supports_itself", _("牵头又列配合")),
    ("territorial_only", _("只有属地、没有部门")),
    ("no_authority", _("没有相应职权")),
    ("late_child", _("下级时限晚于上级")),
    ("conflicting_value", _("指标数值不一致")),
    ("conflicting_date", _("时限不一致")),
    ("overlap", _("内容重复、牵头不同")),
    ("uncovered_clause", _("上级条款没有承接")),
    ("overload", _("配合任务过多")),
    ("same_money", _("同一用途多处资金")),
    ("policy_conflict", _("与其他政策不一致")),
]
SEVERITIES = [("hard", _("确定")), ("likely", _("很可能")), ("possible", _("可能"))]
"""In this order: their codes sort as they weigh."""


class Finding(Scoped, Moving):
    """One thing that an office found on the duties of a plan it examined, with the reason.

    ``fingerprint`` says what was found where, so that the same found again is this row and a verdict sticks. It is seen
    within the office alone: it is a question about other units, not a statement on them. ``remark`` what was last said.
    """

    scope: ClassVar[Scope] = Scope("unit_path", shown="shown")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="findings")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(_("类别"), max_length=24, choices=FINDING_KINDS)
    severity = models.CharField(_("把握"), max_length=10, choices=SEVERITIES)
    reason = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    remark = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["severity", "kind", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "fingerprint"], name="finding_once")]
        indexes: ClassVar = [
            models.Index(fields=["plan", "state", "severity"], name="finding_plan"),
            models.Index(fields=["unit_path", "shown", "state"], name="finding_path"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.plan}"[:250]

    @property
    def because(self) -> Say:
        """Why, in the reader's language."""
        return told(self.reason)


class FindingPlace(models.Model):
    """A task, or a clause without one, that a finding is about: its words as they were, and the spans that prove it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="places")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="findings")
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    spans = models.JSONField(default=list)
    ordering = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["finding", "ordering"]

    def __str__(self) -> str:
        return str(self.task or self.clause)

    @property
    def trail(self) -> Finding:
        return self.finding


class FindingUnit(models.Model):
    """A unit that a finding names, as the plan names it; ``unit`` where the name is known."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="named")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> Finding:
        return self.finding


class Uptake(Scoped, Moving):
    """An office's word on whether a lower plan takes up a task (or clause) of an upper one, over what the texts suggest."""

    scope: ClassVar[Scope] = Scope("unit_path", shown="shown")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="uptakes")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)
    lower = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.TextField(_("理由"))
    ruled_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "lower", "task"], name="uptake_task_once"),
            models.UniqueConstraint(fields=["unit", "lower", "clause"], name="uptake_clause_once"),
            models.CheckConstraint(
                condition=Q(task=None, clause__isnull=False) | Q(task__isnull=False, clause=None), name="uptake_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task or self.clause} → {self.lower}"[:250]
