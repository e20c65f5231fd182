"""Which tables does the room keep? Each file answers its own question; importers do not notice."""

from luoshi.policy.models.plans import MARKS, Mark, Opinion, Review, UnitName

__all__ = ["MARKS", "Mark", "Opinion", "Review", "UnitName"]
