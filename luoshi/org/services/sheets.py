"""A table that somebody hands in: what its columns mean, how its rows are judged, and how it is taken over whole or not at all.

What the rows become is known to the room that takes them (`Kind`); how they are read, staged, shown, confirmed and
cancelled is the same everywhere. Rows are judged and written in chunks, each a transaction of its own, so that nobody
waits for an import of 100,000 rows; what is written stays hidden until one short last act shows all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

from luoshi.kernel import actions, clock, jobs
from luoshi.kernel import services as kernel
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.documents.cells import clean
from luoshi.kernel.documents.child import read_apart
from luoshi.kernel.documents.headers import SEARCHED, Column, Header, find_header
from luoshi.kernel.documents.refusal import DocumentRefused
from luoshi.kernel.documents.sheets import Bad, Row, Start, column_letters
from luoshi.kernel.errors import Invalid, LuoshiError, Refused
from luoshi.kernel.say import Say, say
from luoshi.org.models import SheetImport, SheetMemory, SheetRow, Unit, UnitAlias
from luoshi.org.rules import roles_towards
from luoshi.org.scope import Shown
from luoshi.org.workflow import SHEET_IMPORT, ImportFacts

CHUNK = 500
"""Rows that are judged, and at most taken over, in one transaction."""
FEWEST, SHORT = 100, 0.15
"""Rows that are taken over at once at least, and the seconds that it may take: on SQLite nobody else writes meanwhile."""
INLINE, AT_ONCE = 1_000, 150_000
"""A table of no more rows, or bytes, is dealt with while the clerk waits; a longer one by a job."""
MOST_FAULTS = 300
VERDICTS = ("new", "changed", "same", "wrong")

T = TypeVar("T")
Judge = Callable[[Sequence[Row]], list[SheetRow]]
Layer = Callable[[Sequence[SheetRow]], None]


@dataclass(frozen=True)
class Judged:
    """What a table that is judged in one piece would do."""

    counts: dict[str, int]
    faults: list[str]
    preview: list[Any]
    notes: list[str]


@dataclass(frozen=True)
class Whole:
    """A table of several sheets, judged and made in one piece; ``make`` answers what the page tells afterwards."""

    check: Callable[[Actor, bytes, str], Judged]
    make: Callable[[Actor, bytes, str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """How a room takes tables. ``judge`` gives a function that judges some rows at a time, knowing those before;
    ``lay`` one that writes some new rows at a time out of sight, and their keys into ``object_id``, in one transaction;
    ``show`` makes all of them visible and applies the changes, in one act; ``unlay`` takes away some of what was laid, and says whether there
    was any. Or ``whole`` does it all in one piece. ``home``, ``tab`` and ``result``: the pages that an import is begun
    on, belongs to and ends on; ``after``: what becomes of the rows once they are in."""

    name: str
    columns: tuple[Column, ...]
    may: Callable[[Actor], Unit]
    judge: Callable[[Actor, SheetImport, Start], Judge] | None = None
    lay: Callable[[Actor, SheetImport], Layer] | None = None
    show: Callable[[Actor, SheetImport], None] | None = None
    unlay: Callable[[Actor, SheetImport], bool] | None = None
    whole: Whole | None = None
    home: str = "units:tree"
    tab: str = "units:tree"
    result: str = "units:tree"
    asked: str = ""
    after: Say | None = None


KINDS: dict[str, Kind] = {}


def sheet_kind(kind: Kind) -> None:
    """Make a kind of import known; rooms do it from ``AppConfig.ready``."""
    KINDS[kind.name] = kind


def refused_file(refusal: DocumentRefused, field: str = "file") -> Invalid:
    """The refusal of a file as a form shows it."""
    return Invalid({field: [Say(refusal.template, dict(refusal.params))]})


def take_in(actor: Actor, name: str, upload: kernel.Upload, given: Mapping[str, Any] | None = None) -> SheetImport:
    """Keep the file and guess what its columns mean. Raises `Invalid` where it is no table, or has no head."""
    kind = KINDS[name]
    unit = kind.may(actor)
    label = upload.name or ""
    data = upload.read()
    if kind.whole is not None:
        return _kept(actor, unit, name, upload, SheetImport(shown=Shown.HIDDEN, given=dict(given or {})))
    sheet, header, remembered, samples = _head(unit, kind, data, label)
    notes = [] if remembered else [str(_said_twice(at, word)) for at, word in header.doubled]
    batch = SheetImport(
        sheet=sheet[:60], given={**(given or {}), "samples": samples, "notes": notes},
        meant=remembered or dict(header.meant), titles={str(at): title for at, title in header.titles.items()},
        fingerprint=header.fingerprint, head_row=header.rows[-1],
    )  # fmt: skip
    return _kept(actor, unit, name, upload, batch)


def _kept(actor: Actor, unit: Unit, name: str, upload: kernel.Upload, batch: SheetImport) -> SheetImport:
    upload.seek(0)  # type: ignore[attr-defined]
    with actions.atomic():
        batch.file = kernel.keep_file(actor, upload)
        batch.state, batch.kind, batch.unit, batch.unit_path = SHEET_IMPORT.start, name, unit, unit.path
        batch.made_by_id, batch.made_at = actor.person_id, clock.now()
        actions.create(actor, "org.import.upload", batch)
        kernel.attach(actor, batch.file, batch, "import")
    return batch


def _head(unit: Unit, kind: Kind, data: bytes, label: str) -> tuple[str, Header, dict[str, int], dict[str, str]]:
    """The first sheet with a head, that head, and what was said of this template before."""
    try:
        sheets = _tops(data, label)
        for start, rows in sheets:
            header = find_header(rows, kind.columns, start, loosely=True)
            if header is not None:
                held = SheetMemory.objects.filter(unit=unit, kind=kind.name, fingerprint=header.fingerprint).first()
                return start.name, header, dict(held.meant) if held else {}, _samples(header, rows)
        wanted = [one.label for one in kind.columns if one.required] or [one.label for one in kind.columns[:3]]
        raise DocumentRefused("no_header", name=label, wanted="”“".join(map(str, wanted)), most=SEARCHED)
    except DocumentRefused as refusal:
        raise refused_file(refusal) from refusal


def _said_twice(at: int, word: str) -> Say:
    column = column_letters(at)
    return say(
        "{column} 列“{word}”和另一列像是同一栏，没有采用；请在下面指明它是哪一栏，或者留着不选。",
        column=column,
        word=word,
    )


def _samples(header: Header, rows: Sequence[Row]) -> dict[str, str]:
    """What stands first below each head: by it a clerk knows what the column is."""
    found: dict[str, str] = {}
    for row in rows:
        for at in header.titles if row.number > header.rows[-1] else ():
            cell = row.cells[at] if at < len(row.cells) else None
            if cell is not None and not isinstance(cell, Bad):
                found.setdefault(str(at), clean(str(cell))[:40])
    return found


def _tops(data: bytes, label: str) -> list[tuple[Start, list[Row]]]:
    """The top rows of every visible sheet."""
    found: list[tuple[Start, list[Row]]] = []
    for one in read_apart(data, label):
        if isinstance(one, Start):
            if not one.hidden:
                found.append((one, []))
        elif len(found[-1][1]) < SEARCHED + 1:
            found[-1][1].append(one)
        elif len(found) == 1 and found[0][1]:
            # a long first sheet: its head is known by now, and the rest is read when it is judged
            break
    return found


def say_columns(actor: Actor, batch: SheetImport, meant: Mapping[str, int]) -> SheetImport:
    """What each column means, as a person says; remembered for every file of this template."""
    KINDS[batch.kind].may(actor)
    known = {str(at) for at in batch.titles}
    taken = {key: at for key, at in meant.items() if str(at) in known}
    twice = {at for at in taken.values() if list(taken.values()).count(at) > 1}
    if twice:
        raise Refused([say("“{title}”一列只能有一个含义。", title=batch.titles[str(at)]) for at in sorted(twice)])
    with actions.atomic():
        held = SheetMemory.objects.filter(unit=batch.unit, kind=batch.kind, fingerprint=batch.fingerprint).first()
        if held is None:
            row = SheetMemory(unit=batch.unit, kind=batch.kind, fingerprint=batch.fingerprint, meant=taken)
            actions.create(actor, "org.import.remember", row)
        else:
            actions.change(actor, "org.import.remember", held, meant=taken)
        actions.change(actor, "org.import.columns", batch, meant=taken, given={**batch.given, "notes": []})
    return batch


def unknown_move() -> Refused:
    """What is said of a move that there is not."""
    return Refused([say("没有这一步。")])


def facts(actor: Actor, batch: SheetImport, *, machine: bool = False) -> ImportFacts:
    """What the guards look at. ``machine``: it is the job that goes on with it."""
    positions = {"importer"} if actor.unit_id == batch.unit_id or batch.shown == Shown.HIDDEN else set()
    held = roles_towards(positions, actor.offices if batch.shown == Shown.HIDDEN else actor.roles)
    lacking = tuple(one.label for one in KINDS[batch.kind].columns if one.required and one.key not in batch.meant)
    counts = batch.counts
    return ImportFacts(
        roles=held | {"machine.run"} if machine else held,
        holders={},
        wrong=int(counts.get("wrong", 0)),
        taken=int(counts.get("new", 0)) + int(counts.get("changed", 0)),
        lacking=lacking,
    )


def start_check(actor: Actor, batch: SheetImport) -> SheetImport:
    """Have the rows judged: those of a short table at once, those of a long one by the job."""
    given: dict[str, Any] = {"reached": 0, "total": 0, "counts": {}, "faults": []}
    actions.perform(actor, SHEET_IMPORT, "check", batch, facts(actor, batch), **given)
    return _go_on(actor, batch, is_long=batch.file.size > AT_ONCE)


def start_apply(actor: Actor, batch: SheetImport) -> SheetImport:
    """Have the rows taken over."""
    actions.perform(actor, SHEET_IMPORT, "apply", batch, facts(actor, batch), reached=0)
    return _go_on(actor, batch, is_long=batch.total > INLINE)


def cancel(actor: Actor, batch: SheetImport) -> SheetImport:
    """Throw the import away; what lies out of sight is cleared away by the job."""
    is_long = batch.total > INLINE or batch.state in {"checking", "applying"}
    actions.perform(actor, SHEET_IMPORT, "cancel", batch, facts(actor, batch), ended_at=clock.now())
    return _go_on(actor, batch, is_long=is_long)


MOVES: dict[str, Callable[[Actor, SheetImport], SheetImport]] = {
    "check": start_check, "apply": start_apply, "cancel": cancel,
}  # fmt: skip
"""What a person may do with an import, by the names of the moves."""


def _go_on(actor: Actor, batch: SheetImport, *, is_long: bool) -> SheetImport:
    if is_long:
        key = f"{batch.pk} {batch.state} {batch.version}"
        job = jobs.later(actor, "org.sheets", key=key, title=str(batch), batch=batch.pk)
        _keep(batch, {"job": job.pk})
        return batch
    return run(actor, batch.pk) or batch


def remember_alias(actor: Actor, owner: Unit, name: str, unit: Unit) -> UnitAlias:
    """Say which unit a name means for this office, in every document and table from now on."""
    held = UnitAlias.objects.filter(owner=owner, name=name[:120]).first()
    if held is None:
        return actions.create(actor, "org.alias.remember", UnitAlias(owner=owner, name=name[:120], unit=unit))
    return actions.change(actor, "org.alias.remember", held, unit=unit)


# ---------- the work itself: by the clerk's request, or by a job ----------

Report = Callable[[int, int, Say | None], None]
Last = Callable[[], AbstractContextManager[None]]


def _silent(done: int, total: int = 0, message: Say | None = None) -> None:
    """Nobody watches what is done at once."""


def run(actor: Actor, pk: int, *, report: Report = _silent, last: Last = nullcontext) -> SheetImport | None:
    """Go on with an import wherever it stands; may be cut off at any moment and called again.

    ``report`` is told how far it is, and may raise; ``last`` is the transaction around the step that shows everything.
    """
    batch = SheetImport.objects.select_related("file", "unit").filter(pk=pk).first()
    if batch is None:
        return None
    if batch.state == "cancelled":
        clear(batch)
    elif batch.state in {"checking", "applying"}:
        try:
            (_check if batch.state == "checking" else _apply)(actor, batch, report, last)
        except (LuoshiError, DocumentRefused) as fault:
            give_back(batch, str(fault))
    return SheetImport.objects.select_related("file", "unit").get(pk=pk)


def give_back(batch: SheetImport, why: str) -> None:
    """It cannot go on: take back what was laid down, say why, and let the clerk begin anew."""
    clear(batch)
    row = SheetImport.objects.get(pk=batch.pk)
    if row.state in {"checking", "applying"}:
        known = facts(SYSTEM, row, machine=True)
        actions.perform(SYSTEM, SHEET_IMPORT, "return", row, known, faults=[why], counts={})


def clear(batch: SheetImport) -> None:
    """Take away what was laid down out of sight, in chunks, and the staged rows."""
    unlay = KINDS[batch.kind].unlay
    while unlay is not None and unlay(SYSTEM, batch):
        pass
    while True:
        some = list(SheetRow.objects.filter(batch=batch).values_list("pk", flat=True)[:CHUNK])
        if not some:
            return
        actions.unstage(SheetRow.objects.filter(pk__in=some))


def _still(batch: SheetImport, state: str) -> bool:
    return SheetImport.objects.filter(pk=batch.pk, state=state).exists()


def _check(actor: Actor, batch: SheetImport, report: Report, last: Last) -> None:
    clear(batch)
    kind = KINDS[batch.kind]
    if kind.whole is not None:
        _check_whole(actor, batch, kind.whole, last)
        return
    start, rows = _rows_of(read_apart(_data(batch), batch.file.name), batch)
    judge = _given(kind.judge)(actor, batch, start)
    counts = dict.fromkeys((*VERDICTS, "hidden"), 0)
    faults: list[str] = []
    reached = 0
    while chunk := list(islice(rows, CHUNK)):
        judged = judge(chunk)
        actions.stage(judged)
        reached += len(chunk)
        for row in judged:
            counts[row.verdict] += 1
            faults += row.faults[: max(0, MOST_FAULTS - len(faults))]
        counts["hidden"] += sum(row.number in start.hidden_rows for row in chunk)
        report(reached, 0, say("核对"))
        if not _still(batch, "checking"):
            clear(batch)
            return
    if not any(counts[verdict] for verdict in VERDICTS):
        raise DocumentRefused("no_rows", name=batch.file.name)
    judged_whole = SheetImport.objects.get(pk=batch.pk)
    with last(), actions.atomic():
        known = facts(actor, judged_whole, machine=True)
        actions.perform(
            actor,
            SHEET_IMPORT,
            "report",
            judged_whole,
            known,
            counts=counts,
            faults=faults,
            total=reached,
            reached=reached,
        )


def _given(one: T | None) -> T:
    if one is None:
        raise TypeError("this kind of table is taken in one piece")
    return one


def _data(batch: SheetImport) -> bytes:
    with batch.file.content.open("rb") as stream:
        return bytes(stream.read())


def _keep(batch: SheetImport, more: Mapping[str, Any]) -> None:
    """Part of one recorded act: what the pages tell of it later."""
    batch.given = {**batch.given, **more}
    actions.change_all(SheetImport.objects.filter(pk=batch.pk), given=batch.given)


def _check_whole(actor: Actor, batch: SheetImport, whole: Whole, last: Last) -> None:
    judged = whole.check(actor, _data(batch), batch.file.name)
    row = SheetImport.objects.get(pk=batch.pk)
    total = sum(judged.counts.values())
    with last(), actions.atomic():
        _keep(row, {"preview": judged.preview, "notes": judged.notes})
        known = facts(actor, row, machine=True)
        actions.perform(
            actor, SHEET_IMPORT, "report", row, known, counts=judged.counts, faults=judged.faults[:MOST_FAULTS],
            total=total, reached=total,
        )  # fmt: skip


def _apply_whole(actor: Actor, batch: SheetImport, whole: Whole, last: Last) -> None:
    data = _data(batch)
    with last(), actions.atomic():
        told = whole.make(actor, data, batch.file.name, _silent)
        row = SheetImport.objects.select_related("file", "unit").get(pk=batch.pk)
        known = facts(actor, row, machine=True)
        _keep(row, told)
        actions.perform(actor, SHEET_IMPORT, "finish", row, known, ended_at=clock.now(), reached=row.total)


def _rows_of(told: Iterator[Start | Row], batch: SheetImport) -> tuple[Start, Iterator[Row]]:
    """The rows of the chosen sheet below its head."""
    for one in told:
        if isinstance(one, Start) and one.name[:60] == batch.sheet and not one.hidden:
            return one, _below(told, batch.head_row)
    raise DocumentRefused("no_rows", name=batch.file.name)


def _below(told: Iterator[Start | Row], head: int) -> Iterator[Row]:
    for one in told:
        if isinstance(one, Start):
            return
        if one.number > head:
            yield one


def _apply(actor: Actor, batch: SheetImport, report: Report, last: Last) -> None:
    kind = KINDS[batch.kind]
    kind.may(actor)
    if kind.whole is not None:
        _apply_whole(actor, batch, kind.whole, last)
        return
    lay, show = _given(kind.lay)(actor, batch), _given(kind.show)
    wanted = SheetRow.objects.filter(batch=batch, verdict="new")
    waiting = wanted.filter(object_id=None).order_by("number").only("number", "values", "object_id")
    total, done, at = wanted.count(), wanted.exclude(object_id=None).count(), 0
    size = FEWEST
    while chunk := list(waiting.filter(number__gt=at)[:size]):
        since = time.monotonic()
        lay(chunk)
        size = _fitting(size, time.monotonic() - since)
        done, at = done + len(chunk), chunk[-1].number
        report(done, total, say("导入"))
        if not _still(batch, "applying"):
            clear(batch)
            return
    row = SheetImport.objects.select_related("file", "unit").get(pk=batch.pk)
    with last(), actions.atomic():
        known = facts(actor, row, machine=True)
        actions.perform(actor, SHEET_IMPORT, "finish", row, known, ended_at=clock.now(), reached=done)
        show(actor, row)


def _fitting(size: int, took: float) -> int:
    """How many rows take `SHORT`, where so many took so long; on PostgreSQL nobody waits for a piece, however long."""
    if connection.features.has_select_for_update:
        return CHUNK
    return max(FEWEST, min(CHUNK, size * 2, int(size * SHORT / max(took, 0.001))))


def told(batch: SheetImport) -> Say:
    """What has come of it, in a sentence."""
    counts = batch.counts
    if batch.state == "done" and batch.given.get("made"):
        return say("{made}", made=batch.given["made"])
    if batch.state == "done":
        return say(
            "已导入：新增 {new} 行，修改 {changed} 行。", new=counts.get("new", 0), changed=counts.get("changed", 0)
        )
    if batch.state == "checked":
        return say(
            "已核对：新增 {new} 行，修改 {changed} 行，相同 {same} 行，不能导入 {wrong} 行。",
            **{verdict: counts.get(verdict, 0) for verdict in VERDICTS},
        )
    if batch.state == "cancelled":
        return say("已放弃，没有导入任何内容。")
    return say("没有导入：{why}", why=batch.faults[0]) if batch.faults else say("待核对栏目。")
