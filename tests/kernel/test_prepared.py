"""A statement composed once and filled in answers as Django's own would."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q

from luoshi.kernel import clock
from luoshi.kernel.prepared import LENGTHS, Prepared
from luoshi.org.models import Grant, Post, Tenure, Unit
from luoshi.org.rules import subtree_bounds
from tests.world import World

pytestmark = pytest.mark.django_db

UNITS = Prepared(lambda keys: Unit.objects.filter(pk__in=keys).order_by("path"))
BELOW: Prepared[str] = Prepared(
    lambda path: Unit.objects.filter(path__gte=path, path__lte=subtree_bounds(path)[1]).values_list("name", flat=True),
    lambda path: subtree_bounds(path)[1],
)
HELD: Prepared[tuple[int, date]] = Prepared(
    lambda today, posts: Tenure.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today, post__in=posts
    ).values_list("post_id", "starts_on")
)


def test_it_works(world: World) -> None:
    """Objects, in order, for any number of keys, and again with others."""
    keys = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    for some in (keys[:1], keys[1:2], keys[:3], keys, keys[2:]):
        assert UNITS(some) == list(Unit.objects.filter(pk__in=some).order_by("path"))


def test_composed_once(world: World, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    UNITS([1, 2])
    monkeypatch.setattr(UNITS, "_build", None)
    with django_assert_num_queries(2):
        assert UNITS([3, 4]) == UNITS({4, 3})


def test_joined_rows_come_along(world: World, django_assert_num_queries: Any) -> None:
    grants = Prepared(lambda unit: Grant.objects.filter(unit=unit).select_related("unit", "post", "sight"))
    unit = world.units["省.办"]
    with django_assert_num_queries(1):
        rows = grants(unit.pk)
        assert {(row.unit, row.post and row.post.unit_id) for row in rows} <= {(unit, unit.pk), (unit, None)}
    assert rows == list(Grant.objects.filter(unit=unit))


def test_dates_and_texts(world: World) -> None:
    posts = list(Post.objects.values_list("pk", flat=True))
    today = clock.today()
    for day in (today, today - timedelta(days=40_000)):
        wanted = Tenure.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, post__in=posts)
        assert sorted(HELD(day, posts)) == sorted(wanted.values_list("post_id", "starts_on"))
    for unit in world.units.values():
        low, high = subtree_bounds(unit.path)
        assert BELOW(unit.path) == list(
            Unit.objects.filter(path__gte=low, path__lte=high).values_list("name", flat=True)
        )


def test_nothing_and_too_much(world: World, django_assert_num_queries: Any) -> None:
    """Nothing asked is answered without asking; a long list is asked the long way."""
    with django_assert_num_queries(0):
        assert UNITS([]) == []
        assert Prepared(lambda pk: Unit.objects.filter(pk=pk, parent__in=[]))(1) == []
    keys = [*range(10**6, 10**6 + LENGTHS[-1] + 1), world.units["省"].pk]
    assert UNITS(keys) == [world.units["省"]]


def test_what_does_not_follow_from_values_is_refused(world: World) -> None:
    """An argument that decides how the statement is built would be lost."""
    wrong = Prepared(lambda pk: Unit.objects.filter(pk=pk) if pk == 1 else Unit.objects.all())
    with pytest.raises(TypeError, match="by its value"):
        wrong(1)
