"""The pages of the room: the three lists, one problem and its moves, listing a problem, settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import clock, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.writing import XLSX, write_xlsx
from luoshi.kernel.errors import NotVisible
from luoshi.kernel.forms import Plain
from luoshi.kernel.say import say
from luoshi.kernel.services import keep_file
from luoshi.kernel.several import Several
from luoshi.kernel.web import attachment
from luoshi.problems import services
from luoshi.problems.forms.problems import FORMS, AnswerForm, EditForm, EnterForm, SettingsForm
from luoshi.problems.queries import lists, records, settings_at, sheets, themes_of
from luoshi.problems.queries import numbers as figures
from luoshi.problems.queries import page as pages
from luoshi.problems.workflow import EXTENSION, PROBLEM

TAB = "problems:list"


def index(request: HttpRequest) -> HttpResponse:
    """One of the three lists, as it is filtered."""
    actor = web.actor_on(request)
    filters = lists.filters_of(request.GET)
    context = lists.list_page(actor, filters)
    page = web.paged(request, lists.problems(actor, filters))
    chosen = lists.words_of(filters, context["choices"])
    chips = [{"name": label, "value": value, "remove_url": _without(request, key)} for key, label, value in chosen]
    rows = sheets.with_measures(lists.rows_of(list(page.object_list))) if filters.show == "measures" else None
    context |= {
        "page": page,
        "rows": rows or lists.rows_of(list(page.object_list)),
        "chips": chips,
        "today": clock.today(),
    }
    return web.page(request, "problems/list.html", context)


def _without(request: HttpRequest, key: str) -> str:
    """The address without one filter."""
    query = request.GET.copy()
    query.pop(key, None)
    query.pop("page", None)
    return f"?{query.urlencode()}"


def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, all pages of it, with who took it out and when."""
    actor = web.actor_on(request)
    filters = lists.filters_of(request.GET)
    sheet = sheets.sheet_of(actor, filters)
    services.note_export(actor, sheet.title, sheet.notes)
    data = write_xlsx(sheet.heads, sheet.rows, sheet.notes, sheet=sheet.title, title=sheet.title)
    return attachment(data, XLSX, f"{sheet.title} {clock.today().isoformat()}.xlsx")


def enter(request: HttpRequest) -> HttpResponse:
    """列单."""
    actor = web.actor_on(request)
    units = list(pages.units_for(actor).values_list("name", flat=True)[:500])
    themes = themes_of(settings_at(actor.path))
    source = pages.source_of(actor, request.GET)
    initial = request.GET.dict() | source.filled
    form = EnterForm(request.POST or None, request.FILES or None, themes=themes, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        answer = web.attempt(request, form, lambda: _enter(actor, form, source), say("已列单，责任单位已收到。"))
        if answer:
            return answer
    context = {"form": form, "source": source}
    return web.page(request, "problems/enter.html", context, tab=TAB, status=422 if form.errors else 200)


def _enter(actor: Actor, form: EnterForm, source: pages.Source) -> str:
    given = dict(form.cleaned_data)
    unit = pages.named(actor, given.pop("unit"))
    kept = [keep_file(actor, one, field="attached") for one in given.pop("attached")]
    row = services.enter(actor, unit=unit, files=kept, task=source.task, case=source.case, note=source.note, **given)
    return reverse("problems:problem", args=[row.pk])


def publicity(request: HttpRequest) -> HttpResponse:
    """公示: closings that everybody at the place may object to now."""
    page = web.paged(request, lists.published(web.actor_on(request)))
    return web.page(request, "problems/publicity.html", {"page": page}, tab=TAB)


def _look(request: HttpRequest, pk: int) -> tuple[dict[str, Any], Mapping[str, Plain]]:
    actor = web.actor_on(request)
    context = pages.page_of(actor, pk)
    page: pages.Page = context["page"]
    forms: dict[str, Plain] = {
        one.move.name: FORMS[one.move.name](problem=page.problem, before=page.before) for one in page.offers if one.allowed
    }  # fmt: skip
    return {**context, "may_account": records.may_write(actor)}, {**forms, "answer": AnswerForm()}


PROBLEM_PAGE = Several("problems/problem.html", "problems:problem", TAB, _look)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem and what may be done with it."""
    return PROBLEM_PAGE.draw(request, pk)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Word a problem better."""
    actor = web.actor_on(request)
    row = pages.find(actor, pk)
    form = EditForm(request.POST or None, themes=themes_of(settings_at(row.keeper.path)), initial=vars(row))
    if request.method == "POST" and form.is_valid():
        to = reverse("problems:problem", args=[pk])
        given = form.cleaned_data
        done = web.attempt(request, form, lambda: (services.edit(actor, row, **given), to)[1], say("已保存。"), of=row)
        if done:
            return done
    status = 422 if form.errors else 200
    return web.page(request, "problems/edit.html", {"form": form, "problem": row}, tab=TAB, status=status)


def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A move with what it needs; on a refusal the page again, with the reasons and what was typed."""
    actor = web.actor_on(request)
    problem = pages.find(actor, pk)
    if name not in FORMS:
        raise NotVisible
    before = pages.page_of(actor, pk)["page"].before if name == "recognise" else ()
    form = FORMS[name](request.POST or None, request.FILES or None, problem=problem, before=before)

    def act() -> object:
        deed, given = services.DEEDS[name], form.given()
        if deed.files:
            given["files"] = [keep_file(actor, one, field="attached") for one in form.cleaned_data["attached"]]
        return deed.do(actor, problem, **given)

    return PROBLEM_PAGE.done(request, problem, name, form, act, say("已办理：{move}。", move=PROBLEM[name].label))


def answer(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Answer an extension, or take it back."""
    actor = web.actor_on(request)
    row = pages.find_extension(actor, pk)
    if name not in {"grant", "decline", "withdraw"}:
        raise NotVisible
    form: Plain = Plain(request.POST) if name == "withdraw" else AnswerForm(request.POST, request.FILES)

    def act() -> object:
        if name == "withdraw":
            return services.withdraw_extension(actor, row)
        given: dict[str, Any] = dict(form.cleaned_data)
        kept = [keep_file(actor, one, field="attached") for one in given.pop("attached")]
        return services.rule_extension(actor, row, granted=name == "grant", files=kept, **given)

    said = say("已办理：{move}。", move=EXTENSION[name].label)
    return PROBLEM_PAGE.done(request, pages.find(actor, row.problem_id), "answer", form, act, said)


def settings(request: HttpRequest) -> HttpResponse:
    """How problems are kept at the place."""
    actor = web.actor_on(request)
    now = settings_at(actor.path)
    form = SettingsForm(request.POST or None, initial={**vars(now), "themes": "\n".join(themes_of(now))})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = web.attempt(
            request, form, lambda: (services.set_problems(actor, **given), reverse(TAB))[1], say("已保存。")
        )
        if done:
            return done
    context = {"form": form, "may_set": lists.may_set(actor)}
    return web.page(request, "problems/settings.html", context, tab=TAB, status=422 if form.errors else 200)


def numbers(request: HttpRequest) -> HttpResponse:
    """How many were closed in time, how long each step takes; by unit, level or theme."""
    now = clock.today().year
    year = web.number(request.GET.get("year", "")) or now
    context = figures.numbers(web.actor_on(request), request.GET.get("by", ""), min(max(year, 2000), 2099))
    return web.page(request, "problems/numbers.html", {**context, "years": range(now, now - 3, -1)}, tab=TAB)
