"""A worker writes, adds, and says what the answer was worth. No actor, no event, no moment: laid down with a date, taken in later."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.ledger.models import Task
from luoshi.org.models import Unit
from luoshi.voice import queries
from luoshi.voice.models import Answer, Case, Entrance, Picture, Survey, Word
from luoshi.voice.queries.receipts import hashed, receipt_from
from luoshi.voice.rules.pictures import cleaned
from luoshi.voice.services.reporters import seal
from luoshi.voice.workflow import CASE

MOST_TEXT = 4000
MOST_PICTURES = 3


@dataclass(frozen=True)
class Letter:
    """What was written. ``place`` whose office opens it; ``concerned`` whom it is about, as far as the writer says."""

    text: str
    place: Unit
    kind: str = "problem"
    theme: str = "other"
    credit: str = ""
    task: Task | None = None
    entrance: Entrance | None = None
    concerned: Unit | None = None
    name: str = ""
    contact: str = ""
    pictures: tuple[tuple[str, bytes], ...] = ()


def write(letter: Letter, nonce: str) -> str:
    """Keep it; its receipt. The same form sent twice is one letter with one receipt."""
    receipt = receipt_from(nonce)
    known = hashed(receipt)
    if Case.objects.filter(receipt=known).exists():
        return receipt
    case = _case(letter, known)
    try:
        with actions.atomic():
            actions.stage([case])
            if case.is_named:
                actions.stage([seal(case, letter.name.strip()[:40], letter.contact.strip()[:60])])
            actions.stage([Picture(case=case, kind=kind, data=data) for kind, data in letter.pictures])
    except IntegrityError:
        if not Case.objects.filter(receipt=known).exists():
            raise
    return receipt


def _case(letter: Letter, known: str) -> Case:
    if not letter.text.strip():
        raise Invalid({"text": [say("请写几句话。")]})
    office = queries.office_for(letter.place, letter.concerned)
    if office is None:
        raise Refused(
            [
                say(
                    "这件事涉及本平台最上一级协调办自己，不能由它受理。请打 12351 或者 12388，由工会或者纪检监察机关办理。"
                )
            ]
        )
    return Case(
        state=CASE.start, receipt=known, kind=letter.kind, theme=letter.theme, text=letter.text.strip()[:MOST_TEXT],
        credit=letter.credit.strip()[:120], place=letter.place, task=letter.task, entrance=letter.entrance,
        concerned=letter.concerned, office=office, office_path=office.path, written_on=clock.today(),
        is_named=bool(letter.name.strip() or letter.contact.strip()),
    )  # fmt: skip


def hand_in(actor: Actor, letter: Letter, nonce: str, source: Unit) -> str:
    """A unit with a log-in hands in what workers have told it: its own name is known, theirs is not. The receipt is theirs."""
    with actions.atomic():
        receipt = write(letter, nonce)
        case = Case.objects.get(receipt=hashed(receipt))
        actions.change(actor, "voice.case.hand_in", case, source=source)
    return receipt


def add(case: Case, text: str, mark: str = "", pictures: tuple[tuple[str, bytes], ...] = ()) -> None:
    """The reporter adds something, also after the end, or says what the answer was worth."""
    if not text.strip() and not mark and not pictures:
        raise Invalid({"text": [say("请写几句话，或者选一项评价。")]})
    if mark and case.state not in ("replied", "closed"):
        raise Refused([say("答复以后才能评价。")])
    word = Word(case=case, text=text.strip()[:MOST_TEXT], mark=mark, said_on=clock.today(), taken=False)
    same = Word.objects.filter(case=case, unit=None, text=word.text, mark=mark, said_on=word.said_on)
    if same.exists() and not pictures:
        return
    with actions.atomic():
        actions.stage([word])
        actions.stage([Picture(case=case, kind=kind, data=data) for kind, data in pictures])


def clean_picture(data: bytes) -> tuple[str, bytes]:
    """A picture without what was written beside it. Other kinds of file are not taken: they carry names that cannot be found."""
    found = cleaned(data)
    if found is None:
        raise Invalid({"pictures": [say("只收 JPG 和 PNG 图片。文档里常藏有作者姓名，请拍照或者截图后再传。")]})
    return found


def answer(survey: Survey, form: str, known: str, reached: str, content: str) -> None:
    """Three answers to a survey, once for each form."""
    if survey.state != "open" or survey.closes_on < clock.today():
        raise Refused([say("这次征集已经截止，谢谢您。")])
    if Answer.objects.filter(form=form).exists():
        return
    actions.stage([Answer(survey=survey, form=form, known=known, reached=reached, content=content)])
