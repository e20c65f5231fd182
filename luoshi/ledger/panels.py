"""What does the room put into the navigation?"""

from __future__ import annotations

from luoshi.kernel import panels
from luoshi.kernel.say import say


def register() -> None:
    """Called once, at start-up."""
    panels.tab("organise", say("工作台账"), "ledger:list", 10)
    panels.tab("organise", say("下达与签收"), "ledger:receipts", 30)
