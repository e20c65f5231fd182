"""Which address do workers come by, and how does it look as a code?"""

from __future__ import annotations

import secrets

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without what is mistaken for something else when it is typed from a poster."""


def new_code() -> str:
    """Eight characters that nobody guesses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def address(page: str, code: str) -> str:
    """The address on the poster."""
    return f"{settings.BASE_URL}{reverse(page)}?at={code}"


def drawn(text: str) -> SafeString:
    """The address as a QR code (ISO/IEC 18004), drawn in the page itself."""
    return mark_safe(segno.make(text, error="m").svg_inline(border=3, omitsize=True))  # noqa: S308 - made of figures only
