"""Which tables does the room keep? Each file answers its own question; importers do not notice."""

from luoshi.policy.models.findings import (
    FINDING_KINDS,
    SEVERITIES,
    Finding,
    FindingPlace,
    FindingUnit,
    Uptake,
)
from luoshi.policy.models.funds import Fund, FundTask
from luoshi.policy.models.meetings import (
    AgendaItem,
    Attendance,
    Decision,
    DecisionSupport,
    Meeting,
    ThreadPaper,
)
from luoshi.policy.models.plans import (
    MARKS,
    Mark,
    Opinion,
    Review,
    UnitName,
)

__all__ = [
    "FINDING_KINDS",
    "MARKS",
    "SEVERITIES",
    "AgendaItem",
    "Attendance",
    "Decision",
    "DecisionSupport",
    "Finding",
    "FindingPlace",
    "FindingUnit",
    "Fund",
    "FundTask",
    "Mark",
    "Meeting",
    "Opinion",
    "Review",
    "ThreadPaper",
    "UnitName",
    "Uptake",
]
