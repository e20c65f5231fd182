"""`luoshi restore FILE`: an instance comes back from its archive, and its trail is verified."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from luoshi.kernel import backup


class Command(BaseCommand):
    """Exit code 0: restored and clean; 1: refused, nothing was changed; 3: restored, but the trail does not verify."""

    help = "从备份恢复，并核验操作记录 restore, then verify the trail"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where, and how sure."""
        parser.add_argument("file", type=Path, help="备份文件 the archive")
        parser.add_argument(
            "--force", action="store_true", help="替换现有数据，原有的另存 replace what is here, kept aside"
        )
        parser.add_argument(
            "--key-id", default="", help="只接受这个公钥编号签名的备份 accept only an archive of this key"
        )
        parser.add_argument("--json", action="store_true", help="以 JSON 输出 answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Put it back."""
        try:
            done = backup.restore(options["file"].absolute(), force=options["force"], key_id=options["key_id"])
        except backup.BackupRefused as refusal:
            raise CommandError(f"{refusal.chinese} {refusal.english}", returncode=1) from refusal
        outcome = done.outcome
        if options["json"]:
            said: dict[str, Any] = {"made_at": done.manifest.made_at, "aside": str(done.aside) if done.aside else None}
            said |= {"clean": outcome.is_clean, "same_key": done.same_key, "audit": asdict(outcome)}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self._tell(done)
        if not outcome.is_clean:
            first = outcome.findings[0]
            raise CommandError(
                f"已恢复，但操作记录核验未通过 restored, not clean: seq {first.seq} {first.kind}", returncode=3
            )

    def _tell(self, done: backup.Restored) -> None:
        made = done.manifest
        self.stdout.write(f"已恢复 restored: {made.made_at} 的备份，版本 version {made.version}，公钥 key {made.key}")
        if done.aside:
            self.stdout.write(f"原有数据在 what was here before: {done.aside}")
        if not done.same_key:
            self.stdout.write(
                "本机的签名密钥与备份时不同：旧校验点用备份里的公钥核验，请与另行保管的公钥核对；以后用本机的新密钥签名。\n"
                "This machine signs with another key; older checkpoints verify with the archive's: compare it with the one you keep."
            )
        if done.outcome.is_clean:
            self.stdout.write(f"操作记录核验通过 the trail is clean: {done.outcome.last_seq} {done.outcome.last_hash}")
