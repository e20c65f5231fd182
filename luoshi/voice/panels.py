"""What does the room show elsewhere?"""

from __future__ import annotations

from luoshi.kernel import panels
from luoshi.voice.models import Case
from luoshi.voice.workflow import CASE, SURVEY


def register() -> None:
    """Called once, at start-up."""
    panels.workflow(CASE)
    panels.workflow(SURVEY)
    panels.guardian(Case._meta.label_lower, lambda actor, pk: Case.objects.get_visible(actor, pk=pk))
