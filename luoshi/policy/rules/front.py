"""What does the first page say? Title, number, issuer and date of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from luoshi.policy.rules.deadlines import cn_year
from luoshi.policy.rules.model import FrontMatter
from luoshi.policy.rules.text import cn_number, squeeze
from luoshi.policy.rules.units import is_unit

_FIRST_LINES = 40
_NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,14}[〔\[［（(【]\s*(?:19|20)\d{2}\s*年?[〕\]］）)】]\s*第?\s*\d{1,5}\s*号"
)
_KINDS = (
    "通知 意见 方案 办法 规定 计划 决定 通报 函 细则 要点 措施 规划 纲要 批复 公告 分工 清单 台账 任务 "
    "决议 报告 条例 指引 政策 表 行动 安排 工作 规则 责任书 制度 目标 部署 举措 倡议"
)
_TITLE_END = re.compile(rf"(?:{'|'.join(_KINDS.split())})(?:[（(][^）)]{{1,20}}[）)])*$")
_RED_HEAD = re.compile(r"^.{2,40}(?:文件|办公室文件|办公厅文件)$")
_NOT_TITLE = re.compile(
    r"^[\s　]*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、]"
    r"|第[一二三四五六七八九十]+[章条节]"
    r"|附件|签发人|密级|紧急程度|ICS|索引号|[（(])"
)
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2}|[二][〇○零O][一二三四五六七八九〇○零]{2})\s*年"
    r"\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
    r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_SIGNED_INLINE = re.compile(
    rf"(?P<unit>[\u4e00-\u9fff]{{2,24}})\s*(?P<when>{_DATE.pattern})\s*(?:[（(]此件[^）)]*[）)]\s*)?$"
)


def _date_of(match: re.Match[str]) -> date | None:
    year = int(match["year"]) if match["year"].isdecimal() else cn_year(match["year"].replace("O", "〇"))
    month, day = cn_number(match["month"]), cn_number(match["day"])
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None


def _title_lines(lines: Sequence[str]) -> list[str]:
    """The lines of the title: from the first that could begin one to the first that ends one."""
    title: list[str] = []
    for at, line in enumerate(lines[:_FIRST_LINES]):
        words = line.strip()
        number = _NUMBER.search(words)
        if (
            number
            and number.start()
            and (number.end() == len(words) or not title)
            and "《" not in words[: number.start()]
        ):
            # 关于…的意见国办发〔2020〕1号 on one line: the characters before the number are its title.
            prefix = _strip_number(words, number)
            if prefix:
                title.append(prefix)
                break
        if not words or _RED_HEAD.match(words) or (number and number.span() == (0, len(words))):
            if title and words:
                break
            continue
        if not title and re.fullmatch(r"附件\s*\d*\s*[：:]?", words):
            continue
        if _NOT_TITLE.match(line) and not (title and words[0] in "（("):
            break
        if words.endswith(("。", "：", ":", "；", "，")) or len(words) > 60 or _DATE.fullmatch(words):
            break
        title.append(words)
        if len(title) > 5:
            return []
        if _TITLE_END.search(words) and _complete("".join(title)) and not _goes_on(lines, at):
            break
    joined = squeeze("".join(title))
    return title if _TITLE_END.search(joined) or "关于" in joined else []


def _complete(title: str) -> bool:
    """Whether a title of a covering letter (关于印发…) has come to its own end."""
    return re.search(r"(?:印发|转发)", title) is None or re.search(r"(?:通知|函|意见|决定|公告|令)$", title) is not None


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether the next line still belongs to the title: its years, its version, or 的通知."""
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if re.match(r"^的(?:通知|意见|函|决定)$", following):
        return True
    return bool(
        re.match(r"^[（(](?:20\d{2}.{0,14}|试行|修订.{0,4}|征求意见稿|暂行)[）)]", following)
    ) and not _DATE.search(following)


def _strip_number(words: str, number: re.Match[str]) -> str:
    """The title before a document number on the same line; the office's short name belongs to the number."""
    for end in range(number.start(), min(number.start() + 14, len(words))):
        before = words[:end]
        if _TITLE_END.search(before):
            return before
    return words[: number.start()] if _TITLE_END.search(words[: number.start()]) else ""


def _doc_number(lines: Sequence[str]) -> str:
    for line in lines[:_FIRST_LINES]:
        words = line.strip()
        for match in _NUMBER.finditer(words):
            found = match.group()
            if match.end() == len(words) or match.start() == 0:
                prefix = _strip_number(words, match)
                return squeeze(found if not prefix else words[len(prefix) : match.end()])
            prefix = _strip_number(words, match)
            if prefix:
                return squeeze(words[len(prefix) : match.end()])
    return ""


def _signature(lines: Sequence[str], at: int) -> str:
    """The unit names above a date line."""
    names: list[str] = []
    for line in reversed(lines[max(0, at - 3) : at]):
        words = squeeze(line)
        if (2 <= len(words) <= 30 and is_unit(words)) or words in ("国务院",):
            names.insert(0, words)
        elif words:
            break
    return " ".join(names)


def _issuer_in_title(title: str) -> str:
    before, mark, _ = title.partition("关于")
    if not mark:
        before, mark, _ = title.partition("印发")
    return before if 2 <= len(before) <= 40 and mark and (is_unit(before) or before.endswith("院")) else ""


def read_front(texts: Sequence[str]) -> FrontMatter:
    """The front matter of a document given its lines."""
    lines = [line for line in texts if line.strip()]
    title = squeeze("".join(_title_lines(lines)))
    issued_on, signer = None, ""
    for at, line in enumerate(lines):
        words = line.strip().strip("（）()").strip()
        if len(words) <= 24 and (match := _DATE.fullmatch(words)):
            issued_on, signer = _date_of(match), _signature(lines, at)
            if issued_on:
                break
    if issued_on is None and lines:
        match = _SIGNED_INLINE.search(lines[-1][-120:]) or (
            _SIGNED_INLINE.search(lines[-2][-120:]) if len(lines) > 1 else None
        )
        if match:
            issued_on = _date_of(match)
    issuer = _issuer_in_title(title) or signer
    if not issuer:
        head = next((line.strip() for line in lines[:8] if _RED_HEAD.match(line.strip())), "")
        issuer = squeeze(head.removesuffix("文件"))
    return FrontMatter(title, _doc_number(lines), issuer, issued_on)
