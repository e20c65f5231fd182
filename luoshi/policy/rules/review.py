"""What has a person to decide on a task that was read from a plan, and what may be proposed to them?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, say


@dataclass(frozen=True)
class CardFacts:
    """A draft task beside its source.

    ``residue`` words not understood and not settled; ``unmapped`` names without a unit; ``written_leads`` units that the
    source itself calls lead; ``written`` how many units it names; ``lead`` the unit that leads the draft, ``joint`` names
    of those jointly responsible; ``noted`` whether the lead's basis is noted; ``undated`` the words of limits without a date.
    """

    residue: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    written: int = 0
    written_leads: frozenset[int] = frozenset()
    lead: int | None = None
    joint: tuple[str, ...] = ()
    noted: bool = False
    dated: bool = True
    undated: tuple[str, ...] = ()


def doubts(facts: CardFacts) -> tuple[Say, ...]:
    """What a person has to decide before the task can be confirmed, in words."""
    found = [say("“{text}”没有读懂，请核对原文。", text=text) for text in facts.residue]
    found += [say("“{name}”没有对应单位。", name=name) for name in facts.unmapped]
    found += [reason for reason in (_lead(facts), _date(facts)) if reason]
    return tuple(found)


def _lead(facts: CardFacts) -> Say | None:
    if facts.lead is None:
        if facts.unmapped:
            return None
        if facts.joint:
            return say("{units}按职责分工负责，原文没有写谁牵头，请指定一家。", units=facts.joint)
        return say("没有牵头单位，请指定一家。")
    if needs_basis(facts.lead, facts) and not facts.noted:
        return say("牵头单位不是原文写明的，请写依据。")
    return None


def needs_basis(lead: int, facts: CardFacts) -> bool:
    """Whether choosing this lead departs from what the source says: then the choice needs its basis."""
    return facts.written > 0 and facts.written_leads != {lead}


def _date(facts: CardFacts) -> Say | None:
    if facts.dated:
        return None
    if facts.undated:
        return say("“{text}”没有日期。台账必须有完成时限，长期任务请写复核日期。", text="”“".join(facts.undated))
    return say("原文没有日期。台账必须有完成时限，长期任务请写复核日期。")


_LONG = re.compile("每|持续|长期|常态|定期|逐年|年度")


def proposed_review(undated: Iterable[str], today: date) -> date | None:
    """When to look at a task that goes on and on: the end of the year. Proposed to the clerk, never set by itself."""
    if not any(_LONG.search(text) for text in undated):
        return None
    end = date(today.year, 12, 31)
    return end if (end - today).days >= 30 else date(today.year + 1, 12, 31)


@dataclass(frozen=True)
class Division:
    """What of a task is read from a plan and may be read wrongly: its words, its day, who leads it and who else bears it."""

    title: str
    due_on: date | None
    lead: int | None
    units: frozenset[int]


def is_correction(read: Division, confirmed: Division) -> bool:
    """Whether the clerk set right what had been read. What the text leaves open (a lead, a day) is filled in, not corrected."""
    return (
        read.title != confirmed.title
        or read.due_on not in (None, confirmed.due_on)
        or read.lead not in (None, confirmed.lead)
        or not read.units <= confirmed.units
        or bool(confirmed.units - read.units - {confirmed.lead})
    )


def document_number(text: str) -> str:
    """A document number in its printed form: 澜发[2026] 6 号 → 澜发〔2026〕6号. Other words are left as they are."""
    squeezed = re.sub(r"\s+", "", text)
    return re.sub(r"[\[［【（(﹝〔]((?:19|20)\d{2})年?[\]］】）)﹞〕]第?0*(\d+)号?$", r"〔\1〕\2号", squeezed)
