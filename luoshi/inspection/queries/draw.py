"""What goes into a frame, who keeps away, and how does a draw stand? Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from luoshi.inspection.models import Draw, Inspector, Item, Target, TeamMember, Tie
from luoshi.inspection.queries.plan import caps_of, inspects
from luoshi.inspection.rules.draw import first_difference, in_drawing_order, queue_for, seed_of, ticket_of
from luoshi.inspection.rules.frame import Refused, frame_of
from luoshi.inspection.rules.recusal import InspectorFacts, TargetPlace, TieFacts, reasons
from luoshi.inspection.rules.schedule import Schedule, Trip, arrange, week_of
from luoshi.inspection.workflow import DRAW, TARGET, DrawFacts, TargetFacts
from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.say import Say, kept, say, told
from luoshi.ledger.queries import holders
from luoshi.org.models import Unit
from luoshi.org.rules import LEVELS, Kind, Level, roles_towards

MUST, RANDOM = "应查", "随机抽取"
"""The strata of a frame: the first is taken whole, of the second as many as are to be drawn."""


def draws(actor: Actor) -> QuerySet[Draw]:
    """The draws in sight, newest first."""
    return Draw.objects.visible_to(actor).select_related("item__unit").order_by("-id")


def find_draw(actor: Actor, pk: int) -> Draw:
    """A draw of an item that the actor may read."""
    return Draw.objects.select_related("item__unit").get_visible(actor, pk=pk)


def find_target(actor: Actor, pk: int) -> Target:
    """A target of an item that the actor may read."""
    return Target.objects.select_related("item__unit", "draw__item", "unit").get_visible(actor, pk=pk)


def inspectors_of(office: Unit) -> list[Inspector]:
    """Those on an office's register, as a frame takes them: on the register, trained."""
    rows = (
        Inspector.objects.filter(office=office, active=True).select_related("employer").prefetch_related("ties__unit")
    )
    return list(rows.order_by("id"))


def register_of(actor: Actor) -> QuerySet[Inspector]:
    """The register of the office acted for, with employers and what keeps each one away."""
    rows = Inspector.objects.visible_to(actor).filter(office=actor.unit_id or 0).order_by("id")
    return rows.select_related("employer").prefetch_related("ties__unit")


def units_in_sight(actor: Actor) -> QuerySet[Unit]:
    """Units of today, to choose an employer or a tie from."""
    return Unit.objects.visible_to(actor).filter(abolished_on=None)


def find_inspector(actor: Actor, pk: int) -> Inspector:
    """Somebody on a register that the actor may read."""
    return Inspector.objects.select_related("office", "employer").get_visible(actor, pk=pk)


def find_tie(actor: Actor, pk: int) -> Tie:
    """What keeps somebody away, on a register that the actor may read."""
    row = Tie.objects.filter(pk=pk).first()
    if row is None:
        raise NotVisible
    row.inspector = find_inspector(actor, row.inspector_id)
    return row


def inspector_page(actor: Actor, row: Inspector) -> dict[str, Any]:
    """Somebody on the register: trainings, ties, and the targets in the reader's sight that they were sent to."""
    seats = TeamMember.objects.filter(inspector=row, target__in=Target.objects.visible_to(actor))
    return {
        "row": row, "own": row.office_id == actor.unit_id and inspects(actor), "trainings": list(row.trainings.all()),
        "ties": list(row.ties.select_related("unit")), "borrowed": is_borrowed(row),
        "seats": list(seats.select_related("target__unit", "target__item").order_by("-target__id")[:20]),
    }  # fmt: skip


def is_borrowed(one: Inspector) -> bool:
    """Somebody from the county and below, who is missed there."""
    return LEVELS.index(Level(one.employer.level)) >= LEVELS.index(Level.COUNTY)


def place_of(unit: Unit) -> TargetPlace:
    """Of a place's office the whole place counts."""
    return TargetPlace(unit.pk, unit.place_path if unit.kind == Kind.OFFICE else unit.path, unit.name)


def recusals_of(people: Iterable[Inspector], units: Iterable[Unit]) -> dict[tuple[int, int], tuple[Say, ...]]:
    """(inspector, unit) → why the one keeps away from the other."""
    today = clock.today()
    listed, places = list(people), [place_of(unit) for unit in units]
    last: dict[int, frozenset[int]] = {}
    seats = TeamMember.objects.filter(inspector__in=listed, target__state="chosen").select_related("target")
    for seat in seats.order_by("-target__id"):
        last.setdefault(seat.inspector_id or 0, frozenset({seat.target.unit_id}))
    found = {}
    for one in listed:
        ties = [TieFacts(tie.kind, tie.unit.path, tie.unit.name, tie.left_on) for tie in one.ties.all()]
        facts = InspectorFacts(one.employer.path, one.employer.name, ties, last.get(one.pk, frozenset()))
        for place in places:
            if because := reasons(facts, place, today):
                found[one.pk, place.unit_id] = because
    return found


def frame_value(draw: Draw) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The frame of a draw as it stands now, and the recusals in it with their reasons. Names of people stay out of it."""
    rows = list(draw.item.objects_of.select_related("unit"))
    people = inspectors_of(draw.item.unit)
    away = recusals_of(people, [row.unit for row in rows])
    must = sum(row.stream == "must" for row in rows)
    frame = {
        "id": str(draw.uid),
        "targets": [
            {
                "id": str(row.unit.uid), "name": row.unit.name, "stratum": MUST if row.stream == "must" else RANDOM,
                "weight": row.weight if row.stream == "risk" else 1,
            }
            for row in rows
        ],
        "inspectors": [
            {
                "id": str(one.uid), "skills": one.skills,
                "recused": [str(row.unit.uid) for row in rows if (one.pk, row.unit_id) in away],
            }
            for one in people
        ],
        "sample": {**({MUST: must} if must else {}), **({RANDOM: draw.sample} if len(rows) > must else {})},
        "team": draw.team,
    }  # fmt: skip
    listed = [
        {"inspector": str(one.uid), "target": str(row.unit.uid), "because": [kept(why) for why in away[one.pk, row.unit_id]]}
        for one in people for row in rows if (one.pk, row.unit_id) in away
    ]  # fmt: skip
    return frame, listed


def against_frame(draw: Draw) -> tuple[Say, ...]:
    """What forbids drawing from this frame."""
    value, _away = frame_value(draw)
    people = inspectors_of(draw.item.unit)
    caps, borrowed = caps_of(draw.item.unit), sum(map(is_borrowed, people))
    found = []
    try:
        frame = frame_of(value)
    except Refused as refusal:
        return (refusal.reason,)
    if draw.team < 2:
        found.append(say("每组至少 2 人。"))
    drawn, must = frame.sample.get(RANDOM, 0), frame.sample.get(MUST, 0)
    if not drawn + must:
        found.append(say("没有要抽取的对象：随机抽取数为 0，也没有应查的。"))
    if drawn and drawn * 100 < caps.random_percent * (drawn + must):
        found.append(
            say(
                "随机抽取的不到 {percent}%：应查 {must} 个，抽取 {drawn} 个。",
                percent=caps.random_percent,
                must=must,
                drawn=drawn,
            )
        )
    if borrowed * 100 > caps.borrowed_percent * len(people):
        found.append(
            say(
                "借用县级及以下人员 {count} 名，超过督察员的 {percent}%。",
                count=borrowed,
                percent=caps.borrowed_percent,
            )
        )
    if not any(one.leads for one in people):
        found.append(say("督察员库里没有可任组长的人。"))
    for target in frame.targets:
        free = sum(target.id not in one.recused for one in frame.inspectors)
        if free < frame.team:
            name = next(str(row["name"]) for row in value["targets"] if row["id"] == target.id)
            found.append(
                say("{unit}除去须回避的只有 {free} 名督察员，不够 {team} 名。", unit=name, free=free, team=frame.team)
            )
    return tuple(found)


def draw_facts(actor: Actor, draw: Draw) -> DrawFacts:
    """What the moves of a draw look at."""
    item: Item = draw.item
    positions = {"inspecting"} if item.unit_id == actor.unit_id else set()
    chosen = draw.targets.filter(state="chosen") if draw.pk else Target.objects.none()
    return DrawFacts(
        roles=roles_towards(positions, actor.roles),
        holders=holders({"inspecting": [item.unit]}),
        approved=item.state in ("approved", "noticed"),
        against=against_frame(draw) if draw.state == "preparing" else (),
        hidden=chosen.filter(visited_on=None).count() if item.unannounced else 0,
        visited=chosen.exclude(visited_on=None).count(),
    )


def next_in_turn(target: Target) -> tuple[str, str] | None:
    """(id, ticket) of the first of the same stratum that has not had its turn yet."""
    draw = target.draw
    if draw is None or not draw.record:
        return None
    frame = frame_of(draw.frame)
    seed = seed_of(frame, draw.record["secret"], draw.record["witness"])
    taken = {str(uid) for uid in draw.targets.values_list("unit__uid", flat=True)}
    rows = [(ticket_of(seed, one.id), one) for one in frame.targets if one.stratum == RANDOM]
    for ticket, one in in_drawing_order(rows, len(rows)):
        if one.id not in taken:
            return one.id, f"{ticket:064x}"
    return None


def next_inspector(target: Target) -> Inspector | None:
    """Who takes the place of a member who steps aside: the next of the same draw that need not keep away."""
    draw = target.draw
    if draw is None or not draw.record:
        return None
    frame, uid = frame_of(draw.frame), str(target.unit.uid)
    seed = seed_of(frame, draw.record["secret"], draw.record["witness"])
    gone = {row["inspector"] for row in draw.recusals if row["target"] == uid}
    gone |= {str(one.inspector.uid) for one in target.team.select_related("inspector") if one.inspector}
    people = {str(one.uid): one for one in inspectors_of(draw.item.unit)}
    return next((people[one] for one in queue_for(frame, seed, uid) if one not in gone and one in people), None)


def target_facts(actor: Actor, target: Target) -> TargetFacts:
    """What the replacement of a target looks at."""
    positions = {"inspecting"} if target.item.unit_id == actor.unit_id else set()
    return TargetFacts(
        roles=roles_towards(positions, actor.roles),
        holders=holders({"inspecting": [target.item.unit]}),
        visited=target.visited_on is not None,
        next=target.stream != "must" and next_in_turn(target) is not None,
        free=next_inspector(target) is not None,
        led=target.team.filter(part="leader").exists(),
    )


def weeks_of(item: Item) -> int:
    """How many weeks an item has."""
    return (item.ends_on - item.starts_on).days // 7 + 1


def trips_of(draw: Draw, *, settled: bool = False) -> list[Trip]:
    """The trips of a draw. A target whose visit is planned keeps its week; ``settled``: all keep what they have."""
    rows = draw.targets.filter(state="chosen").select_related("unit").prefetch_related("team")
    planned = set(rows.filter(visit__isnull=False).values_list("pk", flat=True))
    found = []
    for row in rows:
        keeps = row.starts_on is not None and (settled or row.pk in planned)
        at = week_of(draw.item.starts_on, row.starts_on) if keeps and row.starts_on else None
        team = frozenset(seat.inspector_id for seat in row.team.all() if seat.inspector_id)
        found.append(Trip(row.pk, row.unit.place_path, team, at))
    return found


def schedule_of(draw: Draw) -> Schedule:
    """The dates as they stand, with what no others could beat."""
    return arrange(trips_of(draw, settled=True), weeks_of(draw.item))


def draw_page(actor: Actor, draw: Draw) -> dict[str, Any]:
    """A draw as its page shows it: steps, hashes, targets in drawing order, teams and who kept away."""
    facts = draw_facts(actor, draw)
    value = draw.frame or frame_value(draw)[0]
    names = {row["id"]: row["name"] for row in value["targets"]}
    people = {str(one.uid): one for one in Inspector.objects.filter(office=draw.item.unit).select_related("employer")}
    targets = list(
        draw.targets.select_related("unit", "replaces__unit")
        .prefetch_related("team__inspector__employer")
        .order_by("place", "id")
    )
    away = [
        (people[row["inspector"]], names.get(row["target"], ""), [told(one) for one in row["because"]])
        for row in draw.recusals if row["inspector"] in people
    ]  # fmt: skip
    return {
        "draw": draw,
        "item": draw.item,
        "state": DRAW.states[draw.state],
        "offers": DRAW.offers(draw.state, facts),
        "own": draw.item.unit_id == actor.unit_id,
        "frame_rows": [(row, draw.chances.get(row["id"])) for row in value["targets"]],
        "inspector_count": len(value["inspectors"]),
        "targets": [(row, TARGET.offers(row.state, target_facts(actor, row))) for row in targets],
        "away": away,
        "same": bool(draw.record) and first_difference(draw.record) is None,
        "schedule": schedule_of(draw) if draw.record else None,
    }
