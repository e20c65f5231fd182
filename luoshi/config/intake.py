"""What is refused before anybody reads it? Characters that no text holds, and bodies that cannot be understood.

A NUL is refused by PostgreSQL and taken by SQLite; half a surrogate pair can be stored by neither. Both are turned away
here, for pages and API alike, so that no form, service or query has to think of them.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from ninja.parser import Parser

from luoshi.config.problems import problem
from luoshi.kernel.errors import Refused
from luoshi.kernel.say import Say, say

UNTEXT = re.compile("[\x00\ud800-\udfff]")
UNTEXT_FOUND = say("提交的内容含有不能保存的字符（空字符或残缺的字符）。请删去后重新提交。")
UNREADABLE = say("提交的内容不完整或格式不对，无法读取。请重新提交。")
NOT_JSON = say("请求内容不是合法的 JSON。")
NOT_UTF8 = say("只接受 UTF-8 编码的内容。")


class Unreadable(Refused):
    """What was sent cannot be understood at all."""

    status = 400
    code = "unreadable"


def intake_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to what cannot be read. Stands after the actor, so that the answer has its frame."""

    def middleware(request: HttpRequest) -> HttpResponse:
        reason = _objection(request)
        if reason is None:
            return get_response(request)
        if request.path.startswith("/api/"):
            return problem(400, Unreadable.code, str(reason), reasons=[str(reason)])
        return render(request, "refused.html", {"error": Unreadable([reason])}, status=400)

    return middleware


def _objection(request: HttpRequest) -> Say | None:
    charset = (request.content_params or {}).get("charset", "utf-8")
    if not _is_utf8(charset):
        return NOT_UTF8
    try:
        given = [*_texts(request.GET.lists()), *_texts(request.POST.lists())]
        given += [
            text for name, files in request.FILES.lists() for text in (name, *(file.name or "" for file in files))
        ]
    except (MultiPartParserError, SuspiciousOperation, ValueError):
        return UNREADABLE
    return UNTEXT_FOUND if any(UNTEXT.search(text) for text in (request.path, *given)) else None


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def _texts(lists: Iterable[tuple[str, list[Any]]]) -> Iterable[str]:
    for name, values in lists:
        yield name
        yield from (str(value) for value in values)


class CleanParser(Parser):
    """JSON as the API takes it: no NaN, nothing nested beyond reason, no character that cannot be stored."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Called by Ninja with every request that has a JSON body; it wraps whatever is raised in an `HttpError`."""
        try:
            found = json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise Unreadable([NOT_JSON]) from None
        if any(UNTEXT.search(text) for text in _strings(found)):
            raise Unreadable([UNTEXT_FOUND])
        return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _strings(value: Any) -> Iterable[str]:
    """Every text in a JSON value, without recursion."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
