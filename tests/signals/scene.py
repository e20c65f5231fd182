"""Two counties whose reports say the same, as the tests of hints need them."""

from __future__ import annotations

from luoshi.kernel.actor import SYSTEM
from luoshi.signals import services
from luoshi.signals.models import Hint
from tests.reporting import given
from tests.world import World

TEXT = (
    "{place}组织新型学徒制培训班{number}期，由技师学院送教上门，企业导师带徒实训，考核合格后发放补贴；"
    "会同财政部门核验花名册和出勤记录，随机抽查三家企业的实训车间，发现一家企业实训课时不足，已督促补课。"
)


def raised(world: World) -> Hint:
    """What the comparison makes of two reports, of which one has been copied."""
    for number, unit in enumerate(("县.人社", "二县.人社")):
        given.task_in_force(world, "市.办", unit, f"3.2-0{number}")
    period = given.opened(world, "市.办")
    for place, unit in (("清渡", "县.人社"), ("望澜", "二县.人社")):
        given.sent(world, unit, period, text=TEXT.format(place=place, number=len(unit)))
    assert services.examine(SYSTEM) == 1
    return Hint.objects.get()
