"""Hints of copied texts get what every rule's hint has: key, task, period, and what was measured in a sentence."""

from django.db import migrations

TOLD = "除统一格式外，有 {share}% 的文字与{other}此前的反馈相同。"


def fill(apps, schema_editor):
    for hint in apps.get_model("signals", "Hint").objects.filter(key="").select_related(
        "other", "said__entry__report__period", "other_said"
    ):
        hint.key = f"{hint.said.entry_id}:{hint.other_said.entry_id}"
        hint.task_id = hint.said.entry.task_id
        hint.period = hint.said.entry.report.period.name
        share = round(100 * hint.evidence["containment"])
        hint.evidence["measures"] = [{"text": TOLD, "params": {"share": share, "other": hint.other.name}}]
        hint.save(update_fields=["key", "task", "period", "evidence"])


class Migration(migrations.Migration):
    dependencies = [("signals", "0003_any_rule")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
