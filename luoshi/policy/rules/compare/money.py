"""Is one purpose paid from several pots? What the text alone can say: the same people, the same use, another line.

Text cannot decide it (methods.md, section 2): the finding asks, it does not accuse.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from luoshi.kernel.say import say
from luoshi.policy.rules.compare.model import POSSIBLE, Finding, Place, Plan
from luoshi.policy.rules.compare.words import words_of

_MONEY = re.compile(
    r"(?:从|由|用|使用|安排|列支|列入|纳入|申请|拨付|统筹)(?P<line>[\u4e00-\u9fff“”]{2,14}?(?:专项资金|补助资金|补贴资金|基金|专项经费|工作经费|专账))"
    r"|(?P<bare>(?:就业补助|职业技能提升(?:行动)?|人才发展|失业保险|乡村振兴(?:衔接)?|工业发展|技改|教育费附加)(?:专项)?(?:资金|基金))"
)
_LEVEL = re.compile(r"^(?:中央|国家|地方|各?级|本?[省市县区]级?|财政)+")
_USES = {
    "培训": r"培训补贴|技能培训|职业培训|轮训|培训补助|培训费",
    "评价": r"技能(?:等级)?(?:认定|鉴定|评价)补[贴助]",
    "稳岗": r"稳岗(?:返还|补贴)|稳定岗位",
    "创业": r"创业(?:补贴|补助|扶持|担保)",
    "就业": r"就业(?:补贴|见习补贴|岗位补贴|奖补)|吸纳就业补",
    "竞赛": r"(?:竞赛|大赛)(?:奖励|奖补|经费|资助)",
    "帮扶": r"(?:困难)?(?:帮扶|救助|慰问)(?:金|资金|经费)",
    "基地": r"(?:实训|培训)基地.{0,6}(?:建设|奖补|补助)",
    "表彰": r"(?:工匠|人才|技能)津贴",
}
# the longer names first: 高技能人才 is not 技能人才
_WHO = re.compile(
    "新就业形态劳动者|高技能人才|农村劳动力|脱贫劳动力|高校毕业生|退役军人|失业人员|困难职工"
    "|企业职工|产业工人|中小企业|小微企业|技能人才|农民工|残疾人|女职工|学徒"
)


def money_findings(plans: Sequence[Plan]) -> Iterator[Finding]:
    """One purpose from several pots: the same people, the same use, and another line of the budget."""
    seen: dict[tuple[str, str], list[tuple[Place, str]]] = defaultdict(list)
    for number, plan in enumerate(plans):
        for at, task in enumerate(plan.tasks):
            own = words_of(task).own
            pots = {_LEVEL.sub("", match["line"] or match["bare"]) for match in _MONEY.finditer(own)}
            if len(pots) != 1:
                continue
            pot = next(iter(pots))
            for use, pattern in _USES.items():
                if re.search(pattern, own):
                    for who in sorted(set(_WHO.findall(own))):
                        seen[who, use].append((Place(number, at), pot))
    reported: set[frozenset[Place]] = set()
    for (who, use), found in seen.items():
        places, lines = dict.fromkeys(place for place, _ in found), tuple(dict.fromkeys(pot for _, pot in found))
        if len(lines) > 1 and len(places) > 1 and frozenset(places) not in reported:
            reported.add(frozenset(places))
            because = say(
                "同样用于{who}的{use}，资金却出自{count}处：{pots}。", who=who, use=use, count=len(lines), pots=lines
            )
            yield Finding("same_money", POSSIBLE, tuple(places), because)
