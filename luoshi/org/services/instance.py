"""How does an instance begin? Its top place with the coordination office there, its body, and its administrators; and,
where a filled template is given, every unit, post and person in it, with them or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.kernel import actions
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.kernel.services import seed_calendar
from luoshi.org import queries
from luoshi.org.models import Account, Unit
from luoshi.org.rules import ROLE_LABELS, Kind
from luoshi.org.services.accounts import first_administrator
from luoshi.org.services.making import Made, carry_out
from luoshi.org.services.units import add_unit, form_body
from luoshi.org.services.workbook import Plan, Report, read_plan


@dataclass(frozen=True)
class Named:
    """An administrator to begin with. An empty password: one is generated, and must be changed at the first log-in."""

    role: str
    name: str
    username: str
    password: str = ""


@dataclass(frozen=True)
class Begun:
    """What was made. ``passwords``: log-in name → the generated password, to be shown once."""

    place: Unit
    office: Unit
    accounts: tuple[Account, ...]
    passwords: dict[str, str]


def set_up(place_name: str, level: str, office_name: str, body_name: str, named: Sequence[Named]) -> Begun:
    """Make an empty instance, all of it or nothing. Refused where there is anything already."""
    if not queries.is_empty():
        raise Refused([say("这里已有机构或者账号，不能再初始化。")])
    roles = [one.role for one in named]
    if "system" not in roles or len(set(roles)) != len(roles) or len({one.username for one in named}) != len(named):
        raise Refused([say("须有一名系统管理员；三个管理员各用各的账号。")])
    passwords: dict[str, str] = {}
    accounts: list[Account] = []
    with actions.atomic():
        seed_calendar(SYSTEM)
        place = add_unit(SYSTEM, None, place_name, Kind.PLACE, level, short_name=place_name[:40])
        office = add_unit(SYSTEM, place, office_name, Kind.OFFICE, level)
        form_body(SYSTEM, place, body_name, office)
        for one in named:
            account, password = first_administrator(
                one.role, one.name or str(ROLE_LABELS[one.role]), one.username, office, one.password
            )
            accounts.append(account)
            if password:
                passwords[one.username] = password
    return Begun(place, office, tuple(accounts), passwords)


@dataclass(frozen=True)
class Whole:
    """What came of a beginning from a template. ``begun`` None: nothing was made, because of the plan's faults or because
    it was only to be judged."""

    plan: Plan
    begun: Begun | None = None
    made: Made | None = None


class _TakenBackError(Exception):
    """Ends the transaction without a trace; never leaves this module."""


def set_up_from(
    place: str, level: str, office: str, body: str, named: Sequence[Named], told: Iterable[Any], file: str,
    report: Report, *, dry_run: bool = False,
) -> Whole:  # fmt: skip
    """Begin, and make what the workbook ``told`` says, in one transaction: a row that is wrong leaves the instance empty.

    The workbook is judged within it, since its units stand below the place that the beginning makes.
    """
    plan: Plan | None = None
    try:
        with actions.atomic():
            begun = set_up(place, level, office, body, named)
            plan = read_plan(SYSTEM, told, file)
            if plan.faults or dry_run:
                raise _TakenBackError
            return Whole(plan, begun, carry_out(SYSTEM, plan, report))
    except _TakenBackError:
        return Whole(plan or Plan())
