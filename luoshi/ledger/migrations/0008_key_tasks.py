"""Key tasks: a grade, and who sits on the team."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0007_waits"),
        ("org", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('leader', '领衔领导'), ('head', '专班组长'), ('member', '成员'), ('contact', '联系人')], max_length=8, verbose_name='角色')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='姓名')),
                ('title', models.CharField(blank=True, max_length=80, verbose_name='职务')),
                ('ordering', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['task', 'ordering', 'id'],
            },
        ),
        migrations.AddField(
            model_name='task',
            name='grade',
            field=models.CharField(blank=True, choices=[('landmark', '标志性'), ('leading', '引领性'), ('pillar', '支柱性')], default='', max_length=10, verbose_name='重点任务等级'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('grade', ''), _negated=True), fields=['order_key', 'id'], name='task_key'),
        ),
        migrations.AddField(
            model_name='teammember',
            name='post',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post'),
        ),
        migrations.AddField(
            model_name='teammember',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team', to='ledger.task'),
        ),
        migrations.AddField(
            model_name='teammember',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit'),
        ),
        migrations.AddConstraint(
            model_name='teammember',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'leader')), fields=('task',), name='team_one_leader'),
        ),
    ]
