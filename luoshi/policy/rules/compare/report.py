"""All findings of a comparison in one order, and as the contract's values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from luoshi.policy.rules.compare.duties import duty_findings
from luoshi.policy.rules.compare.model import KINDS, Comparison, Finding, Place, Plan, Taken
from luoshi.policy.rules.compare.money import money_findings
from luoshi.policy.rules.compare.pairs import (
    Pairs,
    date_findings,
    overlap_findings,
    uncovered_findings,
    value_findings,
)
from luoshi.policy.rules.compare.words import key_of

_SEVERITIES = ("hard", "likely", "possible")


def compare(plans: Sequence[Plan]) -> Comparison:
    """Everything found in and between the plans, the first being the upper one. One plan alone is examined by itself."""
    pairs = Pairs(plans)
    findings = [finding for number, plan in enumerate(plans) for finding in duty_findings(plan, number)]
    conflicts = [*value_findings(pairs), *date_findings(pairs)]
    findings += conflicts
    findings += overlap_findings(pairs, {frozenset(finding.places) for finding in conflicts})
    findings += uncovered_findings(pairs)
    findings += money_findings(plans)
    findings.sort(key=_order)
    return Comparison(tuple(plans), tuple(findings), _coverage(pairs))


def taken_up(upper: Plan, lower: Plan) -> tuple[tuple[Place, tuple[Taken, ...]], ...]:
    """The coverage alone: a third of the work of all findings."""
    return _coverage(Pairs([upper, lower]))


def _order(finding: Finding) -> tuple[int, float, int, list[tuple[int, int]]]:
    """By kind, the surest first, then as the plans run."""
    where = [(place.plan, place.task) for place in finding.places]
    return KINDS.index(finding.kind), -finding.weight, _SEVERITIES.index(finding.severity), where


def _coverage(pairs: Pairs) -> tuple[tuple[Place, tuple[Taken, ...]], ...]:
    """Every task of the upper plan with the lower ones that take it up, the likest first."""
    taken: dict[Place, list[Taken]] = defaultdict(list)
    for pair in pairs.across:
        if pair.first.plan == 0:
            taken[pair.first].append(Taken(pair.second, pair.similarity))
    return tuple(
        (place, tuple(sorted(taken[place], key=lambda one: -one.similarity)))
        for place in pairs.places
        if place.plan == 0
    )


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The contract's keys and no others."""

    def where(place: Place) -> dict[str, Any]:
        task = comparison.task(place)
        return {"doc": comparison.plans[place.plan].doc, "path": list(task.path), "key": key_of(task)}

    return {
        "findings": [
            {
                "kind": finding.kind,
                "severity": finding.severity,
                "tasks": [where(place) for place in finding.places],
                "units": list(finding.units),
                "because": str(finding.because),
            }
            for finding in comparison.findings
        ],
        "coverage": [
            {
                "upper": where(place),
                "lower": [{**where(one.place), "similarity": round(min(one.similarity, 1.0), 3)} for one in taken],
            }
            for place, taken in comparison.coverage
        ],
    }
