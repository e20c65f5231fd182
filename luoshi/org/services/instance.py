"""How does an instance begin? Its top place with the coordination office there, its body, and its administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.kernel import actions
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import say
from luoshi.kernel.services import seed_calendar
from luoshi.org import queries
from luoshi.org.models import Account, Unit
from luoshi.org.rules import ROLE_LABELS, Kind
from luoshi.org.services.accounts import first_administrator
from luoshi.org.services.units import add_unit, form_body


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
