"""The room's part of the REST API, one file per kind of thing."""

from luoshi.org.api import accounts, handing, sheets
from luoshi.org.api.units import router

router.add_router("", handing.router)
router.add_router("", sheets.router)

__all__ = ["accounts", "handing", "router", "sheets"]
