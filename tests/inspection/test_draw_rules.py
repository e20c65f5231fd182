"""The draw: golden records by a second implementation (the one that the user's guide prints), laws, and refusals."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.config import cli
from luoshi.inspection.rules.draw import SPACE, draw, first_difference, in_drawing_order
from luoshi.inspection.rules.frame import Refused, Target, canonical, frame_of, read_json

SECRET = "0f" * 32
WITNESS = "第 26071 期 04 11 17 23 28 30 + 09"
GUIDE = Path(__file__).resolve().parents[2] / "docs/user/inspection-draw.md"


def frame(**changes: Any) -> dict[str, Any]:
    """Five counties of unequal weight and three cities, four inspectors of whom one keeps away."""
    return {
        "id": "2026-02",
        "targets": [
            *({"id": f"{name}县", "stratum": "县", "weight": 1 + at / 2} for at, name in enumerate("松禾岚望柏")),
            *({"id": f"{name}市", "stratum": "市"} for name in "清石白"),
        ],
        "inspectors": [
            {"id": name, "skills": ["人社"], "recused": ["松县"] if name == "祝" else []} for name in "欧祝柳闻"
        ],
        "sample": {"县": 3, "市": 2},
        "team": 2,
        **changes,
    }


def record(**changes: Any) -> dict[str, Any]:
    return draw(frame_of(frame(**changes)), SECRET, WITNESS)


@pytest.fixture(scope="module")
def stranger() -> str:
    """The lines of Python that the guide gives to a stranger."""
    (lines,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return str(lines)


def checked(stranger: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """What the stranger's lines end with."""
    monkeypatch.setattr(sys, "argv", ["check.py", str(path)])
    with pytest.raises(SystemExit) as end:
        exec(stranger, {})  # noqa: S102 - the lines of our own guide
    return end.value.code


def test_it_works() -> None:
    drawn = record()
    assert [row["stratum"] for row in drawn["targets"]] == ["县", "县", "县", "市", "市"]
    assert all(re.fullmatch("[0-9a-f]{64}", row["ticket"]) for row in drawn["targets"])
    assert [row["target"] for row in drawn["teams"]] == [row["id"] for row in drawn["targets"]]
    assert all("祝" not in row["inspectors"] for row in drawn["teams"] if row["target"] == "松县")
    assert drawn["commitment"] == hashlib.sha256(bytes.fromhex(SECRET)).hexdigest()
    assert drawn["frame_sha256"] == hashlib.sha256(canonical(frame())).hexdigest()
    assert first_difference(drawn) is None


def test_a_known_draw() -> None:
    """By hand, from the words of the contract: two equal targets, one to be drawn."""
    given = {
        "id": "a",
        "targets": [{"id": "x", "stratum": "s"}, {"id": "y", "stratum": "s"}],
        "inspectors": [{"id": "p"}],
        "sample": {"s": 1},
        "team": 1,
    }
    form = b'{"id":"a","inspectors":[{"id":"p"}],"sample":{"s":1},"targets":[{"id":"x","stratum":"s"},{"id":"y","stratum":"s"}],"team":1}'
    seed = hashlib.sha256(form + b"\x00" + b"\xab" + b"\x00" + b"6").digest()
    smallest = min((hashlib.sha256(seed + b"\x00" + name).hexdigest(), name.decode()) for name in (b"x", b"y"))
    drawn = draw(frame_of(given), "ab", "6")
    assert drawn["targets"] == [{"id": smallest[1], "stratum": "s", "ticket": smallest[0]}]
    assert drawn["teams"] == [{"target": smallest[1], "inspectors": ["p"]}]


def test_a_stranger_checks_it_with_the_lines_of_the_guide(
    stranger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(stranger.splitlines()) <= 26
    path = tmp_path / "record.json"
    chance = random.Random(20261123)
    for at in range(12):
        weights = [chance.choice([1, 2.5, 0.1, 7]) for _ in range(40)]
        targets = [{"id": f"县{n}", "stratum": "县" if n % 3 else "a", "weight": w} for n, w in enumerate(weights)]
        drawn = draw(frame_of(frame(targets=targets, sample={"县": 9, "a": 4})), f"{at:02x}" * 16, f"骰子 {at}")
        path.write_text(json.dumps(drawn, ensure_ascii=at % 2 == 0), encoding="utf-8")
        assert checked(stranger, path, monkeypatch) == 0
    drawn["teams"][0]["inspectors"].reverse()
    path.write_text(json.dumps(drawn), encoding="utf-8")
    assert checked(stranger, path, monkeypatch) != 0


names = st.text(st.characters(blacklist_categories=("Cs", "Zs", "Cc", "Zl", "Zp")), min_size=1, max_size=5)
frames = st.builds(
    lambda ids, weights, people, wanted: frame(
        targets=[{"id": one, "stratum": "s", "weight": w} for one, w in zip(ids, weights, strict=False)],
        inspectors=[{"id": one, "skills": [], "recused": []} for one in people],
        sample={"s": min(wanted, len(ids))},
    ),
    st.lists(names, min_size=1, max_size=12, unique=True),
    st.lists(st.one_of(st.integers(1, 5), st.floats(1e-9, 1e9)), min_size=12, max_size=12),
    st.lists(names, min_size=2, max_size=6, unique=True),
    st.integers(0, 12),
)


@settings(max_examples=60, deadline=None)
@given(frames, st.randoms(use_true_random=False))
def test_the_order_in_a_file_draws_nobody(given_frame: dict[str, Any], chance: random.Random) -> None:
    """To the same tickets the order of targets and inspectors is nothing; it does change the frame's hash."""
    read = frame_of(given_frame)
    mixed = copy.deepcopy(given_frame)
    chance.shuffle(mixed["targets"])
    chance.shuffle(mixed["inspectors"])
    as_published = frame_of(mixed)
    object.__setattr__(as_published, "canonical", read.canonical)
    assert draw(as_published, SECRET, "1")["teams"] == draw(read, SECRET, "1")["teams"]
    assert (canonical(mixed) == canonical(given_frame)) == (mixed == given_frame)


@settings(max_examples=60, deadline=None)
@given(frames, st.data())
def test_every_change_is_found(given_frame: dict[str, Any], data: st.DataObject) -> None:
    drawn = draw(frame_of(given_frame), SECRET, "1")
    assert first_difference(json.loads(json.dumps(drawn))) is None
    spoilt = copy.deepcopy(drawn)
    name = data.draw(st.sampled_from(sorted(spoilt)))
    if isinstance(spoilt[name], str):
        spoilt[name] = spoilt[name] + data.draw(st.sampled_from(["0", "ab", "\0", " "]))
    elif name == "frame":
        spoilt[name]["id"] += "'"
    elif spoilt[name]:
        spoilt[name].append(spoilt[name].pop(0)) if len(spoilt[name]) > 1 else spoilt[name].clear()
    else:
        spoilt[name].append({})
    assert first_difference(spoilt) is not None


@pytest.mark.parametrize("top", [2, SPACE // 2, SPACE - 1, SPACE // 3 * 2, 2**60])
def test_neighbouring_tickets_keep_their_order(top: int) -> None:
    """Of one weight among others: the larger ticket has the smaller logarithm, however near the next one is."""
    rows = [(ticket, Target(str(ticket), "s", 3)) for ticket in (top - 2, top - 1, top)]
    drawn = in_drawing_order([*rows, (0, Target("other", "s", 1e-9))], 4)
    assert [ticket for ticket, _ in drawn[:3]] == [top, top - 1, top - 2]
    assert drawn[3][1].id == "other"


def test_keys_that_are_equal_are_settled_by_the_ticket() -> None:
    """1/4 with twice the weight is as likely as 1/2."""
    half, quarter = Target("b", "s", 1), Target("a", "s", 2)
    rows = [(SPACE // 2 - 1, half), (SPACE // 4 - 1, quarter)]
    assert in_drawing_order(rows, 2) == [rows[1], rows[0]]
    twins = [(5, Target("b", "s", 1)), (5, Target("a", "s", 1)), (9, Target("c", "s", 2))]
    assert [target.id for _, target in in_drawing_order(twins, 3)] == ["c", "a", "b"]


def test_equal_weights_need_no_logarithm() -> None:
    rows = [(ticket, Target(str(ticket), "s", 2.0)) for ticket in (9, 4, SPACE - 1)]
    assert [ticket for ticket, _ in in_drawing_order(rows, 2)] == [4, 9]


T, P = {"id": "a", "stratum": "s"}, {"id": "p"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"targets": [T, T]}, "对象“a”写了两次"),
        ({"inspectors": [P, P]}, "督察员“p”写了两次"),
        ({"sample": {"县": 6}}, "层“县”只有 5 个对象，不够抽 6 个"),
        ({"sample": {"乡": 1}}, "没有对象属于层“乡”"),
        ({"sample": {"县": -1}}, "不能小于 0"),
        ({"sample": {"县": True}}, "应当是整数"),
        ({"sample": {"县": 1.0}}, "应当是整数"),
        ({"sample": []}, "应当是 JSON 对象"),
        ({"team": 0}, "至少为 1"),
        ({"team": "2"}, "应当是整数"),
        ({"targets": {}}, "应当是列表"),
        ({"targets": ["a"]}, "第 1 个对象应当是 JSON 对象"),
        ({"targets": [{"stratum": "s"}]}, "第 1 个对象的 id 应当是文字"),
        ({"targets": [{"id": " ", "stratum": "s"}]}, "第 1 个对象没有写 id"),
        ({"targets": [{"id": "a\0b", "stratum": "s"}]}, "空字符"),
        ({"targets": [{"id": "a"}]}, "第 1 个对象的 stratum"),
        ({"targets": [{**T, "weight": 0}]}, "权重"),
        ({"targets": [{**T, "weight": -1}]}, "权重"),
        ({"targets": [{**T, "weight": 10**400}]}, "权重"),
        ({"targets": [{**T, "weight": 1e-300}]}, "权重"),
        ({"targets": [{**T, "weight": float("nan")}]}, "权重"),
        ({"targets": [{**T, "weight": True}]}, "不是数"),
        ({"targets": [{**T, "weight": None}]}, "不是数"),
        ({"inspectors": [{"id": "p", "recused": "a"}]}, "recused"),
        ({"inspectors": [{"id": "p", "skills": [1]}]}, "skills"),
        ({"inspectors": []}, "只有 0 名督察员，不够 2 名"),
        ({"id": 5}, "id"),
        ({"note": "\ud800"}, "半个字符"),
    ],
)
def test_a_frame_in_doubt_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=re.escape(words)):
        record(**changes)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xef\xbb\xbf{}", "BOM"),
        ('{"id":"名单"}'.encode("utf-16"), "BOM"),
        ('{"id":"名单"}'.encode("gb18030"), "不是 UTF-8"),
        (b"", "不是 JSON"),
        (b'{"id":1,}', "第 1 行第 9 列"),
        (b'{"id":1,"id":2}', "“id”在同一处写了两次"),
        (b'{"weight":NaN}', "不是数"),
        (b'{"weight":-Infinity}', "不是数"),
        (b'{"weight":1e999}', "太大"),
        (b'{"weight":' + b"9" * 5000 + b"}", "过长的数字"),
        (b"[" * 200_000, "嵌套"),
    ],
)
def test_a_file_in_doubt_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=re.escape(words)):
        read_json(data)


@pytest.mark.parametrize(
    ("secret", "witness"), [("", "1"), ("abc", "1"), ("zz", "1"), ("ab ab", "1"), ("ab", " "), ("ab", "\udc80")]
)
def test_no_draw_without_secret_and_witness(secret: str, witness: str) -> None:
    with pytest.raises(Refused):
        draw(frame_of(frame()), secret, witness)


def test_the_first_difference_is_named() -> None:
    drawn = record()
    other = copy.deepcopy(drawn)
    other["frame"]["targets"][0]["weight"] = 9
    assert str(first_difference(other)).startswith("名单的指纹（frame_sha256）不符")
    other = copy.deepcopy(drawn)
    other["targets"][2]["ticket"] = "0" * 64
    assert str(first_difference(other)).startswith("抽中的对象（targets）第 3 行不符：应为 ticket = ")
    other = copy.deepcopy(drawn)
    other["teams"][1]["inspectors"][0] = "柳" if other["teams"][1]["inspectors"][0] != "柳" else "欧"
    assert str(first_difference(other)).startswith("分组（teams）第 2 行不符")
    assert "记录里多出了“note”" in str(first_difference({**drawn, "note": 1}))
    assert "没有“teams”" in str(first_difference({name: drawn[name] for name in drawn if name != "teams"}))
    assert "重新抽取不成" in str(first_difference({**drawn, "secret": "zz"}))
    with pytest.raises(Refused, match="不是抽取记录"):
        first_difference(frame())


def test_a_hundred_thousand_targets() -> None:
    """Processor time, not the clock's: 1.6 s where 2 s are allowed (docs/figures.md)."""
    many = frame(
        targets=[{"id": f"t{n}", "stratum": f"s{n % 7}", "weight": 1 + n % 5} for n in range(100_000)],
        sample={f"s{n}": 50 for n in range(7)},
    )
    data = canonical(many)
    began = time.process_time()
    drawn = draw(frame_of(read_json(data)), SECRET, WITNESS)
    assert len(drawn["targets"]) == 350
    assert time.process_time() - began < 4


def test_on_the_command_line(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path, kept = tmp_path / "名单.json", tmp_path / "record.json"
    path.write_text(json.dumps(frame(), ensure_ascii=False), encoding="utf-8")
    call = ["inspection", "draw", str(path), "--secret", SECRET, "--witness", WITNESS, "--json"]
    assert cli.main(call) == 0
    out, err = capfdbinary.readouterr()
    assert (json.loads(out), err) == (record(), b"")
    kept.write_bytes(out)
    assert cli.main(["inspection", "verify-draw", str(kept)]) == 0
    kept.write_bytes(out.replace("松".encode(), "杉".encode()))
    assert cli.main(["inspection", "verify-draw", str(kept)]) == 1
    assert "指纹（frame_sha256）不符" in capfdbinary.readouterr()[0].decode()
    for wrong in (
        call[:3],
        [*call[:4], "zz", *call[5:]],
        [*call, "--other"],
        ["inspection", "verify-draw", str(path)],
        ["inspection", "look"],
    ):
        assert cli.main(wrong) == 2
        out, err = capfdbinary.readouterr()
        assert out == b""
        assert err.count(b"\n") == 1
    path.write_text(json.dumps(frame(inspectors=[P])), encoding="utf-8")
    assert cli.main(call) == 2
    assert "县”除去须回避的只有 1 名督察员，不够 2 名" in capfdbinary.readouterr()[1].decode()


def test_no_django() -> None:
    code = "import sys; from luoshi.config import cli; cli.main(['inspection', 'verify-draw', '/']); sys.exit('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, cwd=GUIDE.parents[2]).returncode
        == 0
    )
