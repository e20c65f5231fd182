"""What stops a paper on its way up: a request within a 报告, two superiors, too many words. What its writer looks at again."""

from __future__ import annotations

import pytest

from luoshi.policy.rules.submissions import MOST, Draft, faults, matters, remarks

TEXT = "现将有关情况报告如下。全省 24 户企业开班 42 个。"


def said(kind: str, text: str = TEXT, party: str = "省委", title: str = "") -> list[str]:
    name = {"petition": "请示", "report": "报告", "special": "专报"}[kind]
    return [str(one) for one in faults(Draft(kind, party, title or f"关于学徒培训的{name}", text))]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("report", "妥否，请批示。"), ("report", "以上报告，请予批准。"), ("special", "恳请省委批准增加编制"), ("report", "特请省政府予以解决"),
        ("report", "当否，请批复。"), ("special", "请予支持解决"),
    ],
)  # fmt: skip
def test_a_report_carries_no_request(kind: str, words: str) -> None:
    [reason] = said(kind, f"{TEXT}\n{words}")
    assert "不得夹带请示事项" in reason


@pytest.mark.parametrize(
    "words",
    [
        "特此报告。",
        "以上报告，请审阅。",
        "按照省委批准的方案推进。",
        "经省政府批复同意，已经开工。",
        "报请省委常委会会议审议的材料已经准备。",
    ],
)
def test_a_report_as_it_should_be(words: str) -> None:
    assert said("report", f"{TEXT}\n{words}") == []


def test_one_superior() -> None:
    assert said("petition", party="省委、省政府") == ["请示只主送一个上级机关；需要同时送其他机关的，用抄送。"]
    assert said("petition", party="省委") == []
    assert said("report", party="省委、省政府") == []


def test_length_is_counted_without_blanks() -> None:
    for kind, most in MOST.items():
        assert said(kind, " 字\n" * most) == []
        assert said(kind, "字" * (most + 1)) == [f"正文 {most + 1} 字，超过 {most} 字，请压缩。"]


@pytest.mark.parametrize(
    ("title", "text", "count"),
    [
        ("关于增加实训基地建设资金的请示", "妥否，请批示。", 1),
        ("关于增加资金和调整编制的请示", "妥否，请批示。", 2),
        ("关于学徒培训有关事项的请示", "一是请求安排资金 300 万元；二是恳请增加编制 5 名；三是申请调整时限。", 3),
    ],
)
def test_one_matter_each(title: str, text: str, count: int) -> None:
    draft = Draft("petition", "省委", title, text)
    assert matters(draft) == count
    assert any("一文一事" in str(one) for one in remarks(draft)) == (count > 1)


def test_what_is_only_remarked() -> None:
    assert [str(one) for one in remarks(Draft("petition", "省委", "学徒培训", "需要资金。"))] == [
        "请示没有写请批示的结语，例如“妥否，请批示”。", "标题没有以“请示”结尾。",
    ]  # fmt: skip
    assert remarks(Draft("report", "省委", "关于学徒培训的报告", TEXT)) == []
