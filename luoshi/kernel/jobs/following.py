"""How does an upper room learn of what has happened below? It reads the sealed trail since its bookmark.

Sealed, because ids are not in commit order on PostgreSQL: an event that commits late gets a later seal, never an
earlier one. What is done with the events and the bookmark commit together: each event has its effects once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction

from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.jobs import queue, registry
from luoshi.kernel.jobs.work import Work
from luoshi.kernel.models import Bookmark, Event, Seal
from luoshi.kernel.say import say
from luoshi.kernel.workflow import UNDO_SECONDS

log = logging.getLogger(__name__)
Reader = Callable[[Sequence[Event]], None]
AT_ONCE = 300
QUIET = timedelta(seconds=UNDO_SECONDS)
SINCE = timedelta(days=30)
"""How far back a new reader begins."""
READERS: dict[str, tuple[Reader, timedelta]] = {}


def follow(name: str, do: Reader, *, wait: timedelta = QUIET) -> None:
    """Have ``do(events)`` called with everything that happens, in order, once it is so old."""
    READERS[name] = (do, wait)
    registry.job(f"follow {name}", 1, lambda: read_on(name))


def read_on(name: str) -> int:
    """Read on from the bookmark; how many events. Called again and again: nothing is lost where it dies."""
    last = Seal.objects.order_by("-seq").values_list("seq", flat=True).first()
    mark = Bookmark.objects.filter(pk=name).first() or _begin(name)
    if last is None or mark.seq >= last:
        return 0
    do, wait = READERS[name]
    before = clock.now() - wait
    with transaction.atomic():
        mine = Bookmark.objects.filter(pk=name).select_for_update(skip_locked=True).first()
        if mine is None:  # another process is reading
            return 0
        events = []
        for seal in Seal.objects.filter(seq__gt=mine.seq).select_related("event").order_by("seq")[:AT_ONCE]:
            if seal.event.at > before:
                break
            events.append(seal.event)
            mine.seq = seal.seq
        if not events:
            return 0
        try:
            with transaction.atomic():
                do(events)
        except Exception:  # one event that cannot be dealt with must not keep all later ones waiting
            log.exception("%s could not deal with events %s to %s", name, events[0].pk, events[-1].pk)
            queue.later_many(
                SYSTEM, "kernel.follow", [(f"{name} {e.pk}", {"name": name, "event": e.pk}) for e in events]
            )
        mine.save(update_fields=["seq"])
    return len(events)


def _begin(name: str) -> Bookmark:
    """Where a reader that is new begins: not with what is long past."""
    old = Seal.objects.filter(event__at__lt=clock.now() - SINCE).order_by("-seq").values_list("seq", flat=True).first()
    Bookmark.objects.bulk_create([Bookmark(name=name, seq=old or 0)], ignore_conflicts=True)
    return Bookmark.objects.get(pk=name)


@registry.task("kernel.follow", say("处理一条操作记录"))
def deal_with(_work: Work, *, name: str, event: int) -> None:
    """One event of a batch that failed, by itself: the one at fault stops as a failed job, the others go through."""
    do, _ = READERS[name]
    do([Event.objects.get(pk=event)])
