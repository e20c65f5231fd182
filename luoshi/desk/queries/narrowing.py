"""Of which part of the tasks does a page of the desk speak: the key ones, those of units with a tag? One form for all pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from luoshi.kernel.actor import Actor
from luoshi.ledger.queries import Filters
from luoshi.ledger.queries.asked import FIELDS, Around, filters_of

BY = ("grade", "tag")


def only_of(params: QueryDict, *by: str) -> Filters:
    """The part that an address asks for, by the ledger's own reading of it; ``by`` where a page knows less than all."""
    found = filters_of(params)
    return Filters(**{key: getattr(found, key) for key in by or BY})


def narrowing(actor: Actor, only: Filters, *by: str, **kept: Any) -> dict[str, Any]:
    """What `desk/_only.html` draws, and what the page's links keep. ``kept``: the rest of its address."""
    chosen = by or BY
    narrow = "".join(f"{urlencode({key: value})}&" for key in chosen if (value := getattr(only, key)))
    around = Around(actor, only)
    fields = [(one, one.choices(around), getattr(only, one.key)) for one in FIELDS if one.key in chosen]
    rest = {key: value for key, value in kept.items() if value not in {"", None}}
    return {
        "fields": fields,
        "said": "、".join(dict(choices).get(str(value), "") for _one, choices, value in fields if value),
        "kept": rest,
        "every": urlencode(rest),
        "narrow": narrow,
        "to_list": f"{reverse('ledger:list')}?{narrow}",
    }
