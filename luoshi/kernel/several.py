"""A page that holds several forms: drawn as it stands, or with the one that was refused and what was typed in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.kernel import web
from luoshi.kernel.forms import Plain
from luoshi.kernel.models import Moving
from luoshi.kernel.say import Say


@dataclass(frozen=True)
class Several:
    """``address`` of the page, ``look`` what stands on it for a reader, with its forms by name."""

    template: str
    address: str
    tab: str
    look: Callable[[HttpRequest, int], tuple[dict[str, Any], Mapping[str, Plain]]]

    def draw(
        self, request: HttpRequest, pk: int, name: str = "", form: Plain | None = None, **more: Any
    ) -> HttpResponse:
        """The page; ``form``: one that was refused; ``more``: what stands on it this once."""
        context, forms = self.look(request, pk)
        if form is not None:
            forms = {**forms, name: form}
        status = 422 if form is not None and form.errors else 200
        return web.page(
            request, self.template, {**context, **more, "forms": forms, "at": name}, tab=self.tab, status=status
        )

    def done(
        self,
        request: HttpRequest,
        row: Model,
        name: str,
        form: Plain,
        act: Callable[[], object],
        said: Say,
        *,
        to: str = "",
    ) -> HttpResponse:
        """Do it and go ``to`` an address, or show the page anew; on a refusal show it with the reasons."""
        if request.method != "POST":
            return self.draw(request, row.pk)
        if form.is_valid():
            there, moving = to or reverse(self.address, args=[row.pk]), row if isinstance(row, Moving) else None
            answer = web.attempt(request, form, lambda: (act(), there)[1], said, of=moving)
            if answer:
                return answer
        return self.draw(request, row.pk, name, form)
