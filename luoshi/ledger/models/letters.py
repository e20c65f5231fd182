"""Which letters go out about tasks: reminders, chasing letters, supervision notices; and what became of them?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models.tasks import Task
from luoshi.org.models import Person, Unit
from luoshi.org.rules import ACT_LABELS
from luoshi.org.scope import PathField, Scope, Scoped, Shown


class Letter(Scoped, Moving):
    """One letter from a unit to another about one task or several. ``act`` is what the sender does, ``document`` what the
    relation of the two calls it (提示函, 催办函, 督办通知单). Numbered when it is sent; ``colour`` only where the place
    has switched coloured slips on.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")
    COLOURS: ClassVar = [("blue", _("蓝")), ("yellow", _("黄")), ("red", _("红"))]

    uid = models.UUIDField(default=new_uid, unique=True)
    act = models.CharField(max_length=12, choices=[(act.value, act.value) for act in ACT_LABELS])
    document = models.CharField(_("文种"), max_length=30)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="letters")
    to = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="letters_received")
    tasks = models.ManyToManyField(Task, through="LetterTask", related_name="letters")
    number = models.CharField(_("文号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("正文"))
    colour = models.CharField(_("颜色"), max_length=6, choices=COLOURS, blank=True)
    due_on = models.DateField(_("反馈期限"), null=True, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_by = models.CharField(_("签发人"), max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("反馈"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    personal = ("signed_by",)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], condition=~Q(number=""), name="letter_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["to", "state", "sent_at"], name="letter_to_state"),
            models.Index(fields=["unit", "state"], name="letter_unit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}".strip()


class LetterReader(models.Model):
    """Who may read a letter: its sender from the draft on, the addressee once it is sent."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="readers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["letter", "unit"], name="letter_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "letter"], name="letter_reader_path")]

    def __str__(self) -> str:
        return f"{self.letter} → {self.unit}"


class LetterTask(models.Model):
    """A task that a letter is about."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="about")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="letter_rows")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["letter", "task"], name="letter_task_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.task.number}"


class LetterSettings(models.Model):
    """How a unit's letters are numbered and paced. ``code`` stands before 〔2026〕3号; coloured slips are off by default."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("机关代字"), max_length=20, blank=True)
    answer_days = models.PositiveSmallIntegerField(_("反馈期限（工作日）"), default=5)
    coloured = models.BooleanField(_("使用蓝、黄、红单"), default=False)

    def __str__(self) -> str:
        return str(self.unit)
