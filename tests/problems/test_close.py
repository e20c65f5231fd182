"""销号: from listing to closing, by different people, with evidence; refused, and taken up again by 回头看."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from luoshi.kernel import clock
from luoshi.kernel.errors import NotVisible, Refused, Stale
from luoshi.problems import services
from luoshi.problems.models import Problem
from tests.problems.scene import enter, problem_at, proof, soon
from tests.world import World


def test_it_works(world: World) -> None:
    row = problem_at(world, "filed")
    assert row.number.endswith(f"整改〔{clock.today().year}〕1号")
    assert (row.state, row.first_due_on) == ("filed", row.due_on)
    assert row.look_back_on == clock.today() + timedelta(days=15 + 90)
    check = row.checks.get()
    assert (check.kind, check.way, check.passed, len(check.met)) == ("verify", "site", True, 5)


def test_each_standard_is_looked_at_before_the_closing(world: World) -> None:
    """举一反三 and 长效机制 are not words in a report: whoever checks has looked at each, and what is missing is named."""
    row, office = problem_at(world, "claimed"), world.actor("市.办", "office")
    with pytest.raises(Refused, match="长效机制"):
        services.verify(
            office, row, way="site", people="闻知秋", finding="属实。", files=[proof(office)],
            met=("measures", "norm", "handled", "wider"),
        )  # fmt: skip


def test_a_closing_is_public_to_those_below_the_office(world: World) -> None:
    row = problem_at(world, "verified")
    client = Client()
    for who, reads in ((("县.教育", "clerk"), True), (("他市.人社", "clerk"), False)):
        client.force_login(world.account(*who))
        assert (row.title in client.get("/problems/publicity/").content.decode()) is reads, who


def test_who_did_the_work_does_not_check_it(world: World) -> None:
    clerk = world.actor("县.人社", "clerk")
    row = services.enter(
        clerk, title="自查：台账缺页", facts="三月台账缺两页。", unit=world.units["县.人社"], origin="self"
    )
    services.propose(clerk, row, measures=[{"text": "补齐台账"}])
    services.vet(clerk, row, due_on=soon())
    services.claim(
        clerk, row, claim="补齐", wider="全局已查", lasting="月底核页", signed_by="周晓岚", files=[proof(clerk)]
    )
    with pytest.raises(Refused, match="换一人"):
        services.verify(clerk, row, way="papers", people="周", finding="齐", files=[proof(clerk)])


def test_no_check_without_evidence(world: World) -> None:
    row = problem_at(world, "claimed")
    with pytest.raises(Refused, match="佐证"):
        services.verify(world.actor("市.办", "office"), row, way="site", people="闻知秋", finding="属实。")
    row = problem_at(world, "rectifying")
    with pytest.raises(Refused, match="佐证"):
        services.claim(
            world.actor("县.人社", "clerk"), row, claim="已改", wider="已查", lasting="已立", signed_by="周晓岚"
        )


def test_a_refused_closing_goes_back_under_the_same_limit(world: World) -> None:
    row = problem_at(world, "claimed")
    limit = row.due_on
    services.refuse(world.actor("市.办", "office"), row, "2 户仍不一致。")
    assert (row.state, row.refused, row.due_on, row.claimed_at) == ("rectifying", 1, limit, None)


def test_publicity_comes_before_the_closing(world: World) -> None:
    row = problem_at(world, "verified")
    with pytest.raises(Refused, match="公示到"):
        services.close(world.actor("市.办", "head"), row)


def test_looking_back_may_reopen_and_the_first_date_stays(world: World) -> None:
    row = problem_at(world, "closed")
    first = row.first_due_on
    office = world.actor("市.办", "office")
    services.reopen(office, row, "抽查 5 户，1 户又不一致。", due_on=soon(120), files=[proof(office)])
    assert (row.state, row.reopened, row.first_due_on, row.due_on) == ("rectifying", 1, first, soon(120))
    assert not row.checks.order_by("-id")[0].passed


def test_two_at_once(world: World) -> None:
    row = problem_at(world, "claimed")
    again = Problem.objects.get(pk=row.pk)
    office = world.actor("市.办", "office")
    services.refuse(office, row, "还差 1 户。")
    with pytest.raises((Stale, Refused)):
        services.verify(office, again, way="site", people="闻知秋", finding="属实。", files=[proof(office)])


def test_stranger(world: World) -> None:
    row = enter(world)
    stranger = world.actor("他县.人社", "clerk")
    with pytest.raises(NotVisible):
        Problem.objects.get_visible(stranger, pk=row.pk)
    with pytest.raises(Refused):
        services.withdraw(stranger, row, "不是")
    with pytest.raises(Refused):
        services.propose(stranger, row, measures=[{"text": "x"}])
