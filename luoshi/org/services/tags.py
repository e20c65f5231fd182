"""How does a unit get its industry, its code and its tags?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.org.models import Tag, Unit, UnitTag
from luoshi.org.queries import unit_in_force
from luoshi.org.queries.tags import organises, tags_for
from luoshi.org.rules import permissions

DAY = timedelta(days=1)
KEY_FIELDS = ("支柱产业", "战略性新兴产业", "骨干企业")
"""The fields that the reform begins with; an instance has them from its first start."""


def seed_tags(actor: Actor = SYSTEM) -> list[Tag]:
    """Enter the tags that are known everywhere, where they are not yet."""
    known = set(Tag.objects.filter(owner=None).values_list("name", flat=True))
    rows = [Tag(name=name, kind="field", ordering=at) for at, name in enumerate(KEY_FIELDS) if name not in known]
    return list(actions.create_many(actor, "org.tag.add", rows)) if rows else []


def add_tag(actor: Actor, name: str, note: str = "") -> Tag:
    """A tag of one's own office's making; it is met in its place and below."""
    unit = unit_in_force(actor.unit_id or 0)
    if unit is None or "organise" not in permissions(actor.roles):
        raise Refused([say("须由协调办经办人办理。")])
    name = name.strip()
    if tags_for(actor).filter(name=name).exists():
        raise Refused([say("已有标签“{name}”，直接使用即可。", name=name)])
    return actions.create(
        actor,
        "org.tag.add",
        Tag(name=name, kind="own", owner=unit, owner_path=unit.path, note=note, ordering=100),
    )


def retire_tag(actor: Actor, tag: Tag) -> Tag:
    """A tag of one's own is offered no more; what it marked stays in the record."""
    if tag.owner_id is None or tag.owner_id != actor.unit_id or "organise" not in permissions(actor.roles):
        raise Refused([say("只能停用本单位自设的标签。")])
    return actions.change(actor, "org.tag.retire", tag, retired_on=clock.today())


def keep_unit(
    actor: Actor,
    unit: Unit,
    *,
    short_name: str,
    kind: str,
    region_code: str,
    industry: str,
    tags: Collection[Tag],
    basis: str = "",
) -> Unit:
    """Keep a unit's entry: short name, kind, code, industry and tags. Its name and place change by document only."""
    _organising(actor, unit)
    changes: dict[str, Any] = {
        "short_name": short_name.strip(), "kind": kind, "region_code": region_code.strip(), "industry": industry,
    }  # fmt: skip
    if (unit.kind == "place") != (kind == "place"):
        raise Refused([say("地区和单位不能互改类型。")])
    with actions.atomic():
        actions.change(actor, "org.unit.keep", unit, **changes)
        set_tags(actor, unit, tags, basis)
    return unit


def set_tags(actor: Actor, unit: Unit, tags: Collection[Tag], basis: str = "") -> None:
    """The unit carries exactly these of the tags that the actor meets; since when, and until when, stays in the record."""
    _organising(actor, unit)
    today = clock.today()
    wanted = {tag.pk: tag for tag in tags}
    with actions.atomic():
        for row in UnitTag.objects.filter(unit=unit, ends_on=None, tag__in=tags_for(actor)):
            if row.tag_id not in wanted:
                actions.change(actor, "org.unit.untag", row, ends_on=today - DAY)
            wanted.pop(row.tag_id, None)
        rows = [
            UnitTag(unit=unit, unit_path=unit.path, tag=tag, basis=basis, starts_on=today) for tag in wanted.values()
        ]
        if rows:
            actions.create_many(actor, "org.unit.tag", rows)


def _organising(actor: Actor, unit: Unit) -> None:
    if actor is not SYSTEM and not organises(actor, unit):
        raise Refused([say("单位信息由所在地区或上级的协调办登记。")])
