"""The room's part of the REST API: notices, and what others owe one's own unit."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from luoshi.desk import queries, services
from luoshi.kernel.rest import Id, Paging, actor_on

router = Router(tags=["desk"])


class NoticeOut(Schema):
    id: int
    kind: str
    label: str
    title: str
    text: str
    url: str
    asked_by: str
    unit_id: int | None
    due_on: date | None
    told_at: datetime
    seen_at: datetime | None


class NoticesOut(Schema):
    count: int
    unseen: int
    items: list[NoticeOut]


def _out(line: queries.Line) -> NoticeOut:
    return NoticeOut(
        id=line.notice.pk, kind=line.matter.kind, label=str(line.kind), title=line.matter.title, text=str(line.text or ""),
        url=line.matter.url, asked_by=line.matter.asked_by, unit_id=line.matter.unit_id, due_on=line.matter.due_on,
        told_at=line.notice.told_at, seen_at=line.notice.seen_at,
    )  # fmt: skip


@router.get("/notices", response=NoticesOut, summary="What waits for me and I have been told of, latest first")
def notices(request: HttpRequest, asked: Query[Paging]) -> NoticesOut:
    """Closed by themselves when the act is done; whichever unit is acted for."""
    actor = actor_on(request)
    rows = queries.open_notices(actor.person_id or 0)
    chosen = rows[asked.offset : asked.offset + asked.limit]
    return NoticesOut(
        count=rows.count(), unseen=queries.unseen(actor), items=[_out(one) for one in queries.shown(chosen)]
    )


@router.post("/notices/{pk}/seen", response=NoticeOut, summary="I have looked at it")
def seen(request: HttpRequest, pk: Id) -> NoticeOut:
    """What needs an act stays open until the act is done."""
    actor = actor_on(request)
    notice = services.see(actor, queries.notice_for(actor, pk))
    return _out(queries.shown([notice])[0])


class AwaitedOut(Schema):
    kind: str
    title: str
    detail: str
    unit_id: int
    unit: str
    since: date
    waited: int
    due_on: date | None
    light: str
    because: list[str]
    url: str


@router.get(
    "/awaited", response=list[AwaitedOut], summary="What other units owe the unit acted for: rulings, reviews, answers"
)
def awaited(request: HttpRequest) -> list[AwaitedOut]:
    """上级应办. ``waited`` in working days; ``due_on`` null where the rules set no limit; never red on a peer."""
    return [
        AwaitedOut(
            kind=str(row.awaited.kind), title=row.awaited.title, detail=row.awaited.detail,
            unit_id=row.awaited.unit_id, unit=row.awaited.by, since=row.awaited.since, waited=row.days,
            due_on=row.awaited.due_on, light=row.light.state, because=[str(one) for one in row.light.because],
            url=row.awaited.url,
        )
        for row in queries.awaiting(actor_on(request))
    ]  # fmt: skip
