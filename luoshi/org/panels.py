"""What does the room put into the navigation, and how do its acts read in timelines?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from luoshi.kernel import health, panels, search, words
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import Say, say
from luoshi.org.models import HandOver, Person, Unit
from luoshi.org.queries import liaisons, sheets
from luoshi.org.queries.health import findings
from luoshi.org.rules import ADMINISTRATORS, ROLE_LABELS, permissions
from luoshi.org.workflow import ACCOUNT, DELEGATION, HAND_OVER, SHEET_IMPORT


def register() -> None:
    """Called once, at start-up."""
    panels.tab("cockpit", say("机构"), "units:tree", 40)
    panels.tab("cockpit", say("联络员"), "units:liaisons", 45)
    panels.tab("cockpit", say("关系与权限"), "units:rules", 50)
    search.register(
        search.Source(Unit, ("name", "short_name"), more=lambda row: words.sound(row["short_name"] or row["name"]))
    )
    search.register(search.Source(Person, ("name",), more=lambda row: words.sound(row["name"])))
    panels.owed(owed)
    panels.workflow(SHEET_IMPORT)
    panels.tab("desk", say("负担"), "units:burden", 50, lambda actor: actor.unit_id is not None)
    panels.tab("desk", say("交接"), "units:handing", 40, staffs)
    for table in (HAND_OVER, DELEGATION):
        panels.workflow(table)
    panels.guardian("org.sheetimport", sheets.find)
    panels.tab(
        "admin", say("导入机构人员"), "sheets:units", 16, lambda actor: bool(actor.offices & {"system", "security"})
    )
    panels.guardian("org.handover", lambda actor, pk: HandOver.objects.get_visible(actor, pk=pk))
    panels.tab("admin", say("账号"), "accounts:list", 10, lambda actor: bool(actor.offices & {"system", "security"}))
    panels.tab("admin", say("机构"), "units:tree", 15, lambda actor: bool(actor.offices & {"system", "security"}))
    panels.tab("admin", say("授权"), "grants:list", 20, lambda actor: bool(actor.offices & set(ADMINISTRATORS)))
    panels.tab("admin", say("操作记录"), "trail:list", 30, lambda actor: "audit" in actor.offices)
    panels.tab("admin", say("运行检查"), "condition", 80, lambda actor: "system" in actor.offices)
    panels.tab("admin", say("我的账号"), "me:me", 90, lambda actor: bool(actor.offices & set(ADMINISTRATORS)))
    panels.workflow(ACCOUNT)
    panels.FRAME.append(frame)
    health.check(findings)
    for code, text, mark in SENTENCES:
        panels.sentence(code, text, mark)


def staffs(actor: Actor) -> bool:
    """Whether the tab 交接 is for this person: those who act for a unit that has posts."""
    return actor.unit_id is not None and "contact" in permissions(actor.roles)


def frame(_request: Any, _actor: Actor) -> dict[str, Any]:
    """The person's own menu."""
    return {"person": [{"label": gettext("我的账号"), "url": reverse("me:me")}]}


def owed(actor: Actor) -> Iterator[Owed]:
    """What the unit has been asked for in this room: its liaison."""
    ask = liaisons.to_name(actor)
    if ask is not None:
        url = f"{reverse('units:post_add')}?kind=liaison"
        yield Owed(
            say("登记"), ask.title, gettext("姓名、电话两项"), ask.asker.name, ask.due_on, url, say("指定联络员")
        )


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
    ("org.grant.end", None, "hollow"),
    ("org.grant.restore", None, "hollow"),
    ("org.grant.withdraw", None, "hollow"),
    ("org.post.untake", None, "hollow"),
    ("org.post.stay", None, "hollow"),
    ("org.post.change", _named(say("修改岗位：{name}")), "hollow"),
    ("org.handover.register", _named(say("登记交接：{name}")), "solid"),
    ("org.handover.cancel", _named(say("撤销交接：{name}")), "warn"),
    ("org.delegation.acting", _named(say("登记代理：{name}")), "solid"),
    ("org.delegation.entrusted", _named(say("登记委托：{name}")), "solid"),
    ("org.delegation.end", _named(say("收回代办权限：{name}")), "warn"),
    ("org.session.open", say("登录"), "hollow"),
    ("org.session.close", say("退出"), "hollow"),
    ("org.session.refuse", say("登录没有成功"), "warn"),
    ("org.trail.export", say("导出操作记录"), "hollow"),
    ("kernel.backup.make", say("备份"), "hollow"),
    ("org.grant.stop", say("终止授权"), "warn"),
    ("org.account.open", say("开通账号"), "solid"),
    ("org.account.password", say("本人修改密码"), "hollow"),
    ("org.account.end_log_ins", say("退出别处的登录"), "hollow"),
    ("org.account.language", None, "hollow"),
    ("org.invitation.make", say("发出一次性代码"), "hollow"),
    ("org.invitation.end", None, "hollow"),
    ("org.invitation.use", None, "hollow"),
    ("org.token.open", say("建立程序令牌"), "hollow"),
    ("org.token.drop", say("停用程序令牌"), "hollow"),
    ("org.unit.keep", say("修改单位信息"), "hollow"),
    ("org.unit.tag", _named(say("加标签：{name}")), "hollow"),
    ("org.unit.untag", _named(say("去标签：{name}")), "hollow"),
    ("org.unit.rename", None, "hollow"),
    ("org.unit.former_name", None, "hollow"),
    ("org.unit.close", None, "hollow"),
    ("org.change.rename", say("更名"), "solid"),
    ("org.change.move", say("改变隶属"), "solid"),
    ("org.change.merge", say("并入其他单位"), "solid"),
    ("org.change.abolish", say("撤销单位"), "solid"),
    ("org.line.leave", None, "hollow"),
    ("org.line.change", None, "hollow"),
    ("org.delegation.lapse", None, "hollow"),
    ("org.person.change", None, "hollow"),
    ("org.liaison.ask", say("请单位指定联络员"), "hollow"),
    ("org.liaison.named", say("已指定联络员"), "hollow"),
    ("org.liaison.export", say("导出联络员名册"), "hollow"),
    ("org.body.change", _named(say("修改：{name}")), "hollow"),
    ("org.body.seat", _named(say("成员单位：{name}")), "hollow"),
    ("org.body.leave", _named(say("不再是成员单位：{name}")), "hollow"),
    ("org.body.form", _named(say("成立{name}")), "solid"),
)
