"""What does the trail say of log-ins, of its own export and of its verification?"""

from __future__ import annotations

from luoshi.kernel import actions, clock, jobs
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.models import Job
from luoshi.org import queries
from luoshi.org.models import Account


def note_log_in(account: Account) -> None:
    """Somebody has logged in."""
    actions.note_event(queries.actor_of(account), "org.session.open", account)


def note_log_out(actor: Actor, account: Account) -> None:
    """Somebody has logged out."""
    actions.note_event(actor, "org.session.close", account)


def note_refusal(username: str) -> None:
    """Somebody was not let in under a name that there is; of other names nothing is kept."""
    account = Account.objects.filter(username=username[:60]).first()
    if account is not None:
        actions.note_event(SYSTEM, "org.session.refuse", account)


def note_export(actor: Actor) -> None:
    """The trail was taken away as a file."""
    actions.note_event(actor, "org.trail.export", queries.own_account(actor))


def ask_to_verify(actor: Actor) -> Job:
    """Have the whole trail verified; once a minute at most."""
    return jobs.later(actor, "kernel.verify", key=f"asked {clock.now():%Y%m%d%H%M}")
