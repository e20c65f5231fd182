"""The order in which the demonstration is told, and who may log in to look at it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from luoshi.desk.demo import (
    burdens,
    draws,
    endings,
    hints,
    key,
    letters,
    meetings,
    money,
    plans,
    policies,
    posts,
    problems,
    reports,
    sharing,
    tree,
    upward,
    visits,
    voices,
    work,
)
from luoshi.desk.demo.cast import new_cast
from luoshi.desk.demo.tree import PASSWORD, Tick
from luoshi.kernel import actions, clock, jobs, services
from luoshi.kernel.actor import SYSTEM
from luoshi.ledger.services.standings import keep_standings
from luoshi.org.models import Account, Unit

STEPS = 2000
SHOWN: tuple[tuple[str, str, str], ...] = (
    (
        "bangong",
        "省协调办经办人：方案、下达、审核、核验、驾驶舱",
        "province office: plans, issuing, review, verification, cockpit",
    ),
    ("banzhuren", "省协调办主任：裁定、签批", "head of the province office: rulings, signatures"),
    ("renshe", "省人社厅处长：签收、分解、审核下级", "province department clerk: receives, breaks down, reviews"),
    ("renshe.lianluo", "省人社厅联络员：填报", "province department liaison: reports"),
    ("renshe.tingzhang", "省人社厅分管负责人：签批", "province department deputy head: signs"),
    ("lanyang.renshe", "澜阳市人社局科长：承上启下", "prefecture department clerk: in the middle"),
    ("qingdu.renshe", "清渡县人社局联络员：填报", "county department liaison: reports"),
    ("qingdu", "清渡县协调办经办人", "county coordination office"),
    ("qingxi", "清溪镇总工会副主席：最末一级", "township union: the last level"),
)


def is_loaded() -> bool:
    """Whether the demonstration is here."""
    return Account.objects.filter(username="bangong").exists() and Unit.objects.filter(name="江澜省").exists()


def is_occupied() -> bool:
    """Whether somebody else's units are here."""
    return Unit.objects.exists()


def load(tick: Tick) -> None:
    """All of it or nothing."""
    services.seed_calendar(SYSTEM)
    cast = new_cast()
    with actions.atomic():
        with clock.at(cast.at(1, 4)):
            tree.build(cast, tick)
        posts.settle(cast)
        told = plans.in_force(cast, tick)
        work.hand_down(cast, told, tick)
        key.measure(cast, told)
        work.asked_in_spring(cast, told)
        key.grade(cast, told)
        money.enter(cast, told)
        reports.finished_quarters(cast, told, tick, endings.after_quarter)
        endings.autumn(cast, told)
        reports.under_way(cast, tick)
        endings.lately(cast, told)
        letters.exchange(cast, told)
        burdens.felt(cast, told)
        policies.register(cast, told)
        meetings.held_and_planned(cast)
        visits.made(cast)
        draws.planned(cast)
        upward.send_up(cast)
        sharing.offer_and_book(cast, told)
        problems.told(cast)
        work.asked_now(cast, told)
        key.extend(cast, told)
        plans.under_review(cast)
        plans.out_for_opinions(cast)
        plans.revised(cast)
        plans.outside_plans(cast)
        voices.heard(cast)
        hints.noticed(cast)
        posts.change_hands(cast)
        jobs.later(SYSTEM, "kernel.statistics", key="demo")  # the tables have just grown from nothing
        weeks_before()


def weeks_before(weeks: int = 12) -> None:
    """What the nightly job would have kept: the dates as they were, the figures as they have come to be."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    for back in range(weeks, 0, -1):
        with clock.at(datetime.combine(monday - timedelta(weeks=back), time(1), clock.now().tzinfo)):
            keep_standings()
    keep_standings()


def log_ins() -> list[str]:
    """What to type, in Chinese and English."""
    lines = [f"演示账号，密码都是 {PASSWORD}   Demo log-ins, password for all:"]
    return lines + [f"  {name:<18}{chinese}   {english}" for name, chinese, english in SHOWN]
