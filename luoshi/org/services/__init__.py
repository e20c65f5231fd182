"""What is done to the tree, to posts, grants and accounts? One function per thing a person does."""

from luoshi.org.services.handing import (
    cancel_hand_over,
    end_delegation,
    hand_over,
    keep_post,
    lend,
    set_up_post,
)
from luoshi.org.services.units import (
    TOKEN_DAYS,
    add_line,
    add_person,
    add_post,
    add_unit,
    appoint,
    form_body,
    grant,
    join_line,
    move_unit,
    name_holder,
    open_account,
    open_token,
    path_columns,
)

__all__ = [
    "TOKEN_DAYS",
    "add_line",
    "add_person",
    "add_post",
    "add_unit",
    "appoint",
    "cancel_hand_over",
    "end_delegation",
    "form_body",
    "grant",
    "hand_over",
    "join_line",
    "keep_post",
    "lend",
    "move_unit",
    "name_holder",
    "open_account",
    "open_token",
    "path_columns",
    "set_up_post",
]
