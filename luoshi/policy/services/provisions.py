"""Policies beside the plans: a document is registered with its provisions, and these are linked to what they have to do with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from luoshi.kernel import actions
from luoshi.kernel import services as kernel
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Invalid, Refused
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Clause, Plan, Task
from luoshi.ledger.queries import holders
from luoshi.org.models import Unit
from luoshi.policy import queries
from luoshi.policy.models import PolicyDocument, Provision, ProvisionLink
from luoshi.policy.models.provisions import FIELDS, KINDS
from luoshi.policy.queries import provisions as reads
from luoshi.policy.queries.funds import fund_keepers
from luoshi.policy.rules.provisions import (
    MOST_PROVISIONS,
    RELATIONS,
    Edge,
    Node,
    Piece,
    faults,
    is_circle,
    refusals,
    split,
    validity,
)
from luoshi.policy.services.findings import raise_conflicts
from luoshi.policy.services.reading import read_given

DOCUMENT_FIELDS = (
    "title", "number", "issuer_name", "field", "issued_on", "valid_from", "valid_to", "replaced_by", "note",
)  # fmt: skip
End = Provision | Task | Clause


@dataclass(frozen=True)
class Given:
    """A document's text as it was handed in: a file, or pasted."""

    data: bytes | None = None
    name: str = ""
    pasted: str = ""

    def __bool__(self) -> bool:
        return self.data is not None or bool(self.pasted.strip())


def add_document(actor: Actor, unit: Unit, given: Given | None = None, **values: Any) -> PolicyDocument:
    """Register a document. What is not typed is taken from the text's first page; its provisions are read as well."""
    if unit not in fund_keepers(actor):
        raise Refused([say("只能登记本单位的政策文件；成员单位的文件也可以由协调小组办公室登记。")])
    own = {name: values[name] for name in DOCUMENT_FIELDS if values.get(name) not in (None, "")}
    pieces: list[Piece] = []
    if given:
        read, pieces = _read(given)
        own = {**read, **own}
    row = PolicyDocument(unit=unit, unit_path=unit.path, **own)
    _check(row)
    with actions.atomic():
        actions.create(actor, "policy.document.add", row)
        _add(actor, row, pieces)
        if given and given.data is not None:
            # Last, because a file on disk does not roll back.
            kept = kernel.keep_file(actor, ContentFile(given.data, name=given.name))
            kernel.attach(actor, kept, row, "source")
    return row


def _read(given: Given) -> tuple[dict[str, Any], list[Piece]]:
    """The first page and the provisions of a text."""
    document = read_given(given.data, given.name, given.pasted)
    front, pieces = split(document.paragraphs)
    if not pieces:
        where = "file" if given.data is not None else "pasted"
        raise Invalid({where: [say("没有读到“第一条”或者“一、”这样的编号条款。请核对文字，或者登记文件后逐条填写。")]})
    begins, ends = validity(document.text, front.issued_on)
    first = {
        "title": front.title[:200], "number": (front.doc_number or "")[:60], "issuer_name": (front.issuer or "")[:120],
        "issued_on": front.issued_on, "valid_from": begins, "valid_to": ends,
    }  # fmt: skip
    return {name: value for name, value in first.items() if value}, pieces


def _add(actor: Actor, row: PolicyDocument, pieces: Sequence[Piece]) -> list[Provision]:
    if len(pieces) > MOST_PROVISIONS:
        raise Invalid({"pasted": [say("条款超过 {most} 条，请分成几个文件。", most=MOST_PROVISIONS)]})
    taken = dict(row.provisions.values_list("number", "ordering")) if row.pk else {}
    at = max(taken.values(), default=0)
    made = []
    for piece in pieces:
        at, number = at + 1, piece.number
        while number in taken:
            number = f"{number[:38]}*"
        taken[number] = at
        made.append(
            Provision(document=row, number=number, heading=piece.heading, text=piece.text, kind=piece.kind, ordering=at)
        )
    if made:
        actions.create_many(actor, "policy.provision.read", made)
        actions.note_event(actor, "policy.document.read", row, after={"count": len(made)})
    return made


def edit_document(actor: Actor, row: PolicyDocument, **values: Any) -> PolicyDocument:
    """Correct what is registered, or enter that it has ended or been replaced."""
    _keeping(actor, row)
    own = {name: values[name] for name in DOCUMENT_FIELDS if name in values}
    _check(
        PolicyDocument(pk=row.pk, unit=row.unit, **{**{name: getattr(row, name) for name in DOCUMENT_FIELDS}, **own})
    )
    return actions.change(actor, "policy.document.edit", row, **own)


def remove_document(actor: Actor, row: PolicyDocument, note: str) -> None:
    """Take off a document that was registered by mistake. One whose provisions are linked stays: enter that it has ended."""
    _keeping(actor, row)
    if not note.strip():
        raise Invalid({"note": [say("请写明删除的理由。")]})
    linked = ProvisionLink.objects.filter(provision__document=row) | ProvisionLink.objects.filter(other__document=row)
    if linked.exists():
        raise Refused([say("这个文件的条款已有关联，不能删除。文件不再有效的，请登记失效日期或者代替它的文件。")])
    if row.replaced.exists():
        raise Refused([say("别的文件登记为由它代替，不能删除。")])
    with actions.atomic():
        for one in row.provisions.all():
            actions.remove(actor, "policy.provision.drop", one)
        actions.remove(actor, "policy.document.remove", row, note=note.strip())


def read_provisions(actor: Actor, row: PolicyDocument, pasted: str) -> list[Provision]:
    """Add the provisions of a pasted text to those that are there."""
    _keeping(actor, row)
    _front, pieces = _read(Given(pasted=pasted))
    with actions.atomic():
        return _add(actor, row, pieces)


def add_provision(
    actor: Actor, row: PolicyDocument, *, number: str, heading: str = "", text: str, kind: str
) -> Provision:
    """Enter a provision by hand, at the end."""
    _keeping(actor, row)
    _sound(row, number, text, kind)
    last = row.provisions.order_by("-ordering").values_list("ordering", flat=True).first() or 0
    made = Provision(
        document=row, number=number.strip(), heading=heading.strip(), text=text.strip(), kind=kind, ordering=last + 1
    )
    return actions.create(actor, "policy.provision.add", made)


def edit_provision(actor: Actor, row: Provision, *, number: str, heading: str = "", text: str, kind: str) -> Provision:
    """Correct a provision's words, number or kind. Its links stay."""
    _keeping(actor, row.document)
    _sound(row.document, number, text, kind, but=row.pk)
    return actions.change(
        actor,
        "policy.provision.edit",
        row,
        number=number.strip(),
        heading=heading.strip(),
        text=text.strip(),
        kind=kind,
    )


def remove_provision(actor: Actor, row: Provision) -> None:
    """Take off a provision that nothing is linked to."""
    _keeping(actor, row.document)
    if row.links.exists() or row.linked.exists():
        raise Refused([say("这一条已有关联，请先取消关联。")])
    actions.remove(actor, "policy.provision.remove", row)


def link(actor: Actor, left: End, kind: str, right: End, note: str = "") -> ProvisionLink:
    """Register how two things hang together: left KIND right. A clash is found on the plan that it concerns."""
    mine = fund_keepers(actor)
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is None or not mine.exists():
        raise Refused([say("政策条款的关联由协调办或者责任单位的经办人登记。")])
    if kind not in RELATIONS:
        raise Invalid({"relation": [say("请选择关系。")]})
    if kind == "conflicts" and not note.strip():
        raise Invalid({"note": [say("请写明哪里不一致。")]})
    made = _link(left, kind, right)
    if made is None:
        raise Refused([say("关联的一方须是政策条款。任务之间的先后在时间表路线图里登记。")])
    made.note, made.unit = note.strip()[:300], unit
    with actions.atomic():
        # two people at once could close a circle that neither of them sees
        actions.keep_out()
        reasons = refusals(made.edge, reads.every_edge())
        if reasons:
            raise Refused(reasons)
        actions.create(actor, "policy.provision.link", made)
        plan = _plan_of(made)
        if kind == "conflicts" and plan is not None and queries.is_drafter(actor, plan):
            raise_conflicts(actor, plan)
    return made


def _link(left: End, kind: str, right: End) -> ProvisionLink | None:
    turned = not isinstance(left, Provision)
    near, far = (right, left) if turned else (left, right)
    if not isinstance(near, Provision):
        return None
    name = {Provision: "other", Task: "task", Clause: "clause"}[type(far)]
    return ProvisionLink(provision=near, kind=kind, turned=turned, **{name: far})


def _plan_of(row: ProvisionLink) -> Plan | None:
    found = row.task or row.clause
    return found.plan if found else None


def unlink(actor: Actor, row: ProvisionLink, note: str = "") -> None:
    """Take a link off; by the unit that entered it, or the office it belongs to."""
    if not fund_keepers(actor).filter(pk=row.unit_id).exists():
        raise Refused([say("须由{who}办理。", who=_who(row.unit))])
    actions.remove(actor, "policy.provision.unlink", row, note=note.strip())


def node_of(row: End) -> Node:
    """An end as the rules name it."""
    return {Provision: "provision", Task: "task", Clause: "clause"}[type(row)], row.pk


def _keeping(actor: Actor, row: PolicyDocument) -> None:
    if not reads.keeps(actor, row):
        raise Refused([say("须由{who}办理。", who=_who(row.unit))])


def _who(unit: Unit) -> str:
    return holders({"owner": [unit]}).get("owner.report") or unit.name


def _check(row: PolicyDocument) -> None:
    wrong: dict[str, list[Say]] = faults(row.valid_from, row.valid_to)
    for name, label in (("title", say("文件名称")), ("issuer_name", say("发文机关")), ("issued_on", say("成文日期"))):
        if not getattr(row, name):
            wrong[name] = [say("缺{what}，文字里也没有读到。", what=label)]
    if row.field not in dict(FIELDS):
        wrong["field"] = [say("请选择领域。")]
    if row.number and PolicyDocument.objects.filter(unit=row.unit, number=row.number).exclude(pk=row.pk).exists():
        wrong["number"] = [say("{number}已经登记。", number=row.number)]
    if row.replaced_by is not None and _turns_back(row):
        wrong["replaced_by"] = [say("{title}直接或者间接由本文件代替，不能再代替本文件。", title=str(row.replaced_by))]
    if wrong:
        raise Invalid(wrong)


def _turns_back(row: PolicyDocument) -> bool:
    """Whether what is said to replace a document is itself replaced by it in the end."""
    known = [
        Edge(("document", new or 0), "replaces", ("document", old))
        for old, new in PolicyDocument.objects.exclude(replaced_by=None).values_list("pk", "replaced_by")
        if old != row.pk
    ]
    return bool(row.pk) and is_circle(
        Edge(("document", row.replaced_by_id or 0), "replaces", ("document", row.pk)), known
    )


def _sound(row: PolicyDocument, number: str, text: str, kind: str, but: int = 0) -> None:
    wrong: dict[str, list[Say]] = {}
    for name, value, label in (("number", number, say("条款号")), ("text", text, say("内容"))):
        if not value.strip():
            wrong[name] = [say("缺{what}。", what=label)]
    if kind not in dict(KINDS):
        wrong["kind"] = [say("请选择类型。")]
    if row.provisions.filter(number=number.strip()).exclude(pk=but).exists():
        wrong["number"] = [say("这个文件已有{number}。", number=number.strip())]
    if wrong:
        raise Invalid(wrong)
