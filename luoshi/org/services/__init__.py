"""What is done to the tree, to posts, grants and accounts? One function per thing a person does."""

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
    "form_body",
    "grant",
    "join_line",
    "move_unit",
    "name_holder",
    "open_account",
    "open_token",
    "path_columns",
]
