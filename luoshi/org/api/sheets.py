"""Tables handed in by a program: upload, say what the columns mean, read the result, take it over."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from luoshi.kernel import actions
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.rest import Id, MoveOut, actor_on, moves_of
from luoshi.kernel.say import say
from luoshi.org.models import SheetImport
from luoshi.org.queries import sheets as reading
from luoshi.org.services import sheets
from luoshi.org.workflow import SHEET_IMPORT

router = Router(tags=["org"])


class ImportIn(Schema):
    """``kind``: "ledger.tasks", or "org.units" for an administrator; ``plan_id`` for tasks of a plan."""

    kind: str = "ledger.tasks"
    plan_id: Id | None = None


class ColumnsIn(Schema):
    """What each column means: key → number of the column, from 0."""

    meant: dict[str, int]
    version: int | None = None


class ImportMoveIn(Schema):
    version: int | None = None


class ImportOut(Schema):
    id: int
    kind: str
    file: str
    state: str
    version: int
    titles: dict[str, str]
    meant: dict[str, int]
    counts: dict[str, int]
    faults: list[str]
    reached: int
    total: int
    job_id: int | None
    made_at: datetime
    told: str
    moves: list[MoveOut]


def import_out(request: HttpRequest, batch: SheetImport) -> ImportOut:
    """An import as the API shows it."""
    facts = sheets.facts(actor_on(request), batch)
    return ImportOut(
        id=batch.pk, kind=batch.kind, file=str(batch), state=batch.state, version=batch.version, titles=batch.titles, meant=batch.meant,
        counts=batch.counts, faults=batch.faults, reached=batch.reached, total=batch.total, job_id=batch.given.get("job"),
        made_at=batch.made_at, told=str(sheets.told(batch)), moves=moves_of(SHEET_IMPORT, batch.state, facts),
    )  # fmt: skip


@router.post("/imports", response={201: ImportOut}, summary="Hand a table in")
def upload(request: HttpRequest, file: File[UploadedFile], given: Form[ImportIn]) -> Status[ImportOut]:
    """The columns are guessed from the heads; nothing is judged until they are said."""
    if given.kind not in sheets.KINDS:
        raise Invalid({"kind": [say("没有这一类表格。")]})
    chosen = {"plan": given.plan_id} if given.plan_id else {}
    return Status(201, import_out(request, sheets.take_in(actor_on(request), given.kind, file, chosen)))


@router.get("/imports/{pk}", response=ImportOut, summary="How far an import is, and what came of it")
def get_import(request: HttpRequest, pk: int) -> ImportOut:
    """404 where it is another unit's."""
    return import_out(request, reading.find(actor_on(request), pk))


@router.put("/imports/{pk}/columns", response=ImportOut, summary="Say what the columns mean, and have the rows judged")
def say_columns(request: HttpRequest, pk: int, given: ColumnsIn) -> ImportOut:
    """Remembered for every file of this template."""
    actor = actor_on(request)
    batch = actions.expect(reading.find(actor, pk), given.version)
    with actions.atomic():
        sheets.say_columns(actor, batch, given.meant)
        return import_out(request, sheets.start_check(actor, batch))


@router.post("/imports/{pk}/moves/{name}", response=ImportOut, summary="Judge again, take over, or throw away")
def move(request: HttpRequest, pk: int, name: str, given: ImportMoveIn) -> ImportOut:
    """``check``, ``apply`` or ``cancel``."""
    actor = actor_on(request)
    batch = actions.expect(reading.find(actor, pk), given.version)
    do = sheets.MOVES.get(name)
    if do is None:
        raise NotVisible
    return import_out(request, do(actor, batch))
