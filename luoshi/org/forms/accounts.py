"""What is typed on the administrators' pages and on one's own?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from luoshi.kernel import clock
from luoshi.kernel.forms import Plain, day, line, words
from luoshi.org.rules import ADMINISTRATORS, MOST_PASSWORD, PASSWORD_RULE, PERMISSIONS, ROLE_LABELS

OTHER = "other"
RANGES = [("own", _("只看本单位")), ("below", _("本单位及其下级")), ("place", _("所服务的地区（协调小组办公室）"))]


def password_field(label: Any, *, new: bool = False, **kwargs: Any) -> forms.CharField:
    """A password, never drawn back."""
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(
        label=label, max_length=4 * MOST_PASSWORD, strip=False, widget=forms.PasswordInput(attrs=attrs),
        error_messages={"required": _("请填写密码。")}, **kwargs,
    )  # fmt: skip


class NewPassword(Plain):
    """A new password, typed twice."""

    password = password_field(_("新密码"), new=True)
    again = password_field(_("再输一遍"), new=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = str(PASSWORD_RULE)

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        given = super().clean() or self.cleaned_data
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        return given


class ChangeForm(NewPassword):
    """One's own password."""

    current = password_field(_("现在的密码"))
    field_order = ("current", "password", "again")


class AcceptForm(NewPassword):
    """A one-time code, and the password set with it."""

    code = line(
        _("一次性代码"), required=True, most=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("code", "password", "again")


class LanguageForm(Plain):
    """In which language one reads."""

    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)


class AccountForm(Plain):
    """A new account: for somebody known, or for a new person."""

    name = line(_("姓名"), most=40)
    phone = line(_("电话"), most=30)
    username = line(_("用户名"), required=True, most=60, help_text=_("2 至 30 个汉字、字母、数字，可以有 . _ - @。"))
    handed = forms.ChoiceField(
        label=_("怎样交给本人"), widget=forms.RadioSelect, initial="code",
        choices=[
            ("code", _("一次性代码：本人凭代码自己设密码，72 小时内有效")),
            ("password", _("初始密码：首次登录时必须修改")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = not known
        if known:
            del self.fields["name"], self.fields["phone"]


class WhyForm(Plain):
    """Why something is done."""

    note = words(_("理由"), required=False, most=500)


class GrantForm(Plain):
    """A role for a person: which, where, how far they see, and from when to when."""

    role = forms.ChoiceField(label=_("权限"), choices=[(key, ROLE_LABELS[key]) for key in PERMISSIONS])
    unit = forms.ChoiceField(label=_("单位"), required=False)
    other = line(_("其他单位"), most=120, help_text=_("写全称，或者用空格分开几个词，如“澜阳 财政局”。"))
    range = forms.ChoiceField(
        label=_("查看范围"),
        choices=RANGES,
        initial="own",
        help_text=_("只管看得到哪里；能办什么由权限决定，只在本单位。"),
    )
    starts_on = day(_("从"), required=True)
    ends_on = day(_("到"), help_text=_("不写的，一直有效，直到终止。"))
    note = words(_("理由"), rows=2, required=True, most=500, help_text=_("如：任职文号、代班安排。"))

    def __init__(self, *args: Any, units: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), name) for pk, name in units]
        self.fields["unit"].choices = [*choices, (OTHER, _("其他单位"))]  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = clock.today()

    def clean(self) -> dict[str, Any]:
        """A unit of the list, or the words that name another."""
        given = super().clean() or self.cleaned_data
        if (
            given.get("unit") in {OTHER, "", None}
            and not given.get("other")
            and given.get("role") not in ADMINISTRATORS
        ):
            self.add_error("other", _("请写明单位。"))
        return given
