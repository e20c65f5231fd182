"""Which operations are measured, and what is the floor under each: the same result by SQL, and by the bare ORM.

One row for each line of the table of targets, at every scale. Who reads is in `readers`, who writes in `writers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bench.readers import Missing, Reader
from bench.writers import Commander, Importer, Writer
from luoshi.kernel import clock
from luoshi.org.models import Account, Grant, Tenure, Unit

PROVINCES = {"nation": "四川省"}
"""The province that is looked at: in the whole country the one with most counties; elsewhere there is one."""
IMPORTED = {"small": 2_000, "province": 10_000, "nation": 100_000}
"""Rows of the table that is handed in: all of them where the real figures are taken."""


@dataclass(frozen=True)
class Operation:
    """``do`` one round; ``floor`` the same by SQL; ``orm`` by the bare ORM; ``target`` milliseconds at the median.

    ``told`` what else is to be said of it, afterwards.
    """

    target: float
    do: Callable[[], Any]
    floor: Callable[[], Any] | None = None
    orm: Callable[[], Any] | None = None
    writes: bool = False
    most: int = 10_000
    """No more rounds than this: a long one has said what it has to say after a few."""
    told: Callable[[], dict[str, Any]] = dict


def all_of(scale: str) -> Iterator[tuple[str, Callable[[], Operation]]]:
    """Every operation by its name, in the order of the table of targets; each is made when its turn comes."""
    cast = Cast(scale)
    if scale == "nation":
        yield "list_nation_json", lambda: _list(cast.nation, 12)
        yield "rollup_nation", lambda: _rollup(cast.nation, 10)
    yield "list_province_json", lambda: _list(cast.province, 10)
    yield "list_province_html", lambda: Operation(25, cast.province.html, cast.province.list_floor)
    yield "rollup_province", lambda: _rollup(cast.province, 8)
    yield "update_leaf", lambda: Operation(16, cast.writer.update, cast.writer.update_floor, writes=True)
    yield "create_under_parent", lambda: Operation(10, cast.writer.create, cast.writer.create_floor, writes=True)
    yield "memory", lambda: Operation(0, cast.all_in_turn, most=20)
    yield "hand_down_one", lambda: Operation(0, cast.writer.hand_down, cast.writer.create_floor, writes=True, most=50)
    yield "gantt_province", lambda: Operation(60, cast.province.timetable, most=30)
    yield "export_csv_10k", lambda: Operation(120, cast.province.csv, most=10)
    yield "export_xlsx_10k", lambda: Operation(2000, cast.province.xlsx, most=3)
    yield "not_reported_505k", lambda: _missing(Missing(cast.asker))
    yield "order_2978", lambda: _order(Commander(cast.province.place))
    yield "import_100k", lambda: _import(Importer(cast.province.account, cast.province.place, IMPORTED[scale]))


def _list(reader: Reader, target: float) -> Operation:
    return Operation(target, reader.json, reader.list_floor, reader.list_orm)


def _rollup(reader: Reader, target: float) -> Operation:
    return Operation(target, reader.rollup, reader.rollup_floor, reader.rollup_orm)


def _missing(missing: Missing) -> Operation:
    return Operation(300, missing.page, missing.floor, most=30, told=missing.told)


def _order(commander: Commander) -> Operation:
    return Operation(3000, commander.order, writes=True, most=3, told=commander.told)


def _import(importer: Importer) -> Operation:
    return Operation(90_000, importer.take, writes=True, most=1, told=importer.told)


class Cast:
    """The people of the world, each made when first asked for."""

    def __init__(self, scale: str) -> None:
        self.scale = scale

    @cached_property
    def nation(self) -> Reader:
        return _reader(Unit.objects.get(level="nation", kind="place"))

    @cached_property
    def province(self) -> Reader:
        named = {"name": PROVINCES[self.scale]} if self.scale in PROVINCES else {}
        return _reader(Unit.objects.filter(level="province", kind="place", **named).order_by("path")[0])

    @property
    def asker(self) -> Reader:
        return self.nation if self.scale == "nation" else self.province

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.province.place)

    def all_in_turn(self) -> None:
        """What a serving process does all day: its size is told afterwards."""
        for do in (
            self.province.json,
            self.province.html,
            self.province.rollup,
            self.writer.update,
            self.writer.create,
        ):
            do()


def _reader(place: Unit) -> Reader:
    """The user of the place's office; opened here where the generated world has none."""
    office = Unit.objects.get(parent=place, kind="office")
    held = Tenure.objects.filter(post__unit=office).select_related("person", "post")[0]
    account = Account.objects.filter(person=held.person).first()
    if account is None:
        account = Account.objects.create(username=f"bench.{office.pk}", person=held.person, password="!")  # noqa: S106
        Grant.objects.create(
            person=held.person, role="office", unit=office, sight=place, post=held.post, starts_on=clock.today()
        )
    return Reader(account, place)
