"""The plan grammar on the shared corpus of real documents, by the shared scorer; skipped where there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.kernel.documents import read_document
from luoshi.policy.rules import as_json, parse

SHARED = Path(os.environ.get("LUOSHI_SHARED") or "/nonexistent")
pytestmark = pytest.mark.skipif(not (SHARED / "data" / "plans").is_dir(), reason="skipped: no shared corpus")


def _parsed(path: Path) -> dict[str, object]:
    return as_json(parse(read_document(path.read_bytes(), path.name).paragraphs))


def test_figures_of_the_contract(tmp_path: Path) -> None:
    plans = SHARED / "data" / "plans"
    for path in plans.glob("*.txt"):
        (tmp_path / f"{path.stem}.json").write_text(json.dumps(_parsed(path)), encoding="utf-8")
    scorer = [sys.executable, str(SHARED / "tools" / "score_plan.py"), "--all", str(plans / "gold"), str(tmp_path)]
    micro = json.loads(subprocess.run(scorer, capture_output=True, check=True, text=True).stdout)["micro"]
    assert micro["units_roles_f1"] >= 0.97
    assert micro["boundary_f1"] >= 0.98
    assert micro["deadlines_f1"] >= 0.95
    assert micro["targets_recall"] >= 0.9
    assert (micro["residue_on_right"] or 0) <= 0.1
    assert micro["residue_recall"] is None or micro["residue_recall"] >= 0.95


def test_plain_documents_give_no_task() -> None:
    for path in (SHARED / "data" / "plans-plain").glob("*.txt"):
        assert _parsed(path)["tasks"] == [], path.name
