"""`luoshi backup FILE`: the whole instance in one archive, while it goes on being served."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from luoshi.kernel import backup


class Command(BaseCommand):
    """Exit code 0: the archive is there and whole; 1: it is not, and says why."""

    help = "备份数据库、上传的文件和操作记录的校验点（不含密钥） back up everything but the keys"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path, help="备份文件 the archive, such as /backup/luoshi-20260622.zip")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出 answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        file: Path = options["file"].absolute()
        try:
            made = backup.make(file)
        except backup.BackupRefused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        size = file.stat().st_size
        if options["json"]:
            said = {
                "file": str(file),
                "size": size,
                "files": len(made.pieces),
                "missing": list(made.missing),
                "key": made.key,
            }
            self.stdout.write(json.dumps({**said, "made_at": made.made_at, "counts": made.counts}, ensure_ascii=False))
            return
        self.stdout.write(
            f"已备份 made: {file}（{size / 1e6:.1f} MB，{len(made.pieces)} 个文件，操作记录 {made.counts['events']} 条）\n"
            f"签名公钥 key: {made.key}\n"
            "密钥不在备份里，请另行保管 the keys are not in it, keep them elsewhere: LUOSHI_VAR/secrets"
        )
        if made.missing:
            self.stderr.write(f"缺 {len(made.missing)} 个上传的文件 files are missing: {', '.join(made.missing[:5])}")
