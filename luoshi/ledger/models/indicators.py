"""Which outcomes are measured, by whom, and what are their values? One register that departments share."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import new_uid
from luoshi.ledger.models.tasks import Task
from luoshi.org.models import Person, Unit
from luoshi.org.scope import PathField, Scope, Scoped, Shown


class Indicator(Scoped):
    """An outcome indicator (成效指标). Its owner enters each value once; whoever shares it reads it.

    ``comparator`` says which way is good: not less than, or not more than the target.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")

    COMPARATORS: ClassVar = [(">=", _("不少于")), ("<=", _("不超过"))]
    uid = models.UUIDField(default=new_uid, unique=True)
    name = models.CharField(_("指标名称"), max_length=120)
    definition = models.TextField(_("口径"), blank=True)
    unit_name = models.CharField(_("计量单位"), max_length=20, blank=True)
    comparator = models.CharField(_("目标方向"), max_length=2, choices=COMPARATORS, default=">=")
    baseline = models.DecimalField(_("基期值"), max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(_("基期"), null=True, blank=True)
    target = models.DecimalField(_("目标值"), max_digits=18, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(_("目标日期"), null=True, blank=True)
    source = models.CharField(_("数据来源"), max_length=200)
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="indicators")
    ended_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class IndicatorReader(models.Model):
    """A unit that shares an indicator: its owner, the members of the owner's place, and the units of linked tasks."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="readers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.SUBTREE)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "unit"], name="indicator_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "indicator"], name="indicator_reader_path")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.unit}"

    @property
    def trail(self) -> Indicator:
        return self.indicator


class IndicatorValue(models.Model):
    """What an indicator stood at on a day. Corrected in place, with the reason; the trail keeps what was there."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    on = models.DateField(_("截至日期"))
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["indicator", "on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "on"], name="indicator_value_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on}"

    @property
    def trail(self) -> Indicator:
        return self.indicator


class IndicatorLink(models.Model):
    """An indicator that shows whether a task has its effect."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="links")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="indicator_links")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["indicator", "task"], name="indicator_link_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.task}"

    @property
    def trail(self) -> Task:
        return self.task
