"""Item categories as settings, and what registering an item writes."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0008_key_tasks"),
        ("org", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name='CategorySettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('limit_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='一般时限')),
                ('urgent_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='急办时限')),
                ('hard_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='难办时限')),
                ('limit_kind', models.CharField(choices=[('calendar', '日'), ('working', '工作日')], default='calendar', max_length=10, verbose_name='按')),
                ('receive_days', models.PositiveSmallIntegerField(default=1, verbose_name='签收（工作日）')),
                ('feedback_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='首次反馈（工作日）')),
                ('rhythm', models.CharField(choices=[('none', '不定期'), ('change', '有变化时'), ('monthly', '每月'), ('quarterly', '每季度'), ('half_year', '每半年')], default='quarterly', max_length=10, verbose_name='反馈频次')),
                ('report_day', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='每月几日')),
                ('issuers', models.JSONField(default=list, verbose_name='可以立项的单位')),
                ('ends_by', models.CharField(choices=[('verify', '下达单位核验'), ('leader', '报作出批示的领导，无新批示即办结'), ('answer', '答复来函单位后办结')], default='verify', max_length=10, verbose_name='怎样办结')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='依据')),
            ],
        ),
        migrations.AddField(
            model_name='task',
            name='due_note',
            field=models.CharField(blank=True, max_length=200, verbose_name='时限依据'),
        ),
        migrations.AddField(
            model_name='task',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='ledger.task'),
        ),
        migrations.AddField(
            model_name='task',
            name='urgency',
            field=models.CharField(blank=True, choices=[('', '一般'), ('urgent', '急办'), ('hard', '难办')], default='', max_length=8, verbose_name='紧急程度'),
        ),
        migrations.AddField(
            model_name='categorysettings',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit'),
        ),
        migrations.AddConstraint(
            model_name='categorysettings',
            constraint=models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('key',), name='category_default_once'),
        ),
        migrations.AddConstraint(
            model_name='categorysettings',
            constraint=models.UniqueConstraint(fields=('unit', 'key'), name='category_once'),
        ),
    ]
