"""The fields that the reform begins with, known everywhere."""

from django.db import migrations

NAMES = ("支柱产业", "战略性新兴产业", "骨干企业")


def enter(apps, _schema):
    tag = apps.get_model("org", "Tag")
    for at, name in enumerate(NAMES):
        tag.objects.get_or_create(name=name, owner=None, defaults={"kind": "field", "ordering": at})


class Migration(migrations.Migration):
    dependencies = [("org", "0005_handing_tags_changes")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
