"""Which matters go to a coordination meeting, who sits there, what was decided, and what has come of it?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models import Plan, Request, Task
from luoshi.org.models import CoordinationBody, Unit
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet, Shown
from luoshi.policy.models.findings import Finding
from luoshi.reporting.models import Appeal
from luoshi.voice.models import FieldNote

M = TypeVar("M", bound=models.Model)


class Meeting(Scoped, Moving):
    """A meeting of a coordination body, held by its office. ``serial`` its place in the year's series of its kind.

    Its seats say who reads it: the office from the start, the units called once the agenda is sent. ``number`` and
    ``signed_on`` are those of the minutes: the basis of everything that was decided.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="seats", shown="shown")
    KINDS: ClassVar = [("plenary", _("全体会议")), ("topic", _("专题协调会")), ("office", _("办公室会商"))]

    uid = models.UUIDField(default=new_uid, unique=True)
    body = models.ForeignKey(CoordinationBody, on_delete=models.PROTECT, related_name="meetings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="meetings_held")
    kind = models.CharField(_("会议类型"), max_length=8, choices=KINDS, default="topic")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveSmallIntegerField(_("第几次"))
    name = models.CharField(_("会议名称"), max_length=120)
    held_on = models.DateField(_("会议日期"))
    starts_at = models.TimeField(_("时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    chair = models.CharField(_("主持人"), max_length=60, blank=True)
    notice = models.TextField(_("参会要求"), blank=True)
    collect_by = models.DateField(_("议题征集截止"), null=True, blank=True)
    number = models.CharField(_("纪要文号"), max_length=60, blank=True)
    signed_on = models.DateField(_("纪要签发日期"), null=True, blank=True)
    signed_by = models.CharField(_("签发人"), max_length=40, blank=True)

    personal = ("chair", "signed_by")

    class Meta:
        ordering: ClassVar = ["-held_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "kind", "year", "serial"], condition=~Q(state="cancelled"), name="meeting_serial_once"
            ),
            models.UniqueConstraint(fields=["unit", "number"], condition=~Q(number=""), name="minutes_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["body", "held_on"], name="meeting_body_day")]

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """A unit called to a meeting, and whether it came. It opens the meeting to the unit once the agenda is sent."""

    PARTS: ClassVar = [("host", _("承办")), ("member", _("出席")), ("observer", _("列席"))]
    STATES: ClassVar = [
        ("", _("未登记")), ("present", _("到会")), ("deputy", _("委托他人到会")), ("leave", _("请假")), ("absent", _("缺席")),
    ]  # fmt: skip

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="seats")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.HIDDEN)
    part = models.CharField(_("身份"), max_length=8, choices=PARTS, default="member")
    came = models.CharField(_("到会情况"), max_length=8, choices=STATES, blank=True)
    person = models.CharField(_("参会人"), max_length=60, blank=True)

    personal = ("person",)

    class Meta:
        ordering: ClassVar = ["unit_path"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "unit"], name="seat_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "shown", "meeting"], name="seat_path_shown")]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def trail(self) -> Meeting:
        return self.meeting


class Items(ScopedQuerySet[M]):
    """Matters of an agenda: the office's own, those that one's unit has brought, and those of meetings that one may read."""

    def visible_to(self, actor: Actor) -> Self:
        """Nobody else reads what lies in the pool."""
        own = {held.unit_id for held in actor.grants}
        called = Meeting.objects.visible_to(actor).values("pk")
        return self.filter(Q(unit__in=own) | Q(bringer__in=own) | Q(meeting__in=called))


ItemsManager = models.Manager.from_queryset(Items)


_ONE_SOURCE = Q(finding=None, appeal=None) | Q(finding=None, request=None) | Q(appeal=None, request=None)


class AgendaItem(Scoped, Moving):
    """One matter for a meeting: in the pool of the body's office until it is put on an agenda.

    What brought it is one of ``finding``, ``appeal`` (a letter), ``request`` (a dispute on a division); by hand it has none.
    ``note``: field research that proposes it; ``task``: what it is about; ``plan``: a division that the body considers before it is issued.
    ``follows``: the matter that an earlier meeting put off, so that its minutes still tell so.
    """

    scope: ClassVar[Scope] = Scope("unit_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agenda_items")
    unit_path = PathField()
    bringer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agenda_brought")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    place = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(_("议题"), max_length=200)
    asked = models.TextField(_("提请议定的事项"))
    advice = models.TextField(_("办公室预案"), blank=True)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    note = models.ForeignKey(FieldNote, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    brought_at = models.DateTimeField()
    outcome = models.TextField(_("处理说明"), blank=True)

    objects: ClassVar[ItemsManager[AgendaItem]] = ItemsManager()

    class Meta:
        ordering: ClassVar = ["meeting", "place", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_ONE_SOURCE, name="agenda_one_source"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="agenda_unit_state")]

    def __str__(self) -> str:
        return self.subject

    @property
    def source_label(self) -> str:
        """What brought it, in a word."""
        if self.appeal is not None:
            return self.appeal.document
        named = self.finding or self.request
        if named is not None:
            return named.get_kind_display()
        if self.plan_id:
            return gettext("分工方案")
        return gettext("任务") if self.task_id else gettext("直接提出")


class Decision(Scoped, Moving):
    """What a meeting decided on a matter: who does what by when. It becomes a task of the ledger (``task``), or rewrites a
    duty (``request``, or at once in a draft), or stands in the minutes alone."""

    scope: ClassVar[Scope] = Scope(via="item")

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    text = models.TextField(_("议定事项"))
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_by")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["item", "id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def trail(self) -> AgendaItem:
        return self.item


class DecisionSupport(models.Model):
    """A unit that helps with what was decided."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="supports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["decision", "unit"], name="decision_support_once")]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def trail(self) -> AgendaItem:
        return self.decision.item


class ThreadPaper(models.Model):
    """A paper on a matter's thread: a 请示, 报告 or 专报 that went up, a leader's instruction that came down. The scan is attached."""

    KINDS: ClassVar = [
        ("petition", _("请示")), ("report", _("报告")), ("special", _("专报")), ("instruction", _("领导批示")),
    ]  # fmt: skip

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("文种"), max_length=12, choices=KINDS)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    dated_on = models.DateField(_("日期"))
    party = models.CharField(_("主送或批示人"), max_length=80)
    text = models.TextField(_("内容"))

    personal = ("party",)

    class Meta:
        ordering: ClassVar = ["item", "dated_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    @property
    def trail(self) -> AgendaItem:
        return self.item
