"""指标与任务: outcome indicators beside the tasks that serve them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from luoshi.kernel import web
from luoshi.kernel.documents.writing import XLSX, Head, write_xlsx
from luoshi.kernel.say import say
from luoshi.policy.queries import coverage as matrix
from luoshi.policy.queries import effects as reads
from luoshi.policy.rules.effects import EFFECT_LIMITS, VERDICTS


def _found(request: HttpRequest) -> tuple[reads.Effects, int, str]:
    plan, verdict = web.number(request.GET.get("plan", "")), request.GET.get("verdict", "")
    verdict = verdict if verdict in VERDICTS else ""
    return reads.effects(web.actor_on(request), plan, verdict), plan, verdict


def effects(request: HttpRequest) -> HttpResponse:
    """What wants a look first: tasks done without effect, targets that nobody serves."""
    found, plan, verdict = _found(request)
    context = {
        "found": found, "page": web.paged(request, list(found.rows), 30), "plan": plan, "verdict": verdict,
        "plans": matrix.plans_to_compare(web.actor_on(request)), "limits": EFFECT_LIMITS,
    }  # fmt: skip
    return web.page(request, "policy/effects.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    heads = [
        Head(str(say("指标名称")), 34), Head(str(say("填报单位")), 26), Head(str(say("目标")), 14), Head(str(say("最近数值")), 14),
        Head(str(say("截至日期")), 12, "date"), Head(str(say("数据来源")), 26), Head(str(say("结论")), 22), Head(str(say("理由")), 60),
        Head(str(say("支撑任务")), 48),
    ]  # fmt: skip
    title = str(say("指标与任务"))
    data = write_xlsx(heads, reads.sheet_rows(_found(request)[0]), sheet=title, title=title)
    answer = HttpResponse(data, content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or "attachment"
    return answer
