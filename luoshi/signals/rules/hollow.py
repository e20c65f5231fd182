"""Does a text say anything that could be looked up: a figure, a date, a paper, somebody or something by name?

Stock phrases alone are no sign: most reports hold some. A text is hollow when nothing else stands beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.kernel.say import say
from luoshi.signals.rules.found import Found
from luoshi.signals.rules.registry import RULES, At

USUAL = RULES["hollow"].usual
_STOCK = """
高度重视 切实加强 切实抓好 切实推进 扎实推进 扎实开展 有序推进 有力有序 稳步推进 积极推进 正在推进 持续推进 深入推进 全面推进 大力推进 统筹推进
认真贯彻 认真落实 坚决贯彻 坚决落实 全面贯彻 深入贯彻 贯彻落实 抓好落实 狠抓落实 推动落实 落地见效 落到实处 取得实效 取得成效 取得积极成效
取得明显成效 初见成效 进一步加强 进一步提高 进一步完善 进一步压实 进一步强化 加强领导 加强组织领导 强化领导 强化责任 强化措施 压实责任 明确责任
提高认识 统一思想 提高站位 提高政治站位 凝聚共识 形成合力 精心组织 周密部署 迅速行动 高位推动 高质量发展 奠定坚实基础 打下坚实基础 良好氛围
营造良好氛围 不断加强 不断完善 不断提升 积极探索 勇于创新 开拓创新 真抓实干 久久为功 务实举措 有效举措 有力举措 多措并举 齐抓共管 常抓不懈
各项工作 各项任务 有关要求 工作要求 下一步 一系列
"""
STOCK = re.compile("|".join(sorted(_STOCK.split(), key=len, reverse=True)))
CONCRETE = re.compile(
    r"\d|[一二三四五六七八九十百千万两]+(?:个|人|名|家|户|次|场|期|项|份|件|所|台|套|元|万|亿|％|%|天|周|月|年|季|批|班|组|条|处|支|门|本|篇)"
    r"|百分之|一季度|二季度|三季度|四季度|上半年|下半年|本月|上月|月底|年底|今年|去年|明年"
    r"|《[^》]+》|“[^”]{2,}”|〔"
    r"|[\u4e00-\u9fff]{2,}(?:公司|集团|学院|学校|大学|车间|班组|医院|园区|开发区|工业园|研究院|总工会|协会|商会|银行|省|市|县|区|镇|乡|街道|局|厅)"
    r"|同志|[A-Za-z]{2,}"
)
"""What can be looked up. Generous on purpose: one name is enough for a text not to be called hollow."""


@dataclass(frozen=True)
class Words:
    """A text in words; ``no_change`` where the unit says that nothing has changed, which is a full answer."""

    text: str
    no_change: bool = False


def hollow(facts: Words, at: At = USUAL) -> Found | None:
    """The stock phrases, where a text of some length has nothing beside them."""
    letters = len(re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", facts.text))
    if facts.no_change or letters < at["letters"] or CONCRETE.search(facts.text):
        return None
    marks = tuple(hit.span() for hit in STOCK.finditer(facts.text))
    share = sum(end - start for start, end in marks) / letters
    if len(marks) < at["phrases"] or 100 * share < at["share"]:
        return None
    measures = (
        say("{letters} 字中没有数字、日期、文件和具体对象的名称。", letters=letters),
        say("套话 {count} 处，占 {share}%。", count=len(marks), share=round(100 * share)),
    )
    return Found(measures, marks)
