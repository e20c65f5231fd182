"""How much? Quantities that a task has to reach or produce.

A number is a target when a verb of reaching or producing, or a rate, stands before it in the same clause. Money given
away, thresholds of eligibility, ages, durations of permits and numbers inside names are not.
"""

from __future__ import annotations

import re

from luoshi.policy.rules.model import Span, Target
from luoshi.policy.rules.text import CN_NUMERAL, cn_number, trim

_UNIT = (
    r"个百分点|百分点|个次|万亿斤|亿斤|公斤|人次|人天|场次|批次|件次|家次|项次|户次|班次|平方米|平方公里|立方米|公顷|公里|千米|海里|千瓦时|千瓦|兆瓦|吉瓦|标准煤"
    r"|工作日|个工作日|个小时|小时|分钟|个月|学时|课时|EFLOPS|EFlops|PB|TB|GB|美元|元|%|‰|个|名|人|家|项|条|户|套|门|所|座|处|场|期|次|件|篇|支|位|对|间"
    r"|辆|台|艘|架|株|例|种|类|批|亩|吨|倍|天|日|年|分|部|只|头|张|封|份|宗|片|栋|床|米|款|本|卷|幅|村|县|镇"
)
_QUANTITY = re.compile(
    r"(?<![\d.A-Za-z〔第\-/])(?P<low>\d{1,9}(?:,\d{3})*(?:\.\d+)?)(?P<lm>%|[万亿千百]*)(?:(?:-|~|至|到)(?P<high>\d+(?:\.\d+)?))?"
    r"(?P<more1>余|多)?(?P<mult>万亿|[万亿千百]*)(?P<more2>余|多)?(?P<about>左右)?(?P<unit>"
    + _UNIT
    + r")(?P<after>以上|及以上|左右|以内|之内|内|以下|上下|余)?"
)
# Numbers in words: 百分之九十, 七成, 两百门, 三千人次. Smaller ones (三个层面, 一支队伍) are how prose counts.
_SPELT = re.compile(
    rf"(?:百分之(?P<percent>{CN_NUMERAL}{{1,4}})"
    r"|(?<![一二三四五六七八九十几第完组分不])(?P<tenths>[一二三四五六七八九])成(?P<half>半|[一二三四五六七八九])?(?![为立功就果本熟都员长绩套品型交])"
    r"|(?<![一二三四五六七八九十第])(?P<low>[一二两三四五六七八九]?十?[一二两三四五六七八九][百千](?:[一二两三四五六七八九零][百十]?){0,3}"
    r"|[一二两三四五六七八九十]{1,3}(?=[万亿]))(?P<mult>万|亿)?(?P<unit>" + _UNIT + r"))(?P<after>以上|左右|以内|以下)?"
)
_TIMES_OF = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "亿": 10**8,
    "万亿": 10**12,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "千亿": 10**11,
    "百亿": 10**10,
}
_VERBS = re.compile(
    r"达到|达|超过|突破|不低于|不少于|不超过|不高于|不小于|提高|提升|增长|增加|新增|建成|建设|打造|培育|培养|培训|创建|完成|实现|力争|确保|控制|压缩|缩短|压减"
    r"|降低|降至|下降|减少|覆盖|选树|评选|评定|命名|设立|建立|组建|引进|新建|改造|举办|发展|吸纳|推广|形成|推出|认定|选派|帮扶|保持|稳定|至少|每年|累计|总量|新培"
    r"|规模|开展|组织|遴选|选拔|征集|扶持|布局|修订|制定|制修订|开发|征订|轮训|表彰|选送|输送|建好|推选|选聘|聘任|聘请|新改建|改扩建|扩建|落地|转化|攻克|突破"
    r"|取得|招收|招募|孵化|配备|配齐|建|育|办结|办理|限时|比例|占比|率|满意度|为|召开|走访|慰问|服务|安排|筹建|筹集|发放|解决|惠及|带动|撬动|吸引|拨付|投放|落户"
    r"|征收|处置|盘活|拥有|精简|压降|挽回|追回|化解|清退|归集|提供|签订|签约|受理|募集|储备|入驻|参保|供应|配建|腾退|资助|净增"
)
_RATE_BEFORE = re.compile(
    r"(?:率|比例|占比|比重|满意度|覆盖面|总数|总量|规模|数量|指数|人数|数|值|额|面积|能力)(?:均|要|应|分别|力争|总体|稳定|基本|保持)*(?:达到?|为"
    r"|在|不|超|提|到|控|降|约)?"
)
_GRANT = re.compile(
    r"补助|补贴(?!性)|奖励|奖补|资助|返还|贴息|减免|免收|罚款|津贴|缴纳|缴费|税率|税前|保费|贷款额度|最高给予|给予.{0,12}元|按.{0,10}标准|每人每[天月年日]"
    r"|抵扣|退还|利率|基点|注册资本|收费|租金|违约金|滞纳金"
)
_ELIGIBLE = re.compile(
    r"^(?:的|者|(?:及)?以[上下]的|以上学历)(?!.{2,24}(?:达到|达|实现|完成|建立|建成|开展|推行|形成))"
)
_ELIGIBLE_BEFORE = re.compile(
    r"(?:年满|满|连续|近|工作|从业|年龄|不足|距离|经过|持有|毕业|凡|(?:^|、)(?:对|凡|符合)[^,;。]{0,16}|每(?:新?招[用收聘]|新增|吸纳|聘用|认定|引进|培训))$"
)
_AT_LEAST = re.compile(r"不[得能应可]?(?:低|少|小)于[^\d,;]{0,24}$")
_MONEY = ("元", "美元")
_SUM = re.compile(r"产值|收入|投资|规模|筹集|总额|交易额|销售额|增加值|工资|生产总值|投入|劳务收入")
_WINDOW = 200  # characters: how far back a sentence is searched
# 抽查比例不低于20% is a target in a sentence about subsidies too; 返还比例60% is what is granted.
_RATE_REACHED = re.compile(
    r"(?<!返还)(?<!补贴)(?<!补助)(?<!报销)(?<!贴息)(?:率|比例|占比|比重|满意度|覆盖面)[^,;。\d]{0,8}(?:达到?|于|为|在|过|高|低|升|降|长|加|少)$"
)
_GROWS = re.compile(r"(?:增长|增加|提高|提升|下降|降低|减少|压减|缩短)(?:到|至)?$")
_SHARE = re.compile(r"以?上?的[^,;。]{2,20}(?:达到|实现|完成|建立|建成|开展|推行|形成)")
_CONDITION_AFTER = re.compile(r"[^,;。]{0,6},(?:给予|按|可|一次性|分别给予)")
_CLAUSE_END = re.compile(r"[ ]?(?:[,;。、)\n]|$)")
_AIM = re.compile(r"^(?:围绕|聚焦|针对|依托|按照|根据|结合|面向|依据|在|对)")
_SHORTER = re.compile(
    r"(?:压缩|缩短|压减|控制|减少|降低|降|减|限|办结|精简|缩减)[^,;。]{0,14}$|(?:时间|时限|时长|周期)[^,;。]{0,8}$"
)


def _context(norm: str, start: int, at: int) -> tuple[str, str]:
    """The words before a number back to the last comma, and back to the last full stop."""
    sentence = re.split(r"[。;\n]", norm[max(start, at - _WINDOW) : at])[-1]
    return sentence.rpartition(",")[2], sentence


def _comparator(match: re.Match[str], before: str) -> str:
    groups = match.groupdict()
    after = groups.get("after") or ""
    if groups.get("about") or after in ("左右", "上下") or re.search(r"(?:约|大约|大概)$", before):
        return "~"
    if _AT_LEAST.search(before):
        return ">="
    if re.search(r"不[得能应可]?(?:超过?|高于|多于|大于)|控制在|低于|少于|降至|降到", before[-8:]):
        return "<="
    if after in ("以内", "之内", "内", "以下"):
        return "<="
    if after in ("以上", "及以上", "余") or groups.get("more1") or groups.get("more2"):
        return ">="
    if re.search(r"至少|超过?|突破|高于|大于|多于", before[-8:]):
        return ">="
    return "="


def _is_time(unit: str) -> bool:
    return unit in ("个月", "工作日", "个工作日", "小时", "个小时", "分钟", "天", "日", "年")


def _is_target(norm: str, match: re.Match[str], unit: str, before: str, sentence: str, end: int) -> bool:
    following = norm[match.end() : min(match.end() + 6, end)]
    if unit == "年" or (_is_time(unit) and not _SHORTER.search(before) and not re.match(r"办结|完成|办理", following)):
        return False
    if _is_time(unit) and unit != "年" and re.match(r"(?:办结|办理完毕|响应|答复|回复)", following):
        return True
    if _is_time(unit) and re.search(r"由原|原来|从\d|由\d|由$|从$", before[-8:]):
        return False
    if unit in ("人", "名", "年", "分") and re.match(r"(?:均|民|大|社|才|以上的|以下的)", following):
        return False
    if _ELIGIBLE.match(following) and not re.search(r"达到?$|超过$|打造$|建成$|培育$", before):
        return False
    if _ELIGIBLE_BEFORE.search(before):
        return False
    if unit == "%" and _SHARE.match(norm, match.end("unit"), end):
        return True
    if _is_granted(norm, match, unit, before, sentence):
        return False
    if re.search(
        r"截至|现有|目前|(?<![比较])(?:去年|上年)|已(?:经|建(?!工会|会)|有|达|完成|累计|实现|培)|以来", before
    ):
        return False
    if re.search(r"(?:由|从|较|比)(?:20\d\d年)?的?$", before):
        return False
    if _VERBS.search(before) or _RATE_BEFORE.search(before) or _follows_target(before):
        return True
    return _is_counted(norm, match, unit, before, end)


def _is_granted(norm: str, match: re.Match[str], unit: str, before: str, sentence: str) -> bool:
    """Whether a quantity is what somebody receives, or what he must have to receive it."""
    after = norm[match.end() : match.end() + 14]
    if unit in _MONEY or _is_time(unit) or unit in ("%", "倍", "个百分点", "百分点"):
        grows = _GROWS.search(before) and not _GRANT.search(before)
        if unit not in _MONEY and (grows or _RATE_REACHED.search(before)):
            return False
        large = unit in _MONEY and float(match["low"].replace(",", "")) * (_power(match) or 0) >= 10**8
        if _GRANT.search(before if large else sentence) or _GRANT.search(re.split("[,;。]", after)[0]):
            return True
        return unit in _MONEY and not large and not _SUM.search(sentence)
    return (
        _CONDITION_AFTER.match(norm, match.end()) is not None
        and _GRANT.search(after + norm[match.end() + 14 : match.end() + 40]) is not None
    )


def _is_counted(norm: str, match: re.Match[str], unit: str, before: str, end: int) -> bool:
    """失业人员再就业30万人: what is counted, then its number, and the clause is over. The verb may be any."""
    if unit in _MONEY or _is_time(unit) or _AIM.match(before) or not re.search("[\u4e00-\u9fff□]{3}$", before):
        return False
    return _CLAUSE_END.match(norm[match.end() : min(match.end() + 2, end)]) is not None


def _follows_target(before: str) -> bool:
    """The second number of 达到65%和55% or of 名师10名、骨干20名 stands without a verb of its own."""
    return re.search(r"\d[^,;。]{0,12}[、和及][^,;。]{0,10}$", before) is not None


def read_targets(norm: str, original: str, span: Span, column: bool = False) -> list[Target]:
    """The targets of a clause; in a column of targets every quantity but a duration is one.

    `norm` must have its book titles and quotations masked.
    """
    found: list[Target] = []
    start, end = span
    for match in _QUANTITY.finditer(norm, start, end):
        unit = match["unit"]
        before, sentence = _context(norm, start, match.start())
        if match["lm"] == "%":
            unit = "%"
        sure = column and not _is_time(unit) and not (unit in _MONEY and _GRANT.search(before))
        if not sure and not _is_target(norm, match, unit, before, sentence, end):
            continue
        power = _power(match)
        if power is None:
            continue
        value = round(float(match["low"].replace(",", "")) * power, 6)
        found.append(_target(original, norm, match, value, unit, _comparator(match, before), before))
    for match in _SPELT.finditer(norm, start, end):
        before, _ = _context(norm, start, match.start())
        value, unit = _spelt(match)
        if value and (column or _VERBS.search(before) or _is_counted(norm, match, unit, before, end)):
            found.append(_target(original, norm, match, value, unit, _comparator(match, before), before))
    return sorted(found, key=lambda target: target.span)


def read_quantities(norm: str) -> list[tuple[float, str, str, Span]]:
    """Every quantity of a text, target or not, but times and durations: number, unit, comparator and place."""
    found: list[tuple[float, str, str, Span]] = []
    for match in _QUANTITY.finditer(norm):
        unit = "%" if match["lm"] == "%" else match["unit"]
        power = _power(match)
        if power is not None and not _is_time(unit):
            before, _ = _context(norm, 0, match.start())
            value = round(float(match["low"].replace(",", "")) * power, 6)
            found.append((value, unit, _comparator(match, before), match.span()))
    for match in _SPELT.finditer(norm):
        value, unit = _spelt(match)
        if value and not _is_time(unit):
            before, _ = _context(norm, 0, match.start())
            found.append((value, unit, _comparator(match, before), match.span()))
    return found


def _spelt(match: re.Match[str]) -> tuple[float, str]:
    """Number and unit of a quantity in words; 0 for words that are no number."""
    if match["percent"]:
        return float(cn_number(match["percent"]) or 0), "%"
    if match["tenths"]:
        return (cn_number(match["tenths"]) or 0) * 10.0 + (
            5.0 if match["half"] == "半" else cn_number(match["half"] or "零") or 0.0
        ), "%"
    return float((cn_number(match["low"]) or 0) * _TIMES_OF[match["mult"] or ""]), match["unit"]


def _power(match: re.Match[str]) -> int | None:
    """What 万, 亿 and the like multiply a quantity by; None for a word that is no such."""
    return _TIMES_OF.get((match["lm"] if match["lm"] != "%" else "") or match["mult"])


def _target(
    original: str, norm: str, match: re.Match[str], value: float, unit: str, comparator: str, before: str
) -> Target:
    """A target whose text reaches back over a few words, so that it can be read by itself."""
    own = re.split(r"\d[^、]*、", before)[-1]
    back = min(len(own), 20)
    while back < len(own) and own[-back].isdigit() and own[-back - 1].isdigit():
        back += 1  # a number is never cut: 2027年底前, not 027年底前
    a, b = trim(norm, match.start() - back, match.end(), " \t\n、,:)")
    return Target(original[a:b], int(value) if value == int(value) else value, unit, comparator, (a, b))
