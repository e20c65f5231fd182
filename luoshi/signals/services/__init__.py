"""What the room writes: hints, and what people do with them."""

from luoshi.signals.services.hints import examine, move

__all__ = ["examine", "move"]
