"""The division goes round to be countersigned; a request goes up and comes back with an instruction; a report has a fault."""

from __future__ import annotations

from django.core.files.base import ContentFile

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.meetings import TRAINING
from luoshi.kernel import clock, services
from luoshi.ledger.models import Plan
from luoshi.policy import services as policy
from luoshi.policy.models import AgendaItem, Countersign
from luoshi.policy.queries.submissions import About, find_submission

REFUSED, REASON = "省.教育", "共建实训基地的资金渠道没有写明，请先与省财政厅商定。"
SETTLED = "省财政厅复函，从现代职业教育质量提升计划资金中安排；省教育厅不再有意见。"
PETITION = """一、基本情况
全省有 15 个部门组织职业技能培训，计划、补贴标准和资金各管一段，同一工种重复培训。
二、请示事项
拟由省人力资源社会保障厅牵头编制全省职业技能培训年度计划，各部门培训项目并入计划后实施。
妥否，请批示。"""
REPORT = "三季度以来，45 项任务中 31 项达序时进度。\n公共实训基地二期设备采购资金尚缺 1200 万元，请予批准追加。"
COUNTY = "我县家政服务实训室每天只能接待 30 人，今年计划培训 600 人。\n拟请市里统筹安排市公共实训基地每月两周供我县使用。\n妥否，请批示。"


def countersign(cast: Cast, plan: Plan) -> None:
    """Between the opinions and the document: every unit signs, one after it was settled what it missed."""
    office = cast.actor("省.办", "office")
    with clock.at(cast.at(2, 5, 9)):
        policy.open_countersign(office, plan, cast.day(2, 8))
    for row in Countersign.objects.filter(plan=plan).select_related("unit", "plan__unit"):
        head = cast.actor(cast.keys[row.unit_id], "head")
        with clock.at(cast.at(2, 6, 10)):
            if cast.keys[row.unit_id] != REFUSED:
                policy.sign_countersign(head, row, signed_by=head.name)
                continue
            policy.move_countersign(head, row, "refuse", REASON)
        with clock.at(cast.at(2, 8, 16)):
            policy.move_countersign(office, row, "settle", SETTLED)


def send_up(cast: Cast) -> None:
    """On the matter of the autumn's meeting; and two that are under way."""
    office = cast.actor("省.办", "office")
    item = AgendaItem.objects.get(subject=TRAINING)
    with clock.at(cast.ago(51, 15)):
        row = policy.draft_submission(
            office, About(item=item), kind="petition", title="关于明确职业技能培训牵头单位的请示", text=PETITION, party="江澜省人民政府",
            copied="省推进产业工人队伍建设改革协调小组",
        )  # fmt: skip
    with clock.at(cast.ago(50, 10)):
        row = find_submission(office, row.pk)
        scan = services.keep_file(office, ContentFile("请示签批单扫描件".encode(), name="请示签批单.txt"))
        policy.sign_submission(office, row, signed_by="周明远", scan=scan)
        policy.number_submission(office, row)
        policy.move_submission(office, row, "send")
    with clock.at(cast.ago(48, 10)):
        policy.answer_submission(
            office, row, answer_kind="instruction", answered_by="许立言",
            answer="请省财政厅会同省人力资源社会保障厅，在统一计划的同时清理重复补贴，年底前报结果。",
        )  # fmt: skip
        policy.register_instruction(office, row, lead=cast.units["省.财政"])
    with clock.at(cast.ago(1, 16)):
        policy.draft_submission(
            office,
            About(),
            kind="report",
            title="关于三季度产业工人队伍建设改革进展的报告",
            text=REPORT,
            party="江澜省委",
        )
    county = cast.actor("清渡县.办", "office")
    with clock.at(cast.ago(3, 10)):
        above = cast.units["澜阳市.办"]
        asked = policy.draft_submission(
            county, About(), kind="petition", title="关于统筹使用市公共实训基地的请示", text=COUNTY, to=above
        )  # fmt: skip
        asked = find_submission(county, asked.pk)
        policy.sign_submission(cast.actor("清渡县.办", "head"), asked, signed_by=cast.actor("清渡县.办", "head").name)
        policy.number_submission(county, asked)
        policy.move_submission(county, asked, "send")
