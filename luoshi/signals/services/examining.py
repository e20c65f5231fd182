"""Looking at what is new: reports just sent, periods that are over, problems closed, what inspectors have seen.

Nothing is looked at twice, and of one matter a rule speaks once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db.models import F

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.say import say
from luoshi.org.models import Unit
from luoshi.org.scope import Shown
from luoshi.reporting.models import EntryVersion
from luoshi.signals import queries
from luoshi.signals.models import Hint, HintReader, Looked, Stop, Tally
from luoshi.signals.queries import Batch, Judged
from luoshi.signals.queries.texts import Kept, latest, record_of
from luoshi.signals.queries.thresholds import InForce
from luoshi.signals.rules.copies import SAMPLE, Finder, Pair, common_pieces, template_of
from luoshi.signals.rules.found import Found, as_json
from luoshi.signals.rules.registry import At
from luoshi.signals.services.pictures import look_at_pictures
from luoshi.signals.workflow import HINT

AT_ONCE = 500
"""So many texts are looked at in one run; the next run goes on."""


def examine(actor: Actor, most: int = AT_ONCE) -> int:
    """Look at what has been sent since the last time; gives the number of new hints."""
    new = list(queries.unexamined()[:most])
    if not new:
        return 0
    while look_at_pictures():
        pass
    with actions.atomic():
        book = _Book(actor)
        _compare(book, new)
        batch = Batch(new)
        for one in new:
            for judged in queries.judged_of(batch, one, book.at(one)):
                book.enter(judged)
        for task in queries.with_a_word(one.entry.task for one in new):
            against = queries.contradiction(task, book.office(task.lead_unit))
            if against is not None:
                book.enter(against)
        return book.close()


def examine_matters(actor: Actor) -> int:
    """Look at what else is new, each matter in an act of its own."""
    found = 0
    in_force = InForce()
    for what, matters in queries.MATTERS.items():
        for number, judged in matters(in_force):
            with actions.atomic():
                actions.stage([Looked(what=what, number=number)])
                book = _Book(actor)
                for one in judged:
                    book.enter(one)
                found += book.close()
    return found


class _Book:
    """What a run has found: hints are raised as they come, and how much was examined is written at the end."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self.in_force = InForce()
        self._stopped = set(Stop.objects.values_list("keeper", "rule"))
        self._offices: dict[int, Unit | None] = {}
        self._examined: Counter[tuple[str, int, str]] = Counter()
        self._hits: Counter[tuple[str, int, str]] = Counter()
        self._raised = 0

    def office(self, unit: Unit | None) -> Unit | None:
        """The office over a unit, asked for once."""
        if unit is None:
            return None
        if unit.pk not in self._offices:
            self._offices[unit.pk] = queries.office_over(unit)
        return self._offices[unit.pk]

    def at(self, said: EntryVersion) -> Callable[[str], At]:
        """The thresholds of a rule where a report is looked at."""
        office = self.office(said.entry.report.unit)
        return lambda rule: self.in_force.of(rule, office)

    def enter(self, judged: Judged) -> None:
        """Count what was examined, and raise a hint where something was found."""
        area = self.office(judged.unit)
        keeper = judged.keeper or area
        if area is None or keeper is None or keeper.pk == judged.unit.pk:
            return  # nobody stands above: there is nobody to look
        if (keeper.pk, judged.rule) in self._stopped:
            return
        place = (judged.rule, area.pk, judged.period)
        self._examined[place] += not judged.again
        if judged.found is not None and self._raise(keeper, judged, judged.found):
            self._hits[place] += 1

    def _raise(self, keeper: Unit, judged: Judged, found: Found) -> bool:
        if Hint.objects.filter(rule=judged.rule, key=judged.key).exists():
            return False
        hint = Hint(
            rule=judged.rule, key=judged.key, state=HINT.start, keeper=keeper, unit=judged.unit, other=judged.other,
            said=judged.said, other_said=judged.other_said, task=judged.task, problem=judged.problem,
            period=judged.period[:40], raised_at=clock.now(),
            evidence=as_json(found) | {"at": self.in_force.of(judged.rule, keeper)} | judged.more,
        )  # fmt: skip
        actions.create(self._actor, "signals.hint.raise", hint)
        rows = HintReader.opening(hint, (keeper, Shown.UNIT), (judged.unit, Shown.HIDDEN))
        actions.create_many(self._actor, "signals.hint.open_to", rows)
        self._raised += 1
        return True

    def close(self) -> int:
        """Write down how much was examined; gives the number of hints."""
        for place in self._examined.keys() | self._hits.keys():
            rule, office, period = place
            given: dict[str, Any] = {"rule": rule, "keeper_id": office, "period": period[:40]}
            examined, hits = self._examined[place], self._hits[place]
            rows = Tally.objects.filter(**given)
            if not actions.change_all(rows, examined=F("examined") + examined, hits=F("hits") + hits):
                actions.stage([Tally(**given, examined=examined, hits=hits)])
        return self._raised


def _compare(book: _Book, new: list[EntryVersion]) -> None:
    """Texts against all those before them."""
    superior = template_of(text for said in new for text in (said.entry.task.title, said.entry.task.text) if text)
    kept = Kept()
    least = book.in_force.least("copied", "share") / 100
    finder = Finder(kept, superior | common_pieces(latest(max(SAMPLE, len(new)))), least)
    for said in new:
        finder.examine(record_of(said))
    actions.stage(kept.examined)
    actions.stage(kept.pieces)
    pairs = sorted(finder.pairs(), key=lambda pair: pair.containment)
    repeats = {pair.b.id for pair in pairs if pair.kind == "self"}
    found: dict[str, Judged] = {}
    for pair in pairs:
        one = _copied(kept, pair, pair.b.id in repeats, book.in_force) if pair.kind == "other" else None
        if one is not None:
            found[pair.b.id] = one  # of several that a text is like, the one it is most like
    for said in new:
        if queries.words_of(said):
            book.enter(found.get(record_of(said).id) or queries.judged("copied", said, None))


def _copied(kept: Kept, pair: Pair, repeats: bool, in_force: InForce) -> Judged | None:
    """``repeats``: the unit has said the same before, which may be where the unit above had it from."""
    earlier, later = kept.said(int(pair.a.id)), kept.said(int(pair.b.id))
    other = earlier.entry.report.unit
    keeper = queries.office_above(later.entry.report.unit, other)
    tasks = later.entry.task, earlier.entry.task
    if keeper is None or queries.summed_up(*tasks) or (repeats and queries.handed_down(*tasks)):
        return None
    if 100 * pair.containment < in_force.of("copied", keeper)["share"]:
        return None
    share = round(100 * pair.containment)
    told = say("除统一格式外，有 {share}% 的文字与{other}此前的反馈相同。", share=share, other=other.name)
    passages = [[one.b_start, one.b_end, one.a_start, one.a_end] for one in pair.passages]
    return queries.judged(
        "copied", later, Found((told,)), keeper=keeper, other=other, other_said=earlier,
        more={"containment": round(pair.containment, 4), "passages": passages},
    )  # fmt: skip
