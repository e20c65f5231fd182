"""Which states do the room's things have, and who moves them? One file per kind of thing."""

from luoshi.policy.workflow.countersign import COUNTERSIGN, CountersignFacts
from luoshi.policy.workflow.findings import (
    FINDING,
    OPEN,
    UPTAKE,
    FindingFacts,
)
from luoshi.policy.workflow.meetings import (
    AGENDA,
    DECISION,
    MEETING,
    AgendaFacts,
    DecisionFacts,
    MeetingFacts,
)
from luoshi.policy.workflow.opinions import (
    OPINION,
    OpinionFacts,
)
from luoshi.policy.workflow.resources import BOOKING, RESOURCE, BookingFacts, ResourceFacts
from luoshi.policy.workflow.revisions import REVISION, RevisionFacts
from luoshi.policy.workflow.submissions import SUBMISSION, SubmissionFacts

__all__ = [
    "AGENDA",
    "BOOKING",
    "COUNTERSIGN",
    "DECISION",
    "FINDING",
    "MEETING",
    "OPEN",
    "OPINION",
    "RESOURCE",
    "REVISION",
    "SUBMISSION",
    "UPTAKE",
    "AgendaFacts",
    "BookingFacts",
    "CountersignFacts",
    "DecisionFacts",
    "FindingFacts",
    "MeetingFacts",
    "OpinionFacts",
    "ResourceFacts",
    "RevisionFacts",
    "SubmissionFacts",
]
