"""The ledger, and what has been handed down and received."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from luoshi.kernel import web
from luoshi.ledger.queries import page_list


def ledger(request: HttpRequest) -> HttpResponse:
    """The tasks in sight, grouped by the plan's first-level headings."""
    context = page_list.list_page(web.actor_on(request), request.GET)
    return web.page(request, "ledger/list.html", context)


def receipts(request: HttpRequest) -> HttpResponse:
    """What waits for my unit's receipt, and who has not received what my unit issued."""
    context = page_list.receipts_page(web.actor_on(request))
    return web.page(request, "ledger/receipts.html", context)
