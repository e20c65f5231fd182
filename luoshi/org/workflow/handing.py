"""Which states do hand-overs and delegations have, and who moves them?"""

from __future__ import annotations

from luoshi.kernel.say import say
from luoshi.kernel.workflow import Move, Workflow
from luoshi.org.rules import not_begun, not_over

HAND_OVER = Workflow(
    name="org.handover",
    start="registered",
    ends=("registered", "cancelled"),
    states={"registered": say("已登记"), "cancelled": say("已撤销")},
    moves=(
        Move("cancel", say("撤销交接"), ("registered",), "cancelled", by=("own.staff",), needs={"note": say("理由")},
             guards=(not_begun,), asks=True),
    ),
)  # fmt: skip

DELEGATION = Workflow(
    name="org.delegation",
    start="active",
    ends=("active", "ended"),
    states={"active": say("有效"), "ended": say("已收回")},
    moves=(
        Move(
            "end", say("收回"), ("active",), "ended", by=("own.staff", "principal.staff"), guards=(not_over,), asks=True
        ),
    ),
)
"""It also ends by itself on its last day; that is no move, but how its rights are reckoned (`org.rules.lent`)."""
