"""What people fill in about a record of accountability."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.forms import ManyFiles, Plain, day, line, words
from luoshi.problems.rules.records import RECORD_KINDS


class RecordForm(Plain):
    """A draft: what it is, whom it concerns, the facts, the basis, the evidence."""

    kind = forms.ChoiceField(label=_("种类"), choices=[(key, label) for key, label in RECORD_KINDS.items()])
    unit = line(_("所涉单位"), required=True, most=120, help_text=_("填单位全称。"))
    title = line(_("标题"), required=True, most=120)
    facts = words(
        _("事实"), required=True, rows=5, most=4000, help_text=_("只写查实的事实，写明时间、地点、数量和出处。")
    )
    basis = words(_("依据"), required=True, rows=2, help_text=_("哪一份文件的哪一条。"))
    attached = ManyFiles(label=_("佐证材料"), required=False)


class NothingForm(Plain):
    """Nothing to fill in."""


class NoteForm(Plain):
    note = words(_("理由"), required=True, rows=2)


class StatementForm(Plain):
    statement = words(
        _("陈述"), required=True, rows=4, most=4000, help_text=_("对事实、责任、原因的说明；不影响以后提出异议。")
    )
    attached = ManyFiles(label=_("材料"), required=False)


class SignForm(Plain):
    signed_by = line(_("签发人"), required=True, most=40)
    held_by = line(_("约谈人"), most=40, help_text=_("约谈由主要负责人或者受委托的负责人进行。"))
    audience = line(_("范围"), most=120, help_text=_("通报、表扬发到哪里，例如“协调小组成员单位”。"))


class HoldForm(Plain):
    held_on = day(_("约谈日期"), required=True)
    minutes = words(
        _("约谈情况"),
        required=True,
        rows=4,
        most=4000,
        help_text=_("谁约谈、谁到场、说了什么、单位表态；约谈记录可以作为材料上传。"),
    )
    attached = ManyFiles(label=_("约谈记录"), required=False)


class HandOverForm(Plain):
    handed_to = line(_("移交机关"), required=True, most=80, help_text=_("有权处理的党委、纪检监察、组织部门。"))


class OutcomeForm(Plain):
    outcome = line(_("处理结果"), required=True, most=120, help_text=_("只登记结果和文号，不登记过程。"))
    outcome_number = line(_("处理文号"), required=True, most=60)


class ObjectForm(Plain):
    objection = words(_("异议"), required=True, rows=4, most=4000)
    attached = ManyFiles(label=_("材料"), required=False)


class RulingForm(Plain):
    ruling = words(_("复核意见"), required=True, rows=3, most=4000)


FORMS: Mapping[str, type[Plain]] = {
    "tell": NothingForm, "state": StatementForm, "praise": SignForm, "sign": SignForm, "hand_over": HandOverForm,
    "record_outcome": OutcomeForm, "object": ObjectForm, "hold": HoldForm, "maintain": RulingForm, "revoke": RulingForm, "drop": NoteForm,
}  # fmt: skip
