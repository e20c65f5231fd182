"""Do rows that go in together get their keys, and does one that may not go in stop them all?"""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from luoshi.kernel import rows
from luoshi.kernel.models import Event, Seal, SearchRow


def _made(count: int) -> list[SearchRow]:
    return [SearchRow(object_type="test.row", object_id=at, text=f"第{at}行") for at in range(count)]


@pytest.mark.django_db
def test_it_works() -> None:
    """More rows than one statement takes: each gets its own key, in order."""
    made = rows.insert(_made(2 * rows.TOGETHER + 1))
    there = SearchRow.objects.in_bulk([row.pk for row in made])
    assert [there[row.pk].object_id for row in made] == list(range(len(made)))
    assert not any(row._state.adding for row in made)


@pytest.mark.django_db
def test_rows_are_corrected_each_by_its_own_value() -> None:
    made = rows.insert(_made(3))
    for row in made:
        row.text = f"改{row.object_id}"
    rows.correct(made[:2], ["text"])
    assert [SearchRow.objects.get(pk=row.pk).text for row in made] == ["改0", "改1", "第2行"]


@pytest.mark.django_db
def test_one_that_may_not_go_in_stops_all_that_follows_in_the_act() -> None:
    """Whoever catches the failure inside the act cannot go on as if nothing had been."""
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            rows.insert([*_made(2), *_made(1)])
        assert connection.needs_rollback
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_nothing_is_written_that_belongs_to_what_has_not_been_written() -> None:
    """A key that may be empty would otherwise stay empty without a word."""
    with pytest.raises(ValueError, match="has not been written"):
        rows.insert([Seal(seq=1, event=Event(), salt="", entry_hash="", chain_hash="")])


def test_a_row_made_quickly_is_the_row_that_django_makes() -> None:
    """Every field, with its default and with what is said, by name of the relation or of its column."""
    event = Event(pk=7)
    for given in ({}, {"event": event, "seq": 3}, {"event_id": 7, "salt": "a"}, {"event": None}):
        quick, plain = rows.new(Seal, **given), Seal(**given)
        assert {k: v for k, v in vars(quick).items() if k != "_state"} == {
            k: v for k, v in vars(plain).items() if k != "_state"
        }
        assert quick._state.adding
        assert quick._state.fields_cache == plain._state.fields_cache
    with pytest.raises(TypeError, match="no sequence"):
        rows.new(Seal, sequence=1)
    assert rows.new(Event).before is not rows.new(Event).before, "two rows share nothing"
