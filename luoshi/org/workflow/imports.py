"""What may be done with a table that was handed in? Read, judged, taken over whole, or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.kernel.say import Say, say
from luoshi.kernel.workflow import Move, Workflow

_BY = ("importer.draft", "importer.breakdown", "importer.consult", "importer.system", "importer.security")


@dataclass(frozen=True)
class ImportFacts:
    """``wrong`` rows that cannot be taken; ``taken`` rows that would be new or changed; ``lacking`` columns that have no meaning yet."""

    roles: frozenset[str]
    holders: Mapping[str, str] = field(default_factory=dict)
    wrong: int = 0
    taken: int = 0
    lacking: tuple[Say, ...] = ()


def _is_whole(facts: ImportFacts) -> Say | None:
    if facts.wrong:
        return say(
            "有 {count} 行不能导入。请按提示在表中改好后重新上传：要么全部导入，要么一行也不导入。", count=facts.wrong
        )
    return None


def _has_something(facts: ImportFacts) -> Say | None:
    return None if facts.taken or facts.wrong else say("表中各行与系统现有内容一致，不需要导入。")


def _knows_columns(facts: ImportFacts) -> Say | None:
    return say("请指明{names}是哪一列。", names=facts.lacking) if facts.lacking else None


SHEET_IMPORT = Workflow(
    name="org.import",
    start="uploaded",
    ends=("done", "cancelled"),
    states={
        "uploaded": say("待核对栏目"),
        "checking": say("正在核对"),
        "checked": say("已核对"),
        "applying": say("正在导入"),
        "done": say("已导入"),
        "cancelled": say("已放弃"),
    },
    moves=(
        Move("check", say("核对内容"), ("uploaded", "checked"), "checking", by=_BY, guards=(_knows_columns,), quiet=False),
        Move("report", say("给出核对结果"), ("checking",), "checked", by=("machine.run",)),
        Move("apply", say("确认导入"), ("checked",), "applying", by=_BY, guards=(_is_whole, _has_something), asks=True, quiet=False),
        Move("finish", say("完成导入"), ("applying",), "done", by=("machine.run",)),
        Move("return", say("退回核对栏目"), ("checking", "checked", "applying"), "uploaded", by=("machine.run",)),
        Move("cancel", say("放弃"), ("uploaded", "checking", "checked", "applying"), "cancelled", by=_BY),
    ),
)  # fmt: skip
