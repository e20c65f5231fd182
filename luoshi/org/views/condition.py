"""运行检查: what `luoshi check` says, for the system administrator."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from luoshi.kernel import health, web
from luoshi.org import queries


@require_safe
def condition(request: HttpRequest) -> HttpResponse:
    """What is wrong with the instance, and what is to be done."""
    queries.require(web.actor_on(request), "system")
    return web.page(request, "org/condition.html", {"findings": health.findings()})
