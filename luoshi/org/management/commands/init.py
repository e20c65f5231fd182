"""`luoshi init`: an empty instance to begin with, and who administers it."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from luoshi.kernel import trail
from luoshi.kernel.errors import LuoshiError
from luoshi.org.queries.accounts import role_of
from luoshi.org.rules import ROLE_LABELS, Level
from luoshi.org.services.instance import Begun, Named, set_up

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
        parser.add_argument("--json", action="store_true", help="以 JSON 输出 answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tables first; then everything else, or nothing."""
        call_command("migrate", verbosity=0)
        asks = sys.stdin.isatty() and not options["json"] and not options["password_stdin"]
        place = (options["place"] or (_asked("所在地区 place", PLACE) if asks else PLACE)).strip()[:60]
        body = options["body"] or f"{'' if place == PLACE else place}{BODY}"
        office = options["office"] or f"{body}办公室"
        named = [Named("system", options["system"] or "", options["system_username"], _password(options, asks))]
        for role in ("security", "audit"):
            if options[role]:
                named.append(Named(role, options[role], options[f"{role}_username"]))
        try:
            begun = set_up(place, options["level"], office[:120], body[:120], named)
        except LuoshiError as error:
            raise CommandError(str(error), returncode=1) from error
        trail.seal_all()
        trail.checkpoint()
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(begun), ensure_ascii=False))
        else:
            self._tell(begun)

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
