"""Fill the new columns of obligations that stood before them: their state, and which row counts for its unit."""

from typing import Any

from django.db import migrations
from django.db.models import Min
from django.utils import timezone


def fill(apps: Any, _schema: Any) -> None:
    asks = apps.get_model("org", "Ask").objects
    first = asks.values("unit", "subject").annotate(first=Min("id")).values_list("first", flat=True)
    counted = set(first)
    for ask in asks.all().iterator():
        ask.counts = ask.pk in counted
        ask.asked_on = ask.due_on
        if ask.answered_at:
            ask.state, ask.late = "answered", timezone.localdate(ask.answered_at) > ask.due_on
        ask.save()


class Migration(migrations.Migration):
    dependencies = [("org", "0002_ask_states")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
