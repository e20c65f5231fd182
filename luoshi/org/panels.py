"""What does the room put into the navigation, and how do its acts read in timelines?"""

from __future__ import annotations

from typing import Any

from luoshi.kernel import panels
from luoshi.kernel.say import Say, say
from luoshi.org.rules import ROLE_LABELS
from luoshi.org.workflow import SHEET_IMPORT


def register() -> None:
    """Called once, at start-up."""
    panels.tab("cockpit", say("机构"), "units:tree", 40)
    panels.tab("cockpit", say("关系与权限"), "units:rules", 50)
    panels.workflow(SHEET_IMPORT)
    for code, text, mark in SENTENCES:
        panels.sentence(code, text, mark)


def _named(text: Say) -> Any:
    """A sentence with the name of what it happened to."""
    return lambda event: say(text.text, name=event.object_name)


def _granted(event: Any) -> Say:
    role = str((event.after or {}).get("role") or "")
    return say("授予权限：{role}", role=ROLE_LABELS[role]) if role in ROLE_LABELS else say("授予权限")


SENTENCES: tuple[tuple[str, Any, str], ...] = (
    ("org.unit.add", say("设立"), "solid"),
    ("org.unit.move", say("改变隶属"), "solid"),
    ("org.line.join", say("列入条线"), "hollow"),
    ("org.post.add", _named(say("设岗：{name}")), "hollow"),
    ("org.post.take", _named(say("任职：{name}")), "solid"),
    ("org.post.leave", _named(say("离任：{name}")), "solid"),
    ("org.grant.give", _granted, "solid"),
    ("org.import.upload", say("上传表格"), "solid"),
    ("org.import.columns", say("指明各栏"), "hollow"),
    ("org.import.remember", None, "hollow"),
    ("org.alias.remember", None, "hollow"),
    ("org.body.form", _named(say("成立{name}")), "solid"),
)
