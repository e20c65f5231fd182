"""Registering an item without a plan, and making a task a key task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import Plain, day, line, lines_of, words
from luoshi.ledger.models import GRADES, URGENCIES, TeamMember
from luoshi.ledger.rules.categories import Category
from luoshi.ledger.services import Member
from luoshi.org.models import Unit


class ItemForm(Plain):
    """Source, number, date and what is wanted; the date follows from the category unless the paper names one."""

    category = forms.ChoiceField(label=_("类别"), widget=forms.RadioSelect)
    source = line(_("来源"), required=True, help_text=_("如：省委副书记在《信息专报》上的批示。"))
    source_number = line(_("来源文号"), required=True, most=60)
    source_on = day(_("来源日期"), required=True, help_text=_("时限从这一日起算。"))
    signed_by = line(_("批示人或签发人"), most=40)
    number = line(_("编号"), required=True, most=30)
    title = line(_("事项"), required=True)
    wanted = words(_("要求"), required=True, rows=4, most=4000)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=URGENCIES, required=False, widget=forms.RadioSelect)
    due_on = day(_("文件写明的时限"), help_text=_("没有写明的留空，按类别的时限计算。"))
    standards = words(_("达到的标准"), rows=3, help_text=_("一行一条；留空的以要求为准。"))
    lead = forms.ModelChoiceField(
        label=_("牵头单位"), queryset=Unit.objects.none(), required=False, empty_label=_("下达前再定")
    )

    def __init__(self, *args: Any, categories: Mapping[str, Category], units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.choices = [(key, str(one.name)) for key, one in categories.items()]
        self.fields["lead"].queryset = units  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """As `services.Item` takes it."""
        given = dict(self.cleaned_data)
        return {**given, "standards": tuple(lines_of(given["standards"]))}


class KeyForm(Plain):
    """The grade, the leading leader, and the team: one member a line. Whoever sits there by a post keeps it as long as the
    line says so: the name goes on following the post."""

    grade = forms.ChoiceField(
        label=_("等级"), choices=[("", _("不列为重点任务")), *GRADES], required=False, widget=forms.RadioSelect
    )
    leader = line(_("领衔领导"), most=40)
    leader_title = line(_("领衔领导职务"), most=80)
    members = words(
        _("专班"), rows=6, most=6000,
        help_text=_("一行一人：角色，姓名，职务。角色写专班组长、成员或者联系人；只写姓名和职务的为成员。"),
    )  # fmt: skip

    def __init__(self, grade: str, team: Sequence[TeamMember], data: Any = None) -> None:
        self._team = team
        leader = next((one for one in team if one.role == "leader"), None)
        others = [one for one in team if one.role != "leader"]
        lines = [f"{one.get_role_display()}，{one.name}，{one.title}".rstrip("，") for one in others]
        super().__init__(
            data,
            initial={
                "grade": grade, "leader": leader.name if leader else "", "leader_title": leader.title if leader else "",
                "members": "\n".join(lines),
            },
        )  # fmt: skip

    def seats(self) -> list[Member]:
        """Everybody, the leader first."""
        held = {(one.name, one.title): one for one in self._team}
        found = []
        for role, name, title in self._lines():
            seat = held.get((name.strip(), title.strip()))
            if seat is None:
                found.append(Member(role, name, title))
            else:
                found.append(Member(role, "" if seat.post else name, title, seat.unit, seat.post))
        return found

    def _lines(self) -> list[tuple[str, str, str]]:
        given = self.cleaned_data
        found = [("leader", given["leader"], given["leader_title"])] if given["leader"].strip() else []
        roles = {str(label): key for key, label in TeamMember.ROLES if key != "leader"}
        for text in lines_of(given["members"]):
            parts = [part.strip() for part in text.replace(",", "，").split("，")]
            role = roles.get(parts[0])
            name, title = [*(parts if role is None else parts[1:]), "", ""][:2]
            found.append((role or "member", name, title))
        return found
