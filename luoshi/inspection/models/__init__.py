"""Which tables does the room keep? Each file answers its own question; importers do not notice."""

from luoshi.inspection.models.draw import Draw, Inspector, Target, TeamMember, Tie
from luoshi.inspection.models.plan import Burden, Item, ItemTask, ItemUnit, Proposal

__all__ = [
    "Burden",
    "Draw",
    "Inspector",
    "Item",
    "ItemTask",
    "ItemUnit",
    "Proposal",
    "Target",
    "TeamMember",
    "Tie",
]
