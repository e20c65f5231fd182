"""The review page: the source with its marks at the left, the tasks that were read from it at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from luoshi.kernel import web
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.forms import Plain
from luoshi.kernel.queries import files_of
from luoshi.kernel.say import Say, say
from luoshi.ledger.models import Plan, Task
from luoshi.ledger.workflow import PLAN
from luoshi.org.models import Unit
from luoshi.policy import queries, services
from luoshi.policy.forms.plans import CardForm, DueForm, HangForm, MapForm, NoteForm, PlanForm, ProposeForm, SplitForm
from luoshi.policy.queries import names, revisions
from luoshi.policy.queries.units import Directory
from luoshi.policy.views.findings import examined

TAB = "policy:plans"
KEYS = (
    (("J", "K"), say("下一条、上一条")), (("Enter",), say("确认")), (("S",), say("拆成两项")), (("M",), say("并入上一条")),
    (("P",), say("改挂")), (("X",), say("不入台账")), (("Z",), say("撤回上一步")),
)  # fmt: skip
"""What the keys do on this page: told under it and in the list of all keys."""


@dataclass(frozen=True)
class Act:
    """A button, as `ui.act` draws it."""

    label: str
    url: str
    enabled: bool
    because: Sequence[Say] = ()
    primary: bool = True
    method: str = "get"


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The source with its marks, and the tasks that were read from it."""
    return draw(request, queries.find_plan(web.actor_on(request), pk), _number(request.GET.get("task", "")))


def draw(request: HttpRequest, plan: Plan, chosen: int | None = None, bound: Plain | None = None) -> HttpResponse:
    """The page; ``bound`` is the form that was refused, drawn again with what was typed."""
    actor = web.actor_on(request)
    page = queries.review_page(actor, plan, directory := Directory(plan.unit))
    card = queries.chosen_card(page, chosen)
    editable = plan.state == "drafting" and queries.is_drafter(actor, plan)
    units = queries.unit_choices(plan) if editable else []
    stage = request.GET.get("stage") or (card.stage if card else "unsure")
    context = {
        "plan": plan, "page": page, "card": card, "editable": editable, "stage": stage,
        "listed": [one for one in page.cards if one.stage == stage and one is not card],
        "before": _beside(page, card, -1), "after": _beside(page, card, 1),
        "meanings": names.meanings(plan, card.task.pk, directory) if card and editable else [],
        "paragraphs": queries.source(plan, {one.task.pk for one in page.cards}),
        "form": _form(CardForm, bound) or (CardForm(card=card, units=units) if card and editable else None),
        "note_form": _form(NoteForm, bound) or NoteForm(), "due_form": _form(DueForm, bound) or DueForm(),
        "plan_form": _form(PlanForm, bound) or PlanForm.of(plan), "files": files_of(plan, "source"),
        "consult": _consult(page) if editable else None, **_asked(page, card, units, _form(MapForm, bound)),
        "propose_form": (_form(ProposeForm, bound) or ProposeForm(cards=page.left_open)) if editable else None,
        **(_regrouped(actor, plan, card.task, bound) if card and editable else {}),
        "page_keys": KEYS if editable and page.cards else (), "bases": bool(editable and revisions.bases(actor, plan)),
        "confirmed": {one.task.pk for one in page.cards if one.stage == "confirmed"}, **examined(actor, plan),
    }  # fmt: skip
    status = 422 if bound is not None and bound.errors else 200
    return web.page(request, "policy/review.html", context, tab=TAB, status=status)


def _regrouped(actor: Actor, plan: Plan, task: Task, bound: Plain | None) -> dict[str, Any]:
    """What may be done where a task was read too long, too short or in the wrong place."""
    if task.clause is None or task.state != "draft":
        return {}
    return {
        "split_form": _form(SplitForm, bound) or SplitForm(initial={"text": task.clause.text}),
        "hang_form": _form(HangForm, bound) or HangForm(clauses=queries.hosts(plan, task)),
        "joins": queries.before(actor, plan, task),
    }


def _form(kind: type[Any], bound: Plain | None) -> Any:
    return bound if isinstance(bound, kind) else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _beside(page: queries.ReviewPage, card: queries.Card | None, step: int) -> queries.Card | None:
    """The next card, or the one before."""
    cards = list(page.cards)
    at = cards.index(card) + step if card in cards else -1
    return cards[at] if 0 <= at < len(cards) else None


def _consult(page: queries.ReviewPage) -> Act:
    offers = {offer.move.name: offer for offer in PLAN.offers(page.plan.state, page.facts)}
    because = offers["consult"].because if "consult" in offers else ()
    return Act(gettext("送各单位征求意见"), "#consult", "consult" in offers and not because, because)


def _asked(
    page: queries.ReviewPage, card: queries.Card | None, units: Sequence[Unit], bound: MapForm | None
) -> dict[str, Any]:
    """A form for each name without a unit: those of the open card, and the others. A refused one keeps what was typed."""
    typed = bound.data.get("name") if bound else None
    rows = [
        (row, bound if bound is not None and row.name == typed else MapForm(units=units, initial=_proposed(row)))
        for row in page.names
    ]
    here = card.unmapped if card else ()
    return {
        "asked": [pair for pair in rows if pair[0].name in here],
        "asked_more": [pair for pair in rows if pair[0].name not in here],
        "proposed": sum(bool(row.proposals) for row in page.names),
    }


def _proposed(row: queries.NameToMap) -> dict[str, Any]:
    return {"name": row.name, "unit": row.proposals[0].pk if row.proposals else None, "kind": "department"}


# ---------- one task ----------


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm one task with its corrections, and go to the next unsure one."""
    actor = web.actor_on(request)
    task = queries.find_task(actor, pk)
    plan = queries.find_plan(actor, task.plan_id or 0)
    form = CardForm(request.POST, card=queries.card_of(actor, plan, task), units=queries.unit_choices(plan))
    if form.is_valid():
        drawn = web.drawn_from(request, task)

        def do() -> str:
            services.confirm_task(actor, drawn, form.corrections())
            return reverse("policy:review", args=[plan.pk])

        said, back = say("已确认 {task}。", task=str(task)), partial(web.undoing, "policy:reconsider", pk)
        answer = web.attempt(request, form, do, said, undo=back)
        if answer:
            return answer
    return draw(request, plan, pk, form)


@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a clause out of the ledger."""
    actor = web.actor_on(request)
    task = queries.find_task(actor, pk)
    plan = queries.find_plan(actor, task.plan_id or 0)
    form = NoteForm(request.POST)
    if form.is_valid():

        def do() -> str:
            services.leave_out(actor, task, form.cleaned_data["note"])
            return reverse("policy:review", args=[plan.pk])

        said, back = say("{task} 不入台账。", task=str(task)), partial(web.undoing, "policy:reconsider", pk)
        answer = web.attempt(request, form, do, said, undo=back)
        if answer:
            return answer
    return draw(request, plan, pk, form)


@require_POST
def reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a confirmation back, or take a task in again."""
    actor = web.actor_on(request)
    task: Task = queries.find_task(actor, pk)

    def do() -> str:
        services.reconsider(actor, task)
        return f"{reverse('policy:review', args=[task.plan_id])}?task={pk}"

    return _did(
        request, queries.find_plan(actor, task.plan_id or 0), do, say("{task} 已退回待确认。", task=str(task)), pk
    )


@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut a task in two, at the line break that was put into its words."""
    return _regroup(
        request, pk, lambda _plan, _task: SplitForm(request.POST),
        lambda task, form: services.split_task(web.actor_on(request), task, form.cleaned_data["text"]), say("已拆成两项。"),
    )  # fmt: skip


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Join a task to the one before it."""
    return _regroup(
        request, pk, lambda _plan, _task: Plain(request.POST),
        lambda task, _form: services.join_task(web.actor_on(request), task), say("已并入上一条。"),
    )  # fmt: skip


@require_POST
def hang(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a task under another clause."""
    return _regroup(
        request, pk, lambda plan, task: HangForm(request.POST, clauses=queries.hosts(plan, task)),
        lambda task, form: services.hang_task(
            web.actor_on(request), task, form.clauses[form.cleaned_data["under"]]
        ), say("已改挂。"),
    )  # fmt: skip


def _regroup(
    request: HttpRequest, pk: int, form_of: Callable[[Plan, Task], Any], act: Callable[[Task, Any], Task], said: Say
) -> HttpResponse:
    """Do it, and show the task that came of it; on a refusal the page again with what was typed."""
    actor = web.actor_on(request)
    task = queries.find_task(actor, pk)
    plan = queries.find_plan(actor, task.plan_id or 0)
    form = form_of(plan, task)
    if form.is_valid():
        drawn = web.drawn_from(request, task)

        def do() -> str:
            return f"{reverse('policy:review', args=[plan.pk])}?task={act(drawn, form).pk}"

        answer = web.attempt(request, form, do, said)
        if answer:
            return answer
    return _refused(request, plan, pk, form)


def _did(request: HttpRequest, plan: Plan, do: Any, said: Say | None = None, chosen: int | None = None) -> HttpResponse:
    """Do what a bare button asks; on a refusal the page again, with the reasons above it."""
    form = Plain(request.POST)
    answer = web.attempt(request, form, do, said)
    if answer:
        return answer
    return _refused(request, plan, chosen, form)


def _refused(request: HttpRequest, plan: Plan, chosen: int | None, form: Plain) -> HttpResponse:
    """The page again; what belongs to no field stands above it."""
    for reason in form.non_field_errors():
        messages.error(request, str(reason), extra_tags="fault")
    return draw(request, plan, chosen, form)


# ---------- the whole plan ----------


@require_POST
def confirm_certain(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm all on which nothing is unsure."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)

    def do() -> str:
        done = [task.pk for task in services.confirm_certain(actor, plan)]
        said = say("没有疑问的 {count} 条任务已全部确认。", count=len(done))
        web.tell(request, said, partial(web.undoing, "policy:reconsider_many", pk, task=done) if done else None)
        return reverse("policy:review", args=[pk])

    return _did(request, plan, do)


@require_POST
def reconsider_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was confirmed at one press."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)

    def do() -> str:
        tasks = [queries.find_task(actor, web.number(one)) for one in request.POST.getlist("task")]
        services.reconsider_many(actor, [task for task in tasks if task.plan_id == pk])
        return reverse("policy:review", args=[pk])

    return _did(request, plan, do, say("已退回待确认。"))


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in at once what the source leaves open."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    form = ProposeForm(request.POST, cards=queries.review_page(actor, plan).left_open)
    if form.is_valid():

        def do() -> str:
            count = services.propose(actor, plan, **form.proposed())
            web.tell(request, say("已拟定 {count} 条，请核对后确认。", count=count))
            return f"{reverse('policy:review', args=[pk])}?stage=waiting"

        if answer := web.attempt(request, form, do):
            return answer
    return draw(request, plan, None, form)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the title, number, issuer and date that were read."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    form = PlanForm(request.POST)
    if form.is_valid():
        drawn = web.drawn_from(request, plan)

        def do() -> str:
            services.rename_plan(actor, drawn, **form.cleaned_data)
            return reverse("policy:review", args=[pk])

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer:
            return answer
    return draw(request, plan, None, form)


@require_POST
def map_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which unit a name means, make the unit, or leave the name out."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    name, task = request.POST.get("name", "")[:300], _number(request.POST.get("task", ""))
    form = MapForm(request.POST, units=queries.unit_choices(plan))
    here = reverse("policy:review", args=[pk]) + (f"?task={task}" if task else "")
    if "ignore" in request.POST:
        return _did(
            request, plan, lambda: _ignored(request, plan, name, here), say("“{name}”不作为责任单位。", name=name), task
        )
    if form.is_valid():
        unit = form.unit_chosen()

        def do() -> str:
            if unit is not None:
                services.map_name(actor, plan, name, unit)
            else:
                services.create_unit_for(actor, plan, name, form.cleaned_data["unit_name"], form.cleaned_data["kind"])
            return here

        answer = web.attempt(request, form, do, say("“{name}”已有对应单位，以后的方案同样适用。", name=name))
        if answer:
            return answer
    return draw(request, plan, task, form)


def _ignored(request: HttpRequest, plan: Plan, name: str, here: str) -> str:
    services.ignore_name(web.actor_on(request), plan, name)
    return here


@require_POST
def map_proposed(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the first proposal for every name that has one."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)

    def do() -> str:
        services.map_proposed(actor, plan)
        return reverse("policy:review", args=[pk])

    return _did(request, plan, do, say("已按建议对应，以后的方案同样适用。"))


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A place that was not understood, and that belongs to no task, has been read by a person."""
    actor = web.actor_on(request)
    mark = queries.find_mark(actor, pk)

    def do() -> str:
        services.settle_mark(actor, mark)
        return reverse("policy:review", args=[mark.plan_id])

    return _did(request, mark.plan, do, say("已核对。"))


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Make tasks of the ticked headings."""
    actor = web.actor_on(request)
    plan = queries.find_plan(actor, pk)
    ticked = [number for text in request.POST.getlist("clause") if (number := _number(text)) is not None]
    clauses = queries.clauses_of(plan, ticked)
    if not clauses:
        web.refused(request, LuoshiError(say("没有选择条款。")))
        return draw(request, plan, bound=_faulty())

    def do() -> str:
        made = services.assign_headings(actor, plan, clauses)
        return f"{reverse('policy:review', args=[pk])}?task={made[0].pk}"

    return _did(request, plan, do, say("已列入 {count} 条，请逐条指定责任单位和时限。", count=len(clauses)))


def _faulty() -> Plain:
    """A refusal that belongs to no field: only its status is wanted."""
    form = Plain({})
    form.add_error(None, "")
    return form
