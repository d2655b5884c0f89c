"""How good, how light and how fast is the search in a browser? Ours, and Pagefind on the same pages.

    python bench/search/run.py --site SITE --queries Q101.json Q102.json --out result.json
    python bench/search/run.py --site SITE --peer OUT --queries … [--without-segmenter] --out result.json

Bytes are response bodies as the server sends them, from the first query on; what is fetched when the page opens is
told apart. A cold answer comes to a new browser context, warm ones come one after the other. `--slow` repeats both on
a line of 40 ms and 10 Mbit/s, then with the processor slowed four times.
"""

import argparse
import gzip
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
FLAGS = ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
LATENCY_MS, BITS = 40, 10_000_000
SLOWER = 4
LONG = 300  # hits; of a longer list the numbers are asked for, not the texts
_TEXT_FROM = 5  # bytes of a text file before its text (docs/search-format.md)
_NOT_ASKED = {"field", "quoted", "excluded", "initials"}  # of Pagefind, which has no such thing
_PAGE = re.compile(r"([a-z0-9-]+)/(20\d\d)(?:/|$)")
_DEAF_TO_SEGMENTER = "delete Intl.Segmenter"


@dataclass
class Engine:
    """What is measured: its page, its adapter, and what it holds on the disk."""

    name: str
    page: str
    direct: str  # the page on which throttles reach it
    adapter: str
    folders: list[str]
    files: list[Path]
    urls: dict[str, str] = field(default_factory=dict)  # page of a result, where the result does not say
    init: str = ""


def gongkai(site: Path) -> Engine:
    """Ours."""
    files = [f for f in (site / "search").rglob("*") if f.is_file() and f.suffix != ".html"]
    page = "/zw/search/index.html"
    return Engine("gongkai", page, page, (HERE / "gongkai.js").read_text("utf-8"), [f"/zw/={site}"], files)


def pagefind(out: Path, *, segmenter: bool) -> Engine:
    """Pagefind, with the browser's segmentation of words or without."""
    bundle = out / "pagefind"
    files = [f for f in bundle.rglob("*") if f.is_file() and f.suffix.startswith(".pf_")]
    direct = "/blank.html?direct"
    return Engine(
        "Pagefind" if segmenter else "Pagefind, no Intl.Segmenter",
        "/blank.html" if segmenter else direct,
        direct,
        (HERE / "pagefind.js").read_text("utf-8"),
        [f"/pagefind/={bundle}?plain"],
        files,
        json.loads((out / "urls.json").read_text("utf-8")),
        "" if segmenter else _DEAF_TO_SEGMENTER,
    )


class Server:
    """serve.py in a process of its own, so that it does not wait for us."""

    def __init__(self, folders: list[str]) -> None:
        command = [sys.executable, str(HERE / "serve.py"), "0", *folders]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        line = self.process.stdout.readline() if self.process.stdout else ""
        self.address = f"http://127.0.0.1:{line.strip()}"

    def log(self) -> list[tuple[str, int]]:
        """Path and bytes of each response since the last time."""
        with urllib.request.urlopen(f"{self.address}/__log") as answer:  # noqa: S310 - ours
            return [(path, size) for path, size in json.load(answer)]

    def settled(self) -> list[tuple[str, int]]:
        """The same, once nothing has been asked for during half a second."""
        found: list[tuple[str, int]] = []
        quiet = 0
        while quiet < 2:  # noqa: PLR2004 - quarters of a second
            time.sleep(0.25)
            more = self.log()
            found += more
            quiet = 0 if more else quiet + 1
        return found

    def stop(self) -> None:
        """End it."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()  # on a busy machine; what was measured is measured


@contextmanager
def opened(browser: Browser, server: Server, engine: Engine, *, slow: bool = False, rate: int = 1) -> Iterator[Page]:
    """A new context with the page open and the engine ready to be asked."""
    context = browser.new_context()
    if engine.init:
        context.add_init_script(engine.init)
    page = context.new_page()
    session = context.new_cdp_session(page)
    if slow:
        session.send("Network.enable")
        line = {"latency": LATENCY_MS, "downloadThroughput": BITS / 8, "uploadThroughput": BITS / 8}
        session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    if rate > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    page.goto(server.address + (engine.direct if slow else engine.page), wait_until="networkidle")
    page.evaluate(engine.adapter)
    page.evaluate("searchBench.open()")
    try:
        yield page
    finally:
        context.close()


_ASK = """async (q) => {
  const began = performance.now();
  try {
    const found = await searchBench.first(q);
    return { ms: performance.now() - began, ...found };
  } catch (error) { return { ms: performance.now() - began, total: 0, exact: null, shown: 0, error: String(error) }; }
}"""


_ALL = """([q, most]) => searchBench.all(q, most).catch((error) =>
  ({ total: 0, exact: null, list: [], error: String(error) }))"""


def cold(browser: Browser, server: Server, engine: Engine, queries: list[str], **how: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """The first answer of a new context for each query, with the bytes it took and those of opening the page."""
    found = []
    for query in queries:
        server.log()
        with opened(browser, server, engine, **how) as page:
            opening = server.settled()
            answer = page.evaluate(_ASK, query)
            log = server.log()
        sizes = {"bytes": sum(size for _, size in log), "requests": len(log), "opening": opening}
        found.append({"query": query, **answer, **sizes})
    return found


def warm(browser: Browser, server: Server, engine: Engine, queries: list[str], **how: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """All queries in one context."""
    found = []
    with opened(browser, server, engine, **how) as page:
        server.settled()
        for query in queries:
            answer = page.evaluate(_ASK, query)
            log = server.log()
            found.append({"query": query, **answer, "bytes": sum(size for _, size in log), "requests": len(log)})
    return found


def full(
    browser: Browser, server: Server, engine: Engine, queries: list[str], numbered: dict[int, str]
) -> list[dict[str, Any]]:
    """The whole list for each query: pages in their order, with scores where they are told."""
    found = []
    with opened(browser, server, engine) as page:
        for query in queries:
            answer = page.evaluate(_ALL, [query, LONG])
            named = [
                (numbered[one] if isinstance(one, int) else engine.urls.get(one, one), score)
                for one, score in answer["list"]
            ]
            hits = [(f"{page_of[1]}/{page_of[2]}", score) for name, score in named if (page_of := _PAGE.search(name))]
            found.append({**answer, "ordered": answer.get("ordered", True), "hits": hits})
    return found


def numbers(site: Path) -> dict[int, str]:
    """Which report has which number in our index: the first line of each text file says."""
    table = zlib.decompress((site / "search" / "dictionary.bin").read_bytes(), -15)
    found = {}
    for file in (site / "search" / "t").rglob("*.bin"):
        reading = zlib.decompressobj(-15, zdict=table[-32768:])
        slug, year = reading.decompress(file.read_bytes()[_TEXT_FROM:], 400).split(b"\t", 2)[:2]
        found[int(file.parent.name, 16) << 8 | int(file.stem, 16)] = f"{slug.decode()}/{year.decode()}/"
    return found


def judged(engine: Engine, query: dict[str, Any], answer: dict[str, Any], documents: list[str]) -> dict[str, Any]:
    """Recall, precision and reciprocal rank of one list."""
    due = {documents[number] for number in query["answer"]}
    pages = [page for page, _ in answer["hits"]]
    got = set(pages)
    right = len(due & got)
    said = {
        "kind": query["kind"],
        "query": query["query"],
        "due": len(due),
        "got": len(got),
        "twice": len(pages) - len(got),
        "recall": right / len(due) if due else 1.0,
        "precision": right / len(got) if got else 1.0,
        "total": answer["total"],
        "exact": answer["exact"],
        **({"error": answer["error"]} if "error" in answer else {}),
    }
    if "targets" in query and answer["ordered"]:
        targets = {documents[number] for number in query["targets"]}
        worth = {documents[int(number)]: tie for number, tie in query["ties"].items()}
        scores = dict(answer["hits"]) if engine.urls else {page: worth.get(page) for page in pages}
        said["rank"] = reciprocal(pages, targets, scores)
    return said


def reciprocal(pages: list[str], targets: set[str], worth: dict[str, Any]) -> float:
    """1 / the place of the first target, on average over all orders of pages of equal worth.

    >>> reciprocal(["a", "b", "c"], {"b"}, {"a": 2, "b": 1, "c": 1})
    0.41666666666666663
    """
    first = next((page for page in pages if page in targets), None)
    if first is None:
        return 0.0
    group = [page for page in pages if worth[page] == worth[first]]
    before = sum(worth[page] != worth[first] for page in pages[: pages.index(group[0])])
    size, right = len(group), sum(page in targets for page in group)
    ways = math.comb(size, right)
    return sum(math.comb(size - place, right - 1) / ways / (before + place) for place in range(1, size - right + 2))


def percentile(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed.

    >>> percentile([3, 1, 2, 4], 0.5)
    2
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def opening(log: list[tuple[str, int]]) -> dict[str, int]:
    """Bytes of opening the page by kind of file."""
    found: dict[str, int] = {}
    for path, size in log:
        suffix = Path(path).suffix.lstrip(".")
        kind = suffix if suffix in {"html", "css", "js", "svg"} else "fixed"
        found[kind] = found.get(kind, 0) + size
    return found


def measure(browser: Browser, engine: Engine, asked: argparse.Namespace) -> dict[str, Any]:
    """Everything about one engine."""
    server = Server(engine.folders)
    numbered = numbers(asked.site) if not engine.urls else {}
    result: dict[str, Any] = {"engine": engine.name, "seeds": []}
    try:
        for file in asked.queries:
            drawn = json.loads(file.read_text("utf-8"))
            queries = [q for q in drawn["queries"] if not engine.urls or q["kind"] not in _NOT_ASKED]
            texts = [query["query"] for query in queries]
            sample = texts if not asked.sample else texts[:: max(1, len(texts) // asked.sample)]
            one: dict[str, Any] = {"seed": drawn["seed"]}
            began = time.perf_counter()
            if "full" in asked.only:
                lists = full(browser, server, engine, texts, numbered)
                one["full"] = [judged(engine, q, a, drawn["documents"]) for q, a in zip(queries, lists, strict=True)]
            if "cold" in asked.only:
                one["cold"] = cold(browser, server, engine, sample)
            if "warm" in asked.only:
                one["warm"] = warm(browser, server, engine, texts)
            if asked.slow:
                for name, rate in (("slow", 1), ("slow4", SLOWER)):
                    one[f"{name} cold"] = cold(browser, server, engine, sample, slow=True, rate=rate)
                    one[f"{name} warm"] = warm(browser, server, engine, texts, slow=True, rate=rate)
            one["due"] = {query["query"]: len(query["answer"]) for query in queries}
            print(f"{engine.name}, seed {drawn['seed']}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
            result["seeds"].append(one)
            if asked.out:  # what is measured is not lost to what comes after
                asked.out.write_text(json.dumps(result, ensure_ascii=False))
    finally:
        server.stop()
    result["summary"] = summary(engine, result["seeds"])
    return result


def summary(engine: Engine, seeds: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of bench/README.md over all seeds."""

    def all_of(name: str) -> list[dict[str, Any]]:
        return [one for seed in seeds for one in seed.get(name, ())]

    lists, first, later = all_of("full"), all_of("cold"), all_of("warm")
    said: dict[str, Any] = {}
    for kind in dict.fromkeys(one["kind"] for one in lists):
        of_kind = [one for one in lists if one["kind"] == kind]
        said[f"recall {kind}"] = statistics.mean(one["recall"] for one in of_kind)
        said[f"precision {kind}"] = statistics.mean(one["precision"] for one in of_kind)
    if lists:
        said["recall"] = statistics.mean(one["recall"] for one in lists)
        said["precision"] = statistics.mean(one["precision"] for one in lists)
        said["queries"] = len(lists)
        said["lists that are right"] = sum(one["recall"] == one["precision"] == 1 and not one["twice"] for one in lists)
        ranks = [one["rank"] for one in lists if "rank" in one]
        said["known items, mean reciprocal rank"] = statistics.mean(ranks) if ranks else math.nan
    dues = [seed["due"] | {} for seed in seeds]
    firsts = [
        (one, due[one["query"]])
        for seed, due in zip(seeds, dues, strict=True)
        for one in seed.get("warm", seed.get("cold", ()))
    ]
    if firsts and not engine.urls:
        said["totals known exactly at once"] = statistics.mean(bool(one["exact"]) for one, _ in firsts)
        firsts += [
            (one, due[one["query"]]) for seed, due in zip(seeds, dues, strict=True) for one in seed.get("cold", ())
        ]
        said["called exact, and wrong"] = sum(bool(one["exact"]) and one["total"] != due for one, due in firsts)
        said["called exact in full lists, and wrong"] = sum(
            bool(one["exact"]) and one["total"] != one["due"] for one in lists
        )
    if first:
        sizes = [one["bytes"] for one in first]
        said |= {
            "cold bytes p50": percentile(sizes, 0.5),
            "cold bytes p95": percentile(sizes, 0.95),
            "cold bytes max": max(sizes),
        }
        said["cold requests p50"] = percentile([one["requests"] for one in first], 0.5)
        said["cold ms p50"] = percentile([one["ms"] for one in first], 0.5)
        for kind, size in opening(first[0]["opening"]).items():
            said[f"opening, {kind} bytes"] = size
    if later:
        said["warm bytes p50"] = percentile([one["bytes"] for one in later], 0.5)
        said["warm bytes p95"] = percentile([one["bytes"] for one in later], 0.95)
        said["warm bytes max"] = max(one["bytes"] for one in later)
        said["warm ms p50"] = percentile([one["ms"] for one in later], 0.5)
    for name, what in (("slow", "slow line"), ("slow4", "slow line, slow processor")):
        if one := all_of(f"{name} cold"):
            said[f"{what}: first answer ms p50"] = percentile([x["ms"] for x in one], 0.5)
            said[f"{what}: first answer ms p95"] = percentile([x["ms"] for x in one], 0.95)
            after = [x["ms"] for seed in seeds for x in seed[f"{name} warm"][1:]]
            said[f"{what}: further answers ms p50"] = percentile(after, 0.5)
            said[f"{what}: further answers ms p95"] = percentile(after, 0.95)
    said["errors"] = sum("error" in one for one in [*lists, *first, *later])
    said["index files"] = len(engine.files)
    said["index bytes"] = sum(file.stat().st_size for file in engine.files)
    return said


def scripts(site: Path) -> int:
    """Bytes of the search scripts as they are sent."""
    return sum(
        len(gzip.compress(f.read_bytes(), 6)) for f in (site / "assets").glob("*.js") if not f.name.startswith("site.")
    )


def show(results: list[dict[str, Any]]) -> None:
    """The table."""
    names = list(dict.fromkeys(name for result in results for name in result["summary"]))
    width = max(map(len, names))
    print(" " * width, *(f"{result['engine']:>28}" for result in results))
    for name in names:
        cells = (result["summary"].get(name) for result in results)
        print(
            f"{name:{width}}",
            *(f"{'-' if cell is None else f'{cell:.4f}' if isinstance(cell, float) else cell:>28}" for cell in cells),
        )


def main() -> None:
    """Measure and show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--peer", type=Path, help="what peer.py wrote; Pagefind is measured instead of ours")
    parser.add_argument("--without-segmenter", action="store_true")
    parser.add_argument("--queries", type=Path, nargs="+", required=True)
    parser.add_argument("--only", nargs="*", default=["full", "cold", "warm"], choices=["full", "cold", "warm"])
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--sample", type=int, default=0, help="so many cold answers a seed; all if 0")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    engine = pagefind(asked.peer, segmenter=not asked.without_segmenter) if asked.peer else gongkai(asked.site)
    executable = os.environ.get("GONGKAI_CHROME") or next(
        filter(None, map(shutil.which, ("chromium", "google-chrome"))), None
    )
    with sync_playwright() as playwright:
        sandboxed = os.name != "nt" and os.geteuid() != 0
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS, chromium_sandbox=sandboxed)
        try:
            result = measure(browser, engine, asked)
        finally:
            browser.close()
    if not asked.peer:
        result["summary"]["search scripts, gzip"] = scripts(asked.site)
    show([result])
    for seed in result["seeds"]:
        for one in seed.get("full", ()):
            if not asked.peer and (one["recall"] < 1 or one["precision"] < 1 or one["twice"]):
                print(f"wrong: {one}")
    if asked.out:
        asked.out.write_text(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
