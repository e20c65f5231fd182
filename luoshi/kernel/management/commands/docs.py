"""`luoshi docs`: the pages of the developer's guide that are drawn from the tables themselves.

luoshi docs            write them
luoshi docs --check    fail where one is stale
"""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from luoshi.kernel import panels
from luoshi.kernel.workflow import Workflow

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "developer"


class Command(BaseCommand):
    """See the module."""

    help = "Write the generated pages of the developer's guide"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        found = {FOLDER / name: text for name, text in pages().items()}
        if check:
            stale = [page.name for page, text in found.items() if not page.exists() or page.read_text() != text]
            if stale:
                raise CommandError(f"stale in docs/developer: {', '.join(stale)}; run `luoshi docs`")
            return
        FOLDER.mkdir(parents=True, exist_ok=True)
        for page, text in found.items():
            page.write_text(text)


def pages() -> dict[str, str]:
    """Every generated page: the kernel's own, and what is registered above it (`panels.generated`)."""
    import_module(settings.ROOT_URLCONF)  # where what stands above the rooms registers
    return {"workflows.md": workflows(), **{name: text() for name, text in panels.GENERATED.items()}}


def workflows() -> str:
    """Every workflow as a state diagram, with who may make each move."""
    parts = ["# Workflows\n\nDrawn from the tables by `luoshi docs`; a test fails when this page is stale.\n"]
    parts += [_drawn(panels.WORKFLOWS[name]) for name in sorted(panels.WORKFLOWS)]
    return "\n".join(parts)


def _drawn(table: Workflow) -> str:
    lines = [f"## `{table.name}`\n", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state}: {label.text}" for state, label in table.states.items()]
    lines.append(f"    [*] --> {table.start}")
    for move in table.moves:
        for source in move.sources:
            lines.append(f"    {source} --> {move.target or source}: {move.label.text}")
    lines += [f"    {end} --> [*]" for end in table.ends]
    lines += ["```", "", "| move | 名称 | by | needs |", "|---|---|---|---|"]
    for move in table.moves:
        needs = "、".join(label.text for label in move.needs.values())
        lines.append(f"| `{move.name}` | {move.label.text} | {', '.join(f'`{role}`' for role in move.by)} | {needs} |")
    return "\n".join([*lines, ""])
