"""Prints how good the reading and the comparison of plans are: one JSON line for each generator, and the shared scorer's.

python -m bench.plans [SEEDS]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from typing import Any

from luoshi.kernel.documents import read_document
from luoshi.policy.rules import as_json, parse
from tests.policy.planted import GENERATORS, measured

FIRST_SEED = 100  # the thresholds were found on the seeds before
SHARED = Path(os.environ.get("LUOSHI_SHARED") or "../shared")


def main(seeds: int) -> None:
    for style in GENERATORS:
        figures = [measured(style, FIRST_SEED + at) for at in range(seeds)]
        line: dict[str, Any] = {"compare": style, "pairs": seeds}
        line["overlap_precision_at_20"] = round(mean(one["first"] for one in figures), 3)
        line["overlap_recall"] = round(mean(one["recall"] for one in figures), 3)
        for kind in ("dates", "values", "missing"):
            line[f"{kind}_precision"], line[f"{kind}_recall"] = shares(one[kind] for one in figures)
        print(json.dumps(line), flush=True)
    if (SHARED / "data" / "plans").is_dir():
        print(json.dumps({"parse": "gold", **micro()}))
    else:
        print("plan parse: skipped: no shared corpus (LUOSHI_SHARED)", file=sys.stderr)


def shares(pairs: Iterable[tuple[set[Any], set[Any]]]) -> tuple[float, float]:
    """Precision and recall over all pairs of (found, planted)."""
    counts = [(len(found & planted), len(found), len(planted)) for found, planted in pairs]
    right, found, planted = (sum(column) for column in zip(*counts, strict=True))
    return round(right / max(1, found), 3), round(right / max(1, planted), 3)


def micro() -> dict[str, Any]:
    """The shared scorer's pooled figures of `plan parse` on the gold files."""
    plans = SHARED / "data" / "plans"
    with tempfile.TemporaryDirectory() as folder:
        for path in plans.glob("*.txt"):
            value = as_json(parse(read_document(path.read_bytes(), path.name).paragraphs))
            (Path(folder) / f"{path.stem}.json").write_text(json.dumps(value), encoding="utf-8")
        call = [sys.executable, str(SHARED / "tools" / "score_plan.py"), "--all", str(plans / "gold"), folder]
        found: dict[str, Any] = json.loads(subprocess.run(call, capture_output=True, check=True, text=True).stdout)
        return dict(found["micro"])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
