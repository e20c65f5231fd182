"""What does the room show elsewhere?"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from luoshi.inspection import queries
from luoshi.inspection.models import Draw, Inspector, Item, Target
from luoshi.inspection.workflow import DRAW, ITEM, PROPOSAL, TARGET
from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import Say, say

SENTENCES: tuple[tuple[str, Say | None, str], ...] = (
    ("inspection.item.plan", say("拟订事项"), "hollow"),
    ("inspection.item.edit", say("修改事项"), "hollow"),
    ("inspection.item.object", say("列入对象"), "hollow"),
    ("inspection.item.task", say("关联任务"), "hollow"),
    ("inspection.item.read", say("查看不打招呼的事项"), "hollow"),
    ("inspection.proposal.propose", say("提出督察建议"), "hollow"),
    ("inspection.inspector.add", say("督察员入库"), "hollow"),
    ("inspection.inspector.tie", None, "hollow"),
    ("inspection.draw.prepare", say("准备抽取"), "hollow"),
    ("inspection.target.choose", say("确定督察对象"), "solid"),
    ("inspection.target.team", None, "hollow"),
    ("inspection.target.date", None, "hollow"),
    ("inspection.burden.set", say("设置督察频次限额"), "hollow"),
)


def register() -> None:
    """Called once, at start-up."""
    panels.tab("inspect", say("年度计划"), "inspection:plan", 10, _may_read)
    panels.tab("inspect", say("督察抽取"), "inspection:draws", 20, _may_read)
    panels.owed(owed)
    for table in (ITEM, PROPOSAL, DRAW, TARGET):
        panels.workflow(table)
    for code, text, mark in SENTENCES:
        panels.sentence(code, text, mark)
    panels.guardian(Item._meta.label_lower, lambda actor, pk: Item.objects.get_visible(actor, pk=pk))
    panels.guardian(Draw._meta.label_lower, lambda actor, pk: Draw.objects.get_visible(actor, pk=pk))
    panels.guardian(Target._meta.label_lower, lambda actor, pk: Target.objects.get_visible(actor, pk=pk))
    panels.guardian(Inspector._meta.label_lower, lambda actor, pk: Inspector.objects.get_visible(actor, pk=pk))


def _may_read(actor: Actor) -> bool:
    return queries.inspects(actor) or "head" in actor.roles


def owed(actor: Actor) -> Iterator[Owed]:
    """What an inspecting office has to go on with: proposals to answer, draws that wait for their witness."""
    if not queries.inspects(actor):
        return
    waiting = queries.open_proposals(actor).count()
    if waiting:
        title = gettext("待研究的督察建议 %(count)s 条") % {"count": waiting}
        yield Owed(say("督察"), title, "", "", None, reverse("inspection:plan"), say("研究"))
    rows = Draw.objects.visible_to(actor).filter(item__unit=actor.unit_id or 0, state="frozen").select_related("item")
    for row in rows:
        url = reverse("inspection:draw", args=[row.pk])
        yield Owed(
            say("督察抽取"), row.item.name, gettext("名单已封存，待见证抽取"), "", row.item.starts_on, url, say("抽取")
        )
