"""Is it alive? For a monitor: no log-in, three words, nothing given away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from luoshi.kernel import health


@never_cache
@login_not_required
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """200 while all is well, else 503; as text, or as JSON where that is asked for."""
    signs = health.signs()
    well = all(signs.values())
    words = {name: "ok" if fine else "failing" for name, fine in signs.items()}
    status = 200 if well else 503
    if request.GET.get("format") == "json" or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"status": "ok" if well else "failing", **words}, status=status)
    text = "".join(f"{name} {word}\n" for name, word in words.items())
    return HttpResponse(
        f"{'ok' if well else 'failing'}\n{text}", status=status, content_type="text/plain; charset=utf-8"
    )
