"""Which settings does an office keep for its place? Where the lights change, and what holds for a category of items."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.models import Unit


class LightSettings(models.Model):
    """Thresholds of the two lights and limits of receipt, per unit's place; the row without a unit is the default."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, null=True, blank=True)
    warn_days = models.PositiveSmallIntegerField(_("临期提醒（工作日）"), default=3)
    behind = models.PositiveSmallIntegerField(_("欠序时（百分点）"), default=10)
    far_behind = models.PositiveSmallIntegerField(_("严重滞后（百分点）"), default=30)
    division_days = models.PositiveSmallIntegerField(_("申请调整分工（工作日）"), default=5)
    ruling_days = models.PositiveSmallIntegerField(_("裁定（工作日）"), default=5)
    answer_days = models.PositiveSmallIntegerField(_("牵头单位答复争议（工作日）"), default=3)
    extension_count = models.PositiveSmallIntegerField(_("延期次数"), default=1)
    extension_ahead = models.PositiveSmallIntegerField(_("延期须提前（工作日）"), default=3)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(far_behind__gt=F("behind")), name="lights_far_beyond_behind"),
        ]

    def __str__(self) -> str:
        return str(self.unit or "default")


class CategorySettings(models.Model):
    """What holds for a category of items at a unit's place, where it differs from `rules.categories.DEFAULTS`.

    The row without a unit holds for the whole instance. ``issuers`` kinds of units that may issue; ``source`` where the
    rule is laid down.
    """

    KINDS: ClassVar = [("calendar", _("日")), ("working", _("工作日"))]
    RHYTHMS: ClassVar = [
        ("none", _("不定期")),
        ("change", _("有变化时")),
        ("monthly", _("每月")),
        ("quarterly", _("每季度")),
        ("half_year", _("每半年")),
    ]
    ENDS: ClassVar = [
        ("verify", _("下达单位核验")),
        ("leader", _("报作出批示的领导，无新批示即办结")),
        ("answer", _("答复来函单位后办结")),
    ]
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=20)
    name = models.CharField(_("名称"), max_length=40)
    limit_days = models.PositiveSmallIntegerField(_("一般时限"), null=True, blank=True)
    urgent_days = models.PositiveSmallIntegerField(_("急办时限"), null=True, blank=True)
    hard_days = models.PositiveSmallIntegerField(_("难办时限"), null=True, blank=True)
    limit_kind = models.CharField(_("按"), max_length=10, choices=KINDS, default="calendar")
    receive_days = models.PositiveSmallIntegerField(_("签收（工作日）"), default=1)
    feedback_days = models.PositiveSmallIntegerField(_("首次反馈（工作日）"), null=True, blank=True)
    rhythm = models.CharField(_("反馈频次"), max_length=10, choices=RHYTHMS, default="quarterly")
    report_day = models.PositiveSmallIntegerField(_("每月几日"), null=True, blank=True)
    issuers = models.JSONField(_("可以立项的单位"), default=list)
    ends_by = models.CharField(_("怎样办结"), max_length=10, choices=ENDS, default="verify")
    source = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(unit=None), name="category_default_once"),
            models.UniqueConstraint(fields=["unit", "key"], name="category_once"),
        ]

    def __str__(self) -> str:
        return self.name
