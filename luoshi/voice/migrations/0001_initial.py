"""The tables of the room."""

import django.db.models.deletion
import luoshi.org.scope
import uuid
from django.db import migrations, models

from luoshi.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [
        ('voice', '0001_tables'),
        ('voice', '0002_settings_and_credit'),
    ]

    initial = True

    dependencies = [
        ('ledger', '0001_initial'),
        ('org', '0001_initial'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Entrance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=12, unique=True)),
                    ('title', models.CharField(max_length=120, verbose_name='给职工看的名称')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entrances', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entrances', to='ledger.task')),
                    ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('made_on', models.DateField()),
                    ('is_open', models.BooleanField(default=True)),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='FieldNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('question', models.CharField(max_length=200, verbose_name='调研的问题')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='field_notes', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='field_notes', to='ledger.task')),
                    ('went_on', models.DateField(verbose_name='调研日期')),
                    ('places', models.CharField(max_length=300, verbose_name='去了哪里')),
                    ('talked', models.PositiveSmallIntegerField(default=0, verbose_name='访谈人数')),
                    ('found', models.TextField(verbose_name='看到和听到的')),
                    ('remedies', models.TextField(verbose_name='建议怎么办')),
                ],
                options={
                    'ordering': ['-went_on', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Survey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(max_length=12, unique=True)),
                    ('title', models.CharField(max_length=120, verbose_name='给职工看的名称')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='ledger.task')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='surveys', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('known', models.CharField(max_length=80, verbose_name='第一问：知不知道')),
                    ('reached', models.CharField(max_length=80, verbose_name='第二问：用没用上')),
                    ('content', models.CharField(max_length=80, verbose_name='第三问：满不满意')),
                    ('opened_on', models.DateField()),
                    ('closes_on', models.DateField(verbose_name='截止日期')),
                ],
                options={
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='VoiceSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('accept', models.PositiveSmallIntegerField(default=7, verbose_name='受理（工作日）')),
                    ('suggestion', models.PositiveSmallIntegerField(default=20, verbose_name='建议的答复（工作日）')),
                    ('problem', models.PositiveSmallIntegerField(default=30, verbose_name='问题的答复（工作日）')),
                    ('praise', models.PositiveSmallIntegerField(default=10, verbose_name='好做法的答复（工作日）')),
                    ('pilot', models.PositiveSmallIntegerField(default=30, verbose_name='首创做法的答复（工作日）')),
                    ('kept', models.PositiveSmallIntegerField(default=180, verbose_name='办结后多少日销毁联系方式')),
                ],
            ),
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=uuid.uuid4, unique=True)),
                    ('number', models.CharField(blank=True, max_length=20, verbose_name='编号')),
                    ('receipt', models.CharField(max_length=64, unique=True)),
                    ('kind', models.CharField(choices=[('problem', '反映问题'), ('suggestion', '提建议'), ('praise', '说说好的做法'), ('pilot', '申报试点、首创做法')], default='problem', max_length=10, verbose_name='类别')),
                    ('theme', models.CharField(choices=[('skill', '技能培训和评价'), ('pay', '工资收入'), ('safety', '劳动安全和健康'), ('rights', '权益保障和服务'), ('merit', '劳动竞赛和表彰'), ('say', '民主管理和厂务公开'), ('other', '其他')], default='other', max_length=8, verbose_name='主题')),
                    ('text', models.TextField(verbose_name='内容')),
                    ('credit', models.CharField(blank=True, max_length=120, verbose_name='首创单位（班组、车间、企业）')),
                    ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='地方')),
                    ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voices', to='ledger.task')),
                    ('entrance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voice.entrance')),
                    ('concerned', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='涉及单位')),
                    ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='转报单位')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='voices_opened', to='org.unit')),
                    ('office_path', luoshi.org.scope.PathField(max_length=64)),
                    ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voices_handled', to='org.unit')),
                    ('handler_path', luoshi.org.scope.PathField(blank=True, default='', max_length=64)),
                    ('is_named', models.BooleanField(default=False, verbose_name='留了联系方式')),
                    ('written_on', models.DateField()),
                    ('accept_by', models.DateField(blank=True, null=True)),
                    ('reply_by', models.DateField(blank=True, null=True, verbose_name='答复期限')),
                    ('replied_on', models.DateField(blank=True, null=True)),
                    ('closed_on', models.DateField(blank=True, null=True)),
                    ('mark', models.CharField(blank=True, choices=[('good', '满意'), ('fair', '基本满意'), ('poor', '不满意')], max_length=4, verbose_name='评价')),
                    ('unread', models.BooleanField(default=False)),
                ],
                options={
                    'ordering': ['-id'],
                    'indexes': [models.Index(fields=['office', 'state'], name='case_office_state'), models.Index(fields=['handler', 'state'], name='case_handler_state'), models.Index(fields=['task', 'state'], name='case_task_state')],
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='voice.survey')),
                    ('form', models.CharField(max_length=64, unique=True)),
                    ('known', models.CharField(choices=[('yes', '是'), ('partly', '说不清'), ('no', '不是')], max_length=6)),
                    ('reached', models.CharField(choices=[('yes', '是'), ('partly', '说不清'), ('no', '不是')], max_length=6)),
                    ('content', models.CharField(choices=[('yes', '是'), ('partly', '说不清'), ('no', '不是')], max_length=6)),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
            migrations.CreateModel(
                name='Initiative',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='initiative', to='voice.case')),
                    ('title', models.CharField(max_length=120, verbose_name='做法的名称')),
                    ('gist', models.TextField(verbose_name='做法要点')),
                    ('credit', models.CharField(max_length=120, verbose_name='首创单位（班组、车间、企业）')),
                    ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='ledger.task')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('adopted_on', models.DateField(verbose_name='采纳日期')),
                ],
                options={
                    'ordering': ['-adopted_on', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Picture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='voice.case')),
                    ('kind', models.CharField(max_length=4)),
                    ('data', models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name='Reporter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reporter', to='voice.case')),
                    ('sealed', models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name='Word',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='voice.case')),
                    ('kind', models.CharField(choices=[('add', '补充'), ('ask', '询问'), ('reply', '答复'), ('decline', '不予受理的说明'), ('adopt', '采纳并署名')], default='add', max_length=8)),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('text', models.TextField(blank=True)),
                    ('mark', models.CharField(blank=True, choices=[('good', '满意'), ('fair', '基本满意'), ('poor', '不满意')], max_length=4)),
                    ('said_on', models.DateField()),
                    ('taken', models.BooleanField(default=True)),
                ],
                options={
                    'ordering': ['id'],
                },
            ),
        ),
    ]
