"""With which settings do the tests run? The instance's own, on a folder and a database that last as long as the run.

``LUOSHI_TEST_ENGINE`` is ``sqlite`` (default) or ``pg``. For ``pg`` a private server is started, or the one that
``LUOSHI_TEST_PG`` names is used. Worker processes of xdist inherit both.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

ENGINE = os.environ.get("LUOSHI_TEST_ENGINE", "sqlite")
if ENGINE not in {"sqlite", "pg"}:
    raise SystemExit(f"LUOSHI_TEST_ENGINE={ENGINE!r} is neither sqlite nor pg")

if "LUOSHI_TEST_VAR" not in os.environ:
    os.environ["LUOSHI_TEST_VAR"] = tempfile.mkdtemp(prefix="luoshi-test-")
    atexit.register(shutil.rmtree, os.environ["LUOSHI_TEST_VAR"], ignore_errors=True)

# every process its own folder: two workers must not share keys, files or the kept checkpoint
os.environ["LUOSHI_VAR"] = os.path.join(os.environ["LUOSHI_TEST_VAR"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
for name in ("DATABASE_URL", "LUOSHI_HOSTS", "LUOSHI_HTTPS", "LUOSHI_DEBUG", "LUOSHI_TIME_ZONE", "LUOSHI_SECRET_KEY"):
    os.environ.pop(name, None)

if ENGINE == "pg":
    from tests.engines import database_url

    os.environ["DATABASE_URL"] = database_url()

from luoshi.config.settings import *  # noqa: E402, F403 - the environment above must stand before
from luoshi.config.settings import DATABASES, VAR  # noqa: E402

if ENGINE == "sqlite":
    # a file, so that two connections are two; nothing here has to outlive a power cut
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0

(VAR / "static").mkdir(parents=True, exist_ok=True)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
