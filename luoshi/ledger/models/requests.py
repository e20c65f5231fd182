"""What has been asked of the level above on a task, what was ruled, and when the clock stood still?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models.tasks import Duty, Task
from luoshi.org.models import Person, Unit
from luoshi.org.scope import Scope, Scoped


class Request(Scoped, Moving):
    """Something asked of the level above on a task, by the unit that bears it or by the issuer's own clerk; ruled by another.

    Work goes on meanwhile. ``proposed_on`` the date asked for (extension, later date) or until when (suspension);
    ``granted_on`` the date that the ruling set, which may differ; ``wanted`` what a change asks for, by field, and
    ``before`` what stood there when it was granted. ``responder`` gives its opinion first, until ``answer_by``
    (a dispute goes from the unit to the lead to the ruling). ``approved_by`` and ``document`` say who approved and in
    which document; the scan is attached.
    """

    scope: ClassVar[Scope] = Scope(via="task")
    KINDS: ClassVar = [
        ("division", _("申请调整分工")),
        ("dispute", _("分工争议")),
        ("later_date", _("申请晚于上级时限")),
        ("extension", _("申请延期")),
        ("change", _("申请变更")),
        ("suspension", _("申请中止")),
        ("resumption", _("申请恢复")),
        ("cancellation", _("申请撤销")),
    ]

    uid = models.UUIDField(default=new_uid, unique=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="requests")
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, null=True, blank=True, related_name="requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    assigner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="requests_to_rule")
    reason = models.TextField(_("理由"))
    progress = models.TextField(_("目前进展"), blank=True)
    wanted = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    proposed_on = models.DateField(_("申请的时限"), null=True, blank=True)
    proposed_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_by = models.CharField(_("单位负责人"), max_length=40, blank=True)
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    responder = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="requests_to_answer"
    )
    answer_by = models.DateField(_("答复期限"), null=True, blank=True)
    answer = models.TextField(_("牵头单位意见"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    rule_by = models.DateField(_("裁定期限"), null=True, blank=True)
    ruling = models.TextField(_("裁定意见"), blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    granted_on = models.DateField(_("核定的时限"), null=True, blank=True)
    approved_by = models.CharField(_("批准人"), max_length=40, blank=True)
    document = models.CharField(_("批准文号"), max_length=60, blank=True)

    personal = ("signed_by", "approved_by")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["assigner", "state"], name="request_assigner"),
            models.Index(fields=["responder", "state"], name="request_responder"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.task}"

    @property
    def trail(self) -> Task:
        return self.task


class Pause(models.Model):
    """From when to when a task's clock stood still, and why. ``working_days`` is counted when it ends.

    The ordered date stays as it is; the clock runs on by the days counted here (`Task.clock_until`).
    """

    KINDS: ClassVar = [("awaiting", _("等待裁定")), ("suspension", _("中止"))]
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=12, choices=KINDS)
    request = models.ForeignKey(Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="pauses")
    starts_on = models.DateField(_("停计自"))
    until_on = models.DateField(_("预计至"), null=True, blank=True)
    ends_on = models.DateField(_("恢复于"), null=True, blank=True)
    working_days = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["task", "starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="pause_ends_after_start"
            ),
            models.UniqueConstraint(fields=["task", "kind"], condition=Q(ends_on=None), name="pause_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"

    @property
    def trail(self) -> Task:
        return self.task
