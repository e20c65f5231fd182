"""The house's laws as functions: each takes source text or models and gives the breaches. `tests.test_house` asks them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent / "luoshi"
DOOR = "kernel/actions.py"

WRITES = {
    "save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "asave", "adelete", "acreate", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create", "aupdate",
    "cursor", "executescript", "raw",
}  # fmt: skip
RELATED_WRITES = {"add", "set", "clear", "remove", "aadd", "aset", "aclear", "aremove"}
DOORS_OF_VIEWS = {"objects", "_base_manager", "_default_manager"}


@dataclass(frozen=True)
class Breach:
    """Where a law is broken, and by what."""

    file: str
    function: str
    what: str
    line: int

    def __str__(self) -> str:
        return f"luoshi/{self.file}:{self.line} in {self.function or 'the module'}: {self.what}"


def sources() -> Iterator[tuple[str, str]]:
    """Every file of the program but its migrations: (path below luoshi/, text)."""
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if "/migrations/" not in name:
            yield name, path.read_text(encoding="utf-8")


def relation_names() -> frozenset[str]:
    """Names under which rows hang on other rows: ``task.duties.add(...)`` writes as well."""
    names: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and (field.one_to_many or field.many_to_many):
                names.add(getattr(field, "related_name", None) or f"{field.name}_set")
                names.add(field.name)
    return frozenset(names)


def writes(file: str, text: str, relations: Iterable[str]) -> list[Breach]:
    """Law 5: ORM writes and cursors outside the one door."""
    found: list[Breach] = []
    relations = frozenset(relations)
    for function, call in _calls(ast.parse(text)):
        name = _written(call, relations)
        if name:
            found.append(Breach(file, function, name, call.lineno))
    return found


def _written(call: ast.Call, relations: frozenset[str]) -> str:
    if not isinstance(call.func, ast.Attribute):
        return ""
    name, receiver = call.func.attr, call.func.value
    if isinstance(receiver, ast.Name) and receiver.id == "actions":
        return ""
    if name in WRITES:
        return f".{name}()"
    # a dict and a hash are updated with a value, rows only with keywords
    if name == "update" and not call.args:
        return ".update()"
    if name in RELATED_WRITES and isinstance(receiver, ast.Attribute) and receiver.attr in relations:
        return f".{receiver.attr}.{name}()"
    return ""


def reads(file: str, text: str) -> list[Breach]:
    """Law 5: views and api ask the tables through `queries` or the visible door, and in no other way."""
    tree = ast.parse(text)
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return [
        Breach(file, "", f".{node.attr}", node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in DOORS_OF_VIEWS and not _through_the_door(node, parents)
    ]


def _through_the_door(node: ast.AST, parents: dict[int, ast.AST]) -> bool:
    """Whether the chain that begins here (``Task.objects.select_related(...).get_visible(...)``) meets the visible door."""
    above = parents.get(id(node))
    while isinstance(above, ast.Attribute | ast.Call):
        if isinstance(above, ast.Attribute) and above.attr in {"visible_to", "get_visible"}:
            return True
        above = parents.get(id(above))
    return False


def is_outer(file: str) -> bool:
    """Whether a file is a room's views or api."""
    parts = file.removesuffix(".py").split("/")
    return len(parts) > 1 and parts[1] in {"views", "api"}


def saves(file: str, text: str) -> list[Breach]:
    """No decisions in models: no save() or delete() of its own, no signal handlers."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"} and "models" in file:
            found.append(Breach(file, node.name, f"overrides {node.name}()", node.lineno))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"):
            found.append(Breach(file, "", "Django signals", node.lineno))
        if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
            found.append(Breach(file, "", "Django signals", node.lineno))
    return found


def unscoped(found: Iterable[type[models.Model]], public: dict[str, str]) -> list[str]:
    """Law 6: models that neither say where they belong nor are excused."""
    return [model._meta.label for model in found if not hasattr(model, "scope") and model._meta.label not in public]


def long(file: str, text: str, most: int) -> list[Breach]:
    """Functions longer than ``most`` lines."""
    return [
        Breach(file, node.name, f"{length} lines", node.lineno)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > most
    ]


def _calls(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.Call]]:
    """Every call with the name of the outermost function that it stands in (``Class.method`` for methods)."""
    for child in ast.iter_child_nodes(tree):
        inside = function
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and (not function or function.endswith(".")):
            inside = function + child.name
        elif isinstance(child, ast.ClassDef) and not function:
            inside = f"{child.name}."
        if isinstance(child, ast.Call):
            yield function, child
        yield from _calls(child, inside)


def room_of(file: str) -> str:
    """The room that a file belongs to."""
    return file.split("/")[0]


def registered_models() -> list[Any]:
    """Models of the program's own rooms."""
    return [model for model in apps.get_models() if model.__module__.startswith("luoshi.")]
