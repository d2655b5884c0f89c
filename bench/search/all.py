"""What does the whole benchmark say at one size? Every step, one after the other.

    python bench/search/all.py 2000 [--scratch DIR] [--peer] [--slow] [--sample 46] [--seeds 101 102 103]

A step whose result is in the scratch folder is not done again; without --scratch that is a new temporary folder, which
stays.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run what is missing, then measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=int)
    parser.add_argument("--scratch", type=Path)
    parser.add_argument("--peer", action="store_true", help="Pagefind as well, with and without Intl.Segmenter")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    asked = parser.parse_args()
    scratch = (asked.scratch or Path(tempfile.mkdtemp(prefix="gongkai-search-"))).resolve()
    folder = scratch / str(asked.reports)
    folder.mkdir(parents=True, exist_ok=True)
    print(f"scratch: {scratch}", flush=True)
    content, site, truth, peer = (folder / name for name in ("content", "site", "truth", "peer"))

    step("make.py", asked.reports, content, made=content / "site.yaml")
    step("build_site.py", content, site, made=site)
    step("builder.py", f"{site}.made")
    step("truth.py", site, content, truth, made=truth.with_suffix(".json"))
    drawn = [folder / f"queries-{seed}.json" for seed in asked.seeds]
    for seed, file in zip(asked.seeds, drawn, strict=True):
        step("queries.py", truth, file, "--seed", seed, made=file)
    how = ["--site", site, "--queries", *drawn, *(["--slow"] if asked.slow else []), "--sample", asked.sample]
    step("run.py", *how, "--out", folder / "gongkai.json")
    if asked.peer:
        step("peer.py", site, peer, made=peer / "made.json")
        step("run.py", *how, "--peer", peer, "--out", folder / "pagefind.json")
        step("run.py", *how, "--peer", peer, "--without-segmenter", "--out", folder / "pagefind-plain.json")


def step(script: str, *given: object, made: Path | None = None) -> None:
    """Run a script of this folder, unless what it makes is there."""
    if made and made.exists():
        return
    print(f"-- {script} {' '.join(map(str, given))}", flush=True)
    subprocess.run([sys.executable, HERE / script, *map(str, given)], check=True)  # noqa: S603 - our own scripts


if __name__ == "__main__":
    main()
