"""An office that inspects: an item approved, four places to draw from, five inspectors of whom one is from the county."""

from __future__ import annotations

from datetime import date, timedelta

from luoshi.inspection import services
from luoshi.inspection.models import Draw, Inspector, Item
from luoshi.kernel import clock
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.models import File
from luoshi.org import services as org
from tests.world import START, World

OFFICE = "市.办"
BELOW = {"市": ("县.办", "二县.办"), "省": ("市.办", "二市.办")}
CONTENT = "查阅培训台账，访谈职工，不听专题汇报，无需陪同。"


def planned(world: World, office: str = OFFICE, **changes: object) -> Item:
    """A draft of the office."""
    start = clock.today() + timedelta(days=30)
    given = {
        "kind": "special", "theme": "技能培训", "name": "技能形成体系专项督查", "content": CONTENT, "range_text": "各县（区）",
        "grounds": "年度督查检查考核计划", "starts_on": start, "ends_on": start + timedelta(days=60), **changes,
    }  # fmt: skip
    return services.add_item(world.actor(office, "office"), **given)  # type: ignore[arg-type]


def scan() -> File:
    """An approval as it was scanned."""
    from luoshi.kernel import actions

    row = File(name="批准件.pdf", size=4, sha256="0" * 64, media_type="application/pdf", added_at=clock.now())
    row.content.name = "files/none.pdf"
    return actions.create(SYSTEM, "kernel.file.keep", row)


def approved(world: World, at: str = "市", **changes: object) -> Item:
    """The same with its units and the approval."""
    item, actor = planned(world, f"{at}.办", **changes), world.actor(f"{at}.办", "office")
    services.set_objects(actor, item, [world.units[key] for key in (*BELOW[at], f"{at}.人社", f"{at}.教育")])
    return services.approve_item(
        actor,
        item,
        scan=scan(),
        basis="plan",
        number="2026-14",
        approved_on=date(2026, 1, 20),
        approved_by="中共澜阳市委办公室",
    )


def register(world: World, at: str = "市") -> list[Inspector]:
    """Five inspectors; the first may lead, the second has a former post in 清渡县."""
    actor, found = world.actor(f"{at}.办", "office"), []
    for n, (name, employer) in enumerate(zip("欧祝柳闻谭", ("财政", "工会", "财政", "工会", "财政"), strict=True)):
        ties = [("former", world.units[BELOW[at][0]], clock.today() - timedelta(days=400))] if n == 1 else []
        found.append(
            services.add_inspector(
                actor, world.units[f"{at}.{employer}"], name, leads=n != 3, trained_on=START, ties=ties
            )
        )
    return found


def drawn(world: World, at: str = "市") -> Draw:
    """Two places drawn before a witness."""
    actor, item = world.actor(f"{at}.办", "office"), approved(world, at)
    register(world, at)
    row = services.prepare_draw(actor, item, sample=2, source="见证人当场掷骰")
    services.freeze_draw(actor, row)
    return services.draw_now(actor, row, witness="6 3 1", witness_name="市总工会 王立")


def lend(world: World, office: str = OFFICE) -> None:
    """The office's clerk may deal with what is not announced."""
    account = world.account(office, "office")
    assert account.person is not None
    org.grant(SYSTEM, account.person, "inspector", world.units[office], START)
