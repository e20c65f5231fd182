"""The tables of the room."""

import django.db.models.deletion
import luoshi.kernel.models
from django.db import migrations, models

from luoshi.kernel.tables import Tables


def put_up(apps, schema_editor):
    """The pieces of the texts (`kernel.words`), where each engine looks fast."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE kernel_searchrow ADD COLUMN pieces tsvector")
        schema_editor.execute("CREATE INDEX search_row_pieces ON kernel_searchrow USING gin (pieces)")
    else:
        schema_editor.execute(
            "CREATE VIRTUAL TABLE kernel_searchpieces USING fts5(pieces, content='', tokenize='unicode61')"
        )


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE kernel_searchpieces")


class Migration(migrations.Migration):

    replaces = [
        ('kernel', '0001_tables'),
        ('kernel', '0002_trail_append_only'),
        ('kernel', '0003_whole_answers_once'),
        ('kernel', '0004_jobs'),
        ('kernel', '0005_series'),
        ('kernel', '0006_search'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Bookmark',
                fields=[
                    ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                    ('seq', models.BigIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name='Checkpoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('seq', models.BigIntegerField(unique=True)),
                    ('chain_hash', models.CharField(max_length=64)),
                    ('signature', models.CharField(max_length=128)),
                    ('key_id', models.CharField(max_length=16)),
                ],
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('at', models.DateTimeField(db_index=True)),
                    ('account_id', models.BigIntegerField(null=True)),
                    ('post_name', models.CharField(blank=True, max_length=120)),
                    ('unit_name', models.CharField(blank=True, max_length=120)),
                    ('unit_path', models.CharField(blank=True, max_length=64)),
                    ('code', models.CharField(max_length=80)),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField()),
                    ('object_name', models.CharField(max_length=250)),
                    ('thread', models.CharField(max_length=80)),
                    ('before', models.JSONField(default=dict)),
                    ('after', models.JSONField(default=dict)),
                    ('note', models.TextField(blank=True)),
                    ('request_id', models.CharField(blank=True, max_length=40)),
                    ('commitment', models.CharField(max_length=64)),
                ],
                options={
                    'indexes': [models.Index(fields=['thread', '-id'], name='event_thread'), models.Index(fields=['object_type', 'object_id'], name='event_object')],
                },
            ),
            migrations.CreateModel(
                name='File',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('media_type', models.CharField(max_length=100)),
                    ('content', models.FileField(upload_to='files/%Y/%m')),
                    ('added_at', models.DateTimeField()),
                    ('added_by_unit', models.CharField(blank=True, max_length=120)),
                ],
            ),
            migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=20)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('uid', models.UUIDField(default=luoshi.kernel.models.new_uid, unique=True)),
                    ('task', models.CharField(max_length=60)),
                    ('key', models.CharField(max_length=120)),
                    ('title', models.CharField(blank=True, max_length=200)),
                    ('args', models.JSONField(default=dict)),
                    ('kind', models.CharField(max_length=8)),
                    ('account_id', models.BigIntegerField(null=True)),
                    ('unit_id', models.BigIntegerField(null=True)),
                    ('made_at', models.DateTimeField()),
                    ('run_after', models.DateTimeField()),
                    ('started_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('lease_until', models.DateTimeField(null=True)),
                    ('holder', models.CharField(blank=True, max_length=64)),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('message', models.JSONField(default=dict)),
                    ('stopping', models.BooleanField(default=False)),
                    ('answer', models.JSONField(default=dict)),
                    ('error', models.TextField(blank=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['ready', 'running'])), fields=['kind', 'run_after', 'id'], name='job_open'), models.Index(fields=['account_id', '-id'], name='job_account')],
                    'constraints': [models.UniqueConstraint(fields=('task', 'key'), name='job_once')],
                },
            ),
            migrations.CreateModel(
                name='NoticedYear',
                fields=[
                    ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                    ('source', models.CharField(blank=True, max_length=120)),
                ],
            ),
            migrations.CreateModel(
                name='Schedule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, unique=True)),
                    ('rhythm', models.CharField(max_length=40)),
                    ('number', models.PositiveIntegerField(null=True)),
                    ('paused', models.BooleanField(default=False)),
                    ('next_run', models.DateTimeField()),
                    ('last_run', models.DateTimeField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='SearchRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField()),
                    ('text', models.TextField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('object_type', 'object_id'), name='search_row_once')],
                },
            ),
            migrations.CreateModel(
                name='Series',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=60)),
                    ('year', models.PositiveSmallIntegerField()),
                    ('last', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('key', 'year'), name='series_once')],
                },
            ),
            migrations.CreateModel(
                name='SpecialDay',
                fields=[
                    ('day', models.DateField(primary_key=True, serialize=False)),
                    ('working', models.BooleanField()),
                    ('name', models.CharField(blank=True, max_length=30)),
                ],
            ),
            migrations.CreateModel(
                name='DoneOnce',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account_id', models.BigIntegerField()),
                    ('key', models.CharField(max_length=64)),
                    ('result', models.TextField(blank=True)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('account_id', 'key'), name='done_once')],
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='kernel.file')),
                    ('object_type', models.CharField(max_length=60)),
                    ('object_id', models.BigIntegerField()),
                    ('purpose', models.CharField(max_length=20)),
                ],
                options={
                    'indexes': [models.Index(fields=['object_type', 'object_id'], name='attachment_object')],
                },
            ),
            migrations.CreateModel(
                name='Seal',
                fields=[
                    ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='kernel.event')),
                    ('salt', models.CharField(max_length=32)),
                    ('entry_hash', models.CharField(max_length=64)),
                    ('chain_hash', models.CharField(max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='EventPerson',
                fields=[
                    ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='person', serialize=False, to='kernel.event')),
                    ('salt', models.CharField(max_length=64)),
                    ('name', models.CharField(max_length=60)),
                    ('values', models.JSONField(default=dict)),
                ],
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]
