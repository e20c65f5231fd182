"""Keeping a way of looking at the ledger under a name, and doing something to many of its rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, line, words
from luoshi.org.models import SHARING, Post
from luoshi.org.rules import ROLE_LABELS

OPENS_FOR = ("office", "clerk", "liaison", "head", "viewer")
"""Roles that work with the ledger."""


class ViewForm(Plain):
    """Its name, who may use it, and for which role it opens first."""

    name = line(_("视图名称"), most=30, required=True)
    shared = forms.ChoiceField(label=_("供谁使用"), choices=SHARING, initial="own")
    role = forms.ChoiceField(label=_("作为默认视图"), required=False, choices=[])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        roles: forms.Field = self.fields["role"]
        roles.choices = [("", _("不作默认")), *((key, ROLE_LABELS[key]) for key in OPENS_FOR)]  # type: ignore[attr-defined]


class BulkForm(Plain):
    """One common reason for all that was chosen; for 调整责任人 the post as well."""

    note = words(_("共同理由"), most=500)
    post = forms.ModelChoiceField(label=_("责任岗位"), queryset=Post.objects.none(), required=False)

    def __init__(self, *args: object, posts: object = (), needs_note: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["note"].required = needs_note
        field: Any = self.fields["post"]
        field.queryset = posts
        field.label_from_instance = lambda post: post.name
