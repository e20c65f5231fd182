"""Requests for more time, another text, a stop: with approver and document."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0010_clock_that_stands_still"),
        ("org", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name='lightsettings',
            name='answer_days',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='牵头单位答复争议（工作日）'),
        ),
        migrations.AddField(
            model_name='lightsettings',
            name='extension_ahead',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='延期须提前（工作日）'),
        ),
        migrations.AddField(
            model_name='lightsettings',
            name='extension_count',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='延期次数'),
        ),
        migrations.AddField(
            model_name='request',
            name='answer',
            field=models.TextField(blank=True, verbose_name='牵头单位意见'),
        ),
        migrations.AddField(
            model_name='request',
            name='answer_by',
            field=models.DateField(blank=True, null=True, verbose_name='答复期限'),
        ),
        migrations.AddField(
            model_name='request',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='request',
            name='approved_by',
            field=models.CharField(blank=True, max_length=40, verbose_name='批准人'),
        ),
        migrations.AddField(
            model_name='request',
            name='before',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='request',
            name='document',
            field=models.CharField(blank=True, max_length=60, verbose_name='批准文号'),
        ),
        migrations.AddField(
            model_name='request',
            name='granted_on',
            field=models.DateField(blank=True, null=True, verbose_name='核定的时限'),
        ),
        migrations.AddField(
            model_name='request',
            name='progress',
            field=models.TextField(blank=True, verbose_name='目前进展'),
        ),
        migrations.AddField(
            model_name='request',
            name='responder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_to_answer', to='org.unit'),
        ),
        migrations.AddField(
            model_name='request',
            name='wanted',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='request',
            name='kind',
            field=models.CharField(choices=[('division', '申请调整分工'), ('dispute', '分工争议'), ('later_date', '申请晚于上级时限'), ('extension', '申请延期'), ('change', '申请变更'), ('suspension', '申请中止'), ('resumption', '申请恢复'), ('cancellation', '申请撤销')], max_length=12),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['responder', 'state'], name='request_responder'),
        ),
    ]
