"""What is wrong with this instance, and what is to be done about it? For `luoshi check`, the page 运行检查 and ``/health/``.

Rooms add what they know with `check`. A finding says what is so and what to do; it names no person and shows no content.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from luoshi.kernel import clock, guards, trail
from luoshi.kernel.backup.making import LAST
from luoshi.kernel.jobs.worker import BEAT
from luoshi.kernel.models import Event, File, Job, NoticedYear, Seal
from luoshi.kernel.say import Say, say
from luoshi.kernel.upgrades import stranded_here, way_out

GIGA = 1024**3
ENOUGH, SCARCE = 2 * GIGA, GIGA // 4
BACKUP_DAYS = 8
OLDEST_POSTGRESQL = 14
FILES_LOOKED_AT = 2000
SEAL_LAG = timedelta(seconds=60)
BEAT_SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. ``level``: error, warning or note."""

    level: str
    code: str
    what: Say
    do: Say


CHECKS: list[tuple[bool, Callable[[], Iterable[Finding]]]] = []


def check(source: Callable[[], Iterable[Finding]], *, asks_tables: bool = True) -> None:
    """Add something to look at. ``asks_tables``: only once the tables are there and up to date."""
    CHECKS.append((asks_tables, source))


def findings() -> list[Finding]:
    """Everything that is wrong, the worst first."""
    found: list[Finding] = []
    for asks_tables, source in CHECKS:
        if not asks_tables:
            found += source()
    tables = list(_tables())
    found += tables
    if not tables:
        for asks_tables, source in CHECKS:
            if asks_tables:
                found += source()
    order = ("error", "warning", "note")
    return sorted(found, key=lambda one: order.index(one.level))


def _tables() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as fault:
        yield Finding(
            "error", "database", say("连不上数据库（{fault}）。", fault=type(fault).__name__),
            say("核对 DATABASE_URL，确认数据库正在运行。"),
        )  # fmt: skip
        return
    if stranded_here():
        yield Finding("error", "migrations", say("这个程序不能更新现在的数据库。"), way_out())
    elif waiting:
        yield Finding(
            "error", "migrations", say("数据库还有 {count} 项更新没有执行。", count=len(waiting)), say("先备份，再执行 luoshi migrate。")
        )  # fmt: skip


def _settings() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding("error", "debug", say("调试方式开着，出错时会显示内部信息。"), say("去掉 LUOSHI_DEBUG=1。"))
    if len(settings.SECRET_KEY) < 40:
        yield Finding(
            "error", "secret-key", say("LUOSHI_SECRET_KEY 太短。"), say("用 50 个以上随机字符，或者去掉它，由系统自己生成。")
        )  # fmt: skip
    local = {"127.0.0.1", "localhost", "[::1]"}
    if not settings.HTTPS and set(settings.ALLOWED_HOSTS) - local:
        yield Finding(
            "warning", "https", say("允许从别的机器访问，但没有设 LUOSHI_HTTPS=1，密码会明文传输。"),
            say("放在 TLS 代理之后，并设 LUOSHI_HTTPS=1；见 docs/operator。"),
        )  # fmt: skip
    if settings.HTTPS and not settings.BASE_URL.startswith("https://"):
        yield Finding(
            "warning", "links", say("邮件和二维码里的链接以 {url} 开头，不是 https。", url=settings.BASE_URL),
            say("设 LUOSHI_URL 或者 LUOSHI_ORIGINS 为对外的地址，如 https://luoshi.example.gov.cn。"),
        )  # fmt: skip
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding("warning", "hosts", say("LUOSHI_HOSTS 为 *，任何主机名都接受。"), say("写明实际使用的主机名。"))


def _folders() -> Iterator[Finding]:
    var = Path(settings.VAR)
    if not os.access(var, os.W_OK):
        yield Finding("error", "var", say("{folder} 不能写入。", folder=str(var)), say("把目录交给运行服务的用户。"))
        return
    free = shutil.disk_usage(var).free
    if free < ENOUGH:
        level = "error" if free < SCARCE else "warning"
        shown = f"{free / GIGA:.1f}"
        yield Finding(level, "disk", say("磁盘只剩 {size} GB。", size=shown), say("清理或者扩充磁盘；旧备份移到别处。"))
    secrets = var / "secrets"
    for path in [secrets, *secrets.glob("*")] if secrets.is_dir() else []:
        if stat.S_IMODE(path.stat().st_mode) & 0o077 and path.suffix in {"", ".pem"}:
            yield Finding(
                "error", "secrets", say("{file} 别的用户也能读。", file=str(path)), say("执行 chmod -R go= {folder}。", folder=str(secrets))
            )  # fmt: skip
            return


def _built() -> Iterator[Finding]:
    package = Path(__file__).resolve().parent
    if not (package / "static" / "luoshi" / "luoshi.css").exists():
        yield Finding("error", "static", say("页面样式没有生成。"), say("执行 make build，或者安装完整的软件包。"))
    catalogue = package.parent / "config" / "locale" / "en" / "LC_MESSAGES" / "django.mo"
    if not catalogue.exists():
        yield Finding("warning", "catalogue", say("英文界面的词条没有编译。"), say("执行 luoshi messages --compile。"))


def _engine() -> Iterator[Finding]:
    if connection.vendor == "postgresql":
        major = int(getattr(connection, "pg_version", 0)) // 10000
        if major < OLDEST_POSTGRESQL:
            yield Finding(
                "error", "postgresql", say("PostgreSQL 是 {major} 版，需要 {least} 版以上。", major=major, least=OLDEST_POSTGRESQL),
                say("升级 PostgreSQL。"),
            )  # fmt: skip
        for tool in ("pg_dump", "pg_restore", "psql"):
            if shutil.which(tool) is None and not list(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}")):
                yield Finding(
                    "warning", "pg-tools", say("这台机器没有 {tool}，不能备份和恢复。", tool=tool), say("安装 PostgreSQL 客户端。")
                )  # fmt: skip
                return


def _trail() -> Iterator[Finding]:
    latest = Event.objects.order_by("-id").values_list("at", flat=True).first()
    if latest is not None and latest > clock.now() + timedelta(minutes=5):
        yield Finding(
            "error", "clock", say("机器的时间比最近一条操作记录还早。"), say("核对时间和时区，接通时间同步（NTP）。")
        )  # fmt: skip
    if lag := seal_lag():
        yield Finding(
            "error", "seal", say("有操作记录超过 {seconds} 秒没有封存。", seconds=int(lag.total_seconds())),
            say("看后台作业是否在运行（luoshi serve 或 luoshi worker），再执行 luoshi audit verify。"),
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(guards.STANDING[connection.vendor])
        standing = {str(row[0]) for row in cursor.fetchall()}
    if set(guards.names()) - standing:
        yield Finding(
            "error", "guards", say("数据库里防改操作记录的触发器不全。"), say("执行 luoshi audit verify，查明是谁、何时去掉的。")
        )  # fmt: skip


def _backup() -> Iterator[Finding]:
    path = Path(settings.VAR) / LAST
    advice = say("用 luoshi backup 定期备份（如每天一次），备份放到别的机器；见 docs/operator。")
    try:
        made = datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        if Event.objects.exists():
            yield Finding("warning", "backup", say("还没有备份过。"), advice)
        return
    days = (clock.now() - made).days
    if days >= BACKUP_DAYS:
        yield Finding("warning", "backup", say("最近一次备份是 {days} 天以前。", days=days), advice)


def _calendar() -> Iterator[Finding]:
    today = clock.today()
    wanted = [today.year, today.year + 1] if today.month == 12 else [today.year]
    known = set(NoticedYear.objects.values_list("year", flat=True))
    for year in wanted:
        if year not in known:
            yield Finding(
                "warning", "calendar", say("{year} 年的放假和调休安排没有录入，按周一至周五计算工作日。", year=year),
                say("国务院办公厅通知发布后，在系统管理里导入这一年。"),
            )  # fmt: skip


def _files() -> Iterator[Finding]:
    media = Path(settings.MEDIA_ROOT)
    names = File.objects.order_by("-pk").values_list("content", flat=True)[:FILES_LOOKED_AT]
    gone = sum(not (media / name).exists() for name in names)
    if gone:
        yield Finding(
            "error", "files", say("有 {count} 个上传的文件在磁盘上找不到。", count=gone), say("从备份恢复 {folder}。", folder=str(media))
        )  # fmt: skip


def _jobs() -> Iterator[Finding]:
    failed = Job.objects.filter(state="failed").count()
    if failed:
        yield Finding(
            "warning",
            "jobs",
            say("有 {count} 项后台作业没有办成。", count=failed),
            say("在系统管理的后台作业里查看原因，重办或者作罢。"),
        )
    if (age := beat_age()) is not None and age > BEAT_SECONDS:
        yield Finding(
            "warning", "worker", say("后台作业 {minutes} 分钟没有动静。", minutes=int(age // 60)), say("启动 luoshi serve 或者 luoshi worker。")
        )  # fmt: skip


def _mail() -> Iterator[Finding]:
    if not settings.MAIL:
        return
    host = settings.EMAIL_HOST
    try:
        with socket.create_connection((host, int(settings.EMAIL_PORT)), timeout=3):
            pass
    except OSError as fault:
        yield Finding(
            "warning", "mail", say("邮件服务器 {host} 连不上（{fault}）。", host=host, fault=type(fault).__name__),
            say("核对邮件设置，或者放行到邮件服务器的连接。"),
        )  # fmt: skip


for one in (_settings, _folders, _built):
    check(one, asks_tables=False)
for one in (_engine, _trail, _backup, _calendar, _files, _jobs, _mail):
    check(one)


# ---------- signs of life ----------


def seal_lag() -> timedelta | None:
    """How long the oldest event near the end of the chain waits for its seal, where that is too long."""
    newest = Seal.objects.order_by("-event_id").values_list("event_id", flat=True).first() or 0
    waiting = Event.objects.filter(seal=None, pk__gt=newest - trail.NEAR, at__lt=clock.now() - SEAL_LAG)
    oldest = waiting.order_by("id").values_list("at", flat=True).first()
    return clock.now() - oldest if oldest else None


def beat_age() -> float | None:
    """Seconds since a worker on this machine gave a sign of life; None where none ever has."""
    try:
        return max(clock.now().timestamp() - (Path(settings.VAR) / BEAT).stat().st_mtime, 0.0)
    except OSError:
        return None


def signs() -> dict[str, bool]:
    """Whether the database answers, a worker is alive, and the trail is sealed: nothing else may be known by strangers."""
    try:
        lag = seal_lag()
    except DatabaseError:
        return {"database": False, "worker": _beats(), "seal": False}
    return {"database": True, "worker": _beats(), "seal": lag is None}


def _beats() -> bool:
    """A worker may be on another machine: then its sealing shows that it lives."""
    age = beat_age()
    return age is None or age <= BEAT_SECONDS
