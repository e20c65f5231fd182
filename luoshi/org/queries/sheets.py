"""What do the pages of an import show: what the columns mean, what would change, what cannot be taken?"""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.headers import Column
from luoshi.kernel.documents.sheets import column_letters
from luoshi.kernel.say import Say
from luoshi.org.models import Account, SheetImport, SheetRow, Unit
from luoshi.org.queries import workbook
from luoshi.org.queries.names import plain_name
from luoshi.org.queries.units import lower_units, member_units
from luoshi.org.rules import ancestors

MOST_SHOWN = 60


@dataclass(frozen=True)
class Unknown:
    """A name in a table that no unit answers to: how often it stands there, and what to propose."""

    name: str
    count: int
    proposed: Unit | None


@dataclass(frozen=True)
class Changed:
    """A row of the preview."""

    number: int
    name: str
    changes: tuple[tuple[Say, str, str], ...]
    notes: tuple[str, ...]


def find(actor: Actor, pk: int) -> SheetImport:
    """An import of the reader's own unit, or, for its administrators, of the instance's units; else `NotVisible`."""
    if actor.offices & {"system", "security"}:
        found = SheetImport.objects.select_related("file", "unit", "made_by").filter(pk=pk, kind=workbook.KIND).first()
        if found is not None:
            return found
    return SheetImport.objects.select_related("file", "unit", "made_by").get_visible(actor, pk=pk)


def imports(actor: Actor, kind: str) -> list[SheetImport]:
    """The latest tables handed in by the reader's unit; those of units, for the administrators."""
    if kind == workbook.KIND:
        mine = (
            SheetImport.objects.filter(kind=kind)
            if actor.offices & {"system", "security"}
            else SheetImport.objects.none()
        )
        return list(mine.select_related("file", "made_by").order_by("-id")[:10])
    rows = SheetImport.objects.visible_to(actor).filter(kind=kind, unit_id=actor.unit_id or 0)
    return list(rows.select_related("file", "made_by").order_by("-id")[:10])


def shown(batch: SheetImport, columns: tuple[Column, ...]) -> dict[str, Any]:
    """The preview: rows that would be changed, rows that would be new, what to know about them."""
    labels = {column.key: column.label for column in columns}
    rows = SheetRow.objects.filter(batch=batch)
    changed = [_changed(row, labels) for row in rows.filter(verdict="changed")[:MOST_SHOWN]]
    new = [_changed(row, labels) for row in rows.filter(verdict="new")[:MOST_SHOWN]]
    return {
        "changed": changed,
        "new": new,
        "unknown": unknown(batch),
        "fields": [labels[key] for key in batch.meant if key in labels],
    }


def _changed(row: SheetRow, labels: dict[str, Say]) -> Changed:
    values = row.values
    name = " ".join(str(values[key]) for key in ("number", "title", "name") if values.get(key))
    changes = tuple((labels[key], before, after) for key, (before, after) in row.changes.items() if key in labels)
    return Changed(row.number, name[:120], changes, tuple(row.notes))


def unknown(batch: SheetImport) -> list[Unknown]:
    """Names that no unit answers to, the most used first."""
    counted: Counter[str] = Counter()
    for values in SheetRow.objects.filter(batch=batch, verdict="wrong").values_list("values", flat=True)[:5_000]:
        counted.update(values.get("unknown", ()))
    if not counted:
        return []
    units = choosable(batch.unit)
    names = {plain_name(name): unit for unit in units for name in (unit.name, unit.short_name) if name}
    found = []
    for name, count in counted.most_common(40):
        near = difflib.get_close_matches(plain_name(name), list(names), n=1, cutoff=0.6)
        found.append(Unknown(name, count, names[near[0]] if near else _shortened(name, units)))
    return found


def _shortened(name: str, units: list[Unit]) -> Unit | None:
    """人社厅 for 江澜省人力资源社会保障厅: its characters stand in the name in this order."""
    for unit in sorted(units, key=lambda one: len(one.name)):
        rest = iter(unit.name)
        if all(char in rest for char in name):
            return unit
    return None


def choosable(owner: Unit) -> list[Unit]:
    """Units that a name may mean: of the own place, of those below that one hands down to, of the places above."""
    above = Unit.objects.filter(place_path__in=ancestors(owner.place_path), abolished_on=None).exclude(kind="place")
    own, below = list(member_units(owner)), list(lower_units(owner)[:300])
    rest = [unit for unit in above.order_by("-path")[:200] if unit.kind in {"party", "department", "union", "office"}]
    return list({unit.pk: unit for unit in (*own, *below, *rest)}.values())


def columns_shown(batch: SheetImport) -> list[tuple[str, str]]:
    """The columns of the file to choose from: (number, "F 列　完成时限　例：2026-06-30")."""
    samples = batch.given.get("samples", {})
    return [
        (at, f"{column_letters(int(at))} {title}" + (f"（{samples[at]}）" if samples.get(at) else ""))
        for at, title in sorted(batch.titles.items(), key=lambda one: int(one[0]))
    ]


def waiting_accounts(actor: Actor, batch: SheetImport) -> list[Account]:
    """Accounts that an import made and nobody has logged in with yet; for the system administrator alone."""
    if "system" not in actor.offices:
        return []
    rows = Account.objects.filter(pk__in=batch.given.get("accounts", ())[:3_000], last_login=None)
    return list(rows.exclude(state="disabled").select_related("person").order_by("pk"))
