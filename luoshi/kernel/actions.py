"""How is anything written? Through here, and nowhere else: one door for the browser, the API, jobs and the seed.

Each function writes the change and its event in one transaction. A change goes through only if the row is still
the version that was read (works alike on SQLite and PostgreSQL); otherwise `Stale` says who was first, and when.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, models
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from luoshi.kernel import alone, clock, search
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import AlreadyDone, Refused, Stale
from luoshi.kernel.models import DoneOnce, Event, EventPerson, Moving, Series, thread_of
from luoshi.kernel.rows import correct, insert, new
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Facts, Workflow

M = TypeVar("M", bound=models.Model)
V = TypeVar("V", bound=Moving)

atomic = alone.atomic
HIDDEN = "•"
"""What the trail says of a value that nobody may ever read back, such as a password's hash: that there is one."""
Fresh = Callable[[Sequence[models.Model]], None]
FreshChanges = Callable[[models.Model, Mapping[str, Any]], Mapping[str, Any]]
_fresh: list[tuple[Fresh, FreshChanges]] = []
"""What a room brings up to date just before rows are written, such as the copied path of a unit."""


def before_writing(fresh: Fresh, fresh_changes: FreshChanges) -> None:
    """Add one: called inside the transaction with new rows of one model, and with the changes of one row."""
    _fresh.append((fresh, fresh_changes))


def _freshen(objs: Sequence[models.Model]) -> None:
    for fresh, _changes in _fresh:
        fresh(objs)


@dataclass(frozen=True)
class Step:
    """One object's part in a bulk move."""

    obj: Moving
    facts: Facts
    changes: Mapping[str, Any]


def create(actor: Actor, code: str, obj: M, *, note: str = "") -> M:
    """Insert ``obj`` and its event."""
    return create_many(actor, code, [obj], note=note)[0]


def create_many(actor: Actor, code: str, objs: Sequence[M], *, note: str = "") -> Sequence[M]:
    """Insert many rows of one kind, each with its event, in one transaction."""
    with alone.step():
        _freshen(objs)
        insert(objs)
        _record([_event(actor, code, obj, {}, _values(obj), note) for obj in objs])
    return objs


def change(actor: Actor, code: str, obj: M, *, note: str = "", **changes: Any) -> M:
    """Change fields of one row, with its event. Nothing is written where nothing differs.

    Raises `Stale` when a row with a version has been changed since it was read.
    """
    differing = {name: value for name, value in changes.items() if getattr(obj, name) != value}
    if not differing:
        return obj
    with alone.step():
        before = _values(obj, differing)
        _update(obj, differing)
        _record([_event(actor, code, obj, before, _values(obj, differing), note)])
    return obj


def draft(obj: M, **changes: Any) -> M:
    """Save unsent work (autosave): through the door, without an event, still never over somebody else's change."""
    with alone.step():
        _update(obj, changes)
    return obj


def create_whole(
    actor: Actor,
    code: str,
    objs: Sequence[M],
    parts: Sequence[Sequence[models.Model]],
    told: Sequence[Mapping[str, Any]],
    *,
    note: str = "",
) -> Sequence[M]:
    """Insert many rows together with the rows that belong to each. One event for each, and it tells of its parts too.

    For large numbers: an imported task with its duties and standards is one act of one person, not five. ``parts`` of
    each object may be of several kinds; ``told`` is what its event says of them.
    """
    with alone.step():
        _freshen(objs)
        insert(objs)
        _insert_parts(part for group in parts for part in group)
        _record(
            [_event(actor, code, obj, {}, {**_values(obj), **more}, note) for obj, more in zip(objs, told, strict=True)]
        )
    return objs


def add_parts(
    actor: Actor, code: str, obj: models.Model, parts: Iterable[models.Model], told: Mapping[str, Any], note: str = ""
) -> None:
    """Insert rows that belong to a row which is there. One event on it, which tells of them all."""
    with alone.step():
        if _insert_parts(parts):
            _record([_event(actor, code, obj, {}, dict(told), note)])


def _insert_parts(parts: Iterable[models.Model]) -> bool:
    kinds: dict[type[models.Model], list[models.Model]] = {}
    for part in parts:
        kinds.setdefault(type(part), []).append(part)
    for group in kinds.values():
        _freshen(group)
        insert(group)
    return bool(kinds)


def stage(objs: Sequence[models.Model]) -> None:
    """Lay down rows that are nothing yet, such as those of a table that is being judged. No events: nobody has acted."""
    with atomic():
        insert(objs)


def restage(objs: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Correct rows laid down by `stage`."""
    with atomic():
        correct(objs, fields)


def unstage(rows: models.QuerySet[Any]) -> int:
    """Throw staged rows away."""
    return int(rows.delete()[0])


def change_all(rows: models.QuerySet[Any], **changes: Any) -> int:
    """Part of one recorded act: the same change to all of these rows, such as opening what an import has laid down."""
    return int(rows.update(**changes))


def remove(actor: Actor, code: str, obj: models.Model, *, note: str = "") -> None:
    """Delete a row that nothing has been done with yet, such as a draft's; its values stay in the trail."""
    remove_many(actor, code, [obj], note=note)


def remove_many(actor: Actor, code: str, objs: Sequence[models.Model], *, note: str = "") -> None:
    """Delete such rows of one kind, each with its event, in one transaction."""
    if not objs:
        return
    with alone.step():
        _record([_event(actor, code, obj, _values(obj), {}, note) for obj in objs])
        type(objs[0])._base_manager.filter(pk__in=[obj.pk for obj in objs]).delete()


def perform(
    actor: Actor,
    workflow: Workflow,
    name: str,
    obj: V,
    facts: Facts,
    *,
    note: str = "",
    given: Any = None,
    **changes: Any,
) -> V:
    """Make one move. ``given`` is what the move needs beyond ``changes`` and ``note``.

    Raises `Refused` with every reason, or `Stale`.
    """
    reasons = workflow.refusals(name, obj.state, facts, {"note": note, **changes, **(given or {})})
    if reasons:
        raise Refused(reasons)
    with alone.step():
        _move(actor, workflow, name, obj, note, changes)
    return obj


def perform_many(
    actor: Actor, workflow: Workflow, name: str, steps: Iterable[Step], *, note: str = "", given: Any = None
) -> None:
    """Make the same move on many objects, all or nothing. A refusal names every object that stands in the way.

    Objects to which the same happens are changed by one statement; it must find every one of them as it was read.
    """
    steps = tuple(steps)
    reasons: list[Say] = []
    for step in steps:
        wrong = workflow.refusals(name, step.obj.state, step.facts, {"note": note, **step.changes, **(given or {})})
        reasons += [say("{name}：{reason}", name=str(step.obj), reason=reason) for reason in wrong]
    if reasons:
        raise Refused(reasons)
    with atomic():
        # always in this order, newest first (a child is newer than its parent): two acts on the same rows never deadlock
        ordered = sorted(steps, key=lambda step: -step.obj.pk)
        if len(ordered) > 1:
            _hold([step.obj for step in ordered])
        for group in _alike(ordered, workflow[name].target):
            _move_alike(actor, workflow, name, group, note)


TOGETHER = 500
"""So many rows are changed by one statement."""


def _hold(objs: Sequence[models.Model]) -> None:
    """Hold rows in the order given: PostgreSQL changes many in whichever order it meets them."""
    if not connection.features.has_select_for_update:
        return
    for start in range(0, len(objs), TOGETHER):
        rows = type(objs[0])._base_manager.filter(pk__in=[obj.pk for obj in objs[start : start + TOGETHER]])
        list(rows.select_for_update().order_by("-pk").values_list("pk"))


def _alike(steps: Sequence[Step], target: str | None) -> list[list[Step]]:
    """Steps in groups of the same kind, version and changes; in order, so that rows are met newest first."""
    groups: dict[Any, list[Step]] = {}
    for step in steps:
        written = {**step.changes, **({"state": target} if target else {})}
        for _rows, fresh_changes in _fresh:
            written |= fresh_changes(step.obj, written)
        key = (type(step.obj), step.obj.version, tuple(sorted(written.items(), key=lambda item: item[0])))
        groups.setdefault(key, []).append(replace(step, changes=written))
    return [group[start : start + TOGETHER] for group in groups.values() for start in range(0, len(group), TOGETHER)]


def _move_alike(actor: Actor, workflow: Workflow, name: str, steps: Sequence[Step], note: str) -> None:
    first, objs = steps[0], [step.obj for step in steps]
    changes, version = first.changes, first.obj.version
    before = [_values(obj, changes) for obj in objs]
    rows = type(first.obj)._base_manager.filter(pk__in=[obj.pk for obj in objs])
    if rows.filter(version=version).update(**changes, version=F("version") + 1) != len(objs):
        found = set(rows.filter(version=version + 1).values_list("pk", flat=True))
        raise _stale(next((obj for obj in objs if obj.pk not in found), first.obj))
    pairs = []
    for obj, values in zip(objs, before, strict=True):
        for field, value in changes.items():
            setattr(obj, field, value)
        obj.version += 1
        pairs.append(_event(actor, workflow.code(name), obj, values, _values(obj, changes), note))
    _record(pairs)


def expect(obj: V, version: int | None) -> V:
    """The row itself, or `Stale` where a form was drawn from another version of it. None: the caller does not say."""
    if version is not None and version != obj.version:
        raise _stale(obj)
    return obj


def keep_out() -> None:
    """Part of one act: nobody else writes until it is done (`kernel.alone`)."""
    alone.alone()


def rewrite_paths(model: type[models.Model], column: str, old: str, new: str, bounds: tuple[str, str]) -> None:
    """Part of one recorded act: replace the front of a copied path throughout a subtree."""
    low, high = bounds
    rows = model._base_manager.filter(**{f"{column}__gte": low, f"{column}__lte": high})
    rows.update(**{column: Concat(Value(new), Substr(column, len(old) + 1))})


def replace_value(model: type[models.Model], column: str, old: str, new: str, bounds: tuple[str, str]) -> None:
    """Part of one recorded act: replace a value in the rows of a subtree."""
    low, high = bounds
    model._base_manager.filter(path__gte=low, path__lte=high, **{column: old}).update(**{column: new})


def note_event(
    actor: Actor, code: str, obj: models.Model, *, note: str = "", after: Mapping[str, Any] | None = None
) -> None:
    """Write an event that changes no row of its own, such as a printed sheet or a refused log-in."""
    with alone.step():
        _record([_event(actor, code, obj, {}, dict(after or {}), note)])


def next_number(key: str, year: int) -> int:
    """The next number of a series, as part of the recorded act that bears it. An act that fails gives its number back."""
    with atomic():
        rows = Series.objects.filter(key=key, year=year)
        if not rows.update(last=F("last") + 1):
            Series.objects.bulk_create([Series(key=key, year=year)], ignore_conflicts=True)
            rows.update(last=F("last") + 1)
        return rows.get().last


@contextmanager
def once(actor: Actor, key: str) -> Iterator[DoneOnce]:
    """Do this block once for this key. A second time raises `AlreadyDone` with the first answer.

    The key commits with the act: an act that fails leaves the key free.
    """
    try:
        with atomic():
            row = DoneOnce(account_id=actor.account_id or 0, key=key, at=clock.now())
            with atomic():
                row.save(force_insert=True)
            yield row
            row.save(update_fields=["result"])
    except IntegrityError:
        first = DoneOnce.objects.filter(account_id=actor.account_id or 0, key=key).first()
        if first is None:
            raise
        raise AlreadyDone(first.result) from None


def _move(actor: Actor, workflow: Workflow, name: str, obj: Moving, note: str, changes: Mapping[str, Any]) -> None:
    move = workflow[name]
    written = {**changes, "state": move.target} if move.target else dict(changes)
    before = _values(obj, written)
    _update(obj, written)
    _record([_event(actor, workflow.code(name), obj, before, _values(obj, written), note)])


def _update(obj: models.Model, changes: Mapping[str, Any]) -> None:
    for _rows, fresh_changes in _fresh:
        changes = {**changes, **fresh_changes(obj, changes)}
    rows = type(obj)._base_manager.filter(pk=obj.pk)
    written: dict[str, Any] = dict(changes)
    if isinstance(obj, Moving):
        rows = rows.filter(version=obj.version)
        written["version"] = F("version") + 1
    if not rows.update(**written):
        raise _stale(obj)
    for name, value in changes.items():
        setattr(obj, name, value)
    if isinstance(obj, Moving):
        obj.version += 1


def _stale(obj: models.Model) -> Stale:
    last = (
        Event.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk)
        .select_related("person")
        .order_by("-id")
        .first()
    )
    if last is None:
        return Stale("", None, str(obj))
    who = last.person.name if hasattr(last, "person") else last.post_name
    return Stale(who, last.at, last.object_name)


def _event(
    actor: Actor, code: str, obj: models.Model, before: dict[str, Any], after: dict[str, Any], note: str
) -> tuple[Event, EventPerson]:
    personal = tuple(getattr(obj, "personal", ()))
    aside = {
        when: {name: values.pop(name) for name in personal if name in values}
        for when, values in (("before", before), ("after", after))
    }
    salt = secrets.token_hex(16)
    person = new(
        EventPerson,
        salt=salt,
        name=actor.signed[:60],
        values={when: values for when, values in aside.items() if values},
    )
    event = new(
        Event,
        at=clock.now(),
        account_id=actor.account_id,
        post_name=actor.post_name,
        unit_name=actor.unit_name,
        unit_path=actor.path,
        code=code,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_name=str(obj)[:250],
        thread=thread_of(obj),
        before=before,
        after=after,
        note=note,
        request_id=actor.request_id,
        commitment=commitment(salt, person.name, person.values),
    )
    return event, person


def _record(pairs: Sequence[tuple[Event, EventPerson]]) -> None:
    """Have events written when the act ends: one statement for all of them, and one for what stands beside them."""
    alone.put_off(pairs)


def _write(pairs: Sequence[tuple[Event, EventPerson]]) -> None:
    search.keep(pairs)
    insert([event for event, _ in pairs])
    for event, person in pairs:
        person.event_id = event.pk
    insert([person for _, person in pairs])


alone.at_end(_write)


def commitment(salt: str, name: str, values: Mapping[str, Any]) -> str:
    """What an event holds of its side row: destroying the salt with the row makes it unguessable."""
    return hashlib.sha256(f"{salt}\n{canonical({'name': name, 'values': values})}".encode()).hexdigest()


_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, no escapes."""
    return _encoder.encode(value)


def _values(obj: models.Model, names: Iterable[str] | None = None) -> dict[str, Any]:
    chosen = frozenset(names) if names is not None else None
    return {
        name: HIDDEN if is_secret else _plain(getattr(obj, attname))
        for name, attname, is_secret in _told(type(obj), chosen)
    }


@lru_cache(maxsize=1024)
def _told(model: type[models.Model], chosen: frozenset[str] | None) -> tuple[tuple[str, str, bool], ...]:
    """What an event tells of a row: name, attribute, and whether nobody may ever read it."""
    skipped, secret = {"id", "uid", "version"}, getattr(model, "secret", ())
    return tuple(
        (one.name, one.attname, one.name in secret)
        for one in model._meta.concrete_fields
        if one.name not in skipped and (chosen is None or one.name in chosen or one.attname in chosen)
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID, float)):
        return str(value)
    if isinstance(value, models.fields.files.FieldFile):
        return value.name
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)
