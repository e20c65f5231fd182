"""How is the same question asked many times a second? Its statement is composed once, and filled in afterwards.

Composing a statement costs Django four to ten times what a database needs to answer one by its key; a list asks
fifteen of them. A `Prepared` is given the query set as a function of its arguments, asks Django for the text once for
every shape (a list of ids is filled up to a round length), and from then on sends that text with other values.

The query set may depend on its arguments through values alone: not on whether one is None, nor by way of a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, get_related_populators

R = TypeVar("R")
Argument = int | str | date | Collection[int] | Collection[str] | Collection[date]

LENGTHS = (1, 2, 4, 8, 16, 32, 50, 100, 200, 400, 1000, 2000, 5000)
"""Lists are filled up to one of these lengths by repeating their last value; longer ones are asked the long way."""


@dataclass(frozen=True)
class _Kept:
    """A statement as composed once on one connection. ``places``: for every value in turn, where it stands in ``params``."""

    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[tuple[int, Callable[[str], str] | None], ...], ...]
    make: Callable[[Any], list[Any]]


class Prepared(Generic[R]):
    """A question with arguments: numbers, texts, dates, moments, or lists of these. Calling it answers with a list.

    An empty list as argument means that nothing is asked for, and is answered without asking.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, R]], *forms: Callable[[str], str]) -> None:
        """``forms``: in which a text may reach the statement besides as it is, such as the far end of a path's subtree."""
        self._build = build
        self._forms = forms
        self._kept: WeakKeyDictionary[Any, dict[tuple[Any, ...], _Kept | None]] = WeakKeyDictionary()

    def __call__(self, *arguments: Argument) -> list[R]:
        lists = [list(one) if isinstance(one, Collection) and not isinstance(one, str) else None for one in arguments]
        if any(one == [] for one in lists):
            return []
        if any(one is not None and len(one) > LENGTHS[-1] for one in lists):
            return list(self._build(*arguments))
        filled = [one if one is None else _filled(one) for one in lists]
        shape = tuple(_kind(one, many) for one, many in zip(arguments, filled, strict=True))
        home = connection._connections[connection._alias]  # type: ignore[attr-defined]
        of_shape = self._kept.setdefault(home, {})
        if shape not in of_shape:
            of_shape[shape] = self._composed(shape)
        kept = of_shape[shape]
        if kept is None:
            return []
        params = list(kept.params)
        values = [value for one, many in zip(arguments, filled, strict=True) for value in _all_sent(many or [one])]
        for given, places in zip(values, kept.places, strict=True):
            for place, form in places:
                params[place] = form(given) if form else given
        kept.compiler.as_sql = lambda *_args, **_options: (kept.sql, tuple(params))
        return kept.make(kept.compiler.results_iter(tuple_expected=True))

    def _composed(self, shape: tuple[Any, ...]) -> _Kept | None:
        """The statement; None where no row can meet the conditions, whatever the values are."""
        marks: list[Any] = []

        def mark(kind: type) -> Any:
            marks.append(_mark(kind, len(marks)))
            return marks[-1]

        rows = self._build(*([mark(kind) for _ in range(length)] if length else mark(kind) for kind, length in shape))
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        found: dict[Any, list[int]] = {}
        for n, param in enumerate(params):
            found.setdefault(param, []).append(n)
        places = tuple(
            tuple((n, form) for form in self._forms_of(one) for n in found.get(_formed(one, form), ())) for one in marks
        )
        if not all(places):
            raise TypeError("an argument does not reach the statement by its value alone")
        return _Kept(compiler, sql, tuple(params), places, _maker(rows, compiler))

    def _forms_of(self, mark: Any) -> tuple[Callable[[str], str] | None, ...]:
        return (None, *self._forms) if isinstance(mark, str) else (None,)


def _formed(mark: Any, form: Callable[[str], str] | None) -> Any:
    return form(mark) if form else _sent(mark)


def _filled(values: list[Any]) -> list[Any]:
    length = next(length for length in LENGTHS if length >= len(values))
    return values + values[-1:] * (length - len(values))


def _kind(one: Any, many: list[Any] | None) -> tuple[type, int]:
    first = one if many is None else many[0]
    kind = next(kind for kind in (int, str, datetime, date) if isinstance(first, kind))
    return kind, 0 if many is None else len(many)


def _mark(kind: type, number: int) -> Any:
    """A value that stands for an argument while the statement is composed; no statement holds it otherwise."""
    if kind is int:
        return 4_611_686_018_427_000_000 + number
    if kind is str:
        return f"argument {number} of a prepared statement"
    return (datetime(3001, 1, 1, tzinfo=UTC) if kind is datetime else date(3001, 1, 1)) + timedelta(number)


def _all_sent(values: list[Any]) -> list[Any]:
    """Values of one kind as the database is sent them; numbers and texts are as they are."""
    return [_sent(value) for value in values] if isinstance(values[0], date) else values


def _sent(value: Any) -> Any:
    """A value as the database is sent it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _maker(rows: QuerySet[Any, Any], compiler: Any) -> Callable[[Any], list[Any]]:
    """How the rows that come back are made into what the query set promises: objects with those joined to them, or values."""
    if not issubclass(rows._iterable_class, ModelIterable):
        is_flat = rows._iterable_class.__name__ == "FlatValuesListIterable"
        return (lambda found: [row[0] for row in found]) if is_flat else list
    klass, db = compiler.klass_info, rows.db
    first, last = klass["select_fields"][0], klass["select_fields"][-1] + 1
    names = [one[0].target.attname for one in compiler.select[first:last]]
    populators = get_related_populators(klass, compiler.select, db)  # type: ignore[call-arg]
    model = klass["model"]

    def made(found: Any) -> list[Any]:
        objs = []
        for row in found:
            # as `Model.from_db` would: it asks every field by itself, forty times for a task
            obj = model.__new__(model)
            obj._state = ModelState()
            obj._state.adding, obj._state.db = False, db
            obj.__dict__.update(zip(names, row[first:last], strict=True))
            for one in populators:
                one.populate(row, obj)
            objs.append(obj)
        return objs

    return made
