"""How do Django's own commands and forms ask the password rules? As one of its validators."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from luoshi.org.rules import PASSWORD_RULE, password_faults


class Rules:
    """The rules of `org.rules.password_faults`, in the reader's language."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise every reason at once."""
        person = getattr(user, "person", None)
        faults = password_faults(password, getattr(user, "username", ""), getattr(person, "name", ""))
        if faults:
            raise ValidationError([str(one) for one in faults])

    def get_help_text(self) -> str:
        """The rules in one sentence."""
        return str(PASSWORD_RULE)
