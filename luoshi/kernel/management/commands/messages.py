"""`luoshi messages`: is every text there in English? Collects, checks and compiles the catalogue.

luoshi messages --compile   compile the catalogue (with Babel: no gettext needed)
luoshi messages --collect   collect the texts of the source into the catalogue (needs xgettext)
luoshi messages --check     fail where a text of the source has no English, or a figure in it was lost
"""

from __future__ import annotations

import contextlib
import re
import shutil
from argparse import ArgumentParser
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.core.management.commands.makemessages import Command as MakeMessages

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"


class Collect(MakeMessages):
    """Django's collector, which also knows the ``say("…")`` of pure rules."""

    xgettext_options = [*MakeMessages.xgettext_options, "--keyword=say:1", "--keyword=noted:1", "--keyword=spoken:1"]
    # Sorted and wide, whoever wrote the file last: a change shows as the lines that changed.
    msgmerge_options = [*MakeMessages.msgmerge_options, "--sort-output", "--width=120"]
    msgattrib_options = [*MakeMessages.msgattrib_options, "--sort-output", "--width=120"]


class Command(BaseCommand):
    """See the module."""

    help = "Collect, check and compile the English catalogue"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--collect", action="store_true")
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--compile", action="store_true")

    def handle(self, *args: Any, collect: bool, check: bool, **options: Any) -> None:
        if collect:
            self._collect()
        if check:
            self._check()
        if options["compile"]:
            self._compile()

    def _collect(self) -> None:
        if shutil.which("xgettext") is None:
            raise CommandError("xgettext is not installed (Debian package gettext)")
        # Django collects from the folder one stands in.
        with contextlib.chdir(settings.PACKAGE):
            options = {"extensions": ["py", "html"], "no_obsolete": True, "add_location": "file", "verbosity": 0}
            call_command(Collect(), locale=["en"], **options)

    def _check(self) -> None:
        before = CATALOGUE.read_bytes()
        if shutil.which("xgettext"):
            try:
                self._collect()
                wrong = faults(read())
            finally:
                CATALOGUE.write_bytes(before)
        else:
            self.stderr.write("skipped: no xgettext; checking the catalogue as it stands")
            wrong = faults(read())
        for line in wrong[:40]:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} texts have no proper English: run `make messages` and fill them in")

    def _compile(self) -> None:
        compiled = CATALOGUE.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < CATALOGUE.stat().st_mtime:
            with compiled.open("wb") as file:
                write_mo(file, read())


def read() -> Catalog:
    """The English catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def faults(catalogue: Catalog) -> list[str]:
    """What is wrong: no English, Chinese left in it, or a placeholder lost or invented."""
    return [f"{message.id!r}: {why}" for message in catalogue if message.id and (why := _fault(message))]


def _parts(text: Any) -> tuple[str, ...]:
    """A text, or its singular and plural."""
    return tuple(text) if isinstance(text, (tuple, list)) else (text or "",)


def _fault(message: Message) -> str:
    sources, texts = _parts(message.id), _parts(message.string)
    if message.fuzzy or not all(texts):
        return "no English"
    if any(re.search("[\u4e00-\u9fff]", text) for text in texts) and message.context != "as is":
        return "Chinese left"
    wanted = set().union(*(placeholders(source) for source in sources))
    if any(placeholders(text) - wanted for text in texts) or placeholders(texts[-1]) != placeholders(sources[-1]):
        return "placeholders differ"
    return ""


def placeholders(text: str) -> set[str]:
    """Names in ``{braces}`` and ``%(percent)s``."""
    try:
        braces = {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        braces = set()
    return braces | set(re.findall(r"%\((\w+)\)", text))
