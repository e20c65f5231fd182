"""`luoshi signals copies`: reports in, pairs out; no database and no settings.

The rules stand in signals; here files are read, what is wrong with them is told, and the answer is written.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from luoshi.signals.rules.copies import THRESHOLD, Pair, Record, common_pieces, find, template_of

HELP = """用法 Usage:  luoshi signals copies FILE.jsonl [--template FILE]… [--index DIR] [--json]

FILE.jsonl      每行一条记录 one record on a line: {"id": "…", "unit": "…", "period": "…", "text": "…"}
--template FILE 统一下发的模板或者上级文件（文本），其中的文字不算抄录；可以多次给出
                the prescribed form, or a superior's text; what stands there is not counted; may be given repeatedly
--index DIR     与目录中已有的记录比对，并将新记录加入
                compare with the records that are kept in the directory, and add the new ones
--json          输出为 JSON，位置为原文中的字符序号 print JSON; offsets are code points of the raw text
"""
MOST_BYTES = 64 << 20
"""Of one line; a longer one is no report."""


class Refused(Exception):
    """What is wrong, in Chinese and in English."""


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refused(f"参数有误（{message}），用法见 luoshi signals copies --help", f"{message}; see --help")


def run(args: list[str]) -> str:
    """What the command prints."""
    given = _given(args)
    records = list(_records(given.file))
    template = template_of(_text(file) for file in given.template)
    if given.index is not None:
        from luoshi.config.copies_index import examined

        pairs = examined(Path(given.index), records, template)
    else:
        pairs = find(records, template | common_pieces(records))
    return _as_json(pairs, len(records)) if given.json else _as_list(pairs, len(records))


def _given(args: list[str]) -> Namespace:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("file")
    parser.add_argument("--template", action="append", default=[])
    parser.add_argument("--index")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(args)


def _records(file: str) -> Iterator[Record]:
    """The records of a file; the first line that is none refuses the whole."""
    seen: dict[str, int] = {}
    number = 0
    try:
        with Path(file).open("rb") as stream:
            while line := stream.readline(MOST_BYTES + 1):
                number += 1
                if len(line) > MOST_BYTES:
                    raise _wrong(file, number, "超过 64 MB", "longer than 64 MB")
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                if not line.strip():
                    continue
                record = _record(file, number, line)
                if (first := seen.setdefault(record.id, number)) != number:
                    raise _wrong(
                        file,
                        number,
                        f"编号“{record.id}”与第 {first} 行重复",
                        f"id “{record.id}” is that of line {first}",
                    )
                yield record
    except OSError as fault:
        raise _unread(file, fault) from None


def _record(file: str, number: int, line: bytes) -> Record:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise _wrong(file, number, "不是 UTF-8 文字", "is not UTF-8") from None
    except (ValueError, RecursionError):
        raise _wrong(file, number, "不是 JSON", "is not JSON") from None
    if not isinstance(value, dict):
        raise _wrong(file, number, "不是一条记录（JSON 对象）", "is not a record (a JSON object)")
    for name in ("id", "text"):
        if not isinstance(value.get(name), str):
            raise _wrong(file, number, f"“{name}”应当是文字", f"“{name}” must be a string")
    for name in ("unit", "period"):
        if not isinstance(value.get(name), (str, int, float, type(None))):
            raise _wrong(file, number, f"“{name}”应当是文字", f"“{name}” must be a string")
    if not value["id"]:
        raise _wrong(file, number, "“id”是空的", "“id” is empty")
    unit, period = ("" if value.get(name) is None else str(value[name]) for name in ("unit", "period"))
    return Record(value["id"], unit, period, value["text"])


def _text(file: str) -> str:
    try:
        return Path(file).read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise _unread(file, fault) from None
    except UnicodeDecodeError:
        raise Refused(f"“{file}”不是 UTF-8 文字", f"“{file}” is not UTF-8") from None


def _wrong(file: str, number: int, chinese: str, english: str) -> Refused:
    return Refused(f"“{file}”第 {number} 行{chinese}", f"“{file}” line {number}: {english}")


def _unread(file: str, fault: OSError) -> Refused:
    reason = fault.strerror or type(fault).__name__
    return Refused(f"无法读取文件“{file}”（{reason}）", f"cannot read “{file}” ({reason})")


def _as_json(pairs: list[Pair], examined: int) -> str:
    found = [
        {
            "a": pair.a.id,
            "b": pair.b.id,
            "containment": int(pair.containment * 10000) / 10000,
            "kind": pair.kind,
            "passages": [[each.a_start, each.a_end, each.b_start, each.b_end] for each in pair.passages],
        }
        for pair in pairs
    ]
    value = {"threshold": THRESHOLD, "examined": examined, "pairs": found}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _as_list(pairs: list[Pair], examined: int) -> str:
    kinds = {"self": "本单位 self", "other": "他单位 other"}
    lines = [
        f"比对 {examined} 条，疑似 {len(pairs)} 对（相同比例 ≥ {THRESHOLD:.0%}），需人工核实 to be looked at by a person"
    ]
    for pair in pairs:
        lines.append(f"\n{pair.containment:.0%}  {pair.a.id}  {pair.b.id}  {kinds[pair.kind]}")
        for each in pair.passages[:3]:
            lines.append("    " + " ".join(pair.a.text[each.a_start : each.a_end].split()))
    return "\n".join(lines) + "\n"
