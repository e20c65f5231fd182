"""How does a public form prove that it is ours, and that some work was done, without anybody being recognised?

A ticket is a signed random number that the form carries: no session and no cookie, so nothing can be done in anybody's name by
a forged form (that is what a CSRF token guards), and nothing stays on a shared phone. How many forms were given out
of late is counted in this process's memory; who asked for them is not.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass

from django.core import signing

from luoshi.kernel.say import Say, say
from luoshi.voice.rules import proof

SALT = "voice.ticket"
HOURS = 12
WITHIN = 600.0
MOST_ANSWERS = 60
"""Forms without script in ten minutes: they cost nobody any work."""
MOST_SPENT = 20_000


@dataclass(frozen=True)
class Ticket:
    """``text`` is what the form carries; ``nonce`` and ``bits`` what the work is done on, and how much of it."""

    nonce: str
    bits: int
    text: str

    @property
    def question(self) -> tuple[int, int]:
        """For who has no script."""
        return proof.question(self.nonce)


class Count:
    """How many times of late; in memory only."""

    def __init__(self) -> None:
        self.times: deque[float] = deque(maxlen=100_000)
        self.lock = threading.Lock()

    def add(self) -> int:
        """One more; how many there are now."""
        with self.lock:
            now = time.monotonic()
            while self.times and self.times[0] < now - WITHIN:
                self.times.popleft()
            self.times.append(now)
            return len(self.times)

    def clear(self) -> None:
        """Forget them."""
        with self.lock:
            self.times.clear()


given, answered = Count(), Count()
_spent: deque[str] = deque(maxlen=MOST_SPENT)


def new() -> Ticket:
    """A ticket for one form."""
    nonce, bits = secrets.token_hex(16), proof.bits(given.add())
    return Ticket(nonce, bits, signing.dumps([nonce, bits], salt=SALT))


def read(text: str) -> Ticket | None:
    """The ticket that a form carries, or None where it is not ours or too old."""
    try:
        nonce, bits = signing.loads(text, salt=SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Ticket(str(nonce), int(bits), text)


def refusal(ticket: Ticket | None, work: str, answer: str) -> Say | None:
    """Why this form is not taken: out of date, or neither the work done nor the question answered."""
    if ticket is None:
        return say("这一页放得太久了，请再按一次。您写的内容还在。")
    if proof.is_done(ticket.nonce, work, ticket.bits):
        return None
    if not proof.is_answered(ticket.nonce, answer):
        return say("请在最下面写出两个数相加的得数，再按一次。")
    if answered.add() > MOST_ANSWERS:
        return say("现在提交的人多，请过几分钟再按一次。您写的内容还在。")
    return None


def spend(ticket: Ticket) -> bool:
    """Use a ticket up; False where it has been used. For looking up, where one proof must not serve for a thousand tries."""
    if ticket.nonce in _spent:
        return False
    _spent.append(ticket.nonce)
    return True
