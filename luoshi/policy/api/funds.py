"""Money over the API: the register of a year by what it is for, and a line's amounts. Same services as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from luoshi.kernel.errors import Invalid
from luoshi.kernel.rest import Id, actor_on
from luoshi.kernel.say import say
from luoshi.policy import services
from luoshi.policy.models import Fund
from luoshi.policy.queries import funds as reads

router = Router()
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]


class FundIn(Schema):
    """Amounts in 万元."""

    year: Annotated[int, Field(ge=2000, le=2099)]
    purpose: Annotated[str, Field(max_length=80)]
    beneficiary: Annotated[str, Field(max_length=60)]
    source: Annotated[str, Field(max_length=12)]
    source_name: Annotated[str, Field(max_length=80)] = ""
    wanted: Amount = Decimal(0)
    allocated: Amount = Decimal(0)
    paid: Amount = Decimal(0)
    pool: Annotated[str, Field(max_length=60)] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class NewFundIn(FundIn):
    """``unit_id`` the unit that keeps the line; one's own where it is left out."""

    unit_id: Id | None = None


class FundOut(Schema):
    """A line; ``pot`` its source in words, ``remarks`` what a reader should notice."""

    id: int
    year: int
    purpose: str
    beneficiary: str
    pot: str
    unit: str
    pool: str
    wanted: Decimal
    allocated: Decimal
    paid: Decimal
    left: Decimal
    remarks: list[str]


class AimOut(Schema):
    """Lines for one purpose and the same people; ``because`` why several pots are held to pay for one thing."""

    purpose: str
    beneficiary: str
    because: str
    lines: list[FundOut]


class FundsOut(Schema):
    """A year. ``is_capped`` whether there are more lines than are put together."""

    year: int
    wanted: Decimal
    allocated: Decimal
    paid: Decimal
    left: Decimal
    is_capped: bool
    aims: list[AimOut]


def _out(row: Fund) -> FundOut:
    line = reads.line_of(row)
    money = line.money
    return FundOut(
        id=row.pk, year=row.year, purpose=row.purpose, beneficiary=row.beneficiary, pot=line.pot, unit=line.unit, pool=row.pool,
        wanted=money.wanted, allocated=money.allocated, paid=money.paid, left=money.left,
        remarks=[str(one) for one in reads.fund_remarks(row)],
    )  # fmt: skip


@router.get("/funds", response=FundsOut, summary="The money of a year, by what it is for")
def funds(
    request: HttpRequest, year: Annotated[str, Field(max_length=4)] = "", q: Annotated[str, Field(max_length=60)] = ""
) -> FundsOut:
    """Amounts in 万元."""
    asked = reads.asked_funds({"year": year, "q": q})
    found = reads.funds(actor_on(request), asked)
    aims = [
        AimOut(
            purpose=one.aim.purpose, beneficiary=one.aim.beneficiary, because=str(one.aim.because or ""),
            lines=[_out(row.fund) for row in one.rows],
        )
        for one in found.aims
    ]  # fmt: skip
    money = found.total
    return FundsOut(
        year=asked.year, wanted=money.wanted, allocated=money.allocated, paid=money.paid, left=money.left,
        is_capped=found.is_capped, aims=aims,
    )  # fmt: skip


@router.post("/funds", response={201: FundOut}, summary="Enter a budget line")
def add(request: HttpRequest, given: NewFundIn) -> Status[FundOut]:
    """Of one's own unit, or, as the office, of a member."""
    actor = actor_on(request)
    values = given.dict()
    wanted = values.pop("unit_id") or actor.unit_id
    unit = reads.fund_keepers(actor).filter(pk=wanted or 0).first()
    if unit is None:
        raise Invalid({"unit_id": [say("只能登记本单位主管的经费；成员单位的经费也可以由协调小组办公室登记。")]})
    return Status(201, _out(services.add_fund(actor, unit, **values)))


@router.get("/funds/{pk}", response=FundOut, summary="A budget line")
def fund(request: HttpRequest, pk: Id) -> FundOut:
    """One line."""
    return _out(reads.find_fund(actor_on(request), pk))


@router.put("/funds/{pk}", response=FundOut, summary="Correct a budget line, or enter what was allocated and paid")
def edit(request: HttpRequest, pk: Id, given: FundIn) -> FundOut:
    """The line as it stands afterwards."""
    actor = actor_on(request)
    return _out(services.edit_fund(actor, reads.find_fund(actor, pk), **given.dict()))
