"""The room's part of the REST API. Same services as the pages."""

from luoshi.signals.api import burden  # noqa: F401 (it adds its routes)
from luoshi.signals.api.hints import router

__all__ = ["router"]
