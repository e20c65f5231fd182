"""The tables of the room."""

import django.db.models.deletion
import luoshi.kernel.models
import luoshi.org.scope
from django.db import migrations, models

from luoshi.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [
        ('problems', '0001_tables'),
        ('problems', '0002_records'),
        ('problems', '0002_from_letters_and_notes'),
    ]

    initial = True

    dependencies = [
        ('ledger', '0001_initial'),
        ('org', '0001_initial'),
        ('voice', '0001_initial'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Problem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('number', models.CharField(max_length=40, verbose_name='文号')),
                    ('title', models.CharField(max_length=120, verbose_name='问题')),
                    ('facts', models.TextField(verbose_name='问题情况')),
                    ('theme', models.CharField(blank=True, max_length=40, verbose_name='类别')),
                    ('origin', models.CharField(choices=[('inspection', 'inspection'), ('report', 'report'), ('voice', 'voice'), ('research', 'research'), ('audit', 'audit'), ('hint', 'hint'), ('self', 'self'), ('other', 'other')], max_length=12, verbose_name='来源')),
                    ('origin_label', models.CharField(blank=True, max_length=120, verbose_name='来源说明')),
                    ('origin_url', models.CharField(blank=True, max_length=200)),
                    ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='ledger.task')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='voice.case')),
                    ('note', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='voice.fieldnote')),
                    ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_problems', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('found_at', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post')),
                    ('found_on', models.DateField(verbose_name='发现日期')),
                    ('standard', models.TextField(blank=True, verbose_name='整改标准')),
                    ('measures_by', models.DateField(verbose_name='报措施期限')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='整改时限')),
                    ('first_due_on', models.DateField(blank=True, null=True, verbose_name='首次时限')),
                    ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('entered_at', models.DateTimeField()),
                    ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('proposed_at', models.DateTimeField(blank=True, null=True)),
                    ('vetted_at', models.DateTimeField(blank=True, null=True)),
                    ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('claimed_at', models.DateTimeField(blank=True, null=True)),
                    ('claim', models.TextField(blank=True, verbose_name='整改完成情况')),
                    ('wider', models.TextField(blank=True, verbose_name='举一反三情况')),
                    ('lasting', models.TextField(blank=True, verbose_name='长效机制')),
                    ('signed_by', models.CharField(blank=True, max_length=40, verbose_name='单位主要负责人')),
                    ('verified_at', models.DateTimeField(blank=True, null=True)),
                    ('publicity', models.CharField(choices=[('internal', '系统内公示'), ('public', '向社会公示'), ('none', '不公示')], default='internal', max_length=8, verbose_name='公示')),
                    ('public_until', models.DateField(blank=True, null=True, verbose_name='公示至')),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('file_number', models.CharField(blank=True, max_length=60, verbose_name='归档号')),
                    ('look_back_on', models.DateField(blank=True, null=True, verbose_name='回头看')),
                    ('looked_back_at', models.DateTimeField(blank=True, null=True)),
                    ('refused', models.PositiveSmallIntegerField(default=0)),
                    ('reopened', models.PositiveSmallIntegerField(default=0)),
                    ('latest', models.CharField(blank=True, max_length=200, verbose_name='最近进展')),
                    ('earlier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='problems.problem')),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['keeper', 'state'], name='problem_keeper_state'), models.Index(fields=['unit', 'state'], name='problem_unit_state'), models.Index(fields=['unit_path', 'due_on'], name='problem_path_due')],
                    'constraints': [models.UniqueConstraint(fields=('keeper', 'number'), name='problem_number_once'), models.CheckConstraint(condition=models.Q(('due_on', None), ('due_on__gte', models.F('first_due_on')), _connector='OR'), name='problem_first_date_stays')],
                },
            ),
            migrations.CreateModel(
                name='ProblemSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('problems_name', models.CharField(default='问题清单', max_length=20, verbose_name='第一张清单')),
                    ('measures_name', models.CharField(default='整改清单', max_length=20, verbose_name='第二张清单')),
                    ('duties_name', models.CharField(default='责任清单', max_length=20, verbose_name='第三张清单')),
                    ('themes', models.TextField(blank=True, verbose_name='问题类别')),
                    ('measures_days', models.PositiveSmallIntegerField(default=5, verbose_name='报措施（工作日）')),
                    ('vet_days', models.PositiveSmallIntegerField(default=3, verbose_name='审定措施（工作日）')),
                    ('dispute_days', models.PositiveSmallIntegerField(default=10, verbose_name='复核异议（工作日）')),
                    ('check_days', models.PositiveSmallIntegerField(default=5, verbose_name='核查（工作日）')),
                    ('publicity_days', models.PositiveSmallIntegerField(default=5, verbose_name='公示（工作日）')),
                    ('look_back_days', models.PositiveSmallIntegerField(default=90, verbose_name='销号后多少日回头看')),
                    ('recurrence_days', models.PositiveSmallIntegerField(default=365, verbose_name='多少日内再次出现算反复')),
                    ('state_days', models.PositiveSmallIntegerField(default=5, verbose_name='问责：陈述（工作日）')),
                    ('object_days', models.PositiveSmallIntegerField(default=30, verbose_name='问责：异议（日）')),
                    ('valid_days', models.PositiveSmallIntegerField(default=365, verbose_name='问责：签发后多少日失效')),
                ],
            ),
            migrations.CreateModel(
                name='Measure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='problems.problem')),
                    ('text', models.CharField(max_length=300, verbose_name='整改措施')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='完成时限')),
                    ('person', models.CharField(blank=True, max_length=60, verbose_name='责任人')),
                    ('ordering', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'ordering': ['problem', 'ordering', 'id'],
                },
            ),
            migrations.CreateModel(
                name='Extension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='problems.problem')),
                    ('reason', models.TextField(verbose_name='理由')),
                    ('progress', models.TextField(verbose_name='目前进展')),
                    ('proposed_on', models.DateField(verbose_name='申请的时限')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('asked_at', models.DateTimeField()),
                    ('granted_on', models.DateField(blank=True, null=True, verbose_name='核定的时限')),
                    ('ruling', models.TextField(blank=True, verbose_name='答复意见')),
                    ('ruled_at', models.DateTimeField(blank=True, null=True)),
                    ('approved_by', models.CharField(blank=True, max_length=40, verbose_name='批准人')),
                    ('document', models.CharField(blank=True, max_length=60, verbose_name='批准文号')),
                ],
                options={
                    'ordering': ['problem', 'id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('problem',), name='extension_one_open')],
                },
            ),
            migrations.CreateModel(
                name='Check',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='problems.problem')),
                    ('kind', models.CharField(choices=[('verify', '核查'), ('look_back', '回头看')], max_length=10)),
                    ('way', models.CharField(choices=[('site', '现场核查'), ('papers', '书面核查')], max_length=8, verbose_name='核查方式')),
                    ('checked_on', models.DateField(verbose_name='核查日期')),
                    ('people', models.CharField(max_length=120, verbose_name='核查人')),
                    ('finding', models.TextField(verbose_name='核查情况')),
                    ('met', models.JSONField(blank=True, default=list, verbose_name='销号标准')),
                    ('passed', models.BooleanField(default=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                ],
                options={
                    'ordering': ['problem', 'id'],
                },
            ),
            migrations.CreateModel(
                name='ProblemReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('shown', models.PositiveSmallIntegerField(choices=[(0, 'Hidden'), (1, 'Unit'), (2, 'Subtree')], default=1)),
                    ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='problems.problem')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'shown', 'problem'], name='problem_reader_path')],
                    'constraints': [models.UniqueConstraint(fields=('problem', 'unit'), name='problem_reader_once')],
                },
            ),
            migrations.CreateModel(
                name='Record',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('reminder', 'reminder'), ('interview', 'interview'), ('bulletin', 'bulletin'), ('transfer', 'transfer'), ('praise', 'praise')], max_length=10)),
                    ('number', models.CharField(blank=True, max_length=40, verbose_name='文号')),
                    ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('problem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='problems.problem')),
                    ('title', models.CharField(max_length=120, verbose_name='标题')),
                    ('facts', models.TextField(verbose_name='事实')),
                    ('basis', models.TextField(verbose_name='依据')),
                    ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('drafted_at', models.DateTimeField()),
                    ('state_by', models.DateField(blank=True, null=True, verbose_name='陈述期限')),
                    ('statement', models.TextField(blank=True, verbose_name='陈述')),
                    ('signed_by', models.CharField(blank=True, max_length=40, verbose_name='签发人')),
                    ('held_by', models.CharField(blank=True, max_length=40, verbose_name='约谈人')),
                    ('audience', models.CharField(blank=True, max_length=120, verbose_name='范围')),
                    ('issued_on', models.DateField(blank=True, null=True, verbose_name='签发日期')),
                    ('object_by', models.DateField(blank=True, null=True, verbose_name='异议期限')),
                    ('objection', models.TextField(blank=True, verbose_name='异议')),
                    ('ruling', models.TextField(blank=True, verbose_name='复核意见')),
                    ('ruled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('expires_on', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                    ('handed_to', models.CharField(blank=True, max_length=80, verbose_name='移交机关')),
                    ('held_on', models.DateField(blank=True, null=True, verbose_name='约谈日期')),
                    ('minutes', models.TextField(blank=True, verbose_name='约谈情况')),
                    ('outcome', models.CharField(blank=True, max_length=120, verbose_name='处理结果')),
                    ('outcome_number', models.CharField(blank=True, max_length=60, verbose_name='处理文号')),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='RecordReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('shown', models.PositiveSmallIntegerField(choices=[(0, 'Hidden'), (1, 'Unit'), (2, 'Subtree')], default=1)),
                    ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='problems.record')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'shown', 'record'], name='record_reader_path')],
                    'constraints': [models.UniqueConstraint(fields=('record', 'unit'), name='record_reader_once')],
                },
            ),
        ),
    ]
