"""What is the right answer? Brute force over the built pages; nothing here is gongkai's.

    python bench/search/truth.py SITE CONTENT OUT      reads every report page once; writes OUT.text and OUT.json
    python bench/search/truth.py --ask OUT 'QUERY'     the answer to a query

The text of a page is that of its `<main>` without `<nav>`. A block is what stands between the tags of elements that
are not part of a line; a cell is one as well; no match crosses from one to the next. Text and words are folded as
tests/search/fold.json has it (`--cases` asks each of them). A word finds the reports on whose page it stands, and, unless
it is quoted, all reports of a body whose name it is.
"""

import argparse
import json
import multiprocessing
import re
import sys
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
VARIANTS = HERE.parents[1] / "src" / "gongkai" / "search" / "variants.txt"

# --- folding

# What came after Unicode 9 and would be changed by NFKC or lower case (from Unicode's DerivedAge).
_LATER = (
    "7fd 897-89f 8ca-8d3 9fe c3c d3b-d3c eba 1715 1abf-1aff 1c89-1c8a 1c90-1cbf 1df6-1dfa 2c2f 32ff a7b8-a7f5 a82c ab69 10570-10595 105c0-105ff "
    "10781-107ba 10d24-10d27 10d4e-10d85 10eab-10f85 11070 1133b 11375-113ff 1145e 11839-1183a 11900-11a99 11d42-11d97 16100-1613f 16d63-16d6a "
    "16e40-16e5f 16ea0-16ed3 16ff0-16ff1 1ccd6-1ccf9 1e030-1e08f 1e130-1e2ef 1e4ec-1e4ef 1f16c 1fbf0-1fbf9"
)
_NEWER = re.compile(
    "[" + "".join("-".join(chr(int(end, 16)) for end in span.split("-")) for span in _LATER.split()) + "]+"
)
_UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_BETWEEN_WORDS = re.compile("(?<=[a-z0-9]) (?=[a-z0-9])")


@cache
def _variants() -> dict[int, str]:
    lines = VARIANTS.read_text("utf-8").splitlines()
    return {ord(pair[0]): pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


def fold(text: str) -> str:
    """One block as the search sees it."""
    text = _UNSEEN.sub("", re.sub("[\ud800-\udfff]", "\ufffd", text))
    end, parts = 0, []
    for newer in _NEWER.finditer(text):
        parts += [_plain(text[end : newer.start()]), newer.group()]
        end = newer.end()
    text = "".join([*parts, _plain(text[end:])]).translate(_variants())
    text = _BLANKS.sub(" ", text)
    return _BETWEEN_WORDS.sub("\x00", text).replace(" ", "").replace("\x00", " ")


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return text.lower() if text.isascii() else "".join(c.lower() for c in text)


# --- pages

_PART_OF_A_LINE = set(
    re.split(
        " ",
        "a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strong sub sup time u var wbr",
    )
)
_NEVER_SHOWN = {"script", "style", "template", "noscript", "nav"}
_WITHOUT_END = set(re.split(" ", "area base br col embed hr img input link meta source track wbr"))


_fold_once = lru_cache(100_000)(fold)  # most cells of most tables are alike


class _Main(HTMLParser):
    """Collects the blocks of `<main>`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.line: list[str] = []
        self.inside = False
        self.hidden = 0  # elements open since one that is not shown began, that one included

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.inside = True
        if not self.inside:
            return
        if tag not in _PART_OF_A_LINE:
            self.end_line()
        if tag not in _WITHOUT_END and (
            self.hidden or tag in _NEVER_SHOWN or any(name == "hidden" for name, _ in attrs)
        ):
            self.hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if not self.inside:
            return
        if tag not in _PART_OF_A_LINE:
            self.end_line()
        self.hidden -= bool(self.hidden) and tag not in _WITHOUT_END
        if tag == "main":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and not self.hidden:
            self.line.append(data)

    def end_line(self) -> None:
        """A block ends here."""
        if folded := _fold_once("".join(self.line)):
            self.blocks.append(folded)
        self.line.clear()


def blocks(page: str) -> list[str]:
    """The folded blocks and cells of a page in their order, empty ones left out."""
    reader = _Main()
    reader.feed(page)
    reader.close()
    return reader.blocks


def _read(file: Path) -> bytes:
    return "\n".join(blocks(file.read_text("utf-8"))).encode()


def gather(site: Path, content: Path, out: Path) -> int:
    """Write the folded text of all report pages, and what is known of each; how many there are."""
    pages = sorted(p for p in site.glob("*/*/index.html") if re.fullmatch(r"20\d\d", p.parent.name))
    bodies = _bodies(content)
    known = []
    at = 0
    with multiprocessing.Pool(2) as pool, out.with_suffix(".text").open("wb") as text:
        for page, data in zip(pages, pool.imap(_read, pages, 100), strict=True):
            slug, year = page.parent.parent.name, int(page.parent.name)
            text.write(b"\n" + data + b"\n")
            written = (content / slug / f"{year}.md").read_text("utf-8")
            title = re.search("(?m)^标题: (.*)$", written)
            known.append({"slug": slug, "year": year, "at": at, "title": title[1] if title else ""})
            at += len(data) + 2
    out.with_suffix(".json").write_text(json.dumps({"documents": known, "bodies": bodies}, ensure_ascii=False))
    return len(known)


# --- bodies

_TAILS = ("人民政府", "管理委员会", "办事处")
_NAMES_NOBODY = re.compile(
    "(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|街道|[省市州县区旗盟乡镇])?(?:(?:人民)?政府|街道办事处|办事处|管理委员会)?"
)
_READ_OTHERWISE = {"长": "c", "朝": "c", "曾": "z", "乐": "l"}  # in names of places


def _bodies(content: Path) -> dict[str, dict[str, Any]]:
    """By 编码: all names folded, region names and codes from the body's own outwards, level."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def read(file: Path) -> dict[str, Any]:
        return yaml.load(file.read_text("utf-8"), loader) or {}  # noqa: S506 - a safe one

    site = read(content / "site.yaml")
    regions = {str(one["代码"]): one["名称"] for one in site.get("地区") or ()}
    records = {file.parent.name: read(file) for file in content.rglob("agency.yaml")}
    found = {}
    for slug, record in records.items():
        code, above = str(record.get("行政区划代码") or ""), record
        while not code and above.get("上级") in records:
            above = records[above["上级"]]
            code = str(above.get("行政区划代码") or "")
        code = code[:6]
        around = [c for c in dict.fromkeys((code, code[:4] + "00", code[:2] + "0000")) if c in regions]
        stated = [record["全称"], *record.get("简称", ()), *(one["名称"] for one in record.get("曾用名") or ())]
        found[slug] = {
            "name": record["全称"],
            "short": record.get("简称") or [],
            "former": [one["名称"] for one in record.get("曾用名") or ()],
            "level": record.get("层级"),
            "regions": [[c, regions[c]] for c in around],
            "names": sorted({fold(name) for name in _names(stated, [regions[c] for c in around])}),
        }
    return found


def _names(stated: list[str], regions: list[str]) -> set[str]:
    """What a body answers to: its names, less region or tail or both, and the initials of all these."""
    found = set(stated)
    for name in stated:
        rest, shorter = name, [name]
        while any(rest.startswith(region) for region in regions):
            rest = rest.removeprefix(max((r for r in regions if rest.startswith(r)), key=len))
            shorter.append(rest)
        for one in shorter:
            tail = next((t for t in _TAILS if one.endswith(t)), "")
            found |= {
                whole
                for whole in (one, one.removesuffix(tail))
                if len(whole) > 1 and not _NAMES_NOBODY.fullmatch(whole)
            }
    return found | {letters for name in found for letters in _initials(name)}


def _initials(name: str) -> set[str]:
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(name, style=Style.FIRST_LETTER)
    if len(read) != len(name):  # with letters or digits in it
        return set()
    other = [_READ_OTHERWISE.get(c, syllable) for c, syllable in zip(name, read, strict=True)]
    return {"".join(read), "".join(other)} if len(name) > 1 else set()


# --- queries


@dataclass(frozen=True)
class Part:
    """One part of a query."""

    text: str
    field: str = ""
    quoted: bool = False
    excluded: bool = False


_OPEN, _CLOSE = '"“”＂', '"“”＂'
_PART = re.compile(
    rf"(?P<out>[-－])?(?:(?P<field>机关|年|地区|层级)[:：])?(?:[{_OPEN}](?P<quoted>[^{_CLOSE}]*)[{_CLOSE}]|(?P<bare>[^\s{_OPEN}]+))"
)


def parts(query: str) -> list[Part]:
    """The parts of a query."""
    found = []
    for match in _PART.finditer(query):
        quoted = match["quoted"] is not None
        text = match["quoted"] if quoted else match["bare"]
        found.append(Part(fold(text), match["field"] or "", quoted, bool(match["out"])))
    return [part for part in found if part.text]


class Truth:
    """All reports, ready to be asked."""

    def __init__(self, stem: Path) -> None:
        self.text = stem.with_suffix(".text").read_bytes()
        known = json.loads(stem.with_suffix(".json").read_text("utf-8"))
        self.documents = known["documents"]
        self.bodies = known["bodies"]
        self.starts = [one["at"] for one in self.documents]
        self.ends = [*self.starts[1:], len(self.text)]
        self.of_body: dict[str, set[int]] = {}
        for number, one in enumerate(self.documents):
            self.of_body.setdefault(one["slug"], set()).add(number)
        self.named: dict[str, set[int]] = {}
        for slug, body in self.bodies.items():
            for name in body["names"]:
                self.named.setdefault(name, set()).update(self.of_body.get(slug, ()))

    def holding(self, folded: str, most: int | None = None) -> set[int]:
        """The documents in one of whose blocks the text stands; `most` stops the search early."""
        wanted, found, at = folded.encode(), set(), 0
        while (at := self.text.find(wanted, at)) >= 0:
            number = bisect_right(self.starts, at) - 1
            found.add(number)
            if most and len(found) >= most:
                break
            at = self.ends[number]
        return found

    def blocks(self, number: int) -> list[str]:
        """The blocks of a document."""
        return self.text[self.starts[number] : self.ends[number]].decode().strip("\n").split("\n")

    def answer(self, query: str) -> set[int]:
        """The documents that a query asks for."""
        asked = parts(query)
        found = set(range(len(self.documents))) if any(not part.excluded for part in asked) else set()
        for part in asked:
            hits = self._field(part) if part.field else self.holding(part.text)
            if not part.field and not part.quoted:
                hits = hits | self.named.get(part.text, set())
            found = found - hits if part.excluded else found & hits
        return found

    def _field(self, part: Part) -> set[int]:
        if part.field == "年":
            return {n for n, one in enumerate(self.documents) if str(one["year"]) == part.text.rstrip("年度")}

        def meant(body: dict[str, Any]) -> bool:
            if part.field == "机关":
                return any(part.text in name for name in body["names"])
            if part.field == "层级":
                return body["level"] == part.text.rstrip("级")
            return any(part.text in code or part.text in fold(name) for code, name in body["regions"])

        return {number for slug, body in self.bodies.items() if meant(body) for number in self.of_body.get(slug, ())}


def check(cases: Path) -> int:
    """How many cases of folding go otherwise here; each of them is printed."""
    wrong = 0
    for case in json.loads(cases.read_text("utf-8")):
        given, due = case["in"], case["out"]
        if fold(given) != due:
            wrong += 1
            print(f"{given!r}: {fold(given)!r}, should be {due!r}")
    return wrong


def main() -> None:
    """Gather, ask or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ask", action="store_true")
    parser.add_argument("--cases", action="store_true")
    parser.add_argument("given", nargs="+")
    asked = parser.parse_args()
    if asked.cases:
        sys.exit(f"{wrong} cases differ" if (wrong := check(Path(asked.given[0]))) else None)
    if asked.ask:
        truth = Truth(Path(asked.given[0]))
        for number in sorted(truth.answer(asked.given[1])):
            print("{slug}/{year}".format(**truth.documents[number]))
        return
    site, content, out = map(Path, asked.given)
    print(f"{gather(site, content, out)} pages")


if __name__ == "__main__":
    main()
