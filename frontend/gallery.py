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
import json
import shutil
import sys
import threading
from pathlib import Path
from types import SimpleNamespace as N
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = Path("/tmp/luoshi-gallery")  # noqa: S108
PORT = 8899
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.configure(
    SECRET_KEY="gallery",  # noqa: S106
    INSTALLED_APPS=["django.contrib.staticfiles"],
    STATIC_URL="/static/",
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="Asia/Shanghai",
    LANGUAGE_CODE="zh-hans",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "gallery", ROOT / "luoshi/kernel/templates"],
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


def nothing(_request: object) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("login/", nothing, name="login"), path("language/", nothing, name="set_language")]

TODAY = timezone.make_aware(dt.datetime(2026, 6, 23, 9, 30))


class Report(forms.Form):
    progress = forms.CharField(label="本期进展", widget=forms.Textarea(attrs={"rows": 3}), help_text="写结果和数字。")
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


def read(pairs: dict[str, Any]) -> Any:
    """A thing of the sample file, with its dates and moments as such."""
    for key in {"due", "day"} & pairs.keys():
        pairs[key] = dt.date.fromisoformat(pairs[key])
    if "at" in pairs:
        pairs["at"] = timezone.make_aware(dt.datetime.fromisoformat(pairs["at"]))
    return N(**pairs) if pairs else pairs


def context() -> dict[str, Any]:
    """What every page of the gallery is drawn from."""
    form = Report({"progress": "有关工作正在有序推进。", "number": "多", "due": "六月底", "lead": "1", "state": "2"})
    form.errors["due"] = form.error_class(["完成时限“六月底”不是日期，请写成 2026-06-30。"])
    sample = json.loads((HERE / "gallery/sample.json").read_text(), object_hook=read)
    return {**vars(sample), "csrf_token": "x" * 64, "form": form, "page": Paginator(range(41), 18).get_page(2)}


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
        **{show: ("gallery.html", {**base, "show": show}) for show in ("task", "form", "ledger", "desk", "marks")},
        "print": ("print.html", base),
        "login": (
            "ui/login.html",
            {
                "chrome": {"brand": "落实", "headline": "江澜省产业工人队伍建设改革\n落实督查平台"},
                "form": login,
                "sso_url": "#",
                "password_reset_url": "#",
                "idle_minutes": 15,
            },
        ),
        "404": ("404.html", {"chrome": frame}),
        "409": ("409.html", {"chrome": frame, "csrf_token": "x" * 64, "error": stale, "typed": typed}),
        "422": (
            "refused.html",
            {
                "chrome": frame,
                "csrf_token": "x" * 64,
                "error": Error("3.2-05 缺具体责任人；4.4-01 缺完成时限、达到的标准。"),
                "typed": [],
            },
        ),
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


FAULTS = """axe.run().then(r => r.violations.map(
    v => v.id + ": " + v.nodes.slice(0, 4).map(n => n.html.slice(0, 140)).join(" | ")))"""


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
                for fault in tab.evaluate(FAULTS):
                    print(f"axe {name} at {wide}: {fault}")
                if wide == 1440 and name in {"print", "task"}:
                    tab.emulate_media(media="print")
                    tab.set_viewport_size({"width": 1480 if name == "print" else 680, "height": 900})
                    tab.screenshot(path=str(OUT / f"{name}-paper.png"), full_page=True)
                    tab.emulate_media(media="screen")
                    tab.set_viewport_size({"width": wide, "height": high})
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
                web.shutdown()
            else:
                web.serve_forever()
