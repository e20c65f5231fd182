"""What does the room show elsewhere? Its list among inspection, what a unit is asked on its desk, and how events read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from luoshi.kernel import checks, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import say
from luoshi.signals import queries
from luoshi.signals.models import Complaint, Hint
from luoshi.signals.queries.complaints import find_complaint, to_answer
from luoshi.signals.queries.notices import findings
from luoshi.signals.services.notices import keep
from luoshi.signals.workflow import COMPLAINT, HINT


def register() -> None:
    """Called once, at start-up."""
    panels.tab("inspect", say("疑点提示"), "signals:hints", 60)
    panels.owed(owed)
    panels.tab("inspect", say("减负监测"), "signals:burden", 70)
    panels.FRAME.append(complaint_place)
    panels.workflow(COMPLAINT)
    panels.guardian(Complaint._meta.label_lower, find_complaint)
    checks.examiner(findings, keep)
    panels.workflow(HINT)
    panels.guardian(Hint._meta.label_lower, lambda actor, pk: Hint.objects.get_visible(actor, pk=pk))
    panels.sentence("signals.hint.raise", say("按规则提示，待核实"), "hollow")
    panels.sentence("signals.rule.stop", say("停用一条提示规则"), "warn")
    panels.sentence("signals.rule.start", say("启用一条提示规则"), "solid")
    panels.sentence("signals.thresholds.set", say("调整一条提示规则的门槛"), "hollow")
    panels.sentence("signals.hint.open_to", None, "hollow")
    panels.sentence("signals.sending.keep", say("发出前核对"), "hollow")
    panels.sentence("signals.sending.reach", None, "hollow")
    panels.sentence("signals.complaint.receive", say("收到负担问题"), "solid")
    panels.sentence("signals.complaint.open_to", None, "hollow")
    panels.sentence("signals.complaint.by", None, "hollow")
    panels.sentence("signals.limits.set", say("设置减负限额"), "hollow")
    for name, text in (
        ("ask", say("请单位说明")), ("explain", say("单位说明情况")), ("object", say("单位提出异议")),
        ("dismiss", say("核实后排除")), ("confirm", say("核实后认定情况属实")), ("hand_on", say("转交")),
        ("list", say("列为问题")),
    ):  # fmt: skip
        panels.sentence(f"signals.hint.{name}", text, "warn" if name == "object" else "solid")


def owed(actor: Actor) -> Iterator[Owed]:
    """What the unit acted for has been asked to explain, and what has been explained to it."""
    for hint in queries.answerable(actor):
        yield Owed(
            say("疑点提示"), str(hint.by.name), "", hint.keeper.name, hint.reply_by,
            reverse("signals:hint", args=[hint.pk]), say("说明情况"),
        )  # fmt: skip
    for hint in queries.explained(actor):
        yield Owed(
            say("疑点提示"), str(hint.by.name), hint.about, hint.unit.name, None, reverse("signals:hint", args=[hint.pk]),
            say("核实"),
        )  # fmt: skip
    for complaint in to_answer(actor):
        yield Owed(
            say("负担问题"), complaint.text[:60], "", complaint.unit.name, complaint.answer_by,
            reverse("signals:complaint", args=[complaint.pk]), say("答复"),
        )  # fmt: skip


def complaint_place(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """On every page: where to say that something is too much (国办函〔2026〕12号 wants it within reach everywhere)."""
    if not actor.has_range:
        return {}
    return {"complain_url": f"{reverse('signals:complain')}?{urlencode({'page': request.path})}"}
