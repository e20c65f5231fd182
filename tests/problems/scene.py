"""A problem on its way through the steps, as the tests of this room need it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.models import File
from luoshi.kernel.services import keep_file
from luoshi.problems import services
from luoshi.problems.models import Problem
from luoshi.problems.rules import STANDARDS
from tests.world import World

STEPS = ("listed", "proposed", "rectifying", "claimed", "verified", "closed", "filed")
FACTS = "抽查 6 户企业，3 户的实训记录与学徒名册不一致，涉及补贴资金 4.2 万元。"


def proof(actor: Actor, name: str = "核对记录.txt", text: str = "逐户核对，已补正。") -> File:
    return keep_file(actor, ContentFile(text.encode(), name=name))


def enter(world: World, **given: Any) -> Problem:
    """The city's office lists a problem of the county's human-resources department."""
    told: dict[str, Any] = {
        "title": "学徒名册与实训记录不一致", "facts": FACTS, "unit": world.units["县.人社"], "origin": "inspection",
        "origin_label": "2026 年专项督查", "theme": "素质提升", "standard": "逐户核对，退回多领补贴。",
    }  # fmt: skip
    return services.enter(world.actor("市.办", "office"), **{**told, **given})


def soon(days: int = 40) -> date:
    return clock.today() + timedelta(days=days)


def problem_at(world: World, state: str, **given: Any) -> Problem:
    """The same, taken as far as this state by those whose turn it is."""
    row = enter(world, **given)
    clerk, office, head = world.actor("县.人社", "clerk"), world.actor("市.办", "office"), world.actor("市.办", "head")
    for step in STEPS[1 : STEPS.index(state) + 1]:
        if step == "proposed":
            services.propose(clerk, row, measures=[{"text": "逐户核对名册与记录"}, {"text": "退回多领补贴"}])
        elif step == "rectifying":
            services.vet(office, row, due_on=soon())
        elif step == "claimed":
            services.claim(
                clerk, row, claim="6 户已核对，退回 4.2 万元。", wider="全县 31 户一并核对。", lasting="每季度比对一次。",
                signed_by="周晓岚", files=[proof(clerk)],
            )  # fmt: skip
        elif step == "verified":
            services.verify(
                office,
                row,
                way="site",
                people="闻知秋、柳亦然",
                finding="抽 3 户，记录一致。",
                met=tuple(STANDARDS),
                files=[proof(office)],
            )
        elif step == "closed":
            with clock.at(clock.now() + timedelta(days=15)):
                services.close(head, row)
        else:
            services.file(office, row, "2026-督-17")
    return row
