"""Keeping a way of looking at a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.say import say
from luoshi.org.models import ListView
from luoshi.org.rules import permissions


def set_layout(actor: Actor, place: str, columns: Sequence[str]) -> None:
    """Remember a person's columns for a list; none: back to the default ones."""
    person, unit = _own(actor)
    row = ListView.objects.filter(place=place, person_id=person, name="").first()
    if row is not None:
        actions.change(actor, "org.view.layout", row, columns=list(columns))
    elif columns:
        actions.create(
            actor, "org.view.layout",
            ListView(place=place, person_id=person, unit_id=unit, columns=list(columns)),
        )  # fmt: skip


def keep_view(
    actor: Actor, place: str, name: str, *, query: str, columns: Sequence[str], shared: str = "own", role: str = ""
) -> ListView:
    """Keep a view under a name; one's own view of that name is replaced. What others see first is for the office to say."""
    person, unit = _own(actor)
    name = name.strip()
    if not name:
        raise Refused([say("请写视图名称。")])
    if role and shared != "own" and "organise" not in permissions(actor.roles):
        raise Refused([say("为他人指定默认视图，须由协调办经办人办理。")])
    values: dict[str, Any] = {"query": query[:1000], "columns": list(columns), "shared": shared, "role": role}
    row = ListView.objects.filter(place=place, person_id=person, unit_id=unit, name=name[:30]).first()
    if row is not None:
        return actions.change(actor, "org.view.keep", row, **values)
    row = ListView(place=place, person_id=person, unit_id=unit, name=name[:30], **values)
    return actions.create(actor, "org.view.keep", row)


def drop_view(actor: Actor, row: ListView) -> None:
    """Only by whoever keeps it."""
    if row.person_id != actor.person_id:
        raise Refused([say("视图由 {name} 保存，须由本人删除。", name=row.person.name)])
    actions.remove(actor, "org.view.drop", row)


def _own(actor: Actor) -> tuple[int, int]:
    if actor.person_id is None or actor.unit_id is None:
        raise NotVisible
    return actor.person_id, actor.unit_id
