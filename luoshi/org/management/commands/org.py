"""`luoshi org import FILE`: units, lines, posts, people, accounts and grants from a workbook."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from luoshi.kernel import trail
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.documents import DocumentRefused
from luoshi.kernel.documents.child import read_apart
from luoshi.kernel.documents.writing import Head, write_csv
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.say import Say
from luoshi.org.models import Unit
from luoshi.org.queries.workbook import template
from luoshi.org.services.accounts import first_passwords
from luoshi.org.services.making import Made, carry_out
from luoshi.org.services.workbook import Plan, read_plan, top_unit


class Command(BaseCommand):
    """Whoever may run this owns the machine: it does what both administrators do by their uploads."""

    help = "从表格导入单位、岗位、人员 import units, posts and people from a workbook"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`import FILE` or `template FILE`."""
        parser.add_argument("act", choices=["import", "template"])
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入 judge only")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出 answer in JSON")
        parser.add_argument(
            "--slips", metavar="CSV", help="把登录条（用户名和初始密码）写入文件 write log-in slips here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """All of it or nothing; exit code 1 where a row is wrong."""
        file = Path(options["file"])
        if options["act"] == "template":
            # the first thing that an operator does, before `init` has made any table
            has_tables = Unit._meta.db_table in connection.introspection.table_names()
            file.write_bytes(template(top_unit() if has_tables else None))
            self.stdout.write(f"已写出 written: {file}")
            return
        try:
            data = file.read_bytes()
            plan = read_plan(SYSTEM, read_apart(data, file.name), file.name)
            if plan.faults or options["dry_run"]:
                self._tell(plan, None, options["json"])
                if plan.faults:
                    raise SystemExit(1)
                return
            made = carry_out(SYSTEM, plan, self._progress if not options["json"] else silent)
        except OSError as fault:
            raise CommandError(f"无法读取文件“{file}”（{fault.strerror}）", returncode=2) from fault
        except (DocumentRefused, LuoshiError) as fault:
            raise CommandError(str(fault), returncode=1) from fault
        if options["slips"] and made.accounts:
            write_slips(Path(options["slips"]), made)
        trail.seal_all()
        self._tell(plan, made, options["json"])

    def _progress(self, done: int, total: int, message: Say | None) -> None:
        self.stdout.write(f"\r{message or ''} {done}/{total}", ending="" if done < total else "\n")
        self.stdout.flush()

    def _tell(self, plan: Plan, made: Made | None, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(as_answer(plan, made), ensure_ascii=False))
            return
        for line in in_words(plan, made):
            self.stdout.write(line)


def as_answer(plan: Plan, made: Made | None) -> dict[str, Any]:
    """What came of a workbook, for programs."""
    return {
        "rows": plan.counts(),
        "faults": [str(one) for one in plan.faults],
        "made": made.counts if made else None,
    }


def in_words(plan: Plan, made: Made | None) -> list[str]:
    """The same for people: what is wrong, by row and column, how many rows of each kind, and what was made."""
    counts = plan.counts()
    told = f"新增 new {counts['new']}　更新 changed {counts['changed']}　相同 same {counts['same']}　不能导入 wrong {counts['wrong']}"
    return [*map(str, plan.faults), told, *([str(made.told())] if made is not None else [])]


def silent(done: int, total: int, message: Say | None) -> None:
    """Nothing but JSON on standard output."""


def write_slips(file: Path, made: Made) -> None:
    """For their eyes only: a file that nobody else on the machine may read."""
    rows = [[account.person.name, account.username, text] for account, text in first_passwords(SYSTEM, made.accounts)]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        for piece in write_csv([Head("姓名"), Head("用户名"), Head("初始密码")], rows):
            stream.write(piece)
