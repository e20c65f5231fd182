"""Who may inspect, what was drawn, and which team goes where?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.inspection.models.plan import Item, ItemUnit
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving, new_uid
from luoshi.org.models import Unit
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet, Shown, opened

M = TypeVar("M", bound=models.Model)


class Inspector(Scoped):
    """Somebody on an office's register of inspectors (督察员库). ``employer`` is where they work; ``trained_on``: Decree 733
    wants people trained before they go."""

    scope: ClassVar[Scope] = Scope("office_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inspectors")
    office_path = PathField()
    employer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=60)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    skills = models.JSONField(_("专长"), default=list)
    leads = models.BooleanField(_("可任组长"), default=False)
    trained_on = models.DateField(_("培训日期"), null=True, blank=True)
    borrow_reason = models.CharField(_("借用理由"), max_length=200, blank=True)
    active = models.BooleanField(_("在库"), default=True)

    personal = ("name",)

    class Meta:
        ordering: ClassVar = ["office", "id"]

    def __str__(self) -> str:
        return self.name


class Tie(models.Model):
    """What keeps an inspector away from a unit and all below it: a former post (until three years after), kin, home place."""

    KINDS: ClassVar = [
        ("former", _("曾任职")),
        ("kin", _("亲属任职")),
        ("home", _("籍贯或者成长地")),
        ("other", _("其他利害关系")),
    ]

    inspector = models.ForeignKey(Inspector, on_delete=models.CASCADE, related_name="ties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("关系"), max_length=6, choices=KINDS)
    left_on = models.DateField(_("离任日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=120, blank=True)

    personal = ("note",)

    class Meta:
        ordering: ClassVar = ["inspector", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit}"

    @property
    def trail(self) -> Inspector:
        return self.inspector


class Training(models.Model):
    """A training that an inspector has had; the latest one's day stands on the register as well."""

    inspector = models.ForeignKey(Inspector, on_delete=models.CASCADE, related_name="trainings")
    on = models.DateField(_("培训日期"))
    subject = models.CharField(_("培训内容"), max_length=120)
    given_by = models.CharField(_("组织单位"), max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["inspector", "-on", "-id"]

    def __str__(self) -> str:
        return f"{self.inspector} {self.on}"

    @property
    def trail(self) -> Inspector:
        return self.inspector


class Draw(Scoped, Moving):
    """A draw from a frozen frame. ``frame`` and ``record`` are the contract's JSON; ``sealed`` with the instance's key
    gives the secret, which is kept nowhere before the draw; its hash (``commitment``) is shown beforehand."""

    scope: ClassVar[Scope] = Scope(via="item")

    uid = models.UUIDField(default=new_uid, unique=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="draws")
    serial = models.PositiveSmallIntegerField(_("第几次"))
    sample = models.PositiveSmallIntegerField(_("抽取对象数"), default=1)
    team = models.PositiveSmallIntegerField(_("每组人数"), default=2)
    source = models.CharField(_("见证值的来源"), max_length=200)
    frame = models.JSONField(default=dict)
    frame_sha256 = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    sealed = models.CharField(max_length=128, blank=True)
    frozen_at = models.DateTimeField(null=True)
    witness = models.CharField(_("见证值"), max_length=200, blank=True)
    witness_name = models.CharField(_("见证人"), max_length=60, blank=True)
    drawn_at = models.DateTimeField(null=True)
    record = models.JSONField(default=dict)
    recusals = models.JSONField(default=list)
    chances = models.JSONField(default=dict)

    secret = ("sealed",)
    personal = ("witness_name",)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "serial"], name="draw_serial_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.serial}"

    @property
    def trail(self) -> Item:
        return self.item


class Targets(ScopedQuerySet[M]):
    """The targets of items that one may read, and one's own unit's once it may know."""

    def visible_to(self, actor: Actor) -> Self:
        """Without naming the inspectors' other targets."""
        return self.filter(Q(item__in=Item.objects.visible_to(actor)) | opened(actor, OWN))


TargetsManager = models.Manager.from_queryset(Targets)
OWN = Scope("unit_path", shown="shown")


class Target(Scoped, Moving):
    """One unit that a team goes to: drawn, or put down as must-do. A visit hangs here.

    ``shown`` opens it to the unit itself once it may know: with the notice, or after the visit where that is unannounced.
    ``visited_on`` is set by the visit. ``replaces``: the target whose turn this one has taken, with the reason there.
    """

    scope: ClassVar[Scope] = Scope(via="item")

    uid = models.UUIDField(default=new_uid, unique=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="targets")
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, null=True, blank=True, related_name="targets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inspection_targets")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.HIDDEN)
    stream = models.CharField(_("方式"), max_length=6, choices=ItemUnit.STREAMS, default="random")
    place = models.PositiveSmallIntegerField(_("次序"))
    ticket = models.CharField(max_length=64, blank=True)
    chance = models.FloatField(null=True)
    starts_on = models.DateField(_("日期"), null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    visited_on = models.DateField(_("实地督察日期"), null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects: ClassVar[TargetsManager[Target]] = TargetsManager()

    class Meta:
        ordering: ClassVar = ["item", "place", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "unit"], condition=Q(state="chosen"), name="target_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "visited_on"], name="target_unit_visited")]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def trail(self) -> Item:
        return self.item


class TeamMember(models.Model):
    """Somebody on a target's team: drawn from the register, or invited (deputies, experts), who are on no register."""

    PARTS: ClassVar = [("leader", _("组长")), ("member", _("组员")), ("invited", _("特邀"))]

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="team")
    inspector = models.ForeignKey(Inspector, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    name = models.CharField(_("姓名"), max_length=60)
    of = models.CharField(_("单位"), max_length=120, blank=True)
    part = models.CharField(_("身份"), max_length=7, choices=PARTS, default="member")
    place = models.PositiveSmallIntegerField(default=0)

    personal = ("name",)

    class Meta:
        ordering: ClassVar = ["target", "place", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "inspector"], name="inspector_once_a_team"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> Item:
        return self.target.item
