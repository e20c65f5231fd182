"""`luoshi demo`: what does it look like when it is used? Loads the demonstration once."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from tqdm import tqdm

from luoshi.desk.demo import story


class Command(BaseCommand):
    """See the module."""

    help = "Load the demonstration once 载入演示数据（只载入一次）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables if need be, tell the story, print the log-ins."""
        call_command("migrate", verbosity=0)
        if story.is_loaded():
            self.stdout.write("演示数据已经载入，没有改动。 The demonstration is loaded already; nothing was changed.")
        elif story.is_occupied():
            self.stdout.write(
                "数据库里已有机构，不载入演示数据。 The database holds units already; the demonstration was not loaded."
            )
            return
        else:
            with tqdm(
                total=story.STEPS, unit="", disable=None, mininterval=0.3, bar_format="{l_bar}{bar}| {elapsed}"
            ) as bar:

                def tick(what: str, count: int) -> None:
                    bar.set_description(what, refresh=False)
                    bar.update(count)

                story.load(tick)
                bar.update(max(story.STEPS - bar.n, 0))
        for line in story.log_ins():
            self.stdout.write(line)
