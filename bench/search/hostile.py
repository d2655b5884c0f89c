"""How long does the search take over what is meant to hold it up? The queries of tests/hostile_queries.py, in a browser.

    python bench/search/hostile.py SITE

Each is asked of the search page, one after the other, as the page itself asks: hits and excerpts, then, if nothing
is found, what is like it, or else how the hits are spread. The two are told apart.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests")]

from run import FLAGS, Server, gongkai, opened  # noqa: E402

from hostile_queries import QUERIES  # noqa: E402 - after the path is set

_ASK = """async (q) => {
  const began = performance.now();
  const { total } = await gongkaiSearch.search(q, { offset: 0, limit: 10, exact: false, sort: "best" });
  const found = performance.now();
  await (total ? gongkaiSearch.facets(q, { spend: 0 }) : gongkaiSearch.similar(q));
  return [found - began, performance.now() - found];
}"""


def main() -> None:
    """Ask, and name the slowest."""
    engine = gongkai(Path(sys.argv[1]))
    server = Server(engine.folders)
    try:
        with sync_playwright() as started:
            chrome = os.environ.get("GONGKAI_CHROME") or shutil.which("chromium")
            browser = started.chromium.launch(executable_path=chrome, args=FLAGS)
            with opened(browser, server, engine) as page:
                spent = [(*page.evaluate(f"({_ASK})({json.dumps(query)})"), query) for query in QUERIES]
    finally:
        server.stop()
    for at, what in enumerate(("hits", "what the page asks next")):
        slowest = sorted(((one[at], one[2]) for one in spent), reverse=True)
        print(f"{len(spent)} queries, {what}: the middle one {slowest[len(spent) // 2][0]:.1f} ms")
        for took, query in slowest[:5]:
            print(f"{took:7.1f} ms  {len(query)} characters: {query[:16]!a}")


if __name__ == "__main__":
    main()
