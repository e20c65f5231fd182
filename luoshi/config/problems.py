"""How does the API say no? As problem details (RFC 9457), in the caller's language (``Accept-Language``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import translation
from django.views.defaults import page_not_found

from luoshi.kernel.say import Say, say

View = Callable[..., HttpResponse]

FIELD_WORDS: Mapping[str, Say] = {
    "missing": say("必填。"),
    "int_parsing": say("应为整数。"), "int_type": say("应为整数。"), "int_from_float": say("应为整数。"),
    "decimal_parsing": say("应为数字。"), "decimal_type": say("应为数字。"), "float_parsing": say("应为数字。"),
    "decimal_max_digits": say("数字过长。"), "decimal_max_places": say("小数位数过多。"), "finite_number": say("应为有限的数字。"),
    "decimal_whole_digits": say("数字过长。"),
    "bool_parsing": say("应为 true 或 false。"), "bool_type": say("应为 true 或 false。"),
    "string_type": say("应为文字。"), "list_type": say("应为列表。"), "dict_type": say("应为键值对。"),
    "model_attributes_type": say("应为键值对。"), "model_type": say("应为键值对。"), "uuid_parsing": say("应为 UUID。"),
    "date_type": say("应为日期，例如 2026-06-30。"), "date_parsing": say("应为日期，例如 2026-06-30。"),
    "date_from_datetime_parsing": say("应为日期，例如 2026-06-30。"),
    "date_from_datetime_inexact": say("应为日期，例如 2026-06-30。"), "datetime_parsing": say("应为日期和时间。"),
    "string_too_long": say("不超过 {max_length} 个字符。"), "string_too_short": say("不少于 {min_length} 个字符。"),
    "too_long": say("不超过 {max_length} 项。"), "too_short": say("不少于 {min_length} 项。"),
    "greater_than_equal": say("不小于 {ge}。"), "greater_than": say("大于 {gt}。"),
    "less_than_equal": say("不大于 {le}。"), "less_than": say("小于 {lt}。"),
    "literal_error": say("只能是 {expected}。"), "string_pattern_mismatch": say("不在可选范围内。"),
}  # fmt: skip
"""What is wrong with a field, by the kind of fault that pydantic found, with the limits that it names."""


def field_fault(fault: Mapping[str, Any]) -> str:
    """One fault of pydantic's, for a person."""
    words = FIELD_WORDS.get(fault["type"], say("不符合要求。"))
    return str(say(words.text, **{name: str(value) for name, value in (fault.get("ctx") or {}).items()}))


def in_problems(view: View) -> View:
    """The view, with a method that it does not take told as a problem too."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = ", ".join(sorted(response["Allow"].split(", ")))
            response = problem(405, "method-not-allowed", str(say("这个地址只接受 {methods}。", methods=allowed)))
            response["Allow"] = allowed
        return response

    return told


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address: Django's handler of 404."""
    if request.path.startswith("/api/"):
        return problem(404, "not-found", str(say("没有这个接口地址。")))
    return page_not_found(request, exception)


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """An error that a program can tell by its ``type``, and a person can read."""
    body = {"type": f"urn:luoshi:{code}", "title": code, "status": status, "detail": detail, **more}
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    response["Content-Language"] = translation.get_language()
    return response
