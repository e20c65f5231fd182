"""Which states do the room's things have, and who moves them? One file per kind of thing."""

from luoshi.inspection.workflow.conclusions import (
    CONCLUSION,
    FINDING,
    OBJECTION,
    ConclusionFacts,
    FindingFacts,
    ObjectionFacts,
)
from luoshi.inspection.workflow.draw import DRAW, TARGET, DrawFacts, TargetFacts
from luoshi.inspection.workflow.plan import ITEM, PROPOSAL, ItemFacts, ProposalFacts
from luoshi.inspection.workflow.visits import VISIT, VisitFacts

__all__ = [
    "CONCLUSION",
    "DRAW",
    "FINDING",
    "ITEM",
    "OBJECTION",
    "PROPOSAL",
    "TARGET",
    "VISIT",
    "ConclusionFacts",
    "DrawFacts",
    "FindingFacts",
    "ItemFacts",
    "ObjectionFacts",
    "ProposalFacts",
    "TargetFacts",
    "VisitFacts",
]
