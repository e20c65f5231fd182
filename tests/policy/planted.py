"""Two plans of sixty tasks with planted overlaps, conflicts and gaps: generators that know nothing of each other.

`swapped` writes both sides from slots with synonyms; `rewritten` takes plain sentences and exchanges words, clauses and
fillers; `retold` has every second side told anew by hand, with hardly a phrase in common: harder than asked for; `renamed`
turns verbs into nouns and the clauses round, calls indicators by other names, writes numbers in words and other units.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luoshi.policy.rules.compare import as_json, compare, plan_of
from tests.policy.reading import plan_of as read

FIXTURES = Path(__file__).parent / "fixtures"
CN = "一二三四五六七八九十"
LINES = [
    "人力资源社会保障",
    "教育",
    "财政",
    "工业和信息化",
    "科技",
    "民政",
    "农业农村",
    "商务",
    "交通运输",
    "水利",
    "司法",
    "文化和旅游",
]
Pair = tuple[str, str]  # source and paraphrase, both with {day}, {value} where they have them
Path2 = tuple[str, str]


def grams(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def shared(source: str, paraphrase: str) -> float:
    """The share of a paraphrase's 3-grams that stand in its source."""
    return len(grams(source) & grams(paraphrase)) / max(1, len(grams(paraphrase)))


@dataclass
class Planted:
    """The texts of the two plans and what was put into them, by the tasks' paths."""

    upper: str = ""
    lower: str = ""
    overlap: set[tuple[Path2, Path2]] = field(default_factory=set)
    dates: set[tuple[Path2, Path2]] = field(default_factory=set)
    values: set[tuple[Path2, Path2]] = field(default_factory=set)
    missing: set[Path2] = field(default_factory=set)


@dataclass
class Draft:
    kind: str
    number: int
    text: str
    lead: str


def lines_of(name: str) -> list[list[str]]:
    return [line.split("|") for line in (FIXTURES / name).read_text(encoding="utf-8").split("\n") if line]


def swapped(rng: random.Random) -> list[Callable[[str, str, bool], str]]:
    """A task is a function of day, value and side."""
    frames = [
        (
            "聚焦群众关切，{verb}{thing}，建立定期会商制度，{day}{measure}{value}",
            "{day}{verb}{thing}，{measure}{value}，会商调度要形成常态，回应社会期盼",
        ),
        (
            "{day}{verb}{thing}，强化资金保障，{measure}达到{value}",
            "加大财政投入，{verb}{thing}工作，{day}确保{measure}{value}",
        ),
        (
            "把{thing}摆在突出位置，{verb}相关工作，{measure}{value}，{day}见到成效",
            "{verb}{thing}，{day}力争{measure}{value}，完善配套措施",
        ),
        (
            "{verb}{thing}，明确责任清单，{day}{measure}不少于{value}",
            "制定任务清单，{verb}{thing}，{day}{measure}{value}以上",
        ),
    ]
    made = []
    for thing, other, verb, verb2, measure, unit in lines_of("topics.txt"):
        source, answer = rng.choice(frames)

        def write(
            day: str, value: str, second: bool, t=(thing, other), v=(verb, verb2), f=(source, answer), m=measure, u=unit
        ) -> str:  # type: ignore[no-untyped-def]
            return f[second].format(thing=t[second], verb=v[second], day=day, measure=m, value=value + u)

        made.append(write)
    return made


_SWAP = [
    line.split()
    for line in """
    建立 构建|设立 推动 促进|引导 实施 开展|落实 建设 打造|兴建 推行 推广|实行 完善 健全|优化 组织 安排|动员 开展 进行|实施 加强 强化|抓好
    提高 提升|增强 举办 组织|承办 扩大 拓展|放宽 做好 抓好|搞好 制度 办法|机制 机制 制度|办法 企业 用人单位|公司 职工 员工|工人 培训 轮训|研修
    产业工人 产业职工|一线劳动者 技能人才 技术工人|技能型人才 服务 支持|保障 支持 扶持|鼓励 试点 先行先试|示范 健康 身心健康|康健
    深化 推进|深入推进 评选 选树|遴选 平台 载体|系统 基地 园地|中心 保障 维护|兜牢 帮扶 帮助|救助 行动 专项行动|工程 人才 人员|队伍
    """.replace("|", "/").split("\n")
    if line.strip()
]
SWAP = {row[at]: row[at + 1].split("/") for row in _SWAP for at in range(0, len(row) - 1, 2)}


def rewritten(rng: random.Random) -> list[Callable[[str, str, bool], str]]:
    """Words exchanged, clauses turned round and fillers put in, until half of the 3-grams at most are left."""
    made = []
    for source, _ in lines_of("paraphrases.txt"):
        unit = rng.choice(["人次", "家", "个", "名", "场次"])
        for _ in range(200):
            clauses = source.split("，")
            rng.shuffle(clauses)
            text = "，".join(clauses)
            for word in sorted(SWAP, key=len, reverse=True):
                if rng.random() < 0.7:
                    text = text.replace(word, rng.choice(SWAP[word]), 1)
            spots = [m.end() for m in re.finditer("[，、]", text)] + [0]
            for spot in sorted(spots, reverse=True):
                text = text[:spot] + rng.choice(["切实", "进一步", "着力", "扎实", ""]) + text[spot:]
            if shared(source, text) <= 0.5:
                break
            cut = rng.randrange(2, len(source) - 2)
            source = source[:cut] + source[cut:]

        def write(day: str, value: str, second: bool, s=(source, text), u=unit) -> str:  # type: ignore[no-untyped-def]
            return f"{s[0]}，{day}完成{value}{u}" if not second else f"{day}{s[1]}，实现{value}{u}"

        made.append(write)
    return made


def retold(rng: random.Random) -> list[Callable[[str, str, bool], str]]:
    made = []
    for pair in lines_of("paraphrases.txt"):
        unit = rng.choice(["人次", "家", "个", "名", "场次"])

        def write(day: str, value: str, second: bool, s=tuple(pair), u=unit) -> str:  # type: ignore[no-untyped-def]
            return f"{s[second]}，{day}达到{value}{u}"

        made.append(write)
    return made


_RENAMED = (
    (
        "{o}，{p}，{d}{m}达到{v}",
        "{p}，{o}，{d}{m}{v}",
        "{o}。{p}，{d}实现{m}{v}",
        "{d}{o}取得明显进展，{p}，{m}不少于{v}",
    ),
    (
        "抓好{o}，{m}{d}力争{v}；{p}",
        "{p}，以此带动{o}，{m}要在{d}达{v}",
        "{d}，{m}突破{v}，{p}，{o}见到实效",
        "促进{o}：{p}；{d}{m}不低于{v}",
    ),
)


def renamed(rng: random.Random) -> list[Callable[[str, str, bool], str]]:
    made = []
    for line in lines_of("renamed.txt"):
        *told, unit = line
        frames, salt = [rng.choice(side) for side in _RENAMED], rng.random()

        def write(day: str, value: str, second: bool, t=told, u=unit, f=frames, s=salt) -> str:  # type: ignore[no-untyped-def]
            own = random.Random(f"{s}{value}{day}")
            o, p, m = t[second::2]
            said = _other_day(day, own) if second else day
            return f[second].format(o=o, p=p, m=m, d=said, v=_amount(int(value), u, second, own))

        made.append(write)
    return made


def _amount(value: int, unit: str, other: bool, rng: random.Random) -> str:
    """People by the hundred, things by the ten; on the other side in words, in 万 or in tenths."""
    number = value * {"人": 100, "人次": 100, "家": 10, "户": 10, "件": 10, "个": 10}.get(unit, 1)
    if not other:
        return f"{number}{unit}"
    if unit == "%":
        tenths = [f"{_cn(value // 10)}成"] if value % 10 == 0 and value < 100 else []
        return rng.choice([f"百分之{_cn(value)}" if value < 100 else "100%", *tenths])
    if unit == "亿元":
        return f"{value}0000万元"
    if unit in ("人", "人次"):
        return rng.choice([f"{number / 10000:g}万{unit}", f"{_cn(number)}{unit}"])
    return f"{_cn(number) if number >= 100 and unit in ('家', '户', '件', '个') else number}{unit}"


def _cn(number: int) -> str:
    """两千零五十"""
    if number >= 10000:
        return _cn(number // 10000) + "万"
    for power, sign in ((1000, "千"), (100, "百")):
        if number >= power:
            rest = number % power
            zero = "零" if 0 < rest < power // 10 else ""
            head = "两" if number // power == 2 else "零" + CN
            return (head if head == "两" else head[number // power]) + sign + (zero + _cn(rest) if rest else "")
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("零" + CN)[tens] + "十" if tens > 1 else "十") + (CN[ones - 1] if ones else "")


def _other_day(day: str, rng: random.Random) -> str:
    year, tail = day[:4], day[5:]
    if tail == "底前":
        return rng.choice([f"{year}年年底前", f"{year}年12月31日前", f"到{year}年底", f"{year}年末前"])
    month = int(tail.split("月")[0])
    quarter = f"{year}年{'一二三'[month // 3 - 1]}季度末前"
    return rng.choice([f"{year}年{month}月末前", f"{year}年{month}月{30 if month != 3 else 31}日前", quarter])


GENERATORS = {"swapped": swapped, "rewritten": rewritten, "retold": retold, "renamed": renamed}


def plant(style: str, seed: int) -> Planted:
    """Sixty tasks a side: 30 overlaps, 10 date conflicts, 10 value conflicts, 10 gaps above and 10 tasks of the lower plan's own."""
    rng = random.Random(seed)
    writers = GENERATORS[style](rng)
    rng.shuffle(writers)
    kinds = ["overlap"] * 30 + ["dates"] * 10 + ["values"] * 10 + ["missing"] * 10
    rng.shuffle(kinds)
    upper: list[Draft] = []
    lower: list[Draft] = []
    for number, (kind, write) in enumerate(zip(kinds, writers, strict=False)):
        lead = rng.choice(LINES)
        day, value = rng.choice(DAYS), rng.choice(VALUES)
        upper.append(Draft(kind, number, write(day, value, False), f"省{lead}厅"))
        if kind == "missing":
            continue
        if kind == "overlap":
            other = rng.choice([line for line in LINES if line != lead])
            lower.append(Draft(kind, number, write(day, value, True), f"市{other}局"))
        else:
            day2 = rng.choice([one for one in DAYS if one != day]) if kind == "dates" else day
            value2 = rng.choice([one for one in VALUES if one != value]) if kind == "values" else value
            # half of the conflicts in the same words, half in other words
            lower.append(Draft(kind, number, write(day2, value2, rng.random() < 0.5), f"市{lead}局"))
    for number, write in enumerate(writers[60:70]):
        lower.append(
            Draft("own", 100 + number, write(rng.choice(DAYS), rng.choice(VALUES), True), f"市{rng.choice(LINES)}局")
        )
    rng.shuffle(lower)
    return _join(rng, upper, lower)


DAYS = ["2026年6月底前", "2026年底前", "2027年6月底前", "2027年底前", "2028年底前", "2026年9月底前", "2027年3月底前"]
VALUES = ["20", "35", "48", "60", "75", "90", "100", "15", "55", "68", "84", "92"]


def _join(rng: random.Random, upper: list[Draft], lower: list[Draft]) -> Planted:
    planted = Planted()
    places: dict[int, list[Path2]] = {}
    for name, level, drafts in (("upper", "省", upper), ("lower", "市", lower)):
        lines = [f"江澜{level}2026年工作方案", ""]
        for at, draft in enumerate(drafts):
            section, item = CN[at // 6], f"({CN[at % 6]})"
            if at % 6 == 0:
                lines.append(f"{section}、{rng.choice(['重点任务', '工作安排', '主要措施'])}{section}")
            helpers = "、".join(
                f"{level}{one}{'厅' if level == '省' else '局'}"
                for one in rng.sample(LINES, 2)
                if one not in draft.lead
            )
            lines.append(f"（{CN[at % 6]}）{draft.text}。（{draft.lead}牵头，{helpers}配合）")
            places.setdefault(draft.number, []).append((section, item))
        setattr(planted, name, "\n".join(lines))
    for draft in upper:
        found = places[draft.number]
        if draft.kind == "missing":
            planted.missing.add(found[0])
        else:
            getattr(planted, draft.kind).add((found[0], found[1]))
    return planted


def measured(style: str, seed: int) -> dict[str, Any]:
    """What the comparison makes of a planted pair: shares for the overlaps, (found, planted) for what must be exact."""
    planted = plant(style, seed)
    plans = [plan_of("upper", read(planted.upper)), plan_of("lower", read(planted.lower))]
    found: dict[str, list[Any]] = {}
    for finding in as_json(compare(plans))["findings"]:
        found.setdefault(finding["kind"], []).append(tuple(tuple(task["path"]) for task in finding["tasks"]))
    overlaps = found.get("overlap", [])
    return {
        "tasks": [len(plan.tasks) for plan in plans],
        "first": sum(one in planted.overlap for one in overlaps[:20]) / 20,
        "recall": len(planted.overlap & set(overlaps)) / len(planted.overlap),
        "dates": (set(found.get("conflicting_date", ())), planted.dates),
        "values": (set(found.get("conflicting_value", ())), planted.values),
        "missing": ({one[0] for one in found["uncovered_clause"]}, planted.missing),
        "others": {kind for kind in found if kind in ("no_lead", "multiple_leads", "no_authority", "territorial_only")},
    }
