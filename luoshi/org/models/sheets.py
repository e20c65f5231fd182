"""Which tables were handed in, how was each row judged, and which names mean which unit?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from luoshi.kernel.models import File, Moving, new_uid
from luoshi.org.models.units import Person, Unit
from luoshi.org.scope import PathField, Scope, Scoped, Shown


class UnitAlias(models.Model):
    """A name as documents and tables write it, and the unit it means for the office that said so; remembered for the next one."""

    owner = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="unit_alias_once")]

    def __str__(self) -> str:
        return f"{self.name} → {self.unit}"


class SheetImport(Scoped, Moving):
    """A table that somebody hands in to be taken over: read into rows, judged, and taken over whole or not at all.

    ``kind`` the room that takes it ("ledger.tasks", "org.units"); ``given`` what was chosen with it (such as the plan);
    ``meant`` what each column means; ``counts`` how many rows are new, changed, same, wrong; ``faults`` the first of the
    sentences about rows that cannot be taken; ``reached`` of ``total`` rows are done, so that work that was cut off
    goes on where it stopped. Seen by its own unit alone, as drafts are.
    """

    scope: ClassVar[Scope] = Scope("unit_path", shown="shown")

    uid = models.UUIDField(default=new_uid, unique=True)
    kind = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=60, blank=True)
    given = models.JSONField(default=dict)
    titles = models.JSONField(default=dict)
    meant = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    head_row = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    reached = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit_path", "kind", "-id"], name="sheet_import_path")]

    def __str__(self) -> str:
        return self.file.name


class SheetRow(models.Model):
    """A row of a table as it was read and judged; lies here until the import is taken over or thrown away.

    ``verdict`` new, changed, same, wrong; ``changes`` field → [before, after] in words; ``faults`` sentences with their
    column; ``notes`` what the clerk should know and need not mend; ``object_id`` what it is, once it is there.
    """

    batch = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8)
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    object_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["batch", "number"]
        indexes: ClassVar = [models.Index(fields=["batch", "verdict", "number"], name="sheet_row_verdict")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"

    @property
    def trail(self) -> SheetImport:
        return self.batch


class SheetMemory(models.Model):
    """What the columns of a template mean, as a clerk of this unit has said; asked again for the next file of that template."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    meant = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "fingerprint"], name="sheet_memory_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.fingerprint[:8]}"
