"""What is done to accounts and grants? Each act is asked of the rules first; secrets are returned once and never kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.org import queries
from luoshi.org.models import Account, Grant, Invitation, Person, Post, Token, Unit
from luoshi.org.rules import AccountFacts, digest, end_refusals, grant_refusals, password_faults, username_fault
from luoshi.org.services.units import add_person
from luoshi.org.workflow import ACCOUNT

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""For codes that are printed and typed: without characters that look alike."""
CODE_GROUPS, CODE_GROUP = 5, 4


def create_account(
    actor: Actor,
    username: str,
    *,
    person: Person | None = None,
    name: str = "",
    phone: str = "",
    password: bool = False,
) -> tuple[Account, str]:
    """A new account for a person, or for a new person of that name, with what is to be handed over.

    That is a one-time code, or with ``password`` an initial password which must be changed at the first log-in.
    """
    queries.require(actor, "system")
    username, name = username.strip(), name.strip()
    faults: dict[str, list[Say]] = {}
    if wrong := username_fault(username):
        faults["username"] = [wrong]
    elif Account.objects.filter(username__iexact=username).exists():
        faults["username"] = [say("用户名“{username}”已有人使用。", username=username)]
    if person is None and not name:
        faults["name"] = [say("请写明姓名。")]
    if person is not None and Account.objects.filter(person=person).exists():
        faults["person"] = [say("{name}已有账号。", name=person.name)]
    if faults:
        raise Invalid(faults)
    with actions.atomic():
        person = person or add_person(actor, name[:40], phone.strip()[:30])
        account = Account(username=username, person=person, password=make_password(None), state="invited")
        actions.create(actor, "org.account.open", account)
        return account, _password(actor, account) if password else _code(actor, account)


def invite(actor: Actor, account: Account) -> str:
    """A new one-time code; the one before it ends."""
    with actions.atomic():
        _perform(actor, "invite", account)
        return _code(actor, account)


def reset(actor: Actor, account: Account, *, note: str = "") -> str:
    """Take the password away, end every log-in, and give a one-time code."""
    with actions.atomic():
        _end_log_ins(actor, account)
        _perform(actor, "reset", account, note=note, password=make_password(None), log_ins=account.log_ins + 1)
        return _code(actor, account)


def give_password(actor: Actor, account: Account, *, note: str = "") -> str:
    """A new initial password, to be changed at the first log-in; every log-in ends."""
    with actions.atomic():
        return _password(actor, account, note=note)


def first_passwords(actor: Actor, accounts: Sequence[Account]) -> list[tuple[Account, str]]:
    """Initial passwords for many accounts that nobody has logged in with, to be printed and handed out.

    Hashed with fewer rounds than a person's own: 74 random bits need no stretching, three hundred of them would take
    minutes, and Django hashes it anew at the first log-in, when it must be changed anyway.
    """
    hasher = PBKDF2PasswordHasher()
    found = []
    with actions.atomic():
        for account in accounts:
            text = generated_password()
            hashed = hasher.encode(text, hasher.salt(), iterations=20_000)
            given: dict[str, Any] = {"password": hashed, "must_change": True, "log_ins": account.log_ins + 1}
            if actor.account_id is None:  # whoever owns the machine
                facts = AccountFacts(roles=frozenset({"instance.system"}))
                actions.perform(actor, ACCOUNT, "give_password", account, facts, **given)
            else:
                _perform(actor, "give_password", account, **given)
            found.append((account, text))
    return found


def disable(actor: Actor, account: Account, *, note: str) -> Account:
    """Nobody logs in as this account any more; what was done with it stays."""
    with actions.atomic():
        _end_log_ins(actor, account)
        return _perform(actor, "disable", account, note=note, log_ins=account.log_ins + 1)


def enable(actor: Actor, account: Account, *, note: str) -> str:
    """The account may be used again, with a password that its person sets anew."""
    with actions.atomic():
        _perform(actor, "enable", account, note=note, password=make_password(None))
        return _code(actor, account)


def lock(actor: Actor, account: Account, *, note: str) -> Account:
    """Nobody logs in until it is unlocked; the password stays."""
    with actions.atomic():
        _end_log_ins(actor, account)
        return _perform(actor, "lock", account, note=note, log_ins=account.log_ins + 1)


def unlock(actor: Actor, account: Account, *, note: str) -> Account:
    """The account may be used again."""
    return _perform(actor, "unlock", account, note=note)


def release(actor: Actor, account: Account) -> Account:
    """Forget the failed log-ins that shut the account out."""
    from axes.utils import reset as forget

    with actions.atomic():
        _perform(actor, "release", account)
        forget(username=queries.hidden_name(account.username))
    return account


def accept(code: str, password: str) -> Account:
    """Set the password that a one-time code allows to set. A code that is unknown, used or over is refused alike."""
    found = queries.invitation_for(code)
    if found is None:
        raise Invalid({"code": [say("代码不对，或者已经用过、已经过期。请向系统管理员要新的代码。")]})
    account = found.account
    _check(account, password)
    facts = AccountFacts(roles=frozenset({"invited.code"}))
    with actions.atomic():
        me = queries.actor_of(account)
        actions.change(me, "org.invitation.use", found, used_at=clock.now())
        return actions.perform(
            me, ACCOUNT, "accept", account, facts, password=make_password(password), must_change=False
        )


def change_password(actor: Actor, account: Account, current: str, password: str) -> Account:
    """Replace one's own password; log-ins elsewhere end with it."""
    if not account.check_password(current):
        raise Invalid({"current": [say("现在的密码不对。")]})
    if current == password:
        raise Invalid({"password": [say("新密码与现在的密码相同。")]})
    _check(account, password)
    with actions.atomic():
        _end_log_ins(actor, account)
        return actions.change(
            actor, "org.account.password", account, password=make_password(password), must_change=False
        )


def log_out_elsewhere(actor: Actor, account: Account) -> Account:
    """End every log-in of this account, programs included; the caller keeps their own session."""
    with actions.atomic():
        _end_log_ins(actor, account)
        return actions.change(actor, "org.account.end_log_ins", account, log_ins=account.log_ins + 1)


def choose_language(actor: Actor, account: Account, language: str) -> Account:
    """The language in which this account reads."""
    if language not in {code for code, _ in settings.LANGUAGES}:
        raise Invalid({"language": [say("没有这种语言。")]})
    return actions.change(actor, "org.account.language", account, language=language)


def drop_token(actor: Actor, token: Token) -> None:
    """A program's log-in ends."""
    actions.remove(actor, "org.token.drop", token)


# ---------- grants ----------


def give(
    actor: Actor,
    person: Person,
    role: str,
    unit: Unit,
    starts_on: date,
    *,
    ends_on: date | None = None,
    sight: Unit | None = None,
    post: Post | None = None,
    note: str = "",
) -> Grant:
    """Give a role as a security administrator. `grant` beside it is for seeds and imports, which ask nobody."""
    reasons = list(grant_refusals(queries.grant_facts(actor, person, role, unit, starts_on, ends_on, sight)))
    if not note.strip():
        reasons.append(say("缺{what}。", what=say("理由")))
    if post is not None and post.unit_id != unit.pk:
        reasons.append(say("岗位不在这个单位。"))
    if reasons:
        raise Refused(reasons)
    row = Grant(person=person, role=role, unit=unit, sight=sight, post=post, starts_on=starts_on, ends_on=ends_on)
    return actions.create(actor, "org.grant.give", row, note=note)


def end_grant(actor: Actor, grant: Grant, *, note: str) -> Grant:
    """End a grant: from now on it holds no more. One that has not begun never begins."""
    reasons = list(end_refusals(queries.end_facts(actor, grant)))
    if not note.strip():
        reasons.append(say("缺{what}。", what=say("理由")))
    if reasons:
        raise Refused(reasons)
    return actions.change(actor, "org.grant.stop", grant, note=note, ends_on=clock.today() - timedelta(days=1))


# ---------- parts ----------


def _perform(actor: Actor, name: str, account: Account, *, note: str = "", **changes: Any) -> Account:
    facts = queries.account_facts(actor, account)
    return actions.perform(actor, ACCOUNT, name, account, facts, note=note, **changes)


def _code(actor: Actor, account: Account) -> str:
    """A new one-time code for an account; those before it end."""
    now = clock.now()
    for before in account.invitations.filter(used_at=None, expires_at__gt=now):
        actions.change(actor, "org.invitation.end", before, expires_at=now)
    text = "".join(secrets.choice(ALPHABET) for _ in range(CODE_GROUPS * CODE_GROUP))
    row = Invitation(
        account=account, digest=digest(text), made_at=now, expires_at=now + timedelta(hours=settings.INVITATION_HOURS)
    )
    actions.create(actor, "org.invitation.make", row)
    return "-".join(text[at : at + CODE_GROUP] for at in range(0, len(text), CODE_GROUP))


def _password(actor: Actor, account: Account, *, note: str = "") -> str:
    """A generated initial password for an account, which must be changed."""
    text = generated_password()
    now = clock.now()
    for before in account.invitations.filter(used_at=None, expires_at__gt=now):
        actions.change(actor, "org.invitation.end", before, expires_at=now)
    _end_log_ins(actor, account)
    _perform(
        actor, "give_password", account, note=note, password=make_password(text), must_change=True,
        log_ins=account.log_ins + 1,
    )  # fmt: skip
    return text


def generated_password() -> str:
    """Random, within the rules, and fit to be read aloud: three groups, about 74 bits."""
    while True:
        letters = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(13))
        text = f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
        if not password_faults(text):
            return text


def _end_log_ins(actor: Actor, account: Account) -> None:
    for token in account.tokens.all():
        drop_token(actor, token)


def _check(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid({"password": [say(str(text)) for text in error.messages]}) from None


def first_administrator(role: str, name: str, username: str, unit: Unit, password: str = "") -> tuple[Account, str]:
    """An administrator of an instance that is being set up, with an initial password where none is given."""
    if wrong := username_fault(username):
        raise Invalid({"username": [wrong]})
    person = add_person(SYSTEM, name)
    account = Account(username=username, person=person, password=make_password(None), state="active")
    if password:
        _check(account, password)
        account.password = make_password(password)
    else:
        text = generated_password()
        account.password, account.must_change = make_password(text), True
    actions.create(SYSTEM, "org.account.open", account)
    actions.create(
        SYSTEM,
        "org.grant.give",
        Grant(person=person, role=role, unit=unit, starts_on=clock.today()),
        note="luoshi init",
    )
    return account, "" if password else text
