"""The tables of the room."""

import datetime
import django.db.models.deletion
from django.db import migrations, models

from luoshi.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [
        ('desk', '0001_notices'),
    ]

    initial = True

    dependencies = [
        ('org', '0001_initial'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Matter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40)),
                    ('key', models.CharField(max_length=60)),
                    ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.unit')),
                    ('needs', models.CharField(blank=True, max_length=20)),
                    ('account_id', models.BigIntegerField(null=True)),
                    ('title', models.CharField(max_length=250)),
                    ('text', models.JSONField(default=dict)),
                    ('url', models.CharField(blank=True, max_length=200)),
                    ('asked_by', models.CharField(blank=True, max_length=120)),
                    ('due_on', models.DateField(null=True)),
                    ('since', models.DateTimeField()),
                    ('closed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['unit'], name='matter_open_unit')],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='matter_once')],
                },
            ),
            migrations.CreateModel(
                name='NoticeChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                    ('kind', models.CharField(max_length=40)),
                    ('way', models.CharField(choices=[('digest', '站内，并列入每日汇总邮件'), ('mail', '站内，并立即发邮件'), ('app', '只在站内'), ('none', '不通知（仍在待办里）')], max_length=8)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='notice_choice_once')],
                },
            ),
            migrations.CreateModel(
                name='NoticeSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                    ('mail', models.EmailField(blank=True, max_length=254, verbose_name='邮箱')),
                    ('digest_at', models.TimeField(default=datetime.time(8, 30), verbose_name='每日汇总邮件的时间')),
                    ('quiet_from', models.TimeField(blank=True, default=datetime.time(19, 0), null=True, verbose_name='免打扰，从')),
                    ('quiet_to', models.TimeField(blank=True, default=datetime.time(8, 0), null=True, verbose_name='到')),
                    ('away_until', models.DateField(blank=True, null=True, verbose_name='暂停邮件，直到')),
                ],
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                    ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='desk.matter')),
                    ('told_at', models.DateTimeField()),
                    ('seen_at', models.DateTimeField(null=True)),
                    ('mailed_on', models.DateField(null=True)),
                    ('closed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['person', 'seen_at'], name='notice_open'), models.Index(fields=['person', '-closed_at'], name='notice_closed')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'matter'), name='notice_once')],
                },
            ),
        ),
    ]
