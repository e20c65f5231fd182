"""A draw is prepared, sealed, drawn before a witness, published; a target that cannot be visited gives its turn to the next."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.utils.crypto import salted_hmac

from luoshi.inspection import queries
from luoshi.inspection.models import Draw, Inspector, Item, Target, TeamMember
from luoshi.inspection.queries.draw import MUST, next_in_turn, next_inspector, trips_of, weeks_of
from luoshi.inspection.rules.chances import chances
from luoshi.inspection.rules.draw import commitment_of, draw, seed_of, team_for
from luoshi.inspection.rules.frame import Refused as FrameRefused
from luoshi.inspection.rules.frame import frame_of
from luoshi.inspection.rules.optimise import best
from luoshi.inspection.rules.schedule import day_of
from luoshi.inspection.workflow import DRAW, TARGET
from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import kept, say
from luoshi.org.models import Unit
from luoshi.org.scope import Shown


def prepare_draw(actor: Actor, item: Item, *, sample: int, team: int = 2, source: str) -> Draw:
    """Begin a draw: how many, how many to a team, and where the witness's value will come from."""
    row = Draw(
        state=DRAW.start,
        item=item,
        serial=Draw.objects.filter(item=item).count() + 1,
        sample=sample,
        team=team,
        source=source.strip()[:200],
    )
    if "inspecting.inspect" not in queries.draw_facts(actor, row).roles:
        raise Refused([say("须由{who}办理。", who=item.unit.name)])
    return actions.create(actor, "inspection.draw.prepare", row)


def freeze_draw(actor: Actor, row: Draw) -> Draw:
    """Freeze the frame, commit to it and to a secret that is made here, shown to nobody and kept nowhere."""
    value, away = queries.frame_value(row)
    sealed = secrets.token_hex(32)
    facts = queries.draw_facts(actor, row)
    if reasons := DRAW.refusals("freeze", row.state, facts, {}):
        raise Refused(reasons)
    frame = frame_of(value)
    return actions.perform(
        actor, DRAW, "freeze", row, facts, frame=value, frame_sha256=frame.sha256, sealed=sealed,
        commitment=commitment_of(_secret_of(sealed)), recusals=away, chances=chances(frame), frozen_at=clock.now(),
    )  # fmt: skip


def _secret_of(sealed: str) -> str:
    """The secret of a draw: whoever reads the database alone does not learn it, since the instance's key lies outside."""
    return salted_hmac("luoshi.inspection.draw", sealed, algorithm="sha256").hexdigest()


def draw_now(actor: Actor, row: Draw, *, witness: str, witness_name: str) -> Draw:
    """Draw: the witness's value is typed in, the secret is opened, and what follows anybody can do again."""
    facts = queries.draw_facts(actor, row)
    given = {"witness": witness, "witness_name": witness_name}
    if reasons := DRAW.refusals("draw", row.state, facts, given):
        raise Refused(reasons)
    secret = _secret_of(row.sealed)
    if commitment_of(secret) != row.commitment:
        raise Refused([say("密值打不开：本机的密钥与封存时不同。请作废这次抽取，重新准备。")])
    try:
        record = draw(frame_of(row.frame), secret, witness)
    except FrameRefused as refusal:
        raise Refused([refusal.reason]) from None
    with actions.atomic():
        actions.perform(actor, DRAW, "draw", row, facts, record=record, drawn_at=clock.now(), **given)
        teams = {one["target"]: one["inspectors"] for one in record["teams"]}
        for place, one in enumerate(record["targets"], 1):
            _choose(actor, row, one, teams[one["id"]], place)
    _set_dates(actor, row)
    return row


def _choose(
    actor: Actor, row: Draw, one: dict[str, Any], team: Sequence[str], place: int, replaces: Target | None = None
) -> Target:
    unit = Unit.objects.get(uid=one["id"])
    stream = "must" if one["stratum"] == MUST else row.item.objects_of.get(unit=unit).stream
    target = Target(
        state=TARGET.start, item=row.item, draw=row, unit=unit, unit_path=unit.path, stream=stream, place=place,
        ticket=one["ticket"], chance=row.chances.get(one["id"]), replaces=replaces,
    )  # fmt: skip
    actions.create(actor, "inspection.target.choose", target)
    people = {str(person.uid): person for person in Inspector.objects.filter(uid__in=team).select_related("employer")}
    leader = next((uid for uid in team if people[uid].leads), None)
    rows = [
        TeamMember(
            target=target, inspector=people[uid], name=people[uid].name, of=people[uid].employer.name,
            part="leader" if uid == leader else "member", place=at,
        )
        for at, uid in enumerate(team)
    ]  # fmt: skip
    actions.add_parts(actor, "inspection.target.team", target, rows, {"team": len(rows)})
    return target


def _set_dates(actor: Actor, row: Draw) -> None:
    """Give the targets their weeks. Outside the act's own transaction: a solver may think for some seconds."""
    plan = best(trips_of(row), weeks_of(row.item))
    with actions.atomic():
        for target in row.targets.filter(state="chosen", visit=None):
            if target.pk in plan.week:
                first = day_of(row.item.starts_on, plan.week[target.pk], row.item.ends_on)
                actions.change(actor, "inspection.target.date", target, starts_on=first, ends_on=first)


def replace_target(actor: Actor, target: Target, reason: str) -> Target:
    """A target that cannot be visited gives its turn to the next ticket of its stratum; its team is drawn from the same seed."""
    row, following = target.draw, next_in_turn(target)
    facts = queries.target_facts(actor, target)
    if reasons := TARGET.refusals("replace", target.state, facts, {"reason": reason.strip()}):
        raise Refused(reasons)
    if row is None or following is None:
        raise Refused([say("同一层没有下一个对象可以递补。")])
    frame = frame_of(row.frame)
    seed = seed_of(frame, row.record["secret"], row.record["witness"])
    known = next(one for one in row.frame["targets"] if one["id"] == following[0])
    with actions.atomic():
        actions.perform(actor, TARGET, "replace", target, facts, reason=reason.strip()[:200])
        chosen = {**known, "ticket": following[1]}
        found = _choose(actor, row, chosen, team_for(frame, seed, following[0]), row.targets.count() + 1, target)
    _set_dates(actor, row)
    return found


def recuse(actor: Actor, seat: TeamMember, reason: str) -> TeamMember:
    """A member steps aside after the draw: the next one drawn for this target takes the place. The record stays as it was."""
    target, reason = seat.target, reason.strip()
    facts, following = queries.target_facts(actor, target), next_inspector(target)
    if reasons := TARGET.refusals("recuse", target.state, facts, {"note": reason}):
        raise Refused(reasons)
    if seat.inspector is None or following is None or target.draw is None:
        raise Refused([say("没有下一名不须回避的督察员可以递补。")])
    late = {
        "inspector": str(seat.inspector.uid),
        "target": str(target.unit.uid),
        "because": [kept(say("抽取后回避：{reason}", reason=reason))],
    }
    with actions.atomic():
        actions.perform(actor, TARGET, "recuse", target, facts, note=reason)
        actions.change(
            actor, "inspection.draw.recuse", target.draw, recusals=[*target.draw.recusals, {**late, "late": True}]
        )
        actions.remove(actor, "inspection.target.stand_down", seat)
        new = TeamMember(
            target=target, inspector=following, name=following.name, of=following.employer.name, place=seat.place,
            part="member",
        )  # fmt: skip
        actions.create(actor, "inspection.target.stand_in", new)
        _lead(actor, target)
    return new


def _lead(actor: Actor, target: Target) -> None:
    """A team has a leader: the first on it who may be one."""
    team = list(target.team.select_related("inspector"))
    if any(one.part == "leader" for one in team):
        return
    for one in team:
        if one.inspector is not None and one.inspector.leads:
            actions.change(actor, "inspection.target.led", one, part="leader")
            return


def appoint_leader(actor: Actor, seat: TeamMember) -> TeamMember:
    """Where nobody who was drawn is down as a possible leader, the office names one of them."""
    target = seat.target
    with actions.atomic():
        actions.perform(actor, TARGET, "lead", target, queries.target_facts(actor, target))
        return actions.change(actor, "inspection.target.led", seat, part="leader")


def publish_draw(actor: Actor, row: Draw) -> Draw:
    """Make the result known: at once where the inspection is announced, after the visits where it is not."""
    with actions.atomic():
        actions.perform(actor, DRAW, "publish", row, queries.draw_facts(actor, row))
        actions.change_all(row.targets.filter(state="chosen"), shown=Shown.UNIT)
    return row


def annul_draw(actor: Actor, row: Draw, note: str) -> Draw:
    """A draw that went wrong stays readable, with its reason; what it chose is chosen no more."""
    with actions.atomic():
        actions.perform(actor, DRAW, "annul", row, queries.draw_facts(actor, row), note=note.strip())
        actions.change_all(row.targets.filter(state="chosen"), state="replaced", reason=note.strip()[:200])
    return row
