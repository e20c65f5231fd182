"""What is asked too much: a draft that cannot go out, one that went out with a reason, and what those below say of it."""

from __future__ import annotations

from datetime import timedelta

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told
from luoshi.kernel import clock
from luoshi.kernel.queries import calendar
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Task
from luoshi.signals.queries.complaints import find_complaint
from luoshi.signals.services.complaints import complain, move_complaint
from luoshi.signals.services.notices import set_limits

TOO_MUCH = (
    "为掌握技能培训情况，请各单位：一、填报附件统计表，上传培训现场照片；二、组织参训职工每日打卡；"
    "三、请主要负责同志参加调度会；四、于3日内报送落实情况。"
)
URGENT = "请填报《稳岗补贴兑现台账》，只填未兑现的。"


def felt(cast: Cast, told: Told) -> None:
    """Limits, two letters, two complaints."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.ago(40, 9)):
        set_limits(office, {"days": 3, "answer": 5})
    with clock.at(cast.ago(6, 10)):
        urgent = ledger.draft_letters(office, [_task(told, "5-06")])[0]
        day = calendar().shift(clock.today(), 2)
        ledger.edit_letter(office, urgent, title=urgent.title, text=URGENT, due_on=day)
        ledger.send_letter(
            office, urgent, signed_by="周明远", despite="国务院督查组进驻前核对，只涉及未兑现的企业，数据不在本平台。"
        )
    with clock.at(cast.ago(5, 16)):
        row = complain(
            cast.worker(urgent.to_id),
            text="两天报台账太急，建议从补贴系统直接取数。",
            page="/ledger/letters/",
        )
    with clock.at(cast.ago(1, 9)):
        complain(
            cast.reporter(cast.units["澜阳市.人社"].pk),
            text="同一项培训人数，月报、季报和专项各报一次，建议合并。",
            unnamed=True,
        )
        row = complain(
            cast.reporter(cast.units["清渡县.人社"].pk), text="附件要盖章扫描再上传，县里往返一趟半天，建议用电子件。"
        )
        keeper = cast.worker(row.keeper_id)
        given = {"outcome": "less", "answer": "同意。从本季度起，附件用电子件，不再要求盖章扫描。"}
        move_complaint(keeper, find_complaint(keeper, row.pk), "answer", **given)
    with clock.at(cast.ago(0, 8)):
        draft = ledger.draft_letters(office, [_task(told, "3-06")])[0]
        ledger.edit_letter(
            office, draft, title="关于报送技能培训情况的函", text=TOO_MUCH, due_on=clock.today() + timedelta(days=3)
        )


def _task(told: Told, number: str) -> Task:
    return Task.objects.select_related("issuer", "plan", "lead_unit").get(pk=told.tasks[number].pk)
