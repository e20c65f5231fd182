"""Which units are there, how do they hang together, who holds what from when to when, and what has become of them?"""

from luoshi.org.models.changes import FormerName, Reorganisation
from luoshi.org.models.handing import Delegation, HandOver
from luoshi.org.models.sheets import SheetImport, SheetMemory, SheetRow, UnitAlias
from luoshi.org.models.tags import Tag, UnitTag
from luoshi.org.models.units import (
    KINDS,
    LEVEL_CHOICES,
    POST_KINDS,
    Account,
    AccountManager,
    Ask,
    BodyMember,
    CoordinationBody,
    Grant,
    Invitation,
    Line,
    LineMembership,
    Person,
    Post,
    Tenure,
    Token,
    Unit,
)
from luoshi.org.models.views import SHARING, ListView

__all__ = [
    "KINDS",
    "LEVEL_CHOICES",
    "POST_KINDS",
    "SHARING",
    "Account",
    "AccountManager",
    "Ask",
    "BodyMember",
    "CoordinationBody",
    "Delegation",
    "FormerName",
    "Grant",
    "HandOver",
    "Invitation",
    "Line",
    "LineMembership",
    "ListView",
    "Person",
    "Post",
    "Reorganisation",
    "SheetImport",
    "SheetMemory",
    "SheetRow",
    "Tag",
    "Tenure",
    "Token",
    "Unit",
    "UnitAlias",
    "UnitTag",
]
