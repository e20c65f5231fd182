"""May this go out as it is? A room asks before something of its own leaves; a room above it that knows the rules answers.

The lower room says what is leaving (`Leaving`), draws what is found on its page (`before`, ``ui/findings.html``), and lets it
go through `leave`, inside the transaction of the act. The upper room registers its examiner from ``AppConfig.ready``. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say


class Weight(StrEnum):
    """What a finding does: it stops the act, it asks for a reason that is kept, or it is only said."""

    REFUSED = "refused"
    REASON = "reason"
    ADVICE = "advice"


@dataclass(frozen=True)
class Leaving:
    """Something that is about to go out, as the room that sends it knows it.

    ``subject`` names it as `org.Ask` does ("reporting.period:7"), ``matters`` what it is about ("ledger.task:12");
    ``unit_id`` who sends, ``to`` whom it reaches; ``due_on`` by when an answer is asked. ``again``: why part of it is held
    already; ``stricter``: what it asks beyond the document above it; ``just_been``: units that somebody has been to a short
    while ago; ``quoted``: names that it only repeats; ``whole``: it covers a field of work, not one matter.
    """

    kind: str
    subject: str
    title: str
    unit_id: int
    to: tuple[int, ...]
    text: str = ""
    due_on: date | None = None
    matters: tuple[str, ...] = ()
    attachments: int = 0
    quoted: tuple[str, ...] = ()
    whole: bool = False
    again: tuple[Say, ...] = ()
    stricter: tuple[Say, ...] = ()
    just_been: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that is against a rule: what, the rule in words, and what to do instead. ``quote``: the words that say it."""

    rule: str
    weight: Weight
    text: Say
    article: Say
    instead: Say
    quote: str = ""


@dataclass(frozen=True)
class Checked:
    """What was found, the gravest first."""

    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Those that stop the act."""
        return self._of(Weight.REFUSED)

    @property
    def asking(self) -> tuple[Finding, ...]:
        """Those that let it go with a reason."""
        return self._of(Weight.REASON)

    def _of(self, weight: Weight) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.weight is weight)


@dataclass(frozen=True)
class Examiner:
    """``examine`` finds what is against the rules; ``keep`` records what has gone out, and the reason where one was needed."""

    examine: Callable[[Actor, Leaving], Sequence[Finding]]
    keep: Callable[[Actor, Leaving, Sequence[Finding], str], None]


EXAMINERS: list[Examiner] = []
ORDER = tuple(Weight)


def examiner(
    examine: Callable[[Actor, Leaving], Sequence[Finding]],
    keep: Callable[[Actor, Leaving, Sequence[Finding], str], None],
) -> None:
    """Have everything that leaves examined, and kept."""
    EXAMINERS.append(Examiner(examine, keep))


def before(actor: Actor, leaving: Leaving) -> Checked:
    """What would be found if it left now: for the page, before the act."""
    found = [one for each in EXAMINERS for one in each.examine(actor, leaving)]
    return Checked(tuple(sorted(found, key=lambda one: ORDER.index(one.weight))))


def leave(actor: Actor, leaving: Leaving, despite: str = "") -> None:
    """Let it go: inside the transaction of the act, last. Raises `Refused` where a rule forbids it, `Invalid` where a reason lacks."""
    checked = before(actor, leaving)
    if checked.refused:
        raise Refused([say("{what}{instead}", what=one.text, instead=one.instead) for one in checked.refused])
    despite = despite.strip()
    if checked.asking and not despite:
        reasons = [one.text for one in checked.asking]
        raise Invalid({"despite": [*reasons, say("请先改正；确有必要照此发出的，请写明理由。")]})
    for each in EXAMINERS:
        each.keep(actor, leaving, checked.findings, despite if checked.asking else "")
