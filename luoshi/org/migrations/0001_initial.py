"""The tables of the room."""

import django.db.models.deletion
import luoshi.kernel.clock
import luoshi.kernel.models
import luoshi.org.scope
from django.conf import settings
from django.db import migrations, models

from luoshi.kernel.tables import Tables

NAMES = ("支柱产业", "战略性新兴产业", "骨干企业")


def enter(apps, _schema):
    """The fields that the reform begins with, known everywhere."""
    tag = apps.get_model("org", "Tag")
    for at, name in enumerate(NAMES):
        tag.objects.get_or_create(name=name, owner=None, defaults={"kind": "field", "ordering": at})


class Migration(migrations.Migration):

    replaces = [
        ('org', '0001_tables'),
        ('org', '0002_ask_states'),
        ('org', '0003_ask_states_filled'),
        ('org', '0004_sheet_imports'),
        ('org', '0005_handing_tags_changes'),
        ('org', '0006_key_fields'),
        ('org', '0007_accounts_move'),
        ('org', '0008_list_views'),
        ('org', '0009_abolishing_by_name'),
        ('org', '0010_asks_by_state'),
        ('org', '0011_role_of_voice'),
        ('org', '0012_role_of_inspection'),
        ('org', '0013_role_of_accountability'),
    ]

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Line',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, unique=True)),
                    ('name', models.CharField(max_length=40, verbose_name='条线')),
                ],
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=40, verbose_name='姓名')),
                    ('phone', models.CharField(blank=True, max_length=30, verbose_name='电话')),
                ],
            ),
            migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('name', models.CharField(max_length=120, verbose_name='单位名称')),
                    ('short_name', models.CharField(blank=True, max_length=40, verbose_name='简称')),
                    ('kind', models.CharField(choices=[('place', '地区'), ('office', '协调小组办公室'), ('party', '党委部门'), ('department', '政府部门'), ('union', '地方工会'), ('enterprise', '企业'), ('enterprise_union', '企业工会'), ('grassroots_union', '基层工会'), ('park', '园区（开发区）'), ('group', '群团组织'), ('institution', '事业单位（院校）'), ('association', '行业协会（商会）')], max_length=20, verbose_name='类型')),
                    ('level', models.CharField(choices=[('nation', '国家'), ('province', '省级'), ('prefecture', '市级'), ('county', '县级'), ('township', '乡镇（街道）'), ('grassroots', '基层')], max_length=12, verbose_name='级次')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='org.unit')),
                    ('path', luoshi.org.scope.PathField(max_length=64, unique=True)),
                    ('place_path', luoshi.org.scope.PathField(max_length=64)),
                    ('region_code', models.CharField(blank=True, max_length=12, verbose_name='行政区划代码')),
                    ('ordering', models.PositiveIntegerField(default=0)),
                    ('industry', models.CharField(blank=True, choices=[('A', '农、林、牧、渔业'), ('B', '采矿业'), ('C', '制造业'), ('D', '电力、热力、燃气及水生产和供应业'), ('E', '建筑业'), ('F', '批发和零售业'), ('G', '交通运输、仓储和邮政业'), ('H', '住宿和餐饮业'), ('I', '信息传输、软件和信息技术服务业'), ('J', '金融业'), ('K', '房地产业'), ('L', '租赁和商务服务业'), ('M', '科学研究和技术服务业'), ('N', '水利、环境和公共设施管理业'), ('O', '居民服务、修理和其他服务业'), ('P', '教育'), ('Q', '卫生和社会工作'), ('R', '文化、体育和娱乐业'), ('S', '公共管理、社会保障和社会组织'), ('T', '国际组织')], default='', max_length=1, verbose_name='行业')),
                    ('named_on', models.DateField(blank=True, null=True, verbose_name='现名称起用')),
                    ('abolished_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                    ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='org.unit', verbose_name='并入')),
                ],
                options={
                    'ordering': ['path'],
                    'indexes': [models.Index(fields=['place_path', 'kind'], name='unit_place_kind')],
                },
            ),
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('username', models.CharField(max_length=60, unique=True, verbose_name='用户名')),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='org.person')),
                    ('state', models.CharField(db_index=True, default='active', max_length=20)),
                    ('must_change', models.BooleanField(default=False)),
                    ('log_ins', models.PositiveIntegerField(default=0)),
                    ('language', models.CharField(blank=True, max_length=10)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Tag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=30, verbose_name='标签')),
                    ('kind', models.CharField(choices=[('field', '重点领域'), ('own', '自设标签')], default='own', max_length=6)),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_tags', to='org.unit')),
                    ('owner_path', luoshi.org.scope.PathField(blank=True, default='', max_length=64)),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                    ('ordering', models.PositiveSmallIntegerField(default=0)),
                    ('retired_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['ordering', 'id'],
                    'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='tag_once'), models.UniqueConstraint(condition=models.Q(('owner', None)), fields=('name',), name='tag_once_everywhere')],
                },
            ),
            migrations.CreateModel(
                name='SheetMemory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.unit')),
                    ('kind', models.CharField(max_length=20)),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('meant', models.JSONField(default=dict)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'fingerprint'), name='sheet_memory_once')],
                },
            ),
            migrations.CreateModel(
                name='SheetImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('kind', models.CharField(max_length=20)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('shown', models.PositiveSmallIntegerField(choices=[(0, 'Hidden'), (1, 'Unit'), (2, 'Subtree')], default=1)),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.file')),
                    ('sheet', models.CharField(blank=True, max_length=60)),
                    ('given', models.JSONField(default=dict)),
                    ('titles', models.JSONField(default=dict)),
                    ('meant', models.JSONField(default=dict)),
                    ('fingerprint', models.CharField(blank=True, max_length=64)),
                    ('head_row', models.PositiveIntegerField(default=0)),
                    ('counts', models.JSONField(default=dict)),
                    ('faults', models.JSONField(default=list)),
                    ('reached', models.PositiveIntegerField(default=0)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('made_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'kind', '-id'], name='sheet_import_path')],
                },
            ),
            migrations.CreateModel(
                name='Reorganisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reorganisations', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(db_index=True, max_length=64)),
                    ('kind', models.CharField(choices=[('rename', '更名'), ('move', '改变隶属'), ('merge', '并入'), ('abolish', '撤销单位')], max_length=8)),
                    ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('on', models.DateField(verbose_name='生效日期')),
                    ('basis_title', models.CharField(max_length=200, verbose_name='依据文件')),
                    ('basis_number', models.CharField(max_length=60, verbose_name='文号')),
                    ('effects', models.JSONField(default=list)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('made_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-on', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(db_index=True, max_length=64)),
                    ('name', models.CharField(max_length=60, verbose_name='岗位')),
                    ('kind', models.CharField(choices=[('head', '主要负责人'), ('deputy', '分管负责人'), ('responsible', '责任岗位'), ('liaison', '联络员'), ('clerk', '经办')], max_length=12, verbose_name='岗位类别')),
                    ('is_default', models.BooleanField(default=False, verbose_name='默认责任岗位')),
                    ('ordering', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['unit_path', 'ordering', 'id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('unit',), name='post_one_default')],
                },
            ),
            migrations.CreateModel(
                name='ListView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.CharField(max_length=40)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='list_views', to='org.person')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('name', models.CharField(blank=True, max_length=30, verbose_name='视图名称')),
                    ('query', models.CharField(blank=True, max_length=1000)),
                    ('columns', models.JSONField(default=list)),
                    ('shared', models.CharField(choices=[('own', '仅自己'), ('unit', '本单位'), ('below', '本单位及下级')], default='own', max_length=5, verbose_name='供谁使用')),
                    ('role', models.CharField(blank=True, max_length=20, verbose_name='默认视图')),
                ],
                options={
                    'ordering': ['id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('name', '')), fields=('place', 'person'), name='list_view_layout'), models.UniqueConstraint(fields=('place', 'person', 'unit', 'name'), name='list_view_once')],
                },
            ),
            migrations.CreateModel(
                name='LineMembership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='org.unit')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='org.line')),
                    ('superior', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='line_juniors', to='org.unit')),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('unit', 'line', 'starts_on'), name='line_membership_once')],
                },
            ),
            migrations.CreateModel(
                name='FormerName',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='org.unit')),
                    ('name', models.CharField(max_length=120, verbose_name='原名称')),
                    ('short_name', models.CharField(blank=True, max_length=40, verbose_name='原简称')),
                    ('starts_on', models.DateField(blank=True, null=True)),
                    ('ends_on', models.DateField()),
                ],
                options={
                    'ordering': ['-ends_on', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Ask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(default='open', max_length=20)),
                    ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asks_made', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('subject', models.CharField(max_length=80)),
                    ('title', models.CharField(max_length=120)),
                    ('fields', models.PositiveIntegerField(default=0)),
                    ('prefilled', models.PositiveIntegerField(default=0)),
                    ('words', models.PositiveIntegerField(default=0)),
                    ('counts', models.BooleanField(default=True)),
                    ('asked_on', models.DateField(default=luoshi.kernel.clock.today)),
                    ('due_on', models.DateField()),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('late', models.BooleanField(default=False)),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='免报理由')),
                    ('chases', models.PositiveSmallIntegerField(default=0)),
                    ('chased_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_path', 'due_on'], name='ask_path_due'), models.Index(condition=models.Q(('counts', True)), fields=['subject', 'unit_path', 'state', 'late', 'due_on', 'unit'], name='ask_board'), models.Index(condition=models.Q(('counts', True)), fields=['subject', 'state', 'unit_path', 'late', 'due_on', 'unit'], name='ask_state'), models.Index(fields=['asker', 'subject', 'unit_path'], name='ask_asker')],
                    'constraints': [models.UniqueConstraint(fields=('asker', 'unit', 'subject'), name='ask_once')],
                },
            ),
            migrations.CreateModel(
                name='UnitAlias',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.unit')),
                    ('name', models.CharField(max_length=120)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='unit_alias_once')],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL)),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('made_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Token',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('name', models.CharField(blank=True, max_length=60)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='HandOver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(db_index=True, max_length=64)),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='org.post')),
                    ('leaver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('taker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('on', models.DateField(verbose_name='交接日期')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='事由')),
                    ('note', models.TextField(blank=True, verbose_name='需要说明的事项')),
                    ('items', models.JSONField(default=list)),
                    ('undo', models.JSONField(default=dict)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('made_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-on', '-id'],
                },
            ),
            migrations.CreateModel(
                name='Grant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='org.person')),
                    ('role', models.CharField(choices=[('head', 'head'), ('office', 'office'), ('clerk', 'clerk'), ('liaison', 'liaison'), ('inspector', 'inspector'), ('viewer', 'viewer'), ('account', 'account'), ('voice', 'voice'), ('system', 'system'), ('security', 'security'), ('audit', 'audit')], max_length=12)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='org.unit')),
                    ('sight', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sights', to='org.unit')),
                    ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='org.post')),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'starts_on'], name='grant_person')],
                },
            ),
            migrations.CreateModel(
                name='Delegation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('kind', models.CharField(choices=[('acting', '代理'), ('entrusted', '委托')], max_length=10, verbose_name='方式')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(db_index=True, max_length=64)),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='org.post')),
                    ('principal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lends', to='org.person')),
                    ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='borrows', to='org.person')),
                    ('roles', models.JSONField(default=list)),
                    ('starts_on', models.DateField(verbose_name='起')),
                    ('ends_on', models.DateField(verbose_name='止')),
                    ('reason', models.CharField(max_length=200, verbose_name='事由')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ('made_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-starts_on', '-id'],
                    'indexes': [models.Index(fields=['deputy', 'starts_on'], name='delegation_deputy')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='delegation_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='CoordinationBody',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='名称')),
                    ('kind', models.CharField(choices=[('group', '协调小组'), ('leading', '领导小组'), ('joint', '联席会议')], default='group', max_length=8, verbose_name='形式')),
                    ('place', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='coordination_body', to='org.unit')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='办事机构')),
                    ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post', verbose_name='负责人岗位')),
                    ('head_title', models.CharField(default='组长', max_length=20, verbose_name='负责人称谓')),
                    ('code', models.CharField(blank=True, max_length=20, verbose_name='机关代字')),
                ],
            ),
            migrations.CreateModel(
                name='UnitTag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tags', to='org.unit')),
                    ('unit_path', luoshi.org.scope.PathField(max_length=64)),
                    ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='org.tag')),
                    ('basis', models.CharField(blank=True, max_length=120, verbose_name='认定依据')),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['tag', 'unit_path'], name='unit_tag_path')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('unit', 'tag'), name='unit_tag_once')],
                },
            ),
            migrations.CreateModel(
                name='SheetRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='org.sheetimport')),
                    ('number', models.PositiveIntegerField()),
                    ('verdict', models.CharField(max_length=8)),
                    ('values', models.JSONField(default=dict)),
                    ('changes', models.JSONField(default=dict)),
                    ('faults', models.JSONField(default=list)),
                    ('notes', models.JSONField(default=list)),
                    ('object_id', models.BigIntegerField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['batch', 'number'],
                    'indexes': [models.Index(fields=['batch', 'verdict', 'number'], name='sheet_row_verdict')],
                },
            ),
            migrations.CreateModel(
                name='Tenure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='org.post')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='org.person')),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('post',), name='tenure_one_holder'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='tenure_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='BodyMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='org.coordinationbody')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='org.unit')),
                    ('role', models.CharField(choices=[('head', '组长单位'), ('deputy', '副组长单位'), ('member', '成员单位')], default='member', max_length=6)),
                    ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post')),
                    ('starts_on', models.DateField()),
                    ('ends_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('body', 'unit'), name='body_member_once')],
                },
            ),
        ),
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]
