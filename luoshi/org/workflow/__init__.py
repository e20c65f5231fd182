"""Which states do the room's things have, and who moves them? One file per kind of thing."""

from luoshi.org.workflow.accounts import (
    ACCOUNT,
)
from luoshi.org.workflow.handing import DELEGATION, HAND_OVER
from luoshi.org.workflow.imports import SHEET_IMPORT, ImportFacts

__all__ = ["ACCOUNT", "DELEGATION", "HAND_OVER", "SHEET_IMPORT", "ImportFacts"]
