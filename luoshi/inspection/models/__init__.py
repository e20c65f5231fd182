"""Which tables does the room keep? Each file answers its own question; importers do not notice."""

from luoshi.inspection.models.conclusions import Conclusion, Finding, FormerText, Objection
from luoshi.inspection.models.draw import Draw, Inspector, Target, TeamMember, Tie, Training
from luoshi.inspection.models.plan import Burden, Item, ItemTask, ItemUnit, Proposal
from luoshi.inspection.models.visits import Reading, SheetLine, SheetTemplate, Talk, Visit

__all__ = [
    "Burden",
    "Conclusion",
    "Draw",
    "Finding",
    "FormerText",
    "Inspector",
    "Item",
    "ItemTask",
    "ItemUnit",
    "Objection",
    "Proposal",
    "Reading",
    "SheetLine",
    "SheetTemplate",
    "Talk",
    "Target",
    "TeamMember",
    "Tie",
    "Training",
    "Visit",
]
