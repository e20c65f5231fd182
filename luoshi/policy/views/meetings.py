"""会议: planning, calling, agenda, attendance, minutes, and the papers in Word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.documents.word import MEDIA_TYPE, Paper, write_docx
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.forms import Leaves, Plain
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.kernel.several import Several
from luoshi.policy import queries, services
from luoshi.policy.forms.meetings import AttendanceForm, CollectForm, EditMeetingForm, MeetingForm, SignForm, UnitsForm
from luoshi.policy.forms.plans import NoteForm
from luoshi.policy.models import Meeting
from luoshi.policy.workflow import MEETING

TAB = "policy:meetings"
NOTED = {"recall", "cancel"}


def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings in sight."""
    actor = web.actor_on(request)
    page = web.paged(request, queries.meetings(actor))
    rows = [(row, MEETING.states[row.state]) for row in page]
    context = {"page": page, "rows": rows, "is_host": queries.held_by(actor) is not None}
    return web.page(request, "policy/meetings.html", context)


def plan(request: HttpRequest) -> HttpResponse:
    """Plan the next one."""
    actor = web.actor_on(request)
    body = queries.held_by(actor)
    if body is None:
        raise Refused([say("会议由协调机构的办事机构筹备。")])
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            return reverse("policy:meeting", args=[services.plan_meeting(actor, **form.cleaned_data).pk])

        done = web.attempt(request, form, do, say("已列入会议安排，请列议题。"))
        if done:
            return done
    context = {"form": form, "body": body, "pool": queries.pool(body.office_id).count()}
    return web.page(request, "policy/meeting_new.html", context, tab=TAB, status=422 if form.errors else 200)


def _look(request: HttpRequest, pk: int) -> tuple[dict[str, Any], dict[str, Plain]]:
    actor = web.actor_on(request)
    row = queries.find_meeting(actor, pk)
    context = queries.meeting_page(actor, row)
    signing = {"number": queries.minutes_number(row), "signed_by": row.chair, "signed_on": clock.today()}
    forms: dict[str, Plain] = {
        "collect": CollectForm(), "convene": Leaves(), "recall": NoteForm(), "cancel": NoteForm(), "sign": SignForm(initial=signing),
        "attend": AttendanceForm(seats=context["seats"]), "call": UnitsForm(units=queries.not_called(row)),
    }  # fmt: skip
    return context, forms


MEETING_PAGE = Several("policy/meeting.html", "policy:meeting", TAB, _look)


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: agenda, what became of the last decisions, who is called, what was decided."""
    return MEETING_PAGE.draw(request, pk)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct when, where and who presides."""
    actor = web.actor_on(request)
    row = queries.find_meeting(actor, pk)
    form = EditMeetingForm(request.POST or None, initial=vars(row))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.edit_meeting(actor, row, **form.cleaned_data)
            return reverse("policy:meeting", args=[pk])

        done = web.attempt(request, form, do, say("已保存。"), of=row)
        if done:
            return done
    context = {"form": form, "meeting": row}
    return web.page(request, "policy/meeting_edit.html", context, tab=TAB, status=422 if form.errors else 200)


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Collect, send the agenda, call it back, held, minutes signed, cancelled."""
    actor = web.actor_on(request)
    row = queries.find_meeting(actor, pk)
    forms: dict[str, Callable[[], Plain]] = {
        "collect": lambda: CollectForm(request.POST), "sign": lambda: SignForm(request.POST, request.FILES),
        "convene": lambda: Leaves(request.POST), "hold": lambda: Plain(request.POST),
        **{one: lambda: NoteForm(request.POST) for one in NOTED},
    }  # fmt: skip
    if name not in forms:
        raise NotVisible
    form = forms[name]()

    def act() -> Meeting:
        given = dict(form.cleaned_data)
        if name != "sign":
            return services.move_meeting(actor, row, name, **given)
        scan = given.pop("scan")
        return services.sign_minutes(actor, row, **given, scan=keep_file(actor, scan, field="scan") if scan else None)

    return MEETING_PAGE.done(request, row, name, form, act, say("已办理：{move}。", move=MEETING[name].label))


def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Call more units."""
    actor = web.actor_on(request)
    row = queries.find_meeting(actor, pk)
    form = UnitsForm(request.POST, units=queries.not_called(row))
    return MEETING_PAGE.done(
        request,
        row,
        "call",
        form,
        lambda: services.call_units(actor, row, list(form.cleaned_data["units"])),
        say("已增加参会单位。"),
    )


@require_POST
def release(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """A unit need not come."""
    actor = web.actor_on(request)
    row = queries.find_meeting(actor, pk)
    found = queries.find_seat(row, seat)
    return MEETING_PAGE.done(
        request, row, "call", Plain(request.POST), lambda: services.release_unit(actor, found), say("已去掉参会单位。")
    )


def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came."""
    actor = web.actor_on(request)
    row = queries.find_meeting(actor, pk)
    form = AttendanceForm(request.POST, seats=queries.seats_of(row))
    return MEETING_PAGE.done(
        request, row, "attend", form, lambda: services.mark_attendance(actor, row, form.came()), say("已登记到会情况。")
    )


def agenda_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """会议议程 in Word."""
    actor = web.actor_on(request)
    return as_word(queries.agenda_paper(actor, queries.find_meeting(actor, pk)))


def minutes_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """会议纪要 in Word: to those called once it is signed, to the office as a draft before."""
    actor = web.actor_on(request)
    row = queries.find_meeting(actor, pk)
    if row.state != "signed" and row.unit_id != actor.unit_id:
        raise NotVisible
    return as_word(queries.minutes_paper(actor, row))


def as_word(paper: Paper) -> HttpResponse:
    """A paper as a file to be saved."""
    return web.download(write_docx(paper), f"{paper.title}.docx", MEDIA_TYPE)
