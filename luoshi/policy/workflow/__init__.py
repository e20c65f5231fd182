"""Which states do the room's things have, and who moves them? One file per kind of thing."""

from luoshi.policy.workflow.findings import FINDING, OPEN, UPTAKE, FindingFacts
from luoshi.policy.workflow.opinions import OPINION, OpinionFacts

__all__ = ["FINDING", "OPEN", "OPINION", "UPTAKE", "FindingFacts", "OpinionFacts"]
