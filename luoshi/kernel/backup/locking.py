"""Is the instance being served? A lock on a file in VAR: shared by those who serve, alone for who puts a backup back."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from luoshi.kernel.backup.archive import BackupRefused


@contextmanager
def serving() -> Iterator[None]:
    """Serve meanwhile. Raises `BackupRefused` while a backup is being put back."""
    with _locked(fcntl.LOCK_SH, "正在恢复备份，请等它结束。", "a backup is being restored: wait for it."):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Nobody serves meanwhile. Raises `BackupRefused` while somebody does."""
    with _locked(
        fcntl.LOCK_EX,
        "服务正在运行，请先停止 luoshi serve 和 luoshi worker。",
        "stop luoshi serve and luoshi worker first.",
    ):
        yield


@contextmanager
def _locked(kind: int, chinese: str, english: str) -> Iterator[None]:
    path = Path(settings.VAR) / "serve.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(chinese, english) from None
        yield
