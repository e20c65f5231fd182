"""How did a place stand on a day? Figures of the roll-up, kept so that today can be laid beside last week."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from luoshi.org.scope import PathField, Scope, Scoped


class Standing(Scoped):
    """The roll-up of one place on one day: running, completed, and how many showed each light.

    Figures of the past do not follow from the tasks of today, so they are kept: every day for a fortnight, then Mondays.
    """

    scope: ClassVar[Scope] = Scope("path")

    path = PathField()
    day = models.DateField()
    running = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    near = models.PositiveIntegerField()
    paused = models.PositiveIntegerField()
    far_behind = models.PositiveIntegerField()
    behind = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["path", "day"], name="standing_once")]
        indexes: ClassVar = [models.Index(fields=["day"], name="standing_day")]

    def __str__(self) -> str:
        return f"{self.path} {self.day}"
