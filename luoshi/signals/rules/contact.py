"""Has anybody been met before a problem was closed?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.kernel.say import Say, say
from luoshi.signals.rules.found import Found, Table

CONTACT = re.compile(
    r"现场|实地|走访|座谈|谈话|访谈|面谈|约谈|电话|回访|上门|入户|到企业|到车间|询问|问卷|抽查|暗访|当面|见面|职工反映|职工表示"
)


@dataclass(frozen=True)
class Checked:
    """One check before the closing: how, and what was found."""

    way: str
    way_name: str
    day: Say
    finding: str


@dataclass(frozen=True)
class ClosedFacts:
    """``claim`` what the unit said was done."""

    checks: tuple[Checked, ...]
    claim: str = ""


def uncontacted(facts: ClosedFacts) -> Found | None:
    """Whether a problem was closed on papers alone."""
    if any(one.way == "site" for one in facts.checks):
        return None
    if CONTACT.search(facts.claim) or any(CONTACT.search(one.finding) for one in facts.checks):
        return None
    head = (say("核查日期"), say("核查方式"), say("核查情况"))
    rows = tuple((one.day, one.way_name, one.finding) for one in facts.checks)
    return Found(
        (say("核查 {count} 次，都是书面核查，没有写到接触有关人员。", count=len(rows)),), tables=(Table(head, rows),)
    )
