"""How is a unit asked for its liaison, once, and how does the register leave the house?"""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.writing import Head, write_xlsx
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.queries import calendar
from luoshi.kernel.say import say
from luoshi.org.models import Ask, Post, Unit
from luoshi.org.queries import liaisons, liaisons_of, unit_in_force
from luoshi.org.queries.liaisons import SUBJECT, Entry
from luoshi.org.rules import permissions

WORKING_DAYS = 10


def ask_for_liaison(actor: Actor, unit: Unit) -> Ask:
    """Ask a unit to name its liaison. One row on its desk, counted as its burden; whoever comes second is told so."""
    asker = unit_in_force(actor.unit_id or 0)
    if asker is None or not {"issue", "review"} & permissions(actor.roles):
        raise Refused([say("须由协调办或者单位经办人办理。")])
    if not Unit.objects.visible_to(actor).filter(pk=unit.pk).exists():
        raise NotVisible
    with actions.atomic():
        if liaisons_of([unit]):
            raise Refused([say("{unit}已有联络员。", unit=unit.name)])
        open_row = liaisons.open_asks().filter(unit=unit).select_related("asker").first()
        if open_row is not None:
            raise Refused(
                [say("{who}已于{day}请该单位指定联络员，不用再请。", who=open_row.asker.name, day=open_row.asked_on)]
            )
        due_on = calendar().answer_by(clock.today(), WORKING_DAYS)
        row = Ask(
            asker=asker, unit=unit, unit_path=unit.path, subject=f"{SUBJECT}{clock.today():%Y%m%d}", title=str(say("指定联络员")),
            fields=2, due_on=due_on,
        )  # fmt: skip
        return actions.create(actor, "org.liaison.ask", row)


def answer_liaison_asks(actor: Actor, post: Post) -> None:
    """Once somebody holds the liaison's post, nobody is asked any more."""
    if post.kind == "liaison":
        for row in liaisons.open_asks().filter(unit=post.unit_id):
            actions.change(actor, "org.liaison.named", row, answered_at=clock.now(), state="answered")


HEADS = (
    Head("单位", 40), Head("类型", 16), Head("联络员", 12), Head("岗位", 20), Head("电话", 18), Head("任职起", 12, "date"),
    Head("说明", 28),
)  # fmt: skip


def export_register(actor: Actor, entries: Sequence[Entry]) -> bytes:
    """The register as a workbook; whoever takes telephone numbers out of the house is on record."""
    rows = [
        (
            one.unit.name, one.unit.kind_label, one.person, one.post, one.phone, one.since,
            "" if one.person else str(say("空缺")) if not one.left_on else str(say("{day}离任，空缺", day=one.left_on)),
        )
        for one in entries
    ]  # fmt: skip
    unit = unit_in_force(actor.unit_id or 0)
    if unit is None:
        raise NotVisible
    actions.note_event(
        actor, "org.liaison.export", unit, after={"rows": len(rows), "phones": liaisons.sees_phones(actor)}
    )
    return write_xlsx(HEADS, rows, sheet=str(say("联络员名册")), title=str(say("联络员名册")))
