"""What does anybody get to see of a draw, without a log-in?

From the sealing on, the two hashes that nobody can change any more; the names with the published result, which comes after
the visits where an inspection is unannounced. Of inspectors the number and the place of work, which is what a check needs;
why somebody keeps away is a private matter and stays inside.
"""

from __future__ import annotations

from typing import Any

from luoshi.inspection.models import Draw, Inspector
from luoshi.inspection.rules.draw import first_difference, seed_of
from luoshi.inspection.rules.frame import frame_of
from luoshi.inspection.workflow import DRAW
from luoshi.kernel.errors import NotVisible

COMMITTED = ("frozen", "drawn", "published", "void")
"""States in which the hashes are public."""


def committed(uid: Any) -> Draw:
    """A draw that has been sealed; else as if there were none."""
    row = Draw.objects.filter(uid=uid, state__in=COMMITTED).exclude(frozen_at=None)
    found = row.select_related("item__unit").first()
    if found is None:
        raise NotVisible
    return found


def published(uid: Any) -> Draw:
    """A draw whose result is published."""
    row = committed(uid)
    if row.state != "published":
        raise NotVisible
    return row


def public_page(row: Draw) -> dict[str, Any]:
    """What its public page shows."""
    shown = row.state == "published"
    named = shown or not row.item.unannounced
    context = {
        "draw": row, "item": row.item if named else None, "state": DRAW.states[row.state], "shown": shown,
        "target_count": len(row.frame["targets"]), "inspector_count": len(row.frame["inspectors"]),
    }  # fmt: skip
    return {**context, **_result(row)} if shown else context


def _result(row: Draw) -> dict[str, Any]:
    names = {one["id"]: one["name"] for one in row.frame["targets"]}
    drawn = {one["id"]: place for place, one in enumerate(row.record["targets"], 1)}
    tickets = {one["id"]: one["ticket"] for one in row.record["targets"]}
    after = {str(one.unit.uid): one for one in row.targets.select_related("unit", "replaces__unit")}
    frame = [
        (drawn.get(one["id"]), one, tickets.get(one["id"]), row.chances.get(one["id"]), after.get(one["id"]))
        for one in row.frame["targets"]
    ]
    people = _people(row)
    late = [one for one in row.recusals if one.get("late")]
    return {
        "rows": sorted(frame, key=lambda one: (one[0] is None, one[0] or 0)),
        "teams": [(names[one["target"]], [people.get(uid, (uid, "")) for uid in one["inspectors"]]) for one in row.record["teams"]],
        "seed": seed_of(frame_of(row.frame), row.record["secret"], row.record["witness"]).hex(),
        "same": first_difference(row.record) is None,
        "recused": sum(len(one["recused"]) for one in row.frame["inspectors"]),
        "late": [(names.get(one["target"], ""), people.get(one["inspector"], ("", ""))[0]) for one in late],
    }  # fmt: skip


def _people(row: Draw) -> dict[str, tuple[str, str]]:
    """uid → (what a reader finds it by in the record, where they work); no names."""
    uids = {uid for one in row.record["teams"] for uid in one["inspectors"]}
    uids |= {one["inspector"] for one in row.recusals if one.get("late")}
    known = Inspector.objects.filter(uid__in=uids).select_related("employer")
    return {str(one.uid): (str(one.uid)[-8:], one.employer.name) for one in known}
