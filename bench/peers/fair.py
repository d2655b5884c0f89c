"""Did the tools do the same work? Three conditions, without which no ratio of their times means anything."""

import filecmp
import gzip
import json
import os
import random
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from bench.peers.export import parts
from bench.search.run import FLAGS, Engine, Server, full, gongkai, numbers

SEARCHES = 200
LENGTH = 4  # characters of what is searched for
_ALL = 2000  # reports up to which every report is compared
_SAMPLE = 500  # of more than that
_PAGEFIND = Path(__file__).resolve().parents[1] / "search" / "pagefind.js"
_BUNDLE = "pagefind"
_MARK = b"pagefind_dcd"  # what its files begin with once they are inflated
_DRAWN = re.compile(rf"\w{{{LENGTH}}}")
_FIGURE = re.compile(r"<td(?: [^>]*)?>([^<]*)</td>")
_OUR_FIGURE = re.compile(r'<td [^>]*headers="[^>]*>([^<]*)</td>')
_OUR_SUM = "<small>各项相加</small>"  # a row of ours that Hugo's page has not


class Checked(NamedTuple):
    """A condition, whether it holds, and the figures."""

    condition: str
    holds: bool
    figures: str

    def __str__(self) -> str:
        return f"{'passed' if self.holds else 'FAILED'}: {self.condition}: {self.figures}".rstrip()


# --- the same pages


def same_pages(hugo: Path, ours: Path) -> Checked:
    """Every page of Hugo's exists at the same address of ours, with the same figures; `hugo` is its whole folder."""
    public = hugo / "public"
    pages = sorted(p.relative_to(public) for p in public.rglob("index.html") if _BUNDLE not in p.parts)
    missing = [page for page in pages if not (ours / page).is_file()]
    listed = _addresses(public)
    unlisted = sorted(listed - _addresses(ours))
    reports = [page for page in pages if re.fullmatch(r"(?!year/)[^/]+/20\d\d", page.parent.as_posix())]
    bodies = sorted({page.parent.parent / "index.html" for page in reports})
    whole = len(reports) <= _ALL
    asked = reports if whole else random.Random("pages").sample(reports, _SAMPLE)
    cells, wrong = 0, [*map(str, missing), *unlisted]
    for page in set(asked) - set(missing):
        due = _due(hugo / "content" / page.parent.with_suffix(".md"))
        found = _FIGURE.findall(_read(public / page)), _OUR_FIGURE.findall(_read(ours / page))
        cells += len(due)
        wrong += [str(page)] if any(list(map(unescape, one)) != due for one in found) else []
    changes = 0
    for page in set(bodies) - set(missing):
        series, own = _series(_read(public / page)), _series(_read(ours / page))
        changes += sum("<small>" in cell for row in series for cell in row[1])
        wrong += [str(page)] if series != own or not series else []
    figures = (
        f"{len(pages)} pages and {len(listed)} addresses of the sitemap, {len(missing)} and {len(unlisted)} missing; {cells} cells of "
        f"{len(asked)} {'reports, all there are' if whole else f'reports drawn from {len(reports)}'}; {changes} changes from year to "
        f"year of {len(bodies)} bodies; {len(wrong)} wrong {' '.join(wrong[:5])}"
    )
    return Checked(
        "every page of Hugo's is there, with all its figures", bool(cells and changes) and not wrong, figures
    )


def _read(file: Path) -> str:
    return file.read_text("utf-8")


def _addresses(site: Path) -> set[str]:
    return set(re.findall("<loc>([^<]*)</loc>", _read(site / "sitemap.xml")))


def _due(page: Path) -> list[str]:
    """The figures of a report as they were handed to Hugo, in the order of its tables."""
    facts, _ = parts(_read(page))
    return [str(cell) for table in facts["figures"] for row in table for cell in row]


def _series(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The rows of the tables through the years, oldest year first: label and cells, each with its change."""
    rows = []
    for table in re.findall(r'<table class="series.*?</table>', page, re.DOTALL):
        years = re.findall(r"<th[^>]*>(?:<a[^>]*>)?(20\d\d)", table)
        order = sorted(range(len(years)), key=years.__getitem__)
        for row in re.findall(r"<tr[^>]*>(<th(?! scope=\"col\").*?)</tr>", table, re.DOTALL):
            head, *cells = re.split(r"<td[^>]*>", row.replace("</td>", ""))
            if _OUR_SUM not in head and len(cells) == len(years):
                label = re.sub("<[^>]*>", "", head).strip()
                rows.append((unescape(label), tuple(unescape(cells[at].strip()) for at in order)))
    return rows


# --- the same search


def same_search(hugo: Path, ours: Path) -> Checked:
    """What Pagefind finds of the reports that hold a string, ours finds too, for strings drawn from the texts."""
    texts = {
        f"{file.parent.name}/{file.stem}": _folded("\n".join([facts["title"], body]))
        for file in sorted((hugo / "content").glob("*/2*.md"))
        for facts, body in [parts(_read(file))]
    }
    asked = _strings(texts)
    holding = [{page for page, text in texts.items() if _folded(string) in text} for string in asked]
    found, theirs = (
        [{page for page, _ in answer["hits"]} for answer in answers]
        for answers in _answers([gongkai(ours), _pagefind(hugo / "public")], asked, ours)
    )
    missed = [
        string
        for string, own, other, true in zip(asked, found, theirs, holding, strict=True)
        if not other & true <= own
    ]
    besides = sum(len(other - true) for other, true in zip(theirs, holding, strict=True))
    right = sum(own == true for own, true in zip(found, holding, strict=True))
    figures = (
        f"{len(asked)} strings that stand in {sum(map(len, holding))} texts; ours finds {sum(map(len, found))} reports, in {right} cases "
        f"just those; Pagefind finds {sum(len(o & t) for o, t in zip(theirs, holding, strict=True))} of them, and {besides} that do not hold "
        f"the string, which ours need not find; {len(missed)} strings with a report that only Pagefind finds {' '.join(missed[:5])}"
    )
    return Checked("what Pagefind finds, ours finds", any(theirs) and not missed, figures)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _strings(texts: Mapping[str, str]) -> list[str]:
    """Different runs of letters, digits and Chinese characters from anywhere in the texts."""
    chance, pages, drawn = random.Random("strings"), list(texts), dict[str, None]()
    while len(drawn) < SEARCHES:
        text = texts[chance.choice(pages)]
        at = chance.randrange(len(text) - LENGTH)
        if _DRAWN.fullmatch(string := text[at : at + LENGTH]):
            drawn[string] = None
    return list(drawn)


def _pagefind(public: Path) -> Engine:
    """Pagefind over what it indexed of Hugo's pages; which page a result is, its own files say."""
    bundle, urls = public / _BUNDLE, {}
    for file in (bundle / "fragment").iterdir():
        data = json.loads(gzip.decompress(file.read_bytes()).removeprefix(_MARK))
        urls[file.name.removesuffix(".pf_fragment")] = data["url"]
    page = "/blank.html"
    return Engine("Pagefind", page, page, _read(_PAGEFIND), [f"/pagefind/={bundle}?plain"], [], urls)


def _answers(
    engines: Sequence[Engine], asked: list[str], ours: Path
) -> Iterator[list[dict[str, list[tuple[str, object]]]]]:
    executable = os.environ.get("GONGKAI_CHROME") or next(
        filter(None, map(shutil.which, ("chromium", "google-chrome"))), None
    )
    numbered = numbers(ours)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS, chromium_sandbox=os.geteuid() != 0)
        for engine in engines:
            server = Server(engine.folders)
            try:
                yield full(browser, server, engine, asked, numbered)
            finally:
                server.stop()
        browser.close()


# --- the same site


def same_bytes(edited: Path, anew: Path) -> Checked:
    """A site built upon others is that of a clean build."""
    found, wanted = ({p.relative_to(site) for p in site.rglob("*") if p.is_file()} for site in (edited, anew))
    _, differing, unread = filecmp.cmpfiles(edited, anew, sorted(map(str, found & wanted)), shallow=False)
    wrong = [*differing, *unread, *sorted(map(str, found ^ wanted))]
    figures = f"{len(wanted)} files, {len(wrong)} differ {' '.join(wrong[:5])}"
    return Checked(
        "after the edits the site is that of a clean build, to the byte", bool(wanted) and not wrong, figures
    )
