"""What can `luoshi` do on the command line?

What works on files alone (`luoshi plan parse`, `policy compare`, `inspection draw`, `signals copies`) is answered here and
nowhere near Django: it is used on machines that have no database and no settings (a clerk checking a plan, a build job,
the scorer), and a file from outside should meet as little code as possible. Everything else is handed to Django's management, which is imported only then.
"""

from __future__ import annotations

import getopt
import gettext
import json
import locale
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luoshi.kernel.documents import Document
    from luoshi.policy.rules.compare import Plan

USAGE_ERROR = 2

HELP = """落实 Luoshi

用法 Usage:  luoshi <命令 command> [参数 options]

  plan parse FILE [--json]   从方案文件中读出任务、责任单位、时限和目标（不需要数据库）
                             read tasks, duties, deadlines and targets from a plan (no database needed)
  policy compare UPPER LOWER… [--json]
                             比对上级方案与下级方案：分工问题、矛盾、重复、遗漏（不需要数据库）
                             compare plans: duties, contradictions, overlaps, gaps (no database needed)
  inspection draw FRAME --secret HEX --witness TEXT [--json]
                             按名单、密值和见证值抽取对象和督察员（不需要数据库）
                             draw targets and inspectors from a frame (no database needed)
  inspection verify-draw RECORD
                             复核一次抽取，说出第一处不符（不需要数据库）
                             do a draw again and name the first difference (no database needed)
  signals copies FILE.jsonl [--template FILE] [--index DIR] [--json]
                             找出内容高度相同的反馈（不需要数据库）
                             find reports that say what others say (no database needed)
  init                       建立空的实例和管理员账号 make an empty instance with its administrators
  check [--deploy]           检查运行条件，说明怎么办 what is wrong here, and what to do
  backup FILE                备份数据库和文件 back up the database and the files
  restore FILE               从备份恢复，并核验操作记录 restore, then verify the trail
  migrate                    建立或更新数据库 create or update the database
  seed                       写入演示数据 write demonstration data
  serve                      启动服务 start the server
  worker                     在另一进程办理后台作业 do background jobs in a process of its own
  audit verify               核验操作记录 verify the audit trail
  help                       列出全部管理命令 list all management commands
"""

PLAN_HELP = """用法 Usage:  luoshi plan parse FILE [--json]

FILE 为 .txt、.docx、.xlsx、.xls、.csv、.pdf、.ofd 或 .html 文件；装有 LibreOffice 时也读 .doc、.wps；- 表示从标准输入读取文字。
FILE is a .txt, .docx, .xlsx, .xls, .csv, .pdf, .ofd or .html file, or .doc, .wps where LibreOffice is installed;
- reads text from standard input.
"""

POLICY_HELP = """用法 Usage:  luoshi policy compare UPPER LOWER… [--json]

第一个文件为上级方案，其余为下级方案；每个文件为 plan parse 能读的文件，或者 plan parse --json 的输出（.json）。
The first file is the upper plan, the others are lower ones; each is a file that plan parse reads, or what plan parse --json gave (.json).
"""

INSPECTION_HELP = """用法 Usage:  luoshi inspection draw FRAME --secret HEX --witness TEXT [--json]
            luoshi inspection verify-draw RECORD [--json]

FRAME 为抽取名单，RECORD 为 draw --json 的输出，都是 UTF-8 的 JSON 文件；- 表示从标准输入读取。
FRAME is a frame, RECORD is what draw --json gave, both JSON in UTF-8; - reads standard input.
退出码 Exit code:  0 抽取完成、复核一致 drawn, or verified;  1 复核不符 the record differs;  2 读不出来 unreadable
"""


def main(argv: list[str] | None = None) -> int:
    """Runs a command and gives its exit code: 0 done, 2 the input or the call cannot be read."""
    args = sys.argv[1:] if argv is None else list(argv)
    if not args or args[0] in ("-h", "--help"):
        _print(HELP)
        return 0
    if args[0] == "--version":
        from luoshi import __version__

        _print(f"luoshi {__version__}\n")
        return 0
    if args[0] in ALONE:
        return ALONE[args[0]](args[1:])
    return _manage(args)


def _manage(args: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["luoshi", *args])
    return 0


def _plan(args: list[str]) -> int:
    return _document_command("plan", "parse", PLAN_HELP, args, _parse)


def _policy(args: list[str]) -> int:
    return _document_command("policy", "compare", POLICY_HELP, args, _compare)


def _signals(args: list[str]) -> int:
    from luoshi.config.copies import HELP as COPIES_HELP
    from luoshi.config.copies import Refused, run

    if not args or args[0] in ("-h", "--help", "help"):
        _print(COPIES_HELP)
        return 0
    if args[0] != "copies":
        return _complain(f"没有命令 signals {args[0]}", f"there is no command: signals {args[0]}")
    if "-h" in args or "--help" in args:
        _print(COPIES_HELP)
        return 0
    try:
        _print(run(args[1:]))
    except Refused as refusal:
        return _complain(*refusal.args)
    return 0


def _document_command(
    room: str, verb: str, help_text: str, args: list[str], run: Callable[[list[str], bool], int]
) -> int:
    """A command that reads documents and knows one option, --json."""
    if not args or args[0] in ("-h", "--help", "help"):
        _print(help_text)
        return 0
    if args[0] != verb:
        return _complain(f"没有命令 {room} {args[0]}", f"there is no command: {room} {args[0]}")
    options = [arg for arg in args[1:] if arg.startswith("--")]
    files = [arg for arg in args[1:] if not arg.startswith("--")]
    if "--help" in options or "-h" in files:
        _print(help_text)
        return 0
    if wrong := sorted(set(options) - {"--json"}):
        return _complain(f"不认识的参数 {wrong[0]}", f"unknown option {wrong[0]}")
    try:
        return run(files, "--json" in options)
    except _Unreadable as refusal:
        return _complain(*refusal.args)


class _Unreadable(Exception):
    """What is wrong with an input, in Chinese and in English."""


def _parse(files: list[str], as_object: bool) -> int:
    from luoshi.policy.rules import as_json, parse

    if len(files) != 1:
        raise _Unreadable("请给出一个文件：luoshi plan parse FILE", "give one file: luoshi plan parse FILE")
    document = _document(*_read_document(files[0]))
    if not document.is_chinese:
        _warn(f"“{document.name}”不是中文文件", f"“{document.name}” is not written in Chinese")
    plan = parse(document.paragraphs)
    if not plan.tasks:
        _warn("未发现责任条款：没有任务", "no responsibility clause found: no tasks")
    if as_object:
        _print_json(as_json(plan))
    else:
        from luoshi.config.plan_table import render

        _print(render(plan))
    return 0


def _compare(files: list[str], as_object: bool) -> int:
    from luoshi.policy.rules.compare import as_json, compare

    if len(files) < 2:
        raise _Unreadable(
            "请给出上级方案和至少一个下级方案：luoshi policy compare UPPER LOWER…",
            "give the upper plan and at least one lower one: luoshi policy compare UPPER LOWER…",
        )
    comparison = compare([_plan_in(file, doc) for file, doc in zip(files, _docs(files), strict=True)])
    if as_object:
        _print_json(as_json(comparison))
    else:
        from luoshi.config.compare_list import render

        _print(render(comparison))
    return 0


def _inspection(args: list[str]) -> int:
    """The draw and its verification. Says its sentences by the catalogue, which needs no Django."""
    from luoshi.inspection.rules.frame import Refused
    from luoshi.kernel import say

    if not _chinese():
        catalogue = gettext.translation("django", Path(__file__).parent / "locale", ["en"], fallback=True)
        say.install(catalogue.gettext, str, lambda: "en")
    verbs = {"draw": _draw, "verify-draw": _verify_draw}
    if not args or args[0] in ("-h", "--help", "help"):
        _print(INSPECTION_HELP)
        return 0
    if args[0] not in verbs:
        return _complain(f"没有命令 inspection {args[0]}", f"there is no command: inspection {args[0]}")
    try:
        named, files = getopt.gnu_getopt(args[1:], "h", ["help", "json", "secret=", "witness="])
        options = dict(named)
        if {"-h", "--help"} & set(options):
            _print(INSPECTION_HELP)
            return 0
        return verbs[args[0]](files, options)
    except getopt.GetoptError as fault:
        return _complain(
            f"不认识的参数，或参数没有值：{fault.opt}", f"unknown option, or one without its value: {fault.opt}"
        )
    except _Unreadable as refusal:
        return _complain(*refusal.args)
    except Refused as refusal:
        return _complain(str(refusal.reason), str(refusal.reason))


def _draw(files: list[str], options: dict[str, str]) -> int:
    from luoshi.inspection.rules.draw import draw, remarks
    from luoshi.inspection.rules.frame import frame_of

    frame = frame_of(_json_in(files, "luoshi inspection draw FRAME --secret HEX --witness TEXT"))
    for name in ("--secret", "--witness"):
        if name not in options:
            raise _Unreadable(f"没有写 {name}", f"{name} is missing")
    record = draw(frame, options["--secret"], options["--witness"])
    for remark in remarks(frame, options["--secret"]):
        _warn(str(remark), str(remark))
    if "--json" in options:
        _print_json(record)
    else:
        from luoshi.config.draw_sheet import render

        _print(render(record))
    return 0


def _verify_draw(files: list[str], options: dict[str, str]) -> int:
    from luoshi.inspection.rules.draw import first_difference
    from luoshi.kernel.say import say

    difference = first_difference(_json_in(files, "luoshi inspection verify-draw RECORD"))
    if "--json" in options:
        _print_json({"same": difference is None, "difference": None if difference is None else str(difference)})
    else:
        _print(f"{difference or say('复核一致：名单、密值、排序值、次序和分组都与记录相同')}\n")
    return int(difference is not None)


def _json_in(files: list[str], usage: str) -> Any:
    from luoshi.inspection.rules.frame import LIMIT, read_json

    if len(files) != 1:
        raise _Unreadable(f"请给出一个文件：{usage}", f"give one file: {usage}")
    return read_json(_read(files[0], LIMIT)[0])


def _docs(files: list[str]) -> list[str]:
    """What each file is called in the findings: its stem; a repeated one with its folders before it, as many as tell them apart."""
    found: list[str] = []
    for file in files:
        path = Path(file).absolute()
        doc, folders = path.stem, list(path.parts[1:-1])
        while doc in found and folders:
            doc = f"{folders.pop()}/{doc}"
        same = [f"{doc} ({count})" for count in range(2, len(files) + 1)]
        found.append(next(one for one in (doc, *same) if one not in found))
    return found


def _plan_in(file: str, doc: str) -> Plan:
    """The plan in a file, called ``doc``: a document, or what `plan parse --json` printed of one."""
    from luoshi.policy.rules import parse
    from luoshi.policy.rules.compare import NotAPlan, plan_from_json, plan_of

    data, name = _read_document(file)
    if name.lower().endswith(".json") or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            plan = plan_from_json(doc, json.loads(data.decode("utf-8-sig")))
        except (NotAPlan, ValueError, RecursionError):
            raise _Unreadable(
                f"“{name}”不是 plan parse --json 的输出", f"“{name}” is not the output of plan parse --json"
            ) from None
    else:
        plan = plan_of(doc, parse(_document(data, name).paragraphs))
    if not plan.tasks:
        raise _Unreadable(
            f"“{name}”里没有任务，也没有编号条款，无法比对",
            f"“{name}” has neither tasks nor numbered clauses to compare",
        )
    return plan


def _document(data: bytes, name: str) -> Document:
    from luoshi.kernel.documents import DocumentRefused
    from luoshi.kernel.documents.child import read_document_apart

    try:
        return read_document_apart(data, name)
    except DocumentRefused as refusal:
        raise _Unreadable(str(refusal), refusal.english()) from None


def _read_document(file: str) -> tuple[bytes, str]:
    from luoshi.kernel.documents import DEFAULT_LIMIT

    return _read(file, DEFAULT_LIMIT)


def _read(file: str, limit: int) -> tuple[bytes, str]:
    """The bytes and the name of the input, no more than one byte over the limit."""
    if file == "-":
        return sys.stdin.buffer.read(limit + 1), "stdin.txt"
    try:
        with Path(file).open("rb") as stream:
            return stream.read(limit + 1), Path(file).name
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        raise _Unreadable(f"无法读取文件“{file}”（{reason}）", f"cannot read “{file}” ({reason})") from None


def _chinese() -> bool:
    """Chinese unless the environment names another language: C and POSIX name none."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not named and (default := locale.getlocale()[0]):
        named = default
    return named.split(".")[0] in ("", "C", "POSIX") or named.lower().startswith("zh")


def _print(text: str) -> None:
    """Writes UTF-8 whatever the locale: under LC_ALL=C the text layer could not."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def _print_json(value: object) -> None:
    _print(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def _warn(chinese: str, english: str) -> None:
    line = (chinese if _chinese() else english).replace("\n", " ")
    sys.stderr.flush()
    sys.stderr.buffer.write(f"luoshi: {line}\n".encode("utf-8", "surrogateescape"))
    sys.stderr.buffer.flush()


def _complain(chinese: str, english: str) -> int:
    _warn(chinese, english)
    return USAGE_ERROR


ALONE: dict[str, Callable[[list[str]], int]] = {
    "plan": _plan,
    "policy": _policy,
    "inspection": _inspection,
    "signals": _signals,
}
"""What is answered without Django: the room, and what follows it."""


if __name__ == "__main__":
    sys.exit(main())
