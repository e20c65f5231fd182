"""Completions: applied for with evidence, verified by somebody else, sent back, reopened; and one clock stopped."""

from __future__ import annotations

from django.core.files.base import ContentFile

from luoshi.desk.demo.cast import Cast
from luoshi.desk.demo.plans import Told
from luoshi.desk.demo.reports import FAST
from luoshi.kernel import actions, clock
from luoshi.kernel.services import keep_file
from luoshi.ledger import services as ledger
from luoshi.ledger.models import Task

CLOSED: tuple[tuple[int, str, str, tuple[int, int], str], ...] = (
    # after which quarter, number, ending, applied on, statement
    (1, "3-01", "done", (6, 18), "补贴办法已印发并在门户网站公开，补贴标准和办理时限均已写明。"),
    (2, "4-03", "done", (9, 22), "选树省级工匠 60 名，公示无异议并发布。"),
    (2, "6-06", "stage", (9, 24), "建成户外劳动者服务站 912 个，后续转入巩固提升。"),
    (2, "7-01", "done", (9, 15), "年度改革经费已全部下达，用途和责任单位一一对应。"),
    (2, "4-06", "routine", (10, 26), "国有企业职工董事、职工监事配备率达到 96%，今后按年度检查。"),
)


def after_quarter(cast: Cast, told: Told, index: int) -> None:
    """What is complete by then."""
    for quarter, number, ending, day, statement in CLOSED:
        if quarter == index:
            with clock.at(cast.at(*day, 10)):
                _apply(cast, told, number, ending, statement)
            with clock.at(cast.at(day[0], min(day[1] + 3, 28), 15)):
                _verify(cast, told, number)


def autumn(cast: Cast, told: Told) -> None:
    """Five counties complete theirs, one of the province's comes back, one is reopened, one clock is stopped."""
    for place, county in enumerate(FAST):
        key = f"6-02/{county}"
        with clock.at(cast.at(10, 20, 9 + place)):
            _apply(cast, told, key, "done", "辖区内在建工程项目已全部接入预警平台。")
        with clock.at(cast.at(10, 23, 9 + place)):
            _verify(cast, told, key)
    with clock.at(cast.ago(20)):
        _apply(cast, told, "7-04", "done", "已建立改革联系点 91 个。")
    office = cast.actor("省.办", "office2")
    with clock.at(cast.ago(17, 11)):
        task = _fresh(told, "7-04")
        checks = {one.pk: (False, "抽查 10 个联系点，3 个没有活动记录。") for one in task.standards.all()}
        ledger.send_back(office, task, checks=checks, note="抽查发现部分联系点没有活动记录，请补齐后再申请。")
    with clock.at(cast.ago(12, 16)):
        ledger.reopen(office, _fresh(told, "6-06"), "群众反映两个服务站没有开放，重新打开核实。")
    with clock.at(cast.ago(25, 10)):
        note = "换届工作统一安排，经省协调小组第六次会议同意，暂停计时。"
        actions.change(office, "ledger.task.pause", _fresh(told, "4-05"), note=note, paused=True)


def lately(cast: Cast, told: Told) -> None:
    """The reopened one is complete again, another waits for verification."""
    with clock.at(cast.ago(8, 11)):
        _apply(cast, told, "6-06", "stage", "两个服务站已恢复开放，附照片和值守安排。")
    with clock.at(cast.ago(6, 11)):
        _verify(cast, told, "6-06")
    with clock.at(cast.ago(4, 10)):
        _apply(cast, told, "2-04", "done", "推出专题报道 63 篇，目录和链接附后。")


def _fresh(told: Told, number: str) -> Task:
    return Task.objects.select_related("issuer", "plan", "lead_unit").get(pk=told.tasks[number].pk)


def _apply(cast: Cast, told: Told, number: str, ending: str, statement: str) -> None:
    task = _fresh(told, number)
    actor = cast.worker(task.lead_unit_id or 0)
    text = f"{task.number} {task.title}\n完成情况佐证目录\n一、工作台账\n二、会议和文件\n三、抽查记录\n"
    file = keep_file(actor, ContentFile(text.encode(), name=f"{task.number}佐证材料目录.txt"))
    claims = {one.pk: "对照标准已达到，佐证材料见附件。" for one in task.standards.all()}
    ledger.apply_completion(actor, task, ending=ending, statement=statement, claims=claims, files=[file])


def _verify(cast: Cast, told: Told, number: str) -> None:
    task = _fresh(told, number)
    checks = {one.pk: (True, "查阅资料，抽查核实。") for one in task.standards.all()}
    verifier = cast.actor("省.办", "office2") if task.parent_id is None else cast.worker(task.issuer_id)
    ledger.verify_completion(verifier, task, checks=checks, remark="经查阅资料和抽查，符合标准。")
