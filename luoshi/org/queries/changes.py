"""What would a change of a unit do, and what was a unit called on a day? Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from luoshi.kernel import clock, panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import Say, say
from luoshi.org.models import FormerName, Grant, LineMembership, Reorganisation, Tenure, Unit
from luoshi.org.queries.tags import organises
from luoshi.org.rules import Kind, is_within
from luoshi.org.scope import in_force, under


@dataclass(frozen=True)
class Effect:
    """One thing that a change would do. ``count`` how many; ``detail`` which, or to whom."""

    text: Say
    detail: str = ""


def name_on(unit: Unit, day: date) -> str:
    """What a unit was called on a day: documents of that day show it."""
    return names_on([unit], day)[unit.pk]


def names_on(units: Iterable[Unit], day: date) -> dict[int, str]:
    """The same for many."""
    units = list(units)
    found = {unit.pk: unit.name for unit in units}
    rows = FormerName.objects.filter(unit__in=units, ends_on__gte=day).order_by("-ends_on", "-id")
    for row in rows:
        found[row.unit_id] = row.name
    return found


def former_names(units: QuerySet[Unit] | Iterable[Unit]) -> dict[str, list[int]]:
    """Every name that these units bore before → their ids: a plan that uses it still means them."""
    found: dict[str, list[int]] = {}
    for name, short, pk in FormerName.objects.filter(unit__in=units).values_list("name", "short_name", "unit_id"):
        for text in {name, short} - {""}:
            found.setdefault(text, []).append(pk)
    return found


def history_of(unit: Unit) -> list[Reorganisation]:
    """What has become of a unit, newest first."""
    return list(Reorganisation.objects.filter(unit=unit).select_related("other"))


def inner_units(unit: Unit) -> list[Unit]:
    """The units in force directly below."""
    return list(Unit.objects.filter(parent=unit, abolished_on=None).order_by("path"))


def counterpart(unit: Unit, place: Unit) -> Unit | None:
    """The unit of another place that does the same: of the same business line, or an office or union of the same kind."""
    lines = LineMembership.objects.filter(in_force(clock.today()), unit=unit).values("line_id")
    there = Unit.objects.filter(place_path=place.place_path, abolished_on=None).exclude(pk=place.pk)
    same = LineMembership.objects.filter(in_force(clock.today()), line__in=lines, unit__in=there)
    first = there.filter(pk__in=same.values("unit_id")).order_by("path").first()
    if first is not None:
        return first
    if unit.kind in {Kind.OFFICE, Kind.UNION}:
        return there.filter(kind=unit.kind).order_by("path").first()
    return None


def lines_across(unit: Unit, parent: Unit) -> list[tuple[LineMembership, Unit | None]]:
    """Memberships below a moving unit whose superior stays behind, and who would be the superior in the new place."""
    rows = LineMembership.objects.filter(in_force(clock.today()), under(unit.path, "unit__path")).exclude(superior=None)
    found = []
    for row in rows.select_related("unit", "line", "superior"):
        if row.superior is None or is_within(row.superior.path, unit.path):
            continue
        heirs = LineMembership.objects.filter(
            in_force(clock.today()), line=row.line, unit__place_path=parent.place_path, unit__abolished_on=None
        ).exclude(under(unit.path, "unit__path"))
        first = heirs.select_related("unit").order_by("unit__path").first()
        found.append((row, first.unit if first else None))
    return found


def people_at(unit: Unit) -> list[str]:
    """Who holds a post or a right in the unit today."""
    held = Tenure.objects.filter(in_force(clock.today()), post__unit=unit).values_list("person__name", flat=True)
    given = Grant.objects.filter(in_force(clock.today()), unit=unit).values_list("person__name", flat=True)
    return list(dict.fromkeys([*held, *given]))


def open_matters(unit: Unit, heir: Unit | None) -> list[panels.Handed]:
    """Everything open that would pass to the heir."""
    return [item for one in panels.SUCCESSIONS for item in one.preview(unit, heir)]


def effects_of_rename(unit: Unit, name: str) -> list[Effect]:
    """更名: nothing passes; old documents keep the old name."""
    return [
        Effect(say("单位名称由“{old}”改为“{new}”，编号、任务、人员、权限不变。", old=unit.name, new=name)),
        Effect(say("生效日期以前的文书、办理记录仍显示原名称。")),
        Effect(say("原名称继续作为别名：方案、表格里写原名称的，仍认作本单位。")),
    ]


def effects_of_move(unit: Unit, parent: Unit) -> list[Effect]:
    """改变隶属: everything below goes along; who stays behind sees what it issued, and nothing new."""
    below = Unit.objects.filter(under(unit.path, "path"), abolished_on=None).exclude(pk=unit.pk).count()
    old = unit.parent
    found = [
        Effect(say("{unit}连同下级 {count} 个单位改属{parent}。", unit=unit.name, count=below, parent=parent.name)),
        Effect(
            say(
                "{old}及其上级不再看到这些单位的新事项和未报出的材料；自己下达的任务、已收到的报送仍然可看、照常办结。",
                old=old.name if old else "—",
            )
        ),
        Effect(say("{parent}一方起可以看到这些单位承担的任务，未报出的材料除外。", parent=parent.name)),
    ]
    for row, heir in lines_across(unit, parent):
        superior = heir.name if heir else str(say("（暂无，须另行登记）"))
        found.append(
            Effect(
                say(
                    "{unit}在{line}条线的上级改为{superior}。",
                    unit=row.unit.name,
                    line=row.line.name,
                    superior=superior,
                )
            )
        )
    return found


def effects_of_end(unit: Unit, heir: Unit | None) -> list[Effect]:
    """并入 or 撤销: what passes to whom, and what ends."""
    items, people = open_matters(unit, heir), people_at(unit)
    found = []
    if heir is not None:
        found.append(Effect(say("未了事项 {count} 项转由{heir}办理。", count=len(items), heir=heir.name)))
    elif items:
        found.append(Effect(say("还有未了事项 {count} 项，须先明确由哪个单位承接。", count=len(items))))
    if people:
        found.append(
            Effect(
                say("{count} 人在本单位的任职和权限当日终止，须在新单位另行登记。", count=len(people)),
                "、".join(people[:12]),
            )
        )
    found.append(Effect(say("已办结的任务、已报出的材料、办理记录留在{unit}名下，上级照常可查。", unit=unit.name)))
    for one in inner_units(unit):
        match = counterpart(one, heir) if heir is not None else None
        if match is not None:
            found.append(Effect(say("下级{unit}并入{heir}。", unit=one.name, heir=match.name)))
        elif heir is not None:
            found.append(Effect(say("下级{unit}改属{heir}。", unit=one.name, heir=heir.name)))
        else:
            found.append(Effect(say("还有下级{unit}，须先调整或者撤销。", unit=one.name)))
    return found


def foreseen(unit: Unit, kind: str, given: Mapping[str, Any]) -> list[Effect]:
    """What the page shows before a change is made."""
    if kind == "rename":
        return effects_of_rename(unit, given["name"])
    if kind == "move":
        return effects_of_move(unit, given["other"])
    return effects_of_end(unit, given.get("other"))


def change_page(actor: Actor, pk: int) -> Unit:
    """A unit in force whose register the actor keeps."""
    unit = Unit.objects.select_related("parent").filter(abolished_on=None).get_visible(actor, pk=pk)
    if not organises(actor, unit):
        raise NotVisible
    return unit


def parents_for(actor: Actor, unit: Unit) -> QuerySet[Unit]:
    """Where a unit may be moved to: places within the actor's sight, outside the unit itself."""
    rows = Unit.objects.visible_to(actor).filter(kind__in=[Kind.PLACE, Kind.PARK], abolished_on=None)
    return _few(rows.exclude(under(unit.path, "path")).exclude(pk=unit.parent_id or 0))


def heirs_for(actor: Actor, unit: Unit) -> QuerySet[Unit]:
    """Who may take over from a unit: units of its kind, or of its place, within the actor's sight."""
    same_place = Q(place_path=unit.place_path) & ~Q(kind=Kind.PLACE)
    found = (
        Q(kind=unit.kind, level=unit.level)
        if unit.kind == Kind.PLACE
        else same_place | Q(kind=unit.kind, level=unit.level)
    )
    rows = Unit.objects.visible_to(actor).filter(found, abolished_on=None).exclude(under(unit.path, "path"))
    return _few(rows.exclude(kind=Kind.ENTERPRISE))


def _few(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """So many as a list to choose from can show."""
    return Unit.objects.filter(pk__in=list(rows.order_by("path").values_list("pk", flat=True)[:500])).order_by("path")


def as_lines(effects: Iterable[Effect]) -> list[dict[str, Any]]:
    """Effects as they are kept with the change."""
    return [{"text": str(one.text), "detail": one.detail} for one in effects]
