"""What an office sets for its place: where lights turn, how long is asked and answered, what holds for a category."""

from __future__ import annotations

from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.ledger import queries, rules
from luoshi.ledger.models import CategorySettings, LightSettings, Task
from luoshi.ledger.rules.categories import CATEGORIES
from luoshi.ledger.services.common import derived
from luoshi.org.models import Unit
from luoshi.org.rules import Kind, permissions
from luoshi.org.scope import under

LIGHTS = (
    "warn_days", "behind", "far_behind", "division_days", "ruling_days", "answer_days", "extension_count", "extension_ahead",
)  # fmt: skip
TURNING = ("behind", "far_behind")
"""Thresholds that the stored turning days follow from."""


def place_of(actor: Actor) -> Unit:
    """The place whose settings the unit acted for keeps: its office's business alone."""
    unit = Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
    if unit is None or unit.kind != Kind.OFFICE or not {"draft", "approve"} & permissions(actor.roles):
        raise Refused([say("须由协调小组办公室办理。")])
    return Unit.objects.get(path=unit.place_path)


def set_lights(actor: Actor, **values: int) -> int:
    """Set the thresholds for the own place; how many tasks' turning days were reckoned anew, in the same act."""
    place = place_of(actor)
    given = {name: int(values[name]) for name in LIGHTS if name in values}
    wrong = [name for name, value in given.items() if not 0 <= value <= 365]
    if wrong:
        raise Invalid({name: [say("请填 0 至 365 之间的整数。")] for name in wrong})
    row = LightSettings.objects.filter(unit=place).first()
    before = queries.thresholds_for(place.path)
    after = {name: given.get(name, getattr(before, name)) for name in LIGHTS}
    if after["far_behind"] <= after["behind"]:
        raise Invalid({"far_behind": [say("严重滞后线须大于欠序时线。")]})
    with actions.atomic():
        if row is None:
            actions.create(actor, "ledger.lights.set", LightSettings(unit=place, **after))
        else:
            actions.change(actor, "ledger.lights.set", row, **after)
        if any(after[name] != getattr(before, name) for name in TURNING):
            return reckon_turns(actor, place)
    return 0


def reckon_turns(actor: Actor, place: Unit) -> int:
    """The days on which lights turn, anew for every running task that is issued within a place."""
    settings, count = queries.thresholds(), 0
    rows = Task.objects.filter(under(place.path, "issuer__path"), state__in=rules.RUNNING).select_related("issuer")
    for task in rows.order_by("-pk").iterator(chunk_size=500):
        actions.change(actor, "ledger.task.reckon", task, **derived(task, settings))
        count += 1
    return count


def set_category(actor: Actor, key: str, **values: Any) -> CategorySettings:
    """Set what holds for a category at the own place."""
    place = place_of(actor)
    if key not in CATEGORIES:
        raise Invalid({"key": [say("没有这一类事项。")]})
    known = queries.categories_at(place.path)[key]
    names = (*queries.CATEGORY_FIELDS, "issuers")
    after = {name: values.get(name, getattr(known, name)) for name in names}
    after = {name: str(value) if name in {"name", "source"} else value for name, value in after.items()}
    after["issuers"] = [str(one) for one in after["issuers"]]
    _check_category(after)
    row = CategorySettings.objects.filter(unit=place, key=key).first()
    if row is None:
        return actions.create(actor, "ledger.category.set", CategorySettings(unit=place, key=key, **after))
    return actions.change(actor, "ledger.category.set", row, **after)


def _check_category(after: dict[str, Any]) -> None:
    wrong = {}
    for name in ("limit_days", "urgent_days", "hard_days", "receive_days", "feedback_days"):
        if after[name] is not None and not 1 <= after[name] <= 1000:
            wrong[name] = [say("请填 1 至 1000 之间的整数，不设时限的留空。")]
    if after["report_day"] is not None and not 1 <= after["report_day"] <= 28:
        wrong["report_day"] = [say("请填 1 至 28 之间的日子。")]
    if after["limit_kind"] not in dict(CategorySettings.KINDS):
        wrong["limit_kind"] = [say("时限只有按日、按工作日两种。")]
    if after["rhythm"] not in dict(CategorySettings.RHYTHMS) or after["ends_by"] not in dict(CategorySettings.ENDS):
        wrong["rhythm"] = [say("没有这种频次或者办结方式。")]
    if set(after["issuers"]) - {kind.value for kind in Kind}:
        wrong["issuers"] = [say("没有这类单位。")]
    if not str(after["name"]).strip():
        wrong["name"] = [say("缺{what}。", what=say("名称"))]
    if not str(after["source"]).strip():
        wrong["source"] = [say("请写明依据。")]
    if wrong:
        raise Invalid(wrong)


def reset_category(actor: Actor, key: str) -> None:
    """Back to what holds above the own place."""
    place = place_of(actor)
    for row in CategorySettings.objects.filter(unit=place, key=key):
        actions.remove(actor, "ledger.category.reset", row)
