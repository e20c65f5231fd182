"""The shared register of outcome indicators."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import luoshi.kernel.models
import luoshi.org.scope


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0011_requests_of_every_kind"),
        ("org", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='指标名称')),
                ('definition', models.TextField(blank=True, verbose_name='口径')),
                ('unit_name', models.CharField(blank=True, max_length=20, verbose_name='计量单位')),
                ('comparator', models.CharField(choices=[('>=', '不少于'), ('<=', '不超过')], default='>=', max_length=2, verbose_name='目标方向')),
                ('baseline', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='基期值')),
                ('baseline_on', models.DateField(blank=True, null=True, verbose_name='基期')),
                ('target', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='目标值')),
                ('target_on', models.DateField(blank=True, null=True, verbose_name='目标日期')),
                ('source', models.CharField(max_length=200, verbose_name='数据来源')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='停用日期')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='IndicatorLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='IndicatorReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                ('shown', models.PositiveSmallIntegerField(choices=[(0, 'Hidden'), (1, 'Unit'), (2, 'Subtree')], default=2)),
            ],
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='截至日期')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='数值')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='来源')),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['indicator', 'on'],
            },
        ),
        migrations.AddField(
            model_name='indicator',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='org.unit'),
        ),
        migrations.AddField(
            model_name='indicatorlink',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='ledger.indicator'),
        ),
        migrations.AddField(
            model_name='indicatorlink',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicator_links', to='ledger.task'),
        ),
        migrations.AddField(
            model_name='indicatorreader',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='ledger.indicator'),
        ),
        migrations.AddField(
            model_name='indicatorreader',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit'),
        ),
        migrations.AddField(
            model_name='indicatorvalue',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person'),
        ),
        migrations.AddField(
            model_name='indicatorvalue',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='ledger.indicator'),
        ),
        migrations.AddConstraint(
            model_name='indicatorlink',
            constraint=models.UniqueConstraint(fields=('indicator', 'task'), name='indicator_link_once'),
        ),
        migrations.AddIndex(
            model_name='indicatorreader',
            index=models.Index(fields=['unit_path', 'indicator'], name='indicator_reader_path'),
        ),
        migrations.AddConstraint(
            model_name='indicatorreader',
            constraint=models.UniqueConstraint(fields=('indicator', 'unit'), name='indicator_reader_once'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.UniqueConstraint(fields=('indicator', 'on'), name='indicator_value_once'),
        ),
    ]
