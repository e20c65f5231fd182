"""What does the room show elsewhere? Its list among inspection, what a unit is asked on its desk, and how events read."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.panels import Owed
from luoshi.kernel.say import say
from luoshi.signals import queries
from luoshi.signals.models import Hint
from luoshi.signals.workflow import HINT


def register() -> None:
    """Called once, at start-up."""
    panels.tab("inspect", say("疑点提示"), "signals:hints", 60)
    panels.owed(owed)
    panels.workflow(HINT)
    panels.guardian(Hint._meta.label_lower, lambda actor, pk: Hint.objects.get_visible(actor, pk=pk))
    panels.sentence("signals.hint.raise", say("比对时发现文字相同，待核实"), "hollow")
    panels.sentence("signals.hint.open_to", None, "hollow")
    for name, text in (
        ("ask", say("请单位说明")), ("explain", say("单位说明情况")), ("object", say("单位提出异议")),
        ("dismiss", say("核实后排除")), ("confirm", say("核实后认定情况属实")), ("hand_on", say("转交")),
    ):  # fmt: skip
        panels.sentence(f"signals.hint.{name}", text, "warn" if name == "object" else "solid")


def owed(actor: Actor) -> Iterator[Owed]:
    """What the unit acted for has been asked to explain."""
    for hint in queries.answerable(actor):
        yield Owed(
            say("疑点提示"), str(hint.get_rule_display()), "", hint.keeper.name, hint.reply_by,
            reverse("signals:hint", args=[hint.pk]), say("说明情况"),
        )  # fmt: skip
