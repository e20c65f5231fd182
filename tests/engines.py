"""Where does PostgreSQL come from? A private server from the system's own binaries, gone when the run is over.

Databases are made with a Chinese ICU collation, because that is where a careless path comparison breaks.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ICU = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'"
START_SECONDS = 60


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL on this machine."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    found += [path.parent for name in ["initdb"] if (path := Path(shutil.which(name) or "/nowhere")).exists()]
    return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdecimal() else 0, default=None)


def is_available() -> bool:
    """Whether the suite can run on PostgreSQL here."""
    return bool(os.environ.get("LUOSHI_TEST_PG")) or binaries() is not None


def database_url() -> str:
    """The server named by ``LUOSHI_TEST_PG``, or one started now."""
    if not os.environ.get("LUOSHI_TEST_PG"):
        os.environ["LUOSHI_TEST_PG"] = _start()
    return os.environ["LUOSHI_TEST_PG"]


def _ordinary_user() -> pwd.struct_passwd | None:
    """initdb refuses root: then an ordinary user of the system does it."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("no ordinary user to run PostgreSQL as")


def _die_with_parent() -> None:
    """Ask the kernel to stop the server when this process ends in any way at all."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _start() -> str:
    where = binaries()
    if where is None:
        raise SystemExit("no PostgreSQL on this machine: install it, or name a server in LUOSHI_TEST_PG")
    # a socket's path must be short, so never below a deep TMPDIR
    folder = Path(tempfile.mkdtemp(prefix="luoshi-pg-", dir="/tmp"))
    user = _ordinary_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    data, log = folder / "data", folder / "log"
    quiet = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "HOME": str(folder)}
    made = subprocess.run(
        [where / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        capture_output=True, text=True, check=False, env=quiet, cwd=folder, **as_user,
    )  # fmt: skip
    if made.returncode:
        raise SystemExit(f"initdb failed:\n{made.stdout}{made.stderr}")
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "synchronous_commit": "off",
        "full_page_writes": "off", "max_connections": "60", "shared_buffers": "128MB",
    }  # fmt: skip
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [where / "postgres", "-D", data, *options],
            stdout=stream, stderr=stream, env=quiet, cwd=folder, preexec_fn=_die_with_parent, **as_user,
        )  # fmt: skip
    atexit.register(_stop, server, folder, os.getpid())
    _wait(where, folder, server, log)
    return f"postgresql://postgres@{quote(str(folder), safe='')}/postgres"


def _wait(where: Path, folder: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        if subprocess.run([where / "pg_isready", "-q", "-h", folder], check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise SystemExit("PostgreSQL did not start in time")


def _stop(server: subprocess.Popen[bytes], folder: Path, owner: int) -> None:
    if os.getpid() != owner:
        return
    server.send_signal(signal.SIGQUIT)
    server.wait(timeout=30)
    shutil.rmtree(folder, ignore_errors=True)
