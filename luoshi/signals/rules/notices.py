"""Does what is about to go out keep the rules against burdening those below? Pure; nothing is stopped that no rule forbids.

Sources: 整治形式主义为基层减负若干规定 (2024: length of documents, no orders to lower party committees and governments, no
matching documents or reports on implementation as a rule, the head is not demanded, speeches of an hour at most, forms
are not asked for again and again); 关于防治“指尖上的形式主义”的若干意见 (2023) and 国办函〔2026〕12号 (no check-ins, no points, no
time on line, no forced installing, no needless photographs or tracks, no casual or repeated forms); the 2018/19 rules on
督查检查考核 and the eight don'ts of 2019 (`inspection.rules.plan`). Dates are the house's own: what is asked on a Friday for
Monday is done on the weekend.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from luoshi.inspection.rules.plan import CAPS, Caps, against_the_eight, asked
from luoshi.kernel.calendar import ONE_DAY, WorkCalendar
from luoshi.kernel.checks import Finding, Leaving, Weight
from luoshi.kernel.say import say
from luoshi.org.rules import LEVELS, Kind, Level
from luoshi.signals.rules.wordings import WORDINGS, speech_in

NOON = 12


@dataclass(frozen=True)
class Limits:
    """How much is enough. ``days``: working days at least between a request and its answer; ``whole``, ``special``: characters
    at most of a comprehensive document and of one on one matter; ``speech``: minutes of a speech; ``repeat``: so many days
    two bodies' questions on one matter count as the same question; ``answer``: working days to answer a complaint."""

    days: int = 3
    whole: int = 5000
    special: int = 4000
    speech: int = 60
    repeat: int = 30
    answer: int = 7


LIMITS = Limits()
"""Characters and speeches are those of the rules of 2024; days and repetition are the house's own, to be set."""


@dataclass(frozen=True)
class Addressee:
    """Whom something reaches."""

    name: str
    kind: Kind
    level: Level


@dataclass(frozen=True)
class Same:
    """Somebody else has asked the same of the same unit a short while ago."""

    asker: str
    unit: str
    title: str


@dataclass(frozen=True)
class Known:
    """What is known besides: who sends, whom it reaches, when it goes out, who has asked the same, and the limits kept here."""

    kind: Kind
    level: Level
    to: tuple[Addressee, ...]
    at: datetime
    same: tuple[Same, ...] = ()
    limits: Limits = LIMITS
    caps: Caps = CAPS
    calendar: WorkCalendar = field(default_factory=WorkCalendar)


class Case(NamedTuple):
    """What leaves, with what is known of it."""

    leaving: Leaving
    known: Known

    @property
    def text(self) -> str:
        """What it says of its own: names of tasks that it only repeats ask nothing of anybody."""
        text = f"{self.leaving.title}\n{self.leaving.text}"
        for words in sorted(self.leaving.quoted, key=len, reverse=True):
            text = text.replace(words, "…")
        return text


def examine(leaving: Leaving, known: Known) -> tuple[Finding, ...]:
    """Everything that is against a rule. Fewer demands never make more findings."""
    case = Case(leaving, known)
    return tuple(
        one for look in RULES for one in look(case)
    )  # fmt: skip


def _orders(case: Case) -> Iterator[Finding]:
    """An office, a department or a union gives no orders to a party committee or a government below it."""
    names = tuple(
        one.name
        for one in case.known.to
        if one.kind is Kind.PLACE
        and LEVELS.index(one.level) > LEVELS.index(case.known.level)
        and case.known.kind is not Kind.PLACE
    )
    if names:
        yield Finding(
            "orders", Weight.REFUSED, say("直接向下级党委、政府布置工作：{names}。", names=names),
            say("《整治形式主义为基层减负若干规定》：议事协调机构、部门和单位不得向下级党委和政府发布指令性公文。"),
            say("请改发下级协调机构办公室或者成员单位；确须由下级党委、政府办理的，提请本级党委、政府印发。"),
        )  # fmt: skip


def _eight(case: Case) -> Iterator[Finding]:
    if case.leaving.kind != "inspection":
        return
    for fault in against_the_eight(case.text, case.leaving.just_been, case.known.caps):
        yield Finding(
            "eight", Weight.REFUSED, say("{what}。", what=fault.what), say("督查“八不得”（2019 年国务院大督查）。"),
            say("请从通知中去掉，或者错开时间、合并进点。"), fault.quote,
        )  # fmt: skip


def _wordings(case: Case) -> Iterator[Finding]:
    for one in WORDINGS:
        if case.leaving.kind in one.kinds and (words := asked(one.pattern, case.text)):
            yield Finding(
                one.rule, one.weight, say("{what}：“{words}”。", what=say(one.what), words=words), say(one.article),
                say(one.instead), words,
            )  # fmt: skip


def _speech(case: Case) -> Iterator[Finding]:
    minutes, words = speech_in(case.text)
    if minutes > case.known.limits.speech:
        yield Finding(
            "speech", Weight.REASON, say("讲话超过 {most} 分钟：“{words}”。", most=case.known.limits.speech, words=words),
            say("《整治形式主义为基层减负若干规定》：领导讲话一般不超过 1 小时。"), say("请压缩讲话时间。"), words,
        )  # fmt: skip


def _length(case: Case) -> Iterator[Finding]:
    most, count = (
        case.known.limits.whole if case.leaving.whole else case.known.limits.special,
        len("".join(case.leaving.text.split())),
    )
    if count > most:
        yield Finding(
            "length", Weight.REASON, say("正文 {count} 字，超过 {most} 字。", count=count, most=most),
            say("《整治形式主义为基层减负若干规定》：综合性文件一般不超过 5000 字，专项文件一般不超过 4000 字。"),
            say("请删去一般性要求，只留要做的事、由谁做、何时完成。"),
        )  # fmt: skip


def _again(case: Case) -> Iterator[Finding]:
    for reason in case.leaving.again:
        yield Finding(
            "held",
            Weight.ADVICE,
            reason,
            say("国办函〔2026〕12号：不得随意、重复要求填表报数。"),
            say("已有的直接取用，系统不再重复要。"),
        )
    for one in case.known.same:
        yield Finding(
            "same", Weight.REASON,
            say("{asker}已就同一事项要过{unit}：“{title}”。", asker=one.asker, unit=one.unit, title=one.title),
            say("《关于防治“指尖上的形式主义”的若干意见》：不得多头填报、重复要求。"),
            say("请先向{asker}取用，或者合并为一次。", asker=one.asker),
        )  # fmt: skip


def _stricter(case: Case) -> Iterator[Finding]:
    for reason in case.leaving.stricter:
        yield Finding(
            "stricter", Weight.REASON, say("层层加码：{reason}", reason=reason),
            say("《整治形式主义为基层减负若干规定》：不得层层加码、随意提前时限、提高指标。"),
            say("请按上级文件的时限和指标下达。"),
        )  # fmt: skip


def _dates(case: Case) -> Iterator[Finding]:
    """When an answer is due: not on a day off, not the first thing after days off, not in a hurry."""
    due, days, on, most = case.leaving.due_on, case.known.calendar, case.known.at.date(), case.known.limits.days
    if due is None:
        return
    left = max(days.between(on, due), 0)
    article = say("本平台减负规则：要求下级报送、反馈，至少留 {days} 个工作日，不占用休息日。", days=most)
    instead = say("请改为 {day} 或者以后。", day=good_day(on, due, most, days))
    if not days.is_working(due):
        yield Finding("rest", Weight.REASON, say("{day} 是休息日，等于要求休息日加班。", day=due), article, instead)
    elif days.follows_rest(due):
        if left <= 1 and case.known.at.hour >= NOON and not days.is_working(on + ONE_DAY):
            text = say("{day} 是休息后第一个工作日，又在休息前的下午布置，等于要求休息日加班。", day=due)
        else:
            text = say("{day} 是休息后第一个工作日，容易变成休息日加班。", day=due)
        yield Finding("rest", Weight.REASON if left <= most else Weight.ADVICE, text, article, instead)
    if left < most:
        text = say("从发出到 {day} 只有 {left} 个工作日，少于 {days} 个。", day=due, left=left, days=most)
        yield Finding("hurry", Weight.REASON, text, article, instead)


def good_day(on: date, due: date, most: int, days: WorkCalendar) -> date:
    """The first day, from the one wanted on, that leaves time enough and no weekend's work."""
    return days.fair(max(due, days.shift(on, most)))


RULES = (_orders, _eight, _wordings, _speech, _length, _again, _stricter, _dates)
