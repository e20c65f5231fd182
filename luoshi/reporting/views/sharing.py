"""Pages: what siblings share, and sharing one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Act
from luoshi.kernel.say import say
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry
from luoshi.reporting.views.common import did


@require_GET
def shares(request: HttpRequest) -> HttpResponse:
    """兄弟单位分享: what units with the same parent have chosen to show; and what one's own shows."""
    actor = web.actor_on(request)
    page = web.paged(request, queries.siblings_shares(actor), 20)
    context = {"page": page, "rows": page.object_list, "own": queries.own_shares(actor)}
    return web.page(request, "reporting/shares.html", context)


def sharing(actor: Actor, entry: Entry) -> dict[str, Any] | None:
    """What one's own entry's page shows: how it is shared, and the buttons."""
    found = queries.may_share(actor, entry)
    if entry.report.unit.parent is None or not found["text"]:
        return None
    acts = [
        Act(
            str(offer.move.label), reverse(f"reporting:{URLS[offer.move.name]}", args=[entry.pk]), method="post",
            enabled=offer.allowed, because=offer.because,
        )
        for offer in found["offers"]
    ]  # fmt: skip
    return {**found, "acts": acts}


URLS = {"share": "share", "withdraw": "unshare"}


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Share an entry's text as it was sent."""
    actor = web.actor_on(request)
    entry = queries.own_entry(actor, pk)
    told = say("已分享给同一上级的单位，随时可以收回。")
    return web.once(request, lambda: did(request, lambda: services.share(actor, entry), told, "reporting:entry", pk))


@require_POST
def unshare(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    actor = web.actor_on(request)
    entry = queries.own_entry(actor, pk)
    told = say("已收回，其他单位不再看到。")
    return web.once(request, lambda: did(request, lambda: services.unshare(actor, entry), told, "reporting:entry", pk))
