"""What is inspected this year, on whose approval, and who proposed whom?

A 督查检查考核 item has the number of the annual plan of the 党委办公厅(室), or an approved 一事一报; what has neither is
调研指导 (practice: the 2018/19 rules on inspections; Decree 733, articles 7, 10 and 15).
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.org.rules import permissions
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet

M = TypeVar("M", bound=models.Model)


class Items(ScopedQuerySet[M]):
    """Items of the offices in sight; what is not announced, only to those who hold a grant for just that, until it is over."""

    def visible_to(self, actor: Actor) -> Self:
        """An upper office reads its lower ones' plans; a secret is the own unit's alone."""
        told = {held.unit_id for held in actor.grants if "unannounced" in permissions([held.role])}
        open_to_all = Q(unannounced=False) | Q(state__in=("finished", "cancelled", "merged"))
        return super().visible_to(actor).filter(open_to_all | Q(unit__in=told))


ItemsManager = models.Manager.from_queryset(Items)


class Item(Scoped, Moving):
    """One item of the year's plan. ``basis`` says on what it stands: the annual plan, an approval of its own, or nothing.

    From the approval on, content, objects, scope and time are locked; more is another item with another approval.
    ``unannounced``: 四不两直, nobody inspected learns of it before the visit.
    """

    scope: ClassVar[Scope] = Scope("unit_path")
    KINDS: ClassVar = [
        ("comprehensive", _("综合督查")), ("special", _("专项督查")), ("event", _("事件调查")), ("daily", _("日常督办")),
        ("verify", _("核实核查")), ("research", _("调研指导")),
    ]  # fmt: skip
    BASES: ClassVar = [("plan", _("列入年度计划")), ("single", _("一事一报")), ("", _("没有批准"))]

    uid = models.UUIDField(default=new_uid, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inspection_items")
    unit_path = PathField()
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("类别"), max_length=14, choices=KINDS, default="special")
    theme = models.CharField(_("主题"), max_length=60)
    name = models.CharField(_("名称"), max_length=120)
    content = models.TextField(_("督查内容"))
    range_text = models.CharField(_("范围"), max_length=200)
    grounds = models.CharField(_("依据"), max_length=200)
    phase = models.CharField(_("阶段"), max_length=40, blank=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    level_reason = models.CharField(_("督查到下两级以下的理由"), max_length=200, blank=True)
    unannounced = models.BooleanField(_("不打招呼（四不两直）"), default=False)
    basis = models.CharField(_("批准依据"), max_length=6, choices=BASES, blank=True, default="")
    number = models.CharField(_("年度计划编号或者批准文号"), max_length=60, blank=True)
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    approved_by = models.CharField(_("批准机关"), max_length=80, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")

    objects: ClassVar[ItemsManager[Item]] = ItemsManager()

    class Meta:
        ordering: ClassVar = ["-year", "starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="item_ends_after_start"),
            models.CheckConstraint(condition=~Q(kind="research") | Q(basis=""), name="research_has_no_number"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "year", "state"], name="item_unit_year")]

    def __str__(self) -> str:
        return self.name


class ItemUnit(models.Model):
    """A unit that the item may look at. ``stream``: why it is on the list."""

    STREAMS: ClassVar = [("must", _("应查")), ("random", _("随机抽取")), ("risk", _("按风险"))]

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="objects_of")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    stream = models.CharField(_("方式"), max_length=6, choices=STREAMS, default="random")
    weight = models.FloatField(_("权重"), default=1)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "unit"], name="item_unit_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="weight_capped"),
        ]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def trail(self) -> Item:
        return self.item


class ItemTask(models.Model):
    """A task of the ledger that the item looks at: what coverage is reckoned from."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="tasks_of")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="inspected_by")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "task"], name="item_task_once")]

    def __str__(self) -> str:
        return str(self.task)

    @property
    def trail(self) -> Item:
        return self.item


class Proposal(Scoped, Moving):
    """Another room, a person or another body proposes something to an office: a reason, never a decision.

    That it look at ``unit``; or, with ``merges``, that it take the item of the body ``unit`` into one of its own.
    """

    scope: ClassVar[Scope] = Scope("office_path")

    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inspection_proposals")
    office_path = PathField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    merges = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="merging")
    source = models.CharField(_("来源"), max_length=40)
    reason = models.TextField(_("理由"))
    proposed_at = models.DateTimeField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    answer = models.CharField(_("处理说明"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["office", "state"], name="proposal_office_state")]

    def __str__(self) -> str:
        return f"{self.unit} {self.source}".strip()


class Burden(models.Model):
    """The limits that an office keeps to. None: the documented default (`rules.burden.CAPS`)."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="inspection_burden")
    caps = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.unit)
