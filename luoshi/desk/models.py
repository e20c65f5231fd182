"""What waits for whom, who has been told of it and how, and how each person wants to be told?"""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.models import Person, Unit

WAYS = [
    ("digest", _("站内，并列入每日汇总邮件")),
    ("mail", _("站内，并立即发邮件")),
    ("app", _("只在站内")),
    ("none", _("不通知（仍在待办里）")),
]
DEFAULT_WAY = "digest"
DIGEST_AT, QUIET_FROM, QUIET_TO = time(8, 30), time(19, 0), time(8, 0)


class Matter(models.Model):
    """One thing that waits for somebody, as a room has told it (`kernel.panels.Matter`); closed when it is done."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    needs = models.CharField(max_length=20, blank=True)
    account_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=250)
    text = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)
    since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="matter_once")]
        indexes: ClassVar = [models.Index(fields=["unit"], condition=Q(closed_at=None), name="matter_open_unit")]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """One person told of one matter: one row, however often the matter is touched. ``mailed_on``: told by mail that day.

    Closed when the matter is, or when it is this person's no longer; a successor's notice is a row of its own, unread.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notices")
    told_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    mailed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "matter"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["person", "seen_at"], condition=Q(closed_at=None), name="notice_open"),
            models.Index(fields=["person", "-closed_at"], name="notice_closed"),
        ]

    def __str__(self) -> str:
        return str(self.matter)


class NoticeSettings(models.Model):
    """How a person wants to be told. Without a mail address nothing is sent; ``away_until``: no mail up to that day."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    mail = models.EmailField(_("邮箱"), blank=True)
    digest_at = models.TimeField(_("每日汇总邮件的时间"), default=DIGEST_AT)
    quiet_from = models.TimeField(_("免打扰，从"), null=True, blank=True, default=QUIET_FROM)
    quiet_to = models.TimeField(_("到"), null=True, blank=True, default=QUIET_TO)
    away_until = models.DateField(_("暂停邮件，直到"), null=True, blank=True)

    personal = ("mail",)

    def __str__(self) -> str:
        return str(self.person_id)


class NoticeChoice(models.Model):
    """By which way a person is told of a kind of notice, where it is not the usual one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    way = models.CharField(max_length=8, choices=WAYS)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.way}"
