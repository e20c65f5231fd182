"""Draws the gallery of components, and the frame's other pages, to /tmp/luoshi-gallery, for looking at them.

    ../.venv/bin/python gallery.py            writes the pages and copies the built files beside them
    ../.venv/bin/python gallery.py --serve    the same, then serves them on http://127.0.0.1:8899/
    ../.venv/bin/python gallery.py --shots    the same, then photographs each page at 1440 and 390

Needs no database and no rooms: it configures Django by itself.
"""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace as N

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = Path("/tmp/luoshi-gallery")
PORT = 8899
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.configure(
    SECRET_KEY="gallery",
    INSTALLED_APPS=["django.contrib.staticfiles"],
    STATIC_URL="/static/",
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="Asia/Shanghai",
    LANGUAGE_CODE="zh-hans",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [ROOT / "luoshi/kernel/templates"],
            "OPTIONS": {
                "libraries": {"ui": "luoshi.kernel.templatetags.ui"},
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ],
)
django.setup()

from django import forms  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402

from luoshi.kernel import clock  # noqa: E402


def nothing(request: object) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("login/", nothing, name="login"), path("language/", nothing, name="set_language")]

TODAY = timezone.make_aware(dt.datetime(2026, 6, 23, 9, 30))


def light(kind: str, state: str, brief: str = "", *because: str) -> N:
    return N(kind=kind, state=state, brief=brief, because=because)


def move(code: str, label: str, **more: object) -> N:
    base = {"url": "#", "enabled": True, "because": (), "primary": False, "confirm": "", "method": "post", "fields": {}}
    return N(code=code, label=label, **{**base, **more})


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2026, month, day, hour, minute))


class Report(forms.Form):
    progress = forms.CharField(label="本期进展", widget=forms.Textarea(attrs={"rows": 3}), help_text="写结果和数字，500 字以内。")
    number = forms.IntegerField(label="累计结业人数（人）", widget=forms.NumberInput(attrs={"class": "w-num"}))
    due = forms.DateField(label="完成时限", widget=forms.TextInput(attrs={"class": "w-date"}))
    state = forms.ChoiceField(label="推进状态", choices=[("1", "达序时进度"), ("2", "欠序时进度"), ("3", "已完成")])
    lead = forms.ChoiceField(
        label="责任单位",
        choices=[("1", "三家共同负责，不设牵头"), ("2", "指定牵头单位"), ("3", "提请协调小组明确")],
        widget=forms.RadioSelect,
        initial="1",
    )
    same = forms.BooleanField(label="本期无变化，沿用上期数据", required=False)


def ledger() -> list[N]:
    t, p = functools.partial(light, "time"), functools.partial(light, "progress")
    rows = [
        ("三、健全技能形成体系", "3.1-03", "建设区域公共实训基地", "9 个县（区）各建 1 个，全部通过省级验收", "省发展改革委", "钟睿", (2026, 12, 31), 34, 48, t("green", "剩 133 日"), p("yellow", "差 14"), "白溪、松坪两县用地未批"),
        ("", "3.2-01", "完善企业新型学徒制培训补贴办法", "办法印发公开，申领办结不超过 15 个工作日", "省人力资源社会保障厅", "梁思远", (2026, 6, 26), 85, 97, t("yellow", "剩 3 日"), p("yellow", "差 12"), "省财政厅会签第 9 个工作日未回"),
        ("", "3.3-02", "职业院校与骨干企业共建产业学院", "新建 12 个，每个签约企业不少于 3 户", "省教育厅", "贺文柏", (2026, 6, 18), 72, 100, t("red", "逾期 2 日"), p("yellow", "差 28"), "已建 9 个，余 3 个待企业签约"),
        ("四、畅通职业发展通道", "4.2-01", "贯通工程技术与技能人才职业发展", "评审细则印发，首批评审完成", "省人力资源社会保障厅", "沈砚", (2026, 10, 31), 22, 56, t("green", "剩 89 日"), p("red", "差 34"), "细则初稿未成，3 个专业组未定"),
        ("六、搭建建功立业平台", "6.2-01", "制定职工创新成果转化支持办法", "办法印发，首批支持不少于 30 项", "省科技厅", "何以宁", (2026, 7, 31), 30, "停", t("paused", "停 4 日"), p("paused"), "资金渠道有争议，已提请裁定"),
        ("", "6.3-01", "建设示范班组", "新建 200 个，有评分表和现场核查", "省国资委", "江屿", (2026, 12, 31), 64, 50, t("green", "剩 133 日"), p("ahead", "超 14"), "已建 128 个"),
        ("七、加强组织领导", "7.1-01", "建立产改统计监测制度", "指标、口径、来源齐全，按季发布", "省总工会", "苏敏", (2026, 3, 31), 100, 100, t("closed", "办结"), p("closed"), "3月27日核验通过"),
    ]
    keys = "group code name standard lead person due done planned time progress latest".split()
    found = [N(**dict(zip(keys, row, strict=True))) for row in rows]
    for row in found:
        row.due = dt.date(*row.due)
    return found


def context() -> dict[str, object]:
    form = Report({"progress": "有关工作正在有序推进。", "number": "多", "due": "六月底", "lead": "1", "state": "2"})
    form.errors["due"] = form.error_class(["完成时限“六月底”不是日期，请写成 2026-06-30。"])
    frame = {
        "brand": "落实",
        "sections": [
            {"label": "工作台", "url": "#", "active": False},
            {"label": "驾驶舱", "url": "#", "active": False},
            {"label": "宏观指导", "url": "#", "active": False, "divider_before": True},
            {"label": "政策协调", "url": "#", "active": False},
            {"label": "组织推进", "url": "#", "active": True},
            {"label": "督促检查", "url": "#", "active": False},
        ],
        "tabs": [
            {"label": label, "url": "#", "active": label == "工作台账"}
            for label in ("工作台账", "时间表路线图", "下达与签收", "报送审核", "谁没报", "情况表")
        ],
        "crumbs": ["江澜省"],
        "unit": "省人力资源社会保障厅",
        "units": [
            {"id": 1, "name": "省人力资源社会保障厅", "active": True},
            {"id": 2, "name": "省产改协调小组办公室", "active": False},
        ],
        "switch_url": "#",
        "todo": 4,
        "todo_url": "#",
        "who": "林静川 · 联络员",
        "search_url": "#",
        "query": "",
        "logout_url": "#",
        "languages": [("zh-hans", "中文"), ("en", "English")],
        "bottom": [
            {"label": "工作台", "url": "#", "icon": "desk", "active": False},
            {"label": "任务", "url": "#", "icon": "task", "active": True},
            {"label": "通知", "url": "#", "icon": "bell", "active": False},
            {"label": "我的", "url": "#", "icon": "user", "active": False},
        ],
    }
    return {
        "chrome": frame,
        "csrf_token": "x" * 64,
        "form": form,
        "rows": ledger(),
        "page": Paginator(range(41), 18).get_page(2),
        "filters": [
            N(name="级次", value="省级", remove_url="#"),
            N(name="重点领域", value="骨干企业、战略性新兴产业", remove_url="#"),
        ],
        "time": light("time", "green", "按时", "距时限 133 个工作日，临期线为 3 个工作日"),
        "prog": light(
            "progress", "yellow", "欠 17 个百分点", "当前 31%（1,862 人），按季度节点应到 48%", "岚川市 3 个县（区）未开班，占缺口 75%"
        ),
        "every": [light(kind, state) for kind, states in (("time", "green yellow red paused closed"), ("progress", "green ahead yellow red paused closed none")) for state in states.split()],
        "moves": [
            move("report", "填报 6月", primary=True, method="get", note="6月25日截止，剩 2 个工作日。已预填 7 项。"),
            move("extend", "申请延期"),
            move("cannot", "办不了，请求协调", confirm="请求协调？", ask=[{"name": "reason", "label": "办不了的原因", "required": True}]),
            move("close", "申请办结", enabled=False, because=("还不能办结：当前 1,862 人，标准为 6,000 人；岚川市 3 县（区）未完成。",)),
            move("chase", "下发督办单", enabled=False, because=("须由省产改协调小组办公室签发",)),
        ],
        "headmoves": [move("save", "保存草稿"), move("sign", "送分管领导签发", enabled=False, because=("还不能送签：清渡县 1 份待审",))],
        "desk": [
            N(group="已逾期", late=True, count=1, light=light("time", "red"), day=dt.date(2026, 6, 18), left="逾期 2 个工作日", css="late", kind="整改", title="问题〔2026〕17号：两户企业学徒名册与实训记录不一致", sub="须逐户核对并上传更正后的名册", who="省督察二组", state="应于 6月18日前，已催办 1 次", act=move("a", "填写整改情况", primary=True, method="get")),
            N(group="今天", count=1, light=light("time", "yellow"), day=dt.date(2026, 6, 23), left="今天 17:30 前", css="soon", kind="签收", title="黄色督办单〔2026〕12号：区域公共实训基地用地未批", sub="签收后 3 个工作日内答复", who="市产改协调办", state="送达 6月22日 17:42", act=move("a", "签收", primary=True)),
            N(group="以后", count=1, light=light("time", "green"), day=dt.date(2026, 6, 30), left="剩 5 个工作日", css="", kind="填报", title="3.2-04 开展企业新型学徒制培训 · 6月报送", sub="进度 31%，按计划应到 48%", who="市人力资源社会保障局", state="已预填 7 项，待填 2 项", act=move("a", "填报", method="get")),
        ],
        "entries": [
            N(at=at(6, 22, 16, 8), title="退回岚川市 6月报送", text="理由：未开班原因写“正在推进”，请逐县说明并给出开班日期。", who="林静川", mark="warn"),
            N(at=at(6, 22, 10, 31), title="白溪县答复“办不了”", text="县内无培训资质机构。市级 2 个工作日内答复，期间不计入欠报。", who="尹远山", mark="hollow"),
            N(at=at(5, 28, 9, 45), title="5月报送已接收", text="省协调办接收，原文哈希 7c1e…a90b。", who="陈立言", mark="solid"),
            N(at=at(2, 27, 17, 12), title="下达", text="四要素齐全，由省协调小组第 3 次会议确定。", who="省协调办", mark="solid"),
        ],
        "tree": [
            N(id="1", parent="", level=0, name="澜阳市", who="韩叙", share=2400, done=1035, pct=43, open=True, kids=True, t=light("time", "green"), p=light("progress", "green"), tag="", kind=""),
            N(id="2", parent="1", level=1, name="望澜区", who="郑可", share=1000, done=462, pct=46, kids=False, t=light("time", "green"), p=light("progress", "green"), tag="", kind=""),
            N(id="3", parent="1", level=1, name="清渡县", who="周晓岚", share=800, done=291, pct=36, kids=False, t=light("time", "green"), p=light("progress", "yellow"), tag="待报", kind="yellow"),
            N(id="4", parent="", level=0, name="岚川市", who="秦越", share=1600, done=0, pct=0, open=False, kids=True, t=light("time", "green"), p=light("progress", "red"), tag="已退回", kind="ochre"),
            N(id="5", parent="4", level=1, name="白溪县", who="尹远山", share=500, done=0, pct=0, kids=False, t=light("time", "green"), p=light("progress", "red"), tag="办不了", kind="dark"),
        ],
        "old": "全县 7 户企业开班 12 个，在训约 300 人，结业 291 人，合格率 91.4%。有关工作正在有序推进。",
        "new": "全县 7 户企业开班 12 个，在训 344 人，结业 291 人，合格率 91.4%。新增人数按身份证号去重，口径与 5月一致。",
        "periods": ["done", "late", "missing", "returned", "waived", "due", "none"],
        "roles": ["lead", "joint", "support", "", "supervising"],
        "done": N(tags="done undo:#", __str__=lambda self: ""),
    }


class Said(str):
    tags = ""


def said(text: str, tags: str) -> Said:
    one = Said(text)
    one.tags = tags
    return one


class Error:
    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons


def write() -> list[str]:
    OUT.mkdir(exist_ok=True)
    shutil.copytree(ROOT / "luoshi/kernel/static", OUT / "static", dirs_exist_ok=True)
    request = RequestFactory().get("/gallery", {"q": "1"})
    base = context()
    base["messages"] = [said("已接收清渡县 6月报送。", "done undo:/undo")]
    frame = base["chrome"]
    login = forms.Form({})
    login.errors["__all__"] = login.error_class(["用户名或密码不对，还可再试 3 次。"])
    typed = ["未开班原因写“正在推进”，请逐县说明并给出开班日期。"]
    stale = Error("韩叙 2 分钟前已接收这份报送。您写的退回理由没有提交，已留在下方。")
    pages = {
        **{show: ("ui/gallery.html", {**base, "show": show}) for show in ("task", "form", "ledger", "desk", "marks")},
        "print": ("ui/gallery_print.html", base),
        "login": ("ui/login.html", {"chrome": {"brand": "落实", "headline": "江澜省产业工人队伍建设改革\n落实督查平台"}, "form": login, "sso_url": "#", "password_reset_url": "#", "idle_minutes": 15}),
        "404": ("404.html", {"chrome": frame}),
        "409": ("409.html", {"chrome": frame, "csrf_token": "x" * 64, "error": stale, "typed": typed}),
        "422": ("refused.html", {"chrome": frame, "csrf_token": "x" * 64, "error": Error("3.2-05 缺具体责任人；4.4-01 缺完成时限、达到的标准。"), "typed": []}),
        "500": ("500.html", {"number": "7F3A-2206"}),
    }
    with clock.at(TODAY):
        for name, (template, values) in pages.items():
            (OUT / f"{name}.html").write_text(render_to_string(template, values, request=request))
    return list(pages)


def server() -> http.server.ThreadingHTTPServer:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            # The rule the site sends: what breaks it shows here first.
            self.send_header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
            super().end_headers()

        def log_message(self, *args: object) -> None:
            pass

    return http.server.ThreadingHTTPServer(("127.0.0.1", PORT), functools.partial(Quiet, directory=str(OUT)))


def shots(names: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    axe = (HERE / "node_modules/axe-core/axe.min.js").read_text()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for wide, high in ((1440, 900), (390, 844), (900, 900)):
            view = browser.new_context(viewport={"width": wide, "height": high})
            tab = view.new_page()
            tab.on("console", lambda message: print("console:", message.text) if message.type == "error" else None)
            for name in names:
                tab.goto(f"http://127.0.0.1:{PORT}/{name}.html")
                tab.evaluate("scrollTo(0, 0)")
                tab.screenshot(path=str(OUT / f"{name}-{wide}.png"), full_page=True)
                over = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
                if over > 0:
                    print(f"{name} at {wide}: {over}px too wide")
                # Evaluated by the debugger, not by the page, so the page's rule stays in force.
                tab.evaluate(axe)
                for fault in tab.evaluate("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 140)).slice(0, 4).join(' | ')))"):
                    print(f"axe {name} at {wide}: {fault}")
                if wide == 1440 and name == "print":
                    tab.pdf(path=str(OUT / "print.pdf"), prefer_css_page_size=True)
        browser.close()


if __name__ == "__main__":
    written = write()
    if "--shots" in sys.argv or "--serve" in sys.argv:
        with server() as web:
            if "--shots" in sys.argv:
                threading.Thread(target=web.serve_forever, daemon=True).start()
                shots(written)
                subprocess.run(["ls", str(OUT)], check=True)
                web.shutdown()
            else:
                web.serve_forever()
