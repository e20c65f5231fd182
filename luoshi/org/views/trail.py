"""操作记录: what the audit administrator reads, has verified, and takes away."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from luoshi.kernel import clock, web
from luoshi.kernel.documents.writing import neutral
from luoshi.kernel.say import say
from luoshi.org import queries, services
from luoshi.org.queries import trail

TAB = "trail:list"
HEADS = (
    say("序号"), say("时间"), say("人员"), say("单位"), say("办理"), say("代码"), say("对象"), say("理由"), say("请求编号"),
    say("封存序号"), say("封存摘要"),
)  # fmt: skip


@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """Every act by who, what and when."""
    actor = web.actor_on(request)
    asked = trail.Asked.of(request.GET)
    page = web.paged(request, trail.events(actor, asked))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "asked": asked,
        "page": page,
        "rows": list(trail.trail_rows(page.object_list)),
        "kinds": [(key, label) for key, (label, _codes) in trail.KINDS.items()],
        "seal": trail.seal_state(actor),
        "query": query.urlencode(),
    }
    return web.page(request, "org/trail.html", context)


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Have the whole trail verified in the background."""
    actor = web.actor_on(request)
    queries.require(actor, "audit")
    return web.once(request, lambda: reverse("jobs:job", args=[services.ask_to_verify(actor).pk]))


class _Line:
    """What csv writes to: each line is handed on."""

    def write(self, text: str) -> str:
        return text


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The acts that are looked for as CSV, with their seals; itself an act."""
    actor = web.actor_on(request)
    found = trail.events(actor, trail.Asked.of(request.GET))
    services.note_export(actor)
    rows = trail.trail_rows(found[: trail.MOST_EXPORTED].iterator(1000))
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="trail-{clock.today():%Y%m%d}.csv"'
    return response


def _lines(rows: Iterator[trail.TrailRow]) -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(str(head) for head in HEADS)
    for row in rows:
        at = timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S")
        cells = (
            row.pk,
            at,
            row.who,
            row.unit,
            row.act,
            row.code,
            row.what,
            row.note,
            row.request,
            row.seq or "",
            row.entry_hash,
        )
        yield writer.writerow(neutral(str(cell)) for cell in cells)
