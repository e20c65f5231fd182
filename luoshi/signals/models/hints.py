"""Which hints are there, who is asked about each, and what came of it? And what is kept to compare reports with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.models import Moving, new_uid
from luoshi.org.models import Person, Unit
from luoshi.org.scope import PathField, Scope, Scoped, Shown
from luoshi.reporting.models import EntryVersion

RULES = [("copied", _("与其他单位反馈文字相同"))]
DISMISSALS = [
    ("form", _("统一格式或者上级文件原文")),
    ("joint", _("共同开展的同一项工作")),
    ("explained", _("单位说明成立")),
    ("mistaken", _("不相同，系误报")),
]


class Hint(Scoped, Moving):
    """Something that a rule has noticed and a person should look at. Nothing follows from it by itself.

    ``keeper`` the office above both units, which looks; ``unit`` the one whose report came later, which is asked;
    ``other`` the one that had said it before. ``evidence`` what the rule measured: containment, passages as offsets in the
    two texts, and how many reports it was compared with, for the base rate.
    """

    scope: ClassVar[Scope] = Scope("unit_path", via="readers", shown="shown")

    uid = models.UUIDField(default=new_uid, unique=True)
    rule = models.CharField(_("规则"), max_length=20, choices=RULES)
    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="kept_hints")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="hints")
    other = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    said = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="hints")
    other_said = models.ForeignKey(EntryVersion, on_delete=models.PROTECT, related_name="+")
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

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "said", "other_said"], name="hint_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["keeper", "state"], name="hint_keeper_state"),
            models.Index(fields=["unit", "state"], name="hint_unit_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.unit}"


class HintReader(models.Model):
    """Who reads a hint: its keeper at once, the unit concerned as soon as it is asked."""

    hint = models.ForeignKey(Hint, on_delete=models.CASCADE, related_name="readers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["hint", "unit"], name="hint_reader_once")]
        indexes: ClassVar = [models.Index(fields=["unit_path", "shown", "hint"], name="hint_reader_path")]

    def __str__(self) -> str:
        return f"{self.hint} → {self.unit}"

    @property
    def trail(self) -> Hint:
        return self.hint


class Examined(models.Model):
    """A text that has been compared: how many pieces of its own it had."""

    said = models.OneToOneField(EntryVersion, on_delete=models.CASCADE, primary_key=True, related_name="examined")
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.said_id)


class Piece(models.Model):
    """One of the pieces by which a text is found again (`signals.rules.copies.sketch`)."""

    piece = models.BigIntegerField()
    said = models.ForeignKey(EntryVersion, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["piece", "said"], name="piece_said")]

    def __str__(self) -> str:
        return f"{self.piece} {self.said_id}"
