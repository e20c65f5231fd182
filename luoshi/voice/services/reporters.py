"""Who wrote, where they chose to say so: sealed away from the case, opened with a reason, destroyed in time."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import say
from luoshi.org.rules import permissions
from luoshi.voice.models import Case, Reporter
from luoshi.voice.queries.settings import limits_at


def seal(case: Case, name: str, contact: str) -> Reporter:
    """A row that tells nobody anything without the key; bound to its case, so that two cannot be exchanged."""
    nonce = secrets.token_bytes(12)
    told = json.dumps([name, contact], ensure_ascii=False).encode()
    return Reporter(case=case, sealed=nonce + AESGCM(_key()).encrypt(nonce, told, case.receipt.encode()))


def _key() -> bytes:
    return hashlib.sha256(f"reporter.{settings.VOICE_KEY}".encode()).digest()


def open_reporter(actor: Actor, case: Case, reason: str) -> tuple[str, str]:
    """Name and contact, for the office that opened the case, never for whom it is about. Who opened them, when and why is kept."""
    if case.office_id != actor.unit_id or "hear" not in permissions(actor.roles):
        raise Refused([say("反映人的联系方式只由受理的协调办查看。")])
    if case.office_id == case.concerned_id:
        raise Refused([say("这件意见涉及本单位，不能查看反映人。")])
    if not reason.strip():
        raise Invalid({"reason": [say("缺{what}。", what=say("理由"))]})
    row = Reporter.objects.filter(case=case).first()
    if row is None:
        raise Refused([say("没有留联系方式，或者已经到期销毁。")])
    kept = bytes(row.sealed)
    try:
        told = AESGCM(_key()).decrypt(kept[:12], kept[12:], case.receipt.encode())
    except InvalidTag:
        raise Refused([say("联系方式打不开：本机的密钥与收存时不同。")]) from None
    actions.note_event(actor, "voice.reporter.open", case, note=reason.strip()[:500])
    name, contact = json.loads(told)
    return str(name), str(contact)


def destroy_old() -> int:
    """Destroy the seals of cases that ended long ago; how many."""
    ended = Reporter.objects.filter(case__state__in=("closed", "declined"), case__closed_on__isnull=False)
    cases = [row.case for row in ended.select_related("case") if _is_over(row.case)]
    with actions.atomic():
        actions.unstage(ended.filter(case__in=cases))
        for case in cases:
            actions.change(SYSTEM, "voice.reporter.destroy", case, is_named=False)
    return len(cases)


def _is_over(case: Case) -> bool:
    """Whether the days are past in which the reporter of a case can still be reached."""
    kept = timedelta(days=limits_at(case.office_path).kept)
    return case.closed_on is not None and case.closed_on < clock.today() - kept
