"""The tables of the room."""

import django.db.models.deletion
import luoshi.kernel.models
import luoshi.org.scope
from django.db import migrations, models

from luoshi.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [
        ('signals', '0001_tables'),
    ]

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('reporting', '0001_initial'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Examined',
                fields=[
                    ('said', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='examined', serialize=False, to='reporting.entryversion')),
                    ('size', models.PositiveIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name='Hint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('rule', models.CharField(choices=[('copied', '与其他单位反馈文字相同')], max_length=20, verbose_name='规则')),
                    ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_hints', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hints', to='org.unit')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('said', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hints', to='reporting.entryversion')),
                    ('other_said', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.entryversion')),
                    ('evidence', models.JSONField()),
                    ('raised_at', models.DateTimeField()),
                    ('reply_by', models.DateField(blank=True, null=True, verbose_name='请于何日前说明')),
                    ('reply', models.TextField(blank=True, verbose_name='情况说明')),
                    ('replied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('replied_at', models.DateTimeField(blank=True, null=True)),
                    ('dismissal', models.CharField(blank=True, choices=[('form', '统一格式或者上级文件原文'), ('joint', '共同开展的同一项工作'), ('explained', '单位说明成立'), ('mistaken', '不相同，系误报')], max_length=10, verbose_name='排除的原因')),
                    ('verdict', models.TextField(blank=True, verbose_name='核实意见')),
                    ('judged_at', models.DateTimeField(blank=True, null=True)),
                    ('handed_to', models.CharField(blank=True, max_length=120, verbose_name='转交何处')),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['keeper', 'state'], name='hint_keeper_state'), models.Index(fields=['unit', 'state'], name='hint_unit_state')],
                    'constraints': [models.UniqueConstraint(fields=('rule', 'said', 'other_said'), name='hint_once')],
                },
            ),
            migrations.CreateModel(
                name='Piece',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('piece', models.BigIntegerField()),
                    ('said', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reporting.entryversion')),
                ],
                options={
                    'indexes': [models.Index(fields=['piece', 'said'], name='piece_said')],
                },
            ),
            migrations.CreateModel(
                name='HintReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('hint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='signals.hint')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('shown', models.PositiveSmallIntegerField(choices=[(0, 'Hidden'), (1, 'Unit'), (2, 'Subtree')], default=1)),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'shown', 'hint'], name='hint_reader_path')],
                    'constraints': [models.UniqueConstraint(fields=('hint', 'unit'), name='hint_reader_once')],
                },
            ),
        ),
    ]
