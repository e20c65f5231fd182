"""Who may see a row? The one door of visibility: a model says where it belongs, `visible_to` reads it.

``scope = Scope("duties", "unit_path")`` on a model: it is seen by whoever may see the path of one of its duties.
The path is copied onto the rows that are filtered, so that no page joins the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.org.rules import PATH_LENGTH, subtree_bounds

M = TypeVar("M", bound=models.Model)


class BytewiseField(models.CharField):  # type: ignore[type-arg]
    """A text compared bytewise whatever the database's collation is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", PATH_LENGTH)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> dict[str, str | None]:
        """Pin the collation: C on PostgreSQL, BINARY on SQLite (a Chinese ICU collation would break the range)."""
        found: Any = super().db_parameters(connection)
        found["collation"] = "C" if connection.vendor == "postgresql" else "BINARY"
        return found  # type: ignore[no-any-return]


class PathField(BytewiseField):
    """A copy of a unit's path; follows when the unit is moved (`org.services.move_unit`)."""


@cache
def copies(model: type[models.Model]) -> tuple[tuple[str, Any], ...]:
    """(column, foreign key to the unit) of every path that a model copies: ``unit_path`` of ``unit``, ``lead_path`` of ``lead_unit``."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    found = []
    for name, field in fields.items():
        if isinstance(field, PathField) and name.endswith("_path"):
            front = name.removesuffix("_path")
            key = next((fields[one] for one in (front, f"{front}_unit") if one in fields), None)
            if key is not None and key.is_relation:
                found.append((name, key))
    return tuple(found)


def fresh_paths(objs: Sequence[models.Model]) -> None:
    """Give new rows the paths as they are now: the unit may have moved since the caller read it."""
    if not objs:
        return
    for column, key in copies(type(objs[0])):
        ids = {getattr(obj, key.attname) for obj in objs} - {None}
        paths = _paths(key, ids)
        for obj in objs:
            if (found := paths.get(getattr(obj, key.attname))) is not None:
                setattr(obj, column, found)


def fresh_changes(obj: models.Model, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the changes of a row: whoever sets a copied path, or another unit, gets that unit's path of now."""
    found: dict[str, Any] = {}
    for column, key in copies(type(obj)):
        if column not in changes:
            continue
        given = changes.get(key.name, changes.get(key.attname, getattr(obj, key.attname)))
        pk = getattr(given, "pk", given)
        for path in _paths(key, {pk} - {None}).values():
            found[column] = path
    return found


def _paths(key: Any, ids: Collection[int]) -> dict[int, str]:
    rows = key.related_model._base_manager
    chosen = sorted(ids)
    found: dict[int, str] = {}
    for at in range(0, len(chosen), 5000):
        found |= dict(rows.filter(pk__in=chosen[at : at + 5000]).values_list("pk", "path"))
    return found


class Shown(models.IntegerChoices):
    """How far a row opens its object: to nobody yet, to the very unit it names, or also to those who see its subtree."""

    HIDDEN = 0
    UNIT = 1
    SUBTREE = 2


@dataclass(frozen=True)
class Scope:
    """Where a model belongs.

    ``path`` a path column: of the model itself, or, with ``via``, of the rows related under that name. ``shown`` a
    `Shown` column beside it; empty, the path is open to the subtree's readers. With ``via`` and no ``path`` the
    related model's own scope decides. ``whole_for``: roles that see every row, for what is structure and no business.
    """

    path: str = ""
    via: str = ""
    shown: str = ""
    whole_for: tuple[str, ...] = ()


def within(actor: Actor, column: str) -> Q:
    """The condition that a path column lies within what the actor may see. An actor without grants sees nothing."""
    seen = Q(pk__in=[])
    for path, subtree in actor.reach():
        seen |= under(path, column) if subtree else Q(**{column: path})
    return seen


def under(path: str, column: str) -> Q:
    """The condition that a path column lies in one subtree."""
    low, high = subtree_bounds(path)
    return Q(**{f"{column}__gte": low, f"{column}__lte": high})


def opened(actor: Actor, scope: Scope) -> Q:
    """The condition on the row that carries the path."""
    if not scope.shown:
        return within(actor, scope.path)
    own = sorted({held.path for held in actor.grants})
    return (Q(**{scope.shown: Shown.SUBTREE}) & within(actor, scope.path)) | Q(
        **{scope.shown: Shown.UNIT, f"{scope.path}__in": own}
    )


def in_force(today: date) -> Q:
    """Rows with ``starts_on``/``ends_on`` that hold today."""
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that know who may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Only what this actor may see."""
        scope: Scope = self.model.scope  # type: ignore[attr-defined]
        if actor.offices & set(scope.whole_for):
            return self.all()
        if not scope.via:
            return self.filter(opened(actor, scope))
        relation: Any = self.model._meta.get_field(scope.via)
        related = relation.related_model
        if not scope.path:
            return self.filter(**{f"{scope.via}__in": related.objects.visible_to(actor)})
        rows = related._base_manager.filter(opened(actor, scope), **{relation.field.name: OuterRef("pk")})
        return self.filter(Exists(rows))

    def get_visible(self, actor: Actor, **lookup: Any) -> M:
        """One row, or `NotVisible`: the same answer for absent and for hidden."""
        found = self.visible_to(actor).filter(**lookup).first()
        if found is None:
            raise NotVisible
        return found


class Scoped(models.Model):
    """A model that says where it belongs."""

    scope: ClassVar[Scope]
    objects = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        abstract = True


class Reader(models.Model):
    """A row that opens one object to the people of one unit, or of its subtree; ``of`` names the object.

    The object's scope leads through these rows: ``Scope("unit_path", via="readers", shown="shown")``.
    """

    of: ClassVar[str]

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    unit_path = PathField()
    shown = models.PositiveSmallIntegerField(choices=Shown.choices, default=Shown.UNIT)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.trail} → {self.unit}"

    @property
    def trail(self) -> Any:
        return getattr(self, self.of)

    @classmethod
    def opening(cls, obj: models.Model, *units: tuple[Any, Shown]) -> list[Self]:
        """A row for each of these units; of a unit that is named twice, the wider one."""
        wide: dict[int, tuple[Any, Shown]] = {}
        for unit, shown in units:
            if unit.pk not in wide or wide[unit.pk][1] < shown:
                wide[unit.pk] = (unit, shown)
        return [cls(**{cls.of: obj}, unit=unit, unit_path=unit.path, shown=shown) for unit, shown in wide.values()]
