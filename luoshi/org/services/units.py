"""What is done to the tree, to posts and to grants? One function per thing a person does."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models import Max
from django.db.models.functions import Length

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.org.models import (
    Account,
    CoordinationBody,
    Grant,
    Line,
    LineMembership,
    Person,
    Post,
    Tenure,
    Token,
    Unit,
)
from luoshi.org.rules import MAX_DEPTH, STEP, Kind, digest, is_within, number_of, step_of, subtree_bounds

TOKEN_DAYS = 90


def add_unit(
    actor: Actor, parent: Unit | None, name: str, kind: str, level: str, *, short_name: str = "", region_code: str = ""
) -> Unit:
    """A new node below ``parent``. Takes a lock on the parent's row while it chooses the next step."""
    with actions.atomic():
        if parent is not None:
            parent = Unit.objects.select_for_update().get(pk=parent.pk)
        path = (parent.path if parent else "") + _next_step(parent)
        if len(path) > MAX_DEPTH * STEP:
            raise Refused([say("机构层级不能超过 {depth} 级。", depth=MAX_DEPTH)])
        place_path = path if kind == Kind.PLACE or parent is None else parent.place_path
        return actions.create(
            actor,
            "org.unit.add",
            Unit(
                name=name, short_name=short_name, kind=kind, level=level, parent=parent, path=path,
                place_path=place_path, region_code=region_code,
            ),
        )  # fmt: skip


def _next_step(parent: Unit | None) -> str:
    last = Unit.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    return step_of(number_of(last[-STEP:]) + 1 if last else 0)


def move_unit(actor: Actor, unit: Unit, parent: Unit, *, note: str) -> Unit:
    """Hang a unit with all below it under another parent; every copied path follows in the same transaction.

    Nobody else writes meanwhile, and whoever waited for it writes the new path: no row keeps an old one. Models that
    copy a path are found by their `PathField` columns. Refused into its own subtree.
    """
    with actions.atomic():
        actions.keep_out()
        rows = {row.pk: row for row in Unit.objects.select_for_update().filter(pk__in=[unit.pk, parent.pk])}
        unit, parent = rows[unit.pk], rows[parent.pk]
        if is_within(parent.path, unit.path):
            raise Refused([say("不能把{unit}移到它自己的下级。", unit=unit.name)])
        old, new = unit.path, parent.path + _next_step(parent)
        _check_depth(old, new)
        old_place, new_place = unit.place_path, (new if unit.kind == Kind.PLACE else parent.place_path)
        actions.change(actor, "org.unit.move", unit, note=note, parent=parent)
        for model in apps.get_models():
            for column in path_columns(model):
                actions.rewrite_paths(model, column, old, new, subtree_bounds(old))
        if unit.kind != Kind.PLACE:
            actions.replace_value(Unit, "place_path", old_place, new_place, subtree_bounds(new))
    unit.refresh_from_db()
    return unit


def _check_depth(old: str, new: str) -> None:
    low, high = subtree_bounds(old)
    rows = Unit.objects.filter(path__gte=low, path__lte=high)
    deepest = rows.aggregate(most=Max(Length("path")))["most"] or len(old)
    if deepest - len(old) + len(new) > MAX_DEPTH * STEP:
        raise Refused([say("机构层级不能超过 {depth} 级。", depth=MAX_DEPTH)])


def path_columns(model: type) -> list[str]:
    """Names of a model's columns that copy a unit's path."""
    from luoshi.org.scope import PathField

    return [field.name for field in model._meta.concrete_fields if isinstance(field, PathField)]  # type: ignore[attr-defined]


def add_line(actor: Actor, code: str, name: str) -> Line:
    """A new business line."""
    return actions.create(actor, "org.line.add", Line(code=code, name=name))


def join_line(actor: Actor, unit: Unit, line: Line, superior: Unit | None, starts_on: date) -> LineMembership:
    """Put a unit into a line below its superior there."""
    row = LineMembership(unit=unit, line=line, superior=superior, starts_on=starts_on)
    return actions.create(actor, "org.line.join", row)


def add_post(actor: Actor, unit: Unit, name: str, kind: str, *, is_default: bool = False) -> Post:
    """A new post in a unit."""
    post = Post(unit=unit, unit_path=unit.path, name=name, kind=kind, is_default=is_default)
    return actions.create(actor, "org.post.add", post)


def add_person(actor: Actor, name: str, phone: str = "") -> Person:
    """Somebody who may hold posts."""
    return actions.create(actor, "org.person.add", Person(name=name, phone=phone))


def appoint(actor: Actor, post: Post, person: Person, starts_on: date) -> Tenure:
    """Give a post to a person; the holder before them ends the day before."""
    with actions.atomic():
        before = Tenure.objects.filter(post=post, ends_on=None).first()
        if before is not None:
            if before.person_id == person.pk:
                return before
            ends_on = max(starts_on - timedelta(days=1), before.starts_on)
            actions.change(actor, "org.post.leave", before, ends_on=ends_on)
        return actions.create(actor, "org.post.take", Tenure(post=post, person=person, starts_on=starts_on))


def grant(
    actor: Actor,
    person: Person,
    role: str,
    unit: Unit,
    starts_on: date,
    *,
    sight: Unit | None = None,
    post: Post | None = None,
) -> Grant:
    """Give a person a role at a unit; ``sight`` is the unit whose subtree they then see."""
    row = Grant(person=person, role=role, unit=unit, sight=sight, post=post, starts_on=starts_on)
    return actions.create(actor, "org.grant.give", row)


def open_account(actor: Actor, person: Person, username: str, password: str = "", *, hashed: str = "") -> Account:
    """A log-in for a person, with a password or, where many share one (a demo), with its hash."""
    account = Account(username=username, person=person, password=hashed or make_password(password))
    return actions.create(actor, "org.account.open", account)


def form_body(
    actor: Actor, place: Unit, name: str, office: Unit, *, head: Post | None = None, code: str = ""
) -> CoordinationBody:
    """Set up a place's coordination body with its office."""
    body = CoordinationBody(name=name, place=place, office=office, head=head, code=code)
    return actions.create(actor, "org.body.form", body)


def name_holder(
    actor: Actor, unit: Unit, post_name: str, person_name: str, *, kind: str = "responsible", phone: str = ""
) -> Post:
    """The post of that name in the unit, held by the person of that name from today: found, or made."""
    post_name, person_name = post_name.strip(), person_name.strip()
    if not post_name or not person_name:
        raise Refused([say("请写明岗位和姓名。")])
    with actions.atomic():
        post = Post.objects.filter(unit=unit, name=post_name).first() or add_post(actor, unit, post_name, kind)
        today = clock.today()
        holder = Tenure.objects.filter(post=post, ends_on=None).select_related("person").first()
        if holder is None or holder.person.name != person_name:
            person = Person.objects.filter(name=person_name, tenures__post__unit=unit).distinct().first()
            appoint(actor, post, person or add_person(actor, person_name, phone), today)
        return post


def open_token(actor: Actor, account: Account, name: str = "") -> str:
    """A new token for a program; the text is shown once and not kept."""
    text = secrets.token_urlsafe(32)
    now = clock.now()
    row = Token(
        account=account, digest=digest(text), name=name, created_at=now, expires_at=now + timedelta(days=TOKEN_DAYS)
    )
    actions.create(actor, "org.token.open", row)
    return text
