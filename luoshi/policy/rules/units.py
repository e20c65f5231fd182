"""What is a unit name, where does one end and the next begin, and which level prefix does it inherit?

The authority file is a set of suffixes, prefixes and classes rather than a list of bodies: new bodies appear with
every reform, their endings do not. Names are given back as written (without 等), because the ledger's own authority
file decides which unit is meant; the only thing added is the level prefix that an enumeration leaves out
(省教育厅、财政厅 names 省财政厅).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from luoshi.policy.rules.model import Span
from luoshi.policy.rules.text import squeeze, trim

# Endings of the names of organs, institutions, people's organisations and enterprises.
_SUFFIX = re.compile(
    r"(?:[部委局厅办署院行司社台队校站所组科股室处馆库段区县市州盟旗镇乡]|(?<!社)会|中心|公司|集团|政府|政协|人大|党组"
    r"|妇联|企联|企协|工商联|残联|科协|侨联|文联|社科联|作协|记协|台联|商联|红会|联合体|法院|大学|学校|中学|小学|幼儿园|党校|行政学院"
    r"|中国移动|中国电信|中国联通|中国铁塔|中国邮政|中国石油|中国石化|中国人寿|中国人保|国家能源|组织|运营商"
    r"|海关|军分区|军区|警备区|街道|兵团|专班|联社|供销社|总社|农商行|部门|单位|企业|地区|机构|机关|监狱|林场|农场"
    r"|厂|矿|基金|联盟|基地|金库|窗口|指挥部|工作专员|卫健|电网|铁塔|烟草|国铁|团[省市县区州旗盟]委|共青团中央|团中央|总团"
    r"|共青团)$"
)
_NATIONAL = re.compile(
    r"^(?:国家|中国|中央|全国|国务院|中共|中华|最高|人民银行|人行|国网|共青团|团[省市县区州旗盟]委|团中央|解放军|武警"
    r"|北京冬奥|南方电网|中国人民)"
)
_PROVINCE = re.compile(
    r"^(?:北京|天津|河北|山西|内蒙古?|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南"
    r"|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|大连|青岛|宁波|厦门|深圳)"
)
# Level prefixes, with the words that only begin like one (市场监管总局 is not a bureau of a 市).
_PREFIX = re.compile(
    r"^(?:(?P<party>自治区党委|[省市县区州盟旗]委)(?=.{2})"
    r"|(?P<level>自治区|自治州|自治县|兵团|省(?![级直属际])|市(?!场|容|民|[直级属域]|政(?![府务协法研数])|区|县(?!级)|辖)"
    r"|县(?![级直域]|乡(?!村振兴))|区(?![级直域块])|州(?![直级])|盟(?!校)|旗(?!舰)|镇(?!街)|乡(?![村镇])))(?=.)"
)
_PLACE_PREFIX = re.compile(
    r"^(?P<place>[^各省市县区州盟旗]{2,4}(?:省|(?<![城都])市|县|(?<![社园地景库灾林山牧特新])区|自治区|自治州))(?=.{2,}[局厅委办部会])"
)
_OWN_PLACE = re.compile(
    r"^.{1,8}?(?:省|(?<![城都直])市(?!场|政)|县(?!域)|(?<![社园地景库灾林山牧])区(?!域|块)|自治州|旗)"
)
_PARTY_ORGAN = re.compile(
    r"^(?:组织部|宣传部|统战部|政法委(?:员会)?|编办|编委办|网信办|社会工作部|社工部|党校|(?:市|县|区|省)?直机关工委|机关工委|老干部局"
    r"|巡察办|巡视办|改革办|财经办|军民融合办|台办|政研室|政策研究室|保密办|国安办|党史研究室|党史办|讲师团|文明办|深改办"
    r"|全面深化改革.{0,8}办公室|军民融合.{0,6}办公室|巡[视察]工作领导小组办公室|机要局|密码局|档案局|信访局|史志办)$"
)
# Offices that the party committee keeps in some places and the government in others: they follow the name before.
_EITHER_ORGAN = re.compile(r"^(?:档案局|信访局|史志办|保密办|文明办|办公室|督查室|督查办)$")
_INSTITUTE = re.compile(
    r"(?:银行|支行|分行|农商行|营业管理部|海关|公司|集团|大学|学院|医院|机场|管委会|人民政府|..日报社|..广播电视总?台|厂|矿|区|县|市|镇|乡|街道)$"
)
_PLACED_BRANCH = re.compile(
    r"^.{2,}(?:银保监局|银保监分局|证监局|金融监管(?:总局)?(?:监管)?(?:分)?局|监管组|监管支局|铁路局|海事局|边检站)$"
)

_PLACE_WORD = (
    r"(?:直管市|(?:神农架)?林区|盟市|旗县市区|旗县区|旗县|地市|州市|市地|自治区|直辖市|计划单列市|设区市|设区的市|地级市|自治州|自治县|县级市|市辖区|县市区|市州|市县|县区|区县|区市县|镇街|乡镇|民族乡"
    r"|管委会|功能区|开发区|园区|新区|街道|社区|省|市|地|州|盟|县|区|旗|镇|乡|村)"
)
_BARE_PLACE = re.compile(rf"^各?(?:有关|相关)?(?P<word>{_PLACE_WORD})(?:行政公署|行署)?(?:\([^()]*\))?$")
_PLACE_TAIL = re.compile(
    rf"^(?P<word>{_PLACE_WORD})(?:\([^()]*\))?"
    r"(?P<tail>(?:党委(?:、政府|和政府|政府)?|党工委|人民政府|政府|管委会|办事处|街道办事处|管理委员会)?(?:\([^()]*\))?|.{2,10}[局委办会部社])$"
)
_LEVELS = {
    1: "省 自治区 直辖市",
    2: "直管市 市 地 州 盟 盟市 地市 州市 市地 设区市 设区的市 地级市 自治州 计划单列市 市州",
    4: "镇 乡 街道 乡镇 镇街 民族乡",
    5: "村 社区",
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words.split()}

_GENERIC = re.compile(
    r"^各|^地方(?!金融|志|史|税务|海事)|^有关|^相关|^其他|^全体|^所有|^县\(|^市\(|^区\(|^省\(|^(?:区县|县区|县市区?|市县|市州|乡镇|镇街|街镇)(?:$|\(|、|级"
    r"|两级|各|党委|党政|人民政府|政府|有关|相关|总?工会|街道|办)"
    r"|有关(?:部门|单位|方面|地区|地方|企业|机构|市|县|区|委办局|科室|职能|责任|省)|相关(?:部门|单位|方面|地区|地方|企业|机构|市|县|区|委办局|科室|职能|责任|省)"
    r"|[省市县区州国]直(?:各|有关|相关|属|机关)?(?:部门|单位|机关(?!.))|各级|各地|各有关|各相关|各部门|各单位|各县|各区|各市|各产业|各乡|各镇"
    r"|部门(?:和单位|、单位|单位)?$|^(?:[省市县区]级)?(?:行业)?主管单位$|成员单位$|责任单位$|^(?:牵头|配合|业务|用人|建设|事业|施工|驻.{0,3})单位$"
    r"|^(?:试点|所在|属地|示范|承办|国家级|省级|重点|相应|辖区|当地|沿线|省属|市属|县属|区属|央属|国有|民营|试点国有|基层|产业).{0,6}"
    r"(?:政府|城市|地区|企业|工会|园区|单位|开发区|县区?|党委|高校|院校|街道|乡镇)$"
    r"|^(?:省|市|县|区|乡镇?|街道|地市|设区市|州)级(?:以[上下])?(?:地方)?(?:各级)?(?:人民)?(?:政府|党委|党委和政府|部门|单位|工会|总工会)$"
    r"|^(?:企业|政府|党委|高校|院校|职业院校|技工院校|园区|街道|社区|乡镇|部委|行业协会|行业协会商会|社会组织|媒体|金融机构|单位|机构)$"
    r"|^(?:街道办事处|街道办|乡镇人民政府|乡镇政府|旗县.*|盟市.*|直属.{2,8}|.{0,6}基层工会)$|^\d+个.{1,8}$|^市、|^县、|^省、|^区、|委办局$|企业$|组织$|运营商$"
)
_BARE_REST = re.compile(
    r"^(?:\d+|[一二三四五六七八九十]+|多|几)?(?:个|家)?(?:成员|职能|责任|组成)?(?:单位|部门|部委|部委局|机构|方面|地区|地|企业|高校|省市|市县|县区"
    r"|部门单位|部门和单位|单位和部门|部门、单位|市直部门|相关)$"
)
_TIME = re.compile(
    r"^(?:于|在|到|至|力争)?(?:(?:19|20)\d{2}年|\d{1,2}月|今年|明年|本年|年底|年内|每年|每季|每月|每半年|长期|持续|第?[一二三四]季度|[上下]半年).{0,16}$|^全年$"
)
_NOTHING = re.compile(r"^(?:无|/|-+|\\|…+|略|同上空|\*+|\.+)?$")
_LEAD_IN = re.compile(
    r"^(?:并?由|以及|并|及(?!其)|和(?![平田龙县顺硕静布林政])|与|其中|分别由|主要由|具体由|统一由)(?=.)"
)
_NOT_A_NAME = re.compile(
    r"^(?:建成|打造|搭建|举办|完善|办好|开好)|设在|设于|[。;:?!%“”★☆▲△●◆]|\d{4}年|[的对将把被这那]|其(?!他)|进一步|做好|制定|完成|实施方案|开展"
)
_SIGNS = "*★☆▲△●#"
_JOIN = re.compile(r"以及|及其(?!他)|[和及与]")
_ETC = re.compile(r"(?<![高中平优均同初])等(?![级额教学])")
_ROLE_NOTE = re.compile(
    r"\((?:(?P<lead>总?牵头(?:单位|部门|负责)?|主办|主责)|(?P<support>配合(?:单位|部门)?|协助|参与|协办)|(?P<duty>负责))\)$"
)
# Classes of units end in one of these or as units do; without the test every word after 各 would be one.
_CLASS_END = re.compile(
    r"(?:地|方面|园区|高校|院校|媒体|行业|系统|部室|成员|层级|主体|层面|战线|工会|党委|组织|运营商|以上|以下|群团|盟市|省份|镇街|街镇|村居)$"
)
# Two names without a separator between them, or a joint that did not part: shown, because one of them is lost.
_RUN_TOGETHER = re.compile(
    r"..[和及与](?:各|有关|相关|国务院)|"
    r"[局厅办][省市县](?!场|民|政|直|级|域|容)[\u4e00-\u9fff]{1,8}[局厅委办]"
    r"|.[部委局署会厅行社](?:云云)?(?:国务院|各有关|各相关|各省|各地|有关部门|相关部门|国家(?!机关)"
    r"|(?:工业和信息化|人力资源社会保障|住房城乡建设|文化和旅游|自然资源|生态环境|交通运输|农业农村|退役军人|应急管理|科学技术|教育|科技|公安|民政"
    r"|司法|财政|水利|商务|外交)部|(?:发展改革|卫生健康)委|(?:海关总|审计)署|(?:税务|市场监管|广电|体育|金融监管)总局|(?:证监|银保监)会)"
)
_BARE_AFTER_JOIN = re.compile(r"^(?:部门|单位|政府|机构|企业|地区|党委|其他|下属|所属|直属)?$|^(?:所属|下属|直属)")


@dataclass(frozen=True)
class Name:
    """A unit as named; `known` is False when only its place in the clause speaks for its being one; `note` is the
    class (lead, support, duty) that a bracket after the name gives it, as in 市总工会（牵头）; `series` counts the commas before
    it that part enumerations, `marked` says that a sign (★, *) stands beside it."""

    text: str
    span: Span
    generic: bool
    known: bool
    note: str | None = None
    series: int = 0
    marked: bool = False


@dataclass
class Names:
    """What an enumeration holds: the names, the pieces not understood, and whether it ends in a bare 等单位."""

    names: list[Name] = field(default_factory=list)
    residue: list[Span] = field(default_factory=list)
    open_ended: bool = False


def is_generic(name: str) -> bool:
    """Whether the name is a class of units (各地区, 有关部门) rather than a unit."""
    return _GENERIC.search(name) is not None


def is_unit(name: str) -> bool:
    """Whether the name ends as unit names do; a class of units is one too."""
    bare = re.sub(r"\([^()]*\)$", "", name) or name
    if bare[-1:] in "要应须需将可均都也就":
        return False
    if not 2 <= len(bare) <= 36 or _NOT_A_NAME.search(re.sub("“[^“”]{1,8}”", "", bare)):
        return False
    return _SUFFIX.search(bare) is not None or (is_generic(name) and _CLASS_END.search(bare) is not None)


def is_nothing(words: str) -> bool:
    """Whether a value says that there is none (无, /)."""
    return _NOTHING.match(words) is not None


def is_time(words: str) -> bool:
    """Whether a piece of a responsibility clause is a time limit (2025年底前完成) rather than a unit."""
    return _TIME.match(words) is not None


def _split_pieces(norm: str, start: int, end: int, blank_parts: bool) -> list[Span]:
    """The spans between 、 ， / and line feeds; brackets protect what they hold."""
    pieces: list[Span] = []
    depth, begin = 0, start
    for at in range(start, end):
        char = norm[at]
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif depth == 0 and (char in "、,;/|\t。" or (char == "\n" and blank_parts)):
            pieces.append((begin, at))
            begin = at + 1
    pieces.append((begin, end))
    return [trim(norm, a, b) for a, b in pieces]


def _part_blanks(norm: str, piece: Span) -> list[Span]:
    """A piece parted at blanks where a unit stands before one (市总工会 市人社局, 市总工会 李四).

    A blank after a place (北京市 总工会) or inside a name, left by copying, parts nothing.
    """
    parts = [(piece[0] + m.start(), piece[0] + m.end()) for m in re.finditer(r"[^ \n]+", norm[piece[0] : piece[1]])]
    if len(parts) > 1 and all(is_unit(norm[a:b]) for a, b in parts):
        return parts
    first = norm[parts[0][0] : parts[0][1]] if len(parts) > 1 else ""
    if (
        first
        and is_unit(first)
        and first[-1] not in "省市县区州盟旗"
        and not is_unit(squeeze(norm[piece[0] : piece[1]]))
    ):
        return parts
    return [piece]


def _merge_places(norm: str, pieces: list[Span]) -> list[Span]:
    """各市、县（区）人民政府 is one class of units, not two pieces."""
    merged: list[Span] = []
    for piece in pieces:
        if merged:
            before, words = squeeze(norm[merged[-1][0] : merged[-1][1]]), squeeze(norm[piece[0] : piece[1]])
            last = _BARE_PLACE.match(before.rpartition("、")[2])
            tail = _PLACE_TAIL.match(words)
            if last and tail and (not before.startswith("各") or _may_follow(last["word"], tail)):
                merged[-1] = (merged[-1][0], piece[1])
                continue
        merged.append(piece)
    return merged


def _may_follow(upper: str, tail: re.Match[str]) -> bool:
    """各市、县总工会 goes down the levels and is one class; 各区、市总工会 goes up and is two units."""
    return upper != tail["word"] and _LEVEL_OF.get(upper, 3) <= _LEVEL_OF.get(tail["word"], 3)


def _part_joined(norm: str, piece: Span) -> list[Span]:
    """A piece parted at 和, 及, 与 where what stands before is a whole name (not 文化|和|旅游部)."""
    parts: list[Span] = []
    begin, text = piece[0], norm[piece[0] : piece[1]]
    for match in _JOIN.finditer(text):
        at, after = piece[0] + match.start(), piece[0] + match.end()
        if at < begin or norm.count("(", begin, at) != norm.count(")", begin, at):
            continue
        following = _JOIN.split(norm[after : piece[1]], maxsplit=1)[0]
        if is_unit(squeeze(norm[begin:at])) and not _BARE_AFTER_JOIN.match(following):
            parts.append((begin, at))
            begin = after
    parts.append((begin, piece[1]))
    return [trim(norm, a, b) for a, b in parts]


def _part_etc(norm: str, piece: Span) -> tuple[list[Span], bool]:
    """A piece parted at 等: the name before it, and what follows unless that is a bare 部门 or 单位."""
    text = norm[piece[0] : piece[1]]
    match = _ETC.search(re.sub(r"\([^()]*\)", lambda m: "□" * len(m.group()), text))
    if match is None:
        return _part_joined(norm, piece), False
    before = trim(norm, piece[0], piece[0] + match.start())
    parts = _part_joined(norm, before) if before[0] < before[1] else []
    rest = trim(norm, piece[0] + match.end(), piece[1], " \n、,")
    while rest[0] < rest[1] and (lead := _LEAD_IN.match(norm[rest[0] : rest[1]])):
        rest = trim(norm, rest[0] + lead.end(), rest[1])
    bare = False
    for part in _part_joined(norm, rest) if rest[0] < rest[1] else []:
        if _BARE_REST.match(squeeze(norm[part[0] : part[1]])):
            bare = True
        else:
            parts.append(part)
    return parts, bare or rest[0] >= rest[1]


class _Scope:
    """The level prefix that the names of one enumeration inherit."""

    def __init__(self) -> None:
        self.prefix = ""
        self.place = ""
        self.last = ""

    def leave(self) -> None:
        """A comma between enumerations: what follows carries its own prefix."""
        self.prefix = self.place = ""

    def complete(self, name: str) -> str:
        """The name with the prefix it inherits, if any; remembers the prefix it carries itself."""
        own = _PREFIX.match(name)
        if own or re.match(r"^团[省市县区州旗盟]委", name):
            self.prefix, self.place = (own["party"] or own["level"]) if own else name[1], ""
            self.last = name
            return name
        place = _PLACE_PREFIX.match(name)
        if place and not _NATIONAL.match(name):
            self.prefix = self.place = place["place"]
            self.last = name
            return name
        if self.prefix and self._inherits(name):
            party = self.prefix.endswith("委") and self.prefix != "自治区党委"
            level = self.prefix[:-1] if party else self.prefix.removesuffix("党委")
            if _PARTY_ORGAN.match(name) and (not _EITHER_ORGAN.match(name) or self.prefix.endswith("委")):
                level += "党委" if level == "自治区" else "委"
            self.last = level + name
            return self.last
        self.last = name
        return name

    def _inherits(self, name: str) -> bool:
        if (
            is_generic(name)
            or re.match(r"[省市县区州][直级属]", name)
            or _NATIONAL.match(name)
            or _PROVINCE.match(name)
            or _OWN_PLACE.match(name)
        ):
            return False
        if _PLACED_BRANCH.match(name) and not name.startswith("地方"):
            return False
        if _INSTITUTE.search(name):
            return name.endswith("公司") and self.last.endswith("公司") and _PREFIX.match(self.last) is not None
        if name.endswith(("总局", "总署", "总社", "中央")):
            return False
        if name.endswith("部"):
            return _PARTY_ORGAN.match(name) is not None or name.endswith(("武装部", "人武部"))
        return _SUFFIX.search(name) is not None


def read_names(norm: str, original: str, start: int, end: int, blank_parts: bool = False) -> Names:
    """The unit names of an enumeration without verbs; `blank_parts` says that a line feed parts names (table cells).

    A piece that begins like a unit but does not end like one (市某某热线) stays a name that is not known; a piece that
    does neither goes to the residue.
    """
    found, scope = Names(), _Scope()
    pieces = [p for piece in _split_pieces(norm, start, end, blank_parts) for p in _part_blanks(norm, piece)]
    merged = _merge_places(norm, pieces)
    # Where 、 parts names, a comma parts enumerations; alone it only parts names.
    parted = any("、" in norm[one[1] : after[0]] for one, after in pairwise(merged))
    series = 0
    for at, piece in enumerate(merged):
        if at and re.search("[,;]", norm[merged[at - 1][1] : piece[0]]):
            series += 1
            if parted:
                scope.leave()
        parts, bare = _part_etc(norm, piece)
        found.open_ended = found.open_ended or (bare and piece[0] < piece[1])
        for part in parts:
            _add_name(norm, original, part, scope, found, series)
    if any(name.generic or name.text in ("共青团", "妇联") for name in found.names):
        # 工会、共青团、妇联等群团组织 is a class; 责任部门：工会 is the union of the house.
        found.names = [replace(name, generic=True) if name.text == "工会" else name for name in found.names]
    return found


def _add_name(norm: str, original: str, part: Span, scope: _Scope, found: Names, series: int) -> None:
    start, end = part
    while match := _LEAD_IN.match(norm[start:end]):
        start += match.end()
    outer = norm[start:end]
    start, end = trim(norm, start, end, " \t\n.·" + _SIGNS)
    marked = re.search(f"^[{_SIGNS}]|[{_SIGNS}]$", outer.strip()) is not None
    note = _ROLE_NOTE.search(norm[start:end])
    if note:
        start, end = trim(norm, start, start + note.start())
    words = squeeze(norm[start:end])
    if _NOTHING.match(words):
        return
    if words.count("(") != words.count(")"):
        words = words.strip("()")
    if (
        _TIME.match(words)
        or _NOT_A_NAME.search(re.sub(r"\([^()]*\)|“[^“”]{1,8}”", "", words))
        or not 2 <= len(words) <= 40
        or not re.search(r"[\u4e00-\u9fff]", words)
    ):
        found.residue.append((start, end))
        return
    generic, known = is_generic(words), is_unit(words)
    if _RUN_TOGETHER.search(words):
        # 市人社局市财政局: a separator was forgotten. The words are kept and shown, not parted by guess.
        found.residue.append((start, end))
    if not known and not (_PREFIX.match(words) or _NATIONAL.match(words) or _PROVINCE.match(words)):
        found.residue.append((start, end))
        return
    completed = scope.complete(words)
    text = completed.removesuffix(words) + squeeze(original[start:end])
    found.names.append(Name(text, (start, end), generic, known, note.lastgroup if note else None, series, marked))
