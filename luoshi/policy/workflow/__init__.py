"""Which states do the room's things have, and who moves them? One file per kind of thing."""

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

__all__ = [
    "AGENDA",
    "DECISION",
    "FINDING",
    "MEETING",
    "OPEN",
    "OPINION",
    "UPTAKE",
    "AgendaFacts",
    "DecisionFacts",
    "FindingFacts",
    "MeetingFacts",
    "OpinionFacts",
]
