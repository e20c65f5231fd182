"""Which ways are there to be told no? Each carries what a person needs to know to go on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from luoshi.kernel.say import Say, say


class LuoshiError(Exception):
    """Anything that is said to the user instead of done. Never a fault of the program."""

    status = 400
    code = "refused"

    def __init__(self, *reasons: Say) -> None:
        super().__init__(*reasons)
        self.reasons: tuple[Say, ...] = reasons

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class Refused(LuoshiError):
    """An act that the rules do not allow now. The reasons say what is missing or who may do it."""

    status = 422

    def __init__(self, reasons: Iterable[Say]) -> None:
        super().__init__(*reasons)


class Forbidden(Refused):
    """A page for somebody else's office. It says whose; what stands on it stays unsaid."""

    status = 403
    code = "forbidden"


class Invalid(LuoshiError):
    """Input that cannot be taken, by field. ``fields`` maps a field's name to its reasons."""

    status = 422
    code = "invalid"

    def __init__(self, fields: dict[str, list[Say]]) -> None:
        super().__init__(*(reason for reasons in fields.values() for reason in reasons))
        self.fields = fields


class Stale(LuoshiError):
    """Somebody moved it first. Says who and when."""

    status = 409
    code = "stale"

    def __init__(self, who: str, at: datetime | None, what: str) -> None:
        super().__init__(
            say(
                "{who} {at} 已先行办理：{what}。您填写的内容没有提交，已留在本页。",
                who=who or "—",
                at=_moment(at),
                what=what,
            )
        )
        self.who, self.at, self.what = who, at, what


class NotVisible(LuoshiError):
    """Absent, or not within the reader's range: one answer for both."""

    status = 404
    code = "not-found"

    def __init__(self) -> None:
        super().__init__(say("没有这一项，或不在您的查看范围。"))


class AlreadyDone(Exception):
    """The same form came twice. ``result`` is what the first one answered."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


def _moment(at: datetime | None) -> str:
    return at.strftime("%m-%d %H:%M") if at else ""
