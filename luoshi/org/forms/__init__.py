"""What is typed on the room's pages?"""

from luoshi.org.forms.accounts import (
    OTHER,
    RANGES,
    AcceptForm,
    AccountForm,
    ChangeForm,
    GrantForm,
    LanguageForm,
    NewPassword,
    WhyForm,
    password_field,
)
from luoshi.org.forms.handing import (
    HandOverForm,
    KeepPostForm,
    LendForm,
    NoteForm,
    PostForm,
)

__all__ = [
    "OTHER",
    "RANGES",
    "AcceptForm",
    "AccountForm",
    "ChangeForm",
    "GrantForm",
    "HandOverForm",
    "KeepPostForm",
    "LanguageForm",
    "LendForm",
    "NewPassword",
    "NoteForm",
    "PostForm",
    "WhyForm",
    "password_field",
]
