"""Four plans: one in force and issued and its new version, one under review, one out for opinions; and tasks that stand in no plan."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from luoshi.desk.demo import upward
from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.tree import Tick
from luoshi.kernel import clock
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Duty, Plan, Task
from luoshi.ledger.services import MilestoneDraft
from luoshi.policy import services as policy
from luoshi.policy.models import Opinion

HERE = Path(__file__).resolve().parent
WRITTEN = 2026
"""The year for which the texts were written; they move with the year the demonstration plays in."""

REVISED = (
    ("（2026—2028年）", "（2026—2028年）（修订征求意见稿）"),
    ("建成市域产教联合体不少于6个", "建成市域产教联合体不少于8个"),
    ("三、健全技能形成体系",
     "（七）建设工匠驿站。建成工匠驿站不少于50个，2028年12月底前完成。（牵头单位：省总工会；配合单位：省住房城乡建设厅）\n\n"
     "三、健全技能形成体系"),
)  # fmt: skip
"""What the plan's new version says otherwise."""
STANDARDS: dict[str, tuple[str, ...]] = {
    "3-01": ("补贴办法按程序印发并公开", "补贴标准、申领材料和办理时限写明"),
    "6-03": ("印发技能津贴指导意见", "技能津贴制度覆盖企业不少于1800户"),
    "7-01": ("年度改革经费列入预算并下达", "资金用途和责任单位一一对应"),
}
NODES: dict[str, tuple[tuple[str, int, int], ...]] = {
    "3-01": (("完成征求意见", 4, 20), ("印发补贴办法", 6, 20)),
    "6-03": (("完成企业调查", 5, 31), ("印发指导意见", 9, 30), ("建立跟踪台账", 12, 20)),
    "7-01": (("提出分配方案", 4, 30), ("下达资金", 8, 31)),
}
OPINIONS: tuple[tuple[str, str, str, str, str], ...] = (
    # task, unit, text, move, reason
    (
        "3-08",
        "省.科技",
        "数字技能课程由工业和信息化部门统一采购，建议我厅不列配合单位。",
        "decline",
        "科技人才数据由科技部门掌握，仍须配合。",
    ),
    ("6-02", "省.住建", "在建项目数按实名制平台口径统计，建议写明口径。", "adopt", "已在标准中写明按实名制平台口径。"),
    ("2-06", "省.交通", "站点建设宜分两年完成。", "adopt_partly", "时限不变，允许与户外劳动者服务站合建。"),
)


@dataclass
class Told:
    """What has been told so far. ``tasks["3-02"]`` a task of the plan in force."""

    plan: Plan
    tasks: dict[str, Task] = field(default_factory=dict)


def text_of(name: str, year: int, changes: tuple[tuple[str, str], ...] = ()) -> str:
    """A plan's text with some of its words changed, moved to the year the demonstration plays in."""
    text = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    for was, now in changes:
        text = text.replace(was, now, 1)
    return re.sub(r"202[678]", lambda found: str(int(found.group()) - WRITTEN + year), text)


def in_force(cast: Cast, tick: Tick) -> Told:
    """The plan is read, confirmed, consulted, approved and issued; every unit receives."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.at(1, 19)):
        data = text_of("plan", cast.year).encode()
        plan = policy.import_plan(office, data=data, name="江澜省推进产业工人队伍建设改革实施方案.txt")
    tick("方案 plan", 20)
    with clock.at(cast.at(1, 20)):
        _confirm(cast, plan)
    tick("方案 plan", 20)
    _consult(cast, plan, tick)
    upward.countersign(cast, plan)
    with clock.at(cast.at(2, 9, 15)):
        policy.approve(
            office, plan, title="关于印发推进产业工人队伍建设改革任务分工方案的通知",
            number=f"江澜产改〔{cast.year}〕1号", ordered_on=cast.day(2, 9), approved_by="周明远",
        )  # fmt: skip
    with clock.at(cast.at(2, 10)):
        drafts = list(Task.objects.filter(plan=plan, state="draft").select_related("issuer", "plan"))
        ledger.issue_tasks(office, drafts)
    tick("下达 issue", 40)
    told = Told(plan)
    receive(cast, drafts, 2, 11, tick)
    for task in Task.objects.filter(plan=plan).select_related("issuer", "plan", "lead_unit"):
        told.tasks[task.number] = task
    return told


def _confirm(cast: Cast, plan: Plan) -> None:
    """The clerk fills in the standards that the text does not name, and confirms."""
    office = cast.actor("省.办", "office")
    for task in Task.objects.filter(plan=plan).select_related("plan", "issuer"):
        if task.number in STANDARDS:
            ledger.set_standards(office, task, STANDARDS[task.number])
            nodes = [MilestoneDraft(title, cast.day(month, day)) for title, month, day in NODES[task.number]]
            ledger.set_milestones(office, task, nodes)
        elif not task.standards.exists():
            ledger.set_standards(office, task, [task.title])
    _name_posts(cast, plan)
    policy.confirm_certain(office, plan)


def _name_posts(cast: Cast, plan: Plan) -> None:
    """Each unit's answering post stands on its draft duties."""
    office = cast.actor("省.办", "office")
    rows = Duty.objects.filter(task__plan=plan, role__in=["lead", "joint", "support"]).select_related(
        "unit", "task__issuer"
    )
    for duty in rows:
        ledger.name_responsible(office, duty, cast.posts[_answering(cast, duty.unit_id)])


def _answering(cast: Cast, unit_id: int) -> tuple[str, str]:
    key = cast.keys[unit_id]
    return (key, "clerk") if (key, "clerk") in cast.posts else (key, "office")


def _consult(cast: Cast, plan: Plan, tick: Tick) -> None:
    office = cast.actor("省.办", "office")
    with clock.at(cast.at(1, 22)):
        policy.open_consultation(office, plan, cast.day(2, 3))
    objections = {(number, cast.units[unit].pk): (text, move, reason) for number, unit, text, move, reason in OPINIONS}
    rows = list(Opinion.objects.filter(plan=plan).select_related("task", "plan", "unit", "post").order_by("unit", "id"))
    for place, one in enumerate(rows):
        said = objections.get((one.task.number, one.unit_id))
        with clock.at(cast.at(1, 23 + place % 7, 9 + place % 8, place % 60)):
            policy.answer(cast.worker(one.unit_id), one, agree=said is None, text=said[0] if said else "")
        if said:
            with clock.at(cast.at(2, 4, 10, place % 60)):
                one.refresh_from_db()
                policy.rule_opinion(office, one, said[1], said[2])
        tick("征求意见 consultation", 1)


def receive(cast: Cast, tasks: list[Task], month: int, day: int, tick: Tick, *, but: int = 0) -> None:
    """Every unit receives its duties within a day or two; the lead names its liaison. ``but``: so many do not."""
    duties = list(
        Duty.objects.filter(task__in=tasks, state="pending")
        .exclude(role="supervising")
        .select_related("unit", "task__issuer", "task__plan", "post")
        .order_by("id")
    )
    for place, duty in enumerate(duties[: len(duties) - but]):
        with clock.at(cast.at(month, day + place % 2, 9 + place % 8, (place * 7) % 60)):
            liaison = cast.liaison(duty.unit_id) if duty.role == "lead" else None
            ledger.receive(cast.worker(duty.unit_id), duty, liaison=liaison)
        tick("签收 receipt", 1)


def under_review(cast: Cast) -> None:
    """Next year's points of work: some are confirmed, the rest wait for the clerk, one name has no unit. What the rules
    find on the draft is seen before it goes out: two units without a lead, and training in everybody's hands."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.ago(4)):
        plan = policy.import_plan(office, pasted=text_of("draft", cast.year))
    with clock.at(cast.ago(3)):
        policy.confirm_certain(office, plan)
    with clock.at(cast.ago(2)):
        policy.examine(office, plan)


def revised(cast: Cast) -> None:
    """The plan in force comes out anew: a figure raised, a clause added. What has not changed is left to the ledger; the
    two differences wait for the office."""
    office, base = cast.actor("省.办", "office"), Plan.objects.get(state="approved", unit=cast.units["省.办"])
    with clock.at(cast.ago(1)):
        plan = policy.import_plan(office, pasted=text_of("plan", cast.year, REVISED))
        policy.compare_with(office, plan, base)
        policy.leave_same(office, plan)


def out_for_opinions(cast: Cast) -> None:
    """A plan out for opinions: some have agreed, one objects, some have not answered."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.ago(9)):
        plan = policy.import_plan(office, pasted=text_of("asked", cast.year))
        _name_posts(cast, plan)
        policy.confirm_certain(office, plan)
    with clock.at(cast.ago(6)):
        policy.open_consultation(office, plan, clock.today() + timedelta(days=8))
    rows = list(Opinion.objects.filter(plan=plan).select_related("task", "plan", "unit", "post").order_by("id"))
    for place, one in enumerate(rows):
        if cast.keys[one.unit_id] in {"省.人社", "省.住建"} or place % 4 == 3:
            continue
        objects = cast.keys[one.unit_id] == "省.交通" and one.task.lead_unit_id == one.unit_id
        text = "货车司机分散，建议培训人次按线上学时折算。" if objects else ""
        with clock.at(cast.ago(5 - place % 3, 10, place * 5 % 60)):
            policy.answer(cast.worker(one.unit_id), one, agree=not objects, text=text)


def outside_plans(cast: Cast) -> None:
    """An instruction handed down three days ago, on which a helper asks for another division; and a draft that lacks fields."""
    office, lead = cast.actor("省.办", "office"), cast.units["省.发改"]
    today = clock.today()
    with clock.at(cast.ago(3)):
        basis = ledger.register_basis(
            office, kind="instruction", title="关于岚川片区公共实训基地用地问题的批示", number=f"江澜批〔{cast.year}〕118号",
            dated_on=clock.today() - timedelta(days=1), signed_by="周明远",
        )  # fmt: skip
        task = ledger.draft_task(
            office, number=f"批〔{cast.year}〕118", title="研究解决岚川片区公共实训基地用地问题", category="instruction",
            basis=basis, due_on=today + timedelta(days=12),
            text="请省发展改革委牵头，会同省住房城乡建设厅、省财政厅提出处理意见。",
        )  # fmt: skip
        ledger.set_duty(office, task, lead, "lead", post=cast.posts["省.发改", "clerk"], basis_note="批示指定")
        for code in ("住建", "财政"):
            ledger.set_duty(office, task, cast.units[f"省.{code}"], "support", post=cast.posts[f"省.{code}", "clerk"])
        ledger.set_standards(office, task, ["提出用地处理意见并报协调小组", "明确办理部门、步骤和时间"])
        ledger.issue_tasks(office, [Task.objects.select_related("issuer", "plan").get(pk=task.pk)])
    duty = Duty.objects.select_related("unit", "task__issuer", "task__plan").get(task=task, unit=cast.units["省.住建"])
    with clock.at(cast.ago(1, 15)):
        ledger.request_division(
            cast.worker(duty.unit_id), duty, reason="用地审批属自然资源部门职责，建议由其配合。", signed_by="省住房城乡建设厅分管负责人",
        )  # fmt: skip
    with clock.at(cast.ago(2)):
        meeting = ledger.register_basis(
            office, kind="meeting", title="省协调小组第七次会议纪要", number=f"〔{cast.year}〕7号", dated_on=clock.today(),
        )  # fmt: skip
        ledger.draft_task(
            office, number=f"会〔{cast.year}〕7-1", title="建立企业用工信息共享机制", category="meeting", basis=meeting
        )
