"""联络员名册, a unit's entry, changes by document, coordination bodies, tags."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.documents.writing import XLSX
from luoshi.kernel.say import say
from luoshi.org import services
from luoshi.org.forms.register import BodyForm, ChangeForm, TagForm, UnitForm
from luoshi.org.models import Unit
from luoshi.org.queries import bodies, changes, liaisons, tags
from luoshi.org.queries.units import find_unit
from luoshi.org.services.changes import Order

TAB = "units:tree"


def register(request: HttpRequest) -> HttpResponse:
    """联络员名册: those missing first."""
    actor = web.actor_on(request)
    asked = liaisons.asked_of(actor, request.GET)
    rows = liaisons.units_asked(actor, asked)
    page = web.paged(request, rows)
    context: dict[str, Any] = {
        "asked": asked, "page": page, "rows": liaisons.entries(actor, list(page.object_list)), "today": clock.today(),
        "phones": liaisons.sees_phones(actor), "counts": liaisons.counts(rows), **liaisons.choices(actor),
    }  # fmt: skip
    return web.page(request, "org/register.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The register as a workbook, as it is filtered."""
    actor = web.actor_on(request)
    rows = liaisons.units_asked(actor, liaisons.asked_of(actor, request.GET))[: liaisons.MOST]
    data = services.export_register(actor, liaisons.entries(actor, list(rows)))
    name = f"liaisons-{clock.today():%Y%m%d}.xlsx"
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a unit to name its liaison."""
    actor = web.actor_on(request)
    unit = find_unit(actor, pk)

    def do() -> str:
        services.ask_for_liaison(actor, unit)
        return web.back(request, reverse("units:liaisons"))

    return web.once(request, do)


def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's entry: short name, kind, code, industry, tags."""
    actor = web.actor_on(request)
    unit = changes.change_page(actor, pk)
    marks = [row.tag_id for row in tags.tags_of([unit]).get(unit.pk, ())]
    initial = {name: getattr(unit, name) for name in ("short_name", "kind", "region_code", "industry")}
    form = UnitForm(request.POST or None, tags=tags.tags_for(actor), initial={**initial, "tags": marks})
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.keep_unit(actor, unit, **form.cleaned_data)
            return reverse("units:unit", args=[unit.pk])

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer:
            return answer
    context = {"unit": unit, "form": form}
    return web.page(request, "org/keep.html", context, tab=TAB, status=422 if form.errors else 200)


CHANGES = {
    "rename": say("更名"), "move": say("改变隶属"), "merge": say("并入其他单位"), "abolish": say("撤销单位"),
}  # fmt: skip


def change(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """更名、改变隶属、并入、撤销: first what it does, then the doing."""
    actor = web.actor_on(request)
    unit = changes.change_page(actor, pk)
    others = changes.parents_for(actor, unit) if kind == "move" else changes.heirs_for(actor, unit)
    form = ChangeForm(request.POST or None, kind=kind, others=others)
    shown: Any = None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"]:
            answer = web.attempt(request, form, lambda: _change(request, unit, kind, form), CHANGES[kind])
            if answer:
                return answer
        shown = changes.foreseen(unit, kind, form.cleaned_data)
    context = {"unit": unit, "form": form, "kind": kind, "label": CHANGES[kind], "effects": shown}
    return web.page(request, "org/change.html", context, tab=TAB, status=422 if form.errors else 200)


def _change(request: HttpRequest, unit: Unit, kind: str, form: ChangeForm) -> str:
    actor, given = web.actor_on(request), form.cleaned_data
    order = Order(given["title"], given["number"], given["on"])
    if kind == "rename":
        services.rename_unit(actor, unit, given["name"], order, short_name=given["short_name"])
    elif kind == "move":
        services.relocate_unit(actor, unit, given["other"], order)
    elif kind == "merge":
        services.merge_unit(actor, unit, given["other"], order)
    else:
        services.abolish_unit(actor, unit, order)
    return reverse("units:unit", args=[unit.pk])


def body(request: HttpRequest, pk: int) -> HttpResponse:
    """A coordination body: head, office, members."""
    return web.page(request, "org/body.html", bodies.body_page(web.actor_on(request), pk), tab=TAB)


def keep_body(request: HttpRequest, pk: int) -> HttpResponse:
    """Its entry and its members."""
    actor = web.actor_on(request)
    row = bodies.find_body(actor, pk)
    initial: dict[str, Any] = {name: getattr(row, name) for name in ("name", "kind", "head_title", "code", "head")}
    initial["members"] = [one.unit_id for one in bodies.members_of(row) if one.role == "member"]
    form = BodyForm(request.POST or None, heads=bodies.heads(row), units=bodies.seatable(row), initial=initial)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            given = dict(form.cleaned_data)
            members = given.pop("members")
            services.keep_body(actor, row, **given)
            services.seat_members(actor, row, members)
            return reverse("units:body", args=[row.pk])

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer:
            return answer
    return web.page(
        request, "org/keep_body.html", {"body": row, "form": form}, tab=TAB, status=422 if form.errors else 200
    )


def tag_list(request: HttpRequest) -> HttpResponse:
    """The tags that one meets, and a new one of one's own."""
    actor = web.actor_on(request)
    form = TagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.add_tag(actor, **form.cleaned_data)
            return reverse("units:tags")

        answer = web.attempt(request, form, do, say("已增加标签。"))
        if answer:
            return answer
    counted = tags.marked(actor)
    rows = [(tag, counted.get(tag.pk, 0), tag.owner_id == actor.unit_id) for tag in tags.tags_for(actor)]
    return web.page(request, "org/tags.html", {"rows": rows, "form": form}, tab=TAB, status=422 if form.errors else 200)


@require_POST
def retire_tag(request: HttpRequest, pk: int) -> HttpResponse:
    """A tag of one's own is offered no more."""
    actor = web.actor_on(request)

    def do() -> str:
        services.retire_tag(actor, tags.own_tag(actor, pk))
        return reverse("units:tags")

    return web.once(request, do)
