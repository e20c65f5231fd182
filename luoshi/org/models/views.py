"""How does somebody like to look at a long list? Kept per person, and shared where it helps others."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.models.units import Person, Unit

SHARING = [("own", _("仅自己")), ("unit", _("本单位")), ("below", _("本单位及下级"))]


class ListView(models.Model):
    """A list's conditions (the query of its address) and columns under a name. Without a name: the person's own layout.

    ``role`` makes it the first view of those who hold that role where it is shared.
    """

    place = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="list_views")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("视图名称"), max_length=30, blank=True)
    query = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(default=list)
    shared = models.CharField(_("供谁使用"), max_length=5, choices=SHARING, default="own")
    role = models.CharField(_("默认视图"), max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "person"], condition=Q(name=""), name="list_view_layout"),
            models.UniqueConstraint(fields=["place", "person", "unit", "name"], name="list_view_once"),
        ]

    def __str__(self) -> str:
        return self.name
