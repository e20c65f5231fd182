"""年度计划: the year's items, one item, its units, its approval, and what others propose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.inspection import queries, services
from luoshi.inspection.forms.coverage import ProposeForm
from luoshi.inspection.forms.draw import PrepareForm
from luoshi.inspection.forms.plan import ApproveForm, ItemForm, MergeForm, NoteForm, ObjectsForm
from luoshi.inspection.models import Item
from luoshi.inspection.workflow import ITEM
from luoshi.kernel import clock, web
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Leaves, Plain
from luoshi.kernel.say import Say, say
from luoshi.kernel.services import keep_file

TAB = "inspection:plan"


def plan(request: HttpRequest) -> HttpResponse:
    """The year's items, what overlaps, and what others propose."""
    actor = web.actor_on(request)
    year = web.number(request.GET.get("year", "")) or clock.today().year
    page = web.paged(request, queries.items(actor, year))
    context = {
        "page": page, "rows": [(row, ITEM.states[row.state]) for row in page], "year": year, "next": year + 1, "last": year - 1,
        "own": queries.inspects(actor), "overlaps": queries.overlaps_of(actor, year), "waiting": queries.open_proposals(actor).count(),
    }  # fmt: skip
    return web.page(request, "inspection/plan.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Plan an item."""
    actor = web.actor_on(request)
    form = ItemForm(
        request.POST or None,
        initial={name: request.GET[name] for name in ("kind", "theme", "name") if name in request.GET},
    )
    if request.method == "POST" and form.is_valid():
        done = web.attempt(
            request, form, lambda: reverse("inspection:item", args=[services.add_item(actor, **form.cleaned_data).pk]),
            say("已拟订，请列出对象。"),
        )  # fmt: skip
        if done:
            return done
    return web.page(request, "inspection/item_form.html", {"form": form}, tab=TAB, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a draft."""
    actor = web.actor_on(request)
    item = services.read_item(actor, pk)
    form = ItemForm(request.POST or None, initial=vars(item))
    if request.method == "POST" and form.is_valid():
        to = reverse("inspection:item", args=[pk])
        done = web.attempt(
            request,
            form,
            lambda: (services.edit_item(actor, item, **form.cleaned_data), to)[1],
            say("已保存。"),
            of=item,
        )
        if done:
            return done
    return web.page(
        request, "inspection/item_form.html", {"form": form, "item": item}, tab=TAB, status=422 if form.errors else 200
    )


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item."""
    return draw(request, services.read_item(web.actor_on(request), pk))


def draw(request: HttpRequest, row: Item, name: str = "", form: Plain | None = None) -> HttpResponse:
    """The page; ``form``: one that was refused, with what was typed."""
    actor = web.actor_on(request)
    units = queries.candidates(row.unit, row.kind == "research")
    others = queries.merging_into(row)
    forms: dict[str, Plain] = {
        "approve": ApproveForm(initial={"basis": "plan"}), "cancel": NoteForm(), "merge": MergeForm(items=others),
        "objects": ObjectsForm(units=units, actor=actor), "prepare": PrepareForm(), "propose": ProposeForm(), "notify": Leaves(),
    }  # fmt: skip
    if form is not None:
        forms[name] = form
    status = 422 if form is not None and form.errors else 200
    context = {**queries.item_page(actor, row), "forms": forms, "at": name}
    return web.page(request, "inspection/item.html", context, tab=TAB, status=status)


def _done(request: HttpRequest, row: Item, name: str, form: Plain, act: Callable[[], Any], said: Say) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        to = reverse("inspection:item", args=[row.pk])
        done = web.attempt(request, form, lambda: (act(), to)[1], said, of=row)
        if done:
            return done
    return draw(request, row, name, form if request.method == "POST" else None)


def objects(request: HttpRequest, pk: int) -> HttpResponse:
    """List units that it looks at."""
    actor = web.actor_on(request)
    row = services.read_item(actor, pk)
    form = ObjectsForm(request.POST, units=queries.candidates(row.unit, row.kind == "research"), actor=actor)
    return _done(
        request,
        row,
        "objects",
        form,
        lambda: services.set_objects(actor, row, **form.cleaned_data),
        say("已列入对象。"),
    )


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Approve, arrange, send the notice, merge, finish, cancel."""
    actor = web.actor_on(request)
    row = services.read_item(actor, pk)
    others = queries.merging_into(row)
    forms: dict[str, Callable[[], Plain]] = {
        "approve": lambda: ApproveForm(request.POST, request.FILES), "cancel": lambda: NoteForm(request.POST),
        "merge": lambda: MergeForm(request.POST, items=others), "notify": lambda: Leaves(request.POST),
        **{one: lambda: Plain(request.POST) for one in ("arrange", "finish")},
    }  # fmt: skip
    if name not in forms:
        raise NotVisible
    form = forms[name]()

    def act() -> Item:
        given = dict(form.cleaned_data)
        if name != "approve":
            return services.move_item(actor, row, name, **given)
        file = given.pop("scan")
        return services.approve_item(actor, row, scan=keep_file(actor, file, field="scan") if file else None, **given)

    return _done(request, row, name, form, act, say("已办理：{move}。", move=ITEM[name].label))


@require_POST
def propose_merge(request: HttpRequest, pk: int, into: int) -> HttpResponse:
    """Ask another body to take this item into one of its."""
    actor = web.actor_on(request)
    row = services.read_item(actor, pk)
    other = next((one for one in queries.overlapping(actor, row) if one.pk == into), None)
    if other is None:
        raise NotVisible
    form = ProposeForm(request.POST or None)
    said = say("已向{who}提出合并建议。", who=other.unit.name)
    return _done(
        request,
        row,
        "propose",
        form,
        lambda: services.propose_merge(actor, row, other, form.cleaned_data["reason"]),
        said,
    )
