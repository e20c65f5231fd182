"""共享资源: the register, its week, one resource with its month, and booking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from luoshi.kernel import clock, web
from luoshi.kernel.documents.writing import XLSX, Head, write_xlsx
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.org.queries import sheets as imports
from luoshi.org.services import sheets
from luoshi.org.workflow import SHEET_IMPORT
from luoshi.policy import services
from luoshi.policy.forms.plans import NoteForm
from luoshi.policy.forms.resources import BookForm, ResourceForm, ResourceTableForm
from luoshi.policy.models import RESOURCE_KINDS, Booking, Resource
from luoshi.policy.queries import resource_sheets as tables
from luoshi.policy.queries import resources as reads
from luoshi.policy.services import resource_sheets
from luoshi.policy.workflow import BOOKING, RESOURCE

TAB = "policy:resources"


def resources(request: HttpRequest) -> HttpResponse:
    """The register as far as I may look into it or book from it."""
    actor = web.actor_on(request)
    sought = reads.sought_resources(request.GET)
    page = web.paged(request, reads.resources(actor, sought))
    context = {
        "page": page, "rows": reads.shared(actor, list(page), clock.today()), "sought": sought, "kinds": RESOURCE_KINDS,
        "keeps": reads.resource_keepers(actor).exists(), "waiting": reads.bookings_to_answer(actor).count(),
    }  # fmt: skip
    return web.page(request, "policy/resources.html", context)


def week(request: HttpRequest) -> HttpResponse:
    """Seven days of the register: who has what."""
    actor = web.actor_on(request)
    sought = reads.sought_resources(request.GET)
    day = reads.day_asked(request.GET.get("on", ""))
    monday = day - timedelta(days=day.weekday())
    page = web.paged(request, reads.resources(actor, sought), 30)
    context = {
        "page": page, "rows": reads.week(list(page), monday), "days": [monday + timedelta(days=at) for at in range(7)],
        "monday": monday, "sunday": monday + timedelta(days=6), "earlier": monday - timedelta(days=7),
        "later": monday + timedelta(days=7), "today": clock.today(), "sought": sought, "kinds": RESOURCE_KINDS,
    }  # fmt: skip
    return web.page(request, "policy/resources_week.html", context, tab=TAB)


def export(request: HttpRequest) -> HttpResponse:
    """The register as it is filtered, as a workbook."""
    actor = web.actor_on(request)
    rows = list(reads.resources(actor, reads.sought_resources(request.GET))[:5000])
    heads = [Head(str(label), width, kind) for label, width, kind in (
        (say("类别"), 10, "text"), (say("名称"), 28, "text"), (say("专业方向"), 24, "text"), (say("所属单位"), 26, "text"),
        (say("地点"), 26, "text"), (say("每天可接待人数"), 10, "number"), (say("联系岗位"), 16, "text"), (say("使用条件"), 30, "text"),
        (say("费用"), 14, "text"), (say("共享范围"), 18, "text"), (say("状态"), 10, "text"), (say("本月使用情况"), 44, "text"),
    )]  # fmt: skip
    lines = [
        (
            str(row.get_kind_display()), row.name, row.field, row.unit.name, row.place, row.capacity,
            row.contact.name if row.contact else "", row.conditions, row.cost, str(row.get_shared_with_display()), str(one.state),
            str(one.use.because),
        )
        for one in reads.shared(actor, rows, clock.today()) for row in [one.resource]
    ]  # fmt: skip
    name = str(say("共享资源"))
    answer = HttpResponse(write_xlsx(heads, lines, sheet=name, title=name), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return answer


def resource(request: HttpRequest, pk: int) -> HttpResponse:
    """One resource and its month."""
    return _show(request, pk)


def _show(request: HttpRequest, pk: int, form: Plain | None = None) -> HttpResponse:
    actor = web.actor_on(request)
    day = reads.day_asked(request.GET.get("on", ""))
    context = reads.resource_page(actor, reads.find_resource(actor, pk), day)
    status = 422 if form is not None and form.errors else 200
    found = {**context, "form": form or NoteForm()}
    return web.page(request, "policy/resource.html", found, tab=TAB, status=status)


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take it off the offer, or offer it again."""
    actor = web.actor_on(request)
    row = reads.find_resource(actor, pk)
    if name not in {one.name for one in RESOURCE.moves}:
        raise NotVisible
    form = NoteForm(request.POST) if name == "close" else Plain(request.POST)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.move_resource(actor, row, name, form.cleaned_data.get("note", ""))
            return reverse("policy:resource", args=[pk])

        done = web.attempt(request, form, do, say("已办理：{move}。", move=RESOURCE[name].label), of=row)
        if done:
            return done
    return _show(request, pk, form if request.method == "POST" else None)


def add(request: HttpRequest) -> HttpResponse:
    """Offer something."""
    return _edit(request, None)


def take(request: HttpRequest) -> HttpResponse:
    """Hand a table of resources in."""
    actor = web.actor_on(request)
    resource_sheets.may_import(actor)
    form = ResourceTableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return reverse("sheets:show", args=[sheets.take_in(actor, tables.KIND, form.cleaned_data["file"]).pk])

        if answer := web.attempt(request, form, do, say("表格已读入，请核对各栏。")):
            return answer
    recent = [(one, SHEET_IMPORT.states[one.state]) for one in imports.imports(actor, tables.KIND)]
    context = {"form": form, "imports": recent}
    return web.page(request, "policy/import_resources.html", context, tab=TAB, status=422 if form.errors else 200)


def template(_request: HttpRequest) -> HttpResponse:
    """An empty table to be filled in."""
    return web.download(tables.template(), str(say("共享资源导入模板")) + ".xlsx", XLSX)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is said of it."""
    return _edit(request, reads.find_resource(web.actor_on(request), pk))


def _edit(request: HttpRequest, row: Resource | None) -> HttpResponse:
    actor = web.actor_on(request)
    units = reads.resource_keepers(actor)
    initial: dict[str, Any] = {"unit": actor.unit_id}
    if row is not None:
        initial = {name: getattr(row, name) for name in services.RESOURCE_FIELDS}
    posts = reads.contact_posts(units if row is None else units.filter(pk=row.unit_id))
    form = ResourceForm(request.POST or None, units=units, posts=posts, initial=initial)
    if row is not None:
        del form.fields["unit"]
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            given = dict(form.cleaned_data)
            made = services.edit_resource(actor, row, **given) if row else services.add_resource(actor, **given)
            return reverse("policy:resource", args=[made.pk])

        done = web.attempt(request, form, do, say("已保存。"), of=row)
        if done:
            return done
    context, status = {"form": form, "resource": row}, 422 if form.errors else 200
    return web.page(request, "policy/resource_form.html", context, tab=TAB, status=status)


def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it."""
    actor = web.actor_on(request)
    row = reads.find_resource(actor, pk)
    initial = {"starts_on": request.GET.get("on", ""), "ends_on": request.GET.get("on", "")}
    form = BookForm(request.POST or None, tasks=reads.bookable_tasks(actor), initial=initial)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return reverse("policy:booking", args=[services.book(actor, row, **form.cleaned_data).pk])

        done = web.attempt(request, form, do, say("已提交预约，待{unit}确认。", unit=row.unit.name))
        if done:
            return done
    day = reads.day_asked(request.POST.get("starts_on") or request.GET.get("on", ""))
    context = {**reads.resource_page(actor, row, day), "form": form}
    return web.page(request, "policy/book.html", context, tab=TAB, status=422 if form.errors else 200)


SIDES = (("", say("全部")), ("own", say("本单位预约的")), ("theirs", say("预约本单位资源的")))


def bookings(request: HttpRequest) -> HttpResponse:
    """Bookings in sight."""
    actor = web.actor_on(request)
    side, state = request.GET.get("side", ""), request.GET.get("state", "")
    page = web.paged(request, reads.bookings(actor, side, state))
    context = {
        "page": page, "rows": [(row, BOOKING.states[row.state]) for row in page], "side": side, "sides": SIDES, "asked": state,
        "states": BOOKING.states.items(),
    }  # fmt: skip
    return web.page(request, "policy/bookings.html", context, tab=TAB)


def booking(request: HttpRequest, pk: int) -> HttpResponse:
    """One booking."""
    return _show_booking(request, pk)


def _show_booking(request: HttpRequest, pk: int, name: str = "", form: Plain | None = None) -> HttpResponse:
    actor = web.actor_on(request)
    context = reads.booking_page(actor, reads.find_booking(actor, pk))
    forms: dict[str, Plain] = {"confirm": Plain(), "decline": NoteForm(), "cancel": NoteForm(), "withdraw": Plain()}
    if form is not None:
        forms[name] = form
    status = 422 if form is not None and form.errors else 200
    return web.page(request, "policy/booking.html", {**context, "forms": forms, "at": name}, tab=TAB, status=status)


NOTED = {"decline", "cancel"}


def move_booking(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Confirm, decline, take back, cancel."""
    actor = web.actor_on(request)
    row: Booking = reads.find_booking(actor, pk)
    if name not in {one.name for one in BOOKING.moves}:
        raise NotVisible
    form = NoteForm(request.POST) if name in NOTED else Plain(request.POST)
    if request.method == "POST" and form.is_valid():
        done = web.attempt(
            request,
            form,
            lambda: _moved(request, row, name, form),
            say("已办理：{move}。", move=BOOKING[name].label),
            of=row,
        )
        if done:
            return done
    return _show_booking(request, pk, name, form if request.method == "POST" else None)


def _moved(request: HttpRequest, row: Booking, name: str, form: Plain) -> str:
    services.move_booking(web.actor_on(request), row, name, form.cleaned_data.get("note", ""))
    return reverse("policy:booking", args=[row.pk])
