"""`luoshi check` tells what is wrong and what to do; ``/health/`` tells three words to anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client

from luoshi.kernel import clock, health, services, trail
from luoshi.kernel.actor import SYSTEM
from luoshi.kernel.backup.making import LAST
from luoshi.kernel.jobs.worker import BEAT
from luoshi.kernel.models import NoticedYear
from luoshi.org import services as org
from luoshi.org.models import CoordinationBody, Grant
from tests.intruder import guards_down
from tests.world import World


@pytest.fixture
def well(world: World, settings: Any, tmp_path: Path) -> World:
    """An instance that nothing is wrong with."""
    settings.VAR, settings.MEDIA_ROOT, settings.HTTPS = tmp_path, tmp_path / "media", True
    trail.seal_all()
    trail.checkpoint()
    (tmp_path / LAST).write_text(json.dumps({"at": clock.now().isoformat()}))
    (tmp_path / BEAT).touch()
    if not NoticedYear.objects.filter(year=clock.today().year).exists():
        NoticedYear.objects.create(year=clock.today().year, source="test")
    if not NoticedYear.objects.filter(year=clock.today().year + 1).exists():
        NoticedYear.objects.create(year=clock.today().year + 1, source="test")
    return world


def codes() -> set[str]:
    return {one.code for one in health.findings()}


def test_it_works(well: World) -> None:
    left = {one.code: one.level for one in health.findings()}
    assert not [code for code, level in left.items() if level == "error"], left
    out = StringIO()
    call_command("check", "--json", stdout=out)
    assert json.loads(out.getvalue())["ok"] is True


def nobody(role: str) -> None:
    Grant.objects.filter(role=role).update(ends_on=clock.today() - timedelta(days=1))


def lag() -> None:
    with clock.at(clock.now() - timedelta(minutes=5)):
        org.add_person(SYSTEM, "某人")


def from_the_future() -> None:
    with clock.at(clock.now() + timedelta(hours=2)):
        org.add_person(SYSTEM, "某人")
    trail.seal_all()


def lose_a_file() -> None:
    from django.core.files.base import ContentFile

    services.keep_file(SYSTEM, ContentFile("培训".encode(), name="a.txt"))
    from luoshi.kernel.models import File

    File.objects.last().content.delete(save=False)  # type: ignore[union-attr]


def mix() -> None:
    person = Grant.objects.filter(role="audit").first().person  # type: ignore[union-attr]
    org.grant(SYSTEM, person, "system", Grant.objects.first().unit, clock.today())  # type: ignore[union-attr]


WRONGS: dict[str, Callable[[Any, Path], object]] = {
    "debug": lambda settings, _var: setattr(settings, "DEBUG", True),
    "secret-key": lambda settings, _var: setattr(settings, "SECRET_KEY", "short"),
    "https": lambda settings, _var: setattr(settings, "HTTPS", False),
    "hosts": lambda settings, _var: setattr(settings, "ALLOWED_HOSTS", ["*"]),
    "secrets": lambda _settings, var: (var / "secrets").chmod(0o755),
    "seal": lambda _settings, _var: lag(),
    "clock": lambda _settings, _var: from_the_future(),
    "backup": lambda _settings, var: (var / LAST).unlink(),
    "calendar": lambda _settings, _var: NoticedYear.objects.all().delete(),
    "files": lambda _settings, _var: lose_a_file(),
    "no-security": lambda _settings, _var: nobody("security"),
    "no-system": lambda _settings, _var: nobody("system"),
    "bare-accounts": lambda _settings, _var: nobody("liaison"),
    "no-office": lambda _settings, _var: CoordinationBody.objects.all().delete(),
    "administrators-mixed": lambda _settings, _var: mix(),
}


@pytest.mark.parametrize("code", WRONGS)
def test_each_wrong_is_told(well: World, settings: Any, code: str) -> None:
    assert code not in codes()
    WRONGS[code](settings, Path(settings.VAR))
    found = {one.code: one for one in health.findings()}
    assert code in found
    assert str(found[code].what)
    assert str(found[code].do)


def test_guards_that_are_off(well: World) -> None:
    with guards_down():
        assert "guards" in codes()


def test_a_full_disk(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1))
    assert {one.code: one.level for one in health.findings()}["disk"] == "error"


def test_a_mail_server_that_does_not_answer(well: World, settings: Any) -> None:
    settings.MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", 1
    assert "mail" in codes()


def test_exit_code_and_both_languages(well: World, settings: Any) -> None:
    settings.DEBUG = True
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("check", stdout=out)
    assert refusal.value.returncode == 1
    assert "调试方式" in out.getvalue()
    assert "LUOSHI_DEBUG" in out.getvalue()


def test_djangos_own_check_is_as_it_was(well: World, settings: Any) -> None:
    settings.DEBUG = True
    out = StringIO()
    call_command("check", "--tag", "urls", stdout=out, stderr=out)
    assert "调试方式" not in out.getvalue()


def test_the_page_is_for_anybody_and_says_little(well: World, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    page = Client().get("/health/")
    assert (page.status_code, page.content.decode()) == (200, "ok\ndatabase ok\nworker ok\nseal ok\n")
    told = Client().get("/health/", headers={"Accept": "application/json"})
    assert told.json() == {"status": "ok", "database": "ok", "worker": "ok", "seal": "ok"}
    assert Client().post("/health/").status_code == 405
    lag()
    assert Client().get("/health/").status_code == 503


def test_a_worker_that_has_stopped(well: World, settings: Any) -> None:
    import os

    path = Path(settings.VAR) / BEAT
    os.utime(path, (0, 0))
    assert Client().get("/health/?format=json").json()["worker"] == "failing"
    assert "worker" in codes()
    path.unlink()
    assert Client().get("/health/?format=json").json()["worker"] == "ok"


def test_a_database_that_is_away(well: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError("secret address of the database")

    monkeypatch.setattr(health, "seal_lag", away)
    page = Client().get("/health/")
    assert page.status_code == 503
    assert "secret" not in page.content.decode()
