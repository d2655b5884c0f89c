"""How long does gongkai take beside Hugo with Pagefind, for the same reports?

    python3 bench/run.py [--reports 10000] [--rounds 3] [--scratch DIR] [--keep]

Installs the pinned peers by name into a scratch folder, builds the same corpus with them and with gongkai, each step from a cold
process and the tools in turn; then asks whether they did the same work (bench/peers/fair.py) and prints the table, medians of all
rounds. 1 if they did not. With --scratch, tools and corpus found there are used again; --keep leaves the sites there too.
"""

import argparse
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
_VENV = ROOT / ".venv"
if __name__ == "__main__" and not find_spec("playwright") and Path(sys.prefix) != _VENV and _VENV.exists():
    os.execv(_VENV / "bin" / "python", [str(_VENV / "bin" / "python"), *sys.argv])  # noqa: S606 - what `python3 build.py test` made
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.measure import Cost, measured  # noqa: E402 - after the path is set
from bench.peers.export import export, page, parts, place_of  # noqa: E402
from bench.peers.fair import Checked, same_bytes, same_pages, same_search  # noqa: E402
from bench.peers.install import Tools, installed, version  # noqa: E402
from bench.search.build_site import unjudged  # noqa: E402
from bench.search.make import files  # noqa: E402
from gongkai import __version__  # noqa: E402
from gongkai.commands.common import FORMS  # noqa: E402
from gongkai.editions import read_forms  # noqa: E402
from gongkai.form import CellKey  # noqa: E402

OURS, HUGO, PAGEFIND, PEERS = "gongkai", "Hugo", "Pagefind", "Hugo + Pagefind"
FULL, NOTHING, NUMBER, SENTENCE = "from nothing", "nothing changed", "a number edited", "a sentence edited"
_NOT_ASKED, _MANY = "–", 100  # from here on no decimals
Costs = dict[tuple[str, str], list[Cost]]  # by scenario and tool, one a round


def main() -> int:
    """Run what was asked for; 1 if the tools did not do the same work."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path, help="a new temporary folder, which goes again, if it is not given")
    parser.add_argument("--keep", action="store_true", help="leave the built sites in the scratch folder")
    asked = parser.parse_args()
    scratch = (asked.scratch or Path(tempfile.mkdtemp(prefix="gongkai-bench-"))).resolve()
    place = scratch / f"run-{asked.reports}"
    print(f"scratch: {scratch}", file=sys.stderr, flush=True)
    try:
        load = os.getloadavg()[0]
        tools = installed(scratch / "tools")
        bench = prepared(corpus(scratch / f"corpus-{asked.reports}", asked.reports), place, tools)
        costs: Costs = {}
        for number in range(asked.rounds):
            bench.round(number, costs)
            print(f"round {number + 1} of {asked.rounds} done", file=sys.stderr, flush=True)
        print("\n".join([*_told(asked, bench, load), "", *_table(costs), ""]), flush=True)
        holds = True
        for checked in bench.fair():
            print(checked, flush=True)
            holds &= checked.holds
        return 0 if holds else 1
    finally:
        if not asked.keep:
            shutil.rmtree(place if asked.scratch else scratch, ignore_errors=True)


def corpus(folder: Path, reports: int) -> Path:
    """The content folder with that many reports, written if it is not there.

    The bodies are invented but not marked so: those that are, a site leaves out of its lists of years and its sitemap.
    """
    if not (folder / "site.yaml").exists():  # what is written last
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in files(read_forms(FORMS), reports):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace(", 虚构: 是", ""), encoding="utf-8", newline="\n")
    return folder


def prepared(content: Path, place: Path, tools: Tools) -> "Bench":
    """A copy of a content folder, and the same reports as Hugo wants them."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(content, place / "content")
    loaded = unjudged(content)
    export(loaded.portal, content, place / "hugo")
    of_2023 = sorted(content.glob("*/2023.md"))
    return Bench(place, tools, of_2023[len(of_2023) // 2].relative_to(content))


@dataclass(frozen=True)
class Bench:
    """Two sources of the same reports in a folder, and what is built from them."""

    place: Path
    tools: Tools
    edited: Path  # the report that is edited, in either source

    def round(self, number: int, costs: Costs) -> None:
        """Every scenario once with each tool, which take turns in beginning."""
        self.clear()
        for scenario in (FULL, NOTHING, NUMBER, SENTENCE):
            if scenario == NUMBER:
                self.edit_number()
            if scenario == SENTENCE:
                self.edit_sentence(f"，逐项核对了{number + 1}遍。")
            for tool in (OURS, PEERS) if number % 2 == 0 else (PEERS, OURS):
                if tool == OURS:
                    made = {OURS: self.ours(fresh=scenario == FULL)}
                elif scenario == NUMBER:
                    continue  # to Hugo, which makes everything again, an edit is an edit
                else:
                    made = self.peers()
                for name, cost in made.items():
                    costs.setdefault((scenario, name), []).append(cost)

    def clear(self) -> None:
        """Take away whatever was built, and what the tools keep."""
        for name in ("site", "hugo/public", "hugo/resources", "hugo-cache"):
            shutil.rmtree(self.place / name, ignore_errors=True)
        for kept in self.place.glob(".site.*"):
            shutil.rmtree(kept) if kept.is_dir() else kept.unlink()

    def ours(self, *, fresh: bool, out: str = "site") -> Cost:
        """What gongkai takes, upon the last build unless `fresh`."""
        command: list[str | Path] = [sys.executable, "-m", "gongkai", "build", *(["--fresh"] if fresh else [])]
        command += ["--content", self.place / "content", "--out", self.place / out]
        return measured(command, self.place / "log", {"PYTHONPATH": str(ROOT / "src"), "PATH": ""})

    def peers(self) -> dict[str, Cost]:
        """What Hugo takes, then Pagefind, and both."""
        source, cache, log = self.place / "hugo", self.place / "hugo-cache", self.place / "log"
        hugo = measured([self.tools.hugo, "--quiet", "--source", source, "--cacheDir", cache], log)
        pagefind = measured([self.tools.pagefind, "--quiet", "--site", source / "public"], log)
        return {HUGO: hugo, PAGEFIND: pagefind, PEERS: hugo.then(pagefind)}

    def edit_number(self) -> None:
        """One more 行政强制 in both sources."""
        _change(
            self.place / "content" / self.edited, lambda text: re.sub(r"(行政强制: +)(\d+)", _one_more, text, count=1)
        )

        def one_more(text: str) -> str:
            facts, body = parts(text)
            table = next(e for e in read_forms(FORMS).editions if e.id == facts["edition"]).tables[0]
            row, column = place_of(table)[CellKey("coercive_measures", "decisions")]
            facts["figures"][0][row][column] += 1
            return page(facts, body)

        _change(self.place / "hugo" / "content" / self.edited, one_more)

    def edit_sentence(self, ending: str) -> None:
        """Another ending of the first sentence in both sources."""

        def edit(text: str) -> str:
            head, fence, body = text.partition("\n## ")
            return head + fence + body.replace("。", ending, 1)

        for source in ("content", "hugo/content"):
            _change(self.place / source / self.edited, edit)

    def fair(self) -> Iterator[Checked]:
        """The three conditions, asked of the sites after the last edit."""
        hugo, site = self.place / "hugo", self.place / "site"
        yield same_pages(hugo, site)
        yield same_search(hugo, site)
        self.ours(fresh=True, out="anew")
        yield same_bytes(site, self.place / "anew")


def _change(file: Path, edit: Callable[[str], str]) -> None:
    file.write_text(edit(file.read_text("utf-8")), encoding="utf-8", newline="\n")


def _one_more(found: re.Match[str]) -> str:
    return f"{found[1]}{int(found[2]) + 1}"


def _table(costs: Costs) -> Iterator[str]:
    """The medians; a ratio is ours by theirs."""
    yield f"| | | {OURS} | {PEERS} | ratio | {HUGO} alone | {PAGEFIND} alone |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for scenario in (FULL, NOTHING, NUMBER, SENTENCE):
        for kind, name in enumerate(("wall, s", "CPU, s", "memory, MB")):
            middle = {tool: median(cost[kind] for cost in made) for (of, tool), made in costs.items() if of == scenario}
            told = {tool: f"{value:.2f}" if value < _MANY else f"{value:.0f}" for tool, value in middle.items()}
            ratio = f"{middle[OURS] / middle[PEERS]:.2f}" if PEERS in middle else _NOT_ASKED
            columns = [told.get(tool, _NOT_ASKED) for tool in (OURS, PEERS, HUGO, PAGEFIND)]
            yield f"| {scenario} | {name} | {' | '.join([*columns[:2], ratio, *columns[2:]])} |"


def _told(asked: argparse.Namespace, bench: Bench, load: float) -> Iterator[str]:
    """What was measured, with what and where."""
    reports = len(list((bench.place / "content").glob("*/2*.md")))
    bodies = len(list((bench.place / "content").glob("*/agency.yaml")))
    git = shutil.which("git")
    commit = version(Path(git), "-C", str(ROOT), "describe", "--always", "--dirty") if git else "?"
    models = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    yield f"- Command: `python3 bench/run.py --reports {asked.reports} --rounds {asked.rounds}`"
    yield f"- Corpus: {reports} reports of {bodies} bodies, 2019–2028, by bench/search/make.py, bodies not marked as invented"
    yield f"- gongkai {__version__} ({commit}), Python {platform.python_version()}"
    yield f"- {version(bench.tools.hugo, 'version')}; {version(bench.tools.pagefind, '--version')}"
    yield f"- {len(os.sched_getaffinity(0))} processors ({models[0] if models else platform.machine()}), load before: {load:.2f}"
    for name, site in ((OURS, bench.place / "site"), (PEERS, bench.place / "hugo" / "public")):
        sizes = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
        yield f"- {name} wrote {len(sizes)} files, {sum(sizes) / 1e6:.1f} MB"


if __name__ == "__main__":
    sys.exit(main())
