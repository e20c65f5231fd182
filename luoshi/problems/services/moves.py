"""Every move on a problem by its name, for the page and the API: what it calls, and what it takes beside the problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.problems.services import checking, entering, extending, rectifying


@dataclass(frozen=True)
class Deed:
    """``do(actor, problem, **given)``; ``takes`` the names of what is given; ``files``: evidence may come with it."""

    do: Callable[..., Any]
    takes: tuple[str, ...] = ("note",)
    files: bool = False


DEEDS: Mapping[str, Deed] = {
    "propose": Deed(rectifying.propose, ("measures", "post", "due_on"), True),
    "dispute": Deed(rectifying.dispute, files=True),
    "uphold": Deed(rectifying.uphold),
    "withdraw": Deed(rectifying.withdraw),
    "vet": Deed(rectifying.vet, ("due_on", "note")),
    "send_back": Deed(rectifying.send_back),
    "progress": Deed(rectifying.progress, ("text",), True),
    "claim": Deed(rectifying.claim, ("claim", "wider", "lasting", "signed_by"), True),
    "accept": Deed(checking.verify, ("way", "people", "finding", "checked_on", "publicity", "met"), True),
    "refuse": Deed(checking.refuse, ("note", "way", "people"), True),
    "close": Deed(checking.close),
    "file": Deed(checking.file, ("file_number",)),
    "look_back": Deed(checking.look_back, ("way", "people", "finding", "checked_on"), True),
    "reopen": Deed(checking.reopen, ("note", "due_on", "way", "people"), True),
    "ask_extension": Deed(extending.ask_extension, ("reason", "progress", "proposed_on"), True),
    "recognise": Deed(entering.recognise, ("earlier",)),
}
