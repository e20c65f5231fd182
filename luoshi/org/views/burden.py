"""负担: what this system asks of a unit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from luoshi.kernel import web
from luoshi.org.queries.burden import burden_page


@require_GET
def burden(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """本系统本季度向这个单位要了多少."""
    context = burden_page(web.actor_on(request), pk, request.GET.get("day", ""))
    return web.page(request, "org/burden.html", context, tab="units:burden")
