"""What the room writes: hints, and what people do with them."""

from luoshi.signals.services.choosing import CHOSEN, set_thresholds, start, stop
from luoshi.signals.services.examining import examine, examine_matters
from luoshi.signals.services.hints import move

__all__ = ["CHOSEN", "examine", "examine_matters", "move", "set_thresholds", "start", "stop"]
