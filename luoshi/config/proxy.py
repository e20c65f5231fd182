"""Which headers of a proxy are believed? Only those of a proxy that the operator has named (LUOSHI_PROXIES)."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_BY",
    "HTTP_FORWARDED", "HTTP_X_REAL_IP",
)  # fmt: skip


def proxy_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Forget what somebody else than a named proxy says of where a request comes from and how it was carried."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_trusted(str(request.META.get("REMOTE_ADDR", ""))):
            for name in FORWARDED:
                request.META.pop(name, None)
        return get_response(request)

    return middleware


def is_trusted(address: str) -> bool:
    """Whether the address is one of the named proxies'."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.PROXIES)
