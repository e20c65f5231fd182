"""What the rules ask of reports that have just been sent, read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Min

from luoshi.kernel.models import Attachment, File
from luoshi.ledger.models import Completion, Standard
from luoshi.org.models import Unit
from luoshi.org.rules import Kind
from luoshi.reporting import rules as reporting
from luoshi.reporting.models import Entry, EntryVersion, Report
from luoshi.reporting.rules import Said
from luoshi.signals.queries.pictures import same_pictures
from luoshi.signals.rules.elsewhere import Names

BACK = timedelta(days=800)
"""How far back a unit's earlier reports are read."""


class Again(NamedTuple):
    """A file as it stands on a sent entry, and in which way it is the same (a key of `rules.pictures.SAME`)."""

    entry: Entry
    file: File
    how: str


class Batch:
    """Some sent versions, and what stands beside them."""

    def __init__(self, versions: Sequence[EntryVersion]) -> None:
        self.versions = versions
        self.said = {one.pk: reporting.from_json(one.content) for one in versions}

    @cached_property
    def history(self) -> dict[int, list[tuple[EntryVersion, Said]]]:
        """entry id → what the unit sent on the same task for earlier periods, the latest sending of each, oldest first."""
        first = min(one.entry.report.period.ends_on for one in self.versions) - BACK
        rows = (
            EntryVersion.objects.filter(
                entry__task__in={one.entry.task_id for one in self.versions}, entry__report__period__ends_on__gte=first
            )
            .select_related("entry__report__period")
            .order_by("entry__report__period__ends_on", "entry_id", "round")
        )
        by_place: dict[tuple[int, int], dict[int, EntryVersion]] = defaultdict(dict)
        for row in rows:
            by_place[row.entry.task_id, row.entry.report.unit_id][row.entry_id] = row
        found = {}
        for one in self.versions:
            ends_on = one.entry.report.period.ends_on
            before = by_place[one.entry.task_id, one.entry.report.unit_id].values()
            found[one.entry_id] = [
                (row, reporting.from_json(row.content)) for row in before if row.entry.report.period.ends_on < ends_on
            ]
        return found

    @cached_property
    def places(self) -> Names:
        """The names of all places, as far as only one place bears them."""
        found: dict[str, str] = {}
        twice = set()
        for name, path in Unit.objects.filter(kind=Kind.PLACE).values_list("name", "path"):
            if name in found:
                twice.add(name)
            found[name] = path
        return Names({name: path for name, path in found.items() if name not in twice})

    @cached_property
    def standards(self) -> dict[int, str]:
        """task id → what is to be reached, in words."""
        found: dict[int, str] = defaultdict(str)
        rows = Standard.objects.filter(task__in={one.entry.task_id for one in self.versions})
        for task, text in rows.values_list("task_id", "text"):
            found[task] += f"{text}\n"
        return found

    @cached_property
    def applied(self) -> set[int]:
        """Tasks of which the application that they be complete bears evidence."""
        rows = dict(
            Completion.objects.filter(task__in={one.entry.task_id for one in self.versions}).values_list(
                "pk", "task_id"
            )
        )
        on = Attachment.objects.filter(object_type=Completion._meta.label_lower, object_id__in=rows)
        return {rows[pk] for pk in on.values_list("object_id", flat=True)}

    @cached_property
    def handed(self) -> dict[str, list[Again]]:
        """sha-256 → where a file of this content, or a picture that shows the same, stands on a sent entry."""
        hashes = {file.sha256 for said in self.said.values() for file in said.files}
        if not hashes:
            return {}
        ways = {sha256: {sha256: "file"} for sha256 in hashes}
        for sha256, found in same_pictures(hashes).items():
            ways[sha256] |= found
        by_content: dict[str, list[tuple[Entry, File]]] = defaultdict(list)
        for entry, file in _handed_in({other for found in ways.values() for other in found}):
            by_content[file.sha256].append((entry, file))
        return {
            sha256: [Again(entry, file, how) for other, how in found.items() for entry, file in by_content[other]]
            for sha256, found in ways.items()
        }

    @cached_property
    def sizes(self) -> dict[int, int]:
        """report id → how many entries it holds."""
        rows = Entry.objects.filter(report__in=self._reports).order_by().values_list("report_id").annotate(Count("pk"))
        return dict(rows)

    @cached_property
    def first(self) -> dict[int, int]:
        """report id → its very first sending, by which a report is looked at once."""
        rows = EntryVersion.objects.filter(entry__report__in=self._reports).order_by()
        return dict(rows.values_list("entry__report_id").annotate(Min("pk")))

    @property
    def _reports(self) -> set[int]:
        return {one.entry.report_id for one in self.versions}

    def earlier_reports(self, report: Report) -> list[EntryVersion]:
        """The first sending of each earlier report of a unit, oldest first."""
        rows = EntryVersion.objects.filter(
            entry__report__unit=report.unit_id, entry__report__period__ends_on__lt=report.period.ends_on, round=1
        ).order_by("entry__report__period__ends_on", "entry__report_id", "pk")
        found: dict[int, EntryVersion] = {}
        for row in rows.select_related("entry__report__period"):
            found.setdefault(row.entry.report_id, row)
        return list(found.values())


def _handed_in(hashes: set[str]) -> list[tuple[Entry, File]]:
    """The sent entries on which files of these contents stand, in the order in which they were handed in."""
    on = Attachment.objects.filter(object_type=Entry._meta.label_lower, purpose="evidence", file__sha256__in=hashes)
    rows = list(on.order_by("pk").select_related("file"))
    sent = Entry.objects.filter(pk__in={row.object_id for row in rows}, versions__isnull=False)
    entries = sent.select_related("task", "report__unit", "report__period").in_bulk()
    return [(entries[row.object_id], row.file) for row in rows if row.object_id in entries]
