"""By when? Time limits in running text and in ledger columns.

In running text only what is said as a limit counts (底前, 前, 到2035年, 每季度报送); a bare year is a fact. In a
column or after 完成时限： every date is one. A limit without a year takes the year last named in the sentence, else the
document's; with neither it is residue, not a guess.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date

from luoshi.policy.rules.model import Deadline, Residue, Span
from luoshi.policy.rules.text import CN_DIGITS, cn_number, trim

_YEAR = r"(?:(?P<year>(?:19|20)\d{2})|(?P<cnyear>[二][零〇○][一二三四五六七八九零〇○]{2}))年"
_THIS = r"(?P<rel>今年|明年|本年度?|当年|次年|后年|来年)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])[日号]"
_WHEN = rf"(?:{_YEAR}|{_THIS})?"
_QUARTER = r"(?:第?(?P<quarter>[一二三四1234])季度|(?P<half>[上下])半年)"
_BEFORE = r"(?:之前|以前|底前|末前|前|底之前|底以前|底|末|内|以内|中旬前|上旬前|下旬前|初前)"
_DONE = (
    r"(?:全面|基本|全部|如期|确保|力争)?(?:完成|建成|实现|印发|出台|投用|投入使用|上线|启动|到位|见效|落实|推开|推广|开展|实施|制定|形成|建立|运行|召开"
    r"|验收|交付|竣工|开工|投产|报送|开放|组织)(?!了|的|情况)"
)

# One limit, the longest form first; which group matched decides what it means.
_LIMIT = re.compile(
    rf"(?P<to>到|至|截止到?|截至)?{_WHEN}(?:"
    rf"{_MONTH}(?:{_DAY}(?P<d_end>之?前|以前|止)|(?P<m_end>{_BEFORE})|(?P<m_done>(?:上旬|中旬|下旬)?)(?={_DONE}))"
    rf"|{_QUARTER}(?P<q_end>{_BEFORE}|(?=[,;。、]|$|(?:要|须|应|将|力争|全部|再)?{_DONE})|(?P<q_named>(?!以来|以后|的|比|同比|较|实际|累计|已)))"
    r"|年?(?P<y_end>底前|底之前|底以前|末前|年底前|年底|底|末|内|前|之前|以前)(?!年)"
    r")"
)
_YEAR_END = re.compile(
    r"(?<!\d)(?<![近前后去每跨])年(?:底|末)(?:之|以)?前?|(?<![\d一二两三四五六七八九十几多半个])年内"
)
_TO_YEAR = re.compile(
    rf"(?<![\d年月])(?:到|至){_YEAR}(?![\d—-]|\d{{1,2}}月|[上下]半年|底|末|第?[一二三四]季度|以[来后])"
)
_YEAR_DONE = re.compile(rf"(?<![自从在]){_YEAR}(?={_DONE}|(?:力争|总体|分别|预计)?(?:要|应)?(?:达到?|超过|突破)\d)")
_FIVE = re.compile(r"“?(?P<plan>十[一二三四五六七八九]五|二十五)”?(?:规划)?(?P<kind>期?末|期间|时期|期内|以来)")
_WITHIN = re.compile(
    r"(?:自[^,;。\n]{1,12}之日起)?(?:\d{1,3}(?:\.\d)?|[一二两三四五六七八九十半]{1,3})个?(?:年|月|工作日|周|天|日)(?:左右的?时间)?(?:之|以)?内"
    r"|(?:用|经过|通过)(?:\d{1,2}|[一二两三四五六七八九十])(?:至|-|到)?(?:\d{1,2}|[一二两三四五六七八九十])?年左右?的?(?:时间|努力)"
)
_WITHIN_NOT = re.compile(
    r"(?:近|过去|毕业|离校|连续|满|每|任期|有效期|存续期|任职|担任|入职|成立|登记|注册|第)$|(?:缩|压|控制|减|降)[^,;。]{0,8}$"
)
_EVERY = re.compile(
    r"(?P<every>每(?:半年|两年|三年|季度|季|年度?|个?月|周|旬)|按(?:年度?|季度?|月|半年)(?=[^人均])|逐年|逐月|逐季|定期)(?P<rest>[^,;。\n]{0,30})"
)
_ACT = re.compile(
    r"^(?:至少|不少于|定期|要|须|应|集中|组织|对|向|由|将|末|底|初|第|\d{1,2}月|[一二三四五六七八九十]+月|\d{1,2}[日号]前|年?底前|[上下]半年)*"
    r"(?:组织|开展|召开|举办|报送|上报|发布|评选|通报|调度|选树|编制|制定|公布|评估|考核|更新|梳理|分析|研究|听取|报告|汇报|汇总|督查|督导|检查"
    r"|会商|研判|调研|盘点|对账|总结|统计|监测|公示|反馈|晾晒|点评|推进|推出|安排|选派|抽查|巡查|走访|轮训|培训|体检|听|开|报|末|底|初|\d{1,2}月)"
)
_RATE = re.compile(
    r"\d+(?:\.\d+)?(?:余|多)?[万亿千百]?(?:余|多)?(?:名|人(?!社)|家|个(?!月)|项|亩|元|户|套|门|%|件|吨|公里)"
)
_OPEN = re.compile(
    r"(?:全年)?(?:长期(?:坚持|推进|任务|实施|有效)?|持续(?:推进|推动|实施|开展|深化|坚持|进行|落实)?|常态化?(?:推进|开展|坚持|实施|工作)?|常抓不懈|全年(?:推进"
    r"|坚持)?|一直)"
)
_RANGE = re.compile(
    r"(?:(?:19|20)\d{2}年?(?:\d{1,2}月?)?(?:\d{1,2}日)?)(?:-{1,2}|~|至|到)(?:(?:19|20)?\d{2,4}年(?:度"
    r"|底|末)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|前)?|(?:\d{1,2}月)(?:\d{1,2}日)?(?:底|末|前)?)"
    r"|\d{1,2}月?(?:-{1,2}|~|至|到)\d{1,2}月(?:份|底)?|[一二三四]季度?(?:-{1,2}|~|至|到)[一二三四]季度"
)
_BARE = re.compile(
    rf"{_WHEN}(?:{_MONTH}(?:{_DAY})?|{_QUARTER}|(?P<year_only>年?度?))|(?P<iso>(?P<iy>20\d{{2}})[./-](?P<im>\d{{1,2}})(?:[./-](?P<id>\d{{1,2}}))?)"
)
_WINDOW = 200  # characters: how far back a sentence is searched, so that a text without full stops stays cheap
_FACT_BEFORE = re.compile(r"(?:截至|截止|自|从|早在|已于|比|较)$")


@dataclass
class Limits:
    """The limits found in a stretch of text, and the words that look like one but lack a year or a meaning."""

    found: list[Deadline] = field(default_factory=list)
    residue: list[Residue] = field(default_factory=list)


def cn_year(text: str) -> int:
    """2025 for 二〇二五."""
    return int("".join(str(CN_DIGITS.get(char, char)) for char in text))


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


class _Reader:
    """Reads one stretch; keeps the year last named and which offsets are already spoken for."""

    def __init__(self, norm: str, original: str, span: Span, year: int | None) -> None:
        self.norm, self.original, self.document_year = norm, original, year
        self.base = span[0]
        self.taken = bytearray(max(0, span[1] - span[0]))
        self.seen: set[tuple[str, date | str | None]] = set()
        self.limits = Limits()

    def free(self, start: int, end: int) -> bool:
        return not any(self.taken[start - self.base : end - self.base])

    def take(self, start: int, end: int) -> None:
        """Marks offsets as spoken for."""
        self.taken[start - self.base : end - self.base] = b"\x01" * (end - start)

    def past(self, day: date) -> bool:
        """Whether a date lies years before the document's: then it is a fact (2010年前建成的小区), no limit.

        The year just before is kept: a plan may be issued after its first limits.
        """
        return self.document_year is not None and day.year < self.document_year - 1

    def year_of(self, match: re.Match[str]) -> int | None:
        """The year a limit names, or the one last named before it in its sentence, or the document's."""
        if match["year"]:
            return int(match["year"])
        if match["cnyear"]:
            return cn_year(match["cnyear"])
        if match["rel"] and self.document_year:
            return self.document_year + {"明年": 1, "次年": 1, "来年": 1, "后年": 2}.get(match["rel"], 0)
        return self.year_before(match.start())

    def year_before(self, at: int) -> int | None:
        """The year last named before a place in its sentence, else the document's."""
        sentence = re.split(r"[。\n;\t]", self.norm[max(0, at - _WINDOW) : at])[-1]
        named = re.findall(r"(20\d{2})年(?!来|以来)", sentence)
        return int(named[-1]) if named else self.document_year

    def add(self, kind: str, day: date | None, span: Span) -> None:
        span = trim(self.norm, *span)
        self.take(*span)
        text = self.original[span[0] : span[1]]
        key = (kind, day if kind == "date" else text)
        if key in self.seen:
            return
        self.seen.add(key)
        self.limits.found.append(Deadline(kind, day, text, span))

    def doubt(self, span: Span) -> None:
        self.take(*span)
        self.limits.residue.append(Residue(self.original[span[0] : span[1]], span))


def _month_number(text: str) -> int:
    return cn_number(text) or 1


def _day_of(match: re.Match[str], year: int) -> date | None:
    """The last day of what a match names; None for a date that does not exist."""
    groups = match.groupdict()
    month = groups.get("month")
    if month:
        number = _month_number(month)
        if not 1 <= number <= 12:
            return None
        if groups.get("day"):
            last = calendar.monthrange(year, number)[1]
            return date(year, number, int(groups["day"])) if int(groups["day"]) <= last else None
        text = match.group()
        if "上旬" in text or "中旬" in text:
            return date(year, number, 10 if "上旬" in text else 20)
        return _last_day(year, number)
    if groups.get("quarter"):
        return _last_day(year, 3 * (cn_number(groups["quarter"]) or 4))
    if groups.get("half"):
        return _last_day(year, 6 if groups["half"] == "上" else 12)
    return date(year, 12, 31)


def _read_recurring(reader: _Reader, start: int, end: int) -> None:
    for match in _EVERY.finditer(reader.norm, start, end):
        rest = match["rest"]
        if match["every"] in ("定期", "逐年", "逐月", "逐季"):
            continue
        number = _RATE.search(rest)
        act = _ACT.match(rest)
        if act and not (number and "次" not in rest and "期" not in rest and "场" not in rest):
            tail = re.match(r"(?:\d{1,2}月|[上下]半年|年?)?(?:\d{1,2}日)?(?:底|末|初)?前?", rest)
            reader.add("recurring", None, (match.start(), match.end("every") + (tail.end() if tail else 0)))


def _read_dates(reader: _Reader, start: int, end: int) -> None:
    norm = reader.norm
    for pattern in (_LIMIT, _TO_YEAR, _YEAR_DONE, _YEAR_END):
        for match in pattern.finditer(norm, start, end):
            a, b = match.span()
            if a == b or not reader.free(a, b) or _FACT_BEFORE.search(norm[max(start, a - 3) : a]):
                continue
            if pattern is _LIMIT and not _limit_holds(norm, match):
                continue
            year = reader.year_of(match) if pattern is not _YEAR_END else reader.year_before(a)
            day = _day_of(match, year) if year else None
            if day is None:
                reader.doubt((a, b))
            elif not reader.past(day) and not (
                pattern is _YEAR_DONE and reader.document_year and day.year < reader.document_year
            ):
                reader.add("date", day, (a, b))


def _limit_holds(norm: str, match: re.Match[str]) -> bool:
    """Whether a match is a limit: 以内 needs a month or year, 年前 a year, 截至 is a fact."""
    groups = match.groupdict()
    if groups["to"] and groups["to"].startswith("截至"):
        return False
    if norm.startswith(("以来", "以后", "已经", "已建", "已完成", "的"), match.end()):
        return False
    named_year = groups["year"] or groups["cnyear"] or groups["rel"]
    if groups["y_end"]:
        return bool(named_year)
    if groups["q_named"] is not None and not named_year:
        return False
    before = norm[match.start() - 1 : match.start()]
    if before and (before.isdecimal() or before in "个每近第") and not named_year:
        return False
    if groups["month"] and groups["m_end"] in ("内", "以内", "前", "末", "底") and not named_year:
        return bool(re.match(r"(?:到|至)?\d{1,2}月|(?:到|至)?[一二三四五六七八九十]{1,2}月", match.group()))
    return groups["m_done"] is None or bool(named_year)


def _last_year(match: re.Match[str]) -> int:
    """The last year of a five-year plan; the 10th ended in 2005."""
    return 2005 + 5 * ((cn_number(match["plan"][:-1]) or 10) - 10)


def _read_periods(reader: _Reader, start: int, end: int) -> None:
    norm = reader.norm
    for match in _FIVE.finditer(norm, start, end):
        if not reader.free(*match.span()) or match["kind"] == "以来":
            continue
        if match["kind"].endswith("末"):
            reader.add("date", date(_last_year(match), 12, 31), match.span())
        elif not reader.past(date(_last_year(match), 12, 31)):
            reader.add("period", None, match.span())
    for match in _WITHIN.finditer(norm, start, end):
        if reader.free(*match.span()) and not _WITHIN_NOT.search(norm[max(start, match.start() - 12) : match.start()]):
            if norm.startswith(("的", "办结", "响应", "答复", "回复"), match.end()):
                continue
            reader.add("period", None, match.span())


def read_limits(norm: str, original: str, span: Span, year: int | None) -> Limits:
    """The limits that running text sets. Ranges of dates are validity windows, not limits: they are left alone."""
    reader = _Reader(norm, original, span, year)
    for match in _RANGE.finditer(norm, *span):
        reader.take(*match.span())
    _read_recurring(reader, *span)
    _read_periods(reader, *span)
    _read_dates(reader, *span)
    reader.limits.found.sort(key=lambda limit: limit.span)
    return reader.limits


def read_value(norm: str, original: str, span: Span, year: int | None) -> Limits:
    """The limits in the value of a label or a column, where a bare date is a limit and 长期坚持 an open one."""
    span = trim(norm, *span, " \t\n。;,")
    reader = _Reader(norm, original, span, year)
    if span[0] >= span[1] or re.fullmatch(r"[/无—\-\\ ]+", norm[span[0] : span[1]]):
        return reader.limits
    for match in _RANGE.finditer(norm, *span):
        reader.add("period", None, match.span())
    for match in re.finditer(
        r"每(?:半年|两年|季度|季|年度?|个?月|周|旬)(?:\d{1,2}月)?(?:底|末|初)?前?|按(?:季度?|月|半年|年度?)",
        norm[span[0] : span[1]],
    ):
        reader.add("recurring", None, (span[0] + match.start(), span[0] + match.end()))
    _read_periods(reader, *span)
    _read_dates(reader, *span)
    for match in _BARE.finditer(norm, *span):
        _read_bare(reader, match)
    for match in _OPEN.finditer(norm, *span):
        if reader.free(*match.span()):
            reader.add("open", None, match.span())
    if not reader.limits.found:
        reader.limits.residue = []
        reader.doubt(span)
    return reader.limits


def _read_bare(reader: _Reader, match: re.Match[str]) -> None:
    """2025年6月 or 2025.6 or 二季度 as a value of its own."""
    a, b = match.span()
    if a == b or not reader.free(a, b):
        return
    if match["iso"]:
        year, month = int(match["iy"]), int(match["im"])
        if not 1 <= month <= 12:
            return
        last = calendar.monthrange(year, month)[1]
        day = int(match["id"]) if match["id"] else last
        reader.add("date", date(year, month, min(day, last)), (a, b))
        return
    named = match["year"] or match["cnyear"] or match["rel"]
    if match["year_only"] is not None and not named:
        return
    resolved = reader.year_of(match)
    found = _day_of(match, resolved) if resolved else None
    if found is None:
        reader.doubt((a, b))
    else:
        reader.add("date", found, (a, b))
