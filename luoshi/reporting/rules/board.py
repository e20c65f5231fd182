"""How does an obligation stand, and how are the acts on it worded between two units? Pure."""

from __future__ import annotations

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
    """An obligation: by when, when it was met, and whether what came has been given back and not resent."""

    due_on: date
    answered_on: date | None = None
    returned: bool = False


def mark(facts: AskFacts, today: date) -> str:
    """The period mark: done, late, missing, returned, due."""
    if facts.returned:
        return "returned"
    if facts.answered_on:
        return "late" if facts.answered_on > facts.due_on else "done"
    return "missing" if today > facts.due_on else "due"


MARKS: dict[str, Say] = {
    "done": say("已报"),
    "late": say("迟报"),
    "missing": say("到期未报"),
    "returned": say("已退回"),
    "due": say("待报"),
}
