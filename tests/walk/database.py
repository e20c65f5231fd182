"""An empty database on the run's PostgreSQL server, with a Chinese collation."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.engines import ICU, database_url


def fresh(like: str = "") -> str:
    """Make it, empty or a copy of another, and say where it is."""
    parts = urlsplit(database_url())
    name = f"walk_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(database_url(), autocommit=True) as server:
        template = urlsplit(like).path.removeprefix("/")
        server.execute(f"CREATE DATABASE {name} {f'TEMPLATE {template}' if like else ICU}")
    return urlunsplit(parts._replace(path=f"/{name}"))
