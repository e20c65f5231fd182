"""What has a person to decide on a task that was read from a plan, and what may be proposed to them?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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


def is_open(facts: CardFacts) -> bool:
    """Whether nothing is unsure but what the source leaves open: which of the units it names leads, and by when.

    Both may be proposed for many tasks at once; what was not understood is looked at one by one.
    """
    filled = replace(facts, lead=facts.lead or -1, noted=facts.noted or facts.lead is None, dated=True)
    return bool(facts.lead or facts.joint) and bool(doubts(facts)) and not doubts(filled)


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
    return year_end(today) if any(_LONG.search(text) for text in undated) else None


def year_end(today: date) -> date:
    """The end of this year, or of the next where too little is left of this one."""
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


# ---------- what was read as one task is two, or the other way round, or stands under another heading ----------

OWN_ROLES = ("lead", "joint", "support")


def cut_of(text: str, typed: str) -> int | Say:
    """Where the clerk cut: the place at which ``typed`` has a line break that ``text`` has not. The words stay as they are."""
    words, again = _gaps(text), _gaps(typed.replace("\r\n", "\n"))
    if [char for char, _at, _breaks in words] != [char for char, _at, _breaks in again]:
        return say("只能加换行，不能改原文的字。要改任务名称，请在上面改。")
    cuts = [at for (_c, at, breaks), (_d, _at, more) in zip(words, again, strict=True) if more > breaks and at]
    if len(cuts) != 1 or cuts[0] == words[0][1]:
        return say("请在要断开的地方换一行，只换一处。")
    return cuts[0]


def _gaps(text: str) -> list[tuple[str, int, int]]:
    """Each character that is no space, its place, and how many line breaks stand before it."""
    found, breaks = [], 0
    for at, char in enumerate(text):
        if char.isspace():
            breaks += char == "\n"
        else:
            found.append((char, at, breaks))
            breaks = 0
    return found


@dataclass(frozen=True)
class Placed:
    """A marked place of a clause: its row, its kind and where it begins in the plan's text."""

    key: int
    kind: str
    start: int


def parted(marks: Iterable[Placed], cut: int) -> tuple[frozenset[int], frozenset[int]]:
    """The marks of the first part and of the second. Units, and limits, that one part alone names hold for both:
    the duty clause at the end of a paragraph speaks for all of it. Figures and what was not understood stand where they stand."""
    first: set[int] = set()
    second: set[int] = set()
    rows = list(marks)
    for row in rows:
        (first if row.start < cut else second).add(row.key)
    for kind in ("unit", "deadline"):
        own = {row.key for row in rows if row.kind == kind}
        if not own & first or not own & second:
            first |= own
            second |= own
    return frozenset(first), frozenset(second)


def united(first: Mapping[int, str], second: Mapping[int, str]) -> dict[int, str]:
    """Unit → role of two tasks that become one: each unit once, in its stronger role; the first's lead stays the lead.

    The other's lead becomes jointly responsible, unless the first had nobody at all.
    """
    joined = dict(first)
    for unit, role in second.items():
        role = "joint" if role == "lead" and first else role
        held = joined.get(unit)
        if held is None or OWN_ROLES.index(role) < OWN_ROLES.index(held):
            joined[unit] = role
    return joined


def rehung(
    moved: Sequence[str], target: Sequence[str], all_labels: Iterable[Sequence[str]]
) -> dict[tuple[str, ...], tuple[str, ...]] | Say:
    """Old labels → new ones, of a clause that is hung under another, and of all that hang under it."""
    old, under = tuple(moved), tuple(target)
    if under[: len(old)] == old:
        return say("不能挂到自己或者自己的下级。")
    if under == old[:-1]:
        return say("已经在这一条下面。")
    new = (*under, *old[-1:])
    return {tuple(one): (*new, *one[len(old) :]) for one in all_labels if tuple(one[: len(old)]) == old}
