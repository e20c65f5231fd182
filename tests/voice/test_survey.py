"""Three questions on a task, a link on a poster, and what may be shown of the answers; notes of field research; the pages for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.errors import Invalid, Refused
from luoshi.ledger.models import Task
from luoshi.voice import queries
from luoshi.voice.models import Entrance, FieldNote, Survey
from luoshi.voice.services import asking, writing
from luoshi.voice.services.gathering import gather
from tests.ledger import making
from tests.reporting import given
from tests.voice.worker import TEXT, hearer, hears, latest, solved, write
from tests.world import World

QUESTIONS = {"known": "您听说过吗？", "reached": "您用上了吗？", "content": "您满意吗？"}


def scene(world: World) -> tuple[Task, Survey]:
    """A task of the province on which its office asks."""
    hears(world, "省.办")
    with clock.at(given.NOW):
        task = making.issued(world)[0]
    closes = clock.today() + timedelta(days=30)
    return task, asking.open_survey(hearer(world, "省.办"), task, title="学徒制", closes_on=closes, **QUESTIONS)


def answered(survey: Survey, many: int, reached: str = "yes") -> None:
    start = survey.answers.count()
    for number in range(start, start + many):
        writing.answer(survey, f"{survey.pk} {number}", "yes", reached, "no")


def test_it_works(world: World) -> None:
    """On a phone: the link, three presses; nothing is shown of four, something of five."""
    task, survey = scene(world)
    phone, path = Client(), f"/voice/survey/?at={survey.code}"
    for number in range(5):
        assert queries.word_on(task) is None
        page = phone.get(path)
        choices = {"known": "yes", "reached": "yes" if number < 2 else "no", "content": "partly"}
        assert "谢谢" in phone.post(path, {**choices, **solved(page)}).content.decode()
    word = queries.word_on(task)
    assert word is not None
    assert (word.answers, word.known, word.reached, word.content) == (5, 100, 40, 0)
    office = Client()
    office.force_login(world.account("省.办", "office"))
    assert "职工怎么说" in office.get(f"/ledger/tasks/{task.pk}/").content.decode()
    assert "40" in office.get(f"/voice/office/surveys/{survey.pk}/").content.decode()


def test_the_same_press_counts_once_and_a_closed_survey_counts_nothing(world: World) -> None:
    _task, survey = scene(world)
    writing.answer(survey, "one", "yes", "yes", "yes")
    writing.answer(survey, "one", "no", "no", "no")
    assert survey.answers.count() == 1
    asking.close_survey(hearer(world, "省.办"), survey)
    with pytest.raises(Refused, match="截止"):
        writing.answer(survey, "two", "yes", "yes", "yes")


def test_a_sixth_answer_tells_nothing(world: World) -> None:
    task, survey = scene(world)
    answered(survey, 5)
    before = queries.word_on(task)
    answered(survey, 4, reached="no")
    assert queries.word_on(task) == before
    answered(survey, 1, reached="no")
    assert queries.word_on(task) != before


def test_letters_on_a_task_are_counted_in_fives(world: World) -> None:
    task, _survey = scene(world)
    for number in range(9):
        letter = writing.Letter(TEXT, world.units["省"], kind="praise" if number < 6 else "problem", task=task)
        writing.write(letter, str(number))
    assert queries.word_on(task) is None
    gather()
    word = queries.word_on(task)
    assert word is not None
    assert (word.praise, word.problems, word.answers) == (5, None, None)


def test_an_entrance_shows_its_title_and_sends_what_is_written_to_its_task(world: World) -> None:
    task, _survey = scene(world)
    office = Client()
    office.force_login(world.account("省.办", "office"))
    answer = office.post(f"/voice/office/entrances/?task={task.pk}", {"title": "学徒制怎么样", "_key": "k"})
    poster = office.get(answer["Location"]).content.decode()
    entrance = Entrance.objects.get()
    assert "<svg" in poster
    assert f"?at={entrance.code}" in poster
    page = Client().get(f"/voice/?at={entrance.code}").content.decode()
    assert "学徒制怎么样" in page
    assert task.number not in page, "the ledger's own number and title are not for the street"
    phone = Client()
    fields = {"kind": "problem", "text": TEXT, "place": entrance.place_id, **solved(phone.get("/voice/"))}
    phone.post(f"/voice/?at={entrance.code}", fields)
    case = latest()
    assert (case.task, case.concerned, case.office) == (task, world.units["省.人社"], world.units["省.办"])
    asking.close_entrance(hearer(world, "省.办"), entrance)
    assert "学徒制怎么样" not in Client().get(f"/voice/?at={entrance.code}").content.decode()


def test_a_union_hands_in_for_workers(world: World) -> None:
    union = Client()
    union.force_login(world.account("企业工会", "clerk"))
    page = union.get("/voice/office/hand-in/").content.decode()
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    fields = {"kind": "pilot", "text": TEXT, "theme": "skill", "credit": "二车间细纱甲班", "ticket": ticket}
    assert 'id="receipt-code"' in union.post("/voice/office/hand-in/", fields).content.decode()
    case = latest()
    assert (case.source, case.credit, case.office) == (world.units["企业工会"], "二车间细纱甲班", world.units["县.办"])


def test_field_notes_are_written_and_corrected_by_their_unit(world: World) -> None:
    office = Client()
    office.force_login(world.account("县.办", "office"))
    fields: dict[str, Any] = {
        "question": "倒班职工为什么上不了课", "went_on": date(2026, 6, 1), "places": "精工公司", "talked": 12, "found": "课在白天。",
        "remedies": "开晚班。",
    }  # fmt: skip
    answer = office.post("/voice/office/notes/new/", {**fields, "_key": "n"})
    assert "课在白天。" in office.get(answer["Location"]).content.decode()
    note = FieldNote.objects.get()
    with pytest.raises(Refused):
        asking.keep_note(world.actor("县.人社", "clerk"), note, **fields)
    with pytest.raises(Invalid):
        asking.keep_note(world.actor("县.办", "office"), None, **{**fields, "went_on": date(2099, 1, 1)})


def test_stranger(world: World) -> None:
    """Who has no grant of its own asks nobody; another place sees neither survey nor note."""
    task, survey = scene(world)
    with pytest.raises(Refused):
        asking.open_entrance(world.actor("省.人社", "clerk"), title="x", task=task)
    other = Client()
    other.force_login(world.account("他县.办", "office"))
    assert other.get(f"/voice/office/surveys/{survey.pk}/").status_code == 404
    assert other.get("/voice/office/entrances/").status_code == 403
    write(world)
    assert queries.word_on(task) is None
