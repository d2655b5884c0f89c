"""How long does the search take over what is meant to hold it up? The queries of tests/hostile_queries.py, in a browser.

    python bench/search/hostile.py SITE

Each is asked of the search page, one after the other, as the page itself asks: hits, excerpts and all.
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
  await gongkaiSearch.search(q, { offset: 0, limit: 10, exact: false, sort: "best" });
  return performance.now() - began;
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
                spent = sorted(
                    ((page.evaluate(f"({_ASK})({json.dumps(query)})"), query) for query in QUERIES), reverse=True
                )
    finally:
        server.stop()
    print(f"{len(spent)} queries, the middle one {spent[len(spent) // 2][0]:.1f} ms")
    for took, query in spent[:5]:
        print(f"{took:7.1f} ms  {len(query)} characters: {query[:16]!a}")


if __name__ == "__main__":
    main()
