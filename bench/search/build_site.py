"""What does the search benchmark search? The site of a content folder, and what its index is made from.

    python bench/search/build_site.py CONTENT OUT [--judge] [--processes 2]

The site of `gongkai build`, made by the same functions, two processes drawing. `--judge` asks all rules first, as a build
does, and stops at an error. What the index costs is printed and kept in OUT.json; what it was made from is kept in OUT.made, for
`builder.py`, which measures the index alone.
"""

import argparse
import json
import pickle
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
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
from gongkai.emit import pages  # noqa: E402
from gongkai.hands import Many  # noqa: E402
from gongkai.rules.personal import Private  # noqa: E402


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
    said = {
        "reports": reports,
        "findings": len(loaded.findings),
        "wall_s": time.perf_counter() - began,
        "index_cpu_s": spent,
    }
    asked.out.with_name(asked.out.name + ".json").write_text(json.dumps(said, indent=1))
    print(f"{reports} reports in {said['wall_s']:.0f} s; {spent / reports * 1e3:.2f} ms the index")


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


def build(loaded: Loaded, content: Path, out: Path, processes: int) -> float:
    """Write the site; what the index took, in seconds of processor time."""
    spent = 0.0

    class Timed(pages.SearchFiles):  # type: ignore[misc, name-defined]
        """Notes what the index takes."""

        def index(self) -> tuple[Iterator[Any], str]:
            nonlocal spent
            with out.with_name(out.name + ".made").open("wb") as kept:
                pickle.dump((self._held, self._texts, self._dictionary), kept)
            began = time.process_time()
            left, said = super().index()
            spent += time.process_time() - began
            return noted(iter(left)), said

    def noted(left: Iterator[Any]) -> Iterator[Any]:
        nonlocal spent
        while True:
            began = time.process_time()
            made = next(left, None)
            spent += time.process_time() - began
            if made is None:
                return
            yield made

    pages.SearchFiles = Timed  # type: ignore[misc, assignment]
    with ProcessPoolExecutor(processes) as executor:
        hands = Many(loaded.portal.forms, lambda: executor, processes)
        publish(loaded, content, REPOSITORY / "templates", out, None, hands=hands, say=print)
    return spent


if __name__ == "__main__":
    main()
