"""What a reader sees of a page: its words without the markup."""

from __future__ import annotations

import re
from typing import Any


def words(answer: Any) -> str:
    """The page's text."""
    return re.sub(r"<[^>]+>", "", answer.content.decode())
