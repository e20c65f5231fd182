"""Every move of a visit and of what follows from it, by its name: for the page and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.inspection.services import conclusions, visits


@dataclass(frozen=True)
class Deed:
    """``do(actor, row, **given)``; ``takes`` the names of what is given; ``files``: papers may come with it."""

    do: Callable[..., Any]
    takes: tuple[str, ...] = ()
    files: bool = False


RULED = ("ruling", "deciders", "number")
DEEDS: Mapping[str, Mapping[str, Deed]] = {
    "visit": {
        "begin": Deed(visits.begin, ("visited_on",)),
        "finish": Deed(visits.finish),
        "reopen": Deed(visits.reopen, ("note",)),
        "cancel": Deed(visits.cancel, ("note",)),
    },
    "finding": {
        "send": Deed(conclusions.send),
        "confirm": Deed(conclusions.confirm, ("answered_name", "answer")),
        "refuse": Deed(conclusions.refuse, ("answer", "answered_name"), True),
        "lapse": Deed(conclusions.lapse),
        "keep": Deed(conclusions.keep, ("ruling",)),
        "drop": Deed(conclusions.drop, ("note",)),
        "list": Deed(conclusions.list_problem, ("standard", "due_on")),
    },
    "conclusion": {
        "write": Deed(conclusions.write, ("text",)),
        "sign": Deed(conclusions.sign, ("number", "signed_on", "signer"), True),
        "deliver": Deed(conclusions.deliver, ("delivery",)),
        "receive": Deed(conclusions.receive, ("receiver",)),
        "record_receipt": Deed(conclusions.record_receipt, ("receiver", "received_on"), True),
        "object": Deed(conclusions.object_to, ("reason", "signed_by", "finding"), True),
    },
    "objection": {
        "uphold": Deed(conclusions.uphold, (*RULED, "text"), True),
        "dismiss": Deed(conclusions.dismiss, RULED, True),
        "withdraw": Deed(conclusions.withdraw),
    },
}
