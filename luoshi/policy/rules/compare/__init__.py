"""Comparison of plans: duties that cannot work, contradictions, overlaps and gaps, each with its reason.

Pure: no database, no files. Deterministic: the same plans give the same findings in the same order.
"""

from luoshi.policy.rules.compare.model import Comparison, Finding, NotAPlan, Place, Plan, Taken, plan_from_json, plan_of
from luoshi.policy.rules.compare.report import as_json, compare, taken_up

__all__ = [
    "Comparison",
    "Finding",
    "NotAPlan",
    "Place",
    "Plan",
    "Taken",
    "as_json",
    "compare",
    "plan_from_json",
    "plan_of",
    "taken_up",
]
