"""The generated pages of the developer's guide are fresh."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from luoshi.kernel import panels
from luoshi.kernel.management.commands import docs


def test_workflows_page_is_fresh() -> None:
    call_command("docs", "--check")


def test_every_move_is_drawn() -> None:
    text = Path(docs.FOLDER / "workflows.md").read_text()
    for table in panels.WORKFLOWS.values():
        for move in table.moves:
            assert f"| `{move.name}` | {move.label.text} |" in text
