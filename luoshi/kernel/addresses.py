"""Where does a page lie? Routes looked up once: Django works an address out anew each time, and a list holds a hundred."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, reverse

_ANY_KEY = 4_611_686_018_427
"""Stands for a key while an address is looked up."""


def url_of(name: str) -> str:
    """The address of a page; "#" where there is none of this name."""
    return _address(name, get_script_prefix())


@lru_cache(maxsize=500)
def _address(name: str, _prefix: str) -> str:
    """Looked up once: the frame of every page names fifty."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return "#"


def addresses(name: str) -> Callable[[int], str]:
    """The addresses of a kind of thing, by key: the route is looked up once, for a list has fifty of them."""

    @lru_cache(maxsize=10)
    def parts(_prefix: str) -> tuple[str, str]:
        before, _key, after = reverse(name, args=[_ANY_KEY]).partition(str(_ANY_KEY))
        return before, after

    def address(key: int) -> str:
        before, after = parts(get_script_prefix())
        return f"{before}{key}{after}"

    return address
