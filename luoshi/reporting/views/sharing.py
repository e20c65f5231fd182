"""Pages: what siblings share, and sharing one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Act
from luoshi.kernel.say import Say, say
from luoshi.reporting import queries, services
from luoshi.reporting.models import Entry
from luoshi.reporting.views.common import did
from luoshi.reporting.workflow import SHARE


@require_GET
def shares(request: HttpRequest) -> HttpResponse:
    """兄弟单位分享: what units with the same parent have chosen to show; and what one's own shows."""
    actor = web.actor_on(request)
    page = web.paged(request, queries.siblings_shares(actor), 20)
    context = {"page": page, "rows": page.object_list, "own": queries.own_shares(actor)}
    return web.page(request, "reporting/shares.html", context, tab="reporting:mine")


def sharing(actor: Actor, entry: Entry) -> dict[str, Any] | None:
    """What one's own entry's page shows: how it is shared, and the buttons."""
    found = queries.may_share(actor, entry)
    if entry.report.unit.parent is None or not found["text"]:
        return None
    acts = [
        Act(
            str(offer.move.label), reverse(f"reporting:{ACTS[offer.move.name].url}", args=[entry.pk]), method="post",
            enabled=offer.allowed, because=offer.because,
        )
        for offer in found["offers"]
    ]  # fmt: skip
    return {**found, "acts": acts}


class _Act(NamedTuple):
    url: str
    do: Callable[[Actor, Entry], object]
    told: Say


ACTS = {
    "share": _Act("share", services.share, say("已分享给同一上级的单位，随时可以收回。")),
    "withdraw": _Act("unshare", services.unshare, say("已收回，其他单位不再看到。")),
}


@require_POST
def share(request: HttpRequest, pk: int, name: str = "share") -> HttpResponse:
    """Share an entry's text as it was sent, or take it back."""
    actor, act = web.actor_on(request), ACTS[name]
    entry = queries.own_entry(actor, pk)
    back = SHARE[name].undo
    undo = (lambda: web.undoing(f"reporting:{ACTS[back].url}", pk)) if back else None
    do = lambda: did(request, lambda: act.do(actor, entry), act.told, "reporting:entry", pk, undo=undo)  # noqa: E731
    return web.once(request, do)
