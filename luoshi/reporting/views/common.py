"""What do the room's pages share: buttons, taking a form once, and the version it was drawn from?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from luoshi.kernel.say import Say

MINE = "reporting:mine"
REVIEW = "reporting:review"
MISSING = "reporting:missing"


@dataclass(frozen=True)
class Act:
    """A button, as `ui.act` draws it."""

    label: str
    url: str
    method: str = "get"
    enabled: bool = True
    because: tuple[Say, ...] = ()
    primary: bool = False
    confirm: str = ""
    confirm_text: str = ""
    note: str = ""
    ask: tuple[dict[str, Any], ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


def did(request: HttpRequest, act: Callable[[], object], told: Say, to: str, *args: Any) -> str:
    act()
    messages.success(request, str(told), extra_tags="done")
    return reverse(to, args=args)
