"""Measures the operations on the world that the environment names, and prints one JSON line for each."""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - after the settings

from bench import operations  # noqa: E402
from luoshi.kernel import clock  # noqa: E402
from luoshi.ledger.models import Task  # noqa: E402
from luoshi.org.models import Unit  # noqa: E402

WARM = 10
PATIENCE = 20
"""Seconds after which no further round of one operation is begun."""


def main(only: str, rounds: int, scale: str) -> int:
    wanted = set(filter(None, only.split(",")))
    world = {"units": Unit.objects.count(), "tasks": Task.objects.count(), **engine()}
    failed = 0
    for name, made in operations.all_of(scale):
        if wanted and name not in wanted:
            continue
        try:
            print(json.dumps({"op": name, **measured(made(), rounds), **world}), flush=True)
        except Exception as error:  # the other operations are measured all the same
            failed = 1
            print(json.dumps({"op": name, "error": f"{type(error).__name__}: {error}"[:300]}), flush=True)
            if wanted:
                raise
    return failed


def measured(operation: operations.Operation, rounds: int) -> dict[str, Any]:
    n = min(max(rounds // 2, 1) if operation.writes else rounds, operation.most)
    own, cpu, sent = timed(operation.do, n)
    floor = timed(operation.floor, n)[0] if operation.floor else []
    orm = timed(operation.orm, n)[0] if operation.orm else []
    p50 = statistics.median(own)
    line: dict[str, Any] = {
        "n": len(own), "p50_ms": round(p50, 2), "p95_ms": round(sorted(own)[int(len(own) * 0.95)], 2),
        "rate": round(1000 * len(own) / sum(own), 1), "cpu_p50_ms": round(statistics.median(cpu), 2),
        "cpu_best_ms": round(sorted(cpu)[len(cpu) // 20], 2),
        "target_ms": operation.target, "rss_mb": rss(), "queries": sent, "loop_ms": loop(), **operation.told(),
    }  # fmt: skip
    if floor:
        line |= {"floor_p50_ms": round(statistics.median(floor), 3), "ratio": round(p50 / statistics.median(floor), 1)}
    if orm:
        line |= {"orm_p50_ms": round(statistics.median(orm), 3), "orm_ratio": round(p50 / statistics.median(orm), 1)}
    return line


def timed(do: Callable[[], Any], n: int) -> tuple[list[float], list[float], int]:
    """Milliseconds of each of ``n`` rounds, warmed up: on the clock, and on this process's processor; and how many
    statements a round sends. No more rounds than `PATIENCE` lets in.

    The second is what is left of a figure taken on a machine that others use as well (it leaves out the disk, and
    PostgreSQL's own processes).
    """
    begun = time.perf_counter()
    for _ in range(min(WARM, n // 5)):
        do()
        if time.perf_counter() - begun > PATIENCE / 4:
            break
    gc.collect()
    clocks: list[float] = []
    processor: list[float] = []
    begun = time.perf_counter()
    with counted() as sent:
        while len(clocks) < n and (not clocks or time.perf_counter() - begun < PATIENCE):
            start, used = time.perf_counter(), time.process_time()
            do()
            processor.append((time.process_time() - used) * 1000)
            clocks.append((time.perf_counter() - start) * 1000)
    return clocks, processor, sent[0] // len(clocks)


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many statements are sent."""
    sent = [0]

    def counting(execute: Any, *args: Any) -> Any:
        sent[0] += 1
        return execute(*args)

    with connection.execute_wrapper(counting):
        yield sent


def loop() -> float:
    """Milliseconds of a fixed bit of Python, at the median: how fast, and how busy, the machine is just now."""
    found = []
    for _ in range(9):
        start = time.perf_counter()
        sum(range(500_000))
        found.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(found), 1)


def engine() -> dict[str, Any]:
    """Which engine, and how sure a commit is on it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
            version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
            return {"engine": f"SQLite {version}", "journal": f"{journal}, synchronous={synchronous}"}
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
        return {"engine": f"PostgreSQL {version.split()[0]}", "journal": f"WAL, fsync={fsync}"}


def rss() -> int:
    """Resident megabytes of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


with clock.at(datetime.fromisoformat(os.environ["LUOSHI_BENCH_BUILT"])):
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
