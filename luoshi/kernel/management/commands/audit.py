"""`luoshi audit verify | checkpoint | key`: has anybody altered the record, and what is to be kept elsewhere?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from luoshi.kernel import notes, trail


class Command(BaseCommand):
    """Exit code 0: nothing is wrong; 1: something is, with the first bad place in the chain and its kind."""

    help = "核验操作记录；打印需另行保管的检查点 verify the audit trail; print the checkpoint to keep elsewhere"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Three words, and what goes with the first."""
        parser.add_argument("what", choices=["verify", "checkpoint", "key"])
        parser.add_argument("--json", action="store_true", help="以 JSON 输出 answer in JSON")
        parser.add_argument(
            "--checkpoint", action="append", default=[], metavar="FILE", help="另行保管的检查点 a kept checkpoint"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["what"] == "verify":
            self.verify(options)
        elif options["what"] == "checkpoint":
            self.checkpoint()
        else:
            self.stdout.write(notes.public_line(trail.signing_key()))

    def verify(self, options: dict[str, Any]) -> None:
        """Check the whole trail, against the checkpoints given as well."""
        outcome = trail.verify([_given(file) for file in options["checkpoint"]])
        if options["json"]:
            self.stdout.write(json.dumps({"clean": outcome.is_clean, **asdict(outcome)}, ensure_ascii=False))
        else:
            self.stdout.write(
                f"操作记录 {outcome.events} 条，已封存 {outcome.seals} 条，待封存 {outcome.unsealed} 条；"
                f"检查点 {outcome.checkpoints} 个，覆盖到第 {outcome.covered_seq} 条；已销毁个人信息 {outcome.destroyed} 条。\n"
                f"{outcome.events} events, {outcome.seals} sealed, {outcome.unsealed} waiting; {outcome.checkpoints} checkpoints, "
                f"up to {outcome.covered_seq}; personal data destroyed in {outcome.destroyed}."
            )
            for one in outcome.findings:
                self.stdout.write(f"{one.kind}  seq {one.seq}  {one.detail}")
        if not outcome.is_clean:
            first = outcome.findings[0]
            raise CommandError(f"核验未通过 not clean: seq {first.seq} {first.kind}", returncode=1)
        if not options["json"]:
            self.stdout.write(f"核验通过 clean: {outcome.last_seq} {outcome.last_hash}")

    def checkpoint(self) -> None:
        """Seal what waits, sign, and print the newest checkpoint."""
        trail.seal_all()
        row = trail.checkpoint()
        if row is None:
            raise CommandError("还没有操作记录 there is nothing to sign yet", returncode=1)
        self.stdout.write(notes.written(trail.signing_key(), trail.statement_of(row)), ending="")


def _given(file: str) -> notes.Statement:
    try:
        return notes.read(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise CommandError(f"无法读取检查点 cannot read the checkpoint {file}: {fault}", returncode=2) from fault
