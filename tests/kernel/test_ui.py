"""Do the tags draw what a computed thing says, escape what a person typed, and break lines only where they may?"""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from luoshi.kernel import clock
from luoshi.kernel.templatetags import ui

NASTY = "<script>alert('1')</script>"


def draw(source: str, **values: object) -> str:
    context = Context(
        {"csrf_token": "t" * 64, "request": RequestFactory().get("/x", {"q": "岚", "page": "2"}), **values}
    )
    return Template("{% load ui %}" + source).render(context)


def light(kind: str, state: str, brief: str = "", *because: str) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, state=state, brief=brief, because=because)


@pytest.mark.parametrize(
    ("kind", "state", "glyph"),
    [
        ("time", "green", "正"),
        ("time", "yellow", "近"),
        ("time", "red", "逾"),
        ("time", "paused", "停"),
        ("time", "closed", "结"),
        ("progress", "green", "达"),
        ("progress", "ahead", "超"),
        ("progress", "yellow", "欠"),
        ("progress", "red", "滞"),
        ("progress", "paused", "停"),
        ("progress", "closed", "结"),
        ("progress", "none", "—"),
    ],
)
def test_each_state_has_its_character(kind: str, state: str, glyph: str) -> None:
    drawn = draw("{% light l %}", l=light(kind, state))
    assert f">{glyph}</b>" in drawn
    assert f"light-{kind} is-{state}" in drawn


def test_a_light_carries_its_reason() -> None:
    drawn = draw("{% light l %}", l=light("time", "red", "逾期 16 日", "应于 5月31日完成"))
    assert 'title="时间灯：逾期。应于 5月31日完成。"' in drawn
    assert "逾期 16 日" in draw("{% light l words=True %}", l=light("time", "red", "逾期 16 日"))
    assert "时间：按时" in draw("{% light l size=32 words=True %}", l=light("time", "green"))


def test_no_light_is_a_dash() -> None:
    assert "—" in draw("{% light l %}", l=None)


def test_typed_text_is_escaped_everywhere() -> None:
    one = light("time", "red", NASTY, NASTY)
    act = SimpleNamespace(
        code="x",
        label=NASTY,
        url="/x",
        enabled=True,
        because=(),
        primary=True,
        confirm=NASTY,
        method="post",
        fields={"a": NASTY},
    )
    shut = SimpleNamespace(**{**vars(act), "enabled": False, "because": (NASTY,)})
    entry = SimpleNamespace(at=timezone.now(), title=NASTY, text=NASTY, who=NASTY, mark="warn")
    drawn = draw(
        "{% light l words=True %}{% light l size=32 words=True %}{% tag n %}{% act a %}{% act s %}{% timeline e %}"
        "{% diff n m %}"
        "{% empty n n '/x' n %}{% srcbox n '/x' n %}{{ n|unitname }}{{ n|nowrapnum }}{{ n|lines }}{% steps 1 3 n %}"
        "{% progress n n %}{% notice n 'warn' %}",
        l=one,
        n=NASTY,
        m=NASTY + "1",
        a=act,
        s=shut,
        e=[entry],
    )
    assert "<script" not in drawn
    assert "alert" in drawn


def test_nothing_needs_an_inline_style_or_handler() -> None:
    drawn = draw("{% progress 31 48 %}{% bar 3 4 %}{% steps 2 8 'x' %}{% light l %}", l=light("time", "red"))
    assert not re.search(r"\sstyle=|\son[a-z]+=", drawn)


@pytest.mark.parametrize(
    ("done", "width"), [(31, "31%"), (0.5, "0.5%"), (250, "100%"), (-3, None), (0, None), (None, None)]
)
def test_the_bar_stays_in_its_frame(done: object, width: str | None) -> None:
    drawn = draw("{% progress d 48 %}", d=done)
    found = re.search(r'class="bar-fill" x="0" y="3" width="([^"]+)"', drawn)
    assert (found and found.group(1)) == width
    assert ("—" in drawn) == (done is None)


def test_an_act_that_cannot_be_taken_says_why() -> None:
    act = SimpleNamespace(
        label="申请办结", url="/x", enabled=False, because=("还不能办结：缺 2 条佐证",), method="post"
    )
    drawn = draw("{% act a %}", a=act)
    assert 'aria-disabled="true"' in drawn
    assert "<form" not in drawn
    described = re.search(r'aria-describedby="([^"]+)"', drawn)
    assert described
    assert f'id="{described.group(1)}"' in drawn


def test_a_post_act_is_a_form_with_its_keys() -> None:
    act = SimpleNamespace(
        label="签收", url="/x", enabled=True, because=(), method="post", confirm="", fields={"version": 7}
    )
    drawn = draw("{% act a %}{% act a %}", a=act)
    assert drawn.count("csrfmiddlewaretoken") == 2
    assert drawn.count('name="version" value="7"') == 2
    keys = re.findall(r'name="_key" value="([^"]+)"', drawn)
    assert len(set(keys)) == 2


def test_an_act_that_asks_first_leads_to_its_page_without_javascript() -> None:
    act = SimpleNamespace(
        label="签发", url="/issue", enabled=True, because=(), method="post", confirm="签发通知单？", fields={}
    )
    drawn = draw("{% act a %}", a=act)
    assert '<a class="btn" href="/issue"' in drawn
    assert "<dialog" in drawn


def test_the_difference_keeps_both_texts() -> None:
    old, new = "在训约 300 人，有序推进。", "在训 344 人，口径与 5月一致。"
    drawn = str(ui.diff(old, new))
    assert re.sub(r"<ins>.*?</ins>|<[^>]+>", "", drawn) == old
    assert re.sub(r"<del>.*?</del>|<[^>]+>", "", drawn) == new
    assert "<ins>" not in str(ui.diff(old, old))


def test_long_texts_are_compared_by_clause() -> None:
    old = "甲乙丙，" * 2000
    assert str(ui.diff(old, old + "丁。")).endswith("<ins>丁。</ins></div>")


def test_dates() -> None:
    with clock.at(timezone.make_aware(dt.datetime(2026, 6, 23))):
        day, moment = dt.date(2026, 12, 31), timezone.make_aware(dt.datetime(2026, 6, 22, 16, 8))
        assert ui.cndate(day) == "2026年12月31日"
        assert ui.shortdate(day) == "12月31日"
        assert ui.shortdate(dt.date(2027, 1, 2)) == "2027年1月2日"
        assert ui.isodate(day) == "2026-12-31"
        assert ui.when(moment) == "6月22日 16:08"
        assert ui.cndate(None) == "—"
        with translation.override("en"):
            assert ui.cndate(day) == "31 December 2026"
            assert ui.shortdate(day) == "31 December"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (19_200_000, "元", "1,920 万元"),
        (9_999, "人", "9,999 人"),
        (120_000_000, "", "1.2 亿"),
        (None, "", "—"),
        (0, "", "0"),
    ],
)
def test_large_figures(value: object, unit: str, said: str) -> None:
    assert ui.wan(value, unit) == said


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("省人力资源社会保障厅", ["省人力资源", "社会保障厅"]),
        ("省住房城乡建设厅", ["省住房", "城乡建设厅"]),
        ("省产改协调小组办公室", ["省产改", "协调小组", "办公室"]),
        ("省总工会", ["省总工会"]),
        ("省发展改革委", ["省发展改革委"]),
        ("清渡县人力资源社会保障局", ["清渡县", "人力资源", "社会保障局"]),
    ],
)
def test_unit_names_break_at_meaningful_places(name: str, parts: list[str]) -> None:
    assert re.sub("</?span[^>]*>", "", str(ui.unitname(name))).split("<wbr>") == parts


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("合格率不低于 90%，另", "不低于 90%"),
        ("年培训 6,000 人", "6,000 人"),
        ("见澜产改〔2026〕17号文", "〔2026〕17号"),
        ("不超过 15 个工作日", "不超过 15 个工作日"),
        ("距时限 133 个工作日", "133 个工作日"),
        ("资金 1,920 万元", "1,920 万元"),
        ("于6月23日前", "6月23日前"),
    ],
)
def test_a_number_stays_with_its_unit(text: str, whole: str) -> None:
    assert f'<span class="nb">{whole}</span>' in str(ui.nowrapnum(text))


class Form(forms.Form):
    number = forms.IntegerField(label="人数", help_text="累计")
    lead = forms.ChoiceField(label="责任", choices=[("1", "甲")], widget=forms.RadioSelect)
    same = forms.BooleanField(label="无变化", required=False)


def test_a_faulty_field_is_tied_to_its_message() -> None:
    drawn = draw("{% field f.number source='上期报送' %}{% field f.lead %}{% field f.same %}", f=Form({"number": "多"}))
    described = re.search(r'aria-describedby="([^"]+)"', drawn)
    assert described
    for name in described.group(1).split():
        assert f'id="{name}"' in drawn
    assert 'value="多"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert drawn.count("（必填）") == 2


def test_the_pager_keeps_the_query() -> None:
    from django.core.paginator import Paginator

    drawn = draw("{% pager p %}", p=Paginator(range(41), 10).get_page(2))
    assert "q=%E5%B2%9A&amp;page=3" in drawn
    assert "共 41 项" in drawn
