"""What has gone out to whom, with what was found in it before; the limits kept to; what people say is too much."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.models import Moving, new_uid
from luoshi.org.models import Person, Unit
from luoshi.org.scope import PathField, Scope, Scoped, Shown

KINDS = [
    ("letter", _("函件")), ("collection", _("报送")), ("meeting", _("会议")), ("inspection", _("督查检查")), ("tasks", _("任务下达")),
]  # fmt: skip
OUTCOMES = [
    ("dropped", _("已取消要求")), ("merged", _("已合并")), ("later", _("已放宽时限")), ("less", _("已减少内容")),
    ("kept", _("确有必要，说明理由")), ("elsewhere", _("不属于负担问题，告知去处")),
]  # fmt: skip


class Sending(Scoped):
    """One thing that has gone out through the check of `kernel.checks`: the burden meter's record.

    ``findings``: what was found and said before it went, as `say.kept` keeps it, with rule and weight; ``despite`` why it went
    out against a rule. Items and words asked for stand in `org.Ask`, by unit.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="reached")

    kind = models.CharField(_("类别"), max_length=12, choices=KINDS)
    subject = models.CharField(max_length=80, db_index=True)
    matters = models.JSONField(default=list)
    title = models.CharField(_("标题"), max_length=200)
    asker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sendings")
    sent_on = models.DateField(default=clock.today)
    due_on = models.DateField(null=True, blank=True)
    characters = models.PositiveIntegerField(default=0)
    attachments = models.PositiveSmallIntegerField(default=0)
    findings = models.JSONField(default=list)
    despite = models.CharField(_("仍要发出的理由"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["asker", "sent_on"], name="sending_asker_day")]

    def __str__(self) -> str:
        return self.title


class SendingUnit(models.Model):
    """A unit that something has reached; its sender too, with ``asks``, so that both read it. ``sent_on`` copied for totals."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="reached")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    asks = models.BooleanField(default=False)
    sent_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sending", "unit", "asks"], name="sending_unit_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit_path", "sent_on", "sending"], name="sending_path_day")]

    def __str__(self) -> str:
        return f"{self.sending} → {self.unit}"

    @property
    def trail(self) -> Sending:
        return self.sending


class BurdenLimits(models.Model):
    """The limits that an office keeps to, where they differ from the documented defaults (`rules.notices.LIMITS`)."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="burden_limits")
    limits = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def trail(self) -> Unit:
        return self.unit


class Complaint(Scoped, Moving):
    """Somebody says that something is too much. ``keeper``, the office above whoever asks, answers; it is never routed by
    ``asker`` itself. Who has said it stands in `Complainer`, and with ``unnamed`` nobody else reads it."""

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")

    uid = models.UUIDField(default=new_uid, unique=True)
    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="complaints")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about = models.ForeignKey(Sending, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints")
    page = models.CharField(_("哪个页面"), max_length=200, blank=True)
    text = models.TextField(_("什么太多"))
    unnamed = models.BooleanField(_("不显示姓名"), default=False)
    received_on = models.DateField(default=clock.today)
    answer_by = models.DateField(_("答复期限"))
    outcome = models.CharField(_("办理结果"), max_length=10, choices=OUTCOMES, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["keeper", "state"], name="complaint_keeper_state")]

    def __str__(self) -> str:
        return f"{self.unit} {self.received_on}"


class ComplaintReader(models.Model):
    """Who reads a complaint: its keeper, and the unit it comes from unless the name is kept back there."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="readers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["complaint", "unit"], name="complaint_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "shown", "complaint"], name="complaint_reader_path")]

    def __str__(self) -> str:
        return f"{self.complaint} → {self.unit}"

    @property
    def trail(self) -> Complaint:
        return self.complaint


class Complainer(models.Model):
    """Who has said it: so that the answer finds its way back. Its event names nobody."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="said_by")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.complaint)

    @property
    def trail(self) -> Complaint:
        return self.complaint
