"""When is what reported, by whom is it asked, and who was reminded of it?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.models import CATEGORIES
from luoshi.org.models import Ask, Unit
from luoshi.org.scope import PathField, Scope, Scoped


class ReportingSettings(models.Model):
    """How a place reports, per unit that opens periods; the row without a unit is the default.

    ``grace_days`` working days after the date before somebody may tell the level above; ``feed_days`` how many working
    days before the lead's date supporting units feed in; ``names_shown`` whether units below read who reviewed by name.
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    grace_days = models.PositiveSmallIntegerField(_("缺报宽限（工作日）"), default=2)
    feed_days = models.PositiveSmallIntegerField(_("协办反馈提前（工作日）"), default=3)
    names_shown = models.BooleanField(_("向下级显示审核人姓名"), default=False)

    def __str__(self) -> str:
        return str(self.unit or "default")


SHIFTS = [("before", _("提前到上一个工作日")), ("after", _("顺延到下一个工作日")), ("none", _("不调整"))]
KINDS = [
    ("quarter", _("季度")),
    ("month", _("月度")),
    ("half", _("半年")),
    ("year", _("年度")),
    ("adhoc", _("专项")),
    ("change", _("情况变化")),
]


class Rhythm(models.Model):
    """A standing order to report, by the office that gives it: periods are opened from it as their time comes.

    Due on day ``due_day`` of the month after the period (0: on its last day), shifted to a working day. Anything more
    often than quarterly names the ``basis`` that decided it. ``opened_until`` the end of the last period opened.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rhythms")
    kind = models.CharField(_("节奏"), max_length=10, choices=KINDS, default="quarter")
    due_day = models.PositiveSmallIntegerField(_("报送日"), default=10)
    shift = models.CharField(_("遇非工作日"), max_length=6, choices=SHIFTS, default="before")
    open_before = models.PositiveSmallIntegerField(_("提前几个工作日开启"), default=5)
    category = models.CharField(_("任务类别"), max_length=12, blank=True, choices=CATEGORIES)
    levels = models.JSONField(_("级次"), default=list, blank=True)
    basis = models.CharField(_("依据文件"), max_length=120, blank=True)
    active = models.BooleanField(_("启用"), default=True)
    opened_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["unit", "id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()}"

    @property
    def trail(self) -> Unit:
        return self.unit


class Period(models.Model):
    """A time that is reported on. ``due_on`` is the date at the top; each level below is asked some working days earlier.

    ``category`` and ``levels`` narrow whom it asks; empty, all. A period of kind ``change`` is a unit's own word that
    something changed: nobody is asked.
    """

    KINDS: ClassVar = KINDS
    name = models.CharField(_("期次"), max_length=40)
    kind = models.CharField(max_length=10, choices=KINDS, default="quarter")
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField(_("报送截止"))
    category = models.CharField(_("任务类别"), max_length=12, blank=True, choices=CATEGORIES)
    levels = models.JSONField(_("级次"), default=list, blank=True)
    basis = models.CharField(_("依据文件"), max_length=120, blank=True)
    rhythm = models.ForeignKey(Rhythm, on_delete=models.PROTECT, null=True, blank=True, related_name="periods")
    opened_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="periods")
    opened_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-ends_on", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["opened_by", "name"], name="period_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> Unit:
        return self.opened_by


class Chase(Scoped):
    """Somebody reminded a unit of what it owes, or told the body above it. A person's act, never the clock's.

    ``told`` is the unit that was told: the one that owes, or, with ``upward``, its superior. Read by both and by the sender.
    """

    scope: ClassVar[Scope] = Scope("told_path")

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="chased")
    by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    told = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="chases")
    told_path = PathField(db_index=True)
    upward = models.BooleanField(default=False)
    document = models.CharField(max_length=20, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["ask", "told", "on"], name="chase_once_a_day")]

    def __str__(self) -> str:
        return f"{self.told} {self.on}"

    @property
    def trail(self) -> Ask:
        return self.ask
