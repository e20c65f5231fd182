"""May this 请示, 报告 or 专报 go up as it is written? What stops it, and what its writer should look at again?

Pure. A 报告 carries no request (党政机关公文处理工作条例, article 8 and 15; practice of offices): the request goes in a 请示,
one matter each, to one superior. Length: the rules on lightening burdens (2024) allow a comprehensive document 5000
characters, one on a special matter 4000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.kernel.say import Say, say

KINDS: dict[str, Say] = {"petition": say("请示"), "report": say("报告"), "special": say("专报")}
MOST = {"petition": 4000, "report": 5000, "special": 4000}
"""Characters, by kind."""

_REQUEST = re.compile(
    r"(?:以上|上述)?[^，。；！？\n]{0,8}(?:妥否|当否|可否|是否妥当)[^。\n]{0,6}|请(?:予|求|示)?(?:批示|批复|审批|审定|核准|批准|予以批准|予以审批)"
    r"|(?:恳请|特请|敬请|呈请|报请|提请)[^。；\n]{0,16}(?:批准|批复|审批|审定|同意|解决|支持)|请(?:予|求)?(?:同意|支持解决|予以解决|予以支持)"
)
_CLOSING = re.compile(r"(?:妥否|当否|可否|是否妥当|请(?:予|求)?(?:批示|批复|审批|批准|审定))")
_PARTIES = re.compile(r"[、，,；;]|\s和\s|并报|同时报")
_LISTED = re.compile(
    r"(?:一是|二是|三是|四是|（[一二三四五六]）|[1-9][.．、])[^。；\n]{0,24}?(?:请求|恳请|申请|提请|报请|请予|请批准|请同意)[^。；\n]{2,}"
)
_SUBJECTS = re.compile(r"关于(.+?)的请示")


@dataclass(frozen=True)
class Draft:
    """A paper as it is written."""

    kind: str
    party: str
    title: str
    text: str

    @property
    def length(self) -> int:
        """Characters as offices count them: without blanks and line breaks."""
        return len("".join(self.text.split()))


def faults(draft: Draft) -> list[Say]:
    """What stops it, each with its reason."""
    found: list[Say] = []
    for text, label in ((draft.party, say("主送机关")), (draft.title, say("标题")), (draft.text, say("正文"))):
        if not text.strip():
            found.append(say("缺{what}。", what=label))
    if draft.kind != "petition" and (said := _REQUEST.search(f"{draft.title}\n{draft.text}")):
        found.append(
            say(
                "{kind}不得夹带请示事项，文中写有“{words}”。请改用请示，或者删去。",
                kind=KINDS[draft.kind],
                words=said.group().strip(),
            )
        )
    if draft.kind == "petition" and _PARTIES.search(draft.party.strip()):
        found.append(say("请示只主送一个上级机关；需要同时送其他机关的，用抄送。"))
    if draft.length > MOST[draft.kind]:
        found.append(say("正文 {length} 字，超过 {most} 字，请压缩。", length=draft.length, most=MOST[draft.kind]))
    return found


def matters(draft: Draft) -> int:
    """How many matters a 请示 seems to ask for: requests that are listed, or two joined in its title."""
    listed = len(_LISTED.findall(draft.text))
    title = _SUBJECTS.search(draft.title)
    joined = 1 + len(re.findall(r"及其?(?!时)|以及|和(?!谐)|并", title.group(1))) if title else 1
    return max(listed, min(joined, 2), 1)


def remarks(draft: Draft) -> list[Say]:
    """What its writer should look at again; it may go all the same."""
    found: list[Say] = []
    if draft.kind == "petition":
        if (count := matters(draft)) > 1:
            found.append(say("请示一文一事，文中似乎有 {count} 件事，请核对；不是一件事的，分别行文。", count=count))
        if not _CLOSING.search(draft.text):
            found.append(say("请示没有写请批示的结语，例如“妥否，请批示”。"))
    title = draft.title.strip()
    if title and not title.endswith(str(KINDS[draft.kind].text)):
        found.append(say("标题没有以“{kind}”结尾。", kind=KINDS[draft.kind]))
    return found
