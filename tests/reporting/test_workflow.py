"""The tables of a report and of a receipt: no database."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.kernel.say import say
from luoshi.reporting.workflow import RECEIPT, REPORT, ReceiptFacts, ReportFacts

LIAISON = frozenset({"unit.view", "unit.receive", "unit.report"})
HEAD = frozenset({"unit.sign", "step.view"})
REVIEWER = frozenset({"recipient.view", "recipient.review"})


@pytest.mark.parametrize("table", [REPORT, RECEIPT])
def test_every_state_is_reached_and_left(table: Any) -> None:
    assert table.reachable() == set(table.states)
    assert table.dead_ends() == set()


@pytest.mark.parametrize(
    ("move", "state", "facts", "given", "reason"),
    [
        ("submit", "draft", ReportFacts(LIAISON, entries=2), {}, ""),
        ("submit", "draft", ReportFacts(LIAISON), {}, "没有要报送的任务。"),
        ("submit", "draft", ReportFacts(LIAISON, entries=2, unfilled=("3.2-04",)), {}, "还有 1 项没有填好：3.2-04。"),
        (
            "submit",
            "draft",
            ReportFacts(LIAISON, entries=1, left_out=("新任务",)),
            {},
            "新下达的任务还没有列入：新任务。",
        ),
        ("submit", "sent", ReportFacts(LIAISON, entries=1), {}, "当前为“已报出”，不能送签批。"),
        ("sign", "signing", ReportFacts(HEAD, entries=1), {}, ""),
        ("sign", "signing", ReportFacts(LIAISON, {"step.view": "韩叙"}, entries=1), {}, "须由韩叙办理。"),
        ("sign", "signing", ReportFacts(HEAD, entries=1, altered=True), {}, "送签后内容有改动，请撤回后重新送签。"),
        ("sign_scan", "signing", ReportFacts(LIAISON, entries=1), {"signed_by": "韩叙"}, "缺签批单扫描件。"),
        ("sign_scan", "signing", ReportFacts(LIAISON, entries=1), {"signed_by": "韩叙", "scan": object()}, ""),
        ("rework", "sent", ReportFacts(LIAISON), {}, "没有被退回的内容，不用修改重报。"),
        ("rework", "sent", ReportFacts(LIAISON, returned=1), {}, ""),
    ],
)
def test_report(move: str, state: str, facts: ReportFacts, given: dict[str, Any], reason: str) -> None:
    assert " ".join(str(one) for one in REPORT.refusals(move, state, facts, given)) == reason


@pytest.mark.parametrize(
    ("move", "state", "facts", "note", "reason"),
    [
        ("accept", "pending", ReceiptFacts(REVIEWER), "", ""),
        ("accept", "accepted", ReceiptFacts(REVIEWER), "", "当前为“已接收”，不能接收。"),
        ("accept", "pending", ReceiptFacts(HEAD), "", "您所在单位或职务不能办理这一步。"),
        (
            "accept",
            "pending",
            ReceiptFacts(REVIEWER, reopened=True, reporter="望澜区"),
            "",
            "望澜区正在修改，等重报后再审核。",
        ),
        ("return", "pending", ReceiptFacts(REVIEWER), "", "缺退回理由。"),
        ("return", "pending", ReceiptFacts(REVIEWER), "口径不清。", ""),
        ("return", "pending", ReceiptFacts(REVIEWER, forbidden=say("不能退回。")), "口径不清。", "不能退回。"),
        ("withdraw", "accepted", ReceiptFacts(REVIEWER), "", "缺撤回理由。"),
    ],
)
def test_receipt(move: str, state: str, facts: ReceiptFacts, note: str, reason: str) -> None:
    assert " ".join(str(one) for one in RECEIPT.refusals(move, state, facts, {"note": note})) == reason
