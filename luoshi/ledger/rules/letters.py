"""What does a letter about tasks say? Composed from the tasks, for a person to read and correct before it goes out.

Pure. The wording follows the relation (practice.md section 8): towards peers one asks, towards lower units one requires.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.say import Say, say
from luoshi.org.rules import Act, Relation

PEERS = frozenset({Relation.OFFICE_PEER, Relation.PEER})


@dataclass(frozen=True)
class Matter:
    """A task as a letter speaks of it. ``why`` is why it is named: overdue, behind, or near its date."""

    number: str
    title: str
    due_on: date | None
    why: tuple[Say, ...] = ()


def heading(document: str, matters: Sequence[Matter]) -> Say:
    """The letter's title."""
    if len(matters) == 1:
        return say("关于“{title}”的{document}", title=matters[0].title, document=document)
    return say("关于{count}项任务的{document}", count=len(matters), document=document)


def compose(relation: Relation, act: Act, matters: Sequence[Matter], answer_by: date | None) -> list[Say]:
    """The paragraphs of the letter: why it is written, each task, and what is asked by when."""
    peer = relation in PEERS
    if act is Act.SUPERVISE:
        opening = say("下列任务推进滞后，现予督办。")
    else:
        opening = (
            say("贵单位承担的下列任务，现将有关情况函告如下。") if peer else say("你单位承担的下列任务，请抓紧推进。")
        )
    lines = [opening]
    for index, one in enumerate(matters, start=1):
        due = say("，完成时限 {day}", day=one.due_on) if one.due_on else ""
        why = say("：{reasons}", reasons=tuple(str(reason).rstrip("。.") for reason in one.why)) if one.why else ""
        lines.append(
            say(
                "{index}. {number} {title}{due}{why}。",
                index=index,
                number=one.number,
                title=one.title,
                due=due,
                why=why,
            )
        )
    asked = (
        say("请推动落实；确有困难、需要协调的，请一并说明。")
        if peer
        else say("请研究措施、抓好落实；确有困难、需要协调的，如实说明。")
    )
    lines.append(asked)
    if answer_by is not None:
        lines.append(say("请于 {day} 前反馈进展情况。", day=answer_by))
    return lines


def number(code: str, year: int, serial: int) -> str:
    """澜产改办〔2026〕3号: the year in square brackets, the number without 第 and without zeros (GB/T 9704)."""
    return f"{code}〔{year}〕{serial}号"
