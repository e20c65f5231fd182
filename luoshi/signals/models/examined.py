"""What has been looked at, so that nothing is looked at twice, and how often a rule finds something at all?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.org.models import Unit
from luoshi.reporting.models import EntryVersion


class Examined(models.Model):
    """A text that has been sent and looked at: how many pieces of its own it had."""

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


class Picture(models.Model):
    """A picture that has been handed in, by its content: its most striking spots, by which it is known (`signals.rules.pictures`).
    What cannot be read, and what has nothing striking, has none."""

    sha256 = models.CharField(max_length=64, unique=True)
    spots = models.JSONField()

    def __str__(self) -> str:
        return self.sha256


class PictureBand(models.Model):
    """One of the numbers by which a picture is found again (`signals.rules.pictures.kept`)."""

    band = models.BigIntegerField()
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["band", "picture"], name="picture_band")]

    def __str__(self) -> str:
        return f"{self.band} {self.picture_id}"


class Looked(models.Model):
    """Something else than a sent text that has been looked at: a period that is over, a problem closed, an inspector's reading."""

    what = models.CharField(max_length=12)
    number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["what", "number"], name="looked_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.number}"


class Stop(models.Model):
    """A rule by which an office is not told anything for now, and why."""

    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20)
    reason = models.CharField(_("停用的理由"), max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["keeper", "rule"], name="stop_once")]

    def __str__(self) -> str:
        return f"{self.keeper} {self.rule}"

    @property
    def trail(self) -> Unit:
        return self.keeper


class Thresholds(models.Model):
    """From where on a rule speaks to an office (`rules.registry.Rule.thresholds`): ``values`` by name, where they are not the
    usual ones; who has set them when, and why."""

    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20)
    values = models.JSONField()
    reason = models.CharField(_("调整的理由"), max_length=200)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["keeper", "rule"], name="thresholds_once")]

    def __str__(self) -> str:
        return f"{self.keeper} {self.rule}"

    @property
    def trail(self) -> Unit:
        return self.keeper


class Tally(models.Model):
    """How many matters of a period a rule has examined in the area of an office, and about how many it spoke: the base rate."""

    rule = models.CharField(max_length=20)
    keeper = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=40)
    examined = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "keeper", "period"], name="signal_tally_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.period}: {self.hits}/{self.examined}"
