"""What does the room show elsewhere?"""

from __future__ import annotations

from luoshi.inspection.models import Draw, Item, Target
from luoshi.inspection.workflow import DRAW, ITEM, PROPOSAL, TARGET
from luoshi.kernel import panels


def register() -> None:
    """Called once, at start-up."""
    for table in (ITEM, PROPOSAL, DRAW, TARGET):
        panels.workflow(table)
    panels.guardian(Item._meta.label_lower, lambda actor, pk: Item.objects.get_visible(actor, pk=pk))
    panels.guardian(Draw._meta.label_lower, lambda actor, pk: Draw.objects.get_visible(actor, pk=pk))
    panels.guardian(Target._meta.label_lower, lambda actor, pk: Target.objects.get_visible(actor, pk=pk))
