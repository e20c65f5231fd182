"""`luoshi worker`: does jobs in a process of its own, beside `luoshi serve`, until told to stop. For PostgreSQL."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from luoshi.kernel import backup, jobs
from luoshi.kernel.backup import locking


class Command(BaseCommand):
    """As many of these as there is work for; each job is in one pair of hands."""

    help = "办理后台作业 do background jobs"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many at once, of each kind."""
        for kind in jobs.KINDS:
            parser.add_argument(
                f"--{kind}", type=int, default=1, metavar="N", help=f"同时办理的 {kind} 作业数 jobs at once"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM or SIGINT; the jobs in hand are finished."""
        worker = jobs.Worker({kind: max(options[kind], 0) for kind in jobs.KINDS})

        def stop(_number: int, _frame: FrameType | None) -> None:
            raise SystemExit(0)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        try:
            with locking.serving():
                worker.start()
                self.stdout.write("后台作业已启动 The worker is running.")
                self.stdout.flush()
                try:
                    worker.wait()
                finally:
                    worker.stop()
        except backup.BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
