"""Pauses of a task's clock; the date that counts follows them."""

import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


def drop_triggers(apps, schema_editor):
    """What is counted has changed: `ledger.jobs.keep_counting` sets the triggers anew after the migration."""
    on = " ON ledger_task" if schema_editor.connection.vendor == "postgresql" else ""
    for name in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS ledger_tally_{name}{on}")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0009_categories"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('awaiting', '等待裁定'), ('suspension', '中止')], max_length=12)),
                ('starts_on', models.DateField(verbose_name='停计自')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='预计至')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='恢复于')),
                ('working_days', models.PositiveIntegerField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
            ],
            options={
                'ordering': ['task', 'starts_on', 'id'],
            },
        ),
        migrations.AddField(
            model_name='task',
            name='clock_until',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='paused_days',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='停计（工作日）'),
        ),
        migrations.AddField(
            model_name='pause',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pauses', to='ledger.request'),
        ),
        migrations.AddField(
            model_name='pause',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='ledger.task'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='pause_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('task', 'kind'), name='pause_one_open'),
        ),
        migrations.RemoveIndex(model_name="task", name="task_deadline"),
        migrations.RemoveField(model_name="task", name="deadline"),
        migrations.AddField(
            model_name="task",
            name="deadline",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    "clock_until",
                    "due_on",
                    "review_on",
                    models.Value(datetime.date(9999, 12, 31), models.DateField()),
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.RemoveIndex(model_name="task", name="task_running"),
        migrations.RemoveField(model_name="task", name="running_until"),
        migrations.AddField(
            model_name="task",
            name="running_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        paused=False,
                        state__in=["active", "verifying", "presented"],
                        then=django.db.models.functions.comparison.Coalesce("clock_until", "due_on", "review_on"),
                    ),
                    output_field=models.DateField(),
                ),
                output_field=models.DateField(null=True),
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("running_until__isnull", False)),
                fields=["running_until", "id", "lead_path"],
                name="task_running",
            ),
        ),
        migrations.AddIndex(model_name="task", index=models.Index(fields=["deadline", "id"], name="task_deadline")),
    ]
