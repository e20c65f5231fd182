"""`luoshi serve`: the web server and the worker, in one process, until told to stop."""

from __future__ import annotations

import signal
import sqlite3
import sys
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from luoshi.kernel import backup, jobs, panels, services
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.backup import locking

THREADS = 8


class Command(BaseCommand):
    """Prints where it is reached, with what database, and, on a demo, who may log in."""

    help = "启动服务 start the server"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=THREADS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until SIGTERM or SIGINT."""
        import waitress.server

        if MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes()):
            raise CommandError(
                "数据库尚未更新，请先执行 luoshi migrate。 The database is not up to date: run luoshi migrate first."
            )
        services.seed_calendar(SYSTEM)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        host, port = options["host"], options["port"]
        try:
            server: Any = waitress.server.create_server(
                get_wsgi_application(), host=host, port=port, threads=options["threads"], ident=None,
                max_request_body_size=settings.FILE_LIMIT * 5, channel_timeout=60,
                # which of them are believed, config.proxy decides
                clear_untrusted_proxy_headers=False,
            )  # fmt: skip
        except OSError as fault:
            raise CommandError(f"无法监听 cannot listen on {host}:{port} ({fault.strerror})") from fault
        try:
            with locking.serving():
                self._announce(host, port)
                self._serve(server)
        except backup.BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _serve(self, server: Any) -> None:
        worker = jobs.Worker()
        worker.start()
        _stop_on_signals()
        try:
            server.run()
        except (KeyboardInterrupt, SystemExit):
            self.stdout.write("正在停止…… Stopping…")
        finally:
            server.close()
            worker.stop()

    def _announce(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"落实已启动 Luoshi is running: http://{shown}:{port}/")
        self.stdout.write(f"数据库 database: {database_in_use()}")
        for line in panels.greetings():
            self.stdout.write(line)
        self.stdout.write("按 Ctrl+C 停止。 Press Ctrl+C to stop.")
        self.stdout.flush()


def database_in_use() -> str:
    """The engine, and how SQLite keeps its journal."""
    if connection.vendor != "sqlite":
        return connection.vendor
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    text = f"SQLite {sqlite3.sqlite_version} {settings.DATABASES['default']['NAME']}, journal_mode={mode}"
    if str(mode).lower() != "wal":
        needed = ".".join(str(part) for part in settings.SAFE_WAL)
        text += f"（SQLite 低于 {needed}，不使用 WAL：below {needed}, WAL is not used because it can corrupt the file）"
    return text


def _stop_on_signals() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
