"""What may a table of shared resources say, and how does what stands there look in it?"""

from __future__ import annotations

from typing import Any

from luoshi.kernel.documents.headers import Column
from luoshi.kernel.documents.writing import Form, write_template
from luoshi.kernel.say import Say, noted, say
from luoshi.policy.models import RESOURCE_KINDS, SHARED_WITH

KIND = "policy.resources"
_YES, _NO = "是", "否"
COLUMNS = (
    Column("kind", say("类别"), ("资源类别", "资源类型", "类型"), required=True, width=14, choices=tuple(str(label) for _, label in RESOURCE_KINDS)),
    Column("name", say("名称"), ("资源名称", "基地名称", "课程名称", "姓名", "师资姓名"), required=True, width=30),
    Column("field", say("专业方向"), ("专业", "方向", "工种", "专业（工种）", "授课方向"), required=True, width=22),
    Column("capacity", say("每天可接待人数"), ("接待人数", "容量", "可接待人数", "班额", "人数"), required=True, width=16),
    Column("unit", say("所属单位"), ("单位", "管理单位", "所在单位"), width=30, note=say("不写的，是上传表格的单位。")),
    Column("place", say("地点"), ("地址", "所在地", "授课地点"), width=26),
    Column("single", say("一次只接待一个单位"), ("是否独占",), width=18, choices=(_YES, _NO)),
    Column("conditions", say("使用条件"), ("条件", "要求"), width=26),
    Column("cost", say("费用"), ("收费", "收费标准"), width=14),
    Column("shared_with", say("共享范围"), ("范围",), width=20, choices=tuple(str(label) for _, label in SHARED_WITH)),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
CHOICES: dict[str, dict[str, Any]] = {
    "kind": {str(label): key for key, label in RESOURCE_KINDS} | {"基地": "base", "教师": "teacher", "讲师": "teacher"},
    "single": {_YES: True, _NO: False},
    "shared_with": {str(label): key for key, label in SHARED_WITH},
}
DEFAULTS: dict[str, Any] = {"single": False, "shared_with": "below"}
GUIDE = (
    noted("共享资源导入模板填写说明"),
    noted("1. 一行一个基地、一名师资或者一门课程；同一单位同类同名的，再次上传按修改处理。"),
    noted("2. 先核对，再导入：哪一行哪一栏写得不对，核对时逐条列出，改好再上传。"),
    noted("3. 不得填写涉密内容。"),
)


def shown(name: str, value: Any) -> str:
    """A value as a table says it."""
    words = {key: word for word, key in reversed(CHOICES.get(name, {}).items())}
    return str(words.get(value, value))


def template() -> bytes:
    """The empty table, with its lists and a page of guidance."""
    title = str(say("共享资源"))
    return write_template([Form(title, COLUMNS, title=title)], [str(Say(line)) for line in GUIDE])
