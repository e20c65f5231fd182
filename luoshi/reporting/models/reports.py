"""What does a unit send for a period, through whose hands does it go first, and who may read it?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving, new_uid
from luoshi.org.models import POST_KINDS, Unit
from luoshi.org.scope import PathField, Scope, Scoped, Shown
from luoshi.reporting.models.periods import Period


class SignStep(models.Model):
    """One step of a unit's own chain before a report leaves it: 科室审核, 分管领导签批, at year end 主要负责人签批.

    ``when`` empty: for every kind of period that has no steps of its own. ``post_kind`` empty: whoever may sign.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="sign_steps")
    when = models.CharField(max_length=10, blank=True, choices=[("", _("各期")), ("year", _("年终"))])
    ordering = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("环节"), max_length=20)
    post_kind = models.CharField(_("由谁办理"), max_length=12, blank=True, choices=POST_KINDS)

    class Meta:
        ordering: ClassVar = ["unit", "when", "ordering"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "when", "ordering"], name="sign_step_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> Unit:
        return self.unit


SIGN_WAYS = [("login", _("登录签批")), ("scan", _("签批单扫描件"))]


class Report(Scoped, Moving):
    """One unit's report for one period, signed once; it serves place and line alike.

    ``text_hash`` is the SHA-256 of the text that waits for, or bears, a signature (`Signature` keeps every round's);
    ``round`` counts how often it has been sent; ``step`` how many steps of the unit's chain the waiting text has passed.
    ``skipping`` says why it goes out though units below have not reported.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")

    uid = models.UUIDField(default=new_uid, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    unit_path = PathField(db_index=True)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    skipping = models.CharField(_("下级未报齐仍先报的理由"), max_length=300, blank=True)
    sign_way = models.CharField(max_length=6, blank=True, choices=SIGN_WAYS)
    signed_by = models.CharField(_("签批人"), max_length=40, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)

    personal = ("signed_by",)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "period"], name="report_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"


class ReportReader(models.Model):
    """Who may read a report: its own unit, that very unit only until it is sent; then also every body that asked."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="readers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "unit"], name="report_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "report"], name="report_reader_path")]

    def __str__(self) -> str:
        return f"{self.report} → {self.unit}"


class Signature(models.Model):
    """One step of one sending as it was signed: the exact text, its SHA-256, by whom and how. Kept for every round.

    ``void``: the text was changed afterwards, so the step had to be taken anew.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="signatures")
    round = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(default=0)
    step_name = models.CharField(max_length=20, blank=True)
    void = models.BooleanField(default=False)
    way = models.CharField(max_length=6, choices=SIGN_WAYS)
    signed_by = models.CharField(_("签批人"), max_length=40)
    signed_at = models.DateTimeField()
    text = models.TextField()
    text_hash = models.CharField(max_length=64)

    personal = ("signed_by",)

    class Meta:
        ordering: ClassVar = ["report", "round", "step", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "round", "step"], condition=Q(void=False), name="signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report} v{self.round}"

    @property
    def trail(self) -> Report:
        return self.report
