"""How is something said at a terminal, where nobody's language is known? In Chinese, then in English."""

from __future__ import annotations

from django.utils import translation

from luoshi.kernel.say import Say


def in_both(text: Say) -> tuple[str, str]:
    """A sentence in Chinese and in English."""
    found = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.append(str(text))
    return found[0], found[1]
