"""How much work does a form ask for, and was it done? Work instead of identity: one letter costs a phone a moment, a million cost
a machine park. The idea is Hashcash (A. Back, 2002).

Whoever has no script answers a question in words instead. Nothing is refused because many others write: with the
number of forms of late the work grows, never for one person more than for another.
"""

from __future__ import annotations

import hashlib

LEAST_BITS, MOST_BITS = 12, 20
"""Four thousand hashes take an old phone a tenth of a second; a million take it half a minute."""
CALM = 60
"""So many forms in ten minutes ask for the least work."""
_NUMBERS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九")


def bits(lately: int) -> int:
    """How much work after so many forms in the last ten minutes: one bit more whenever their number has doubled."""
    return min(LEAST_BITS + max(lately // CALM, 0).bit_length(), MOST_BITS)


def is_done(nonce: str, proof: str, wanted: int) -> bool:
    """Whether the hash of both begins with so many zero bits."""
    if not proof or len(proof) > 20:
        return False
    found = int.from_bytes(hashlib.sha256(f"{nonce}.{proof}".encode()).digest())
    return found >> (256 - wanted) == 0


def question(nonce: str) -> tuple[int, int]:
    """Two numbers to be added up by who has no script."""
    seed = hashlib.sha256(f"question.{nonce}".encode()).digest()
    return seed[0] % 9 + 1, seed[1] % 9 + 1


def is_answered(nonce: str, answer: str) -> bool:
    """Whether the sum is right, in digits or in words."""
    total = sum(question(nonce))
    words = _NUMBERS[total] if total < 10 else f"十{_NUMBERS[total - 10] if total > 10 else ''}"
    return answer.strip() in {str(total), words, f"一{words}" if total > 9 else words}
