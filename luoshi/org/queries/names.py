"""Which unit does a name in a table or a document mean? What the office has said before, then exact names, never a guess."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import Q

from luoshi.kernel.actor import Actor
from luoshi.org.models import FormerName, Unit, UnitAlias
from luoshi.org.queries.units import lower_units
from luoshi.org.rules import Kind, ancestors


def remembered(owner: Unit) -> dict[str, int]:
    """Names that this office has given a unit."""
    return dict(UnitAlias.objects.filter(owner=owner).values_list("name", "unit_id"))


def plain_name(name: str) -> str:
    """A name as it is compared: full and half width alike, no blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split())


class UnitNames:
    """Names as one office means them. Each name is looked up once, however many rows it stands in.

    The nearest counts: the own place's units, those of the places above, those that the office hands down to, then
    whatever it sees. Read past its sight upward on purpose: a city's table names the province's departments.
    """

    def __init__(self, actor: Actor, owner: Unit) -> None:
        self.actor, self.owner = actor, owner
        self.aliases = {plain_name(name): pk for name, pk in remembered(owner).items()}
        self.by_id: dict[int, Unit] = {}
        self.met: dict[str, list[Unit]] = {}
        self.rings: list[dict[str, list[Unit]]] = []
        paths = [owner.place_path, *reversed(ancestors(owner.place_path))]
        rows = Unit.objects.filter(place_path__in=paths, abolished_on=None).exclude(kind=Kind.PLACE).order_by("path")
        near: dict[str, list[Unit]] = {path: [] for path in paths}
        for unit in rows:
            near[unit.place_path].append(unit)
        places = {row.path: row.name for row in Unit.objects.filter(path__in=paths)}
        self.rings = [_ring(near[path], places.get(path, "") if path == owner.place_path else "") for path in paths]
        self.rings.append(_ring(lower_units(owner)))

    def find(self, name: str) -> Unit | None:
        """The unit meant, or None where none or several fit."""
        found = self._fits(plain_name(name))
        return found[0] if len(found) == 1 else None

    def several(self, name: str) -> list[str]:
        """The units between which a name does not choose, with their places."""
        found = self._fits(plain_name(name))
        return [f"{unit.parent.name if unit.parent else ''}{unit.name}" for unit in found[:5]] if len(found) > 1 else []

    def name_of(self, pk: int) -> str:
        """The name of a unit."""
        if pk not in self.by_id:
            found = Unit.objects.filter(pk=pk).first()
            if found is None:
                return "—"
            self.by_id[pk] = found
        return self.by_id[pk].name

    def _fits(self, name: str) -> list[Unit]:
        if name not in self.met:
            self.met[name] = self._look(name)
            self.by_id |= {unit.pk: unit for unit in self.met[name]}
        return self.met[name]

    def _look(self, name: str) -> list[Unit]:
        if name in self.aliases:
            return list(Unit.objects.filter(pk=self.aliases[name], abolished_on=None))
        for ring in self.rings:
            if name in ring:
                return ring[name]
        former = FormerName.objects.filter(Q(name=name) | Q(short_name=name), unit__abolished_on=None).values("unit_id")
        met = {unit.pk for ring in self.rings for units in ring.values() for unit in units}
        bore = [unit for unit in Unit.objects.filter(pk__in=former).select_related("parent")[:20] if unit.pk in met]
        if bore:
            return bore
        seen = Unit.objects.visible_to(self.actor).filter(abolished_on=None).exclude(kind=Kind.PLACE)
        return list(seen.filter(name=name).select_related("parent")[:6])


def _ring(units: Iterable[Unit], place: str = "") -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in units:
        names = {plain_name(unit.name), plain_name(unit.short_name)}
        if place:
            names.add(plain_name(unit.name).removeprefix("中共").removeprefix(place))
        for name in names - {""}:
            found.setdefault(name, []).append(unit)
    return found
