"""Which hints are there, who is asked about each, and what came of it?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving, new_uid
from luoshi.ledger.models import Task
from luoshi.org.models import Person, Unit
from luoshi.org.scope import Reader, Scope, Scoped
from luoshi.problems.models import Problem
from luoshi.reporting.models import EntryVersion
from luoshi.signals.rules.registry import RULES, Rule

DISMISSALS = [
    ("form", _("统一格式或者上级文件原文")),
    ("joint", _("共同开展的同一项工作")),
    ("explained", _("单位说明成立")),
    ("mistaken", _("系误报")),
]


class Hint(Scoped, Moving):
    """Something that a rule has noticed and a person should look at. Nothing follows from it by itself.

    ``rule`` a key of `rules.registry.RULES`; ``key`` names the matter, so that a rule speaks of it once. ``keeper`` the
    office that looks; ``unit`` is asked; ``other`` the unit that it is compared with, if any. It is about what was ``said``
    (compared with ``other_said``), a ``task`` or a ``problem``, in ``period`` as that is called. ``evidence`` is what the rule
    measured (`rules.found`). ``listed_as`` the problem that it has become.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")

    uid = models.UUIDField(default=new_uid, unique=True)
    rule = models.CharField(_("规则"), max_length=20)
    key = models.CharField(max_length=80)
    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="kept_hints")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hints")
    other = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="hints")
    other_said = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="hints")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, blank=True, related_name="hints")
    period = models.CharField(_("期次"), max_length=40, blank=True)
    evidence = models.JSONField()
    raised_at = models.DateTimeField()
    reply_by = models.DateField(_("请于何日前说明"), null=True, blank=True)
    reply = models.TextField(_("情况说明"), blank=True)
    replied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    dismissal = models.CharField(_("排除的原因"), max_length=10, choices=DISMISSALS, blank=True)
    verdict = models.TextField(_("核实意见"), blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    handed_to = models.CharField(_("转交何处"), max_length=120, blank=True)
    listed_as = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "key"], name="hint_of_rule_once")]
        indexes: ClassVar = [
            models.Index(fields=["keeper", "state"], name="hint_keeper_state"),
            models.Index(fields=["unit", "state"], name="hint_unit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.by.name} {self.unit}"

    @property
    def by(self) -> Rule:
        """The rule that noticed it."""
        return RULES[self.rule]

    @property
    def about(self) -> str:
        """What it is about, in a line of a list."""
        return str(self.task or self.problem or "")


class HintReader(Reader):
    """Who reads a hint: its keeper at once, the unit concerned as soon as it is asked."""

    of = "hint"
    hint = models.ForeignKey(Hint, on_delete=models.CASCADE, related_name="readers")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["hint", "unit"], name="hint_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "shown", "hint"], name="hint_reader_path")]
