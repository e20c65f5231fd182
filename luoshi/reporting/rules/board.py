"""How does an obligation stand, and how are the acts on it worded between two units? Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.org.rules import Act, Relation, permit

# ---------- words that follow the relation ----------


@dataclass(frozen=True)
class Words:
    """How the acts on a report are worded between two units: peers give 反馈, lower units 报送."""

    report: Say
    give_back: Say
    given_back: Say
    may_return: bool = True


def words(relation: Relation) -> Words:
    """The wording from the recipient's side. A relation without the act leaves the return to those who may."""
    found = permit(relation, Act.RETURN)
    if relation is Relation.OFFICE_PEER:
        return Words(say("反馈"), found.wording if found else say("商请补充完善"), say("已商请补充"))
    wording = found.wording if found else say("退回并说明")
    return Words(say("报送"), wording, say("已退回"), found is not None or relation is Relation.SELF)


# ---------- who has not reported ----------


@dataclass(frozen=True)
class AskFacts:
    """An obligation: its state, by when, and whether it was answered after its date."""

    state: str
    due_on: date
    late: bool = False


def mark(facts: AskFacts, today: date) -> str:
    """The period mark: done, late, missing, returned, waived, due. Only the date of an open one looks at the clock."""
    if facts.state in {"returned", "waived"}:
        return facts.state
    if facts.state == "answered":
        return "late" if facts.late else "done"
    return "missing" if today > facts.due_on else "due"


MARKS: dict[str, Say] = {
    "done": say("已报"),
    "late": say("迟报"),
    "missing": say("到期未报"),
    "returned": say("已退回"),
    "waived": say("免报"),
    "due": say("待报"),
}


@dataclass(frozen=True)
class Tally:
    """How often a unit was late, silent, returned or waived over some periods."""

    late: int = 0
    missing: int = 0
    returned: int = 0
    waived: int = 0
    running: int = 0
    """Periods missed one after another up to the last that has fallen due."""

    @property
    def sentence(self) -> Say | None:
        """In words, or None where there is nothing to say."""
        named = (
            (self.missing, say("缺报 {count} 次", count=self.missing)),
            (self.late, say("迟报 {count} 次", count=self.late)),
            (self.returned, say("退回 {count} 次", count=self.returned)),
            (self.waived, say("免报 {count} 次", count=self.waived)),
        )
        parts = tuple(text for count, text in named if count)
        if self.running > 1:
            parts = (say("连续缺报 {count} 期", count=self.running), *parts[1:])
        return say("近 12 期{parts}", parts=parts) if parts else None


def tally(marks: Sequence[str]) -> Tally:
    """Count the marks of a unit, oldest first; "" is a period that did not ask it."""
    running = 0
    for one in marks:
        if one == "missing":
            running += 1
        elif one not in {"", "due"}:
            running = 0
    return Tally(marks.count("late"), marks.count("missing"), marks.count("returned"), marks.count("waived"), running)
