"""Shared resources taken in from a table, by the house's one import: columns are asked once, every row is judged before
anything is written, and all of it is written or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.cells import CellRefused, Fault, Place, as_number, as_text
from luoshi.kernel.documents.sheets import Row, Start
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.org.models import SheetImport, SheetRow, Unit
from luoshi.org.services import sheets
from luoshi.policy import queries
from luoshi.policy.models import Resource
from luoshi.policy.queries import resource_sheets as tables
from luoshi.policy.queries import resources as reads
from luoshi.policy.rules.names import look_up
from luoshi.policy.services.resources import MOST, add_resource, edit_resource

_LENGTHS = {"name": 80, "field": 80, "place": 120, "conditions": 300, "cost": 120}


def may_import(actor: Actor) -> Unit:
    """The unit that hands the table in."""
    if not reads.resource_keepers(actor).exists():
        raise Refused([say("只能登记本单位的资源；成员单位的资源也可以由协调小组办公室登记。")])
    return queries.own_unit(actor)


@dataclass
class _Reading:
    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, reason: Say, column: int | None) -> None:
        self.faults.append(Fault(Place(self.row.number, column), reason))


class _Judge:
    """Judges rows piece by piece; knows the units that the actor may enter for, and what stood in the rows before."""

    def __init__(self, actor: Actor, batch: SheetImport) -> None:
        self.batch, self.meant = batch, batch.meant
        self.known, self.memory = queries.known_units(batch.unit), queries.remembered(batch.unit)
        self.keepers = set(reads.resource_keepers(actor).values_list("pk", flat=True))
        self.seen: dict[tuple[int, str, str], int] = {}

    def __call__(self, rows: Sequence[Row]) -> list[SheetRow]:
        read = [one for row in rows if any(cell is not None for cell in row.cells) for one in [self._read(row)]]
        wanted = {one.values["name"] for one in read if one.values.get("name")}
        there = {
            (row.unit_id, row.kind, row.name): row
            for row in Resource.objects.filter(unit__in=self.keepers, name__in=wanted)
        }
        return [self._verdict(one, there) for one in read]

    def _read(self, row: Row) -> _Reading:
        one = _Reading(row)
        for column in tables.COLUMNS:
            at = self.meant.get(column.key)
            cell = row.cells[at] if at is not None and at < len(row.cells) else None
            try:
                self._cell(one, column.key, column.label, cell, at)
            except CellRefused as refusal:
                one.wrong(refusal.reason, at)
        for key in ("name", "field", "kind"):
            if not one.values.get(key) and not any(fault.place.column == self.meant.get(key) for fault in one.faults):
                one.wrong(say("缺{what}。", what=tables.BY_KEY[key].label), self.meant.get(key))
        return one

    def _cell(self, one: _Reading, key: str, label: Say, cell: Any, at: int | None) -> None:
        if key == "capacity":
            number = as_number(cell, label)
            if number is None or number != int(number) or not 1 <= number <= MOST:
                one.wrong(say("每天可接待人数须是 1 以上的整数。"), at)
            else:
                one.values[key] = int(number)
            return
        text = as_text(cell, label, _LENGTHS.get(key, 120))
        if key == "unit":
            self._unit(one, text, at)
        elif key in tables.CHOICES:
            if text or key != "kind":
                self._choice(one, key, label, text, at)
        else:
            one.values[key] = text

    def _choice(self, one: _Reading, key: str, label: Say, text: str, at: int | None) -> None:
        found = tables.CHOICES[key].get(text, tables.DEFAULTS.get(key) if not text else None)
        if found is None:
            options = tuple(word for word in tables.CHOICES[key] if word)
            one.wrong(say("{label}“{text}”不在可选范围：{options}。", label=label, text=text, options=options), at)
        else:
            one.values[key] = found

    def _unit(self, one: _Reading, text: str, at: int | None) -> None:
        key = look_up(text, self.memory, self.known).unit_id if text else self.batch.unit_id
        if key is None:
            one.wrong(say("没有“{name}”这个单位，请写单位全称。", name=text), at)
        elif key not in self.keepers:
            one.wrong(say("不能替{unit}登记资源。", unit=text or self.batch.unit.name), at)
        else:
            one.values["unit"] = key

    def _verdict(self, one: _Reading, there: dict[tuple[int, str, str], Resource]) -> SheetRow:
        key = (one.values.get("unit", 0), one.values.get("kind", ""), one.values.get("name", ""))
        held = there.get(key)
        before = self.seen.setdefault(key, one.row.number)
        if not one.faults and before != one.row.number:
            one.wrong(say("与第 {row} 行重复。", row=before), self.meant.get("name"))
        given = {name: one.values[name] for name in self.meant if name in one.values and name != "unit"}
        changes = {
            name: [tables.shown(name, getattr(held, name)), tables.shown(name, value)]
            for name, value in given.items()
            if held is not None and getattr(held, name) != value
        }
        verdict = "wrong" if one.faults else "new" if held is None else "changed" if changes else "same"
        return SheetRow(
            batch_id=self.batch.pk, number=one.row.number, verdict=verdict, values=one.values, changes=changes,
            faults=[str(fault) for fault in one.faults], object_id=held.pk if held else None,
        )  # fmt: skip


def judge(actor: Actor, batch: SheetImport, _start: Start) -> Callable[[Sequence[Row]], list[SheetRow]]:
    """The judge of one table."""
    return _Judge(actor, batch)


def lay(_actor: Actor, _batch: SheetImport) -> Callable[[Sequence[SheetRow]], None]:
    """Nothing beforehand: a register of resources is short enough to be written in the one last act."""
    return lambda _rows: None


def show(actor: Actor, batch: SheetImport) -> None:
    """Write all rows that are new or changed."""
    units = Unit.objects.in_bulk(reads.resource_keepers(actor).values_list("pk", flat=True))
    for row in SheetRow.objects.filter(batch=batch, verdict__in=["new", "changed"]).order_by("number"):
        values = {name: value for name, value in row.values.items() if name != "unit"}
        try:
            if row.verdict == "new":
                add_resource(actor, units[row.values["unit"]], **values)
            else:
                edit_resource(actor, reads.find_resource(actor, row.object_id or 0), **values)
        except Invalid as fault:
            raise Refused([say("第 {row} 行：{why}", row=row.number, why=str(fault))]) from fault


IMPORT = sheets.Kind(
    tables.KIND, tables.COLUMNS, may_import, judge, lay, show, home="policy:import_resources", tab="policy:resources",
    result="policy:resources",
)  # fmt: skip
