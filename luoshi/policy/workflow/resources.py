"""What may be done with a shared resource and a booking of it, by whom, and why not?

The unit that keeps a resource confirms; the unit that books may take back what it no longer needs, so that others get it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow


@dataclass(frozen=True)
class ResourceFacts:
    """``coming`` bookings that are confirmed and not over."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    coming: int = 0


def _is_free(facts: ResourceFacts) -> Say | None:
    return (
        say("还有 {count} 个已确认的预约没有结束，请先与预约单位商定。", count=facts.coming) if facts.coming else None
    )


PROVIDER, BOOKER = ("provider.consult",), ("booker.consult",)
RESOURCE = Workflow(
    name="policy.resource",
    start="offered",
    ends=(),
    states={"offered": say("可预约"), "closed": say("停用")},
    moves=(
        Move(
            "close",
            say("停用"),
            ("offered",),
            "closed",
            by=PROVIDER,
            guards=(_is_free,),
            needs={"note": say("理由")},
            quiet=False,
        ),
        Move("reopen", say("恢复共享"), ("closed",), "offered", by=PROVIDER),
    ),
)


@dataclass(frozen=True)
class BookingFacts:
    """``clashes`` why it does not fit beside what is confirmed; ``over`` whether its days have passed."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[Say, ...] = ()
    over: bool = False


def _fits(facts: BookingFacts) -> Say | None:
    return facts.clashes[0] if facts.clashes else None


def _is_ahead(facts: BookingFacts) -> Say | None:
    return say("预约的日期已经过去。") if facts.over else None


BOOKING = Workflow(
    name="policy.booking",
    start="asked",
    ends=("confirmed", "declined", "cancelled"),
    states={
        "asked": say("待确认"),
        "confirmed": say("已确认"),
        "declined": say("未同意"),
        "cancelled": say("已取消"),
    },
    moves=(
        Move("confirm", say("确认预约"), ("asked",), "confirmed", by=PROVIDER, guards=(_is_ahead, _fits), quiet=False),
        Move("decline", say("不同意"), ("asked",), "declined", by=PROVIDER, needs={"note": say("理由")}),
        Move("withdraw", say("撤回预约"), ("asked",), "cancelled", by=BOOKER),
        Move(
            "cancel", say("取消预约"), ("confirmed",), "cancelled", by=(*PROVIDER, *BOOKER), guards=(_is_ahead,),
            needs={"note": say("理由")}, asks=True,
        ),
    ),
)  # fmt: skip
