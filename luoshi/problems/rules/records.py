"""What may an office itself do about a unit's conduct, and how is it called? Pure; practice.md section 8.

问责, 诫勉 and 容错 belong to the party committee, discipline and organisation bodies. The office reminds, proposes an
interview (the head or a deputy entrusted holds it), drafts a 通报, hands over, and praises. Nothing follows by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.kernel.say import Say, say

RECORD_KINDS: Mapping[str, Say] = {
    "reminder": say("工作提示"),
    "interview": say("约谈建议"),
    "bulletin": say("通报"),
    "transfer": say("移交"),
    "praise": say("表扬"),
}
CODES: Mapping[str, str] = {
    "reminder": "提示",
    "interview": "约谈",
    "bulletin": "通报",
    "transfer": "移交",
    "praise": "表扬",
}
"""What stands behind the office's own code in the number of each."""


def lacking(kind: str, *, signed_by: str, held_by: str, audience: str) -> list[Say]:
    """What signing still lacks: who signs, who holds the interview, whom a bulletin goes to."""
    needed = [(signed_by, say("签发人"))]
    if kind == "interview":
        needed.append((held_by, say("约谈人（主要负责人或者受委托的负责人）")))
    if kind in {"bulletin", "praise"}:
        needed.append((audience, say("通报范围")))
    return [say("缺{what}。", what=label) for text, label in needed if not text.strip()]
