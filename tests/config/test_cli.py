"""The command line: one JSON object on stdout whatever the place and the locale, or one line on stderr and code 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kernel.office import docx, paragraph

ROOT = Path(__file__).resolve().parents[2]
PLAN = "某市2025年工作要点\n一、加强培训。2025年底前培训1万人次。（市总工会牵头，市人社局、财政局配合）\n"


def _run(
    *args: str, locale: str = "C", cwd: Path | str = "/", code: str | None = None
) -> subprocess.CompletedProcess[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LC_ALL": locale,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    call = ["-c", code] if code else ["-m", "luoshi"]
    return subprocess.run([sys.executable, *call, *args], capture_output=True, cwd=cwd, env=environment, timeout=60)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_it_works(plan: Path) -> None:
    done = _run("plan", "parse", str(plan), "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    value = json.loads(done.stdout.decode("utf-8"))
    assert done.stdout.count(b"\n") == 1
    assert value["title"] == "某市2025年工作要点"
    assert value["tasks"][0]["duties"][2] == {"unit": "市财政局", "role": "support", "generic": False}


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1", "zh_CN.GB18030", "zh_CN.UTF-8"])
def test_output_is_utf_8_in_every_locale(plan: Path, locale: str) -> None:
    assert json.loads(_run("plan", "parse", str(plan), "--json", locale=locale).stdout.decode("utf-8"))["tasks"]


def test_relative_path_and_options_first(plan: Path) -> None:
    assert json.loads(_run("plan", "parse", "--json", plan.name, cwd=plan.parent).stdout)["tasks"]


def test_docx(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx("".join(map(paragraph, PLAN.split("\n")))))
    assert json.loads(_run("plan", "parse", str(path), "--json").stdout)["tasks"][0]["path"] == ["一"]


def test_readable_document_without_duties(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("一、总体要求\n坚持服务大局。\n", encoding="utf-8")
    done = _run("plan", "parse", str(path), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["tasks"] == []
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", b""), ("a.docx", b"no zip"), ("a.pdf", b"%PDF"), ("a.txt", bytes(range(256)) * 20), ("b.txt", None)],
)
def test_unreadable_input(tmp_path: Path, name: str, data: bytes | None) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    done = _run("plan", "parse", str(path), "--json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"luoshi: ")
    assert done.stderr.count(b"\n") == 1
    assert name in done.stderr.decode("utf-8")


def test_directory_is_unreadable(tmp_path: Path) -> None:
    done = _run("plan", "parse", str(tmp_path), "--json")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_messages_follow_the_language(tmp_path: Path) -> None:
    missing = str(tmp_path / "a.txt")
    assert "无法读取" in _run("plan", "parse", missing).stderr.decode()
    assert "cannot read" in _run("plan", "parse", missing, locale="en_US.UTF-8").stderr.decode()


@pytest.mark.parametrize(
    "args", [("plan", "parse"), ("plan", "draw"), ("plan", "parse", "a", "b"), ("plan", "parse", "a", "--xml")]
)
def test_wrong_calls(args: tuple[str, ...]) -> None:
    done = _run(*args)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_readable_table(plan: Path) -> None:
    shown = _run("plan", "parse", str(plan)).stdout.decode("utf-8")
    assert "牵头：市总工会" in shown
    assert "2025-12-31" in shown


def test_help() -> None:
    for args in ((), ("--help",)):
        shown = _run(*args).stdout.decode("utf-8")
        assert "plan parse" in shown
        assert "migrate" in shown


def test_plan_parse_imports_no_django(plan: Path) -> None:
    code = (
        "import sys; from luoshi.config.cli import main; code = main(); "
        "sys.exit(9 if {'django', 'ninja', 'lxml'} & set(sys.modules) else code)"
    )
    assert _run("plan", "parse", str(plan), "--json", code=code).returncode == 0


def test_compare(plan: Path, tmp_path: Path) -> None:
    parsed = tmp_path / "市方案.json"
    parsed.write_bytes(_run("plan", "parse", str(plan), "--json").stdout)
    done = _run("policy", "compare", str(plan), str(parsed), "--json")
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 1)
    value = json.loads(done.stdout.decode("utf-8"))
    assert set(value) == {"findings", "coverage"}
    assert value["coverage"][0]["lower"][0]["doc"] == "市方案"
    assert "上级方案：方案（1项）".encode() in _run("policy", "compare", str(plan), str(parsed)).stdout


def test_compare_tells_files_of_one_name_apart(plan: Path, tmp_path: Path) -> None:
    """The first keeps its stem, a repeated one has its folder before it."""
    below = tmp_path / "市" / plan.name
    below.parent.mkdir()
    below.write_bytes(plan.read_bytes())
    value = json.loads(_run("policy", "compare", str(plan), str(below), "--json").stdout.decode("utf-8"))
    (row,) = value["coverage"]
    assert (row["upper"]["doc"], row["lower"][0]["doc"]) == (plan.stem, f"市/{plan.stem}")


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", b""), ("b.json", b"[1, 2]"), ("c.json", b'{"tasks": 3}'), ("d.json", b"{"), ("e.txt", "今天下雨。".encode()),
     ("f.txt", None)],
)  # fmt: skip
def test_compare_says_what_it_cannot_read(plan: Path, tmp_path: Path, name: str, data: bytes | None) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    done = _run("policy", "compare", str(plan), str(path), "--json")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


@pytest.mark.parametrize(
    "call", [["compare"], ["compare", "PLAN"], ["contrast", "PLAN", "PLAN"], ["compare", "PLAN", "PLAN", "--all"]]
)
def test_compare_called_wrongly(plan: Path, call: list[str]) -> None:
    done = _run("policy", *(str(plan) if word == "PLAN" else word for word in call))
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
