"""What can `luoshi` do on the command line?

`luoshi plan parse` is answered here and nowhere near Django: it is used on machines that have no database and no
settings (a clerk checking a plan, a build job, the scorer), and a file from outside should meet as little code as
possible. Everything else is handed to Django's management, which is imported only then.
"""

from __future__ import annotations

import json
import locale
import os
import sys
from pathlib import Path

USAGE_ERROR = 2

HELP = """落实 Luoshi

用法 Usage:  luoshi <命令 command> [参数 options]

  plan parse FILE [--json]   从方案文件中读出任务、责任单位、时限和目标（不需要数据库）
                             read tasks, duties, deadlines and targets from a plan (no database needed)
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

FILE 为 .txt、.docx 或 .xlsx 文件；- 表示从标准输入读取文字。
FILE is a .txt, .docx or .xlsx file; - reads text from standard input.
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
    if args[0] == "plan":
        return _plan(args[1:])
    return _manage(args)


def _manage(args: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["luoshi", *args])
    return 0


def _plan(args: list[str]) -> int:
    if not args or args[0] in ("-h", "--help", "help"):
        _print(PLAN_HELP)
        return 0
    if args[0] != "parse":
        return _complain(f"没有命令 plan {args[0]}", f"there is no command: plan {args[0]}")
    options = [arg for arg in args[1:] if arg.startswith("--")]
    files = [arg for arg in args[1:] if not arg.startswith("--")]
    if "--help" in options or "-h" in files:
        _print(PLAN_HELP)
        return 0
    if set(options) - {"--json"}:
        wrong = sorted(set(options) - {"--json"})[0]
        return _complain(f"不认识的参数 {wrong}", f"unknown option {wrong}")
    if len(files) != 1:
        return _complain("请给出一个文件：luoshi plan parse FILE", "give one file: luoshi plan parse FILE")
    return _parse(files[0], "--json" in options)


def _parse(file: str, as_object: bool) -> int:
    from luoshi.kernel.documents import DocumentRefused, read_document
    from luoshi.policy.rules import as_json, parse

    try:
        data, name = _read(file)
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        return _complain(f"无法读取文件“{file}”（{reason}）", f"cannot read “{file}” ({reason})")
    try:
        document = read_document(data, name)
    except DocumentRefused as refusal:
        return _complain(str(refusal), refusal.english())
    plan = parse(document.paragraphs)
    if not plan.tasks:
        _warn("未发现责任条款：没有任务", "no responsibility clause found: no tasks")
    if as_object:
        _print(json.dumps(as_json(plan), ensure_ascii=False, separators=(",", ":")) + "\n")
    else:
        from luoshi.config.plan_table import render

        _print(render(plan))
    return 0


def _read(file: str) -> tuple[bytes, str]:
    """The bytes and the name of the input, no more than one byte over the limit."""
    from luoshi.kernel.documents import DEFAULT_LIMIT

    if file == "-":
        return sys.stdin.buffer.read(DEFAULT_LIMIT + 1), "stdin.txt"
    with Path(file).open("rb") as stream:
        return stream.read(DEFAULT_LIMIT + 1), Path(file).name


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


def _warn(chinese: str, english: str) -> None:
    line = (chinese if _chinese() else english).replace("\n", " ")
    sys.stderr.flush()
    sys.stderr.buffer.write(f"luoshi: {line}\n".encode("utf-8", "surrogateescape"))
    sys.stderr.buffer.flush()


def _complain(chinese: str, english: str) -> int:
    _warn(chinese, english)
    return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main())
