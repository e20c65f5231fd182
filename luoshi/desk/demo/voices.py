"""What workers have written, asked and answered in the demonstration: a handful of letters, three questions, one note."""

from __future__ import annotations

from datetime import timedelta

from luoshi.desk.demo.cast import Cast
from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.ledger.models import Task
from luoshi.org import services as org
from luoshi.problems import services as problems
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
EARLIER: tuple[tuple[int, str, str, str, str], ...] = (
    (250, "suggestion", "skill", "实训设备先紧着学徒用，排个表贴出来。", "good"),
    (238, "problem", "skill", "鉴定考试只有省城有考点，来回要请两天假。", "good"),
    (221, "suggestion", "skill", "师傅带徒弟的津贴，能不能按月发。", "fair"),
    (207, "suggestion", "skill", "网上的课太短，听不懂也问不到人。", "good"),
    (190, "problem", "pay", "夜班补助去年的标准一直没有调。", "poor"),
    (176, "suggestion", "rights", "体检项目里加上听力。", "good"),
    (161, "problem", "skill", "培训结束三个月了证书还没有发。", "good"),
    (149, "suggestion", "rights", "食堂夜宵排队太长，多开一个窗口。", ""),
    (133, "problem", "rights", "女职工更衣室漏水，报修没有人来。", "good"),
    (120, "suggestion", "merit", "先进班组评选，让班组自己先说。", ""),
    (104, "problem", "rights", "职工书屋周末不开门。", "good"),
    (92, "suggestion", "skill", "技能大师工作室能不能开放日多几天。", "fair"),
    (71, "problem", "rights", "母婴室一直锁着。", "good"),
    (55, "suggestion", "say", "职代会的提案办到哪一步，请贴出来。", "good"),
)  # fmt: skip
"""Answered and closed long ago: what the figures of a year are made of. Days ago, kind, theme, text, what the reporter made of it."""


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
    _taken_up(cast)
    for number, earlier in enumerate(EARLIER):
        _settled(cast, f"earlier {number}", *earlier)
    with clock.at(cast.ago(40)):
        gathering.gather()
    if task is not None:
        _asked(cast, task)


def _settled(cast: Cast, nonce: str, days: int, kind: str, theme: str, text: str, mark: str) -> None:
    """One letter of this year from its writing to its end."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.ago(days)):
        writing.write(writing.Letter(text, cast.units["省"], kind=kind, theme=theme), nonce)
        gathering.gather()
    case = Case.objects.select_related("office", "place").latest("id")
    with clock.at(cast.ago(days - 12)):
        handling.move(office, case, "route", handler=cast.units["省.办"])
        handling.move(office, case, "reply", text="已同有关单位说定，一个月内办好；没有办的，请凭查询码补充。")
        if mark:
            writing.add(case, "", mark)
        handling.move(office, case, "close")


def _taken_up(cast: Cast) -> None:
    """A team's own practice is credited; a letter that proved true is a problem of the unit that has to look after it."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.ago(4, 15)):
        handling.adopt(
            office, Case.objects.get(kind="pilot"), title="道道工序三分钟：短片带徒弟", credit=LETTERS[3][4],
            gist="把十二道工序各录成三分钟短片，新手对着短片练，班长当场纠；一个月顶岗，比原来快一半。",
        )  # fmt: skip
    with clock.at(cast.ago(1, 16)):
        problems.enter(
            office, case=Case.objects.get(theme="safety"), origin="voice", origin_label="职工反映", unit=cast.units["省.工会"],
            title="劳动保护监督检查没有闭环", theme="权益保障", standard="反映的隐患件件有回音、有复查。",
            facts="抽查三户企业的劳动保护监督检查记录，5 条通风除尘隐患只有登记，没有整改回执和复查。",
        )  # fmt: skip


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
