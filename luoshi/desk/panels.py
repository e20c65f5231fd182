"""What does the room put into the navigation and into the frame around every page?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from luoshi.desk import queries
from luoshi.desk.demo import story
from luoshi.kernel import alone, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.addresses import url_of
from luoshi.kernel.say import say


def register() -> None:
    """Called once, at start-up."""
    panels.tab("desk", say("待办"), "desk:home", 10, lambda actor: bool(actor.grants))
    panels.tab("desk", say("我的任务"), "desk:tasks", 30)
    panels.tab("desk", say("通知"), "desk:notices", 50)
    panels.notify("kernel.job", say("后台作业的结果"), ["kernel.job"], queries.job_ends, 200)
    panels.notify("kernel.stopped", say("停下的后台作业"), ["kernel.job"], queries.stopped_jobs, 210, needs=["system"])
    panels.tab("cockpit", say("总览"), "desk:cockpit", 10)
    panels.tab("cockpit", say("机构与灯"), "desk:tree", 20)
    panels.tab("cockpit", say("重点领域"), "desk:fields", 25)
    panels.tab("cockpit", say("首末一公里"), "desk:mile", 30, sees_a_place)
    panels.panel("org.unit", "desk/_on_unit.html", on_unit, 10)
    panels.greeting(lambda: story.log_ins() if story.is_loaded() else [])
    panels.FRAME.append(frame)
    alone.at_end(_count_anew)


def sees_a_place(actor: Actor) -> bool:
    """Whether the page is for this person: those who see a whole place."""
    return any(held.sight for held in actor.grants)


def _count_anew(pairs: Iterable[Any]) -> None:
    """What waits for somebody is no longer what it was after an act of theirs."""
    queries.forget({event.account_id for event, _ in pairs})


def frame(request: Any, actor: Actor) -> dict[str, Any]:
    """Search, what waits, where one stands, and the phone's bottom bar."""
    here = getattr(request, "tab", "")
    bottom = (
        (gettext("工作台"), "desk:home", "desk"),
        (gettext("任务"), "desk:tasks", "task"),
        (gettext("通知"), "desk:notices", "bell"),
        (gettext("查找"), "desk:search", "search"),
        (gettext("我的"), "desk:notice_settings", "user"),
    )
    return {
        "desk_url": url_of("desk:home"),
        "todo": queries.todo(actor),
        "todo_url": url_of("desk:home"),
        "unseen": queries.unseen(actor),
        "notices_url": url_of("desk:notices"),
        "person": [
            {"url": url_of("desk:notice_settings"), "label": gettext("通知设置")},
            {"url": url_of("jobs:list"), "label": gettext("后台作业")},
        ],
        "search_url": url_of("desk:search"),
        "query": request.GET.get("q", "") if here == "desk:search" else "",
        "switch_url": url_of("switch_unit"),
        "logout_url": url_of("logout"),
        "crumbs": queries.crumbs(actor),
        "bottom": [
            {"label": label, "url": url_of(name), "icon": icon, "active": name == here} for label, name, icon in bottom
        ],
    }


def on_unit(actor: Actor, unit: Any, _request: Any) -> dict[str, Any] | None:
    """The tasks that a unit leads, on the unit's page."""
    found = queries.led_by(actor, unit)
    return {"rows": found, "unit": unit} if found else None
