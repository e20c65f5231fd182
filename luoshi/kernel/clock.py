"""What time is it? The one place that asks, so that history can be told and tests can stand still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The moment, aware."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """The date at the instance's place."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block it is ``moment``. For seeding a history and for tests; nothing a user sends reaches it."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
