"""What does the room show elsewhere?"""

from __future__ import annotations


def register() -> None:
    """Called once, at start-up."""
