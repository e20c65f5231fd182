"""How are the tables of a room made without drawing the picture of all models anew for each of them?

Django renders every model that is related to the one just added, again and again: 158 tables that nearly all point to a
unit took 40 s of processor, which a newcomer waited for at the first start. Here the models are added to the state first,
it is rendered once, and the tables are made from it.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel


class Tables(Operation):
    """Make all these models, in this order."""

    reduces_to_sql = True

    def __init__(self, *models: CreateModel) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Add them to the state while nothing of it is rendered."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make their tables."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop them, the last one first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What stands in the plan of a migration."""
        return f"Create models {', '.join(model.name for model in self.models)}"
