"""Problems in every state: measures awaited, being put right, overdue, claimed, refused, published, closed, reopened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from luoshi.desk.demo.cast import Cast
from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.models import File
from luoshi.kernel.services import keep_file
from luoshi.org import services as org
from luoshi.problems import services
from luoshi.problems.models import Problem
from luoshi.problems.rules import STANDARDS

SOURCE = "全省产改专项督察第二组"


def told(cast: Cast) -> None:
    """Eight problems, oldest first."""
    _reopened(cast)
    _closed(cast)
    _published(cast)
    _refused(cast)
    _claimed(cast)
    _late(cast)
    _proposed(cast)
    _listed(cast)
    _answered_for(cast)


def _answered_for(cast: Cast) -> None:
    """Three papers on conduct: one waits for the unit's word, one was signed after it, one is praise."""
    office = cast.accounts["省.办", "office"]
    org.grant(SYSTEM, office.person, "account", cast.units["省.办"], cast.day(1, 4))
    cast.actors.clear()
    clerk = cast.actor("省.办", "office")
    with clock.at(cast.ago(30, 10)):
        signed = services.draft_record(
            clerk, kind="reminder", unit=cast.units["云埠市.人社"], title="三项任务只转发文件", basis="《督促整改办法》第九条",
            facts="任务 2.1、2.3、3.2 只转发通知，没有分工、对象和资金安排；核查退回一次。", files=[_proof(clerk, "核查记录.txt", "三项任务")],
        )  # fmt: skip
        services.move_record(clerk, signed, "tell")
    with clock.at(cast.ago(26, 10)):
        services.move_record(
            cast.head(signed.unit_id), signed, "state", statement="三项任务的实施安排已经印发，资金正在商市财政局。"
        )
    with clock.at(cast.ago(24, 16)):
        services.move_record(clerk, signed, "sign", signed_by=cast.head(cast.units["省.办"].pk).name)
    with clock.at(cast.ago(2, 10)):
        told = services.draft_record(
            clerk, kind="interview", unit=cast.units["南屿区.人社"], title="培训补贴重复申领整改逾期", basis="《督促整改办法》第十一条",
            facts="4 人重复申领补贴 9600 元，整改时限已过，还有 1 人没有追回。", files=[_proof(clerk, "审计移送函.txt", "重复申领")],
        )  # fmt: skip
        services.move_record(clerk, told, "tell")
    with clock.at(cast.ago(10, 10)):
        praise = services.draft_record(
            clerk, kind="praise", unit=cast.units["澜阳市.人社"], title="收费公示一次改到位", basis="《督促整改办法》第十六条",
            facts="3 个机构公示收费，全市 11 个机构一并检查，举一反三补公示 4 个。",
        )  # fmt: skip
        services.move_record(clerk, praise, "praise", signed_by="周明远", audience="协调小组成员单位")


def _proof(actor: Actor, name: str, text: str) -> File:
    return keep_file(actor, ContentFile(text.encode(), name=name))


def _enter(cast: Cast, days: int, unit: str, title: str, facts: str, by: str = "省.办", **given: Any) -> Problem:
    with clock.at(cast.ago(days, 10)):
        return services.enter(
            cast.actor(by, "office"), title=title, facts=facts, unit=cast.units[unit],
            **{"origin": "inspection", "origin_label": SOURCE, **given},
        )  # fmt: skip


def _measured(cast: Cast, row: Problem, days: int, *texts: str, due: int) -> Problem:
    """The unit proposes measures; two days later they are vetted, for so many days."""
    worker = cast.worker(row.unit_id)
    with clock.at(cast.ago(days, 15)):
        services.propose(worker, row, measures=[{"text": text} for text in texts])
    with clock.at(cast.ago(days - 2, 9)):
        services.vet(cast.worker(row.keeper_id), row, due_on=clock.today() + timedelta(days=due))
    return row


def _claimed_at(cast: Cast, row: Problem, days: int, claim: str, wider: str, lasting: str) -> Problem:
    worker = cast.worker(row.unit_id)
    with clock.at(cast.ago(days, 16)):
        services.claim(
            worker, row, claim=claim, wider=wider, lasting=lasting, signed_by=cast.head(row.unit_id).name,
            files=[_proof(worker, "整改情况及核对表.txt", claim)],
        )  # fmt: skip
    return row


def _verified(cast: Cast, row: Problem, days: int, finding: str, way: str = "site") -> Problem:
    keeper = cast.worker(row.keeper_id)
    with clock.at(cast.ago(days, 11)):
        services.verify(
            keeper,
            row,
            way=way,
            people="闻知秋、柳亦然",
            finding=finding,
            met=tuple(STANDARDS),
            files=[_proof(keeper, "核查记录.txt", finding)],
        )
    return row


def _closed(cast: Cast) -> None:
    row = _enter(
        cast, 170, "澜阳市.人社", "技能等级认定收费未公示", "3 个认定机构在大厅和网站均未公示收费项目和标准。", theme="素质提升",
        standard="按规定公示收费项目、标准和依据。",
    )  # fmt: skip
    _measured(cast, row, 167, "3 个机构同日公示收费项目和标准", "市局网站统一公开清单", due=40)
    _claimed_at(
        cast, row, 140, "3 个机构均已公示。", "全市 11 个认定机构一并检查，补公示 4 个。", "每半年核对一次公示内容。"
    )
    _verified(cast, row, 135, "现场查看 3 个机构，公示齐全。")
    with clock.at(cast.ago(122, 10)):
        services.close(cast.head(row.keeper_id), row)
        services.file(cast.worker(row.keeper_id), row, "督察整改-02-17")


def _reopened(cast: Cast) -> None:
    row = _enter(
        cast, 190, "清渡县.人社", "学徒名册与实训记录不一致", "抽查 6 户企业，3 户的实训记录与学徒名册对不上，涉及补贴 4.2 万元。",
        theme="数据真实", standard="逐户核对，退回多领补贴。", by="澜阳市.办",
    )  # fmt: skip
    _measured(cast, row, 187, "逐户核对 6 户名册和记录", "退回多领补贴 4.2 万元", due=50)
    _claimed_at(cast, row, 150, "6 户已核对，退回 4.2 万元。", "全县 31 户一并核对，补正 5 户。", "每季度比对一次。")
    _verified(cast, row, 146, "抽 3 户，名册与记录一致。")
    office = cast.worker(row.keeper_id)
    with clock.at(cast.ago(133, 10)):
        services.close(cast.head(row.keeper_id), row)
    with clock.at(cast.ago(20, 15)):
        note = "回头看抽查 5 户，1 户三季度记录又与名册不一致。"
        due = clock.today() + timedelta(days=45)
        services.reopen(
            office, row, note, due_on=due, people="闻知秋、柳亦然", files=[_proof(office, "回头看记录.txt", note)]
        )


def _published(cast: Cast) -> None:
    row = _enter(
        cast, 75, "澜阳市.工会", "集体合同备案率虚高", "系统登记备案 412 份，抽查 40 份，6 份没有职工代表大会决议。", theme="权益保障",
        standard="补办决议或者注销备案，数据据实更正。",
    )  # fmt: skip
    _measured(cast, row, 72, "6 份逐一补办或者注销", "其余 372 份自查", due=60)
    _claimed_at(
        cast,
        row,
        12,
        "补办 4 份、注销 2 份，备案数更正为 409 份。",
        "自查 372 份，又注销 1 份。",
        "备案须上传决议扫描件。",
    )
    _verified(cast, row, 3, "调阅 6 份档案，均已处理；系统数据已更正。", way="papers")


def _refused(cast: Cast) -> None:
    row = _enter(
        cast, 60, "云埠市.人社", "3 项任务只转发文件，未见具体举措", "任务 2.1、2.3、3.2 只有转发通知，没有分工、对象和资金安排。", theme="工作作风",
        standard="每项任务有分工、有对象、有资金、有节点。",
    )  # fmt: skip
    _measured(cast, row, 57, "三项任务分别制定实施安排", "报市政府同意后印发", due=45)
    _claimed_at(cast, row, 22, "三项任务已印发实施安排。", "其余 5 项任务已复查，均有安排。", "转发文件须附分工表。")
    with clock.at(cast.ago(18, 10)):
        services.refuse(
            cast.worker(row.keeper_id), row, "3.2 的实施安排没有资金来源，对照整改标准还差一项。", people="柳亦然"
        )
    with clock.at(cast.ago(6, 9)):
        services.progress(cast.worker(row.unit_id), row, text="3.2 的资金已与市财政局商定，待会议纪要印发。")


def _claimed(cast: Cast) -> None:
    row = _enter(
        cast, 50, "望澜区.人社", "工资专用账户 6 户未按月代发", "在建项目 12 户抽 6 户，均有 1 至 3 个月没有通过专户代发。", theme="权益保障",
        standard="6 户逐月核对，补发到账。", origin="voice", origin_label="职工意见建议（匿名，10 月）", by="澜阳市.办",
    )  # fmt: skip
    _measured(cast, row, 47, "6 户代发流水逐月核对", "拖欠部分 30 日内补发", due=50)
    _claimed_at(
        cast, row, 2, "6 户流水已核对，补发 23.6 万元。", "同园区 23 户已排查，补发 2 户。", "预警平台已设代发规则。"
    )


def _late(cast: Cast) -> None:
    row = _enter(
        cast, 65, "南屿区.人社", "培训补贴重复申领 4 人", "4 人在两个机构同期申领补贴，涉及 9600 元。", theme="资金使用", origin="audit",
        origin_label="2026 年培训资金专项审计", standard="追回重复部分，堵住系统漏洞。",
    )  # fmt: skip
    _measured(cast, row, 62, "追回重复申领资金", "申领系统增加身份证比对", due=50)
    with clock.at(cast.ago(15, 14)):
        services.progress(cast.worker(row.unit_id), row, text="已追回 3 人 7200 元，1 人正在联系。")


def _proposed(cast: Cast) -> None:
    row = _enter(
        cast, 9, "省.教育", "产教融合实训基地 2 处闲置", "2 处基地今年没有开班，设备原值 860 万元。", theme="建功立业",
        standard="明确用途、排出开班计划。",
    )  # fmt: skip
    with clock.at(cast.ago(4, 15)):
        services.propose(
            cast.worker(row.unit_id), row, due_on=clock.today() + timedelta(days=60),
            measures=[{"text": "与省人力资源社会保障厅商定共享排期"}, {"text": "明年 3 月前开班 4 期"}],
        )  # fmt: skip


def _listed(cast: Cast) -> None:
    _enter(
        cast, 3, "清渡县.人社", "学徒补贴发放名单未公示", "三季度学徒补贴 62 人的名单没有按规定公示。", theme="数据真实", by="澜阳市.办",
        standard="补公示不少于 5 个工作日。",
    )  # fmt: skip
    _enter(
        cast, 2, "省.人社", "师资库 11 人信息过期", "师资库 86 人中 11 人已调离，仍列为在库。", theme="素质提升",
        standard="更正信息，建立季度更新。", origin="report", origin_label="三季度报送审核",
    )  # fmt: skip
