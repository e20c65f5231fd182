"""What kinds of work does the machine know? Rooms register theirs from ``AppConfig.ready`` (importing their jobs.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.say import Say

QUICK, OUTSIDE, LONG = "quick", "outside", "long"
KINDS = (QUICK, OUTSIDE, LONG)


@dataclass(frozen=True)
class Task:
    """A function that a job may call. Its name stands in rows of the database, so it outlives the function's own name.

    ``kind``: *quick* runs in one transaction with its own end, so its effects come about exactly once; it takes a
    second at most, because SQLite has one writer. *outside* does something that no database can undo (mail): at least
    once. *long* commits piece by piece, reports how far it is, can be stopped, and ends in `Work.last`.
    """

    name: str
    label: Say
    do: Callable[..., object]
    kind: str


@dataclass(frozen=True)
class Round:
    """A schedule as a room proposes it; the row in the database is what counts. ``number``: a figure to be set with it."""

    name: str
    label: Say
    rhythm: str
    number: int | None = None
    number_label: Say | None = None


@dataclass
class Turn:
    """Something that is looked at every so many seconds. ``due`` is the next turn on the monotonic clock."""

    name: str
    every: float
    do: Callable[[], object]
    due: float = 0.0


TASKS: dict[str, Task] = {}
ROUNDS: dict[str, Round] = {}
TURNS: list[Turn] = []
_ACTING: list[Callable[[int | None, int | None], Actor]] = []


def task(name: str, label: Say, kind: str = QUICK) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Make a function one that jobs may call: ``do(work, **args)``."""
    if kind not in KINDS:
        raise ValueError(kind)

    def known(do: Callable[..., object]) -> Callable[..., object]:
        TASKS[name] = Task(name, label, do, kind)
        return do

    return known


def schedule(name: str, label: Say, rhythm: str, *, number: int | None = None, number_label: Say | None = None) -> None:
    """Have the task of that name done in this rhythm, until an administrator says otherwise."""
    ROUNDS[name] = Round(name, label, rhythm, number, number_label)


def job(name: str, every: float, do: Callable[[], object]) -> None:
    """Look at something every so many seconds. It finds its work by looking, so that a lost turn loses nothing."""
    TURNS.append(Turn(name, every, do))


def acting_as(source: Callable[[int | None, int | None], Actor]) -> None:
    """Say how an account and a unit become an actor again; the kernel knows of neither."""
    _ACTING[:] = [source]


def actor_for(account_id: int | None, unit_id: int | None) -> Actor:
    """On whose behalf a job works: as that person stands now, not as they stood when they asked."""
    return _ACTING[0](account_id, unit_id) if account_id is not None and _ACTING else SYSTEM
