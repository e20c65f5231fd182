"""Who does it? The grammar of a responsibility clause.

Three shapes: a bracket after the words of the measure （A牵头，B配合）, labelled values (责任单位：A、B), a
sentence of its own (由A牵头，B配合。). A clause is read as runs of names, each closed by a verb or opened by a label;
the roles follow when the whole clause is known, because 负责 means lead alone, joint among several, support beside a
牵头.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luoshi.policy.rules.model import Duty, Residue, Span
from luoshi.policy.rules.text import squeeze, trim
from luoshi.policy.rules.units import Name, is_time, read_names

LEAD, SUPPORT, DUTY, DEADLINE, OTHER = "lead", "support", "duty", "deadline", "other"
_STRENGTH = {"lead": 3, "joint": 2, "support": 1}

_UNIT_WORD = (
    r"(?:责任)?(?:单位|部门|科室|处室|股室|机构|主体|方)"
    r"(?:(?:和|及|与|、|/)(?:责任|负责|联系)?(?:部门|单位|人|领导)|\(部门\)|\(单位\))?"
)
_LABELS = (
    (
        DEADLINE,
        r"(?:拟|计划)?(?:完成|办结|整改|推进|落实|实施|工作|办理|时间|进度)?(?:时限|期限|时间节点|时间安排|时间要求|时间进度|完成时间|整改时间|截止时间|完成日期|时间)(?:要求)?"
        r"|完成节点|进度安排|进度要求",
    ),
    (
        LEAD,
        rf"(?:总|双|联合|共同)?牵头{_UNIT_WORD}|(?:双|联合|共同)牵头|主办{_UNIT_WORD}|主责{_UNIT_WORD}|主要责任{_UNIT_WORD}|第一责任{_UNIT_WORD}|主要负责{_UNIT_WORD}"
        rf"|牵头负责{_UNIT_WORD}?|牵头|主办",
    ),
    (
        SUPPORT,
        rf"(?:配合|协助|协办|参与|参加|协同|支持|会办|协作|指导|(?:牵头)?督导|督促|督办|监督|共同配合|协同配合|协同责任|配合责任|协同推进|协调|其他|相关责任|其他责任){_UNIT_WORD}|配合|协助|协办|协同|参与|参加",
    ),
    (
        DUTY,
        rf"(?:责任|负责|落实|承办|实施|承担|执行|工作|任务|分工|推进|主管|组织|组织实施|具体实施|建设|共同责任|联合责任){_UNIT_WORD}|责任分工|任务分工|职责分工|部门分工|负责|责任",
    ),
    (
        OTHER,
        r"[^\s,;。:()、]{0,8}(?:领导|负责人|责任人|联系人|联络员|电话)|(?:牵头|责任)人"
        r"|(?:牵头|责任|工作|年度)?(?:责任领导|启动时间|开始时间|起始时间"
        r"|具体责任人|工作目标|目标任务|目标要求|预期目标|主要目标|年度目标|整改目标|整改标准|整改措施|预期成效|预期成果|成果形式|工作标准|完成标准|完成情况|备注|资金来源|工作措施|具体措施|工作举措"
        r"|具体举措|主要措施|工作内容|任务内容)",
    ),
)
LABEL = re.compile(
    r"(?P<open>^|(?<=[;,。!?()\s、\"”]))(?:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS)
    + r")[ ]?(?:\([^()\n]{0,20}\))?[ ]?"
    r"(?::|为(?=[^\s,。]{0,30}(?:[、,;)]|$))|(?<=[位门体室构])[ ]{1,4}(?=[^ \n:]{3,40}(?:[、,;。) ]|$)))",
    re.M,
)
DUTY_LABEL_WORDS = re.compile(
    r"(?:责任|牵头|配合|负责|主办|协办|协助|参与|主责)(?:单位|部门)[ ]?:"
    r"|^[ ]*(?!各|填|报|发|印|制|编|起|主送|抄)[\u4e00-\u9fff]{2,5}(?:单位|部门)[ ]?:(?=[ ]*[\u4e00-\u9fff])",
    re.M,
)

_MODIFIER = (
    r"(?:按照?属地(?:管理)?(?:的)?原则|(?:按照?|依据|根据|依|在|结合)?(?:各自|本|自身)?的?(?:工作|部门|任务|法定|既定)?"
    r"(?:职责|职能|职权|责任)(?:任务)?(?:范围内?|权限)?(?:和?分工)?"
    r"|(?:按照?|依据|根据)(?:行业|领域|条线|职能)?分工"
    r"|结合(?:各自)?(?:实际|职能)|总(?=牵头)|予以|给予|[分别共同具体统筹积极密切协认真主动联合]{2}|牵头|共|抓好|做好|加强|强化)"
)
_CORE_BARE = (
    r"负总责|牵头(?!单位|部门|领导|人)(?:负责|总负责|组织|协调|抓总|实施|落实|推进|推动|承担|抓好|制定|办理){0,3}"
    r"|(?:作为|为|是)(?:牵头|责任|配合)(?:单位|部门)|负责(?:牵头)?(?!人|单位|部门)(?:(?:本|各自)(?:辖区|地区|区域|行业|领域|系统)内?的?(?:[^,;。、()]{0,8}工作)?)?|配合(?!单位|部门)|协助|参与(?!单位|部门)|参加|协办(?!公)|主办|(?<![委员])会办(?![公事])"
)
# These also stand inside names (就业指导中心): they are verbs only at the end of a piece.
_CORE_BOUND = (
    r"指导(?:推动|推进|落实|实施|督促)?|落实|组织实施|实施|承担|承办|支持|督导|督促(?:落实|指导)?|监督(?:指导|落实)?"
    r"|推进|推动|贯彻落实|抓落实|执行|分工(?:负责|协作|落实)?|协同|协调"
)
# The repetitions are bounded: unbounded ones over words that overlap would try every way to part them.
_TAIL = (
    r"(?:(?:具体|组织|抓好|做好|贯彻|共同|推进|推动|统筹){0,2}"
    r"(?:落实|实施|推进|推动|组织|协调|抓好|做好|办理){0,2}(?:(?:相关|有关|此项|该项|各项|等){0,2}工作)?)"
)
_VERB = re.compile(
    rf"(?P<by>{_MODIFIER}{{0,4}})(?P<core>(?:{_CORE_BARE}){_TAIL}|(?:{_CORE_BOUND}){{1,3}}{_TAIL}(?=[,;。、)\s]|$))"
    rf"|(?P<alone>(?:按照?|依据|根据)(?:各自)?(?:工作|部门)?(?:职责|职能|分工)+(?:分工)?)(?=[,;。)\s]|$)"
    r"|(?P<with>会同|联合(?![会国体社办大校])|(?<=[部委局厅办会署])商(?=[省市县国有相])|协同)(?=[^,;。)]{2,})"
)
FIRST_LEAD = re.compile(
    r"[^。;,()\n:]{0,14}(?:首位|第一位|第一个|第一名|第一|首个|首家|最前)[^。;,()\n]{0,16}(?:为|是)(?:第一|总)?(?:牵头|主办|主责"
    r"|主要责任)[^。;()\n,、]{0,8}(?:[,、]?(?:以)?下同)?"
)
_BELOW_ALL = re.compile(
    r"(?:以下|(?:以上|具体|各项|上述|其他)?(?:工作)?任务)[^,;。()]{0,8}?均?(?:需|由|须|要求|涉及)(?P<who>[^,;。]{2,40}?)"
    r"(?:(?:负责|落实|实施|贯彻|配合){1,3}[^,;。()]{0,4}[,、]?(?:不再[^,;。()]{0,4}(?:列出|列明|赘述|重复)|下同)?"
    r"|[,、]不再[^,;。()]{0,4}(?:列出|列明|赘述|重复|分工))"
)
SERIES_LEAD = re.compile(
    r"[^。;,()\n:]{0,10}(?:逗号|分号)[以之]?前[^。;,()\n]{0,8}(?:为|是)(?:总)?(?:牵头|主办|主责)[^。;()\n,、]{0,8}(?:[,、]?(?:以)?下同)?"
)
MARKED_LEAD = re.compile(
    r"[^。;,()\n:]{0,6}(?:带|标|注|加)[^。;,()\n]{0,6}[*★☆▲△●#][^。;,()\n]{0,10}(?:为|是)(?:总)?(?:牵头|主办|主责)[^。;()\n,、]{0,8}(?:[,、]?(?:以)?下同)?"
)
_LEAD_RULES = {"first": FIRST_LEAD, "series": SERIES_LEAD, "marked": MARKED_LEAD}
_SAME_BELOW = re.compile(r"[,;。、]?(?:以)?下同$|[,;。]?不再(?:一一|逐一)?列出$|^注[:：]?")


@dataclass
class Reading:
    """A responsibility clause as read: named entries with their class, and what else the clause says."""

    span: Span
    entries: list[tuple[Name, str]] = field(default_factory=list)
    residue: list[Span] = field(default_factory=list)
    deadlines: list[Span] = field(default_factory=list)
    lead_rule: str = ""
    below_all: list[tuple[Name, str]] = field(default_factory=list)
    open_ended: bool = False
    labelled: bool = False
    verbs: int = 0

    @property
    def clean(self) -> bool:
        """Nothing left over and every name certain: the test for shapes that could be something else."""
        return bool(self.entries) and not self.residue and all(name.known for name, _ in self.entries)


def read_clause(norm: str, original: str, span: Span, default: str | None = None, cell: bool = False) -> Reading:
    """The clause between the offsets; `default` is the class of names that no verb or label marks (a table column)."""
    reading = Reading(span)
    start, end = _take_rules(norm, original, span, reading)
    labels = list(LABEL.finditer(norm, start, end))
    if labels and labels[0].start() > start:
        _read_run(norm, original, (start, labels[0].start()), default, cell, reading)
    if not labels:
        _read_run(norm, original, (start, end), default, cell, reading)
    for index, label in enumerate(labels):
        value = trim(norm, label.end(), labels[index + 1].start() if index + 1 < len(labels) else end, " \t\n;,。.、")
        reading.labelled = True
        if label.lastgroup == DEADLINE:
            reading.deadlines.append(value)
        elif label.lastgroup != OTHER:
            _read_run(norm, original, value, label.lastgroup, cell, reading)
    limits = [piece for piece in reading.residue if is_time(squeeze(norm[piece[0] : piece[1]]))]
    reading.deadlines.extend((a, _piece_end(norm, b, end)) for a, b in limits)
    reading.residue = [piece for piece in reading.residue if piece not in limits]
    return reading


def _piece_end(norm: str, at: int, end: int) -> int:
    """The end of the piece that a limit stands in, so that 持续推进 keeps its verb."""
    while at < end and norm[at] not in ",;。、)\n ":
        at += 1
    return at


def _take_rules(norm: str, original: str, span: Span, reading: Reading) -> Span:
    """The clause without the sentences that rule the whole document; they are noted in the reading."""
    start, end = trim(norm, *span, " \t\n。;,")
    for rule, pattern in _LEAD_RULES.items():
        if match := pattern.search(norm, start, end):
            reading.lead_rule = rule
            end = _cut(norm, match, (start, end), reading)
    if match := _BELOW_ALL.search(norm, start, end):
        names = read_names(norm, original, match.start("who"), match.end("who")).names
        reading.below_all = [(name, DUTY) for name in names]
        end = _cut(norm, match, (start, end), reading)
    if match := _SAME_BELOW.search(norm[start:end]):
        end = start + match.start() if match.start() else end
    return trim(norm, start, end, " \t\n。;,")


def _cut(norm: str, match: re.Match[str], span: Span, reading: Reading) -> int:
    """The end of the clause before the sentence; what follows the sentence becomes residue."""
    rest = trim(norm, match.end(), span[1], " \t\n。;,)")
    if rest[0] < rest[1] and not re.fullmatch(r"(?:以?下同|不再.{0,6})", norm[rest[0] : rest[1]]):
        reading.residue.append(rest)
    return match.start()


def _boundary(norm: str, start: int, end: int) -> Span:
    return trim(norm, start, end, " \t\n,;。、.")


def _read_run(norm: str, original: str, span: Span, default: str | None, cell: bool, reading: Reading) -> None:
    """Names and verbs from left to right; names wait for the verb that closes them."""
    at, end = span
    lead_seen = False
    pending_from, following = at, None
    depths = _depth_free(norm, at, end)
    for verb in _VERB.finditer(norm, at, end):
        if verb.start() < pending_from or not depths[verb.start() - at]:
            continue
        names = _boundary(norm, pending_from, verb.start())
        role = _verb_role(verb)
        if names[0] >= names[1]:
            # 按职责分工 before 负责 was one run; a verb without a name before it is words, not a duty.
            if verb["core"] is not None and not reading.entries:
                reading.residue.append(verb.span())
            pending_from = verb.end()
            following = SUPPORT if verb["with"] and lead_seen else following
            continue
        if verb["with"]:
            _take_names(norm, original, names, LEAD, cell, reading)
            lead_seen, following = True, SUPPORT
        else:
            if role == DUTY and "负责" not in verb.group() and {DUTY, SUPPORT} <= {one for _, one in reading.entries}:
                # A负责，B配合，各区抓好落实: who carries out stands beside who answers for it.
                role = SUPPORT
            if role == SUPPORT and not reading.entries:
                names = _take_unmarked(norm, original, names, cell, reading)
            _take_names(norm, original, names, following if following and role == DUTY else role, cell, reading)
            lead_seen, following = lead_seen or role == LEAD, None
        reading.verbs += 1
        pending_from = verb.end()
    rest = _boundary(norm, pending_from, end)
    if rest[0] >= rest[1]:
        return
    fallback = SUPPORT if lead_seen else default
    if fallback is None or (reading.verbs and norm[pending_from] not in ",;。、 \n" and not following):
        # Piece by piece, so that a limit among the words (；9月底前启动，12月底前完成) is still read as one.
        words = re.finditer(r"[^,;。]+", norm[rest[0] : rest[1]])
        reading.residue.extend((rest[0] + piece.start(), rest[0] + piece.end()) for piece in words)
    else:
        _take_names(norm, original, rest, following or fallback, cell, reading)


def _take_unmarked(norm: str, original: str, names: Span, cell: bool, reading: Reading) -> Span:
    """A；B配合 leaves A without a verb: A is responsible. Enters A and gives back the span of B."""
    free = _depth_free(norm, *names)
    cut = max((at for at in range(*names) if norm[at] in ";," and free[at - names[0]]), default=-1)
    if cut < 0:
        return names
    _take_names(norm, original, _boundary(norm, names[0], cut), DUTY, cell, reading)
    return _boundary(norm, cut, names[1])


def _depth_free(norm: str, start: int, end: int) -> list[bool]:
    """For each offset whether it stands outside inner brackets: verbs inside are notes on a name."""
    free, depth = [], 0
    for at in range(start, end):
        depth += norm[at] == "("
        free.append(depth == 0)
        depth = max(0, depth - (norm[at] == ")"))
    return free


def _verb_role(verb: re.Match[str]) -> str:
    words = verb.group()
    if re.search("牵头|主办|负总责", words):
        return LEAD
    if verb["alone"] or (
        re.search(r"负责|承担|承办|贯彻落实|组织实施", words) and not re.search(r"配合|协助|参与|参加", words)
    ):
        return DUTY
    if re.search(r"配合|协助|参与|参加|协办|会办|指导|支持|督导|督促|监督|协同|协调", words):
        return SUPPORT
    return DUTY


def _take_names(norm: str, original: str, span: Span, role: str, cell: bool, reading: Reading) -> None:
    """Enters the names with their class, unless a note such as （牵头） gives a name its own."""
    found = read_names(norm, original, span[0], span[1], cell)
    reading.entries.extend((name, name.note or role) for name in found.names)
    reading.residue.extend(found.residue)
    reading.open_ended = reading.open_ended or found.open_ended


def lead_rules(norm: str) -> list[tuple[Span, str]]:
    """Where a text says which of several units leads (列第一位的为牵头单位), and which rule that is."""
    return sorted((match.span(), rule) for rule, pattern in _LEAD_RULES.items() for match in pattern.finditer(norm))


def resolve(readings: list[Reading], rule: str) -> list[Duty]:
    """The roles of one clause, or of adjoining clauses that belong together (牵头单位 and 配合单位 in two brackets).

    `rule` says who leads of several that no word tells apart: the first, those before the comma, those with a sign.
    """
    entries = [entry for reading in readings for entry in reading.entries]
    lead = any(role == LEAD for _, role in entries)
    several = len({name.text for name, role in entries if role == DUTY}) > 1 or any(r.open_ended for r in readings)
    equals = [name for name, role in entries if role == DUTY]
    leaders = _leaders(equals, rule)
    duties = []
    for name, role in entries:
        final = role
        if role == DUTY:
            if lead:
                final = "support"
            elif not several or name in leaders:
                final = "lead"
            else:
                final = "support" if leaders else "joint"
        duties.append(Duty(name.text, final, name.generic, name.span))
    return duties


def _leaders(equals: list[Name], rule: str) -> list[Name]:
    """Who leads by the rule of the document; nobody when the rule does not part these names."""
    if rule == "first":
        return equals[:1]
    found = [name for name in equals if (name.marked if rule == "marked" else name.series == 0)]
    return found if rule and len(found) < len(equals) else []


def strongest(duties: list[Duty]) -> tuple[Duty, ...]:
    """Each unit once, in its strongest role."""
    best: dict[str, Duty] = {}
    for duty in duties:
        key = squeeze(duty.unit)
        if key not in best or _STRENGTH[duty.role] > _STRENGTH[best[key].role]:
            best[key] = duty if key not in best else Duty(duty.unit, duty.role, duty.generic, best[key].span)
    return tuple(best.values())


def named_again(readings: list[Reading]) -> tuple[str, ...]:
    """The leads of one responsibility clause that it also names as support: a slip that `strongest` would hide.

    责任单位 beside 牵头单位 may name the lead once more; 配合单位 may not.
    """
    entries = [entry for reading in readings for entry in reading.entries]
    supports = {name.text for name, role in entries if role == SUPPORT}
    return tuple(dict.fromkeys(name.text for name, role in entries if role != SUPPORT and name.text in supports))


def residues(original: str, readings: list[Reading]) -> list[Residue]:
    """What the clauses left over: pieces not understood, and names that only their place speaks for."""
    spans = [span for reading in readings for span in reading.residue]
    spans += [name.span for reading in readings for name, _ in reading.entries if not name.known]
    return [Residue(original[a:b].strip(), (a, b)) for a, b in sorted(set(spans)) if original[a:b].strip()]
