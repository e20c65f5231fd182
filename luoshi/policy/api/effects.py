"""The room's part of the REST API for outcome indicators beside the tasks that serve them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import Paging, actor_on
from luoshi.policy.queries import effects as reads

router = Router()


class EffectSieve(Paging):
    """``verdict``: absent (done, and no effect), unserved, under_way, reached …"""

    plan: int = Field(0, ge=0, le=2**62)
    verdict: str = ""


class ServedOut(Schema):
    id: int
    number: str
    title: str
    state: str


class EffectOut(Schema):
    """An indicator, what it stands at, and the tasks in the caller's sight that serve it."""

    indicator_id: int
    name: str
    owner: str
    target: str
    latest: str
    source: str
    verdict: str
    because: list[str]
    tasks: list[ServedOut]


class EffectsOut(Schema):
    items: list[EffectOut]
    total: int


def _out(one: reads.EffectRow) -> EffectOut:
    latest, target = one.figures
    indicator = one.row.indicator
    return EffectOut(
        indicator_id=indicator.pk, name=indicator.name, owner=indicator.owner.name, target=target, latest=latest,
        source=one.source, verdict=one.effect.verdict, because=[str(text) for text in one.effect.because],
        tasks=[ServedOut(id=task.pk, number=task.number, title=task.title, state=task.state) for task, _ in one.tasks],
    )  # fmt: skip


@router.get("/effects", response=EffectsOut, summary="Indicators beside the tasks that serve them")
def effects(request: HttpRequest, sieve: Query[EffectSieve]) -> EffectsOut:
    """What wants a look first: tasks done without effect, targets that nobody serves."""
    rows = reads.effects(actor_on(request), sieve.plan, sieve.verdict).rows
    return EffectsOut(items=[_out(one) for one in rows[sieve.offset : sieve.offset + sieve.limit]], total=len(rows))


@router.get("/effects/{indicator}", response=EffectOut, summary="One indicator beside its tasks")
def effect(request: HttpRequest, indicator: int) -> EffectOut:
    """With the reasons for the verdict."""
    for one in reads.effects(actor_on(request)).rows:
        if one.row.indicator.pk == indicator:
            return _out(one)
    raise NotVisible
