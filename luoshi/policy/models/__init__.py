"""Which tables does the room keep? Each file answers its own question; importers do not notice."""

from luoshi.policy.models.findings import (
    FINDING_KINDS,
    SEVERITIES,
    Finding,
    FindingPlace,
    FindingUnit,
    Uptake,
)
from luoshi.policy.models.plans import MARKS, Mark, Opinion, Review, UnitName

__all__ = [
    "FINDING_KINDS",
    "MARKS",
    "SEVERITIES",
    "Finding",
    "FindingPlace",
    "FindingUnit",
    "Mark",
    "Opinion",
    "Review",
    "UnitName",
    "Uptake",
]
