"""What lies freshly written is taken in, some of it together and shuffled: so that no row beside it tells when it came.

Whoever holds the database and a gateway's log can then say of a case only that it was written on its date, before the job ran;
not which of that hour's visitors wrote it.
"""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.db.models import QuerySet

from luoshi.kernel import actions
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.queries import calendar
from luoshi.kernel.services import attach, keep_file
from luoshi.voice.models import Case, Picture, Word
from luoshi.voice.queries.settings import limits_at
from luoshi.voice.rules.clocks import accept_by
from luoshi.voice.workflow import CASE, CaseFacts

MACHINE = CaseFacts(frozenset({"machine.gather"}))
_random = secrets.SystemRandom()


def gather() -> int:
    """Take in what has been written since; how many cases and words."""
    cases = list(Case.objects.filter(state="kept"))
    words = list(Word.objects.filter(taken=False).select_related("case"))
    _random.shuffle(cases)
    _random.shuffle(words)
    with actions.atomic():
        for case in cases:
            _take_in(case)
        taken = {case.pk: case for case in cases}
        for word in words:
            _hear(word, taken.get(word.case_id, word.case))
        for case in Case.objects.filter(pictures__isnull=False).distinct():
            _keep(case, case.pictures.order_by("id"))
    return len(cases) + len(words)


def _take_in(case: Case) -> None:
    serial = actions.next_number(f"voice.{case.office_id}", case.written_on.year)
    actions.perform(
        SYSTEM, CASE, "take_in", case, MACHINE, number=f"{case.written_on.year}-{serial:04d}",
        accept_by=accept_by(case.written_on, calendar().shift, limits_at(case.office_path)),
    )  # fmt: skip


def _hear(word: Word, case: Case) -> None:
    actions.change(SYSTEM, "voice.word.take_in", word, taken=True)
    actions.change(SYSTEM, "voice.case.hear", case, unread=True, mark=word.mark or case.mark)


def _keep(case: Case, pictures: QuerySet[Picture]) -> None:
    for number, row in enumerate(pictures, 1):
        file = keep_file(SYSTEM, ContentFile(bytes(row.data), name=f"{case.number}-{number}.{row.kind}"))
        attach(SYSTEM, file, case, "picture")
    actions.unstage(pictures)
