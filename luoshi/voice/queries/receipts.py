"""Which case does a receipt open? Only its slow hash is kept, made with a key that lies outside the database."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from luoshi.voice.models import Case
from luoshi.voice.rules.receipt import receipt_of, typed


def receipt_from(nonce: str) -> str:
    """The receipt of what is sent with this form's ticket: the same form pressed twice gives the same one."""
    made = hmac.new(settings.VOICE_KEY.encode(), f"receipt.{nonce}".encode(), hashlib.sha256).digest()
    return receipt_of(int.from_bytes(made))


def hashed(receipt: str) -> str:
    """What is kept of a receipt: scrypt (RFC 7914), 16 MB and some hundredths of a second for each try."""
    key = hashlib.sha256(f"lookup.{settings.VOICE_KEY}".encode()).digest()
    return hashlib.scrypt(receipt.encode(), salt=key, n=2**14, r=8, p=1, dklen=32).hex()


def case_of(text: str) -> Case | None:
    """The case of a receipt as somebody has typed it, or None: the same answer for mistyped and for unknown."""
    receipt = typed(text)
    if not receipt:
        return None
    rows = Case.objects.select_related("place", "task", "entrance", "office", "handler")
    return rows.filter(receipt=hashed(receipt)).first()
