from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signals', '0004_hints_filled'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='hint',
            constraint=models.UniqueConstraint(fields=('rule', 'key'), name='hint_of_rule_once'),
        ),
    ]
