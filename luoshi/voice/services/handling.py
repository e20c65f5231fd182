"""A case is opened, given to a unit, answered, closed, opened again. Every reading of it is an act in the trail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import say
from luoshi.org.models import Unit
from luoshi.voice import queries
from luoshi.voice.models import Case, Initiative, VoiceSettings, Word
from luoshi.voice.queries.settings import DAYS, limits_at, may_set, settings_at
from luoshi.voice.rules.clocks import accept_by, reply_by
from luoshi.voice.workflow import CASE

TOLD = {"ask": "ask", "inquire": "ask", "reply": "reply", "decline": "decline"}
"""Moves that say something to the reporter, and what kind of word it is."""


def read(actor: Actor, case: Case) -> None:
    """Somebody has opened the case: who and when is kept."""
    actions.note_event(actor, "voice.case.read", case)


def move(
    actor: Actor,
    case: Case,
    name: str,
    *,
    handler: Unit | None = None,
    due: date | None = None,
    text: str = "",
    reason: str = "",
) -> Case:
    """Make one move. ``text`` is said to the reporter, ``reason`` stands in the trail."""
    text, reason = text.strip()[:4000], reason.strip()[:500]
    changes = _CHANGES.get(name, _nothing)(case, handler, due)
    given = {"text": text, "reason": reason, **{key: changes.get(key) for key in ("handler", "reply_by")}}
    if name == "route" and due is not None and due < clock.today():
        raise Refused([say("答复期限早于今天。")])
    with actions.atomic():
        facts = queries.case_facts(actor, case, handler)
        actions.perform(actor, CASE, name, case, facts, note=reason, given=given, **changes)
        if name in TOLD:
            unit = Unit.objects.get(pk=actor.unit_id or 0)
            word = Word(case=case, kind=TOLD[name], unit=unit, text=text, said_on=clock.today())
            actions.create(actor, f"voice.word.{TOLD[name]}", word)
    return case


Changes = dict[str, Any]


def _nothing(_case: Case, _handler: Unit | None, _due: date | None) -> Changes:
    return {}


def _route(case: Case, handler: Unit | None, due: date | None) -> Changes:
    found = _reroute(case, handler, due)
    return {
        **found,
        "reply_by": due or reply_by(case.kind, clock.today(), calendar().shift, limits_at(case.office_path)),
        "unread": False,
    }


def _reroute(_case: Case, handler: Unit | None, _due: date | None) -> Changes:
    return {"handler": handler, "handler_path": handler.path} if handler else {}


def _pass_up(case: Case, _handler: Unit | None, _due: date | None) -> Changes:
    office = queries.above(case)
    return {"office": office, "office_path": office.path} if office else {}


def _reply(_case: Case, _handler: Unit | None, _due: date | None) -> Changes:
    return {"replied_on": clock.today()}


def _close(_case: Case, _handler: Unit | None, _due: date | None) -> Changes:
    return {"closed_on": clock.today(), "unread": False}


def _reopen(case: Case, _handler: Unit | None, _due: date | None) -> Changes:
    anew = accept_by(clock.today(), calendar().shift, limits_at(case.office_path))
    return {
        "handler": None, "handler_path": "", "accept_by": anew, "reply_by": None, "replied_on": None, "closed_on": None,
        "unread": False,
    }  # fmt: skip


def _note(_case: Case, _handler: Unit | None, _due: date | None) -> Changes:
    return {"unread": False}


_CHANGES: dict[str, Callable[[Case, Unit | None, date | None], Changes]] = {
    "route": _route, "reroute": _reroute, "pass_up": _pass_up, "decline": _close, "reply": _reply, "close": _close,
    "reopen": _reopen, "note": _note,
}  # fmt: skip


def adopt(actor: Actor, case: Case, *, title: str, gist: str, credit: str) -> Initiative:
    """采纳: the practice stands on the list under the name of who was first; the reporter reads it by the receipt."""
    given = {"title": title.strip()[:120], "gist": gist.strip()[:2000], "credit": credit.strip()[:120]}
    row = Initiative(
        case=case, place=case.place, task=case.task, unit=case.office, adopted_on=clock.today(), **given
    )  # fmt: skip
    told = str(say("已采纳为首创做法“{title}”，署名：{credit}。", title=given["title"], credit=given["credit"]))
    word = Word(case=case, kind="adopt", unit=case.office, text=told, said_on=clock.today())
    with actions.atomic():
        actions.perform(actor, CASE, "adopt", case, queries.case_facts(actor, case), given=given)
        actions.create(actor, "voice.initiative.adopt", row)
        actions.create(actor, "voice.word.adopt", word)
    return row


def set_days(actor: Actor, **days: int) -> VoiceSettings:
    """Set how soon the own place answers; what is not given stays as it holds there now."""
    if not may_set(actor):
        raise Refused([say("答复期限由本地协调办的职工意见专办员或者负责人设置。")])
    place = Unit.objects.get(path=Unit.objects.get(pk=actor.unit_id or 0).place_path)
    now, row = settings_at(place.path), VoiceSettings.objects.filter(unit=place).first()
    after: dict[str, Any] = {name: int(days.get(name, getattr(now, name))) for name in DAYS}
    wrong = {name: [say("请填 1 至 1000 之间的整数。")] for name in DAYS if not 1 <= after[name] <= 1000}
    if wrong:
        raise Invalid(wrong)
    if row is None:
        return actions.create(actor, "voice.settings.set", VoiceSettings(unit=place, **after))
    return actions.change(actor, "voice.settings.set", row, **after)


def correct(actor: Actor, case: Case, *, kind: str, theme: str, concerned: Unit | None) -> Case:
    """Set right what it is and whom it is about, before it is given to anybody."""
    if case.office_id != actor.unit_id or "opener.hear" not in queries.case_facts(actor, case, named=False).roles:
        raise Refused([say("类别和涉及单位由受理的协调办更正。")])
    if case.state != "received":
        raise Refused([say("转办以后不能再更正。")])
    if case.concerned_id == case.office_id and (concerned is None or concerned.pk != case.office_id):
        raise Refused([say("涉及本单位的意见，本单位不能改成不涉及，请移交上级协调办。")])
    return actions.change(actor, "voice.case.correct", case, kind=kind, theme=theme, concerned=concerned)
