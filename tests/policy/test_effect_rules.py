"""Tasks beside figures: what wants a look, and why. No database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from luoshi.policy.rules.effects import VERDICTS, EffectFacts, effect, ordered

DAY = date(2026, 11, 23)
NEW, OLD = date(2026, 9, 30), date(2025, 1, 1)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (EffectFacts(0, 0, None, None, None), "unserved"), (EffectFacts(0, 0, True, 100, NEW), "unclaimed"),
        (EffectFacts(2, 2, None, None, None), "unknown"), (EffectFacts(2, 2, False, 40, OLD), "unknown"),
        (EffectFacts(2, 0, True, 100, OLD), "reached"), (EffectFacts(5, 3, False, 0, NEW), "under_way"),
        (EffectFacts(5, 4, False, 49, NEW), "absent"), (EffectFacts(5, 4, False, 50, NEW), "under_way"),
        (EffectFacts(1, 1, False, None, NEW), "absent"), (EffectFacts(1, 1, None, None, NEW), "unknown"),
    ],
)  # fmt: skip
def test_it_works(facts: EffectFacts, verdict: str) -> None:
    found = effect(facts, DAY)
    assert found.verdict == verdict
    assert all(str(one) for one in found.because)


@given(some.integers(1, 20), some.integers(0, 20), some.integers(0, 99))
def test_a_better_figure_is_never_held_worse(tasks: int, done: int, percent: int) -> None:
    rank = list(VERDICTS)
    before, after = (effect(EffectFacts(tasks, min(done, tasks), False, n, NEW), DAY) for n in (percent, percent + 1))
    assert rank.index(after.verdict) >= rank.index(before.verdict)


def test_what_wants_a_look_comes_first() -> None:
    facts = [EffectFacts(1, 0, True, 100, NEW), EffectFacts(0, 0, None, None, None), EffectFacts(1, 1, False, 0, NEW)]
    assert ordered([effect(one, DAY) for one in facts]) == [2, 1, 0]
