"""`luoshi signals copies`: the contract, on planted copies and on files that are not as they should be."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luoshi.config import cli
from tests.signals.planted import GENERATORS, Planted, planted

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Call:
    def run(lines: Any, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "reports.jsonl"
        if not isinstance(lines, bytes):
            lines = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
        file.write_bytes(lines)
        status = cli.main(["signals", "copies", str(file), *options])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


def scored(given: Planted, printed: str) -> tuple[float, float]:
    found = {(pair["a"], pair["b"]) for pair in json.loads(printed)["pairs"]}
    right = len(found & given.pairs)
    return right / max(1, len(found)), right / len(given.pairs)


@pytest.mark.parametrize("style", GENERATORS)
def test_it_works(call: Call, style: str) -> None:
    given = planted(style, 500, 240, 80, seed=11)
    status, printed, _ = call(given.records, "--json")
    precision, recall = scored(given, printed)
    assert status == 0
    assert precision >= 0.95
    assert recall >= 0.95
    texts = {record["id"]: record["text"] for record in given.records}
    for pair in json.loads(printed)["pairs"]:
        assert pair["a"] < pair["b"]
        assert pair["containment"] >= json.loads(printed)["threshold"]
        assert pair["passages"]
        for a0, a1, b0, b1 in pair["passages"]:
            assert 0 <= a0 < a1 <= len(texts[pair["a"]])
            assert 0 <= b0 < b1 <= len(texts[pair["b"]])
        for side in (0, 2):
            stretches = sorted((each[side], each[side + 1]) for each in pair["passages"])
            assert all(one[1] <= two[0] for one, two in itertools.pairwise(stretches))


RECORD = {
    "id": "a",
    "unit": "u",
    "period": "2026Q3",
    "text": "本季度组织焊工技能竞赛，参加职工三百余人，选出十名技术能手，并与三家企业签订师带徒协议，建立了创新工作室。",
}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "is not JSON"),
        (b"[1]", "is not a record"),
        (b'{"id": 7, "text": "x"}', "“id” must be a string"),
        (b'{"id": "b"}', "“text” must be a string"),
        (b'{"id": "b", "text": null}', "“text” must be a string"),
        (b'{"id": "b", "text": "x", "unit": ["u"]}', "“unit” must be a string"),
        (b'{"id": "a", "text": "x"}', "is that of line 1"),
        (b'{"id": "", "text": "x"}', "“id” is empty"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_a_wrong_line_is_named(call: Call, monkeypatch: pytest.MonkeyPatch, line: bytes, told: str) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    status, printed, complaint = call(json.dumps(RECORD).encode() + b"\r\n\r\n" + line)
    assert status == 2
    assert not printed
    assert "line 3" in complaint
    assert told in complaint


def test_what_may_vary(call: Call) -> None:
    """A mark at the beginning, Windows line ends, no unit and no period, other figures, a lone surrogate, a very long line."""
    other = RECORD | {"id": "b", "text": "  \ud800" + RECORD["text"].replace("三百", "三百") + "共計１２场。"}
    bare = {"id": "c", "text": RECORD["text"]}
    long = {"id": "d", "text": "，。" * 300_000 + RECORD["text"], "unit": 7}
    empty = {"id": "e", "text": ""}
    lines = "\r\n".join(json.dumps(each) for each in (RECORD, other, bare, long, empty)).encode()
    status, printed, _ = call(b"\xef\xbb\xbf" + lines, "--json")
    pairs = {pair["a"] + pair["b"]: pair for pair in json.loads(printed)["pairs"]}
    assert status == 0
    assert set(pairs) == {"ab", "ac", "ad", "bc", "bd", "cd"}
    assert pairs["ab"]["kind"] == "self"
    assert pairs["ac"]["kind"] == "other"
    assert pairs["ab"]["passages"] == [[0, len(RECORD["text"]) - 1, 3, len(RECORD["text"]) + 2]]
    assert pairs["ad"]["passages"][0][2] == 600_000


def test_one_text_of_many_units_is_no_template(call: Call) -> None:
    """Of 60 units 12 have copied one text: what so many hold is not for that a form."""
    given = planted("swaps", 500, 60, 0, seed=3)
    text = given.records[0]["text"]
    for record in given.records[1:12]:
        record["text"] = text.replace(given.records[0]["unit"], record["unit"])
    _, printed, _ = call(given.records, "--json")
    assert len(json.loads(printed)["pairs"]) == 66


def test_what_the_superior_wrote_is_no_copy(call: Call, tmp_path: Path) -> None:
    upper = tmp_path / "upper.txt"
    upper.write_text(RECORD["text"], encoding="utf-8-sig")
    lines = [RECORD, RECORD | {"id": "b", "unit": "v"}]
    assert len(json.loads(call(lines, "--json")[1])["pairs"]) == 1
    assert json.loads(call(lines, "--json", "--template", str(upper))[1])["pairs"] == []


def test_an_index_remembers(call: Call, tmp_path: Path) -> None:
    given = planted("sentences", 500, 60, 20, seed=4)
    folder = tmp_path / "index"
    at_once = json.loads(call(given.records, "--json")[1])["pairs"]
    call(given.records[:50], "--json", "--index", str(folder))
    status, printed, _ = call(given.records[50:], "--json", "--index", str(folder))
    late = {record["id"] for record in given.records[50:]}
    assert status == 0
    found = {(pair["a"], pair["b"]) for pair in json.loads(printed)["pairs"]}
    assert found == {(pair["a"], pair["b"]) for pair in at_once if {pair["a"], pair["b"]} & late}
    # the same once more: nothing is kept twice, a record is not its own copy
    assert {
        (pair["a"], pair["b"])
        for pair in json.loads(call(given.records[50:], "--json", "--index", str(folder))[1])["pairs"]
    } == found
    # another text under the same id takes its place
    changed = [record | {"text": "本单位没有新的进展。"} for record in given.records[50:]]
    assert json.loads(call(changed, "--json", "--index", str(folder))[1])["pairs"] == []
    again = json.loads(call(given.records[:50], "--json", "--index", str(folder))[1])["pairs"]
    assert not late & {name for pair in again for name in (pair["a"], pair["b"])}


def test_a_foreign_index_is_refused(call: Call, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x", encoding="utf-8")
    for name, data in (("broken", b"no database at all" * 100), ("short", b"SQLite format 3\0")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "copies.sqlite3").write_bytes(data)
    for name in ("other", "broken", "short"):
        status, printed, complaint = call([RECORD], "--json", "--index", str(tmp_path / name))
        assert (status, printed) == (2, "")
        assert name in complaint


def test_what_is_not_there(call: Call) -> None:
    assert call([RECORD], "--template", "/nowhere")[0] == 2
    assert call([RECORD], "--speed")[0] == 2
    assert cli.main(["signals", "copies", "/nowhere.jsonl"]) == 2
    assert cli.main(["signals", "forgeries"]) == 2
    assert cli.main(["signals", "--help"]) == 0


COUNTIES = (
    "全县建立县领导包联重点企业制度，落实技能提升补贴{n}万元，培育高技能人才{n}人，选树工匠{n}名，职工满意度明显提升。"
)
VISITS = "{place}成立工作专班，深入{n}家企业开展走访，收集职工诉求{n}条，当场答复{n}条，其余逐条交办，确保件件有回音、事事有着落。"
TALK = "谈话中，{name}同志表示将进一步提高认识，认真查摆本人在联系职工方面的不足，主动接受监督，把整改措施落实到具体工作中。"


def test_the_public_cases(call: Call) -> None:
    """The shapes of four cases that were made public, in words of our own: all are found."""
    first = COUNTIES.format(n=12) + VISITS.format(place="青渡县", n=30)
    cases = {
        "nearly identical": (first, first.replace("明显", "显著")),
        "four fifths": (first, first[: len(first) * 4 // 5] + "此外还举办了班组长培训班，邀请劳模授课，反响良好。"),
        "places not changed": (first, COUNTIES.format(n=7) + VISITS.format(place="青渡县", n=41)),
        "minutes alike": tuple(TALK.format(name=name) for name in ("王立", "陈敏", "李强", "赵梅")),
    }
    for name, texts in cases.items():
        lines = [{"id": str(at), "unit": f"u{at}", "period": "p", "text": text} for at, text in enumerate(texts)]
        pairs = json.loads(call(lines, "--json")[1])["pairs"]
        assert len(pairs) == len(texts) * (len(texts) - 1) // 2, name
