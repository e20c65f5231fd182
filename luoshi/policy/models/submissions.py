"""Which 请示, 报告 and 专报 went up on a matter, and what came back?"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.org.scope import PathField, Scope, Scoped, ScopedQuerySet
from luoshi.policy.models.findings import Finding
from luoshi.policy.models.meetings import AgendaItem
from luoshi.reporting.models import Appeal

M = TypeVar("M", bound=models.Model)


class Submissions(ScopedQuerySet[M]):
    """A unit's own papers, and those that were sent to it."""

    def visible_to(self, actor: Actor) -> Self:
        """Nobody else reads what goes to a superior: neither who stands above the writer, nor beside it."""
        own = {held.unit_id for held in actor.grants}
        kept = ("draft", "signed", "numbered", "dropped", "withdrawn")
        return self.filter(Q(unit__in=own) | (Q(to__in=own) & ~Q(state__in=kept)))


SubmissionsManager = models.Manager.from_queryset(Submissions)


class Submission(Scoped, Moving):
    """One paper upward (呈报件), to one superior: ``to`` where that is a unit of this instance; ``party`` its name as written.

    What it is about is one of ``item`` (a matter for a meeting), ``finding``, ``appeal`` (a 提请协调函), ``task``, or
    nothing else yet. ``answer_kind``: a 批复 with its number, or a leader's instruction, which becomes ``instruction``.
    """

    scope: ClassVar[Scope] = Scope("unit_path")
    KINDS: ClassVar = [("petition", _("请示")), ("report", _("报告")), ("special", _("专报"))]
    ANSWERS: ClassVar = [("reply", _("批复")), ("instruction", _("领导批示"))]

    uid = models.UUIDField(default=new_uid, unique=True)
    kind = models.CharField(_("文种"), max_length=12, choices=KINDS)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="submissions")
    unit_path = PathField()
    to = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions_received")
    party = models.CharField(_("主送"), max_length=80)
    copied = models.CharField(_("抄送"), max_length=200, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("正文"))
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="submissions")
    drafted_at = models.DateTimeField()
    signed_by = models.CharField(_("签发人"), max_length=40, blank=True)
    signed_on = models.DateField(_("签发日期"), null=True, blank=True)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    answer_kind = models.CharField(_("答复"), max_length=12, choices=ANSWERS, blank=True)
    answer = models.TextField(_("答复内容"), blank=True)
    answer_number = models.CharField(_("批复文号"), max_length=60, blank=True)
    answered_by = models.CharField(_("批复机关或者批示人"), max_length=80, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    instruction = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="came_of")

    personal = ("signed_by", "answered_by")
    objects: ClassVar[SubmissionsManager[Submission]] = SubmissionsManager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], condition=~Q(number=""), name="submission_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "state"], name="submission_unit_state"),
            models.Index(fields=["to", "state"], name="submission_to_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()
