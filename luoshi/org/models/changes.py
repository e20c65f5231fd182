"""What has become of a unit: renamed, moved, merged, abolished, by which document, and what was it called when?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.org.models.units import Person, Unit
from luoshi.org.scope import PathField, Scope, Scoped


class FormerName(models.Model):
    """A name that a unit bore until a day: documents of that time show it, and plans that use it still mean this unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(_("原名称"), max_length=120)
    short_name = models.CharField(_("原简称"), max_length=40, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-ends_on", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> Unit:
        return self.unit


CHANGE_KINDS = [("rename", _("更名")), ("move", _("改变隶属")), ("merge", _("并入")), ("abolish", _("撤销单位"))]


class Reorganisation(Scoped):
    """One change of a unit, with the document that orders it. ``effects``: what was said beforehand that it would do."""

    scope: ClassVar[Scope] = Scope("unit_path")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reorganisations")
    unit_path = PathField(db_index=True)
    kind = models.CharField(max_length=8, choices=CHANGE_KINDS)
    other = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("生效日期"))
    basis_title = models.CharField(_("依据文件"), max_length=200)
    basis_number = models.CharField(_("文号"), max_length=60)
    effects = models.JSONField(default=list)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()} {self.basis_number}"

    @property
    def trail(self) -> Unit:
        return self.unit
