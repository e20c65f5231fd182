"""What workers have written, asked and answered in the demonstration: a handful of letters, three questions, one note."""

from __future__ import annotations

from datetime import timedelta

from luoshi.desk.demo.cast import Cast
from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.ledger.models import Task
from luoshi.org import services as org
from luoshi.voice.models import Case
from luoshi.voice.services import asking, gathering, handling, writing

HEARERS = (("省.办", "office"), ("省.人社", "clerk"), ("清渡县.办", "office"), ("省.工会", "clerk"))
LETTERS: tuple[tuple[int, str, str, str, str], ...] = (
    (34, "problem", "skill", "培训课都排在白班，我们三班倒的上不了，能不能开晚班，或者下班后在车间里讲。", ""),
    (27, "suggestion", "pay", "评上高级工两年了，工资条上看不出来。建议把技能津贴单独列一行，让大家看得见。", ""),
    (16, "praise", "merit", "今年的技能比武把实操搬到了生产线上，评委当场讲，年轻人都说学到了东西。", ""),
    (9, "pilot", "skill", "我们班组把十二道工序录成三分钟短片，新来的照着练，一个月能顶岗，想申报试点推开。", "澜阳纺织二车间细纱甲班"),
    (4, "problem", "safety", "打磨间的除尘风机时好时坏，反映过几次，希望有人来看看。", ""),
    (1, "suggestion", "rights", "园区的职工驿站六点就关门，夜班出来没地方热饭，建议开到十点。", ""),
)  # fmt: skip


def heard(cast: Cast) -> None:
    """Letters of the last weeks as they stand today; three questions on a task; a note of a visit."""
    for unit, role in HEARERS:
        org.grant(SYSTEM, cast.accounts[unit, role].person, "voice", cast.units[unit], cast.day(1, 4))
    cast.actors.clear()
    task = (
        Task.objects.filter(lead_unit=cast.units["省.人社"], state="active", issuer=cast.units["省.办"])
        .order_by("id")
        .first()
    )
    place = cast.units["省"]
    for number, (days, kind, theme, text, credit) in enumerate(LETTERS):
        with clock.at(cast.ago(days)):
            letter = writing.Letter(
                text, place, kind=kind, theme=theme, credit=credit, task=task if theme == "skill" and task else None,
                concerned=task.lead_unit if number == 0 and task else None,
            )  # fmt: skip
            writing.write(letter, f"demo {number}")
        with clock.at(cast.ago(days, 11)):
            gathering.gather()
    _dealt_with(cast)
    if task is not None:
        _asked(cast, task)


def _dealt_with(cast: Cast) -> None:
    """The first two are answered, one of them to the reporter's liking; the fourth is in hand."""
    office, union, labour = (
        cast.actor("省.办", "office"),
        cast.actor("省.工会", "clerk"),
        cast.actor("省.人社", "clerk"),
    )
    first, second, third, fourth = Case.objects.select_related("office", "concerned", "place").order_by("id")[:4]
    with clock.at(cast.ago(22, 15)):
        handling.move(office, first, "route", handler=cast.units["省.工会"], due=clock.today() + timedelta(days=30))
        handling.move(office, second, "route", handler=cast.units["省.人社"], due=clock.today() + timedelta(days=30))
    with clock.at(cast.ago(13, 16)):
        handling.move(
            union, first, "reply", text="已商培训学校，下月起每周二、四晚七点在厂区开两个晚班，报名找车间工会小组长。"
        )
    with clock.at(cast.ago(11)):
        writing.add(first, "开了晚班，师傅们都报上了，就是教材还差十来本。", "good")
        gathering.gather()
    with clock.at(cast.ago(8)):
        handling.move(labour, second, "reply", text="已提请指导企业在工资条里单列技能津贴，先从 12 户试点企业做起。")
        handling.move(office, third, "route", handler=cast.units["省.办"])
        handling.move(office, third, "reply", text="您说的做法已转给竞赛组委会，明年的方案里保留产线实操。")
        handling.move(office, third, "close")
    with clock.at(cast.ago(5)):
        handling.move(office, fourth, "route", handler=cast.units["省.人社"])


def _asked(cast: Cast, task: Task) -> None:
    office = cast.actor("省.办", "office")
    with clock.at(cast.ago(20)):
        asking.open_entrance(office, title="师带徒和技能培训，您怎么看", task=task)
        survey = asking.open_survey(
            office, task, title="师带徒和技能培训", known="您听说过企业新型学徒制吗？", reached="您或者身边的工友参加了吗？",
            content="总的来说，您满意吗？", closes_on=clock.today() + timedelta(days=45),
        )  # fmt: skip
        for number in range(23):
            known = "yes" if number % 4 else "no"
            reached = "yes" if number % 3 == 0 else "no"
            writing.answer(survey, f"demo {number}", known, reached, "yes" if number % 2 else "partly")
        asking.keep_note(
            office, None, question="倒班职工为什么上不了培训课", went_on=clock.today() - timedelta(days=3), talked=14, task=task,
            places="澜阳市两户纺织企业（经企业同意）、清渡县职工服务中心",
            found="培训都排在工作日白天；三班倒的要请假才能去，请假扣全勤。企业愿意出场地，缺的是晚上的老师。",
            remedies="由牵头单位与院校商定晚班和送教上门的课时补贴；课表提前一个月公布到班组。",
        )  # fmt: skip
