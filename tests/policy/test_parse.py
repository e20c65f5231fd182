"""The plan grammar on invented documents: every way of writing that is known to mislead a reader of plans."""

from __future__ import annotations

import time

import pytest

from luoshi.kernel.documents import Paragraph
from luoshi.kernel.documents.paragraphs import table_row
from luoshi.policy.rules import as_json, parse
from tests.policy.clauses import CLAUSES
from tests.policy.reading import duties_of, limits_of, plan_of, targets_of, task_of


def test_it_works() -> None:
    plan = plan_of(
        "某市人民政府办公室关于印发《某市产业工人队伍建设改革实施方案》的通知\n"
        "某政办发〔2025〕12号\n各县区人民政府：\n现印发给你们。\n某市人民政府办公室\n2025年3月4日\n"
        "一、总体要求\n坚持服务大局。\n二、重点任务\n（一）加强技能培训。\n"
        "1.开展培训。2025年底前，培训产业工人5万人次以上。（市总工会牵头，市人社局、财政局配合）\n"
        "2.选树典型。每年评选一次。（责任单位：市总工会）\n"
    )
    assert plan.title == "某市人民政府办公室关于印发《某市产业工人队伍建设改革实施方案》的通知"
    assert (plan.doc_number, plan.issuer) == ("某政办发〔2025〕12号", "某市人民政府办公室")
    assert plan.issued_on is not None
    assert plan.issued_on.isoformat() == "2025-03-04"
    first, second = plan.tasks
    assert first.path == ("二", "(一)", "1")
    assert first.heading == "开展培训"
    assert duties_of(first) == "+市总工会 -市人社局 -市财政局"
    assert limits_of(first) == ["2025-12-31"]
    assert targets_of(first) == [">=50000人次"]
    assert (duties_of(second), limits_of(second)) == ("+市总工会", ["recurring:每年"])
    assert not plan.residue
    assert not first.residue


@pytest.mark.parametrize(("clause", "expected"), CLAUSES, ids=[clause for clause, _ in CLAUSES])
def test_responsibility_clauses(clause: str, expected: str) -> None:
    task = task_of("1.推进改革。抓好各项工作。" + clause)
    assert duties_of(task) == expected
    assert not task.residue


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("一、甲\n（一）乙。（市总工会负责）\n（二）丙。（市总工会负责）", ["一/(一)", "一/(二)"]),
        (
            "一、甲（一）乙。（市总工会负责）（二）丙。（市总工会负责）二、丁（三）戊。（市总工会负责）",
            ["一/(一)", "一/(二)", "二/(三)"],
        ),
        ("(一)甲。(市总工会负责)\n1、乙。(市总工会负责)\n2．丙。(市总工会负责)", ["(一)", "(一)/1", "(一)/2"]),
        ("１．甲。（市总工会负责） 2.乙。（市总工会负责）　3.丙。（市总工会负责）", ["1", "2", "3"]),
        (
            "一、甲（市总工会牵头）\n1．乙。（市总工会负责）\n（1）丙。（市总工会负责）\n①丁。（市总工会负责）",
            ["一", "一/1", "一/1/(1)", "一/1/(1)/①"],
        ),
        (
            "第一章 甲\n第一条 乙。（责任单位：市总工会）\n第二章 丙\n第二条 丁。（责任单位：市总工会）",
            ["第一章/第一条", "第二章/第二条"],
        ),
        ("1.2025年底前建成1.5万平方米，占3.5%。（市总工会负责）", ["1"]),
        ("（一）评出一、二、三等奖。按照第（三）项执行。（市总工会负责）", ["(一)"]),
        ("甲事项。（市总工会负责）\n乙事项。（市总工会负责）", ["", ""]),
        ("1.1 甲。（市总工会负责）\n1.2 乙。（市总工会负责）", ["1.1", "1.2"]),
        ("㈠甲。（市总工会负责）\n㈡乙。（市总工会负责）", ["(一)", "(二)"]),
    ],
)
def test_paths(text: str, paths: list[str]) -> None:
    assert ["/".join(task.path) for task in plan_of(text).tasks] == paths


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("2025年底前完成", ["2025-12-31"]),
        ("2025年6月底前完成", ["2025-06-30"]),
        ("到2028年2月末见效", ["2028-02-29"]),
        ("于2025年9月15日前报送", ["2025-09-15"]),
        ("6月底前完成试点", ["2026-06-30"]),
        ("年底前完成", ["2026-12-31"]),
        ("第一季度完成方案，上半年启动", ["2026-03-31", "2026-06-30"]),
        ("2026年上半年全面推开", ["2026-06-30"]),
        ("到2035年建成", ["2035-12-31"]),
        ("2025年底前启动，6月底前完成", ["2025-12-31", "2025-06-30"]),
        ("2025年底前启动，2025年底前完成", ["2025-12-31"]),
        ("二〇二七年底前完成", ["2027-12-31"]),
        ("“十五五”期末达标", ["2030-12-31"]),
        ("“十四五”期间建成", ["period:“十四五”期间"]),
        ("3年内实现覆盖", ["period:3年内"]),
        ("每季度报送一次", ["recurring:每季度"]),
        ("每年12月底前报告", ["recurring:每年12月底前"]),
        ("每年培养100名", []),
        ("近3年内无违法记录的", []),
        ("截至2025年底已建成", []),
        ("2024年以来持续推进", []),
        ("力争年内完成", ["2026-12-31"]),
        ("改造2010年前建成的小区", []),
        ("比2025年底提高一成", []),
        ("用3年左右时间建成", ["period:用3年左右时间"]),
        ("按照《三年行动计划（2023年底前完成部分）》执行", []),
        ("2026年1月1日至2026年12月31日实行减免", []),
        ("明年3月底前验收", ["2027-03-31"]),
    ],
)
def test_limits_in_running_text(words: str, limits: list[str]) -> None:
    task = plan_of(f"某市2026年工作要点\n一、推进。{words}。（市总工会负责）").tasks[0]
    assert limits_of(task) == limits
    assert not task.residue


@pytest.mark.parametrize(
    ("value", "limits"),
    [
        ("2025年12月", ["2025-12-31"]),
        ("2025年11月30日前", ["2025-11-30"]),
        ("2025.6", ["2025-06-30"]),
        ("长期坚持", ["open:长期坚持"]),
        ("持续推进", ["open:持续推进"]),
        ("每季度", ["recurring:每季度"]),
        ("2025—2027年", ["period:2025—2027年"]),
        ("2024年6月底前出台政策，12月底前完成", ["2024-06-30", "2024-12-31"]),
    ],
)
def test_limits_after_a_label(value: str, limits: list[str]) -> None:
    task = task_of(f"1.推进。\n责任单位：市总工会\n完成时限：{value}")
    assert limits_of(task) == limits


def test_limit_without_any_year_is_residue() -> None:
    task = task_of("1.推进。年底前完成。（市总工会负责）")
    assert not task.deadlines
    assert [item.text for item in task.residue] == ["年底前"]


def test_limit_inside_the_bracket() -> None:
    task = task_of("1.推进。（省总工会牵头，省人社厅配合，2023年9月底前完成）")
    assert (duties_of(task), limits_of(task)) == ("+省总工会 -省人社厅", ["2023-09-30"])
    assert not task.residue


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("覆盖率达到90%以上", [">=90%"]),
        ("满意度不低于９５％", [">=95%"]),
        ("办理时间压缩至4个月以内", ["<=4个月"]),
        ("由15个工作日压缩到8个工作日", ["=8个工作日"]),
        ("培训5.5万人次左右", ["~55000人次"]),
        ("技能人才达20-25万人", ["=200000人"]),
        ("打造3个品牌、10个基地", ["=3个", "=10个"]),
        ("收获率分别达到65%和55%", ["=65%", "=55%"]),
        ("建成100余家", [">=100家"]),
        ("比上年提高5个百分点", ["=5个百分点"]),
        ("签订率达到百分之八十", ["=80%"]),
        ("给予每人5000元补贴", []),
        ("对职工100人以上的企业", []),
        ("给予最高不超过50万元奖励", []),
        ("面向35岁以下职工", []),
        ("实施“三改一整”和“1+3”工程", []),
        ("截至目前已建成500家", []),
        ("展期期限原则上不超过1年", []),
        ("印发《2025年100项任务》", []),
    ],
)
def test_targets(words: str, targets: list[str]) -> None:
    assert targets_of(task_of(f"1.推进工作。{words}。（市总工会负责）")) == targets


@pytest.mark.parametrize(
    "rule",
    [
        "列第一位者为牵头单位，下同",
        "排在第一位的部门为牵头部门，下同",
        "列首位的为牵头单位，以下同",
        "排名第一的为牵头单位",
    ],
)
def test_first_leads_from_there_on(rule: str) -> None:
    plan = plan_of(
        f"1.甲。（市总工会、市人社局负责）\n2.乙。（市总工会、市人社局等负责。{rule}）\n3.丙。（市人社局、市总工会负责）"
    )
    assert [duties_of(task) for task in plan.tasks] == [
        "=市总工会 =市人社局",
        "+市总工会 -市人社局",
        "+市人社局 -市总工会",
    ]
    assert not any(task.residue for task in plan.tasks)


def test_first_leads_said_outside_the_clauses_rules_the_whole_plan() -> None:
    plan = plan_of("1.甲。（市总工会、市人社局负责）\n注：责任单位中排在首位的为牵头单位。")
    assert duties_of(plan.tasks[0]) == "+市总工会 -市人社局"


def test_limits_among_the_words_of_the_bracket() -> None:
    task = task_of("1.甲。（市总工会负责；2025年9月底前取得阶段性成效，12月底前全面完成）")
    assert limits_of(task) == ["2025-09-30", "2025-12-31"]
    assert not task.residue


def test_duty_of_all_clauses_below() -> None:
    plan = plan_of(
        "1.甲。（省环保厅指导，各市政府负责落实。以下均需各市政府落实，不再列出）\n2.乙。（省财政厅、省审计厅指导）"
    )
    assert duties_of(plan.tasks[1]) == "-省财政厅 -省审计厅 +各市政府*"


def test_several_clauses_make_one_task_with_the_strongest_role() -> None:
    task = task_of("（一）甲。（市人社局负责）再抓乙。（市总工会、市人社局负责）\n又一段丙。（市财政局指导）\n")
    assert duties_of(task) == "+市人社局 =市总工会 -市财政局"


def test_parent_task_owns_its_own_words_only() -> None:
    plan = plan_of("（一）甲（市总工会牵头）\n2025年底前启动。\n1.乙。2026年底前完成。（市人社局负责）")
    assert [limits_of(task) for task in plan.tasks] == [["2025-12-31"], ["2026-12-31"]]


def test_last_clause_does_not_own_the_closing_words() -> None:
    plan = plan_of(
        "1.甲。（市总工会负责）\n2.乙。（市人社局负责）\n各地落实情况2025年底前报市政府。\n某市人民政府\n2025年1月2日"
    )
    assert limits_of(plan.tasks[1]) == []
    assert "某市人民政府" not in plan.tasks[1].text


def test_bracket_that_was_not_closed() -> None:
    """One slip costs one bracket at most, not all the clauses after it."""
    plan = plan_of(
        "1.甲。（市总工会负责 2.乙。（市人社局负责）\n3.丙。（市财政局牵头，市教育局配合\n4.丁。（市审计局负责）"
    )
    assert [duties_of(task) for task in plan.tasks] == ["+市总工会", "+市人社局", "+市财政局 -市教育局", "+市审计局"]
    plan = plan_of("一、甲（一）乙。（市总工会负责（二）丙。（市人社局负责）（三）丁。（市审计局负责）")
    assert ["/".join(task.path) for task in plan.tasks] == ["一/(一)", "一/(二)", "一/(三)"]


def test_label_that_a_slip_hid_does_not_hide_the_next_ones() -> None:
    plan = plan_of("1.甲。（市总工会负责）2乙。（市人社局负责）3.丙。（市审计局负责）")
    assert [task.path for task in plan.tasks] == [("1",), ("3",)]


def test_hard_line_break_inside_a_bracket() -> None:
    assert duties_of(task_of("1.甲。（市总工\n会、市人社局负责）")) == "=市总工会 =市人社局"


@pytest.mark.parametrize(
    "text",
    [
        "一、各地区、各部门要按职责分工负责，密切配合。",
        "（一）建立由市总工会牵头、市人社局参与的联席会议制度。",
        "（二）院内实施（技工院校内由人社部门负责），院外另行规定。",
        "1.监督组。负责对工作进行监督，及时受理投诉。",
        "（三）涉及多个部门的工作，牵头部门要加强协调，相关部门要密切配合。",
        "（四）明确主责部门及配合部门，切实把责任落到实处。",
        "（五）组长由分管领导担任（名单附后）。办公室设在市总工会（兼）。",
        "2.提高质量（含安全、环保、能耗）。",
    ],
)
def test_prose_gives_no_task(text: str) -> None:
    plan = plan_of(text)
    assert plan.tasks == ()
    assert len(plan.headings) == 1


def test_headings_of_a_plan_without_duties() -> None:
    plan = plan_of("一、总体要求\n坚持原则。\n二、主要任务\n（一）加强培训。抓好落实。\n（二）选树典型。")
    assert [(h.path, h.text) for h in plan.headings] == [
        (("一",), "总体要求"),
        (("二",), "主要任务"),
        (("二", "(一)"), "加强培训"),
        (("二", "(二)"), "选树典型"),
    ]
    assert plan.tasks == ()


@pytest.mark.parametrize(
    ("text", "residue"),
    [
        ("1.甲。（市总工会牵头，进一步按照有关规定办理）", "进一步按照有关规定办理"),
        ("1.甲。（责任单位：市总工会、某某联络点位）", "某某联络点位"),
        ("1.甲。\n责任单位：市总工会\n完成时限：视情况而定", "视情况而定"),
        ("1.甲。（责任单位：市总工会 李四）", "李四"),
        ("1.甲。（责任单位：市人社局市财政局）", "市人社局市财政局"),
        ("1.甲。（责任单位：市12345热线、市总工会）", "市12345热线"),
        ("1.甲。（商务部发展改革委、财政部负责）", "商务部发展改革委"),
        ("1.甲。（市总工会、市人社局、市财政局负贵）", "市财政局负贵"),
    ],
)
def test_what_is_not_understood_is_shown(text: str, residue: str) -> None:
    assert [item.text for item in task_of(text).residue] == [residue]


def test_labelled_duty_that_cannot_be_read_is_not_lost() -> None:
    plan = plan_of("1.甲。责任单位：%%%%\n2.乙。（市总工会负责）")
    assert len(plan.tasks) == 1
    assert plan.residue[0].text.startswith("责任单位")


def _table(*rows: tuple[str, ...]) -> list[Paragraph]:
    return [table_row(row) for row in rows]


def test_table() -> None:
    plan = parse(
        [
            Paragraph("某市产改2026年任务分解表"),
            *_table(
                ("序号", "重点任务", "工作目标", "牵头单位", "配合单位", "完成时限"),
                ("一、思想引领", "", "", "", "", ""),
                ("1", "开展宣讲。", "宣讲不少于50场", "市委宣传部", "市总工会\n团市委", "10月底前"),
                ("二、技能提升", "", "", "", "", ""),
                ("2", "开展培训", "1万人次", "市人社局", "无", "长期坚持"),
                ("3", "完善机制", "", "市总工会、市人社局", "各县（市、区），市直有关单位", "2026年12月"),
            ),
        ]
    )
    assert [task.path for task in plan.tasks] == [("一", "1"), ("二", "2"), ("二", "3")]
    assert [duties_of(task) for task in plan.tasks] == [
        "+市委宣传部 -市总工会 -团市委",
        "+市人社局",
        "+市总工会 +市人社局 -各县（市、区）* -市直有关单位*",
    ]
    assert [limits_of(task) for task in plan.tasks] == [["2026-10-31"], ["open:长期坚持"], ["2026-12-31"]]
    assert [targets_of(task) for task in plan.tasks] == [[">=50场"], ["=10000人次"], []]
    assert not any(task.residue for task in plan.tasks)


def test_table_with_one_duty_column_and_verbs() -> None:
    plan = parse(
        _table(
            ("编号", "目标与任务", "分 管 领导", "责任单位"),
            ("80", "新增托位400个以上。", "俞某", "县教育局牵头，县卫健委、县各有关单位配合"),
            ("81", "探索路径。", "陆某", "县教育局、县财政局"),
        )
    )
    assert [duties_of(task) for task in plan.tasks] == ["+县教育局 -县卫健委 -县各有关单位*", "=县教育局 =县财政局"]
    assert targets_of(plan.tasks[0]) == [">=400个"]


def test_table_with_two_header_rows_and_a_cut_row() -> None:
    plan = parse(
        _table(
            ("序号", "任务", "责任单位", "责任单位"),
            ("", "", "牵头单位", "配合单位"),
            ("1", "甲事项", "市总工会", "市人社局"),
            ("", "", "", "市财政局"),
        )
    )
    assert [duties_of(task) for task in plan.tasks] == ["+市总工会 -市人社局 -市财政局"]


def test_table_that_goes_on_after_a_title() -> None:
    plan = parse(
        [
            Paragraph("一、思想引领"),
            *_table(("序号", "任务", "责任单位"), ("1", "甲事项", "市总工会")),
            Paragraph("二、技能提升"),
            *_table(("2", "乙事项", "市人社局")),
            Paragraph("这里是一段说明文字。"),
            *_table(("甲", "乙", "丙")),
        ]
    )
    assert [task.path for task in plan.tasks] == [("一", "1"), ("二", "2")]
    assert [duties_of(task) for task in plan.tasks] == ["+市总工会", "+市人社局"]


def test_table_pasted_as_text() -> None:
    plan = plan_of("序号\t任务\t责任单位\n一、甲\n1\t乙事项\t市总工会\n2\t丙事项\t市人社局")
    assert [(task.path, duties_of(task)) for task in plan.tasks] == [
        (("一", "1"), "+市总工会"),
        (("一", "2"), "+市人社局"),
    ]


def test_spans_point_at_the_words() -> None:
    text = "一、甲\n1.乙。2025年底前建成10家。（市总工会牵头，市人社局、财政局配合，随意办理一下）"
    plan = plan_of(text)
    task = plan.tasks[0]
    assert plan.text == text
    assert [text[a:b] for a, b in (duty.span for duty in task.duties)] == ["市总工会", "市人社局", "财政局"]
    assert [text[a:b] for a, b in (limit.span for limit in task.deadlines)] == ["2025年底前"]
    assert all(text[slice(*target.span)] == target.text for target in task.targets)
    assert all(text[slice(*item.span)] == item.text for item in task.residue)
    assert text[slice(*task.span)].startswith("乙。")
    assert text[slice(*plan.headings[0].span)] == "一、甲"


def test_spans_in_tables() -> None:
    plan = parse(_table(("序号", "任务", "责任单位", "完成时限"), ("1", "甲事项", "市总工会", "2025年底")))
    task = plan.tasks[0]
    assert plan.text[slice(*task.duties[0].span)] == "市总工会"
    assert plan.text[slice(*task.deadlines[0].span)] == "2025年底"


def test_a_targets_words_never_begin_inside_a_number() -> None:
    (task,) = plan_of("1.甲。2027年底前新建省级技能大师工作室不少于40个。（市总工会负责）").tasks
    assert [target.text for target in task.targets] == ["2027年底前新建省级技能大师工作室不少于40个"]


def test_json_has_the_contract_keys_only() -> None:
    value = as_json(plan_of("1.甲。2025年底前建成10家。（市总工会负责）"))
    assert list(value) == ["title", "doc_number", "issuer", "issued_on", "tasks", "residue"]
    task = value["tasks"][0]
    assert list(task) == ["path", "heading", "text", "duties", "deadlines", "targets", "residue"]
    assert task["duties"] == [{"unit": "市总工会", "role": "lead", "generic": False}]
    assert task["deadlines"] == [{"kind": "date", "date": "2025-12-31", "text": "2025年底前"}]
    assert task["targets"] == [{"text": "2025年底前建成10家", "number": 10, "unit": "家", "comparator": "="}]


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "（市局",
        "责任单位：",
        "市、",
        "等",
        "牵头",
        "推进",
        "一、",
        "1.",
        "2025年",
        "10%",
        "共",
        "\n",
        "。责任",
        "第一位为牵头",
        "1.甲。2025年底前建成10家。（市总工会负责）\n",
        "甲。（市总工会负责）\n",
        "市总工会、",
    ],
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    """A hostile or merely huge document must not hold a worker: twice the text takes about twice the time."""

    def seconds(length: int) -> float:
        begin = time.process_time()
        plan_of(piece * (length // len(piece)))
        return time.process_time() - begin

    assert seconds(60_000) < 3 * seconds(30_000) + 1


def test_a_table_drawn_with_strokes_is_a_table() -> None:
    """As pages and chat programs give a table that was copied as text."""
    plan = plan_of(
        "某县2024年重点工作任务分解表\n序号 | 目标与任务 | 分管县领导 | 牵头责任单位 | 责任单位 | 完成时限\n"
        "1 | 新增托位400个以上。 | 俞悦 | 县教育局 | 县卫健委、县财政局 | 2024年12月底\n"
        "2 | 建成实训基地1个。 | 陆明 | 县总工会 | 各乡镇（街道） | 全年持续推进\n"
    )
    assert [duties_of(task) for task in plan.tasks] == ["+县教育局 -县卫健委 -县财政局", "+县总工会 -各乡镇（街道）*"]
    assert [limits_of(task) for task in plan.tasks] == [["2024-12-31"], ["open:全年持续推进"]]
    assert [targets_of(task) for task in plan.tasks] == [[">=400个"], ["=1个"]]


def test_items_of_one_sentence_each_with_a_bracket() -> None:
    plan = plan_of("一、基地\n1.建设基地。①建成县级基地1个（县人社局）；②认定中心5家（县人社局、县工信局）。\n")
    assert [(task.path[-1], duties_of(task)) for task in plan.tasks] == [
        ("①", "+县人社局"),
        ("②", "=县人社局 =县工信局"),
    ]


def test_a_limit_without_a_year_takes_that_of_the_document_number() -> None:
    plan = plan_of("某省实施方案\n某政办发〔2023〕18号\n1.下放权限。（省司法厅负责，6月底前完成）\n")
    assert limits_of(plan.tasks[0]) == ["2023-06-30"]


def test_a_territorial_rule_in_other_words() -> None:
    plan = plan_of(
        "1.建市场。〔责任单位：省商务厅。具体任务均涉及相关市（州）人民政府，不再做分工，下同。〕\n"
        "2.优环境。〔责任单位：省市场监管局〕\n"
    )
    for task in plan.tasks:
        assert "相关市（州）人民政府" in duties_of(task)
        assert not task.residue


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("开展补贴性培训6万人次", ["=60000人次"]),
        ("按投资额的10%给予补助", []),
        ("每万名职工拥有工匠3名", ["=3名"]),
    ],
)
def test_what_is_given_away_is_no_target(text: str, targets: list[str]) -> None:
    assert targets_of(task_of(f"1.推进改革。{text}。（市总工会负责）")) == targets
