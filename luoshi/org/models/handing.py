"""Who hands a post over to whom, and who acts for somebody for a while?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving, new_uid
from luoshi.org.models.units import Person, Post, Unit
from luoshi.org.scope import PathField, Scope, Scoped


class HandOver(Scoped, Moving):
    """A post passes from one person to another (or stays vacant) from a day on.

    ``on`` is the taker's first day: tenures and grants carry the dates, so that a future one takes effect by itself.
    ``items`` is the list of open matters as it stood when the hand-over was registered: what both sign.
    ``undo`` keeps the grants' former last days, should it be cancelled before it takes effect.
    """

    scope: ClassVar[Scope] = Scope("unit_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hand_overs")
    unit_path = PathField(db_index=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hand_overs")
    leaver = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("交接日期"))
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    note = models.TextField(_("需要说明的事项"), blank=True)
    items = models.JSONField(default=list)
    undo = models.JSONField(default=dict)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.post} {self.on}"

    @property
    def trail(self) -> Unit:
        return self.unit


DELEGATION_KINDS = [("acting", _("代理")), ("entrusted", _("委托"))]


class Delegation(Scoped, Moving):
    """A deputy uses the rights of a post for a while: acting (代理) for a post whose holder is away or gone, or entrusted
    (委托) by its holder.

    ``roles`` are only a limit: what counts on a day is what the principal may do on that day (`org.rules.lent`). A
    deputy's rights are never lent on, and end by themselves. Without a ``principal`` the post was vacant.
    """

    scope: ClassVar[Scope] = Scope("unit_path")

    uid = models.UUIDField(default=new_uid, unique=True)
    kind = models.CharField(_("方式"), max_length=10, choices=DELEGATION_KINDS)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="delegations")
    unit_path = PathField(db_index=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    principal = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="lends")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="borrows")
    roles = models.JSONField(default=list)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    reason = models.CharField(_("事由"), max_length=200)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["deputy", "starts_on"], name="delegation_deputy")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.starts_on}—{self.ends_on}"

    @property
    def trail(self) -> Unit:
        return self.unit
