"""What do the rules cost? Time and memory of every rule over generated reports, one process.

    python bench/rules.py 10000

Prints the processor time of reading, of the rules that see one report, of those that see the portal, and of the
search for personal data, in milliseconds a report, each also as a part of reading; then the findings by code and
the most memory that was held. Processor time, not the clock on the wall: other work on the machine does not count.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from corpus import folders  # noqa: E402 - after the path is set

from gongkai import gather as gathering  # noqa: E402
from gongkai.commands.common import FORMS  # noqa: E402
from gongkai.editions import read_forms  # noqa: E402
from gongkai.rules import judge_among, judge_report  # noqa: E402
from gongkai.rules.acceptance import accept  # noqa: E402
from gongkai.rules.copies import index  # noqa: E402
from gongkai.rules.personal import Private, check_personal  # noqa: E402
from gongkai.rules.subject import Neighbour, Subject, names_of  # noqa: E402
from gongkai.source import Tree  # noqa: E402

T = TypeVar("T")


def main() -> None:
    """Generate, read, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", type=int, nargs="?", default=1000)
    count = parser.parse_args().reports
    forms = read_forms(FORMS)
    texts = {path: text.encode() for path, text in folders(forms, count)}
    size = sum(map(len, texts.values()))
    print(f"{count} reports, {len(texts)} files, {size / 1e6:.1f} MB")

    spent: dict[str, float] = {}
    found: Counter[str] = Counter()

    def timed(name: str, act: Callable[[], T]) -> T:
        """What an act gives; its processor time is noted."""
        start = time.process_time()
        result = act()
        spent[name] = time.process_time() - start
        return result

    # Reading alone: what judges is laid aside for once, and timed below.
    gathering.judge = lambda *_: {}  # type: ignore[assignment]
    gathering.check_personal = lambda *_: Private((), (), frozenset())  # type: ignore[assignment]
    portal, said = timed("read and bind", lambda: gathering.gather(Tree(texts, {}), forms))
    found.update(d.code for d in said)

    subjects = {key: Subject(report, portal.by_slug[report.agency]) for key, report in portal.reports.items()}
    alone = timed("rules, one report", lambda: [judge_report(subject) for subject in subjects.values()])
    copies = timed(
        "rules, portal: index of sentences",
        lambda: index((k, portal.group_of(s.agency), s.paragraphs, names_of(s.agency)) for k, s in subjects.items()),
    )
    among = timed(
        "rules, portal", lambda: [judge_among(Neighbour(subject, portal, copies)) for subject in subjects.values()]
    )
    timed(
        "acceptances",
        lambda: [accept(s.report, [*a, *b]) for s, a, b in zip(subjects.values(), alone, among, strict=True)],
    )
    timed("personal data", lambda: [check_personal(path, data.decode(), ()) for path, data in texts.items()])
    found.update(d.code for group in (*alone, *among) for d in group)

    reading = spent["read and bind"]
    for name, seconds in spent.items():
        print(f"{name:36}{seconds:8.2f} s{seconds / count * 1e3:8.3f} ms/report{seconds / reading:8.2%} of reading")
    print("findings:", ", ".join(f"{code} {n}" for code, n in sorted(found.items())) or "none")
    print(f"most memory held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
