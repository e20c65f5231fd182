"""Policies beside the plans over the API: the register, provisions, and how they hang together. Same services as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from luoshi.kernel import clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, NotVisible
from luoshi.kernel.rest import Id, Paging, actor_on
from luoshi.kernel.say import say
from luoshi.policy.models import PolicyDocument, Provision
from luoshi.policy.queries import provisions as reads
from luoshi.policy.queries.funds import fund_keepers
from luoshi.policy.services import provisions as services

router = Router()
Ends = Literal["provision", "task", "clause"]


class DocumentOut(Schema):
    """A policy; ``force`` whether it holds today (force, ending, ended, coming, replaced), with the reason."""

    id: int
    title: str
    number: str
    issuer_name: str
    field: str
    issued_on: date
    valid_from: date | None
    valid_to: date | None
    replaced_by_id: int | None
    unit: str
    force: str
    because: str
    provisions: int


class DocumentsOut(Schema):
    items: list[DocumentOut]
    total: int


class NewDocumentIn(Schema):
    """``text``: the document's own words, from which what is left out is read, provisions too. ``unit_id``: who keeps it."""

    field: Annotated[str, Field(max_length=12)]
    text: Annotated[str, Field(max_length=2_000_000)] = ""
    title: Annotated[str, Field(max_length=200)] = ""
    number: Annotated[str, Field(max_length=60)] = ""
    issuer_name: Annotated[str, Field(max_length=120)] = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: Annotated[str, Field(max_length=300)] = ""
    unit_id: Id | None = None


class EndOut(Schema):
    """A provision, task or clause at the far end; ``troubles`` why it holds up what rests on it."""

    what: Ends
    id: int
    label: str
    title: str
    of: str
    troubles: list[str]


class TieOut(Schema):
    """A link as it reads from the provision asked for."""

    id: int
    kind: str
    relation: str
    end: EndOut
    note: str


class ProvisionOut(Schema):
    id: int
    document_id: int
    number: str
    heading: str
    text: str
    kind: str


class ProvisionsOut(Schema):
    items: list[ProvisionOut]
    total: int


class TiesOut(ProvisionOut):
    """What it rests on, what rests on it, what it clashes with or replaces, and what is late or void upstream."""

    rests_on: list[TieOut]
    rested: list[TieOut]
    beside: list[TieOut]
    upstream: list[EndOut]


class LinkIn(Schema):
    """``left`` KIND ``right``; one of the two is a provision."""

    left: Ends
    left_id: Id
    kind: Literal["implements", "supports", "waits_on", "conflicts", "replaces"]
    right: Ends
    right_id: Id
    note: Annotated[str, Field(max_length=300)] = ""


class ProvisionSieve(Paging):
    q: str = ""
    field: str = ""
    force: str = ""
    kind: str = ""
    link: str = ""


def _document(row: PolicyDocument) -> DocumentOut:
    force = row.force_on(clock.today())
    return DocumentOut(
        id=row.pk, title=row.title, number=row.number, issuer_name=row.issuer_name, field=row.field, issued_on=row.issued_on,
        valid_from=row.valid_from, valid_to=row.valid_to, replaced_by_id=row.replaced_by_id, unit=row.unit.name,
        force=force.state, because=str(force.because), provisions=row.provisions.count(),
    )  # fmt: skip


@router.get("/documents", response=DocumentsOut, summary="The register of policies beside the plans")
def documents(request: HttpRequest, sieve: Query[ProvisionSieve]) -> DocumentsOut:
    """Newest first."""
    rows = reads.documents(actor_on(request), reads.asked(sieve.dict()))
    page = rows[sieve.offset : sieve.offset + sieve.limit]
    return DocumentsOut(items=[_document(one) for one in page], total=rows.count())


@router.post("/documents", response={201: DocumentOut}, summary="Register a policy")
def add(request: HttpRequest, given: NewDocumentIn) -> Status[DocumentOut]:
    """With its text, or by its particulars alone."""
    actor = actor_on(request)
    values = given.dict()
    wanted = values.pop("unit_id") or actor.unit_id
    unit = fund_keepers(actor).filter(pk=wanted or 0).first()
    if unit is None:
        raise Invalid({"unit_id": [say("只能登记本单位的政策文件；成员单位的文件也可以由协调小组办公室登记。")]})
    text = services.Given(pasted=values.pop("text"))
    return Status(201, _document(services.add_document(actor, unit, text, **values)))


@router.get("/documents/{pk}", response=DocumentOut, summary="A policy")
def document(request: HttpRequest, pk: Id) -> DocumentOut:
    """One document."""
    return _document(reads.find_document(actor_on(request), pk))


def _words(row: Provision) -> dict[str, object]:
    names = ("document_id", "number", "heading", "text", "kind")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


@router.get("/provisions", response=ProvisionsOut, summary="Provisions across the register")
def provisions(request: HttpRequest, sieve: Query[ProvisionSieve]) -> ProvisionsOut:
    """By document, newest first."""
    rows = reads.provisions(actor_on(request), reads.asked(sieve.dict()))
    page = rows[sieve.offset : sieve.offset + sieve.limit]
    return ProvisionsOut(items=[ProvisionOut(**_words(one)) for one in page], total=rows.count())  # type: ignore[arg-type]


def _end(one: reads.End) -> EndOut:
    what, key = one.node
    said = [str(reason) for reason in one.troubles]
    return EndOut(what=what, id=key, label=one.label, title=one.title, of=one.sub, troubles=said)  # type: ignore[arg-type]


def _ties(actor: Actor, row: Provision) -> TiesOut:
    found = reads.ties(actor, ("provision", row.pk))

    def told(rows: tuple[reads.LinkRow, ...]) -> list[TieOut]:
        return [
            TieOut(
                id=one.link.pk, kind=one.link.kind, relation=str(one.relation), end=_end(one.end), note=one.link.note
            )
            for one in rows
        ]

    return TiesOut(
        **_words(row), rests_on=told(found.rests_on), rested=told(found.rested), beside=told(found.beside),  # type: ignore[arg-type]
        upstream=[_end(one.end) for one in found.upstream],
    )  # fmt: skip


@router.get("/provisions/{pk}", response=TiesOut, summary="A provision and what hangs on it")
def provision(request: HttpRequest, pk: Id) -> TiesOut:
    """As far as the caller sees the other ends."""
    actor = actor_on(request)
    return _ties(actor, reads.find_provision(actor, pk))


@router.post("/links", response={201: TiesOut}, summary="Register how a provision hangs together with something")
def link(request: HttpRequest, given: LinkIn) -> Status[TiesOut]:
    """The provision as it stands afterwards."""
    actor = actor_on(request)
    left, right = (reads.resolve(actor, node) for node in ((given.left, given.left_id), (given.right, given.right_id)))
    if left is None or right is None:
        raise NotVisible
    made = services.link(actor, left, given.kind, right, given.note)
    return Status(201, _ties(actor, made.provision))


@router.post("/links/{pk}/remove", response={204: None}, summary="Take a link off")
def unlink(request: HttpRequest, pk: Id) -> Status[None]:
    """By the unit that entered it, or its office."""
    actor = actor_on(request)
    services.unlink(actor, reads.find_link(actor, pk))
    return Status(204, None)
