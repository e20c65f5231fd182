"""What an office sets for its place: item categories, thresholds and limits, a year of the calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.errors import Invalid
from luoshi.kernel.holidays import Notice, from_json, of_year
from luoshi.kernel.say import say
from luoshi.ledger import services
from luoshi.ledger.forms.notices import kept_text, read_notice
from luoshi.ledger.forms.office import CategoryForm, LightsForm, YearForm
from luoshi.ledger.queries import page_office
from luoshi.ledger.services.settings import LIGHTS


def categories(request: HttpRequest) -> HttpResponse:
    """The rules of every category as they hold here, with their sources."""
    actor = web.actor_on(request)
    context = {"rows": page_office.category_rows(actor), "may_set": page_office.may_set(actor)}
    return web.page(request, "ledger/categories.html", {**context, "place": page_office.place_of(actor)})


def category(request: HttpRequest) -> HttpResponse:
    """One category's rules, for the own place."""
    actor, key = web.actor_on(request), request.GET.get("key", "")
    row = next((one for one in page_office.category_rows(actor) if one.key == key), None)
    if row is None or not page_office.may_set(actor):
        return redirect("ledger:categories")
    names = list(CategoryForm.base_fields)
    initial = {name: getattr(row.rules, name) for name in names}
    initial |= {"name": str(row.rules.name), "source": str(row.rules.source)}
    form = CategoryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        to = reverse("ledger:categories")
        answer = web.attempt(
            request, form, lambda: (services.set_category(actor, key, **form.cleaned_data), to)[1], say("已保存。")
        )
        if answer:
            return answer
    context = {"row": row, "form": form}
    return web.page(
        request, "ledger/category.html", context, tab="ledger:categories", status=422 if form.errors else 200
    )


@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Back to what holds above."""
    actor, key = web.actor_on(request), request.GET.get("key", "")

    def do() -> str:
        services.reset_category(actor, key)
        return reverse("ledger:categories")

    return web.once(request, do)


def lights(request: HttpRequest) -> HttpResponse:
    """Thresholds of the lights and limits of requests, for the own place."""
    actor = web.actor_on(request)
    form = LightsForm(request.POST or None, initial=page_office.lights_initial(actor, LIGHTS))
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.set_lights(actor, **form.cleaned_data)
            return reverse("ledger:lights")

        answer = web.attempt(request, form, do, say("已保存，进度灯的变灯日期已重新计算。"))
        if answer:
            return answer
    context = {
        "form": form, "may_set": page_office.may_set(actor), "place": page_office.place_of(actor),
        "own": page_office.own_lights(actor),
    }  # fmt: skip
    return web.page(request, "ledger/lights.html", context, status=422 if form.errors else 200)


def calendar(request: HttpRequest) -> HttpResponse:
    """A year's months, with days off and days worked."""
    actor = web.actor_on(request)
    text = request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else clock.today().year
    year = min(max(asked, services.FIRST), services.LAST)
    context = {**page_office.year_page(year), "may_enter": services.may_enter(actor)}
    return web.page(request, "ledger/calendar.html", context, tab="ledger:calendar")


def enter_year(request: HttpRequest) -> HttpResponse:
    """A year from a file: what would change is shown first, then entered."""
    actor = web.actor_on(request)
    form = YearForm(request.POST or None, request.FILES or None, initial={"year": request.GET.get("year", "")})
    preview, context = None, {"form": form, "may_enter": services.may_enter(actor)}
    if request.method == "POST" and form.is_valid():
        year, notice = form.cleaned_data["year"], _notice(form)
        if notice is not None and request.POST.get("step") == "enter" and not notice.faults:

            def do() -> str:
                services.enter_year(actor, year, notice.days.values(), form.cleaned_data["source"])
                return f"{reverse('ledger:calendar')}?year={year}"

            answer = web.attempt(request, form, do, say("已录入 {year} 年的节假日安排。", year=str(year)))
            if answer:
                return answer
        elif notice is not None:
            preview = page_office.difference(year, notice)
            context |= {"notice": notice, "kept": kept_text(notice), "preview": preview, "year": year}
    status = 422 if form.errors else 200
    return web.page(request, "ledger/enter_year.html", context, tab="ledger:calendar", status=status)


def _notice(form: YearForm) -> Notice | None:
    """From the file, or from what the look before had read."""
    upload, kept, year = form.cleaned_data["file"], form.cleaned_data["kept"], form.cleaned_data["year"]
    try:
        if upload is not None:
            return of_year(read_notice(upload), year)
        if kept:
            return of_year(from_json(kept), year)
        raise Invalid({"file": [say("请选择文件。")]})
    except Invalid as error:
        form.refuse(error)
        return None
