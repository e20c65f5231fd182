"""Who opens a case, and who may deal with it? The unit concerned never: neither opens it nor, where it is a complaint, answers it.

Regulation on Petitions (信访工作条例, Art. 30): a report is not passed to the person or unit complained of. Decree 733, Art. 26:
no reprisal.
"""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.kernel.say import Say, say


def router(concerned: int | None, offices: Iterable[int]) -> int | None:
    """The office that opens a case: the nearest upward that the case is not about; None where there is none."""
    return next((office for office in offices if office != concerned), None)


def own_case(office: int, concerned: int | None) -> Say | None:
    """Why this office may only pass it up."""
    return (
        say("这件意见涉及本单位，本单位不能转办、答复或者不予受理，请移交上级协调办。") if office == concerned else None
    )


def unfit(
    kind: str, handler: int | None, concerned: int | None, *, is_enterprise: bool, is_staffed: bool
) -> Say | None:
    """Why a unit cannot be given this case."""
    if handler is None:
        return None
    if is_enterprise:
        return say("不向企业转办。可以转给企业工会，或者由有关部门依职权办理。")
    if kind == "problem" and handler == concerned:
        return say("反映问题的意见不转给被反映的单位办理。")
    return None if is_staffed else say("这个单位还没有职工意见专办员，请安全管理员先授权。")
