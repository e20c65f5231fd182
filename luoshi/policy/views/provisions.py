"""政策文件和条款: the register, a document, a provision with what hangs on it, and linking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from luoshi.kernel import clock, web
from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.writing import XLSX, Head, write_xlsx
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.forms import Plain
from luoshi.kernel.queries import timeline
from luoshi.kernel.say import say
from luoshi.kernel.several import Several
from luoshi.policy.forms.funds import RemoveForm
from luoshi.policy.forms.provisions import DocumentForm, LinkForm, NewDocumentForm, PasteForm, ProvisionForm
from luoshi.policy.models.provisions import FIELDS, KINDS
from luoshi.policy.queries import provisions as reads
from luoshi.policy.queries.funds import fund_keepers
from luoshi.policy.rules.provisions import FORCES, RELATIONS
from luoshi.policy.services import provisions as services

TAB = "policy:documents"
CHOICES = {
    "fields": FIELDS, "kinds": KINDS, "forces": FORCES.items(),
    "relations": [(name, one.forward) for name, one in RELATIONS.items()],
}  # fmt: skip


def documents(request: HttpRequest) -> HttpResponse:
    """The register of policies."""
    actor, sought = web.actor_on(request), reads.asked(request.GET)
    page = web.paged(request, reads.documents(actor, sought))
    context = {"page": page, "rows": reads.document_rows(list(page)), "asked": sought, "keeps": reads.may_link(actor)}
    return web.page(request, "policy/documents.html", {**context, **CHOICES})


def provisions(request: HttpRequest) -> HttpResponse:
    """Provisions across the register."""
    actor, sought = web.actor_on(request), reads.asked(request.GET)
    page = web.paged(request, reads.provisions(actor, sought))
    rows = list(page)
    context = {"page": page, "rows": rows, "links": reads.counted(rows), "asked": sought, "today": clock.today()}
    return web.page(request, "policy/provisions.html", {**context, **CHOICES}, tab=TAB)


def export(request: HttpRequest) -> HttpResponse:
    """Provisions as they are filtered, as a workbook."""
    rows = reads.provisions(web.actor_on(request), reads.asked(request.GET))
    heads = [
        Head(str(say("文件名称")), 40), Head(str(say("文号")), 22), Head(str(say("发文机关")), 22), Head(str(say("领域")), 12),
        Head(str(say("成文日期")), 12, "date"), Head(str(say("效力")), 10), Head(str(say("条款号")), 12), Head(str(say("标题")), 30),
        Head(str(say("内容")), 70), Head(str(say("类型")), 12), Head(str(say("关联")), 26),
    ]  # fmt: skip
    title = str(say("政策条款"))
    data = write_xlsx(heads, reads.sheet_rows(rows), sheet=title, title=title)
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or "attachment"
    return answer


def add(request: HttpRequest) -> HttpResponse:
    """Register a document: from its file, from pasted text, or by hand."""
    actor = web.actor_on(request)
    units = fund_keepers(actor)
    if not units.exists():
        raise Refused([say("政策文件由协调办或者责任单位的经办人登记。")])
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewDocumentForm(*given, units=units, initial={"unit": actor.unit_id})
    if form.is_bound and form.is_valid():
        answer = web.attempt(request, form, lambda: _add(actor, **form.cleaned_data), say("已登记，请核对条款。"))
        if answer:
            return answer
    return web.page(request, "policy/document_form.html", {"form": form}, tab=TAB, status=422 if form.errors else 200)


def _add(actor: Actor, *, unit: Any, file: Any, pasted: str, **values: Any) -> str:
    text = services.Given(file.read() if file else None, file.name if file else "", pasted or "")
    return reverse("policy:document", args=[services.add_document(actor, unit, text, **values).pk])


def _look(request: HttpRequest, pk: int) -> tuple[dict[str, Any], dict[str, Plain]]:
    actor = web.actor_on(request)
    row = reads.find_document(actor, pk)
    page = web.paged(request, row.provisions.all(), 100)
    forms: dict[str, Plain] = {"add": ProvisionForm(), "paste": PasteForm(), "remove": RemoveForm()}
    return {
        "document": row, "force": row.force_on(clock.today()), "page": page, "links": reads.counted(list(page)),
        "own": reads.keeps(actor, row), "events": timeline(row, most=50), "replaced": list(row.replaced.all()), "linked": RELATIONS,
    }, forms  # fmt: skip


DOCUMENT = Several("policy/document.html", "policy:document", TAB, _look)


def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document and its provisions."""
    return DOCUMENT.draw(request, pk)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is registered, or enter that it has ended or been replaced."""
    actor = web.actor_on(request)
    row = reads.find_document(actor, pk)
    if not reads.keeps(actor, row):
        raise Refused([say("由登记单位更正。")])
    others = reads.documents(actor, reads.Asked()).exclude(pk=pk)
    initial: dict[str, Any] = {name: getattr(row, name) for name in services.DOCUMENT_FIELDS}
    form = DocumentForm(request.POST or None, others=others, initial=initial)
    if request.method == "POST" and form.is_valid():

        def do() -> str:
            services.edit_document(actor, row, **form.cleaned_data)
            return reverse("policy:document", args=[pk])

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer:
            return answer
    context = {"form": form, "document": row}
    return web.page(request, "policy/document_form.html", context, tab=TAB, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off a document registered by mistake."""
    actor = web.actor_on(request)
    row, form = reads.find_document(actor, pk), RemoveForm(request.POST)

    def act() -> None:
        services.remove_document(actor, row, form.cleaned_data["note"])

    return DOCUMENT.done(request, row, "remove", form, act, say("已删除。"), to=reverse(TAB))


@require_POST
def add_provision(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a provision by hand."""
    actor = web.actor_on(request)
    row, form = reads.find_document(actor, pk), ProvisionForm(request.POST)

    def act() -> object:
        return services.add_provision(actor, row, **form.cleaned_data)

    return DOCUMENT.done(request, row, "add", form, act, say("已登记这一条。"))


@require_POST
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the numbered clauses of a pasted text."""
    actor = web.actor_on(request)
    row = reads.find_document(actor, pk)
    form = PasteForm(request.POST)
    if form.is_valid():

        def do() -> str:
            made = services.read_provisions(actor, row, form.cleaned_data["pasted"])
            web.tell(request, say("读入 {count} 条，请核对类型。", count=len(made)))
            return reverse("policy:document", args=[pk])

        try:
            return web.once(request, do)
        except Refused as error:
            form.refuse(error)
    return DOCUMENT.draw(request, pk, "paste", form)


def provision(request: HttpRequest, pk: int) -> HttpResponse:
    """One provision: its words, what it rests on, what rests on it, what is late upstream."""
    actor = web.actor_on(request)
    row = reads.find_provision(actor, pk)
    context = {
        "provision": row, "document": row.document, "force": row.document.force_on(clock.today()),
        "ties": reads.ties(actor, ("provision", pk)), "own": reads.keeps(actor, row.document), "links": reads.may_link(actor),
    }  # fmt: skip
    return web.page(request, "policy/provision.html", context, tab=TAB)


def edit_provision(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a provision."""
    actor = web.actor_on(request)
    row = reads.find_provision(actor, pk)
    form = ProvisionForm(request.POST) if request.method == "POST" else ProvisionForm.of(row)
    if not reads.keeps(actor, row.document):
        raise Refused([say("由登记单位更正。")])
    if form.is_bound and form.is_valid():

        def do() -> str:
            services.edit_provision(actor, row, **form.cleaned_data)
            return reverse("policy:provision", args=[pk])

        answer = web.attempt(request, form, do, say("已保存。"))
        if answer:
            return answer
    context = {"form": form, "provision": row}
    return web.page(request, "policy/provision_form.html", context, tab=TAB, status=422 if form.errors else 200)


@require_POST
def remove_provision(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off a provision that nothing is linked to."""
    actor = web.actor_on(request)
    row = reads.find_provision(actor, pk)

    def do() -> str:
        services.remove_provision(actor, row)
        return reverse("policy:document", args=[row.document_id])

    return web.once(request, do)


def link(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Find what a provision or a task has to do with another, and say how."""
    actor = web.actor_on(request)
    subject = reads.resolve(actor, (name, pk))
    if subject is None:
        raise NotVisible
    if not reads.may_link(actor):
        raise Refused([say("政策条款的关联由协调办或者责任单位的经办人登记。")])
    q = (request.POST or request.GET).get("q", "").strip()[:60]
    found = reads.candidates(actor, (name, pk), q)
    form = LinkForm(request.POST or None, found=found, task=name == "task")
    back = f"{reverse('policy:provision' if name == 'provision' else 'ledger:task', args=[pk])}#ties"
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        answer = web.attempt(request, form, lambda: _link(actor, subject, given, back), say("已登记关联。"))
        if answer:
            return answer
    end = reads.ends_of(actor, {(name, pk)}).get((name, pk))
    context = {"form": form, "end": end, "q": q, "found": found, "back": back}
    return web.page(request, "policy/link.html", context, tab=TAB, status=422 if form.errors else 200)


def _link(actor: Actor, subject: Any, given: dict[str, Any], back: str) -> str:
    kind, _, side = given["relation"].partition(":")
    name, _, key = given["other"].partition(":")
    other = reads.resolve(actor, (name, web.number(key)))
    if other is None:
        raise NotVisible
    left, right = (subject, other) if side == "left" else (other, subject)
    services.link(actor, left, kind, right, given["note"])
    return back


@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link off."""
    actor = web.actor_on(request)
    row = reads.find_link(actor, pk)
    back = web.back(request, reverse("policy:provision", args=[row.provision_id]))

    def do() -> str:
        services.unlink(actor, row)
        return back

    return web.once(request, do)
