"""The room's part of the REST API. Same services as the pages."""

from luoshi.reporting.api import feeds, rhythms  # noqa: F401 (they add their routes)
from luoshi.reporting.api.reports import router

__all__ = ["router"]
