"""`make bench SCALE=province`: how fast is each thing that people do, on a world of that size?

    python -m bench [--scale small|province|nation] [--share 0.1] [--engine sqlite|pg|all] [--only list_province_json,…] [--rounds 200]

Prints one JSON line per measurement, with the raw floor (SQL, and the bare ORM query) measured in the same run. The
world is built once per engine in var/bench and copied for every run, so that runs are alike; it is built anew when
what `luoshi.desk.seeding` makes changes, and migrated when the tables do. PostgreSQL runs with fsync on, SQLite as the instance would run it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from bench import worlds


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench")
    asked.add_argument("--scale", choices=["small", "province", "nation"], default="small")
    asked.add_argument("--engine", choices=["all", "sqlite", "pg"], default="all")
    asked.add_argument("--only", default="", help="operations, with commas between")
    asked.add_argument("--rounds", type=int, default=200, help="how often each is done; writes half as often")
    asked.add_argument("--share", type=float, default=1, help="of a nation: so much of its counties and tasks")
    given = asked.parse_args()
    status = 0
    for engine in ("sqlite", "pg") if given.engine == "all" else (given.engine,):
        if engine == "pg" and worlds.binaries() is None:
            print("PostgreSQL: skipped: not on this machine", file=sys.stderr)
            continue
        with worlds.copied(engine, given.scale, given.share) as environment:
            call = [sys.executable, "-m", "bench.measure", given.only, str(given.rounds), given.scale]
            status |= subprocess.run(call, env={**os.environ, **environment}, check=False).returncode
    return status


sys.exit(main())
