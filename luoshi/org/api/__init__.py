"""The room's part of the REST API, one file per kind of thing."""

from luoshi.org.api import accounts
from luoshi.org.api.units import router

__all__ = ["accounts", "router"]
