"""`luoshi init`: an empty instance, once, with administrators who are other people."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from luoshi.kernel import trail
from luoshi.kernel.models import Event
from luoshi.org.models import Account, CoordinationBody, Grant, Unit
from luoshi.org.queries import actor_of
from luoshi.org.services.instance import Named, set_up
from tests.intruder import guards_down
from tests.org.test_import_units import workbook


@pytest.fixture
def empty(transactional_db: None) -> None:
    """No units, no accounts."""
    from django.core.management import call_command as call

    with guards_down():
        call("flush", interactive=False, verbosity=0)


def init(*args: str) -> dict[str, Any]:
    out = StringIO()
    call_command("init", "--json", *args, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_it_works(empty: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    told = init("--place", "江澜省", "--system", "王明", "--security", "李安", "--audit", "张审")
    assert [one["role"] for one in told["administrators"]] == ["system", "security", "audit"]
    assert {unit.name for unit in Unit.objects.all()} == {
        "江澜省", "江澜省推进产业工人队伍建设改革协调小组办公室",
    }  # fmt: skip
    assert CoordinationBody.objects.get().office.kind == "office"
    assert Grant.objects.filter(sight=None).count() == Grant.objects.count() == 3
    first = told["administrators"][0]
    client = Client()
    assert client.post("/org/login/", {"username": "admin", "password": first["password"]}).status_code == 302
    assert client.get("/org/accounts/")["Location"] == "/org/me/password/"
    assert not any(first["password"] in str(row) for row in Event.objects.values_list("after", "note"))
    trail.seal_all()
    trail.checkpoint()
    assert trail.verify().is_clean


def test_without_anything_given(empty: None) -> None:
    told = init()
    assert [one["username"] for one in told["administrators"]] == ["admin"]
    assert actor_of(Account.objects.get()).has_range is False


def test_it_refuses_what_is_not_empty(empty: None) -> None:
    init()
    before = (Unit.objects.count(), Account.objects.count(), Event.objects.count())
    with pytest.raises(CommandError, match="不能再初始化"):
        init("--place", "别处")
    assert (Unit.objects.count(), Account.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--system-username", "a b"), "不能有空格"),
        (("--security", "李安", "--security-username", "admin"), "各用各的账号"),
    ],
)
def test_what_is_given_wrongly_leaves_nothing(empty: None, args: tuple[str, ...], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        init(*args)
    assert Unit.objects.count() == Account.objects.count() == 0


def test_a_weak_password_is_refused(empty: None) -> None:
    from luoshi.kernel.errors import Invalid

    with pytest.raises(Invalid, match="至少 10 个字符"):
        set_up("甲地", "county", "办公室", "小组", [Named("system", "王", "admin", "weak")])
    assert Unit.objects.count() == 0


# ---------- with the units of a filled template ----------

UNITS = (
    ("澜阳市", "江澜省", "澜阳", "地区", "市级", "990100", "", ""),
    ("澜阳市人社局", "澜阳市", "人社局", "政府部门", "市级"),
)
POSTS = (("澜阳市人社局", "培训科科长", "责任岗位", "是", "李立", "", "lanyang.renshe", "经办人", "本单位"),)


def template(tmp_path: Path, units: Any = UNITS) -> str:
    file = tmp_path / "机构.xlsx"
    file.write_bytes(workbook(units, (), POSTS))
    return str(file)


def test_with_a_template(empty: None, settings: Any, tmp_path: Path) -> None:
    """Units, posts, people and accounts of the template stand below the place, by one command."""
    settings.VAR = tmp_path
    slips = tmp_path / "slips.csv"
    told = init("--place", "江澜省", "--template", template(tmp_path), "--slips", str(slips))
    assert told["template"]["faults"] == []
    assert told["place"] == "江澜省"
    assert Unit.objects.get(name="澜阳市人社局").path.startswith(Unit.objects.get(name="江澜省").path)
    assert set(Account.objects.values_list("username", flat=True)) == {"admin", "lanyang.renshe"}
    assert "lanyang.renshe" in slips.read_text("utf-8-sig")


def test_a_fault_leaves_nothing(empty: None, settings: Any, tmp_path: Path) -> None:
    """Exit code 1, the row is named, and the instance is as empty as before: it can be begun again."""
    settings.VAR = tmp_path
    wrong = (*UNITS, ("澜阳市教育局", "没有这个地区", "", "政府部门", "市级"))
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("init", "--place", "江澜省", "--template", template(tmp_path, wrong), stdout=out)
    assert left.value.code == 1
    assert "第 4 行" in out.getvalue()
    assert "没有建立任何内容" in out.getvalue()
    assert not Unit.objects.exists()
    assert not Account.objects.exists()
    assert init("--place", "江澜省", "--template", template(tmp_path))["template"]["made"]


def test_a_dry_run_makes_nothing(empty: None, tmp_path: Path) -> None:
    told = init("--place", "江澜省", "--template", template(tmp_path), "--dry-run")
    assert told["template"]["rows"]["new"] == 3
    assert not Unit.objects.exists()
    with pytest.raises(CommandError, match="--template"):
        init("--dry-run")


def test_a_file_that_is_not_there(empty: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="无法读取文件"):
        init("--template", str(tmp_path / "nothing.xlsx"))
    assert not Unit.objects.exists()


def test_the_empty_table_is_there_before_anything_else(tmp_path: Path) -> None:
    """An operator fills it in first: there is no database yet."""
    call = [sys.executable, "-m", "luoshi", "org", "template", "机构.xlsx"]
    known = {**os.environ, "LUOSHI_VAR": str(tmp_path / "var"), "DATABASE_URL": "", "PYTHONPATH": os.getcwd()}
    subprocess.run(call, env=known, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "机构.xlsx").stat().st_size > 5_000
