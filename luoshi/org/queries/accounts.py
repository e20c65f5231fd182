"""Which accounts are there, who holds which role from when to when, and who is shut out? Reads only.

Every reader asks for an administration first (`require`): an account is nobody's business but its own and the administrators'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.crypto import salted_hmac

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Forbidden, Invalid, NotVisible
from luoshi.kernel.queries import Entry, timeline
from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Offer
from luoshi.org.models import Account, Grant, Invitation, Person, Post, Tenure, Token, Unit
from luoshi.org.rules import (
    ADMINISTRATORS,
    ROLE_LABELS,
    AccountFacts,
    EndFacts,
    GrantFacts,
    Kind,
    digest,
    roles_towards,
    subtree_bounds,
)
from luoshi.org.scope import in_force
from luoshi.org.workflow import ACCOUNT

KEEPERS = ("system", "security")


def require(actor: Actor, *roles: str) -> None:
    """Go on only as one of these administrators; else `Forbidden`, which names them."""
    if not actor.offices & set(roles):
        raise Forbidden([say("本页由{who}使用。", who=tuple(ROLE_LABELS[role] for role in roles))])


def hidden_name(username: str) -> str:
    """What is kept of a log-in name that was typed wrongly: nobody can read back what was typed, be it a password."""
    return salted_hmac("luoshi.org.failures", username, algorithm="sha256").hexdigest()


# ---------- accounts ----------


@dataclass(frozen=True)
class AccountRow:
    """A line of the list. ``until``: shut out for too many failures until then."""

    account: Account
    units: tuple[str, ...]
    roles: tuple[Say, ...]
    until: datetime | None


def accounts(
    actor: Actor, words: str = "", *, state: str = "", role: str = "", bare: bool = False
) -> QuerySet[Account]:
    """Accounts by what is asked: words in log-in name, name or unit; a state; a role; ``bare``: without any grant."""
    require(actor, *KEEPERS)
    rows = Account.objects.select_related("person").order_by("username")
    now = in_force(clock.today())
    if state in ACCOUNT.states:
        rows = rows.filter(state=state)
    if role in ROLE_LABELS:
        rows = rows.filter(Exists(Grant.objects.filter(now, role=role, person=OuterRef("person_id"))))
    if bare:
        rows = rows.filter(~Exists(Grant.objects.filter(now, person=OuterRef("person_id"))))
    for word in words.split()[:5]:
        sits = Tenure.objects.filter(now, person=OuterRef("person_id"), post__unit__name__icontains=word)
        rows = rows.filter(Q(username__icontains=word) | Q(person__name__icontains=word) | Exists(sits))
    return rows


def account_rows(found: Iterable[Account]) -> list[AccountRow]:
    """The lines of a page of accounts, with two questions more however many there are."""
    found = list(found)
    persons = [account.person_id for account in found]
    units: dict[int, dict[str, None]] = {}
    roles: dict[int, dict[str, None]] = {}
    today = in_force(clock.today())
    held = Grant.objects.filter(today, person__in=persons).order_by("unit__path", "id")
    for person, role, unit in held.values_list("person_id", "role", "unit__name"):
        units.setdefault(person, {})[unit] = None
        roles.setdefault(person, {})[role] = None
    sits = Tenure.objects.filter(today, person__in=persons).order_by("post__unit_path", "id")
    for person, unit in sits.values_list("person_id", "post__unit__name"):
        units.setdefault(person, {})[unit] = None
    shut = shut_out_until([account.username for account in found])
    return [
        AccountRow(
            account,
            tuple(units.get(account.person_id, ())),
            tuple(ROLE_LABELS[role] for role in roles.get(account.person_id, ())),
            shut.get(account.username),
        )
        for account in found
    ]


def account_for(actor: Actor, pk: int) -> Account:
    """An account by its key for an administrator; for anybody else it is absent."""
    found = Account.objects.select_related("person").filter(pk=pk).first() if actor.offices & set(KEEPERS) else None
    if found is None:
        raise NotVisible
    return found


def account_facts(actor: Actor, account: Account) -> AccountFacts:
    """What the moves of this account are judged by."""
    return AccountFacts(
        roles=roles_towards(("instance",), actor.offices & set(ADMINISTRATORS)),
        holders={f"instance.{role}": str(ROLE_LABELS[role]) for role in ADMINISTRATORS},
        is_self=actor.account_id == account.pk,
        last_of=_last_of(account),
        is_shut_out=bool(shut_out_until([account.username])),
    )


def _last_of(account: Account) -> str:
    """The administration whose only usable account this is; empty where there is none such."""
    mine = Grant.objects.filter(in_force(clock.today()), person=account.person_id, role__in=ADMINISTRATORS)
    role = mine.values_list("role", flat=True).first()
    return role if role and not usable(role).exclude(pk=account.pk).exists() else ""


def usable(role: str) -> QuerySet[Account]:
    """Accounts in use that hold a role today."""
    held = Grant.objects.filter(in_force(clock.today()), role=role, person=OuterRef("person_id"))
    return Account.objects.filter(Exists(held), state="active")


def account_offers(actor: Actor, account: Account) -> tuple[Offer, ...]:
    """The moves to draw for this administrator."""
    return ACCOUNT.offers(account.state, account_facts(actor, account))


def account_page(actor: Actor, pk: int) -> dict[str, Any]:
    """Everything that an account's page shows."""
    account = account_for(actor, pk)
    tenures = Tenure.objects.filter(in_force(clock.today()), person=account.person_id).select_related("post__unit")
    return {
        "account": account,
        "offers": account_offers(actor, account),
        "grants": grant_rows(Grant.objects.filter(person=account.person_id)),
        "posts": list(tenures.order_by("post__unit_path", "id")),
        "until": shut_out_until([account.username]).get(account.username),
        "invitation": open_invitation(account),
        "history": administration_of(account),
    }


def administration_of(account: Account) -> list[Entry]:
    """What was done to an account, and by whom."""
    return timeline(account, most=60)


def account_counts(actor: Actor) -> dict[str, int]:
    """How many accounts are in which state, and how many people hold a post without an account."""
    require(actor, *KEEPERS)
    states = Account.objects.order_by().values_list("state", flat=True)
    found = {state: states.filter(state=state).count() for state in ACCOUNT.states}
    return {**found, "without": without_account().count()}


def without_account(words: str = "") -> QuerySet[Person]:
    """People who hold a post today and have no account."""
    sits = Tenure.objects.filter(in_force(clock.today()), person=OuterRef("pk"))
    rows = Person.objects.filter(Exists(sits), account=None).order_by("name", "pk")
    for word in words.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(tenures__post__unit__name__icontains=word)).distinct()
    held = Tenure.objects.filter(in_force(clock.today())).select_related("post__unit")
    return rows.prefetch_related(Prefetch("tenures", held, to_attr="sits"))


def person_of(pk: int) -> Person | None:
    """A person by key, for an administrator's form."""
    return Person.objects.filter(pk=pk).first()


def posts_of(person: Person) -> list[Post]:
    """The posts that a person holds today."""
    held = Tenure.objects.filter(in_force(clock.today()), person=person).values("post_id")
    return list(Post.objects.filter(pk__in=held).select_related("unit"))


def open_invitation(account: Account) -> Invitation | None:
    """The one-time code of an account that may still be used."""
    return account.invitations.filter(used_at=None, expires_at__gt=clock.now()).order_by("-id").first()


def invitation_for(code: str) -> Invitation | None:
    """The invitation that a typed code opens, if it still does."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return (
        Invitation.objects.filter(
            digest=digest(plain), used_at=None, expires_at__gt=clock.now(), account__state="invited"
        )
        .select_related("account__person")
        .first()
    )


def shut_out_until(usernames: Iterable[str]) -> dict[str, datetime]:
    """log-in name → until when it is shut out for too many failures."""
    from axes.models import AccessAttempt

    hidden = {hidden_name(name): name for name in usernames}
    cool = settings.AXES_COOLOFF_TIME
    rows = AccessAttempt.objects.filter(
        username__in=list(hidden),
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=clock.now() - cool,
    )
    return {hidden[str(row.username)]: row.attempt_time + cool for row in rows}


# ---------- grants ----------


@dataclass(frozen=True)
class GrantRow:
    """A line of the list of grants. ``state``: now, future or past."""

    grant: Grant
    role: Say
    state: str
    is_admin: bool


def grants(actor: Actor, words: str = "", *, role: str = "", when: str = "now", unit: int = 0) -> QuerySet[Grant]:
    """Grants by what is asked: words in person, log-in name or unit; a role; in force now, to come, past or all; below a unit."""
    require(actor, *ADMINISTRATORS)
    today = clock.today()
    rows = Grant.objects.select_related("person", "unit", "sight", "post").order_by("unit__path", "role", "id")
    if when == "now":
        rows = rows.filter(in_force(today))
    elif when == "future":
        rows = rows.filter(starts_on__gt=today)
    elif when == "past":
        rows = rows.filter(ends_on__lt=today)
    if role in ROLE_LABELS:
        rows = rows.filter(role=role)
    top = Unit.objects.filter(pk=unit).values_list("path", flat=True).first() if unit else None
    if top:
        low, high = subtree_bounds(top)
        rows = rows.filter(unit__path__gte=low, unit__path__lte=high)
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(person__name__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(person__account__username__icontains=word)
        )
    return rows


def grant_rows(found: Iterable[Grant]) -> list[GrantRow]:
    """The lines of a page of grants."""
    today = clock.today()
    if isinstance(found, QuerySet):
        found = found.select_related("person", "unit", "sight", "post").order_by("-starts_on", "id")
    return [
        GrantRow(
            row,
            ROLE_LABELS[row.role],
            "past" if row.ends_on and row.ends_on < today else "future" if row.starts_on > today else "now",
            row.role in ADMINISTRATORS,
        )
        for row in found
    ]


def grant_for(actor: Actor, pk: int) -> Grant:
    """A grant by its key for a security administrator; for anybody else it is absent."""
    rows = Grant.objects.select_related("person", "unit", "sight")
    found = rows.filter(pk=pk).first() if "security" in actor.offices else None
    if found is None:
        raise NotVisible
    return found


def grant_facts(
    actor: Actor, person: Person, role: str, unit: Unit, starts_on: date, ends_on: date | None, sight: Unit | None
) -> GrantFacts:
    """What giving this role is judged by."""
    overlapping = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), person=person)
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    return GrantFacts(
        giver=actor.offices,
        is_self=actor.person_id == person.pk,
        role=role,
        held=frozenset(overlapping.values_list("role", flat=True)),
        kind=Kind(unit.kind),
        unit_path=unit.path,
        place_path=unit.place_path,
        sight_path=sight.path if sight else "",
        starts_on=starts_on,
        ends_on=ends_on,
        today=clock.today(),
        is_abolished=unit.abolished_on is not None,
        has_security=usable("security").exists(),
        has_account=Account.objects.filter(person=person).exists(),
    )


def end_facts(actor: Actor, grant: Grant) -> EndFacts:
    """What ending this grant is judged by."""
    holder = Account.objects.filter(person=grant.person_id).first()
    others = usable(grant.role).exclude(pk=holder.pk if holder else 0)
    return EndFacts(
        ender=actor.offices,
        is_self=actor.person_id == grant.person_id,
        role=grant.role,
        is_over=grant.ends_on is not None and grant.ends_on < clock.today(),
        is_last=grant.role in ADMINISTRATORS and not others.exists(),
    )


def is_empty() -> bool:
    """Whether the instance has neither units nor accounts."""
    return not (Unit.objects.exists() or Account.objects.exists())


def own_tokens(account: Account) -> list[Any]:
    """The programs that may log in as this account."""
    return list(account.tokens.filter(expires_at__gt=clock.now()).order_by(F("created_at").desc()))


def own_account(actor: Actor) -> Account:
    """The account that acts."""
    found = Account.objects.select_related("person").filter(pk=actor.account_id or 0).first()
    if found is None:
        raise NotVisible
    return found


def own_token(actor: Actor, pk: int) -> Token:
    """A program's log-in of one's own, or `NotVisible`."""
    found = Token.objects.filter(pk=pk, account_id=actor.account_id or 0).first()
    if found is None:
        raise NotVisible
    return found


def own_grants(account: Account) -> list[GrantRow]:
    """What one may do oneself, today and later."""
    rows = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=clock.today()), person=account.person_id)
    return grant_rows(rows)


def role_choices() -> list[tuple[str, Say]]:
    """Every role with its name."""
    return list(ROLE_LABELS.items())


def roles_held(person: Person) -> list[GrantRow]:
    """The grants of a person that hold today."""
    return grant_rows(Grant.objects.filter(in_force(clock.today()), person=person))


def units_around(person: Person) -> list[tuple[int, str]]:
    """The units that a person sits in: those of their posts first, then those of their grants."""
    today = in_force(clock.today())
    units = {post.unit.pk: post.unit.name for post in posts_of(person)}
    held = Grant.objects.filter(today, person=person, unit__abolished_on=None).order_by("id")
    return list(
        {**units, **{pk: units.get(pk, name) for pk, name in held.values_list("unit_id", "unit__name")}}.items()
    )


def unit_named(chosen: str, words: str) -> Unit:
    """The unit chosen from a list, or the one that the words name; `Invalid` where they name none or several."""
    units = Unit.objects.filter(abolished_on=None)
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        found = units.filter(pk=int(chosen)).first()
        if found is not None:
            return found
    if not words.strip():
        top = units.filter(parent=None).order_by("path").first()
        office = units.filter(place_path=top.path, kind=Kind.OFFICE).order_by("path").first() if top else None
        if office is not None or top is not None:
            return office or top  # type: ignore[return-value]
    exact = list(units.filter(name=words.strip())[:2])
    if len(exact) == 1:
        return exact[0]
    rows = units
    for word in words.split()[:5]:
        rows = rows.filter(name__icontains=word)
    several = list(rows.order_by("path")[:6])
    if len(several) == 1:
        return several[0]
    if not several:
        raise Invalid({"other": [say("没有名称含“{words}”的单位。", words=words[:60])]})
    names = tuple(unit.name for unit in several[:5])
    raise Invalid({"other": [say("符合的单位不止一个：{names}。请写得再全一些。", names=names)]})


def sight_of(unit: Unit, chosen: str, role: str) -> Unit | None:
    """The unit whose subtree is seen, by the range that was chosen."""
    if role in ADMINISTRATORS or chosen == "own":
        return None
    return Unit.objects.filter(path=unit.place_path).first() if chosen == "place" else unit


def post_in(person: Person, unit: Unit) -> Post | None:
    """The post that the person holds in the unit, where it is one."""
    held = [post for post in posts_of(person) if post.unit_id == unit.pk]
    return held[0] if len(held) == 1 else None


def role_of(account: Account) -> str:
    """The first role that an account's person holds today."""
    held = Grant.objects.filter(in_force(clock.today()), person=account.person_id).order_by("id")
    return held.values_list("role", flat=True).first() or ""
