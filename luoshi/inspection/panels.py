"""What does the room show elsewhere?"""

from __future__ import annotations

from luoshi.inspection.models import Draw, Item, Target
from luoshi.inspection.workflow import DRAW, ITEM, PROPOSAL, TARGET
from luoshi.kernel import panels


def register() -> None:
    """Called once, at start-up."""
    for table in (ITEM, PROPOSAL, DRAW, TARGET):
        panels.workflow(table)
    for model in (Item, Draw, Target):
        panels.guardian(model._meta.label_lower, lambda actor, pk, rows=model.objects: rows.get_visible(actor, pk=pk))
