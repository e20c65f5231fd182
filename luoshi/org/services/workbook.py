"""Units, lines, posts, people, accounts and grants from one workbook: read, judged, and made whole or not at all.

The three administrators stay apart: a system administrator's upload makes units, posts and accounts, a security
administrator's upload of the same workbook gives the grants. The command line, whose user owns the machine, does both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.documents.cells import CellRefused, Fault, as_text
from luoshi.kernel.documents.headers import SEARCHED, Column, Header, find_header
from luoshi.kernel.documents.refusal import DocumentRefused
from luoshi.kernel.documents.sheets import Row, Start
from luoshi.kernel.say import Say, say
from luoshi.org import queries
from luoshi.org.models import KINDS, LEVEL_CHOICES, POST_KINDS, Account, Grant, LineMembership, Post, Tenure, Unit
from luoshi.org.queries.names import plain_name
from luoshi.org.queries.workbook import ROLES, SHEETS, SIGHTS, Directory, Node, fault
from luoshi.org.rules import MAX_DEPTH, Kind, username_fault

_LENGTHS = {
    "name": 120, "parent": 250, "short_name": 40, "region_code": 12, "body": 120, "body_code": 20, "unit": 250, "line": 40, "superior": 250,
    "post": 60, "person": 40, "phone": 30, "username": 60,
}  # fmt: skip


@dataclass
class Line:
    """A row of one of the sheets, read."""

    sheet: str
    part: str
    row: Row
    header: Header
    values: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    node: Node | None = None
    verdict: str = ""
    found: dict[str, Any] = field(default_factory=dict)

    def wrong(self, key: str, reason: Say) -> None:
        self.faults.append(fault(self.sheet, self.row.number, self.header.meant.get(key), reason))


@dataclass
class Plan:
    """What a workbook would do: the rows that may be made, the sentences about those that may not."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Say] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Rows by verdict."""
        found = Counter(line.verdict for line in self.lines)
        return {verdict: found[verdict] for verdict in ("new", "changed", "same", "wrong")}

    def of(self, part: str, *verdicts: str) -> list[Line]:
        return [line for line in self.lines if line.part == part and (not verdicts or line.verdict in verdicts)]


def rights(actor: Actor) -> frozenset[str]:
    """What this person's upload may do: "units" (with posts and accounts), "grants"."""
    if actor.account_id is None:
        return frozenset({"units", "grants"})
    return frozenset(what for what, office in (("units", "system"), ("grants", "security")) if office in actor.offices)


def read_plan(actor: Actor, told: Iterable[Start | Row], name: str) -> Plan:
    """Read and judge a workbook. Raises `DocumentRefused` where no sheet of it is known."""
    plan = Plan()
    may = rights(actor)
    for start, rows in _sheets(told):
        part, header = _part(start, rows)
        if header is None:
            continue
        columns = SHEETS[part][1]
        plan.faults += header.faults(columns, start.name)
        for row in rows:
            if row.number > header.rows[-1]:
                line = _read(start.name, part, row, header, columns)
                plan.lines += [line] if line is not None else []
    if not plan.lines and not plan.faults:
        raise DocumentRefused("no_header", name=name, wanted="单位名称”“上级单位", most=SEARCHED)
    _judge(plan, may)
    for line in plan.lines:
        line.verdict = "wrong" if line.faults else line.verdict or "same"
        plan.faults += line.faults
    if not may >= {"grants"} and any(line.values.get("role") for line in plan.of("posts")):
        plan.notes.append(say("表中的权限由安全管理员上传同一张表授予。"))
    if not may >= {"units"}:
        plan.notes.append(say("本次只授予权限；单位、岗位和账号由系统管理员上传同一张表建立。"))
    return plan


def _sheets(told: Iterable[Start | Row]) -> list[tuple[Start, list[Row]]]:
    found: list[tuple[Start, list[Row]]] = []
    for one in told:
        if isinstance(one, Start):
            found += [] if one.hidden else [(one, [])]
        elif found:
            found[-1][1].append(one)
    return found


def _part(start: Start, rows: Sequence[Row]) -> tuple[str, Header | None]:
    """Which of the sheets this is: by its name, else by its head."""
    named = [part for part, (label, _) in SHEETS.items() if str(label) in start.name]
    tried = [(part, find_header(rows, SHEETS[part][1], start)) for part in (named or SHEETS)]
    known = [(part, header) for part, header in tried if header is not None]
    return max(known, key=lambda one: len(one[1].meant), default=("", None))


def _read(sheet: str, part: str, row: Row, header: Header, columns: Sequence[Column]) -> Line | None:
    line = Line(sheet, part, row, header)
    for column in columns:
        at = header.meant.get(column.key)
        cell = row.cells[at] if at is not None and at < len(row.cells) else None
        try:
            line.values[column.key] = as_text(cell, column.label, _LENGTHS.get(column.key, 40))
        except CellRefused as refusal:
            line.wrong(column.key, refusal.reason)
            line.values[column.key] = ""
    if not any(line.values.values()):
        return None
    bad = {one.place.column for one in line.faults}
    for column in columns:
        if column.required and not line.values[column.key] and header.meant.get(column.key) not in bad:
            line.wrong(column.key, say("缺{what}。", what=column.label))
    return line


# ---------- judging ----------


def _judge(plan: Plan, may: frozenset[str]) -> None:
    named = [line.values.get(key, "") for line in plan.lines for key in ("name", "parent", "unit", "superior")]
    directory = Directory(named)
    _judge_units(plan.of("units"), directory, may)
    _judge_lines(plan.of("lines"), directory, may)
    _judge_posts(plan.of("posts"), directory, may)


def _choice(line: Line, key: str, label: Say, options: Sequence[tuple[str, Any]]) -> str:
    text = line.values.get(key, "")
    if not text:
        return ""
    for value, name in options:
        if plain_name(text) in (plain_name(str(name)), value):
            return str(value)
    line.wrong(
        key,
        say(
            "{what}“{text}”不在列表中，可以写：{options}。",
            what=label,
            text=text[:20],
            options=tuple(str(n) for _, n in options),
        ),
    )
    return ""


def _judge_units(lines: Sequence[Line], directory: Directory, may: frozenset[str]) -> None:
    for line in lines:
        line.found = {
            "kind": _choice(line, "kind", say("类型"), KINDS), "level": _choice(line, "level", say("级次"), LEVEL_CHOICES),
        }  # fmt: skip
        line.node = Node(
            line.values["name"],
            row=line.row.number,
            values=line.values,
            parent_name=line.values["parent"].rpartition("/")[2],
        )
        if line.values["name"]:
            directory.add(line.node)
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        node, above = line.node, line.values["parent"]
        if node is None or not above or not node.name:
            continue
        parent = directory.find(above)
        if isinstance(parent, Say):
            line.wrong("parent", parent)
            continue
        node.parent = parent
        before = seen.setdefault((plain_name(node.name), plain_name(above)), line.row.number)
        if before != line.row.number:
            line.wrong("name", say("“{name}”与第 {row} 行重复。", name=node.name, row=before))
    for line in sorted(lines, key=lambda line: line.node.depth() if line.node else 0):
        # the upper ones first: which unit this is follows from which unit stands above it
        if line.node is not None and line.node.parent is not None:
            line.node.unit = _same_unit(directory, line.node, line.node.parent)
        _judge_unit(line, may)


def _same_unit(directory: Directory, node: Node, parent: Node) -> Unit | None:
    for other in directory.nodes.get(plain_name(node.name), ()):
        unit = other.unit
        if unit is not None and not other.row and parent.unit is not None and unit.parent_id == parent.unit.pk:
            return unit
    return None


def _judge_unit(line: Line, may: frozenset[str]) -> None:
    node = line.node
    if node is None or line.faults:
        return
    if node.depth() > MAX_DEPTH:
        line.wrong("parent", say("上级单位互相隶属，成了一圈：“{name}”的上级最终又是它自己。", name=node.name))
        return
    if node.unit is None:
        if (
            node.parent is not None
            and node.parent.values.get("kind") == str(dict(KINDS)[Kind.ENTERPRISE.value])
            and line.found["kind"] != Kind.ENTERPRISE_UNION
        ):
            line.wrong("parent", say("企业下面只能设企业工会。"))
        if "units" not in may:
            line.verdict = "same"
            return
        line.verdict = "new"
        return
    if line.found["kind"] != node.unit.kind:
        line.wrong(
            "kind",
            say("系统中“{name}”是{kind}，类型不能用表格修改。", name=node.name, kind=node.unit.get_kind_display()),
        )
    fields = {key: line.values[key] for key in ("short_name", "region_code") if line.values[key]}
    line.found["changes"] = {key: value for key, value in fields.items() if getattr(node.unit, key) != value}
    line.verdict = "changed" if line.found["changes"] and "units" in may else "same"


def _refer(line: Line, key: str, directory: Directory) -> Node | None:
    text = line.values.get(key, "")
    if not text:
        return None
    found = directory.find(text)
    if isinstance(found, Say):
        line.wrong(key, found)
        return None
    return found


def _judge_lines(lines: Sequence[Line], directory: Directory, may: frozenset[str]) -> None:
    for line in lines:
        line.node, line.found["superior"] = _refer(line, "unit", directory), _refer(line, "superior", directory)
    there = {
        (row.unit_id, plain_name(row.line.name))
        for row in LineMembership.objects.filter(unit__in=_ids(lines), ends_on=None).select_related("line")
    }
    for line in lines:
        unit = line.node.unit if line.node else None
        known = unit is not None and (unit.pk, plain_name(line.values["line"])) in there
        line.verdict = "same" if known or "units" not in may else "new"


def _ids(lines: Iterable[Line]) -> list[int]:
    return [line.node.unit.pk for line in lines if line.node is not None and line.node.unit is not None]


class _Standing:
    """What there is of the posts, holders, accounts and grants that a workbook speaks of."""

    def __init__(self, lines: Sequence[Line]) -> None:
        ids = _ids(lines)
        self.posts = {(post.unit_id, plain_name(post.name)): post for post in Post.objects.filter(unit__in=ids)}
        self.defaults = {post.unit_id: post for post in self.posts.values() if post.is_default}
        held = Tenure.objects.filter(post__in=[post.pk for post in self.posts.values()], ends_on=None).select_related(
            "person"
        )
        self.holders = {row.post_id: row.person for row in held}
        names = [line.values["username"] for line in lines if line.values["username"]]
        self.accounts = {
            one.username.lower(): one for one in Account.objects.filter(username__in=names).select_related("person")
        }
        people = [person.pk for person in self.holders.values()] + [one.person_id for one in self.accounts.values()]
        self.with_account = dict(Account.objects.filter(person__in=people).values_list("person_id", "username"))
        grants = Grant.objects.filter(unit__in=ids, person__in=people, ends_on=None)
        self.grants = set(grants.values_list("person_id", "unit_id", "role"))


def _judge_posts(lines: Sequence[Line], directory: Directory, may: frozenset[str]) -> None:
    for line in lines:
        line.node = _refer(line, "unit", directory)
        sight = _choice(line, "sight", say("查看范围"), list(SIGHTS.items()))
        role = _choice(line, "role", say("权限"), list(ROLES.items()))
        line.found = {
            "kind": _choice(line, "kind", say("岗位类别"), POST_KINDS), "role": role,
            "sight": sight or ("place" if role == "office" else "unit"), "is_default": line.values["is_default"] in ("是", "√", "1", "Y", "y"),
        }  # fmt: skip
        for key in ("phone", "username", "role"):
            if line.values[key] and not line.values["person"]:
                line.wrong("person", say("缺姓名。"))
                break
    there, seen = _Standing(lines), _Seen()
    for line in lines:
        if not line.faults:
            _judge_post(line, there, seen, may)


@dataclass
class _Seen:
    """What the rows before have said: posts, default posts, and who logs in as whom."""

    posts: dict[tuple[int, str], int] = field(default_factory=dict)
    defaults: dict[int, int] = field(default_factory=dict)
    usernames: dict[str, tuple[str, int]] = field(default_factory=dict)


def _judge_post(line: Line, there: _Standing, seen: _Seen, may: frozenset[str]) -> None:
    node, values = line.node, line.values
    if node is None:
        return
    unit_id = node.unit.pk if node.unit else 0
    before = seen.posts.setdefault((id(node), plain_name(values["post"])), line.row.number)
    if before != line.row.number:
        line.wrong("post", say("这个单位的“{post}”与第 {row} 行重复。", post=values["post"], row=before))
    post = there.posts.get((unit_id, plain_name(values["post"])))
    holder = there.holders.get(post.pk) if post else None
    line.found |= {"post": post, "holder": holder}
    if holder is not None and values["person"] and holder.name != values["person"]:
        line.wrong(
            "person", say("“{post}”现由{name}担任，换人请在“交接”中办理。", post=values["post"], name=holder.name)
        )
    _judge_default(line, there, seen, unit_id)
    _judge_username(line, there, seen)
    if line.faults:
        return
    person_id = holder.pk if holder else 0
    new = "units" in may and (post is None or (bool(values["person"]) and holder is None))
    new |= "units" in may and bool(values["username"]) and values["username"].lower() not in there.accounts
    granted = (person_id, unit_id, line.found["role"]) in there.grants
    if "grants" in may and line.found["role"] and not granted:
        if "units" not in may and holder is None:
            line.wrong(
                "person",
                say(
                    "系统中还没有{name}任“{post}”，请系统管理员先上传本表。", name=values["person"], post=values["post"]
                ),
            )
            return
        line.found["grant"] = new = True
    changed = "units" in may and holder is not None and values["phone"] and holder.phone != values["phone"]
    line.verdict = "new" if new else "changed" if changed else "same"


def _judge_default(line: Line, there: _Standing, seen: _Seen, unit_id: int) -> None:
    if not line.found["is_default"]:
        return
    before = seen.defaults.setdefault(id(line.node), line.row.number)
    held = there.defaults.get(unit_id)
    if before != line.row.number:
        line.wrong("is_default", say("一个单位只有一个默认责任岗位，第 {row} 行已经写了。", row=before))
    elif held is not None and plain_name(held.name) != plain_name(line.values["post"]):
        line.wrong("is_default", say("这个单位的默认责任岗位已是“{post}”。", post=held.name))


def _judge_username(line: Line, there: _Standing, seen: _Seen) -> None:
    username, person = line.values["username"], line.values["person"]
    if not username:
        return
    if wrong := username_fault(username):
        line.wrong("username", wrong)
        return
    account, holder = there.accounts.get(username.lower()), line.found["holder"]
    said, row = seen.usernames.setdefault(username.lower(), (person, line.row.number))
    if said != person:
        line.wrong(
            "username", say("用户名“{username}”在第 {row} 行属于{name}。", username=username, row=row, name=said)
        )
    elif account is not None and account.person.name != person:
        line.wrong("username", say("用户名“{username}”已有人使用。", username=username))
    elif holder is not None and there.with_account.get(holder.pk, username).lower() != username.lower():
        line.wrong(
            "username", say("{name}的用户名是“{username}”。", name=person, username=there.with_account[holder.pk])
        )


Report = Callable[[int, int, Say | None], None]


def top_unit() -> Unit | None:
    """The unit that has none above it."""
    return Unit.objects.filter(parent=None).order_by("path").first()


def may_import(actor: Actor) -> Unit:
    """The unit under whose name the administrator's uploads are kept."""
    queries.require(actor, "system", "security")
    found = Unit.objects.filter(pk=actor.unit_id or 0).first() or top_unit()
    if found is None:
        raise DocumentRefused("empty_sheet", name="")
    return found
