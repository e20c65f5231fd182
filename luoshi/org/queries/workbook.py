"""What may a workbook of units, lines and people say, and what do its names mean?

One row is one unit, one place in a line, or one post with who holds it. Names are enough: a unit is known by its name
below its upper unit; where a name stands for several, it is written "清渡县/财政局".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from luoshi.kernel.documents.cells import Fault, Place
from luoshi.kernel.documents.headers import Column
from luoshi.kernel.documents.writing import Form, write_template
from luoshi.kernel.say import Say, noted, say
from luoshi.org.models import KINDS, LEVEL_CHOICES, POST_KINDS, Unit
from luoshi.org.queries.names import plain_name
from luoshi.org.rules import MAX_DEPTH, PERMISSIONS, ROLE_LABELS

KIND = "org.units"
ROLES = {
    key: label
    for key, label in ROLE_LABELS.items()
    if key in PERMISSIONS and key not in {"system", "security", "audit"}
}
"""What a workbook may grant; the three administrators are made by `luoshi init` and by each other."""
SIGHTS = {"unit": say("本单位"), "place": say("本地区")}

_UNIT = Column(
    "unit",
    say("单位"),
    ("单位名称", "所在单位", "工作单位"),
    required=True,
    width=34,
    note=say("写单位全称。重名的写成“上级单位/单位”。"),
)
_ABOVE = say("写上级的全称，可以是本表里的单位；重名的写成“上级的上级/上级”。")
_SEES = say("不写的，协调办经办人看本地区，其他人看本单位。")
UNITS = (
    Column("name", say("单位名称"), ("单位", "名称", "机构名称", "单位全称"), required=True, width=34),
    Column("parent", say("上级单位"), ("上级", "隶属单位", "所属地区", "上级机构"), required=True, width=30, note=_ABOVE),
    Column("short_name", say("简称"), width=14),
    Column("kind", say("类型"), ("单位类型", "机构类型"), required=True, width=18, choices=tuple(str(label) for _, label in KINDS)),
    Column("level", say("级次"), ("层级", "行政级次"), required=True, width=14, choices=tuple(str(label) for _, label in LEVEL_CHOICES)),
    Column("region_code", say("行政区划代码"), ("区划代码",), width=14),
    Column("body", say("协调机构名称"), ("协调小组", "领导小组"), width=30, note=say("只在“协调小组办公室”那一行写：它是哪个协调小组的办公室。")),
    Column("body_code", say("机关代字"), width=12),
)  # fmt: skip
LINES = (
    _UNIT,
    Column("line", say("条线"), ("业务条线",), required=True, width=14),
    Column("superior", say("上级对口单位"), ("对口上级", "条线上级"), width=34),
)
POSTS = (
    _UNIT,
    Column("post", say("岗位"), ("岗位名称", "职务"), required=True, width=18),
    Column("kind", say("岗位类别"), required=True, width=14, choices=tuple(str(label) for _, label in POST_KINDS)),
    Column("is_default", say("默认责任岗位"), width=12, choices=("是", "否"), note=say("没有另行指定责任人时由它承担，一个单位只有一个。")),
    Column("person", say("姓名"), ("任职人", "人员姓名"), width=12),
    Column("phone", say("电话"), ("联系电话", "手机"), width=16),
    Column("username", say("用户名"), ("登录名", "账号"), width=16, note=say("要登录的人才写；领导一般不登录。")),
    Column("role", say("权限"), ("角色",), width=14, choices=tuple(str(label) for label in ROLES.values())),
    Column("sight", say("查看范围"), width=12, choices=tuple(str(label) for label in SIGHTS.values()), note=_SEES),
)  # fmt: skip
SHEETS: dict[str, tuple[Say, tuple[Column, ...]]] = {
    "units": (say("单位"), UNITS), "lines": (say("条线"), LINES), "posts": (say("人员岗位"), POSTS),
}  # fmt: skip

GUIDE = (
    noted("机构人员导入模板填写说明"),
    noted("1. “单位”表一行一个单位，上级单位可以是系统里已有的，也可以是本表里的，先后不拘。"),
    noted("2. “条线”表写业务上的上下级，如县人社局的上级对口单位是市人社局。没有条线的不用写。"),
    noted("3. “人员岗位”表一行一个岗位。责任落在岗位上，人员变动时在系统里办交接，任务不用改。"),
    noted("4. 写了用户名的开通账号。导入后打印登录条，初始密码只显示一次，首次登录必须修改。"),
    noted("5. 权限由安全管理员导入：系统管理员上传本表，建立单位、岗位和账号；安全管理员再上传同一张表，授予权限。"),
    noted("6. 同一张表再次上传不会重复建立。改名、改变隶属、撤销和换人，在系统里按文件和交接办理，不用表格改。"),
    noted("7. 浅色的示例行请删去。不得填写涉密内容。"),
)


def template(place: Unit | None) -> bytes:
    """The empty workbook with its lists, notes and a page of guidance."""
    forms = [Form(str(label), columns, title="") for label, columns in SHEETS.values()]
    guide = [str(Say(line)) for line in GUIDE]
    if place is not None:
        guide.append(str(say("系统里最上级的单位是“{name}”。", name=place.name)))
    return write_template(forms, guide)


@dataclass(eq=False)
class Node:
    """A unit that is there, or is to be made."""

    name: str
    parent: Node | None = None
    row: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    unit: Unit | None = None
    parent_name: str = ""

    @property
    def above(self) -> str:
        """The name of the upper unit."""
        return self.parent.name if self.parent is not None else self.parent_name

    def depth(self) -> int:
        """How many stand above it; more than the tree may hold where they stand in a ring."""
        steps, node = 0, self.parent
        while node is not None and node.unit is None and steps <= MAX_DEPTH:
            steps, node = steps + 1, node.parent
        return steps


class Directory:
    """The units that names in a workbook mean: those there are, and those the workbook itself makes."""

    def __init__(self, names: Iterable[str]) -> None:
        self.nodes: dict[str, list[Node]] = {}
        wanted = sorted(
            {name for text in names for name in (text, text.rpartition("/")[2], text.rpartition("／")[2]) if name}
        )
        for start in range(0, len(wanted), 500):
            rows = Unit.objects.filter(name__in=wanted[start : start + 500], abolished_on=None).select_related("parent")
            for unit in rows:
                above = unit.parent.name if unit.parent is not None else ""
                self.add(Node(unit.name, unit=unit, parent_name=above))

    def add(self, node: Node) -> None:
        self.nodes.setdefault(plain_name(node.name), []).append(node)

    def find(self, text: str) -> Node | Say:
        """The unit meant, or why none is."""
        above, slash, name = text.replace("／", "/").rpartition("/")
        found = self.nodes.get(plain_name(name if slash else text), [])
        if slash:
            found = [node for node in found if plain_name(node.above) == plain_name(above)]
        made = [node for node in found if node.unit is None or node.row]
        standing = {(node.name, node.above) for node in made}
        found = made + [node for node in found if node not in made and (node.name, node.above) not in standing]
        if len(found) == 1:
            return found[0]
        if not found:
            return say("没有“{name}”这个单位，本表里也没有建立。", name=text)
        options = tuple(f"{node.above}/{node.name}" for node in found[:4])
        return say("有几个单位叫“{name}”，请写成：{options}。", name=text, options=options)


def fault(sheet: str, row: int, column: int | None, reason: Say) -> Fault:
    """A sentence with its place."""
    return Fault(Place(row, column, sheet), reason)
