"""How are .doc and .wps read? By LibreOffice, where it is installed: it writes them anew as .docx.

It is given a file of its own in a folder of its own, a throw-away profile without macros or links, no network where the
system can take it away, and limited time; it is killed with all its children.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path, PurePath

from luoshi.kernel.documents.refusal import DocumentRefused

SECONDS = 60
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENDINGS = (".doc", ".wps")
_MEMORY = 1024 * 1024 * 1024
_MOST_RESULT = 64 * 1024 * 1024
# What LibreOffice may not do in its throw-away profile: run macros, follow links, update fields from outside.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def is_foreign(data: bytes, name: str) -> bool:
    """Whether the file is one that only an office program reads."""
    return PurePath(name).suffix.lower() in _ENDINGS and bool(data.strip(b"\x00 \t\r\n"))


def converted(data: bytes, name: str, seconds: int = SECONDS) -> tuple[bytes, str]:
    """The file as .docx, with its new name. Raises `DocumentRefused`."""
    path = PurePath(name.replace("\\", "/"))
    if not data.startswith(_OLE):
        raise DocumentRefused("mismatch", name=path.name)
    program = find_program()
    if program is None:
        raise DocumentRefused("needs_office", name=path.name, kind=path.suffix.lower())
    with tempfile.TemporaryDirectory(prefix="luoshi-office-") as folder:
        # A .wps is a .doc in another coat; the name that LibreOffice sees is ours, never the one that came along.
        source = Path(folder) / "in.doc"
        source.write_bytes(data)
        _run(program, Path(folder), source, seconds)
        made = Path(folder) / "out" / "in.docx"
        if not made.is_file() or not 0 < made.stat().st_size <= _MOST_RESULT:
            raise DocumentRefused("not_converted", name=path.name)
        return made.read_bytes(), f"{path.stem}.docx"


def find_program() -> str | None:
    """LibreOffice on this machine, or the one that LUOSHI_SOFFICE names."""
    named = os.environ.get("LUOSHI_SOFFICE")
    return shutil.which(named) if named else shutil.which("soffice") or shutil.which("libreoffice")


def _run(program: str, folder: Path, source: Path, seconds: int) -> None:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    child = subprocess.Popen(  # noqa: S603 - names of our own making
        [*_without_network(), program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--convert-to", "docx",
         "--outdir", str(folder / "out"), str(source)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        start_new_session=True, env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LANG": "C.UTF-8"},
    )  # fmt: skip
    try:
        _limit(child.pid, seconds)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    finally:
        # The group, not the process: soffice is a script whose work is done by a child.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _limit(pid: int, seconds: int) -> None:
    """What it may use, set from outside: a function run between fork and exec is not safe beside threads."""
    try:
        import resource

        resource.prlimit(pid, resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_MOST_RESULT * 4, _MOST_RESULT * 4))
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds + 1))
    except (ImportError, AttributeError, OSError):
        return


@cache
def _without_network() -> tuple[str, ...]:
    """The words that start a program in a network of its own with nothing in it, where the system allows that."""
    found = shutil.which("unshare")
    if found is None:
        return ()
    words = (found, "--user", "--map-current-user", "--net", "--")
    tried = subprocess.run([*words, "true"], capture_output=True, check=False, timeout=10)  # noqa: S603
    return words if tried.returncode == 0 else ()
