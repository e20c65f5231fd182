"""What do the room's pages share: buttons, taking a form once, and the version it was drawn from?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from luoshi.kernel.say import Say

MINE = "reporting:mine"
REVIEW = "reporting:review"
MISSING = "reporting:missing"


def did(request: HttpRequest, act: Callable[[], object], told: Say, to: str, *args: Any) -> str:
    act()
    messages.success(request, str(told), extra_tags="done")
    return reverse(to, args=args)
