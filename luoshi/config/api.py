"""The REST API's root: log-in by token, errors as problem details (RFC 9457), one router per room."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from luoshi.config.intake import NOT_JSON, CleanParser, Unreadable
from luoshi.config.middleware import REQUEST_ID
from luoshi.config.problems import field_fault, problem
from luoshi.desk.api import router as desk
from luoshi.inspection.api import router as inspection
from luoshi.kernel import panels
from luoshi.kernel.actor import Actor
from luoshi.kernel.api import router as jobs
from luoshi.kernel.errors import Invalid, LuoshiError, NotVisible
from luoshi.ledger.api import router as ledger
from luoshi.org.api import router as org
from luoshi.org.queries import account_of_token, actor_for, actor_of, seats_of
from luoshi.policy.api import router as policy
from luoshi.problems.api import router as problems
from luoshi.reporting.api import router as reporting
from luoshi.signals.api import router as signals
from luoshi.voice.api import router as voice

UNIT_HEADER = "Luoshi-Unit"


class TokenAuth(HttpBearer):
    """``Authorization: Bearer …``; the seat acted in (a unit, or a unit and a delegation: ``12-7``) comes from the
    header ``Luoshi-Unit``, else it is the first."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        account = account_of_token(token)
        if account is None:
            return None
        seats = seats_of(account.person_id)
        wanted = request.headers.get(UNIT_HEADER, "")
        if wanted and wanted not in {seat.key for seat in seats}:
            raise NotVisible
        request.actor = actor_for(account, seats, wanted or None, REQUEST_ID.get())  # type: ignore[attr-defined]
        return request.actor  # type: ignore[attr-defined, no-any-return]


def caller(request: HttpRequest) -> Actor | None:
    """Whose token it is, before the API has looked at anything else."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    account = account_of_token(token) if scheme.lower() == "bearer" else None
    return actor_of(account) if account else None


api = NinjaAPI(
    title="Luoshi",
    version="1",
    description="落实：方案分解、任务下达、逐级报送、对账销账。Same services, same refusals as the pages. "
    "Every write takes the header `Idempotency-Key`: the same key again gives the first answer, and nothing is done twice. "
    "`Luoshi-Unit` chooses the unit acted for. Errors are problem details (RFC 9457) in the language of `Accept-Language`.",
    auth=TokenAuth(),
    parser=CleanParser(),
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/desk", desk)
api.add_router("/jobs", jobs)
api.add_router("/org", org)
api.add_router("/ledger", ledger)
api.add_router("/reporting", reporting)
api.add_router("/voice", voice)
api.add_router("/policy", policy)
api.add_router("/problems", problems)
api.add_router("/inspection", inspection)
api.add_router("/signals", signals)


@api.exception_handler(LuoshiError)
def _refused(_request: HttpRequest, error: LuoshiError) -> HttpResponse:
    more: dict[str, Any] = {"reasons": [str(reason) for reason in error.reasons]}
    if isinstance(error, Invalid):
        more["fields"] = {name: [str(reason) for reason in reasons] for name, reasons in error.fields.items()}
    return problem(error.status, error.code, str(error), **more)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for one in error.errors:
        fields.setdefault(".".join(str(part) for part in one["loc"]), []).append(field_fault(one))
    detail = translation.gettext("提交的内容不符合要求。")
    return problem(422, "invalid", detail, fields=fields)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, LuoshiError):
        return _refused(request, error.__cause__)
    if error.status_code == 401:
        return problem(401, "unauthorized", translation.gettext("请先登录：缺令牌，或令牌已失效。"))
    return problem(error.status_code, "http", str(error))


def description() -> str:
    """What the API promises its callers (OpenAPI), as kept in docs/developer/openapi.json."""
    with translation.override("zh-hans"):
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


panels.generated("openapi.json", description)


@api.exception_handler(RawPostDataException)
def _form_for_json(request: HttpRequest, _error: RawPostDataException) -> HttpResponse:
    """A form came where JSON is wanted: it has been read as a form, and nothing is left of it to read."""
    return _refused(request, Unreadable([NOT_JSON]))
