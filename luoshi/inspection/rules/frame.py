"""What is a frame of a draw (抽取名单), and is this one?

A frame is JSON from outside: whatever cannot be drawn from without doubt is refused with the place and the reason. Its
canonical form is what its hash is taken of: JSON in UTF-8, keys sorted by code point, no spaces, the values as given
(names that the draw does not know stay in and are hashed with the rest).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from luoshi.kernel.say import Say, noted, say

MOST_WEIGHT = 1e100
"""Beyond this, and below its inverse, a weight is a slip of the pen, and its logarithm no longer a number."""

LIMIT = 256 * 1024 * 1024
"""Bytes of a file that is read at all."""


class Refused(Exception):
    """A frame, a record, a secret or a witness's value that is not drawn from; the argument says why."""

    def __init__(self, reason: Say) -> None:
        self.reason = reason
        super().__init__(str(reason))


@dataclass(frozen=True, slots=True)
class Target:
    """What may be drawn: a place or a task."""

    id: str
    stratum: str
    weight: float


@dataclass(frozen=True, slots=True)
class Inspector:
    """Who may be drawn, and from which targets this one keeps away (回避)."""

    id: str
    recused: frozenset[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that can be drawn from: read, as given, and in its canonical form."""

    targets: tuple[Target, ...]
    inspectors: tuple[Inspector, ...]
    sample: dict[str, int]
    team: int
    value: Any
    canonical: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical).hexdigest()


def read_json(data: bytes) -> Any:
    """The JSON value in a file; doubtful JSON is refused: the same bytes must mean the same frame to everybody."""
    if len(data) > LIMIT:
        raise Refused(say("文件超过 {limit} MB", limit=LIMIT // 1024 // 1024))
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise Refused(say("文件开头有字节顺序标记（BOM）：请另存为不带 BOM 的 UTF-8"))
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Refused(say("文件不是 UTF-8 文字（第 {place} 字节）", place=fault.start + 1)) from None
    try:
        return json.loads(content, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError as fault:
        raise Refused(
            say("文件不是 JSON：第 {line} 行第 {column} 列读不下去", line=fault.lineno, column=fault.colno)
        ) from None
    except RecursionError:
        raise Refused(say("文件嵌套层数太多")) from None
    except ValueError:
        raise Refused(say("文件里有过长的数字")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        raise Refused(say("“{name}”在同一处写了两次", name=short(next(n for n in names if names.count(n) > 1))))
    return value


def _no_number(name: str) -> float:
    raise Refused(say("“{name}”不是数", name=name))


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise Refused(say("数字 {number} 太大", number=short(text)))
    return number


def canonical(value: object) -> bytes:
    """The bytes that a frame is known by."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:
        raise Refused(say("文字里有半个字符（单独的代理码位），不能写成 UTF-8")) from None
    except RecursionError:
        raise Refused(say("文件嵌套层数太多")) from None
    except (ValueError, TypeError):
        raise Refused(say("文件里有过长的数字")) from None


def frame_of(value: object) -> Frame:
    """The frame in a JSON value, or the first thing that is wrong with it."""
    frame = _object(value, say("抽取名单"))
    text(frame.get("id"), say("抽取名单"), "id")
    targets = tuple(_targets(frame))
    inspectors = tuple(_inspectors(frame))
    _no_doubles([target.id for target in targets], noted("对象“{id}”写了两次"))
    _no_doubles([inspector.id for inspector in inspectors], noted("督察员“{id}”写了两次"))
    team = _whole(frame.get("team", 2), say("每组人数（team）"))
    if team < 1:
        raise Refused(say("每组人数（team）至少为 1，写的是 {team}", team=team))
    return Frame(targets, inspectors, _sample(frame, targets), team, value, canonical(value))


def _targets(frame: dict[str, Any]) -> Iterator[Target]:
    for place, one in enumerate(_list(frame.get("targets"), say("对象（targets）")), 1):
        where = say("第 {place} 个对象", place=place)
        fields = _object(one, where)
        weight = _weight(fields.get("weight", 1), where)
        yield Target(text(fields.get("id"), where, "id"), text(fields.get("stratum"), where, "stratum"), weight)


def _inspectors(frame: dict[str, Any]) -> Iterator[Inspector]:
    for place, one in enumerate(_list(frame.get("inspectors"), say("督察员（inspectors）")), 1):
        where = say("第 {place} 名督察员", place=place)
        fields = _object(one, where)
        for skill in _list(fields.get("skills", []), say("{where}的 {name} ", where=where, name="skills")):
            text(skill, where, "skills")
        recused = _list(fields.get("recused", []), say("{where}的 {name} ", where=where, name="recused"))
        yield Inspector(text(fields.get("id"), where, "id"), frozenset(text(one, where, "recused") for one in recused))


def _sample(frame: dict[str, Any], targets: tuple[Target, ...]) -> dict[str, int]:
    held: dict[str, int] = {}
    for target in targets:
        held[target.stratum] = held.get(target.stratum, 0) + 1
    sample = _object(frame.get("sample"), say("抽取数（sample）"))
    for stratum, wanted in sample.items():
        named = say("层“{stratum}”的抽取数", stratum=short(stratum))
        if _whole(wanted, named) < 0:
            raise Refused(say("{what}不能小于 0，写的是 {number}", what=named, number=short(wanted)))
        if stratum not in held:
            raise Refused(say("没有对象属于层“{stratum}”", stratum=short(stratum)))
        if wanted > held[stratum]:
            raise Refused(
                say(
                    "层“{stratum}”只有 {held} 个对象，不够抽 {wanted} 个",
                    stratum=short(stratum), held=held[stratum], wanted=short(wanted),
                )
            )  # fmt: skip
    return sample


def _weight(value: object, where: Say) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(say("{where}的权重（weight）不是数", where=where))
    if not 1 / MOST_WEIGHT <= value <= MOST_WEIGHT:
        raise Refused(
            say(
                "{where}的权重（weight）是 {weight}，应当大于 0，在 1e-100 与 1e100 之间",
                where=where, weight=short(value),
            )
        )  # fmt: skip
    return value


def _whole(value: object, what: Say) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(say("{what}应当是整数", what=what))
    return value


def _list(value: object, what: Say) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(say("{what}应当是列表", what=what))
    return value


def _object(value: object, what: Say) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(say("{what}应当是 JSON 对象", what=what))
    return value


def text(value: object, where: Say, name: str) -> str:
    """A text that can be hashed without doubt: U+0000 separates what is hashed, and so stands in none of it."""
    if not isinstance(value, str):
        raise Refused(say("{where}的 {name} 应当是文字", where=where, name=name))
    if not value.strip():
        raise Refused(say("{where}没有写 {name}", where=where, name=name))
    if "\0" in value:
        raise Refused(say("{where}的 {name} 里有空字符（U+0000）", where=where, name=name))
    return value


def _no_doubles(ids: list[str], sentence: str) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise Refused(say(sentence, id=short(one)))
        seen.add(one)


def short(value: object, most: int = 40) -> str:
    """A value from outside, short enough to stand in one line."""
    try:
        shown = str(value)
    except ValueError:  # an integer of more digits than Python writes
        return noted("（过长的数字）")
    return shown if len(shown) <= most else shown[: most - 1] + "…"
