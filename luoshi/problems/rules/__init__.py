"""What is a problem's limit worth today, who may have one, at which step is it, and has it been there before?

Pure. The steps, the two further standards (举一反三, 长效机制) and 回头看 are those of practice.md 1.6; the time light is the
ledger's, there is no second rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from luoshi.kernel.calendar import WorkCalendar
from luoshi.kernel.say import Say, say
from luoshi.ledger.rules import DEFAULTS, Light, Thresholds, time_light
from luoshi.org.rules import UNIONS, Kind, Relation, Standing, is_within, relation

ORIGINS: Mapping[str, Say] = {
    "inspection": say("督察发现"),
    "report": say("报送反映"),
    "voice": say("职工反映"),
    "research": say("调研发现"),
    "audit": say("审计移送"),
    "hint": say("疑点核实"),
    "self": say("自查发现"),
    "other": say("其他"),
}
"""Where a problem was found."""

STANDARDS: Mapping[str, Say] = {
    "measures": say("各项措施已经完成"),
    "norm": say("达到整改标准和有关规定"),
    "handled": say("有关违规问题已经处理，或者不涉及"),
    "wider": say("已经举一反三，同类问题一并查改"),
    "lasting": say("已经建立长效机制"),
}
"""What whoever checks has looked at, one by one, before a problem may be closed (the five general standards, practice.md 1.6)."""


OPEN = ("listed", "disputed", "proposed", "rectifying", "claimed", "verified")
"""Not closed yet."""
DONE = ("closed", "filed")


@dataclass(frozen=True)
class Limits:
    """How long each step has (working days; from ``look_back_days`` on calendar days, ``state_days`` excepted). A place may set
    its own; no regulation gives these numbers."""

    measures_days: int = 5
    vet_days: int = 3
    dispute_days: int = 10
    check_days: int = 5
    publicity_days: int = 5
    look_back_days: int = 90
    recurrence_days: int = 365
    state_days: int = 5
    object_days: int = 30
    valid_days: int = 365


@dataclass(frozen=True)
class Step:
    """Where a problem is on the line to its closing."""

    place: int
    label: Say


STEPS = 8
LINE: Mapping[str, Step] = {
    "listed": Step(1, say("列单，待报措施")),
    "disputed": Step(1, say("对事实有异议")),
    "proposed": Step(2, say("措施待审")),
    "rectifying": Step(3, say("整改")),
    "claimed": Step(4, say("申请核查")),
    "verified": Step(5, say("核查通过，公示")),
    "closed": Step(6, say("已销号")),
    "filed": Step(7, say("已归档")),
    "withdrawn": Step(1, say("不列为问题")),
}
LOOKED_BACK = Step(8, say("已回头看"))


def step(state: str, *, looked_back: bool = False) -> Step:
    """The step of a state; a problem that was looked back on and held has come to the end of the line."""
    return LOOKED_BACK if looked_back and state in DONE else LINE[state]


# ---------- who may have a problem ----------


def cannot_own(keeper: Standing, unit: Standing) -> Say | None:
    """Why a problem cannot be given to this unit; None where it can.

    Coordination bodies may not inspect enterprises under any name (国办发〔2024〕54号): an enterprise never has one. An office
    lists problems of the units of its place and below it, for which inspection is ordered there; a department those of
    the same department below, a union those of lower unions; everybody their own.
    """
    if unit.kind is Kind.ENTERPRISE:
        return say("企业不列入问题清单，也不向企业提整改要求；可以经同意后调研走访，问题由主管部门或者企业工会承担。")
    if unit.kind is Kind.PLACE:
        return say("地区不能承担整改，请选择具体单位。")
    within = is_within(unit.place_path, keeper.place_path)
    if relation(keeper, unit) in {Relation.SELF, Relation.LINE_LOWER, Relation.UNION_LOWER}:
        return None
    if keeper.kind is Kind.UNION and unit.kind in UNIONS and within:
        return None
    if keeper.kind is Kind.OFFICE and unit.kind not in UNIONS - {Kind.UNION}:
        if within:
            return None
        return say("不在本协调办的地区内，不能列为问题。")
    if keeper.kind is Kind.OFFICE:
        return say("企业工会、基层工会的问题由上级工会列单整改。")
    return say("只能对本单位、下级对口部门或者下级工会列单整改；对其他单位可以函商，或者请当地协调办列单。")


# ---------- the light ----------


@dataclass(frozen=True)
class Dated:
    """What the light of a problem looks at."""

    state: str
    measures_by: date | None
    due_on: date | None
    claimed_on: date | None = None
    public_until: date | None = None
    waiting: bool = False


def light(one: Dated, today: date, calendar: WorkCalendar, thresholds: Thresholds = DEFAULTS) -> Light:
    """The ledger's time light on the date that runs now: until measures are reported that for them, then the limit.

    It stands still while somebody else is to act: while measures are vetted, facts are disputed, an extension is asked
    for, or the finished rectification is checked.
    """
    if one.state in {*DONE, "withdrawn"}:
        return Light("time", "closed", (_ended(one),), say("结束"))
    still = _stands_still(one)
    if still is not None:
        return Light("time", "paused", (still,), say("停"))
    day = one.measures_by if one.state == "listed" else one.due_on
    return time_light(due_on=day, review_on=None, today=today, calendar=calendar, state="active", thresholds=thresholds)


def _ended(one: Dated) -> Say:
    if one.state == "withdrawn":
        return say("不列为问题，不再计时。")
    if one.claimed_on is None or one.due_on is None:
        return say("已销号，不再计时。")
    if one.claimed_on <= one.due_on:
        return say("{day} 整改完成，时限 {due}。", day=one.claimed_on, due=one.due_on)
    return say("{day} 整改完成，晚于时限 {due}。", day=one.claimed_on, due=one.due_on)


def _stands_still(one: Dated) -> Say | None:
    if one.state == "disputed":
        return say("正在复核事实，没有起算。")
    if one.state == "proposed":
        return say("措施待审，整改时限还没有起算。")
    if one.state == "claimed" and one.claimed_on is not None:
        return say("{day} 已报整改完成，等待核查。", day=one.claimed_on)
    if one.state == "verified" and one.public_until is not None:
        return say("核查通过，公示到 {day}。", day=one.public_until)
    if one.state == "verified":
        return say("核查通过，等待销号。")
    return say("已申请延期，等待答复。") if one.waiting and one.state == "rectifying" else None


# ---------- what a worker wrote stays with who may read it ----------

COPIED = 12
"""So many signs in a row are no chance any more, and whoever knows the writer's way of speaking knows the writer."""


def copied(text: str, letter: str) -> str:
    """The longest passage that a problem's wording has taken over from a worker's letter; "" below `COPIED` signs."""
    found = SequenceMatcher(None, text, letter, autojunk=False).find_longest_match()
    return text[found.a : found.a + found.size].strip() if found.size >= COPIED else ""


# ---------- has it been there before? ----------

SIMILAR = 0.5
"""Share of the shorter text's pairs of characters that stand in the other one too."""
_SKIPPED = frozenset("，。；：、！？（）“”《》〔〕 \n\t,.;:!?()0123456789")


@dataclass(frozen=True)
class Known:
    """A problem as far as recurrence is judged by it."""

    pk: int
    unit_id: int
    theme: str
    text: str
    found_on: date
    name: str = ""


@dataclass(frozen=True)
class Again:
    """An earlier problem that looks like this one, and why. A person confirms it or does not."""

    pk: int
    because: tuple[Say, ...]
    likeness: float


def recurring(one: Known, earlier: Sequence[Known], days: int) -> list[Again]:
    """Earlier problems of the same unit and theme within so many days; the more alike the texts, the higher they stand.

    Without a theme on both, the texts must be alike.
    """
    found = []
    for other in earlier:
        gap = (one.found_on - other.found_on).days
        if other.pk == one.pk or other.unit_id != one.unit_id or not 0 <= gap <= days:
            continue
        same, alike = bool(one.theme) and one.theme == other.theme, likeness(one.text, other.text)
        if not same and alike < SIMILAR:
            continue
        reasons = [say("同一单位 {days} 日前的问题{name}。", days=gap, name=other.name)]
        if same:
            reasons.append(say("同属“{theme}”。", theme=one.theme))
        if alike >= SIMILAR:
            reasons.append(say("表述有 {share}% 相同。", share=round(alike * 100)))
        found.append(Again(other.pk, tuple(reasons), alike))
    return sorted(found, key=lambda again: (-again.likeness, -again.pk))[:3]


def likeness(one: str, other: str) -> float:
    """How much of the shorter text stands in the other: pairs of characters in common, 0 to 1; figures do not count."""
    pairs, others = _pairs(one), _pairs(other)
    short = min(len(pairs), len(others))
    return len(pairs & others) / short if short >= 4 else 0.0


def _pairs(text: str) -> set[str]:
    kept = "".join(sign for sign in text if sign not in _SKIPPED)
    return {kept[at : at + 2] for at in range(len(kept) - 1)}


# ---------- slow is not a problem ----------

SLOW = ("推进滞后", "进度滞后", "进展缓慢", "推进缓慢", "未按序时", "欠序时", "逾期未完成", "未按期完成", "未按时完成")


def only_slow(title: str, facts: str) -> Say | None:
    """Whether it says nothing but that a task is slow: that is 推进滞后 and stands in the ledger."""
    word = next((one for one in SLOW if one in title), None)
    if word is None or len(facts.strip()) > 2 * len(title.strip()) + 20:
        return None
    return say(
        "“{word}”属于推进滞后，在台账催办、督办，不列为问题。确有违反规定、弄虚作假、推诿不办等事实的，请在问题情况中写明。",
        word=word,
    )
