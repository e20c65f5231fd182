"""Plans of many styles, read at first sight and since: everything a clerk would note, and no doubt where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.reading import duties_of, limits_of, plan_of, targets_of

_BLOCKS = (Path(__file__).parent / "fixtures" / "hard.txt").read_text(encoding="utf-8").split("\n## ")[1:]
CASES = [(name, *body.rstrip("\n").split("\n=>\n")) for name, body in (block.split("\n", 1) for block in _BLOCKS)]


def read(text: str) -> list[str]:
    """The tasks of a text in the notation of the corpus."""
    return [
        " | ".join(
            ["/".join(task.path), duties_of(task), " ".join(limits_of(task)), " ".join(targets_of(task))]
        ).strip()
        for task in plan_of(text).tasks
    ]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_it_works(text: str, expected: str) -> None:
    assert read(text) == [" | ".join(part.strip() for part in line.split("|")).strip() for line in expected.split("\n")]


@pytest.mark.parametrize("text", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_right_raises_no_doubt(text: str) -> None:
    plan = plan_of(text)
    undated = ("12月底前",)
    assert [one.text for task in plan.tasks for one in task.residue if one.text not in undated] == []
