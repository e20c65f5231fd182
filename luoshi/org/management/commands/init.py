"""`luoshi init`: an empty instance to begin with, and who administers it."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from luoshi.kernel import trail
from luoshi.kernel.documents import DocumentRefused
from luoshi.kernel.documents.child import read_apart
from luoshi.kernel.documents.sheets import Row, Start
from luoshi.kernel.errors import LuoshiError
from luoshi.org.management.commands.org import as_answer, in_words, silent, write_slips
from luoshi.org.queries.accounts import role_of
from luoshi.org.rules import ROLE_LABELS, Level
from luoshi.org.services.instance import Begun, Named, Whole, set_up, set_up_from
from luoshi.org.services.workbook import Plan

PLACE = "本地区"
USERNAMES = {"system": "admin", "security": "anquan", "audit": "shenji"}
BODY = "推进产业工人队伍建设改革协调小组"


class Command(BaseCommand):
    """Asks at a terminal for what is not given; elsewhere takes the defaults. No demonstration data."""

    help = "建立空的实例和管理员账号 make an empty instance with its administrators"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the instance is called, and who administers it."""
        parser.add_argument("--place", help=f"所在地区 the place, such as 江澜省（{PLACE}）")
        parser.add_argument("--level", choices=[level.value for level in Level], default=Level.PROVINCE.value)
        parser.add_argument("--office", help="协调机构办公室全称 full name of the coordination office")
        parser.add_argument("--body", help="协调机构全称 full name of the coordination body")
        for role, username in USERNAMES.items():
            needed = "" if role == "system" else "（可以以后再设 may be set up later）"
            parser.add_argument(f"--{role}", metavar="NAME", help=f"{ROLE_LABELS[role].text}姓名 name{needed}")
            parser.add_argument(f"--{role}-username", metavar="USERNAME", default=username)
        parser.add_argument(
            "--password-stdin", action="store_true", help="从标准输入读取系统管理员密码 read the password from stdin"
        )
        parser.add_argument(
            "--template", metavar="FILE.xlsx",
            help="填好的机构表，与实例一并建立 units, posts and people, made with the instance or not at all",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="只核对机构表，不建立 judge the template only")
        parser.add_argument("--slips", metavar="CSV", help="把登录条写入文件 write the people's log-in slips here")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出 answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """The file that is given, then the tables, then everything else, or nothing."""
        if options["dry_run"] and not options["template"]:
            raise CommandError("--dry-run 须与 --template 同用 goes with --template", returncode=2)
        told = self._read(options["template"]) if options["template"] else []
        call_command("migrate", verbosity=0)
        asks = sys.stdin.isatty() and not options["json"] and not options["password_stdin"]
        place = (options["place"] or (_asked("所在地区 place", PLACE) if asks else PLACE)).strip()[:60]
        body = options["body"] or f"{'' if place == PLACE else place}{BODY}"
        office = options["office"] or f"{body}办公室"
        named = [Named("system", options["system"] or "", options["system_username"], _password(options, asks))]
        for role in ("security", "audit"):
            if options[role]:
                named.append(Named(role, options[role], options[f"{role}_username"]))
        whole = self._made((place, options["level"], office[:120], body[:120], named), told, options)
        if whole.begun is not None:
            if options["slips"] and whole.made and whole.made.accounts:
                write_slips(Path(options["slips"]), whole.made)
            trail.seal_all()
            trail.checkpoint()
        self._answer(whole, bool(options["template"]), options["json"])
        if whole.plan.faults:
            raise SystemExit(1)

    def _read(self, name: str) -> list[Start | Row]:
        file = Path(name)
        try:
            return list(read_apart(file.read_bytes(), file.name))
        except OSError as fault:
            raise CommandError(f"无法读取文件“{name}”（{fault.strerror}）", returncode=2) from fault
        except DocumentRefused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal

    def _made(
        self, asked: tuple[str, str, str, str, list[Named]], told: list[Start | Row], options: dict[str, Any]
    ) -> Whole:
        try:
            if not options["template"]:
                return Whole(Plan(), set_up(*asked))
            return set_up_from(*asked, told, Path(options["template"]).name, silent, dry_run=options["dry_run"])
        except (DocumentRefused, LuoshiError) as error:
            raise CommandError(str(error), returncode=1) from error

    def _answer(self, whole: Whole, has_template: bool, as_json: bool) -> None:
        if as_json:
            begun = _as_json(whole.begun) if whole.begun else {}
            sheet = {"template": as_answer(whole.plan, whole.made)} if has_template else {}
            self.stdout.write(json.dumps({**begun, **sheet}, ensure_ascii=False))
            return
        if has_template:
            self.stdout.write("\n".join(in_words(whole.plan, whole.made)))
        if whole.begun is not None:
            self._tell(whole.begun)
        else:
            self.stdout.write("没有建立任何内容。 Nothing was made.")

    def _tell(self, begun: Begun) -> None:
        self.stdout.write(f"已建立 made: {begun.place.name} / {begun.office.name}")
        for account in begun.accounts:
            role = role_of(account)
            password = begun.passwords.get(account.username)
            shown = f"初始密码 initial password: {password}" if password else "密码为您所设 with the password you gave"
            self.stdout.write(f"  {ROLE_LABELS[role].text}  {account.username}  {shown}")
        if begun.passwords:
            self.stdout.write(
                "初始密码只显示这一次，首次登录必须修改。 Shown once; it must be changed at the first log-in."
            )
        if len(begun.accounts) < len(USERNAMES):
            self.stdout.write(
                "还要有安全管理员（授权）和审计管理员（查记录），须是另外的人：系统管理员登录后开通账号，并指定首任安全管理员。\n"
                "A security and an audit administrator, other people, are set up under 系统管理 after the first log-in."
            )
        self.stdout.write("接着 next: luoshi serve")


def _asked(what: str, default: str) -> str:
    try:
        return input(f"{what} [{default}]: ").strip() or default
    except EOFError:
        return default


def _password(options: dict[str, Any], asks: bool) -> str:
    if options["password_stdin"]:
        text = sys.stdin.readline().rstrip("\r\n")
        if not text:
            raise CommandError("标准输入里没有密码 no password on stdin", returncode=2)
        return text
    if not asks:
        return ""
    text = getpass.getpass(
        "系统管理员密码，直接回车则自动生成 password of the system administrator, empty: generated: "
    )
    if text and getpass.getpass("再输一遍 again: ") != text:
        raise CommandError("两次输入不一样 the two differ", returncode=2)
    return text


def _as_json(begun: Begun) -> dict[str, Any]:
    return {
        "place": begun.place.name,
        "office": begun.office.name,
        "administrators": [
            {
                "role": role_of(account),
                "username": account.username,
                "password": begun.passwords.get(account.username),
                "must_change": account.must_change,
            }
            for account in begun.accounts
        ],
    }
