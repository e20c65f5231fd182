"""The tables of the room."""

import django.db.models.deletion
import luoshi.kernel.clock
import luoshi.kernel.models
import luoshi.org.scope
from django.db import migrations, models

from luoshi.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [
        ('signals', '0001_tables'),
        ('signals', '0002_sent_and_complaints'),
        ('signals', '0003_any_rule'),
        ('signals', '0004_hints_filled'),
        ('signals', '0005_one_matter_once'),
    ]

    initial = True

    dependencies = [
        ('ledger', '0001_initial'),
        ('org', '0001_initial'),
        ('problems', '0001_initial'),
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
                name='BurdenLimits',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='burden_limits', to='org.unit')),
                    ('limits', models.JSONField(default=dict)),
                ],
            ),
            migrations.CreateModel(
                name='Hint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('rule', models.CharField(max_length=20, verbose_name='规则')),
                    ('key', models.CharField(max_length=80)),
                    ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_hints', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hints', to='org.unit')),
                    ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('said', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hints', to='reporting.entryversion')),
                    ('other_said', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.entryversion')),
                    ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hints', to='ledger.task')),
                    ('problem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hints', to='problems.problem')),
                    ('period', models.CharField(blank=True, max_length=40, verbose_name='期次')),
                    ('evidence', models.JSONField()),
                    ('raised_at', models.DateTimeField()),
                    ('reply_by', models.DateField(blank=True, null=True, verbose_name='请于何日前说明')),
                    ('reply', models.TextField(blank=True, verbose_name='情况说明')),
                    ('replied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('replied_at', models.DateTimeField(blank=True, null=True)),
                    ('dismissal', models.CharField(blank=True, choices=[('form', '统一格式或者上级文件原文'), ('joint', '共同开展的同一项工作'), ('explained', '单位说明成立'), ('mistaken', '系误报')], max_length=10, verbose_name='排除的原因')),
                    ('verdict', models.TextField(blank=True, verbose_name='核实意见')),
                    ('judged_at', models.DateTimeField(blank=True, null=True)),
                    ('handed_to', models.CharField(blank=True, max_length=120, verbose_name='转交何处')),
                    ('listed_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='problems.problem')),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['keeper', 'state'], name='hint_keeper_state'), models.Index(fields=['unit', 'state'], name='hint_unit_state')],
                    'constraints': [models.UniqueConstraint(fields=('rule', 'key'), name='hint_of_rule_once')],
                },
            ),
            migrations.CreateModel(
                name='Looked',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', models.CharField(max_length=12)),
                    ('number', models.BigIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('what', 'number'), name='looked_once')],
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
                name='Sending',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('letter', '函件'), ('collection', '报送'), ('meeting', '会议'), ('inspection', '督查检查'), ('tasks', '任务下达')], max_length=12, verbose_name='类别')),
                    ('subject', models.CharField(db_index=True, max_length=80)),
                    ('matters', models.JSONField(default=list)),
                    ('title', models.CharField(max_length=200, verbose_name='标题')),
                    ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sendings', to='org.unit')),
                    ('sent_on', models.DateField(default=luoshi.kernel.clock.today)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('characters', models.PositiveIntegerField(default=0)),
                    ('attachments', models.PositiveSmallIntegerField(default=0)),
                    ('findings', models.JSONField(default=list)),
                    ('despite', models.CharField(blank=True, max_length=300, verbose_name='仍要发出的理由')),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['asker', 'sent_on'], name='sending_asker_day')],
                },
            ),
            migrations.CreateModel(
                name='Stop',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('rule', models.CharField(max_length=20)),
                    ('reason', models.CharField(max_length=200, verbose_name='停用的理由')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('keeper', 'rule'), name='stop_once')],
                },
            ),
            migrations.CreateModel(
                name='Tally',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=20)),
                    ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('period', models.CharField(max_length=40)),
                    ('examined', models.PositiveIntegerField(default=0)),
                    ('hits', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('rule', 'keeper', 'period'), name='signal_tally_once')],
                },
            ),
            migrations.CreateModel(
                name='Complaint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('asker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='signals.sending')),
                    ('page', models.CharField(blank=True, max_length=200, verbose_name='哪个页面')),
                    ('text', models.TextField(verbose_name='什么太多')),
                    ('unnamed', models.BooleanField(default=False, verbose_name='不显示姓名')),
                    ('received_on', models.DateField(default=luoshi.kernel.clock.today)),
                    ('answer_by', models.DateField(verbose_name='答复期限')),
                    ('outcome', models.CharField(blank=True, choices=[('dropped', '已取消要求'), ('merged', '已合并'), ('later', '已放宽时限'), ('less', '已减少内容'), ('kept', '确有必要，说明理由'), ('elsewhere', '不属于负担问题，告知去处')], max_length=10, verbose_name='办理结果')),
                    ('answer', models.TextField(blank=True, verbose_name='答复')),
                    ('answered_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['keeper', 'state'], name='complaint_keeper_state')],
                },
            ),
            migrations.CreateModel(
                name='HintReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('shown', models.PositiveSmallIntegerField(choices=[(0, 'Hidden'), (1, 'Unit'), (2, 'Subtree')], default=1)),
                    ('hint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='signals.hint')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'shown', 'hint'], name='hint_reader_path')],
                    'constraints': [models.UniqueConstraint(fields=('hint', 'unit'), name='hint_reader_once')],
                },
            ),
            migrations.CreateModel(
                name='SendingUnit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sending', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reached', to='signals.sending')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('asks', models.BooleanField(default=False)),
                    ('sent_on', models.DateField()),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'sent_on', 'sending'], name='sending_path_day')],
                    'constraints': [models.UniqueConstraint(fields=('sending', 'unit', 'asks'), name='sending_unit_once')],
                },
            ),
            migrations.CreateModel(
                name='Complainer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='said_by', to='signals.complaint')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ],
            ),
            migrations.CreateModel(
                name='ComplaintReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='signals.complaint')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('shown', models.PositiveSmallIntegerField(choices=[(0, 'Hidden'), (1, 'Unit'), (2, 'Subtree')], default=1)),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'shown', 'complaint'], name='complaint_reader_path')],
                    'constraints': [models.UniqueConstraint(fields=('complaint', 'unit'), name='complaint_reader_once')],
                },
            ),
        ),
    ]
