"""The room's part of the API: the rules with their rates, hints, and the moves on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.rest import MoveOut, Paging, actor_on, moves_of
from luoshi.signals import queries, services
from luoshi.signals.models import Hint
from luoshi.signals.queries.thresholds import kept_by
from luoshi.signals.rules.registry import RULES
from luoshi.signals.workflow import HINT

router = Router(tags=["signals"])


class RateOut(Schema):
    """Of the hints judged in a quarter so many were dismissed: the false alarms of the rule."""

    period: str
    judged: int
    dismissed: int


class ThresholdOut(Schema):
    """``value`` as the office acted for has set it, ``usual`` where nobody has."""

    name: str
    label: str
    unit: str
    value: int
    usual: int
    least: int
    most: int


class RuleOut(Schema):
    """``examined`` and ``hits`` None where fewer than five matters were examined; ``set_at``, ``set_by`` and ``reason`` of the
    thresholds, where they have been set."""

    key: str
    name: str
    why: str
    measure: str
    otherwise: list[str]
    examined: int | None
    hits: int | None
    rates: list[RateOut]
    thresholds: list[ThresholdOut]
    set_at: datetime | None
    set_by: str
    reason: str


class ThresholdsIn(Schema):
    """``values`` by name; those that are not named stay as they are, with ``usual`` all are the usual ones again."""

    values: dict[str, int] = {}
    usual: bool = False
    reason: str = Field("", max_length=200)


class HintOut(Schema):
    """``measures`` what the rule measured, in sentences."""

    id: int
    rule: str
    rule_name: str
    state: str
    keeper_id: int
    unit_id: int
    other_id: int | None
    task_id: int | None
    problem_id: int | None
    listed_as_id: int | None
    period: str
    measures: list[str]
    raised_at: datetime
    reply_by: date | None
    reply: str
    dismissal: str
    verdict: str
    judged_at: datetime | None
    handed_to: str
    moves: list[MoveOut]
    version: int


class HintsOut(Schema):
    items: list[HintOut]
    total: int


class HintMoveIn(Schema):
    """What the move needs (`needs` of the offered move). ``dismissal``: form, joint, explained or mistaken; ``title`` and
    ``facts`` are those of the problem that is listed."""

    version: int | None = None
    reply_by: date | None = None
    reply: str = Field("", max_length=4000)
    dismissal: str = Field("", max_length=10)
    verdict: str = Field("", max_length=4000)
    handed_to: str = Field("", max_length=120)
    title: str = Field("", max_length=120)
    facts: str = Field("", max_length=4000)


PLAINLY = (
    "rule", "state", "keeper_id", "unit_id", "other_id", "task_id", "problem_id", "listed_as_id", "period", "raised_at", "reply_by",
    "reply", "dismissal", "verdict", "judged_at", "handed_to", "version",
)  # fmt: skip
"""What a hint tells as it stands in the table."""


def _out(row: Hint, moves: list[MoveOut]) -> HintOut:
    told: dict[str, Any] = {name: getattr(row, name) for name in PLAINLY}
    measures = [str(one) for one in queries.measures_of(row)]
    return HintOut(id=row.pk, rule_name=str(row.by.name), measures=measures, moves=moves, **told)


def _whole(actor: Actor, pk: int) -> HintOut:
    row = queries.find_hint(actor, pk)
    return _out(row, moves_of(HINT, row.state, queries.hint_facts(actor, row)))


@router.get("/rules", response=list[RuleOut], summary="Rules, and how often each speaks and errs")
def list_rules(request: HttpRequest) -> list[RuleOut]:
    """Counted over what the caller may see."""
    actor = actor_on(request)
    tallies, rates = queries.tallies(actor), queries.rates(actor)
    return [
        RuleOut(
            key=key, name=str(kept.rule.name), why=str(kept.rule.why), measure=str(kept.measure),
            otherwise=[str(one) for one in kept.rule.otherwise],
            examined=tallies[key][0] if key in tallies else None, hits=tallies[key][1] if key in tallies else None,
            rates=[RateOut.model_validate(row) for row in rates if row["rule"] == key],
            thresholds=[
                ThresholdOut(
                    name=one.name, label=str(one.label), unit=str(one.unit), value=value, usual=one.usual, least=one.least, most=one.most
                )
                for one, value in kept.values
            ],
            set_at=kept.by.set_at if kept.by else None, set_by=kept.by.set_by if kept.by else "",
            reason=kept.by.reason if kept.by else "",
        )
        for key, kept in kept_by(actor.unit_id).items()
    ]  # fmt: skip


@router.post("/rules/{key}/thresholds", response=list[RuleOut], summary="Set from where on a rule speaks to the office")
def post_thresholds(request: HttpRequest, key: str, given: ThresholdsIn) -> list[RuleOut]:
    """With a reason; from now on."""
    if key not in RULES:
        raise NotVisible
    values = dict(RULES[key].usual) if given.usual else given.values
    services.set_thresholds(actor_on(request), key, values, given.reason)
    return list_rules(request)


@router.get("/hints", response=HintsOut, summary="Hints, the latest first")
def list_hints(
    request: HttpRequest, paging: Query[Paging], state: str = "open", rule: str = "", unit: str = ""
) -> HintsOut:
    """Filtered as the page is; ``moves`` are given with a hint alone."""
    rows = queries.hints(actor_on(request), queries.Sought(state, rule, unit))
    shown = rows[paging.offset : paging.offset + paging.limit]
    return HintsOut(items=[_out(row, []) for row in shown], total=rows.count())


@router.get("/hints/{pk}", response=HintOut, summary="One hint")
def get_hint(request: HttpRequest, pk: int) -> HintOut:
    """With what may be done now."""
    return _whole(actor_on(request), pk)


@router.post("/hints/{pk}/moves/{name}", response=HintOut, summary="Move a hint")
def move_hint(request: HttpRequest, pk: int, name: str, given: HintMoveIn) -> HintOut:
    """ask, explain, object, dismiss, confirm, list, hand_on."""
    actor = actor_on(request)
    row = actions.expect(queries.find_hint(actor, pk), given.version)
    if name not in {one.name for one in HINT.moves}:
        raise NotVisible
    services.move(actor, row, name, **given.dict(include=set(HINT[name].needs)))
    return _whole(actor, pk)
