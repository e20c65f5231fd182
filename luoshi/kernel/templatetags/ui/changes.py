"""How does the difference between two texts look?"""

from __future__ import annotations

import difflib
import re

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from luoshi.kernel.templatetags.ui.library import register

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*%?|\s+|.", re.DOTALL)
_CLAUSE = re.compile(r"[^，。；！？、\n]*[，。；！？、\n]?")
# Comparing by words is quadratic; beyond this many tokens whole clauses are compared instead.
_MANY = 3000


def _tokens(text: str, coarse: bool) -> list[str]:
    return [part for part in (_CLAUSE if coarse else _TOKEN).findall(text) if part]


@register.simple_tag
def diff(old: str | None, new: str | None) -> SafeString:
    """What was struck and what was added, readable without colour."""
    before, after = old or "", new or ""
    coarse = len(before) + len(after) > _MANY
    a, b = _tokens(before, coarse), _tokens(after, coarse)
    pieces: list[tuple[str, str, str]] = []
    for op, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        was, now = "".join(a[i1:i2]), "".join(b[j1:j2])
        # One character kept between two changes reads worse than one larger change.
        if op == "equal" and len(was) == 1 and pieces and i1 > 0 and i2 < len(a) and j2 < len(b):
            pieces.append(("thin", was, now))
        else:
            pieces.append((op, was, now))
    out: list[SafeString] = []
    gone, come = "", ""
    for what, was, now in [*pieces, ("equal", "", "")]:
        if what == "equal":
            if gone:
                out.append(format_html("<del>{}</del>", gone))
            if come:
                out.append(format_html("<ins>{}</ins>", come))
            gone, come = "", ""
            out.append(conditional_escape(now))
        else:
            gone, come = gone + was, come + now
    return format_html('<div class="diff">{}</div>', format_html_join("", "{}", ((part,) for part in out)))
