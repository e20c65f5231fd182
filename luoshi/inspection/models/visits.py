"""Which team was where and when, what did its sheet say, and what did workers tell it?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.inspection.models.draw import Target
from luoshi.inspection.models.plan import Item
from luoshi.inspection.rules.sheets import AXES, KINDS, READINGS
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models import Task
from luoshi.org.models import Person, Unit
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet, Shown, opened, within

M = TypeVar("M", bound=models.Model)


class SheetTemplate(Scoped):
    """A sheet as an office words it: data, never code. A new wording is a new version; visits keep the lines they were given."""

    scope: ClassVar[Scope] = Scope("office_path")

    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sheet_templates")
    office_path = PathField()
    name = models.CharField(_("表名"), max_length=60)
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    lines = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["office", "name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "name", "version"], name="sheet_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Visits(ScopedQuerySet[M]):
    """The visits of the items that one may read, those of one's own office without an item, and one's own unit's once it may know."""

    def inspecting(self, actor: Actor) -> Self:
        """What is read from the inspecting side: working papers too."""
        return self.filter(Q(item__in=Item.objects.visible_to(actor)) | (Q(item=None) & within(actor, "office_path")))

    def visible_to(self, actor: Actor) -> Self:
        """Both sides."""
        inspecting = Q(item__in=Item.objects.visible_to(actor)) | (Q(item=None) & within(actor, "office_path"))
        return self.filter(inspecting | opened(actor, OWN))


VisitsManager = models.Manager.from_queryset(Visits)
OWN = Scope("unit_path", shown="shown")


class Visit(Scoped, Moving):
    """One team at one unit. ``kind`` call: 走访 at an enterprise that has agreed; it and research leave ``notes`` only.

    ``shown`` opens it to the unit: with the notice, or from the visit on where it is unannounced. ``people``: who went,
    where no team was drawn. ``sheet`` tells which version of which template its lines were taken from.
    """

    scope: ClassVar[Scope] = OWN
    KINDS: ClassVar = [("inspection", _("督察")), ("research", _("调研指导")), ("call", _("走访"))]

    uid = models.UUIDField(default=new_uid, unique=True)
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits_made")
    office_path = PathField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    target = models.OneToOneField(Target, on_delete=models.PROTECT, null=True, blank=True, related_name="visit")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.HIDDEN)
    kind = models.CharField(_("方式"), max_length=10, choices=KINDS, default="inspection")
    unannounced = models.BooleanField(_("不打招呼（四不两直）"), default=False)
    consent = models.CharField(_("同意走访的企业负责人"), max_length=120, blank=True)
    people = models.CharField(_("参加人"), max_length=200, blank=True)
    planned_on = models.DateField(_("计划日期"))
    visited_on = models.DateField(_("到访日期"), null=True, blank=True)
    sheet = models.CharField(_("检查表"), max_length=80, blank=True)
    notes = models.TextField(_("情况记录"), blank=True)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    personal = ("consent", "people")

    objects: ClassVar[VisitsManager[Visit]] = VisitsManager()

    class Meta:
        ordering: ClassVar = ["-planned_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="call") | ~Q(consent=""), name="call_by_consent"),
            models.CheckConstraint(
                condition=~Q(kind="inspection") | Q(target__isnull=False), name="inspection_of_a_target"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "visited_on"], name="visit_unit"),
            models.Index(fields=["office", "state"], name="visit_office_state"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.visited_on or self.planned_on}"


class SheetLine(models.Model):
    """One question of a visit's sheet with its answer. ``own``: added by the team. Wording stays when the template changes."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    axis = models.CharField(max_length=9, choices=[(key, key) for key in AXES])
    text = models.CharField(_("要看的"), max_length=200)
    kind = models.CharField(max_length=6, choices=[(key, key) for key in KINDS], default="yes")
    unit_name = models.CharField(max_length=12, blank=True)
    own = models.BooleanField(default=False)
    value = models.CharField(_("所见"), max_length=300, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["visit", "place", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def trail(self) -> Visit:
        return self.visit


class Talk(models.Model):
    """How many workers were talked with on a theme. Nobody's name, no words; under five nothing is shown."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="talks")
    theme = models.CharField(_("内容"), max_length=60)
    number = models.PositiveSmallIntegerField(_("人数"))

    class Meta:
        ordering: ClassVar = ["visit", "id"]

    def __str__(self) -> str:
        return self.theme

    @property
    def trail(self) -> Visit:
        return self.visit


class Reading(models.Model):
    """How a task stands as the team saw it: the inspector's reading on the task's axis."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="readings")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="readings")
    state = models.CharField(_("督察所见"), max_length=8, choices=[(key, key) for key in READINGS])
    percent = models.PositiveSmallIntegerField(_("折算进度"), null=True, blank=True)
    note = models.CharField(_("依据"), max_length=300)

    class Meta:
        ordering: ClassVar = ["visit", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "task"], name="reading_once"),
            models.CheckConstraint(condition=Q(percent=None) | Q(percent__lte=100), name="reading_percent"),
        ]

    def __str__(self) -> str:
        return str(self.task)

    @property
    def trail(self) -> Visit:
        return self.visit
