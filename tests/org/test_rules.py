"""The relation × act table, row by row against practice.md section 8; and the rules of hand-over and lending."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.org.rules import (
    PAPERS,
    PERMISSIONS,
    PERMITS,
    Act,
    Lent,
    Paper,
    Relation,
    Signer,
    disposable,
    lent,
    permit,
    refusal,
)

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("relation", "act", "paper"),
    [
        (Relation.OFFICE_PEER, Act.REMIND, Paper.REMINDER),
        (Relation.OFFICE_PEER, Act.CONSULT, Paper.CONSULTATION),
        (Relation.OFFICE_PEER, Act.COORDINATE, Paper.COORDINATION),
        (Relation.OFFICE_PEER, Act.SUPERVISE, Paper.SUPERVISION),
        (Relation.OFFICE_PEER, Act.URGE, None),
        (Relation.OFFICE_PEER, Act.GUIDE, None),
        (Relation.OFFICE_LOWER_OFFICE, Act.GUIDE, Paper.GUIDANCE),
        (Relation.OFFICE_LOWER_OFFICE, Act.NOTIFY, Paper.NOTICE),
        (Relation.OFFICE_LOWER_OFFICE, Act.SUPERVISE, None),
        (Relation.OFFICE_LOWER_OFFICE, Act.URGE, None),
        (Relation.LINE_LOWER, Act.GUIDE, Paper.GUIDANCE),
        (Relation.LINE_LOWER, Act.SUPERVISE, None),
        (Relation.UNION_LOWER, Act.SUPERVISE, Paper.SUPERVISION),
        (Relation.UNION_LOWER, Act.URGE, Paper.URGING),
        (Relation.UNION_ENTERPRISE, Act.REMIND, Paper.UNION_REMINDER),
        (Relation.UNION_ENTERPRISE, Act.ADVISE, Paper.UNION_OPINION),
        (Relation.UNION_ENTERPRISE, Act.PROPOSE, Paper.UNION_PROPOSAL),
        (Relation.UNION_ENTERPRISE, Act.SUPERVISE, None),
        (Relation.OFFICE_ENTERPRISE, Act.VISIT, Paper.VISIT_OUTLINE),
        (Relation.PEER, Act.CONSULT, Paper.CONSULTATION),
        (Relation.PEER, Act.REMIND, None),
        (Relation.PEER, Act.SUPERVISE, None),
        (Relation.UPWARD, Act.ISSUE, None),
    ],
)
def test_the_table(relation: Relation, act: Act, paper: Paper | None) -> None:
    found = permit(relation, act)
    assert (found.paper if found else None) is paper
    assert (refusal(relation, act) is None) == (paper is not None)


def test_enterprises_receive_no_order() -> None:
    for relation in (Relation.OFFICE_ENTERPRISE, Relation.UNION_ENTERPRISE):
        assert {act for kind, act in PERMITS if kind is relation}.isdisjoint(
            {Act.ISSUE, Act.RETURN, Act.URGE, Act.SUPERVISE, Act.INSPECT}
        )


def test_nobody_inspects_by_relation_alone() -> None:
    """督查检查 needs a number of the annual plan: the table gives it to nobody."""
    assert not [pair for pair in PERMITS if pair[1] is Act.INSPECT]


def test_an_order_to_a_peer_is_signed_by_the_bodys_head() -> None:
    found = permit(Relation.OFFICE_PEER, Act.SUPERVISE)
    assert found is not None
    assert found.signer is Signer.BODY_HEAD
    assert set(PAPERS) == set(Paper)


def test_peers_are_asked_and_not_returned() -> None:
    found = permit(Relation.OFFICE_PEER, Act.RETURN)
    assert found is not None
    assert str(found.wording) == "商请补充完善"


ROLES = st.frozensets(st.sampled_from(sorted(PERMISSIONS)))


@given(ROLES, ROLES, st.integers(-3, 12), st.booleans(), st.booleans(), st.booleans())
def test_a_deputy_never_has_more_than_the_principal(
    roles: frozenset[str], own: frozenset[str], day: int, active: bool, stands: bool, serves: bool
) -> None:
    facts = Lent(active, roles, own, DAY, DAY + timedelta(days=7), stands, serves)
    found = lent(facts, DAY + timedelta(days=day))
    assert found <= own
    assert found <= roles
    if not (active and stands and serves and 0 <= day <= 7):
        assert not found


@given(ROLES)
def test_nobody_disposes_of_an_administrator(roles: frozenset[str]) -> None:
    assert disposable(roles).isdisjoint({"system", "security", "audit"})
