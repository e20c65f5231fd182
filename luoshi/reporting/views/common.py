"""What do the room's pages share: buttons, taking a form once, and the version it was drawn from?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.say import Say

MINE = "reporting:mine"
REVIEW = "reporting:review"
MISSING = "reporting:missing"


def did(
    request: HttpRequest, act: Callable[[], object], told: Say, to: str, *args: Any, undo: web.Undo | None = None
) -> str:
    """Do it, say so, and go there."""
    act()
    web.tell(request, told, undo)
    return reverse(to, args=args)
