"""Is a site built upon earlier ones the same as one built anew, and what does each kind of edit cost?

    python bench/rebuild.py --sequences 300 [--edits 6] [--seed 1]
    python bench/rebuild.py --content DIR [--edits 11]

The first: random sequences of edits (tests/edit_model.py) to a small content folder and its templates, each built upon the
last; at the end of every sequence, and after each edit with --every, the site is compared byte by byte with one
built where there was none. The second: what one edit of each of the first kinds costs in a copy of a content folder of any size:
files made anew, processor and wall time of the command from a cold start.
"""

import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import gongkai.build  # noqa: E402 - after the path is set; read once, here
import gongkai.cli  # noqa: E402
import gongkai.emit.pages  # noqa: E402
import gongkai.search.update  # noqa: E402
from edit_model import OF_CONTENT, template, write_folder  # noqa: E402


def main() -> int:
    """Run what was asked for; 1 if a site differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sequences", type=int, default=300)
    parser.add_argument("--edits", type=int, default=6)
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--content", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.content:
            return _costs(Path(folder), asked.content, asked.edits)
        return _sequences(Path(folder), asked)


def _sequences(folder: Path, asked: argparse.Namespace) -> int:
    seeds = range(asked.seed, asked.seed + asked.sequences)
    compared = refused = 0
    different: list[str] = []
    with ProcessPoolExecutor(mp_context=get_context("fork")) as executor:
        for done, found in enumerate(executor.map(partial(_sequence, folder, asked.edits, asked.every), seeds), 1):
            compared, refused, different = compared + found[0], refused + found[1], different + found[2]
            if found[2] or not done % 20:
                print(f"{done} sequences, {compared} compared, {len(different)} differ", *found[2], flush=True)
    print(
        f"{asked.sequences} sequences of {asked.edits} edits, {refused} refused: {compared} compared, {len(different)} differ"
    )
    return bool(different)


def _sequence(folder: Path, length: int, every: bool, seed: int) -> tuple[int, int, list[str]]:  # noqa: FBT001 - as asked
    """How many sites of a sequence were compared, how many edits refused, and what differed after which edits."""
    compared = refused = 0
    different = []
    chance = random.Random(seed)
    place = folder / str(seed)
    write_folder(place / "content", chance)
    shutil.copytree(ROOT / "templates", place / "templates")
    _build(place)
    edits = chance.choices([*OF_CONTENT, template], k=length)
    for number, edit in enumerate(edits, 1):
        shutil.copytree(place / "content", place / "before")
        edit(place / ("templates" if edit is template else "content"), chance)
        if _build(place):  # figures that do not follow from last year's: the edit is taken back
            refused += 1
            shutil.rmtree(place / "content")
            (place / "before").rename(place / "content")
        else:
            shutil.rmtree(place / "before")
        if every or number == len(edits):
            compared += 1
            if paths := _different(place):
                different.append(f"seed {seed}, {[one.__name__ for one in edits[:number]]}: {paths[:5]}")
    shutil.rmtree(place)
    return compared, refused, different


def _build(place: Path, out: str = "site") -> int:
    """The exit status of a build in a process of its own, to which nothing is known but what is kept on the disk."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        os.chdir(place)
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        os._exit(gongkai.cli.main(["build", "--out", out]))
    except BaseException:  # noqa: BLE001 - whatever it is, the child ends here
        os._exit(70)


def _different(place: Path) -> list[str]:
    """The paths that differ from a clean build."""
    if _build(place, "anew"):
        return ["no clean build"]
    found, wanted = (
        {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in (place / "site", place / "anew")
    )
    shutil.rmtree(place / "anew")
    shutil.rmtree(place / ".anew.new")
    (place / ".anew.kept").unlink()
    return sorted(path for path in found.keys() | wanted.keys() if found.get(path) != wanted.get(path))


def _costs(folder: Path, content: Path, edits: int) -> int:
    place = folder / "place"
    shutil.copytree(content, place / "content")
    shutil.copytree(ROOT / "templates", place / "templates")
    reports = sorted((place / "content").rglob("[12]*.md"))
    report = reports[len(reports) // 2]
    record = report.with_name("agency.yaml")
    print(f"{len(reports)} reports; edits of {report.relative_to(place)}")
    print(f"{'edit':24} {'made anew':>10} {'taken over':>10} {'CPU s':>8} {'wall s':>8} {'RSS MB':>8}")
    kinds: tuple[tuple[str, Callable[[], object]], ...] = (
        ("from nothing", lambda: None),
        ("nothing", lambda: None),
        ("a sentence", lambda: _sentence(report, "，按时完成。")),
        ("another sentence", lambda: _sentence(report, "，没有超期。")),
        ("a number", lambda: _change(report, r"(行政许可: +)\d+", r"\g<1>77")),
        ("a day of publication", lambda: _change(report, r"(发布日期: \d{4}-\d\d-)\d\d", r"\g<1>17")),
        ("a report less", report.unlink),
        ("the record of a body", lambda: _change(record, r"\Z", "# 改动\n")),
        ("the record of the site", lambda: _change(place / "content" / "site.yaml", r"\Z", "# 改动\n")),
        ("a template", lambda: _change(place / "templates" / "agency.html", "</h1>", "</h1><!-- -->")),
        ("the style", lambda: _change(place / "templates" / "assets" / "site.css", r"\Z", "\n.x { margin: 0 }\n")),
    )
    for name, edit in kinds[:edits]:
        edit()
        _told(name, place)
    return 0


def _change(path: Path, old: str, new: str) -> None:
    """Another text where the pattern first fits."""
    path.write_text(re.sub(old, new, path.read_text(encoding="utf-8"), count=1), encoding="utf-8", newline="\n")


def _sentence(path: Path, ending: str) -> None:
    """Another ending of the first sentence of the text."""
    head, fence, body = path.read_text(encoding="utf-8").partition("\n## ")
    path.write_text(head + fence + body.replace("。", ending, 1), encoding="utf-8", newline="\n")


def _told(name: str, place: Path) -> None:
    command = [sys.executable, "-m", "gongkai", "build"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run = subprocess.run(  # noqa: S603
        command, cwd=place, env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""}, capture_output=True, check=False
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = re.search(r"沿用上次的 (\d+) 个文件，重新生成 (\d+) 个", run.stderr.decode())
    same, anew = said.groups() if said else ("?", f"status {run.returncode}")
    print(f"{name:24} {anew:>10} {same:>10} {spent:8.2f} {wall:8.2f} {after.ru_maxrss / 1024:8.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
