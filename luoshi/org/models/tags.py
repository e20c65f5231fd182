"""Which fields and groups does a unit belong to, beside its place and its lines?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.models.units import Unit
from luoshi.org.scope import PathField

TAG_KINDS = [("field", _("重点领域")), ("own", _("自设标签"))]


class Tag(models.Model):
    """A word that units are grouped by. Without an owner it is known everywhere; else in its owner's place and below."""

    name = models.CharField(_("标签"), max_length=30)
    kind = models.CharField(max_length=6, choices=TAG_KINDS, default="own")
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="own_tags")
    owner_path = PathField(blank=True, default="")
    note = models.CharField(_("说明"), max_length=200, blank=True)
    ordering = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["ordering", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="tag_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(owner=None), name="tag_once_everywhere"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitTag(models.Model):
    """A unit carries a tag from a date to a date, on what basis."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tags")
    unit_path = PathField()
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="marks")
    basis = models.CharField(_("认定依据"), max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "tag"], condition=Q(ends_on=None), name="unit_tag_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["tag", "unit_path"], name="unit_tag_path")]

    def __str__(self) -> str:
        return f"{self.unit} {self.tag}"

    @property
    def trail(self) -> Unit:
        return self.unit
