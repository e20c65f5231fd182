"""Who is drawn? A draw that anybody can do again, with nothing but SHA-256.

The frame is published first, with the hash of a secret; then a witness names a value that nobody could know before.
Frame, secret and value together are the seed; every target's ticket is a hash of the seed and its id. Whoever publishes
can no longer change the frame, whoever holds the secret does not know the value, and the witness does not know the
secret: none of them alone moves the draw. Unequal weights follow Efraimidis and Spirakis (2006): the smallest −ln(u)/w.
`docs/user/inspection-draw.md` says the same to a stranger.
"""

from __future__ import annotations

import hashlib
import heapq
import math
import re
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from typing import Any

from luoshi.inspection.rules.frame import Frame, Refused, Target, frame_of, short
from luoshi.kernel.say import Say, say

SPACE = 2**256
"""How many tickets there are."""

EXACT = Context(prec=100)
"""Two neighbouring tickets differ by 10⁻⁷⁷ of the whole."""

DOUBT = 1e-12
"""Relative distance below which two keys are not told apart by floating point: its own error is a thousandth of that."""

RECORD = ("frame", "frame_sha256", "commitment", "secret", "witness", "targets", "teams")
"""The names of a record: all of them, and no others."""

Record = dict[str, Any]


def draw(frame: Frame, secret: str, witness: str) -> Record:
    """The record of a draw: everything that another needs to do it again."""
    seed = seed_of(frame, secret, witness)
    drawn = list(_drawn(frame, seed))
    return {
        "frame": frame.value,
        "frame_sha256": frame.sha256,
        "commitment": commitment_of(secret),
        "secret": secret,
        "witness": witness,
        "targets": [
            {"id": target.id, "stratum": target.stratum, "ticket": f"{ticket:064x}"} for ticket, target in drawn
        ],
        "teams": [{"target": target.id, "inspectors": team_for(frame, seed, target.id)} for _, target in drawn],
    }


def commitment_of(secret: str) -> str:
    """What is published of the secret before the draw."""
    return hashlib.sha256(_secret(secret)).hexdigest()


def seed_of(frame: Frame, secret: str, witness: str) -> bytes:
    """What every ticket hangs on: none of the three parties knows it beforehand."""
    if not witness.strip():
        raise Refused(say("没有写见证值（witness）"))
    try:
        value = witness.encode()
    except UnicodeEncodeError:
        raise Refused(say("见证值（witness）不是 UTF-8 文字")) from None
    return hashlib.sha256(b"\0".join((frame.canonical, _secret(secret), value))).digest()


def _secret(secret: str) -> bytes:
    if not re.fullmatch("(?:[0-9a-fA-F]{2})+", secret, re.ASCII):
        raise Refused(say("密值（secret）应当是十六进制数字，个数为偶数"))
    return bytes.fromhex(secret)


def ticket_of(seed: bytes, target: str) -> int:
    """The number that a target has in this draw."""
    return int.from_bytes(hashlib.sha256(seed + b"\0" + target.encode()).digest(), "big")


def _drawn(frame: Frame, seed: bytes) -> Iterator[tuple[int, Target]]:
    strata: dict[str, list[tuple[int, Target]]] = {stratum: [] for stratum in sorted(frame.sample)}
    for target in frame.targets:
        if frame.sample.get(target.stratum):
            strata[target.stratum].append((ticket_of(seed, target.id), target))
    for stratum, tickets in strata.items():
        yield from in_drawing_order(tickets, frame.sample[stratum])


def in_drawing_order(tickets: list[tuple[int, Target]], number: int) -> list[tuple[int, Target]]:
    """The first so many of one stratum. Equal weights need no logarithm: it would not change the order."""
    if len({target.weight for _, target in tickets}) <= 1:
        return heapq.nsmallest(number, tickets, key=_by_ticket)
    rough = sorted(((_rough(ticket, one.weight), ticket, one) for ticket, one in tickets), key=lambda row: row[:2])
    return list(_settled(rough))[:number]


def _by_ticket(row: tuple[int, Target]) -> tuple[int, str]:
    return row[0], row[1].id


def _settled(rough: Iterable[tuple[float, int, Target]]) -> Iterator[tuple[int, Target]]:
    """What floating point has put in order; neighbours that it cannot tell apart are put in order exactly."""
    doubtful: list[tuple[int, Target]] = []
    last = 0.0
    for key, ticket, target in rough:
        if doubtful and key > last * (1 + DOUBT):
            yield from _exactly(doubtful)
            doubtful = []
        doubtful.append((ticket, target))
        last = key
    yield from _exactly(doubtful)


def _exactly(rows: list[tuple[int, Target]]) -> list[tuple[int, Target]]:
    if len(rows) < 2:
        return rows
    return sorted(rows, key=lambda row: (_key(row[0], row[1].weight), *_by_ticket(row)))


def _rough(ticket: int, weight: float) -> float:
    """−ln((ticket + 1) / 2²⁵⁶) / weight, to about 15 digits: near 1 by way of what is missing to it."""
    missing = SPACE - ticket - 1
    if missing < SPACE // 2:
        return -math.log1p(-missing / SPACE) / weight
    return -math.log((ticket + 1) / SPACE) / weight


def _key(ticket: int, weight: float) -> Decimal:
    """The same to 100 digits; the last ten are dropped, so that keys which are equal are equal."""
    share = EXACT.divide(Decimal(ticket + 1), Decimal(SPACE))
    return Context(prec=90).plus(EXACT.divide(-EXACT.ln(share), Decimal(weight)))


def team_for(frame: Frame, seed: bytes, target: str) -> list[str]:
    """The inspectors of a target: the smallest hashes among those who need not keep away."""
    free = queue_for(frame, seed, target, frame.team)
    if len(free) < frame.team:
        raise Refused(
            say(
                "对象“{target}”除去须回避的只有 {free} 名督察员，不够 {team} 名",
                target=short(target), free=len(free), team=frame.team,
            )
        )  # fmt: skip
    return free


def queue_for(frame: Frame, seed: bytes, target: str, most: int | None = None) -> list[str]:
    """Those who need not keep away from a target, in the order in which they are drawn for it; the first ``most``."""
    start = hashlib.sha256(seed + b"\x01" + target.encode() + b"\0")
    free = [one.id for one in frame.inspectors if target not in one.recused]
    return heapq.nsmallest(most or len(free), free, key=lambda inspector: (_joined(start, inspector), inspector))


def _joined(start: Any, inspector: str) -> bytes:
    digest = start.copy()
    digest.update(inspector.encode())
    return bytes(digest.digest())


def remarks(frame: Frame, secret: str) -> list[Say]:
    """What is allowed and yet worth a second look."""
    found = []
    if not any(frame.sample.values()):
        found.append(say("抽取数都是零，没有抽取任何对象"))
    if len(secret) < 32:
        found.append(say("密值（secret）不足 16 字节，可能被人猜出"))
    known = {target.id for target in frame.targets}
    strange = sorted({one for inspector in frame.inspectors for one in inspector.recused} - known)
    if strange:
        found.append(say("回避对象里有 {number} 个不在名单中，例如“{id}”", number=len(strange), id=short(strange[0])))
    return found


def first_difference(record: object) -> Say | None:
    """The first thing in a record that is not what its frame, secret and witness's value give; None where all is."""
    if not isinstance(record, dict) or not (set(RECORD) - {"targets"}) & set(record):
        raise Refused(say("这不是抽取记录"))
    for name in RECORD:
        if name not in record:
            return say("记录里没有“{name}”", name=name)
    if strange := sorted(set(record) - set(RECORD)):
        return say("记录里多出了“{name}”，无从复核", name=short(strange[0]))
    for name in ("frame_sha256", "commitment", "secret", "witness"):
        if not isinstance(record[name], str):
            return say("记录里的“{name}”不是文字", name=name)
    try:
        frame = frame_of(record["frame"])
        if frame.sha256 != record["frame_sha256"]:
            return _other(say("名单的指纹（frame_sha256）"), frame.sha256, record["frame_sha256"])
        if (commitment := commitment_of(record["secret"])) != record["commitment"]:
            return _other(say("密值的指纹（commitment）"), commitment, record["commitment"])
        again = draw(frame, record["secret"], record["witness"])
    except Refused as refusal:
        return say("按记录重新抽取不成：{reason}", reason=refusal.reason)
    return _different_rows(again, record)


def _different_rows(again: Record, record: Record) -> Say | None:
    drawn, teams = say("抽中的对象（targets）"), say("分组（teams）")
    for name, what in (("targets", drawn), ("teams", teams)):
        said = record[name]
        if not isinstance(said, list):
            return say("{what}应当是列表", what=what)
        for place, (right, given) in enumerate(zip(again[name], said, strict=False), 1):
            if right != given:
                return _other(say("{what}第 {place} 行", what=what, place=place), *_unlike(right, given))
        if len(said) != len(again[name]):
            return _other(say("{what}的行数", what=what), len(again[name]), len(said))
    return None


def _unlike(right: dict[str, Any], given: object) -> tuple[object, object]:
    """Of two rows what is unlike: one field where only that differs."""
    if isinstance(given, dict) and set(given) == set(right):
        name = next(name for name in right if right[name] != given[name])
        return f"{name} = {right[name]}", f"{name} = {given[name]}"
    return right, given


def _other(what: Say, right: object, given: object) -> Say:
    return say("{what}不符：应为 {right}，记录为 {given}", what=what, right=short(right, 120), given=short(given, 120))
