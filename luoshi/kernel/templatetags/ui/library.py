"""What every tag leans on: the one library they register in, and how reasons are strung together."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from luoshi.kernel.say import language

register = template.Library()


@register.filter
def sentences(because: Iterable[object] | str | None) -> str:
    """Reasons as running text. A sentence that has no stop of its own gets one."""
    if not because:
        return ""
    parts = [because] if isinstance(because, str) else [str(part) for part in because]
    stop, gap = ("。", "") if chinese() else (".", " ")
    return gap.join([part if part.rstrip()[-1:] in "。；！？.;!?" else part + stop for part in parts if part])


def chinese() -> bool:
    return language()[:2] in {"zh", ""}
