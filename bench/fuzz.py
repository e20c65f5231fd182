"""Throws broken plans and files at the readers, the grammar and the comparison, and keeps what should not have happened.

python -m bench.fuzz SECONDS FOLDER

Inputs grow from seeds by mutation; one that reaches a line of the code that none had reached joins the seeds. What is
kept in FOLDER: each new fault, by its place, with the input that shows it. Printed at the end: one JSON line.
"""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from luoshi.kernel.documents import DocumentRefused, read_document
from luoshi.policy.rules import ParsedPlan, as_json, parse
from luoshi.policy.rules.compare import NotAPlan, compare, plan_from_json, plan_of
from luoshi.policy.rules.compare import as_json as comparison_json
from tests.kernel.test_fuzzed import FOUND, SEEDS

FIXTURES = Path(__file__).parents[1] / "tests" / "policy" / "fixtures"
WATCHED = ("/luoshi/kernel/documents/", "/luoshi/policy/rules/")
SLOW = 4.0  # seconds for an input of at most MOST bytes; tracing slows the code by about four
MOST = 12_000
_PLAN = (
    "一、 （一） 1. （1） ① 第十条 —— （ ） ( ) 【 】 [ ] ： : ； ; ， 。 、 牵头 配合 负责 分别 按职责分工 责任单位： 责任部门 牵头单位： "
    "省总工会 市人社局 各县（市、区） 有关部门 等 和 及 2026年底前 12月底前 每年 长期 到2027年 “十四五”期间 不少于 达到 以上 % 万 亿 万亿 "
    "9 99999999 1,000 0.5 人次 ½ ² Ⅷ \u3000 \u200b \ufeff \u2028 \x0b \x1c \x85 \t \n \r\n 𠀀 é 元 培训 序号 任务 印发 〔2026〕1号 万元 月 日 年"
)
_MARKUP = (
    "<w:ins><w:r><w:t>甲</w:t></w:r></w:ins> <w:del> </w:del> <w:tbl> <w:tr> <w:tc> <w:p/> </w:p> </w:tbl> &#x1F600; &amp; <w:br/> "
    'w:val="-1" w:val="99999999999" w:val="²" r="ZZZZ9" t="s" <w:sdt> <w:txbxContent> <mc:AlternateContent> rowspan=9 colspan=99 <table> <td>'
)
WORDS, XML = _PLAN.split(" "), _MARKUP.split(" ")


@dataclass
class Coverage:
    """Which lines have been reached; a function all of whose lines have been is no longer traced."""

    left: dict[CodeType, set[int]] = field(default_factory=dict)
    reached: int = 0

    def trace(self, frame: FrameType, event: str, _argument: Any) -> Callable[..., Any] | None:
        code = frame.f_code
        lines = self.left.get(code)
        if lines is None:
            watched = any(part in code.co_filename for part in WATCHED)
            lines = self.left[code] = {line for *_, line in code.co_lines() if line} if watched else set()
        if event == "line" and frame.f_lineno in lines:
            lines.discard(frame.f_lineno)
            self.reached += 1
        return self.trace if lines else None


@dataclass
class Fuzz:
    """The seeds, what was found, and how often anything was tried."""

    folder: Path
    dice: random.Random
    seeds: list[tuple[str, bytes]] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    executions: int = 0
    coverage: Coverage = field(default_factory=Coverage)

    def run(self, seconds: float) -> dict[str, Any]:
        """Mutate and try until the time is up."""
        end = time.monotonic() + seconds
        for name, data in list(self.seeds):
            self.attempt(name, data)
        while time.monotonic() < end:
            name, data = self.dice.choice(self.seeds)
            new = self.mutated(name, data)[: MOST * 4]
            if self.attempt(name, new) and len(new) <= MOST * 2:
                self.seeds.append((name, new))
        return {
            "executions": self.executions, "seconds": round(seconds), "lines": self.coverage.reached, "seeds": len(self.seeds),
            "faults": sorted(self.faults),
        }  # fmt: skip

    def attempt(self, name: str, data: bytes) -> bool:
        """Whether it reached something new; a fault is kept."""
        before, start = self.coverage.reached, time.process_time()
        (self.folder / "now").write_bytes(name.encode() + b"\n" + data)
        sys.settrace(self.coverage.trace)
        try:
            tried(name, data)
        except (DocumentRefused, NotAPlan):
            pass
        except Exception as fault:  # noqa: BLE001 - whatever it is, it should not have happened
            sys.settrace(None)
            place = traceback.extract_tb(fault.__traceback__)[-1]
            self._keep(f"{type(fault).__name__}-{Path(place.filename).stem}-{place.lineno}", name, data, str(fault))
        finally:
            sys.settrace(None)
        took = time.process_time() - start
        if took > SLOW and len(data) <= MOST:
            self._keep(f"slow-{Path(name).suffix[1:]}-{round(took)}", name, data, f"{took:.1f} s")
        self.executions += 1
        return self.coverage.reached > before

    def _keep(self, key: str, name: str, data: bytes, said: str) -> None:
        if key not in self.faults:
            self.faults[key] = said
            (self.folder / f"{key}{Path(name).suffix}").write_bytes(data)
            print(key, said[:200], flush=True)

    def mutated(self, name: str, data: bytes) -> bytes:
        """The same file with something changed: in its words, in a part of its container, or in its bytes."""
        if data[:2] == b"PK" and self.dice.random() < 0.9:
            return self._repacked(data)
        if name.endswith((".txt", ".csv", ".html", ".json")) and self.dice.random() < 0.9:
            return self.reworded(
                data.decode("utf-8", "replace"), WORDS if name[-3:] != "tml" else (*WORDS, *XML)
            ).encode("utf-8", "surrogateescape")
        changed = bytearray(data)
        for _ in range(self.dice.randint(1, 6)):
            at = self.dice.randrange(len(changed) + 1)
            changed[at : at + self.dice.choice((0, 0, 1, 4, 40))] = self.dice.randbytes(self.dice.choice((0, 1, 1, 4)))
        return bytes(changed)

    def _repacked(self, data: bytes) -> bytes:
        out = io.BytesIO()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as made:
                parts = {one: given.read(one) for one in given.namelist()}
                chosen = self.dice.choice(sorted(parts))
                for one, content in parts.items():
                    is_it = one == chosen
                    made.writestr(
                        one,
                        self.reworded(content.decode("utf-8", "replace"), (*WORDS, *XML)).encode()
                        if is_it
                        else content,
                    )
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, RuntimeError, EOFError):
            # An earlier change has broken the archive, which `zipfile` says in all these ways: it goes on as it is.
            return data
        return out.getvalue()

    def reworded(self, text: str, words: tuple[str, ...] | list[str]) -> str:
        """Words put in, cut out, doubled, moved."""
        dice = self.dice
        for _ in range(dice.choice((1, 1, 2, 3, 8))):
            at, to = sorted((dice.randrange(len(text) + 1), dice.randrange(len(text) + 1)))
            to = min(to, at + dice.choice((1, 3, 20, 200)))
            match dice.randrange(6):
                case 0 | 1:
                    text = text[:at] + dice.choice(words) + text[at:]
                case 2:
                    text = text[:at] + text[to:]
                case 3:
                    text = text[:at] + text[at:to] * dice.choice((2, 2, 3, 60)) + text[to:]
                case 4:
                    other = dice.randrange(len(text) + 1)
                    text = text[:other] + text[at:to] + text[other:]
                case _:
                    text = text[:at] + dice.choice(words) * dice.choice((1, 2, 30)) + text[to:]
        return text[:MOST]


def tried(name: str, data: bytes) -> None:
    """Read it as the command line would, and hold what comes out against what must always hold."""
    if name.endswith(".json"):
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return
        plan = plan_from_json("a", value)
        json.dumps(comparison_json(compare([plan, plan])))
        return
    document = read_document(data, name)
    parsed = parse(document.paragraphs)
    hold(parsed)
    if len(parsed.tasks) <= 60:
        one = plan_of("甲", parsed)
        if one.tasks:
            json.dumps(comparison_json(compare([one, plan_from_json("乙", as_json(parsed))])), allow_nan=False)


def hold(parsed: ParsedPlan) -> None:
    """Whatever was read: places lie in the text and in their task, figures fit the ledger, what is said can be written down."""
    json.dumps(as_json(parsed), ensure_ascii=False, allow_nan=False).encode()
    for task in parsed.tasks:
        start, end = task.span
        assert 0 <= start <= end <= len(parsed.text), "a task outside the text"
        pieces = [one.span for rows in (task.duties, task.deadlines, task.targets, task.residue) for one in rows]
        assert all(0 <= begin <= stop <= len(parsed.text) for begin, stop in pieces), "a piece outside the text"
        for duty in task.duties:
            assert duty.unit.strip(), "a duty of nobody"
        for target in task.targets:
            assert abs(target.number) < 10**14, "a figure that no ledger takes"
        named = [(duty.unit) for duty in task.duties]
        assert len(named) == len(set(named)), "a unit twice"
    assert parsed.text == "" or all(0 <= one.span[0] <= one.span[1] <= len(parsed.text) for one in parsed.headings)


def main(seconds: float, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_DATA, (1536 * 1024 * 1024, 1536 * 1024 * 1024))
    fuzz = Fuzz(folder, random.Random(int(time.time())))
    fuzz.seeds = [*SEEDS.items(), *((name, data) for _, name, data in FOUND)]
    for path in sorted(FIXTURES.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        pieces = text.split("\n## ") if path.stem == "hard" else [text]
        fuzz.seeds += [("a.txt", piece.partition("\n=>\n")[0][: MOST // 4].encode()) for piece in pieces]
    read = [parse(read_document(data, name).paragraphs) for name, data in fuzz.seeds[-20:]]
    fuzz.seeds += [("a.json", json.dumps(as_json(plan), ensure_ascii=False).encode()) for plan in read]
    print(json.dumps(fuzz.run(seconds), ensure_ascii=False))


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
