"""Which states do the room's things have, and who moves them? One file per kind of thing."""

from luoshi.inspection.workflow.draw import DRAW, TARGET, DrawFacts, TargetFacts
from luoshi.inspection.workflow.plan import ITEM, PROPOSAL, ItemFacts, ProposalFacts

__all__ = ["DRAW", "ITEM", "PROPOSAL", "TARGET", "DrawFacts", "ItemFacts", "ProposalFacts", "TargetFacts"]
