"""Which rows hold some words? An index of texts that is written in the transaction of the act, on both engines.

A room registers what of a model is searched (`register`); when an act ends, `kernel.actions` calls `keep` with its events. The text
stands in `SearchRow`; the pieces (`kernel.words`) stand beside it, where each engine looks fast: in an FTS5 table without
content on SQLite, in a ``tsvector`` column with a GIN index on PostgreSQL. Neither knows Chinese, so the pieces are made
here, and what PostgreSQL finds is checked against the text itself.

Excused from law 5 (`tests/test_house.py`): the index follows from the rows alone; nobody acts here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from luoshi.kernel import words
from luoshi.kernel.models import Event, EventPerson, SearchRow
from luoshi.kernel.rows import insert, new

MOST_TEXT = 20_000
"""Characters of an object that are searched."""


@dataclass(frozen=True)
class Source:
    """What of a model is searched: its own fields, and a field of rows that belong to it (``{"standards": "text"}``).

    ``more(row)`` adds words that stand in no field, such as how a name sounds; it is given those fields.
    """

    model: type[models.Model]
    fields: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    more: Callable[[Mapping[str, Any]], str] | None = None


SOURCES: dict[str, Source] = {}
_owners: dict[str, str] = {}


def register(source: Source) -> None:
    """Called once for each model, at start-up."""
    label = source.model._meta.label_lower
    SOURCES[label] = source
    for name in source.parts:
        relation: Any = source.model._meta.get_field(name)
        _owners[relation.related_model._meta.label_lower] = label


def keep(pairs: Iterable[tuple[Event, EventPerson]]) -> None:
    """What an act has written, by its events: bring the index up to it."""
    wanted: dict[str, set[int]] = {}
    for event, person in pairs:
        source = SOURCES.get(event.object_type)
        if source is not None:
            names = {*event.after, *event.before, *person.values.get("after", {})}
            if not event.before or names & {*source.fields, "state"}:
                wanted.setdefault(event.object_type, set()).add(event.object_id)
        owner = _owners.get(event.object_type)
        if owner is not None and event.thread.startswith(f"{owner}:"):
            wanted.setdefault(owner, set()).add(int(event.thread.rpartition(":")[2]))
    for label, keys in wanted.items():
        index(label, keys)


def index(label: str, keys: Iterable[int]) -> int:
    """Write the texts of these objects anew; of those that are gone, remove them. Answers how many were written."""
    source, keys = SOURCES[label], sorted(keys)
    found = _texts(source, keys)
    old = {row.object_id: row for row in SearchRow.objects.filter(object_type=label, object_id__in=keys)}
    gone = [row for pk, row in old.items() if found.get(pk) != row.text]
    if gone:
        _forget(gone)
        SearchRow.objects.filter(pk__in=[row.pk for row in gone]).delete()
    fresh = [
        new(SearchRow, object_type=label, object_id=pk, text=text)
        for pk, text in found.items()
        if text and (pk not in old or old[pk].text != text)
    ]
    _learn(fresh)
    return len(fresh)


def _texts(source: Source, keys: Sequence[int]) -> dict[int, str]:
    """All that is searched of these objects, a line each."""
    rows = source.model._base_manager.filter(pk__in=keys).values("pk", *source.fields)
    said = {row.pop("pk"): row for row in rows}
    lines = {pk: [str(value or "") for value in row.values()] for pk, row in said.items()}
    for name, column in source.parts.items():
        relation: Any = source.model._meta.get_field(name)
        owner = relation.field.attname
        parts = relation.related_model._base_manager.filter(**{f"{owner}__in": keys})
        for pk, text in parts.values_list(owner, column):
            lines[pk].append(str(text or ""))
    if source.more is not None:
        for pk, row in said.items():
            lines[pk].append(source.more(row))
    return {pk: words.narrow("\n".join(line for line in group if line))[:MOST_TEXT] for pk, group in lines.items()}


def rebuild(label: str, size: int = 2_000) -> int:
    """The index of a model anew from its rows: after rows were written in bulk past the write door."""
    keys = list(SOURCES[label].model._base_manager.order_by("pk").values_list("pk", flat=True))
    return sum(_index_together(label, keys[at : at + size]) for at in range(0, len(keys), size))


@transaction.atomic
def _index_together(label: str, keys: Sequence[int]) -> int:
    """In one transaction: SQLite would else wait for the disk after every single text."""
    return index(label, keys)


def holding(model: type[models.Model], text: str) -> Q:
    """The condition on a model's rows that every word of a question is found in them."""
    asked = words.asked(text)
    if not asked:
        return Q(pk__in=[])
    found = Q()
    for word in asked:
        rows = SearchRow.objects.filter(object_type=model._meta.label_lower).filter(_has(word))
        found &= Q(pk__in=rows.values("object_id"))
    return found


def _has(word: str) -> Q:
    """The condition on `SearchRow`: the index narrows, the text decides (pieces say nothing of their order)."""
    parts = words.wanted(word)
    if connection.vendor == "postgresql":
        query = " & ".join(f"'{piece}'{':*' if begins else ''}" for piece, begins in parts)
        statement = "SELECT id FROM kernel_searchrow WHERE pieces @@ %s::tsquery"
    else:
        query = " AND ".join(f'"{piece}"{" *" if begins else ""}' for piece, begins in parts)
        statement = "SELECT rowid FROM kernel_searchpieces WHERE kernel_searchpieces MATCH %s"
    # the statement is one of the two above; the words are a parameter
    return Q(pk__in=RawSQL(statement, [query])) & Q(text__icontains=word)  # noqa: S611


def _learn(rows: Sequence[SearchRow]) -> None:
    """Write texts and their pieces: these beside the text on PostgreSQL, in one statement for all."""
    if not rows:
        return
    pieces = [" ".join(words.pieces(row.text)) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO kernel_searchrow (object_type, object_id, text, pieces) "
                "SELECT %s, object_id, text, array_to_tsvector(array(SELECT DISTINCT unnest(string_to_array(pieces, ' ')))) "
                "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS made (object_id, text, pieces)",
                [rows[0].object_type, [row.object_id for row in rows], [row.text for row in rows], pieces],
            )
        else:
            insert(rows)
            cursor.executemany(
                "INSERT INTO kernel_searchpieces (rowid, pieces) VALUES (%s, %s)",
                [(row.pk, text) for row, text in zip(rows, pieces, strict=True)],
            )


def _forget(rows: Sequence[SearchRow]) -> None:
    """An FTS5 table without content is told what it knew of a row, so that it can forget it."""
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO kernel_searchpieces (kernel_searchpieces, rowid, pieces) VALUES ('delete', %s, %s)",
            [(row.pk, " ".join(words.pieces(row.text))) for row in rows],
        )
