"""Which training bases, teachers and courses are shared, by whom, and who has booked them when?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models import Task
from luoshi.org.models import LineMembership, Post, Unit
from luoshi.org.rules import ancestors
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet, within

M = TypeVar("M", bound=models.Model)

RESOURCE_KINDS = [("base", _("实训基地")), ("teacher", _("师资")), ("course", _("课程"))]
SHARED_WITH = [("place", _("本地区各单位")), ("line", _("本条线各单位")), ("below", _("本地区和下级各单位"))]


class Resources(ScopedQuerySet[M]):
    """Those of the units that one may look into, and those that one's own unit may book."""

    def visible_to(self, actor: Actor) -> Self:
        """An offer is read by those whom it is made to."""
        return self.filter(within(actor, "unit_path") | (self.open_to(actor) & Q(state="offered")))

    @staticmethod
    def open_to(actor: Actor) -> Q:
        """The condition that the unit acted for may book it."""
        own = {held.unit_id for held in actor.grants}
        places = set(Unit.objects.filter(pk__in=own).values_list("place_path", flat=True))
        above = {path for place in places for path in (*ancestors(place), place)}
        lines = LineMembership.objects.filter(unit__in=own, ends_on=None).values("line")
        return (
            Q(unit__in=own)
            | Q(shared_with="place", unit__place_path__in=places)
            | Q(shared_with="below", unit__place_path__in=above)
            | Q(shared_with="line", unit__in=LineMembership.objects.filter(line__in=lines, ends_on=None).values("unit"))
        )


ResourcesManager = models.Manager.from_queryset(Resources)


class Resource(Scoped, Moving):
    """A training base, teacher or course (共享资源) that its unit offers to others. ``single``: one unit at a time."""

    scope: ClassVar[Scope] = Scope("unit_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    kind = models.CharField(_("类别"), max_length=8, choices=RESOURCE_KINDS)
    name = models.CharField(_("名称"), max_length=80)
    field = models.CharField(_("专业方向"), max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="resources")
    unit_path = PathField()
    place = models.CharField(_("地点"), max_length=120, blank=True)
    capacity = models.PositiveIntegerField(_("每天可接待人数"), validators=[MinValueValidator(1)])
    single = models.BooleanField(_("一次只接待一个单位"), default=False)
    contact = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    conditions = models.CharField(_("使用条件"), max_length=300, blank=True)
    cost = models.CharField(_("费用"), max_length=120, blank=True)
    shared_with = models.CharField(_("共享范围"), max_length=8, choices=SHARED_WITH, default="below")

    objects: ClassVar[ResourcesManager[Resource]] = ResourcesManager()

    class Meta:
        ordering: ClassVar = ["kind", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "name"], name="resource_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="resource_capacity"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path", "kind"], name="resource_path_kind")]

    def __str__(self) -> str:
        return self.name


class Bookings(ScopedQuerySet[M]):
    """Those of the units that one may look into, on either side."""

    def visible_to(self, actor: Actor) -> Self:
        """The unit that books and the one that keeps the resource read it, and who looks into them."""
        return self.filter(within(actor, "unit_path") | within(actor, "resource__unit_path"))


BookingsManager = models.Manager.from_queryset(Bookings)


class Booking(Scoped, Moving):
    """A unit asks for a resource on these days, for so many people, to what end."""

    scope: ClassVar[Scope] = Scope("unit_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bookings")
    unit_path = PathField()
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    people = models.PositiveIntegerField(_("人数"))
    purpose = models.CharField(_("用途"), max_length=200)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings")
    asked_at = models.DateTimeField()
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[BookingsManager[Booking]] = BookingsManager()

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on"), people__gte=1), name="booking_span"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["resource", "state", "starts_on"], name="booking_resource_day"),
            models.Index(fields=["unit_path", "starts_on"], name="booking_path_day"),
        ]

    def __str__(self) -> str:
        return f"{self.resource} · {self.unit}"
