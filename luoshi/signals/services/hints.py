"""Comparing what has been sent, and what people do with a hint."""

from __future__ import annotations

from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.org.scope import Shown
from luoshi.signals import queries
from luoshi.signals.models import Examined, Hint, HintReader
from luoshi.signals.queries.texts import Kept, latest, record_of
from luoshi.signals.rules.copies import Finder, Pair, common_pieces, template_of
from luoshi.signals.workflow import HINT

AT_ONCE = 500
"""So many texts are compared in one run; the next run goes on."""
LEARNED = 400


def examine(actor: Actor, most: int = AT_ONCE) -> int:
    """Compare what has been sent since the last time with everything before; gives the number of new hints."""
    new = list(queries.unexamined()[:most])
    if not new:
        return 0
    superior = template_of(text for said in new for text in (said.entry.task.title, said.entry.task.text) if text)
    kept = Kept()
    finder = Finder(kept, superior | common_pieces(latest(max(LEARNED, len(new)))))
    for said in new:
        finder.examine(record_of(said))
    with actions.atomic():
        actions.stage(kept.examined)
        actions.stage(kept.pieces)
        return sum(_raise(actor, kept, pair) for pair in finder.pairs() if pair.kind == "other")


def _raise(actor: Actor, kept: Kept, pair: Pair) -> int:
    earlier, later = kept.said(int(pair.a.id)), kept.said(int(pair.b.id))
    unit, other = later.entry.report.unit, earlier.entry.report.unit
    keeper = queries.office_above(unit, other)
    if keeper is None or queries.related(later.entry.task, earlier.entry.task):
        return 0
    if Hint.objects.filter(said__entry=later.entry_id, other_said__entry=earlier.entry_id).exists():
        return 0  # the same entries, sent once more
    evidence = {
        "containment": round(pair.containment, 4),
        "passages": [[one.b_start, one.b_end, one.a_start, one.a_end] for one in pair.passages],
        "examined": Examined.objects.count(),
    }
    hint = Hint(
        rule="copied", state=HINT.start, keeper=keeper, unit=unit, other=other, said=later, other_said=earlier,
        evidence=evidence, raised_at=clock.now(),
    )  # fmt: skip
    actions.create(actor, "signals.hint.raise", hint)
    readers = [(keeper, Shown.UNIT), (unit, Shown.HIDDEN)]
    rows = [HintReader(hint=hint, unit=one, unit_path=one.path, shown=shown) for one, shown in readers]
    actions.create_many(actor, "signals.hint.open_to", rows)
    return 1


def move(actor: Actor, hint: Hint, name: str, **given: Any) -> Hint:
    """Ask, explain, object, dismiss, confirm, hand on."""
    changes = dict(given)
    if name in ("explain", "object"):
        changes |= {"replied_by_id": actor.person_id, "replied_at": clock.now()}
    elif name in ("dismiss", "confirm"):
        changes["judged_at"] = clock.now()
    with actions.atomic():
        actions.perform(actor, HINT, name, hint, queries.hint_facts(actor, hint), **changes)
        if name == "ask":
            actions.change_all(hint.readers.filter(unit=hint.unit_id), shown=Shown.UNIT)
    return hint
