"""Is whatever was done to a published site found, nothing else accused, and how long does that take?

    python bench/search/make.py 2000 CONTENT
    python -m gongkai publish --content CONTENT --to TARGET --base-url https://earlier.example/
    python -m gongkai publish --content CONTENT --to TARGET
    python bench/tamper.py TARGET [--each 100] [--alone 2] [--seed 1]

Each kind of tampering is done to so many files drawn from all of the release that visitors see, one at a time and undone
after. It is found if `verify`, with a manifest kept elsewhere, names just the files that were tampered with. After every
tenth the untouched site is verified, which must find nothing. So many of each kind are verified by the stand-alone
verifier in a process of its own, too. In the end the site is verified and rolled back by the command line, from a cold start.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from gongkai.release.manifest import NONE, contents_of, entry_of, text_of  # noqa: E402 - after the path is set
from gongkai.release.verifier import DIFFERS, MATCHES, Trust, manifest_name, parse, shown_release, verify  # noqa: E402

EVERY = 10  # tamperings between two looks at the untouched site


class Site(NamedTuple):
    """A target, the release that visitors see, an earlier one, and the manifests of both."""

    target: Path
    root: Path
    earlier: Path
    manifest: Path
    before: Path


class Drawn(NamedTuple):
    """A file, one of other content, and one that was another in the earlier release."""

    path: str
    other: str
    aged: str


Tamper = Callable[[Site, Drawn, random.Random], str]  # gives back the files that must be accused, one a line


def _a_bit(site: Site, drawn: Drawn, chance: random.Random) -> str:
    data = bytearray((site.root / drawn.path).read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    (site.root / drawn.path).write_bytes(data)
    return drawn.path


def _longer(site: Site, drawn: Drawn, chance: random.Random) -> str:
    with (site.root / drawn.path).open("ab") as file:
        file.write(chance.randbytes(chance.randint(1, 50)))
    return drawn.path


def _cut(site: Site, drawn: Drawn, chance: random.Random) -> str:
    os.truncate(site.root / drawn.path, chance.randrange((site.root / drawn.path).stat().st_size))
    return drawn.path


def _emptied(site: Site, drawn: Drawn, _: random.Random) -> str:
    os.truncate(site.root / drawn.path, 0)
    return drawn.path


def _deleted(site: Site, drawn: Drawn, _: random.Random) -> str:
    (site.root / drawn.path).unlink()
    return drawn.path


def _added(site: Site, drawn: Drawn, _: random.Random) -> str:
    shutil.copyfile(site.root / drawn.path, site.root / _beside(drawn))
    return _beside(drawn)


def _swapped(site: Site, drawn: Drawn, _: random.Random) -> str:
    one, other = site.root / drawn.path, site.root / drawn.other
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    return f"{drawn.path}\n{drawn.other}"


def _linked(site: Site, drawn: Drawn, _: random.Random) -> str:
    """A link to a copy that is the same to the byte, for now."""
    (site.root / drawn.path).rename(_copy(site))
    (site.root / drawn.path).symlink_to(_copy(site).resolve())
    return drawn.path


def _folder(site: Site, drawn: Drawn, _: random.Random) -> str:
    (site.root / drawn.path).unlink()
    (site.root / drawn.path).mkdir()
    return drawn.path


def _earlier(site: Site, drawn: Drawn, _: random.Random) -> str:
    shutil.copyfile(site.earlier / drawn.aged, site.root / drawn.aged)
    return drawn.aged


def _listed_anew(site: Site, drawn: Drawn, chance: random.Random) -> str:
    """The file changed, and the newest manifest written anew so that it fits; the folder of the release too."""
    _a_bit(site, drawn, chance)
    changed = entry_of(drawn.path, (site.root / drawn.path).read_bytes())
    entries = [changed if one.path == drawn.path else one for one in parse(site.manifest.read_bytes()).entries]
    contents, last = contents_of(entries), parse(site.before.read_bytes()).head
    site.manifest.write_bytes(text_of(contents, "publish", last.release, last, "-"))
    site.root.rename(site.root.with_name(contents.name))
    _show(site, contents.name)
    return f"manifests/{site.manifest.name}\ncurrent"


def _rolled_back(site: Site, _: Drawn, __: random.Random) -> str:
    _show(site, site.earlier.name)
    return "current"


def _beside(drawn: Drawn) -> str:
    return f"{drawn.path}.html"


def _copy(site: Site) -> Path:
    return site.target / "manifests" / ".copy"  # names that begin so are left over from a step that did not end


def _show(site: Site, folder: str) -> None:
    (site.target / "current").unlink()
    (site.target / "current").symlink_to(f"releases/{folder}")


KINDS: dict[str, Tamper] = {
    "a bit": _a_bit,
    "longer": _longer,
    "cut": _cut,
    "emptied": _emptied,
    "deleted": _deleted,
    "added": _added,
    "swapped": _swapped,
    "a link": _linked,
    "a folder": _folder,
    "the earlier one": _earlier,
    "listed anew": _listed_anew,
    "rolled back": _rolled_back,
}


def main() -> int:
    """Tamper, verify, undo; 1 if anything was not found, or found where there was nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--alone", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    site = _site(asked.target)
    with tempfile.TemporaryDirectory() as folder:
        kept = shutil.copy(site.manifest, Path(folder, "kept.txt"))
        verifier = Path(folder, "verify.py")
        _said("verify", "--save", str(verifier))
        alone = [sys.executable, "-I", str(verifier), str(site.target), "--manifest", kept]
        wrong = _tampered(site, kept, alone, asked)
        print(f"the command, untouched: {_timed('verify', str(site.target), '--manifest', kept)}")
    print(f"rollback: {_timed('rollback', str(site.target))}")
    print(f"and back: {_timed('rollback', str(site.target), '--to', site.root.name[:32])}")
    return bool(wrong)


def _tampered(site: Site, kept: str, alone: list[str], asked: argparse.Namespace) -> int:
    """How often it went wrong."""
    chance = random.Random(asked.seed)
    draws = _draws(site, chance)
    found = by_itself = alarms = 0
    took: list[float] = []
    for kind, tamper in KINDS.items():
        for number in range(asked.each):
            drawn = next(draws)
            with _undone(site, drawn):
                accused = tamper(site, drawn, chance).split("\n")
                met = {one.path for one in verify(str(site.target), Trust(kept)).found}
                if met == {*accused}:
                    found += 1
                else:
                    print(f"{kind}: {accused} tampered with, {sorted(met)[:5]} found")
                if number < asked.alone:
                    run = subprocess.run(alone, capture_output=True, text=True, check=False)  # noqa: S603 - our own
                    by_itself += run.returncode == DIFFERS and all(path in run.stdout for path in accused)
            if number % EVERY == EVERY - 1:
                began = time.perf_counter()
                alarms += bool(verify(str(site.target), Trust(kept)).found)
                took.append(time.perf_counter() - began)
        print(f"{kind}: found so far {found}", flush=True)
    due, due_alone = len(KINDS) * asked.each, len(KINDS) * min(asked.each, asked.alone)
    untouched = subprocess.run(alone, capture_output=True, check=False)  # noqa: S603 - our own
    alarms += untouched.returncode != MATCHES
    print(f"found {found}/{due}, by the stand-alone verifier {by_itself}/{due_alone}")
    print(f"false alarms {alarms}/{len(took) + 1}")
    if took:
        print(f"a verify of {len(parse(site.manifest.read_bytes()).entries)} files: {_spread(took)}")
    return due - found + due_alone - by_itself + alarms


def _site(target: Path) -> Site:
    """What stands in a target; SystemExit unless two releases of it are there."""
    log = sorted((target / "manifests").glob("[0-9]*.txt"))
    heads = [parse(path.read_bytes()).head for path in log]
    visible = shown_release(str(target))
    if visible is None or not heads or heads[-1].release != visible[1] or heads[-1].replaces in {visible[1], NONE}:
        raise SystemExit("publish two versions to the target first")
    last, earlier = heads[-1], heads[-2]
    manifest, before = (target / "manifests" / manifest_name(head.number) for head in (last, earlier))
    releases = target / "releases"
    return Site(target, releases / visible[0], releases / earlier.release, manifest, before)


def _draws(site: Site, chance: random.Random) -> Iterator[Drawn]:
    entries = [one for one in parse(site.manifest.read_bytes()).entries if one.size]
    earlier = {one.path: one.digest for one in parse(site.before.read_bytes()).entries}
    aged = [one.path for one in entries if earlier.get(one.path, one.digest) != one.digest]
    while True:
        one, other = chance.sample(entries, 2)
        if one.digest != other.digest:
            yield Drawn(one.path, other.path, chance.choice(aged))


@contextmanager
def _undone(site: Site, drawn: Drawn) -> Iterator[None]:
    """Whatever is done meanwhile is undone."""
    places = [*(site.root / path for path in drawn), site.manifest]
    before = {place: place.read_bytes() for place in places}
    try:
        yield
    finally:
        if not site.root.exists():
            (site.target / (site.target / "current").readlink()).rename(site.root)
        _show(site, site.root.name)
        for more in (site.root / _beside(drawn), _copy(site)):
            more.unlink(missing_ok=True)
        for place, data in before.items():
            if place.is_dir():
                place.rmdir()
            place.unlink(missing_ok=True)
            place.write_bytes(data)


def _timed(*command: str) -> str:
    """How long a command takes from a cold start, and what it says."""
    began = time.perf_counter()
    said = _said(*command)
    return f"{time.perf_counter() - began:.2f} s  {said}"


def _said(*command: str) -> str:
    """What a command of gongkai says; CalledProcessError unless it succeeds."""
    where = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "gongkai", *command], env=where, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def _spread(seconds: list[float]) -> str:
    return f"{min(seconds):.2f} to {max(seconds):.2f} s, {statistics.median(seconds):.2f} in the middle"


if __name__ == "__main__":
    sys.exit(main())
