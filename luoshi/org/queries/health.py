"""What does the room know to be wrong with an instance? Told by count, never by name."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef

from luoshi.kernel import clock
from luoshi.kernel.health import Finding
from luoshi.kernel.say import say
from luoshi.org.models import Account, CoordinationBody, Grant, Unit
from luoshi.org.queries.accounts import usable
from luoshi.org.rules import ADMINISTRATORS, ROLE_LABELS, Kind, Level
from luoshi.org.scope import in_force


def findings() -> Iterator[Finding]:
    """Administrations without anybody, people who are two administrators, accounts without grants, places without office."""
    if not Unit.objects.exists():
        yield Finding("error", "empty", say("还没有机构和账号。"), say("执行 luoshi init。"))
        return
    yield from _administrators()
    today = in_force(clock.today())
    bare = Account.objects.filter(~Exists(Grant.objects.filter(today, person=OuterRef("person_id"))), state="active")
    if count := bare.count():
        yield Finding(
            "note", "bare-accounts", say("有 {count} 个在用账号没有授权，登录后什么也看不到。", count=count),
            say("在系统管理的账号页选“没有授权”，由安全管理员授权，或者由系统管理员停用。"),
        )  # fmt: skip
    offices = CoordinationBody.objects.filter(place=OuterRef("pk"))
    lacking = Unit.objects.filter(
        ~Exists(offices), Exists(Unit.objects.filter(parent=OuterRef("pk")).exclude(kind=Kind.PLACE)),
        kind=Kind.PLACE, abolished_on=None, level__in=[Level.NATION, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY],
    )  # fmt: skip
    if count := lacking.count():
        yield Finding(
            "warning", "no-office", say("有 {count} 个地区没有协调机构和办公室，任务到不了那里。", count=count),
            say("在机构页或者用 Excel 模板补上。"),
        )  # fmt: skip


def _administrators() -> Iterator[Finding]:
    for role in ADMINISTRATORS:
        if not usable(role).exists():
            level = "error" if role == "system" else "warning"
            yield Finding(
                level, f"no-{role}", say("没有能用的{role}账号。", role=ROLE_LABELS[role]),
                say("系统管理员开通账号；首任安全管理员由系统管理员指定，审计管理员由安全管理员授权。"),
            )  # fmt: skip
    held = Grant.objects.filter(in_force(clock.today()), role__in=ADMINISTRATORS)
    double = held.values("person").annotate(roles=Count("role", distinct=True)).filter(roles__gt=1)
    mixed = held.filter(
        Exists(
            Grant.objects.filter(in_force(clock.today()), person=OuterRef("person")).exclude(role__in=ADMINISTRATORS)
        )
    )
    if double.exists() or mixed.exists():
        yield Finding(
            "error", "administrators-mixed", say("有人兼任两个管理员，或者管理员同时办理业务。"), say("由安全管理员终止其中一项授权。")
        )  # fmt: skip
