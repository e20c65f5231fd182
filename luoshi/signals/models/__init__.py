"""What does the room keep? Hints and what came of them, and what is kept to compare reports with."""

from luoshi.signals.models.hints import DISMISSALS, RULES, Examined, Hint, HintReader, Piece

__all__ = ["DISMISSALS", "RULES", "Examined", "Hint", "HintReader", "Piece"]
