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

from gongkai import gather as gathering  # noqa: E402 - after the path is set
from gongkai.build import Loaded, load, publish  # noqa: E402
from gongkai.commands.common import FORMS  # noqa: E402
from gongkai.diag import has_errors  # noqa: E402
from gongkai.editions import read_forms  # noqa: E402
from gongkai.emit import pages, places  # noqa: E402
from gongkai.emit.entries import search_page  # noqa: E402
from gongkai.emit.frame import Frame  # noqa: E402
from gongkai.emit.report_page import report_page  # noqa: E402
from gongkai.emit.values import ReportPage  # noqa: E402
from gongkai.output import Output  # noqa: E402
from gongkai.rules.personal import Private  # noqa: E402
from gongkai.theme import Theme  # noqa: E402

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
    kept = gathering.judge, gathering.check_personal
    gathering.judge = lambda portal, read: {key: (read[key], ()) for key in portal.reports}
    gathering.check_personal = lambda *_: Private((), (), frozenset())
    try:
        return load(content, read_forms(FORMS))
    finally:
        gathering.judge, gathering.check_personal = kept


def build(loaded: Loaded, content: Path, out: Path, processes: int) -> dict[str, float]:
    """Write the site; what making the search files took, in seconds of processor time."""
    portal, templates = loaded.portal, REPOSITORY / "templates"
    keys = [(a.slug, r.year) for a in portal.agencies for r in portal.reports_of(a)]
    spent = {"text_cpu_s": 0.0, "index_cpu_s": 0.0}

    def sheets(frame: Frame) -> Iterator[pages.Sheet]:
        yield pages.Sheet(places.HOME, "search.html", search_page(frame))  # a folder without is no site of ours
        _held.update(portal=portal, frame=frame, theme=frame.theme)
        stub = object.__new__(ReportPage)  # the page itself is made by another process
        object.__setattr__(stub, "indexed", False)
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            rendered = pool.imap(_render, keys, _AT_A_TIME)
            for (slug, year), made in zip(keys, rendered, strict=True):
                _held["made"] = made
                yield pages.Sheet(places.report_place(slug, year), "report.html", stub)
        yield pages.Sheet(places.SEARCH, "search.html", search_page(frame))

    whole = pages._rendered  # noqa: SLF001 - there is no public way to leave pages out

    def ready(theme: Theme, sheet: pages.Sheet) -> Output:
        return _held["made"] if sheet.template == "report.html" else whole(theme, sheet)

    class Timed(pages.SearchFiles):  # type: ignore[misc, name-defined]
        """Notes what each step takes."""

        def add(self, place: str, page: bytes) -> Output:
            began = time.process_time()
            made = super().add(place, page)
            spent["text_cpu_s"] += time.process_time() - began
            return made

        def index(self) -> tuple[Iterator[Output], str]:
            with out.with_name(out.name + ".made").open("wb") as kept:
                pickle.dump((self._held, self._texts, self._dictionary), kept)
            began = time.process_time()
            left, said = super().index()
            spent["index_cpu_s"] += time.process_time() - began
            return noted(iter(left)), said

    def noted(left: Iterator[Output]) -> Iterator[Output]:
        while True:
            began = time.process_time()
            made = next(left, None)
            spent["index_cpu_s"] += time.process_time() - began
            if made is None:
                return
            yield made

    pages._sheets, pages._rendered, pages._beside = sheets, ready, _nothing  # type: ignore[assignment]  # noqa: SLF001
    pages.SearchFiles = Timed  # type: ignore[misc, assignment]
    publish(loaded, content, templates, out, None, say=print)
    return spent


def _nothing(*_: object) -> Iterator[Output]:
    return iter(())


def _render(key: tuple[str, int]) -> Output:
    slug, year = key
    portal, frame, theme = _held["portal"], _held["frame"], _held["theme"]
    page = report_page(frame, portal.by_slug[slug], portal.reports[slug, year])
    return Output(f"{places.report_place(slug, year)}index.html", theme.render("report.html", page))


if __name__ == "__main__":
    main()
