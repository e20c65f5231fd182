"""A plan has come out anew: which task in force does each of its clauses take up, what is different, and what did the office say?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving
from luoshi.kernel.say import Say, told
from luoshi.ledger.models import Plan, Request, Task
from luoshi.org.scope import Scope, Scoped

REVISIONS = [("new", _("新增")), ("changed", _("有改动")), ("dropped", _("不再写")), ("same", _("没有变化"))]


class Revision(Scoped, Moving):
    """One step from the plan in force (``base``) to the new one: the task in force, its successor's draft, or one of them.

    ``differences`` are kept sentences; ``request`` the change, extension or cancellation that was asked for with it.
    """

    scope: ClassVar[Scope] = Scope(via="plan")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="revisions")
    base = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=REVISIONS)
    old = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    draft = models.ForeignKey(Task, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    differences = models.JSONField(default=list)
    remark = models.TextField(_("说明"), blank=True)
    request = models.ForeignKey(Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["plan", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "old", "draft"], name="revision_once"),
            models.CheckConstraint(condition=Q(old__isnull=False) | Q(draft__isnull=False), name="revision_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.draft or self.old}"[:250]

    @property
    def trail(self) -> Plan:
        return self.plan

    @property
    def because(self) -> list[Say]:
        """What is different, in the reader's language."""
        return [told(one) for one in self.differences]
