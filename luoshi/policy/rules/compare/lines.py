"""Which line (条线) does a unit belong to, and what is certainly not for it to do?

省人力资源社会保障厅 and 县人社局 are one line: a task that goes from the one to the other is handed down, not done twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.policy.rules.text import normalise, squeeze

_LEVEL = r"(?:自治区|自治州|自治县|[省市州盟县区旗])"
_PLACE = re.compile(
    rf"^(?:中共|国家|全国|中央|中华全国|国务院)?(?:[\u4e00-\u9fff]{{2,4}}?{_LEVEL})?{_LEVEL}?(?:委(?=.[^员]))?"
)
# Line → the words that only its units bear in their names, at every level and through the reforms.
_LINES = {
    "工会": "工会",
    "人社": "人力资源和?社会保障|人社|人力社保|劳动和?社会保障|劳动保障监察|劳动监察|就业(?:服务)?(?:中心|局)",
    "发改": "发展和?改革|发改|物价",
    "工信": "工业和?信息化|工信|经信|经济和?信息化|经贸|中小企业局",
    "国资": "国资委|国有资产",
    "教育": "教育(?:部|厅|局|委)|教体|教科|教委",
    "科技": "科学技术(?:部|厅|局|委)|科技(?:部|厅|局|委)|科委",
    "财政": "财政",
    "税务": "税务",
    "审计": "审计",
    "统计": "统计",
    "民政": "民政",
    "司法": "司法[厅局部]",
    "公安": "公安",
    "住建": "住房和?城乡建设|住建|建设局|房管",
    "交通": "交通",
    "水利": "水利|水务",
    "农业": "农业|畜牧|农机",
    "乡村振兴": "乡村振兴|扶贫",
    "商务": "商务",
    "文旅": "文化和?旅游|文旅|文化广电",
    "体育": "体育",
    "卫健": "卫生健康|卫健|疾控",
    "医保": "医疗保障|医保",
    "应急": "应急",
    "市场监管": "市场监管|市场监督|知识产权",
    "自然资源": "自然资源|国土|林草|林业",
    "生态环境": "生态环境|环保",
    "退役军人": "退役军人",
    "信访": "信访",
    "数据": "数据(?:局|管理)|大数据",
    "政务": "政务服务|行政审批|营商环境",
    "金融": "金融|银保监|证监",
    "人民银行": "人民银行|人行",
    "海关": "海关",
    "气象": "气象",
    "邮政": "邮政",
    "共青团": "共青团|团[省市州盟县区旗]委|团中央|^团委",
    "妇联": "妇联|妇女联合会",
    "工商联": "工商联|工商业联合会",
    "科协": "科协|科学技术协会",
    "残联": "残联|残疾人联合会",
    "文联": "文联|文学艺术",
    "组织": "组织部",
    "宣传": "宣传部|文明办",
    "统战": "统战",
    "政法": "政法委",
    "网信": "网信",
    "编办": "编办|编制",
    "社会工作": "社会工作部|社工部",
    "法院": "法院",
    "检察": "检察",
}
_PATTERNS = tuple((line, re.compile(words)) for line, words in _LINES.items())
_MASS = frozenset({"工会", "共青团", "妇联", "工商联", "科协", "残联", "文联"})


def line_of(unit: str) -> str:
    """The line of a unit; its own name without place and level where it is on none that is known."""
    name = squeeze(normalise(unit))
    found = next((line for line, pattern in _PATTERNS if pattern.search(name)), None)
    return found or _PLACE.sub("", name) or name


@dataclass(frozen=True)
class Power:
    """An act that the law gives to some lines only: whoever else leads it cannot do it."""

    act: str
    pattern: re.Pattern[str]
    lines: frozenset[str]

    def forbids(self, line: str) -> bool:
        """Only where it is sure: a unit on a known line that is not one of those."""
        return line in _LINES and line not in self.lines


def _power(act: str, pattern: str, lines: str = "") -> Power:
    allowed = frozenset(lines.split()) if lines else frozenset(_LINES) - _MASS
    return Power(act, re.compile(pattern), allowed)


# Extended only by acts that a law reserves, and only in words that name the act itself: 配合执法, 参与监察 and the like
# are nobody's privilege, so what is asked for, helped with or studied does not count (see `acts`).
POWERS = (
    _power("行政处罚和行政执法", r"行政处罚|行政执法|行政强制|监察执法|执法检查|吊销.{0,6}证"),
    _power("行政许可", r"(?:核发|颁发|发放).{0,8}(?:许可证|营业执照)|(?:实施|办理)行政许可"),
    _power("税款征收", r"税款征收|征收税款|税收征管|税务稽查|办理出口退税", "税务 财政 海关"),
    _power(
        "社会保险费征收",
        r"(?:社会保险费|社保费)(?:的)?(?:统一)?征[收缴]|征[收缴]社(?:会)?保(?:险)?费",
        "税务 人社 医保",
    ),
    _power("工伤认定", r"工伤认定|劳动能力鉴定", "人社"),
    _power("机构编制核定", r"核定.{0,6}编制|机构编制(?:调整|核定|审批)", "编办 组织"),
    _power("案件审判", r"案件审判|审判.{0,8}案件|司法(?:判决|裁判)", "法院"),
    _power("提起公诉", r"提起公诉|批准逮捕", "检察"),
    _power("户籍登记", r"户籍(?:登记|迁移)|办理落户|落户(?:登记|手续)", "公安"),
    _power("财政预算编制", r"编制(?:年度)?(?:财政)?预算草案|(?:批复|下达)部门预算", "财政"),
    _power("审计监督", r"(?:经济责任|专项资金|财政收支|决算)审计", "审计"),
    _power("不动产登记", r"不动产登记|建设用地(?:审批|供应)", "自然资源 政务"),
    _power("学籍管理", r"学籍(?:管理|注册)|高等学校设置|颁发(?:毕业证书|学历证书)", "教育 人社"),
    _power("干部任免", r"干部(?:任免|任用)|领导干部选拔", "组织"),
)
_ONLY_NEAR = re.compile(
    r"(?:配合|协助|参与|推动|督促|建议|联合|会同|支持|协同|依法|学习|宣传|普及|提请|提出|接受|监督)[^，。；,;]{0,8}$"
)


def acts(words: str) -> list[Power]:
    """The reserved acts that the words of a task order, not those that they only help with."""
    return [
        power
        for power in POWERS
        if any(
            not _ONLY_NEAR.search(words[max(0, found.start() - 12) : found.start()])
            for found in power.pattern.finditer(words)
        )
    ]
