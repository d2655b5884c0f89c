"""Does a search find what stands on the pages, and nothing else? Brute force against Whoosh, over the demo and 300 more.

`Brute` reads a query as the search page does (docs/search-format.md) and looks for each part with `in`; nothing of it
is shared with the index or with the desk but `fold`.
"""

import random
import re
from itertools import pairwise

import pytest

from bench.corpus import folders
from browser import serve
from gongkai.build import load
from gongkai.diag import has_errors
from gongkai.emit.entries import search_page
from gongkai.emit.frame import Frame
from gongkai.emit.search_files import search_collection, search_documents
from gongkai.emit.values import CSP
from gongkai.folders import read_templates
from gongkai.output import NOTHING, Output
from gongkai.search.desk import Desk, parse
from gongkai.search.fold import fold, pairs
from gongkai.search.index import text_file
from gongkai.search.update import index
from gongkai.theme import Theme
from support import CONTENT, TEMPLATES, forms

REPORTS = 300  # generated, beside those of the demo
OF_A_KIND = 20
DICTIONARY = "政府信息公开".encode("gbk")
PART = re.compile(r'\s*([-－](?=\S))?(?:(机关|年|地区|层级)[:：])?(?:"([^"]*)"|(\S+))')

FIELD = re.compile(r"年:\d{4}年?|层级:[省市县乡]级?|(机关|地区):.+")


def write_content(folder):
    """The demo and the generated reports, as one content folder."""
    for path in sorted(CONTENT.rglob("*.*")):
        to = folder / path.relative_to(CONTENT)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(path.read_bytes())
    for name, text in folders(forms(), REPORTS):
        to = folder / name
        to.parent.mkdir(exist_ok=True)
        demo = to.read_text(encoding="utf-8") if name == "site.yaml" else ""  # its last entry are the regions
        to.write_text(demo + text.split("地区:\n")[-1], encoding="utf-8")


class Brute:
    """The slow answer to every query."""

    def __init__(self, held, documents):
        self.texts = {(d.slug, d.year): "\n".join(map(fold, blocks(d))) for d in documents}  # no query holds \n
        places = {place.code: place for place in held.places}
        self.levels = {body.slug: body.level for body in held.bodies}
        self.names = {body.slug: {fold(name) for name in body.names} for body in held.bodies}
        self.regions = {body.slug: [*around(places, body.region)] for body in held.bodies}

    def expected(self, query):
        """编码 and year of all reports that a query finds."""
        parts = PART.findall(query)
        return {key for key in self.texts if all(self.holds(key, *part) for part in parts)}

    def holds(self, key, excluded, field, quoted, bare):
        slug, year = key
        text = fold(quoted or bare)
        if field == "机关":
            return any(text in name for name in self.names[slug])
        if field == "年":
            return text.rstrip("年度") == str(year)
        if field == "地区":
            return any(text in region for region in self.regions[slug])
        if field == "层级":
            return text.removesuffix("级") == self.levels[slug]
        found = text in self.texts[key] or (not quoted and text in self.names[slug])
        return found != bool(excluded)


def blocks(document):
    """Paragraphs, headings and cells as a reader sees them."""
    lines = (line for line in document.text.split("\n") if not line.startswith("\x1e"))
    return [block for line in lines for block in line.split("\t") if block.strip()]


def around(places, code):
    while code in places:
        yield fold(places[code].name)
        yield code
        code = places[code].around


class Draw:
    """Draws queries of each kind; what would read otherwise at the desk or with fewer signs is drawn again."""

    def __init__(self, held, documents, seed):
        self.chance = random.Random(f"oracle {seed}")
        self.held = held
        self.lines = [[line for line in d.text.split("\n") if not line.startswith("\x1e")] for d in documents]
        self.blocks = [blocks(d) for d in documents]
        self.back = {plain: other for other, plain in pairs().items()}

    def block(self, shortest=1):
        while True:
            block = self.chance.choice(self.chance.choice(self.blocks))
            if len(block) >= shortest:
                return block

    def name(self):
        return self.chance.choice(self.chance.choice(self.held.bodies).names)

    def piece(self, longest=14):
        """A string of 1 to 14 characters from somewhere."""
        block = self.block()
        size = self.chance.randint(1, min(longest, len(block)))
        at = self.chance.randint(0, len(block) - size)
        return block[at : at + size].strip()

    def topic(self):
        return self.chance.choice(re.findall("[一-鿿]{2,8}", self.block(12)) or ["公开"])

    def number(self):
        while True:
            if found := re.findall(r"\d+", self.block()):
                return self.chance.choice(found)[: self.chance.randint(1, 7)]

    def across(self):
        """The end of a block and the beginning of the next."""
        before, after = self.chance.choice([*pairwise(self.chance.choice(self.blocks))])
        return (before[-self.chance.randint(1, 6) :] + after[: self.chance.randint(1, 6)]).replace(" ", "")

    def field(self):
        year, body = self.chance.choice(self.held.years), self.chance.choice(self.held.bodies)
        place = self.chance.choice(self.held.places)
        name = self.chance.choice([name for name in body.names if not name.isascii()])
        begin = self.chance.randint(0, len(name) - 2)
        return self.chance.choice(
            [
                f"年:{year}",
                f"年：{year}年",
                f"层级:{self.chance.choice('省市县乡')}{self.chance.choice(['', '级'])}",
                f"地区:{self.chance.choice([place.name, place.name[:2], place.code, place.code[:4]])}",
                f"机关:{name}",
                f'机关:"{name[begin : begin + 4]}"',
            ]
        )

    def other_form(self):
        """What was typed in traditional characters, full width, upper case or with blanks between."""
        text = self.topic() if self.chance.random() < 0.5 else self.name()
        turned = "".join(self.back.get(c, c) for c in text)
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" < c <= "~" else c for c in text)
        return self.chance.choice([turned, wide, text.upper(), f'"{" ".join(text)}"' if not text.isascii() else wide])

    KINDS = {  # noqa: RUF012 - read only
        "topic": topic,
        "name": name,
        "initials": lambda self: self.chance.choice([n for b in self.held.bodies for n in b.names if n.isascii()]),
        "piece": piece,
        "character": lambda self: self.piece(1),
        "across": across,
        "number": number,
        "field": field,
        "field and words": lambda self: f"{self.field()} {self.topic()}",
        "several": lambda self: f"{self.topic()} {self.piece(4)} {self.number()}",
        "row": lambda self: " ".join(self.chance.sample(self.row(), 2)),
        "excluded": lambda self: f"{self.topic()} -{self.chance.choice([self.topic, self.name, self.number])()}",
        "exact": lambda self: f'"{self.chance.choice([self.piece, self.name])()}"',
        "not exact": lambda self: f'{self.topic()} -"{self.chance.choice([self.topic, self.name])()}"',
        "other form": other_form,
        "nowhere": lambda self: "".join(self.chance.choice(self.block()) for _ in range(self.chance.randint(3, 9))),
    }

    def row(self):
        """The cells of a table row, two or more."""
        while True:
            line = self.chance.choice(self.chance.choice(self.lines))
            cells = [cell for cell in line.split("\t") if cell.strip()]
            if len(cells) > 1:
                return cells

    def reads_alike(self, query):
        """Whether the desk and `Brute` read it in one way, and it asks for something."""
        plain = not set(query) & set("“”＂()（）\x1e") and query.count('"') in {0, 2}
        bracket = re.fullmatch(r"[^\s\"]+", query) and not set(query) & set('“”＂"\x1e')
        parts = PART.findall(query)
        asks = any(not excluded and fold(quoted or bare) for excluded, _, quoted, bare in parts)
        known = all(not field or FIELD.fullmatch(f"{field}:{quoted or bare}") for _, field, quoted, bare in parts)
        operator = set(query.split()) & {"OR", "AND", "NOT", "或者", "并且", "不含"}
        return (plain or bracket) and asks and known and not operator and all(fold(p[2] or p[3]) for p in parts)


def queries(held, documents, seed):
    """Queries of all kinds, by kind, each once."""
    draw = Draw(held, documents, seed)
    made = {kind: {} for kind in Draw.KINDS}
    for kind, make in Draw.KINDS.items():
        for _ in range(40 * OF_A_KIND):
            query = make(draw)
            if draw.reads_alike(query):
                made[kind][query] = None
            if len(made[kind]) == OF_A_KIND:
                break
    return {kind: list(found) for kind, found in made.items()}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("oracle")
    write_content(folder)
    loaded = load(folder, forms())
    assert not has_errors(loaded.findings)
    return search_collection(loaded.portal), [*search_documents(loaded.portal, corpus_theme())]


def corpus_theme():
    return Theme(read_templates(TEMPLATES))


@pytest.fixture(scope="module")
def page(corpus, tmp_path_factory, browser):
    """The search page over the same reports, with its index and texts and no other page, in a browser."""
    held, documents = corpus
    theme, frame_of = corpus_theme(), load(CONTENT, forms()).portal
    texts = {held.number(d.slug, d.year): text_file(held, d, DICTIONARY) for d in documents}
    made = index(held, {number: text.data for number, text in texts.items()}, DICTIONARY, NOTHING)
    shown = theme.render("search.html", search_page(Frame(frame_of, theme, None)))
    folder = tmp_path_factory.mktemp("page")
    for output in (*theme.assets(), *texts.values(), *made.files, Output("search/index.html", shown)):
        path = folder / output.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.data)
    with serve(folder, headers={"Content-Security-Policy": CSP}) as base:
        opened = browser.new_page()
        opened.goto(f"{base}search/index.html")
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def asked(corpus):
    """Every query by kind, with the answer of brute force."""
    brute = Brute(*corpus)
    return {kind: {q: brute.expected(q) for q in made} for kind, made in queries(*corpus, 1).items()}


def keys(held, numbers):
    return {(held.body(number).slug, held.year(number)) for number in numbers}


def wrong(held, desk, answers):
    """The queries of which the desk says something else, with what it misses and what it adds."""
    found = {query: keys(held, desk.ask(parse(query))) for query in answers}
    return {q: (answers[q] - found[q], found[q] - answers[q]) for q in answers if found[q] != answers[q]}


def together(asked):
    return {query: answer for answers in asked.values() for query, answer in answers.items()}


def test_the_desk_finds_what_brute_force_finds(corpus, asked):
    held, documents = corpus
    answers = together(asked)
    desk = Desk(held, documents, [parse(query) for query in answers])

    assert len(documents) == REPORTS + 59
    assert wrong(held, desk, answers) == {}


ASK = """async (queries) => {
  const found = {};
  for (const q of queries) {
    const first = await gongkaiSearch.query(q), all = await gongkaiSearch.query(q, {limit: Infinity, exact: true});
    found[q] = {first, all: all.hits.map((hit) => hit.url), total: all.total, exact: all.exact};
  }
  return found;
}"""


def test_the_browser_finds_what_brute_force_finds(page, asked):
    answers = {q: {f"{slug}/{year}/index.html" for slug, year in a} for q, a in together(asked).items()}
    found = page.evaluate(ASK, list(answers))

    assert {q: set(found[q]["all"]) ^ answers[q] for q in answers if set(found[q]["all"]) != answers[q]} == {}
    assert [q for q in answers if len(found[q]["all"]) != len(answers[q])] == []  # none twice
    assert [q for q in answers if (found[q]["total"], found[q]["exact"]) != (len(answers[q]), True)] == []
    firsts = {q: found[q]["first"] for q in answers}
    assert [q for q, first in firsts.items() if first["exact"] and first["total"] != len(answers[q])] == []
    assert [q for q, first in firsts.items() if not {hit["url"] for hit in first["hits"]} <= answers[q]] == []
    # Where the index says too little and most candidates are none, fewer are shown at first, and the total is no promise.
    fewer = [q for q, first in firsts.items() if len(first["hits"]) != min(10, len(answers[q]))]
    assert not [q for q in fewer if firsts[q]["exact"]]
    assert len(fewer) <= 0.02 * len(answers)
    # The first hits are the first of all, in the same order.
    known = [q for q in answers if firsts[q]["exact"]]
    assert [q for q in known if [hit["url"] for hit in firsts[q]["hits"]] != found[q]["all"][:10]] == []
    assert len(known) >= 0.8 * len(answers)  # of queries made to be hard


def test_the_queries_are_of_all_kinds_and_most_find_something(asked):
    answers = together(asked)

    assert len(answers) >= 300
    assert min(len(found) for found in asked.values()) >= 12
    assert sum(bool(answer) for answer in answers.values()) >= 200
    assert sum(len(answer) < 100 for answer in answers.values() if answer) >= 100
    for kind in ("across", "nowhere"):
        assert sum(not answer for answer in asked[kind].values()) >= 12


def test_the_whole_index_answers_as_one_of_the_words_asked_for(corpus, asked):
    held, documents = corpus
    some = [d for d in documents if not d.slug.startswith("b0")]
    answers = {q: {key for key in answer if not key[0].startswith("b0")} for q, answer in together(asked).items()}

    assert wrong(held, Desk(held, some), answers) == {}


@pytest.mark.parametrize(
    ("kinds", "damage"),
    [
        (["across"], lambda text: text.replace("\t", "").replace("\n", "")),  # no boundaries
        (["piece", "number"], lambda text: text[: len(text) // 2]),
        (["exact", "topic"], lambda text: text.replace("公", "")),
        (["initials"], lambda text: text + "\nzzsrmzf slxrmzf hhz slxjyj"),
    ],
)
def test_an_index_of_other_text_is_noticed(corpus, asked, kinds, damage):
    held, documents = corpus
    some = [d for d in documents if not d.slug.startswith("b0")]
    answers = {q: a & {(d.slug, d.year) for d in some} for kind in kinds for q, a in asked[kind].items()}
    damaged = Desk(held, [d._replace(text=damage(d.text)) for d in some], [parse(query) for query in answers])

    assert wrong(held, damaged, answers)


def test_brute_force_answers_by_hand(corpus):
    brute = Brute(*corpus)

    assert brute.expected("hhz") == {("weihui-houhe", 2023)}
    assert brute.expected("后河镇 年:2023") == {("weihui-houhe", 2023)}
    assert brute.expected('"hhz"') == set()
    assert brute.expected("1808595 行政许可") == {("suqian", 2023)}
    assert brute.expected("1808595行政许可") == set()
    assert {slug for slug, _ in brute.expected("地区:江苏 层级:市")} == {"suqian"}
    assert brute.expected("地区:江苏 -年报") == brute.expected("地区:江苏") - brute.expected("年报")
