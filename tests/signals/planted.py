"""Reports with copies planted in them, by three generators that have nothing in common but the question.

`swaps` works on the letters of a segment, as somebody does who hides a copy word by word; `sentences` works on sentences:
it writes some anew, takes others from elsewhere and shuffles; `patches` sets stretches of a report between words of its own. The
thresholds were found on the first.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SPEECHES = Path(os.environ.get("LUOSHI_SHARED") or "/nonexistent") / "data" / "speeches"
LICENCE = "本作品是中华人民共和国的法律"  # the library that keeps the speeches adds it to each
STRENGTHS = ("light", "medium", "heavy")

_WORDS = """
推进/推动 加强/强化 提高/提升 完善/健全 建设/打造 发展/进步 实施/开展 促进/助推 积极/主动 继续/持续 重点/着重 坚持/秉持 全面/全方位
保障/确保 支持/扶持 加快/加速 深入/深化 改革/变革 管理/治理 工作/事项 企业/厂商 农村/乡村 问题/难题 增加/增长 扩大/拓展 落实/兑现
服务/保障 群众/百姓 政策/举措 创新/革新 教育/培养 投资/投入 市场/交易 经济/产业 社会/各界 制度/机制 建立/设立 努力/奋力 进一步/更加
有效/切实 重要/关键 主要/首要 大力/着力 鼓励/激励 规范/约束 解决/破解 严格/从严 基本/大体 明显/显著 取得/获得
"""
SYNONYMS = dict(pair.split("/") for pair in _WORDS.split())
PLACES = ["青渡县", "兰阳县", "云岭市", "石桥区", "临江县", "北川镇", "平原县", "长岭区", "南浦市", "东港县"]
UNITS = [
    f"{place}{office}" for place in PLACES for office in ("总工会", "人社局", "工信局", "教育局", "国资委", "科技局")
]
HEAD = (
    "{unit}关于{period}产业工人队伍建设改革任务进展情况的反馈。按照改革协调小组办公室的要求，现将本单位牵头和参与的改革任务推进情况、"
    "存在的困难以及下一步打算反馈如下，请审阅。一、任务推进情况。"
)
TAIL = (
    "二、存在的困难。部分任务需要上级部门统筹协调。三、下一步打算。本单位将继续按照任务清单逐项抓好落实，并按时反馈进展情况。"
    "联系人：{person}，电话：{number}。"
)


@dataclass(frozen=True)
class Planted:
    """Records as the command takes them, and the pairs that were planted."""

    records: list[dict[str, Any]]
    pairs: set[tuple[str, str]]
    strength: dict[tuple[str, str], str]
    template: str


def own_texts(count: int, length: int, seed: int) -> list[str]:
    """Texts without any source: sentences put together from parts, for machines without the shared folder."""
    made = random.Random(seed)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]
    words = ["".join(made.choices(letters, k=2)) for _ in range(3000)] + list(SYNONYMS) * 8
    texts = []
    for _ in range(count):
        text = ""
        while len(text) < length:
            text += "".join(made.choices(words, k=made.randint(4, 9))) + made.choice("，，，。；")
        texts.append(text[:length])
    return texts


def segments(length: int, seed: int) -> list[str]:
    """Segments of the shared speeches in random order, or texts of one's own where these are absent."""
    files = sorted(SPEECHES.glob("*.jsonl"))
    if not files:
        return own_texts(400, length, seed)
    found: list[str] = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            text = re.sub(r"\s+", "", json.loads(line)["text"]).split(LICENCE)[0]
            found.extend(text[at : at + length] for at in range(0, len(text) - length, length))
    random.Random(seed).shuffle(found)
    return found


def by_swaps(text: str, strength: str, made: random.Random) -> str:
    """A copy with words exchanged, figures changed, clauses dropped and moved, the place put in."""
    rate = {"light": 0.05, "medium": 0.4, "heavy": 0.8}[strength]
    for word, other in SYNONYMS.items():
        text = "".join(other if part == word and made.random() < rate else part for part in re.split(f"({word})", text))
    text = re.sub(r"\d", lambda hit: str(made.randint(0, 9)) if made.random() < 0.7 else hit[0], text)
    clauses = re.findall(r"[^，。；]*[，。；]?", text)
    dropped = {"light": 0.0, "medium": 0.06, "heavy": 0.14}[strength]
    clauses = [clause for clause in clauses if made.random() >= dropped]
    for _ in range({"light": 0, "medium": 1, "heavy": 3}[strength]):
        at = made.randrange(len(clauses))
        clauses.insert(made.randrange(len(clauses)), clauses.pop(at))
    place = made.choice(PLACES)
    for _ in range({"light": 1, "medium": 2, "heavy": 4}[strength]):
        clauses.insert(made.randrange(len(clauses)), place)
    return "".join(clauses)


def by_sentences(text: str, strength: str, made: random.Random) -> str:
    """A copy whose sentences are partly replaced by others, with letters exchanged in the rest, in another order."""
    gone, noise = {"light": (0.05, 0.005), "medium": (0.15, 0.02), "heavy": (0.25, 0.035)}[strength]
    sentences = re.findall(r"[^。；]*[。；]?", text)
    kept = []
    for sentence in sentences:
        if made.random() < gone:
            sentence = own_texts(1, max(6, len(sentence)), made.randrange(10**6))[0]
        kept.append(
            "".join(made.choice("优稳实强深新高快") if made.random() < noise else letter for letter in sentence)
        )
    if strength != "light":
        cut = made.randrange(len(kept))
        kept = kept[cut:] + kept[:cut]
    return f"{made.choice(PLACES)}在这项工作中，" + "".join(kept)


def by_patches(text: str, strength: str, made: random.Random) -> str:
    """A report with words of its own around stretches of another one, of which little words were changed and steps were counted."""
    share, noise = {"light": (0.85, 0.1), "medium": (0.75, 0.2), "heavy": (0.62, 0.3)}[strength]
    parts = {"light": 1, "medium": 2, "heavy": 3}[strength]
    stretch, gap = int(len(text) * share / parts), int(len(text) * (1 - share) / parts)
    starts = [at * (stretch + gap) + made.randint(0, gap) for at in range(parts)]
    patched = ""
    for number, start in enumerate(starts):
        taken = text[start : start + stretch]
        taken = re.sub(
            "[的了和在对为]", lambda hit: made.choice(("", "之", hit[0])) if made.random() < noise else hit[0], taken
        )
        taken = re.sub(
            "。",
            lambda hit: (
                f"。{made.choice(('一是', '二是', '同时，', '我县', '其次，'))}" if made.random() < noise else hit[0]
            ),
            taken,
        )
        patched += own_texts(1, max(8, gap), made.randrange(10**6))[0] + "一二三四"[number] + "、" + taken
    return patched


GENERATORS: dict[str, Callable[[str, str, random.Random], str]] = {
    "swaps": by_swaps,
    "sentences": by_sentences,
    "patches": by_patches,
}


def planted(style: str, length: int, originals: int, copies: int, seed: int, texts: Sequence[str] = ()) -> Planted:
    """Reports of many units in one period, so many of them copied by another unit."""
    made = random.Random(seed)
    sources = list(texts) or segments(length, seed)
    originals = min(originals, len(sources))
    records: list[dict[str, Any]] = []
    pairs: set[tuple[str, str]] = set()
    strengths: dict[tuple[str, str], str] = {}

    def report(body: str, unit: str) -> str:
        name = f"r{made.randrange(16**8):08x}-{len(records)}"
        head = HEAD.format(unit=unit, period="2026年第三季度")
        tail = TAIL.format(
            person=made.choice("王李张刘陈") + made.choice("伟芳娜敏静"), number=made.randrange(10**7, 10**8)
        )
        records.append({"id": name, "unit": unit, "period": "2026Q3", "text": head + body + tail})
        return name

    for text in sources[:originals]:
        report(text, made.choice(UNITS))
    for at, original in enumerate(made.sample(range(originals), copies)):
        strength = STRENGTHS[at % 3]
        unit = made.choice([unit for unit in UNITS if unit != records[original]["unit"]])
        copy = report(GENERATORS[style](sources[original], strength, made), unit)
        pair = (min(copy, records[original]["id"]), max(copy, records[original]["id"]))
        pairs.add(pair)
        strengths[pair] = strength
    made.shuffle(records)
    blank = HEAD.format(unit="", period="") + TAIL.format(person="", number="")
    return Planted(records, pairs, strengths, blank)
