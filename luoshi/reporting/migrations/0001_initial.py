"""The tables of the room."""

import django.db.models.deletion
import luoshi.kernel.models
import luoshi.org.scope
from django.db import migrations, models

from luoshi.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [
        ('reporting', '0001_tables'),
        ('reporting', '0002_signatures_and_sources'),
        ('reporting', '0003_rhythm_chain_feeds'),
        ('reporting', '0004_shares'),
    ]

    initial = True

    dependencies = [
        ('ledger', '0001_initial'),
        ('org', '0001_initial'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='ReportingSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('grace_days', models.PositiveSmallIntegerField(default=2, verbose_name='缺报宽限（工作日）')),
                    ('feed_days', models.PositiveSmallIntegerField(default=3, verbose_name='协办反馈提前（工作日）')),
                    ('names_shown', models.BooleanField(default=False, verbose_name='向下级显示审核人姓名')),
                ],
            ),
            migrations.CreateModel(
                name='Rhythm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rhythms', to='org.unit')),
                    ('kind', models.CharField(choices=[('quarter', '季度'), ('month', '月度'), ('half', '半年'), ('year', '年度'), ('adhoc', '专项'), ('change', '情况变化')], default='quarter', max_length=10, verbose_name='节奏')),
                    ('due_day', models.PositiveSmallIntegerField(default=10, verbose_name='报送日')),
                    ('shift', models.CharField(choices=[('before', '提前到上一个工作日'), ('after', '顺延到下一个工作日'), ('none', '不调整')], default='before', max_length=6, verbose_name='遇非工作日')),
                    ('open_before', models.PositiveSmallIntegerField(default=5, verbose_name='提前几个工作日开启')),
                    ('category', models.CharField(blank=True, choices=[('plan', '方案任务'), ('instruction', '领导批示'), ('meeting', '会议议定事项'), ('letter', '来函')], max_length=12, verbose_name='任务类别')),
                    ('levels', models.JSONField(blank=True, default=list, verbose_name='级次')),
                    ('basis', models.CharField(blank=True, max_length=120, verbose_name='依据文件')),
                    ('active', models.BooleanField(default=True, verbose_name='启用')),
                    ('opened_until', models.DateField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['unit', 'id'],
                },
            ),
            migrations.CreateModel(
                name='SignStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_steps', to='org.unit')),
                    ('when', models.CharField(blank=True, choices=[('', '各期'), ('year', '年终')], max_length=10)),
                    ('ordering', models.PositiveSmallIntegerField(default=0)),
                    ('name', models.CharField(max_length=20, verbose_name='环节')),
                    ('post_kind', models.CharField(blank=True, choices=[('head', '主要负责人'), ('deputy', '分管负责人'), ('responsible', '责任岗位'), ('liaison', '联络员'), ('clerk', '经办')], max_length=12, verbose_name='由谁办理')),
                ],
                options={
                    'ordering': ['unit', 'when', 'ordering'],
                    'constraints': [models.UniqueConstraint(fields=('unit', 'when', 'ordering'), name='sign_step_once')],
                },
            ),
            migrations.CreateModel(
                name='Chase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ask', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chased', to='org.ask')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('told', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chases', to='org.unit')),
                    ('told_path', luoshi.org.scope.PathField(db_index=True, max_length=64)),
                    ('upward', models.BooleanField(default=False)),
                    ('document', models.CharField(blank=True, max_length=20)),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                    ('on', models.DateField()),
                ],
                options={
                    'ordering': ['-id'],
                    'constraints': [models.UniqueConstraint(fields=('ask', 'told', 'on'), name='chase_once_a_day')],
                },
            ),
            migrations.CreateModel(
                name='Period',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, verbose_name='期次')),
                    ('kind', models.CharField(choices=[('quarter', '季度'), ('month', '月度'), ('half', '半年'), ('year', '年度'), ('adhoc', '专项'), ('change', '情况变化')], default='quarter', max_length=10)),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField()),
                    ('due_on', models.DateField(verbose_name='报送截止')),
                    ('category', models.CharField(blank=True, choices=[('plan', '方案任务'), ('instruction', '领导批示'), ('meeting', '会议议定事项'), ('letter', '来函')], max_length=12, verbose_name='任务类别')),
                    ('levels', models.JSONField(blank=True, default=list, verbose_name='级次')),
                    ('basis', models.CharField(blank=True, max_length=120, verbose_name='依据文件')),
                    ('rhythm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='reporting.rhythm')),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='org.unit')),
                    ('opened_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-ends_on', '-id'],
                    'constraints': [models.UniqueConstraint(fields=('opened_by', 'name'), name='period_once')],
                },
            ),
            migrations.CreateModel(
                name='Feed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='reporting.period')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='ledger.task')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds_received', to='org.unit')),
                    ('to_path', luoshi.org.scope.PathField(max_length=64)),
                    ('text', models.TextField(blank=True, verbose_name='本单位承担部分的进展')),
                    ('no_change', models.BooleanField(default=False, verbose_name='本期无变化')),
                    ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['to', 'period'], name='feed_to_period')],
                    'constraints': [models.UniqueConstraint(fields=('period', 'task', 'unit'), name='feed_once')],
                },
            ),
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(db_index=True, max_length=64)),
                    ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reporting.period')),
                    ('round', models.PositiveSmallIntegerField(default=0)),
                    ('step', models.PositiveSmallIntegerField(default=0)),
                    ('skipping', models.CharField(blank=True, max_length=300, verbose_name='下级未报齐仍先报的理由')),
                    ('sign_way', models.CharField(blank=True, choices=[('login', '登录签批'), ('scan', '签批单扫描件')], max_length=6)),
                    ('signed_by', models.CharField(blank=True, max_length=40, verbose_name='签批人')),
                    ('signed_at', models.DateTimeField(blank=True, null=True)),
                    ('text_hash', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('unit', 'period'), name='report_once')],
                },
            ),
            migrations.CreateModel(
                name='ReportReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='reporting.report')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('shown', models.PositiveSmallIntegerField(choices=[(0, 'Hidden'), (1, 'Unit'), (2, 'Subtree')], default=1)),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'report'], name='report_reader_path')],
                    'constraints': [models.UniqueConstraint(fields=('report', 'unit'), name='report_reader_once')],
                },
            ),
            migrations.CreateModel(
                name='Signature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='reporting.report')),
                    ('round', models.PositiveSmallIntegerField()),
                    ('step', models.PositiveSmallIntegerField(default=0)),
                    ('step_name', models.CharField(blank=True, max_length=20)),
                    ('void', models.BooleanField(default=False)),
                    ('way', models.CharField(choices=[('login', '登录签批'), ('scan', '签批单扫描件')], max_length=6)),
                    ('signed_by', models.CharField(max_length=40, verbose_name='签批人')),
                    ('signed_at', models.DateTimeField()),
                    ('text', models.TextField()),
                    ('text_hash', models.CharField(max_length=64)),
                ],
                options={
                    'ordering': ['report', 'round', 'step', 'id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('void', False)), fields=('report', 'round', 'step'), name='signature_once')],
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='reporting.report')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='ledger.task')),
                    ('progress', models.CharField(blank=True, choices=[('not_started', '未启动'), ('on_line', '达序时进度'), ('ahead', '超序时进度'), ('behind', '欠序时进度'), ('done', '已完成')], max_length=12, verbose_name='进展状态')),
                    ('narrative', models.TextField(blank=True, verbose_name='进展情况')),
                    ('difficulty', models.TextField(blank=True, verbose_name='存在困难')),
                    ('help', models.CharField(choices=[('none', '无'), ('coordinate', '需要协调'), ('cannot', '办不了')], default='none', max_length=10, verbose_name='需要的支持')),
                    ('next_steps', models.TextField(blank=True, verbose_name='下步打算')),
                    ('no_change', models.BooleanField(default=False, verbose_name='本期无变化')),
                    ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('saved_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['task', '-id'], name='entry_task')],
                    'constraints': [models.UniqueConstraint(fields=('report', 'task'), name='entry_once')],
                },
            ),
            migrations.CreateModel(
                name='EntryVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='reporting.entry')),
                    ('round', models.PositiveSmallIntegerField()),
                    ('content', models.JSONField()),
                    ('sent_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['entry', 'round'],
                    'constraints': [models.UniqueConstraint(fields=('entry', 'round'), name='entry_version_once')],
                },
            ),
            migrations.CreateModel(
                name='Receipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='reporting.report')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='reporting.entry')),
                    ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='org.unit')),
                    ('deciding', models.BooleanField(default=True)),
                    ('round', models.PositiveSmallIntegerField(default=1)),
                    ('reason', models.TextField(blank=True, verbose_name='退回理由')),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['recipient', 'state'], name='receipt_recipient')],
                    'constraints': [models.UniqueConstraint(fields=('entry', 'recipient'), name='receipt_once')],
                },
            ),
            migrations.CreateModel(
                name='Share',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='share', to='reporting.entry')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('among', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('title', models.CharField(max_length=200, verbose_name='任务')),
                    ('period_name', models.CharField(max_length=40, verbose_name='期次')),
                    ('text', models.TextField(verbose_name='做法')),
                    ('shared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('shared_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-shared_at', '-id'],
                    'indexes': [models.Index(fields=['among', 'state', '-shared_at'], name='share_among')],
                },
            ),
            migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='reporting.entry')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='ledger.task')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals_received', to='org.unit')),
                    ('to_path', luoshi.org.scope.PathField(max_length=64)),
                    ('document', models.CharField(max_length=20, verbose_name='文种')),
                    ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('serial', models.PositiveIntegerField(blank=True, null=True)),
                    ('number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                    ('title', models.CharField(max_length=200, verbose_name='标题')),
                    ('text', models.TextField(verbose_name='正文')),
                    ('signed_by', models.CharField(blank=True, max_length=40, verbose_name='签发人')),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.TextField(blank=True, verbose_name='答复')),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['to', 'state'], name='appeal_to_state')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('serial__isnull', False)), fields=('unit', 'year', 'serial'), name='appeal_number_once')],
                },
            ),
            migrations.CreateModel(
                name='EntryFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='reporting.entry')),
                    ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.target')),
                    ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='低于上期的原因')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entry', 'target'), name='entry_figure_once')],
                },
            ),
            migrations.CreateModel(
                name='EntryNode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nodes', to='reporting.entry')),
                    ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.milestone')),
                    ('done_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('entry', 'milestone'), name='entry_node_once')],
                },
            ),
            migrations.CreateModel(
                name='EntrySource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='reporting.entry')),
                    ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.entryversion')),
                    ('feed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.feed')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('sentence', models.TextField()),
                ],
                options={
                    'ordering': ['entry', 'id'],
                },
            ),
        ),
        migrations.AddField(
            model_name='entry',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.entryversion'),
        ),
    ]
