"""What is said of one task, in which sendings, and what did each body that asked say to it?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving
from luoshi.ledger.models import Milestone, Target, Task
from luoshi.org.models import Person, Unit
from luoshi.org.scope import Scope, Scoped, ScopedQuerySet
from luoshi.reporting.models.reports import Report

M = TypeVar("M", bound=models.Model)


class OfTask(ScopedQuerySet[M]):
    """Rows of a report that speak of one task: of a report that serves several bodies, each reads what it asked for."""

    def visible_to(self, actor: Actor) -> Self:
        """What the report's scope opens, as far as the task is open too, or the report is one's own unit's."""
        own = {held.unit_id for held in actor.grants}
        task = "entry__task" if self.model is Receipt else "task"
        mine = Q(report__unit__in=own)
        return super().visible_to(actor).filter(mine | Q(**{f"{task}__in": Task.objects.visible_to(actor)}))


OfTaskManager = models.Manager.from_queryset(OfTask)

STATES = [
    ("not_started", _("未启动")),
    ("on_line", _("达序时进度")),
    ("ahead", _("超序时进度")),
    ("behind", _("欠序时进度")),
    ("done", _("已完成")),
]
HELP = [("none", _("无")), ("coordinate", _("需要协调")), ("cannot", _("办不了"))]


class Entry(Scoped, Moving):
    """What a report says of one task, as its unit writes it; others read the sent versions only.

    ``state`` says whether it may be edited: open, or locked once sent (a return opens it again); the reported state is
    ``progress``. ``source`` is the accepted version that it was prefilled from; ``saved_by`` wrote the draft last.
    """

    scope: ClassVar[Scope] = Scope(via="report")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="entries")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="entries")
    progress = models.CharField(_("进展状态"), max_length=12, choices=STATES, blank=True)
    narrative = models.TextField(_("进展情况"), blank=True)
    difficulty = models.TextField(_("存在困难"), blank=True)
    help = models.CharField(_("需要的支持"), max_length=10, choices=HELP, default="none")
    next_steps = models.TextField(_("下步打算"), blank=True)
    no_change = models.BooleanField(_("本期无变化"), default=False)
    source = models.ForeignKey("EntryVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfTaskManager[Entry]] = OfTaskManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "task"], name="entry_once")]
        indexes: ClassVar = [models.Index(fields=["task", "-id"], name="entry_task")]

    def __str__(self) -> str:
        return f"{self.task} · {self.report}"

    @property
    def trail(self) -> Report:
        """The report's: what is not sent yet must not be read on the task's page."""
        return self.report


class EntryFigure(models.Model):
    """A target's value as reported, cumulative; ``note`` says why it is lower than the last accepted one."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="figures")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    note = models.CharField(_("低于上期的原因"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "target"], name="entry_figure_once")]

    def __str__(self) -> str:
        return f"{self.target}: {self.value}"

    @property
    def trail(self) -> Report:
        return self.entry.report


class EntryNode(models.Model):
    """A milestone in a report; ``done_on`` the date it is reported as done, empty while it is not."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="nodes")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "milestone"], name="entry_node_once")]

    def __str__(self) -> str:
        return str(self.milestone)

    @property
    def trail(self) -> Report:
        return self.entry.report


class EntryVersion(models.Model):
    """An entry exactly as it was sent, round by round: what the reviewer compares."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="versions")
    round = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["entry", "round"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "round"], name="entry_version_once")]

    def __str__(self) -> str:
        return f"{self.entry} v{self.round}"

    @property
    def trail(self) -> Task:
        return self.entry.task


class Receipt(Scoped, Moving):
    """The answer of one body that asked. The issuer's decides; the place's is advice. ``round`` is the sending it answers."""

    scope: ClassVar[Scope] = Scope(via="report")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="receipts")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="receipts")
    recipient = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="receipts")
    deciding = models.BooleanField(default=True)
    round = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(_("退回理由"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfTaskManager[Receipt]] = OfTaskManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "recipient"], name="receipt_once")]
        indexes: ClassVar = [models.Index(fields=["recipient", "state"], name="receipt_recipient")]

    def __str__(self) -> str:
        return f"{self.entry.task.number} {self.report}"

    @property
    def trail(self) -> Task:
        return self.entry.task
