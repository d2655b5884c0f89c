"""What does the search benchmark search? The pages of all reports and the files of the search, without the other pages.

    python bench/search/build_site.py CONTENT OUT [--judge] [--processes 2]

A whole `gongkai build` also writes overviews, bodies, regions and downloads, which no search reads and which take
longest at 50,000 reports. Here gongkai's own functions write the same report pages, the same search page and the same
search files, two processes rendering. `--judge` asks all rules first, as a build does, and stops at an error.
What the search files cost is printed and kept in OUT.json; what they were made from is kept in OUT.made, for
`builder.py`, which measures the index alone.
"""

import argparse
import json
import multiprocessing
import pickle
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
sys.path.insert(0, str(REPOSITORY / "src"))

from gongkai import alone as reading  # noqa: E402 - after the path is set
from gongkai import gather as gathering  # noqa: E402
from gongkai.build import Loaded, load, publish  # noqa: E402
from gongkai.commands.common import FORMS  # noqa: E402
from gongkai.diag import has_errors  # noqa: E402
from gongkai.editions import read_forms  # noqa: E402
from gongkai.emit import pages, places  # noqa: E402
from gongkai.emit.sheets import Sheet  # noqa: E402
from gongkai.output import Output, Same  # noqa: E402
from gongkai.rules.personal import Private  # noqa: E402

_AT_A_TIME = 50  # reports handed to a process

_held: dict[str, Any] = {}  # what the rendering processes inherit


def main() -> None:
    """Read, render, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("content", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--judge", action="store_true")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    began = time.perf_counter()
    loaded = load(asked.content, read_forms(FORMS)) if asked.judge else unjudged(asked.content)
    if has_errors(loaded.findings):
        sys.exit("\n".join(f"{one.span} {one.message}" for one in loaded.findings[:20]))
    spent = build(loaded, asked.content, asked.out, asked.processes)
    reports = len(loaded.portal.reports)
    said = {"reports": reports, "findings": len(loaded.findings), "wall_s": time.perf_counter() - began, **spent}
    asked.out.with_name(asked.out.name + ".json").write_text(json.dumps(said, indent=1))
    each = {name: seconds / reports * 1e3 for name, seconds in spent.items()}
    print(
        f"{reports} reports in {said['wall_s']:.0f} s; {each['text_cpu_s']:.2f} ms a text, {each['index_cpu_s']:.2f} ms the index"
    )


def unjudged(content: Path) -> Loaded:
    """A content folder as read, with no rule asked: a third of the time of reading it."""
    kept = gathering.judge, reading.judge_report, reading.check_personal
    gathering.judge = lambda portal, alone, *_: {key: (list(alone[key].found.read), ()) for key in portal.reports}
    reading.judge_report = lambda _: []
    reading.check_personal = lambda *_: Private((), (), frozenset())
    try:
        return load(content, read_forms(FORMS))
    finally:
        gathering.judge, reading.judge_report, reading.check_personal = kept


def build(loaded: Loaded, content: Path, out: Path, processes: int) -> dict[str, float]:
    """Write the site; what making the search files took, in seconds of processor time."""
    templates = REPOSITORY / "templates"
    spent = {"text_cpu_s": 0.0, "index_cpu_s": 0.0}
    whole = pages.sheets

    def sheets(*asked: Any) -> Iterator[Sheet]:  # noqa: ANN401 - what the true one is asked
        made = [sheet for sheet in whole(*asked) if sheet.report or sheet.place in {places.HOME, places.SEARCH}]
        home, *reports, last = made
        yield home
        _held["sheets"] = reports
        with multiprocessing.get_context("fork").Pool(processes) as pool:  # the pages are made by other processes
            for sheet, output in zip(reports, pool.imap(_make, range(len(reports)), _AT_A_TIME), strict=True):
                yield sheet._replace(make=lambda output=output: output)
        yield last

    class Timed(pages.SearchFiles):  # type: ignore[misc, name-defined]
        """Notes what each step takes."""

        def add(self, *page: Any) -> Output | Same:  # noqa: ANN401 - what the true one gets
            began = time.process_time()
            made = super().add(*page)
            spent["text_cpu_s"] += time.process_time() - began
            return made

        def index(self) -> tuple[Iterator[Any], str]:
            with out.with_name(out.name + ".made").open("wb") as kept:
                pickle.dump((self._held, self._texts, self._dictionary), kept)
            began = time.process_time()
            left, said = super().index()
            spent["index_cpu_s"] += time.process_time() - began
            return noted(iter(left)), said

    def noted(left: Iterator[Any]) -> Iterator[Any]:
        while True:
            began = time.process_time()
            made = next(left, None)
            spent["index_cpu_s"] += time.process_time() - began
            if made is None:
                return
            yield made

    pages.sheets = sheets  # type: ignore[assignment]
    pages.SearchFiles = Timed  # type: ignore[misc, assignment]
    publish(loaded, content, templates, out, None, say=print)
    return spent


def _make(at: int) -> Output:
    return _held["sheets"][at].make()


if __name__ == "__main__":
    main()
