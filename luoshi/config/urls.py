"""Which room answers which address? The room's word is the prefix."""

from django.urls import URLPattern, include, path

from luoshi.config.api import api
from luoshi.config.once import once_by_key
from luoshi.config.problems import in_problems
from luoshi.kernel.urls import jobs
from luoshi.kernel.views.health import state

handler404 = "luoshi.config.problems.absent"


def api_patterns() -> list[URLPattern]:
    """The API's addresses, open to callers without a session: they log in by token (`config.api.TokenAuth`)."""
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    for pattern in patterns:
        pattern.callback = once_by_key(in_problems(pattern.callback))
        pattern.callback.login_required = False  # type: ignore[attr-defined]
    return patterns


urlpatterns = [
    path("org/", include("luoshi.org.urls")),
    path("files/", include("luoshi.kernel.urls")),
    path("jobs/", include(jobs)),
    path("ledger/", include("luoshi.ledger.urls")),
    path("reporting/", include("luoshi.reporting.urls")),
    path("voice/", include("luoshi.voice.urls")),
    path("policy/", include("luoshi.policy.urls")),
    path("problems/", include("luoshi.problems.urls")),
    path("inspection/", include("luoshi.inspection.urls")),
    path("signals/", include("luoshi.signals.urls")),
    path("health/", state, name="health"),
    path("api/v1/", include((api_patterns(), "ninja"), namespace="api")),
    path("", include("luoshi.desk.urls")),
]
