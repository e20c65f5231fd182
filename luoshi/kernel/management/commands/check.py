"""`luoshi check`: what is wrong on this machine, and what to do. With Django's own options, Django's own check as it was."""

from __future__ import annotations

import json
from typing import Any

from django.core import checks
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import check as django_check

from luoshi.kernel import health
from luoshi.kernel.bilingual import in_both

DJANGOS = ("deploy", "tags", "list_tags", "databases", "args")
MARKS = {"error": "✗", "warning": "!", "note": "·"}


class Command(django_check.Command):
    """Exit code 0: no errors (with ``--fail-level WARNING``: no warnings either); 1: something is to be done."""

    help = "检查运行条件，说明怎么办 what is wrong here, and what to do"

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's, and one more."""
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="以 JSON 输出 answer in JSON")

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Django's check alone where one of its options is given; else the instance's, and Django's errors among it."""
        if app_labels or any(options.get(name) for name in DJANGOS):
            super().handle(*app_labels, **options)
            return
        found = health.findings()
        said = [(one.level, one.code, in_both(one.what), in_both(one.do)) for one in found]
        for message in checks.run_checks():
            if not message.is_silenced() and message.level >= checks.WARNING:
                level = "error" if message.level >= checks.ERROR else "warning"
                said.append((level, str(message.id), (str(message.msg),) * 2, (str(message.hint or ""),) * 2))
        failing = {"error"} | ({"warning"} if options["fail_level"] == "WARNING" else set())
        bad = sum(level in failing for level, *_ in said)
        if options["json"]:
            self._as_json(said, bad)
        else:
            self._as_text(said)
        if bad:
            raise CommandError(f"有 {bad} 项要处理。 {bad} to be dealt with.", returncode=1)

    def _as_text(self, said: list[tuple[str, str, tuple[str, str], tuple[str, str]]]) -> None:
        for level, code, (chinese, english), (do, do_in_english) in said:
            self.stdout.write(f"{MARKS[level]} {chinese} [{code}]")
            if do:
                self.stdout.write(f"    → {do}")
            if english != chinese:
                self.stdout.write(f"    {english} → {do_in_english}")
        if not said:
            self.stdout.write("运行条件都好。 Nothing is wrong.")

    def _as_json(self, said: list[tuple[str, str, tuple[str, str], tuple[str, str]]], bad: int) -> None:
        rows = [
            {"level": level, "code": code, "zh": what[0], "en": what[1], "do_zh": do[0], "do_en": do[1]}
            for level, code, what, do in said
        ]
        self.stdout.write(json.dumps({"ok": not bad, "findings": rows}, ensure_ascii=False))
