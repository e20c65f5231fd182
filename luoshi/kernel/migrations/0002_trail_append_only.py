"""Event, Seal and Checkpoint are only ever added to; EventPerson may be destroyed but not changed."""

from django.db import migrations

from luoshi.kernel import guards


def put_up(apps, schema_editor):
    for statement in guards.put_up(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def take_down(apps, schema_editor):
    for statement in guards.take_down(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_tables")]
    operations = [migrations.RunPython(put_up, take_down)]
