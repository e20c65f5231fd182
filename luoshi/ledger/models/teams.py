"""Who leads a key task, and who works on its team (专班)?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.models.tasks import Task
from luoshi.org.models import Post, Unit


class TeamMember(models.Model):
    """One seat of a key task's team: the leading leader, the team's head, its members, the contact.

    Held by a post where it is known (the name then follows the post); leaders who hold no post here stand by name.
    """

    ROLES: ClassVar = [
        ("leader", _("领衔领导")),
        ("head", _("专班组长")),
        ("member", _("成员")),
        ("contact", _("联系人")),
    ]
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="team")
    role = models.CharField(_("角色"), max_length=8, choices=ROLES)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("姓名"), max_length=40, blank=True)
    title = models.CharField(_("职务"), max_length=80, blank=True)
    ordering = models.PositiveSmallIntegerField(default=0)

    personal = ("name",)

    class Meta:
        ordering: ClassVar = ["task", "ordering", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task"], condition=Q(role="leader"), name="team_one_leader"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.title}"

    @property
    def trail(self) -> Task:
        return self.task
