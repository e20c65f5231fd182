"""What does the room do by itself? It opens the periods that a standing rhythm has ordered; it tells nobody anything."""

from __future__ import annotations

from luoshi.kernel import jobs
from luoshi.kernel.say import say
from luoshi.reporting import services

OPEN = "reporting.open-periods"


@jobs.task(OPEN, say("按节奏开启报送期次"))
def open_periods(_work: jobs.Work) -> None:
    """Every working morning; a missed turn is caught up once."""
    services.open_due_periods()


jobs.schedule(OPEN, say("按节奏开启报送期次"), "working 06:00")
