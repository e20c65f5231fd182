"""Which tables does the room keep? Each file answers its own question; importers do not notice."""

from luoshi.policy.models.countersign import Countersign
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
from luoshi.policy.models.provisions import PolicyDocument, Provision, ProvisionLink
from luoshi.policy.models.resources import RESOURCE_KINDS, SHARED_WITH, Booking, Resource
from luoshi.policy.models.revisions import REVISIONS, Revision
from luoshi.policy.models.submissions import Submission

__all__ = [
    "FINDING_KINDS",
    "MARKS",
    "RESOURCE_KINDS",
    "REVISIONS",
    "SEVERITIES",
    "SHARED_WITH",
    "AgendaItem",
    "Attendance",
    "Booking",
    "Countersign",
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
    "PolicyDocument",
    "Provision",
    "ProvisionLink",
    "Resource",
    "Review",
    "Revision",
    "Submission",
    "ThreadPaper",
    "UnitName",
    "Uptake",
]
