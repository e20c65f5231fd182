"""`luoshi signals copies`: the contract, on planted copies and on files that are not as they should be."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luoshi.config import cli
from tests.signals.planted import GENERATORS, Planted, planted

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Call:
    def run(lines: Any, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "reports.jsonl"
        if not isinstance(lines, bytes):
            lines = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
        file.write_bytes(lines)
        status = cli.main(["signals", "copies", str(file), *options])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


def scored(given: Planted, printed: str) -> tuple[float, float]:
    found = {(pair["a"], pair["b"]) for pair in json.loads(printed)["pairs"]}
    right = len(found & given.pairs)
    return right / max(1, len(found)), right / len(given.pairs)


@pytest.mark.parametrize("style", GENERATORS)
def test_it_works(call: Call, style: str) -> None:
    given = planted(style, 500, 240, 80, seed=11)
    status, printed, _ = call(given.records, "--json")
    precision, recall = scored(given, printed)
    assert status == 0
    assert precision >= 0.95
    assert recall >= 0.95
    texts = {record["id"]: record["text"] for record in given.records}
    for pair in json.loads(printed)["pairs"]:
        assert pair["a"] < pair["b"]
        assert pair["containment"] >= json.loads(printed)["threshold"]
        assert pair["passages"]
        for a0, a1, b0, b1 in pair["passages"]:
            assert 0 <= a0 < a1 <= len(texts[pair["a"]])
            assert 0 <= b0 < b1 <= len(texts[pair["b"]])
        for side in (0, 2):
            stretches = sorted((each[side], each[side + 1]) for each in pair["passages"])
            assert all(one[1] <= two[0] for one, two in itertools.pairwise(stretches))
