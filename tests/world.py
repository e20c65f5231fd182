"""One realistic small population, built by calling the real services.

1 centre, 2 provinces, 4 cities, 6 counties. Every place has a coordination office, a human-resources department
(人社), an education department (教育), a finance department (财政) and a union; lines run between departments of the
same kind. In each of these units: a head, a clerk (an ``office`` role in offices) and a liaison officer. One county
has an enterprise with its union. One stranger holds a grant in the other province only. Three administrators
of the instance sit in the centre's office.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from luoshi.kernel.actor import SYSTEM, Actor
from luoshi.org import services
from luoshi.org.models import Account, Line, Unit
from luoshi.org.queries import actor_of
from luoshi.org.rules import Kind, Level

START = date(2025, 1, 1)
PASSWORD = "ceshi-2026-mima"
LINES = {"rs": ("人社", "人力资源社会保障"), "jy": ("教育", "教育"), "cz": ("财政", "财政"), "gh": ("工会", "总工会")}


@dataclass
class World:
    """``units["省.人社"]`` a unit, ``actor("省.人社", "clerk")`` somebody acting for it."""

    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)

    def actor(self, unit: str, role: str) -> Actor:
        """Somebody with this role at this unit, as of now."""
        return actor_of(self.accounts[unit, role], self.units[unit].pk)

    def account(self, unit: str, role: str) -> Account:
        """That person's log-in; the password is `PASSWORD`."""
        return self.accounts[unit, role]


PLACES = [
    # key, parent, name, level, department suffix
    ("国", None, "中央", Level.NATION, "部"),
    ("省", "国", "江澜省", Level.PROVINCE, "厅"),
    ("他省", "国", "河州省", Level.PROVINCE, "厅"),
    ("市", "省", "澜阳市", Level.PREFECTURE, "局"),
    ("二市", "省", "云埠市", Level.PREFECTURE, "局"),
    ("他市", "他省", "河口市", Level.PREFECTURE, "局"),
    ("他二市", "他省", "州城市", Level.PREFECTURE, "局"),
    ("县", "市", "清渡县", Level.COUNTY, "局"),
    ("二县", "市", "望澜区", Level.COUNTY, "局"),
    ("三县", "二市", "南屿区", Level.COUNTY, "局"),
    ("四县", "二市", "柏桥县", Level.COUNTY, "局"),
    ("他县", "他市", "沙湾县", Level.COUNTY, "局"),
    ("他二县", "他二市", "东陵县", Level.COUNTY, "局"),
]


def build_world() -> World:
    """Make it all; about a second on either engine."""
    world = World()
    world.lines = {code: services.add_line(SYSTEM, code, name) for code, (name, _) in LINES.items()}
    parents: dict[str, str | None] = {}
    for key, parent, name, level, suffix in PLACES:
        parents[key] = parent
        place = services.add_unit(SYSTEM, world.units.get(parent or ""), name, Kind.PLACE, level, short_name=name)
        world.units[key] = place
        office = _unit(world, f"{key}.办", place, f"{name}产改协调小组办公室", Kind.OFFICE, sight=place)
        for code, (short, full) in LINES.items():
            kind = Kind.UNION if code == "gh" else Kind.DEPARTMENT
            title = f"{name}总工会" if code == "gh" else f"{name}{full}{suffix}"
            unit = _unit(world, f"{key}.{short}", place, title, kind)
            above = world.units.get(f"{parent}.{short}") if parent else None
            services.join_line(SYSTEM, unit, world.lines[code], above, START)
        services.form_body(SYSTEM, place, f"{name}推进产业工人队伍建设改革协调小组", office, code=f"{name[0]}产改")
    county = world.units["县"]
    services.add_unit(SYSTEM, county, "清渡精工有限公司", Kind.ENTERPRISE, Level.GRASSROOTS)
    world.units["企业"] = Unit.objects.get(name="清渡精工有限公司")
    for role, title in (("system", "系统管理员"), ("security", "安全管理员"), ("audit", "审计管理员")):
        person = services.add_person(SYSTEM, title)
        services.grant(SYSTEM, person, role, world.units["国.办"], START)
        world.accounts["国.办", role] = services.open_account(SYSTEM, person, f"u.{role}", hashed=_hashed())
    _unit(world, "企业工会", county, "清渡精工有限公司工会", Kind.ENTERPRISE_UNION, level=Level.GRASSROOTS)
    return world


def _unit(
    world: World, key: str, place: Unit, name: str, kind: Kind, *, sight: Unit | None = None, level: Level | None = None
) -> Unit:
    unit = services.add_unit(SYSTEM, place, name, kind, level or Level(place.level))
    world.units[key] = unit
    seats = (
        ("head", "主要负责人", "head"),
        ("office" if kind is Kind.OFFICE else "clerk", "综合处处长", "responsible"),
        ("liaison", "联络员", "liaison"),
    )
    for role, title, post_kind in seats:
        post = services.add_post(SYSTEM, unit, title, post_kind, is_default=post_kind == "responsible")
        person = services.add_person(SYSTEM, f"{key}{title}"[:20])
        services.appoint(SYSTEM, post, person, START)
        services.grant(SYSTEM, person, role, unit, START, sight=sight, post=post)
        username = f"u{unit.pk}.{role}"
        world.accounts[key, role] = services.open_account(SYSTEM, person, username, hashed=_hashed())
    return unit


@cache
def _hashed() -> str:
    """Hashed once: a real hash takes a tenth of a second."""
    return make_password(PASSWORD)
