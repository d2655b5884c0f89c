"""Which reports hold what an editor at the desk looks for? Words, fields, 或者 and brackets, asked of Whoosh.

A string is found where it stands in one block of a page, as on the search page: all strings of two characters are
terms with their place, and a longer string is the phrase of those in it. Between two blocks there is a place
without a term, which no phrase steps over. See docs/decisions/0020-whoosh.md.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from gongkai.search.collection import LEVELS, Body, Collection, Document
from gongkai.search.fold import fold, fold_lines
from gongkai.search.page_text import ANCHOR

DEEPEST = 20  # brackets in brackets
SHOWN, BEFORE = 80, 24  # characters of a long line that are shown, and how many of them before the word
MOST_LINES = 3  # of a report that are shown
BODY, YEAR, REGION, LEVEL, CHAPTER = "机关", "年", "地区", "层级", "章节"
_EITHER, _BOTH, _NOT = ("OR", "或者"), ("AND", "并且"), ("NOT", "不含", "-", "－")
_QUOTE = r'["“”＂](?P<quoted>[^"“”＂]*)["“”＂]?'
_PIECE = re.compile(
    rf"\s*(?P<minus>[-－](?=\S))?(?P<begin>)(?:(?P<field>{BODY}|{YEAR}|{REGION}|{LEVEL}|{CHAPTER})[:：])?"
    rf"(?:{_QUOTE}|(?P<bare>\S+)|(?(field)|(?!)))"
)
_BRACKET = re.compile(rf"(?P<open>[(（])|(?P<close>[)）])|{_QUOTE}")
_SEVERAL = re.compile(r"\S\s+\S")
_YEAR = re.compile(r"([0-9]{4})(?:年|年度)?")


class QueryFault(ValueError):
    """A query that cannot be understood, with a sentence for the editor."""


class Words(NamedTuple):
    """A folded string that stands in one block, or, unless it is exact, is a name of the body."""

    text: str
    exact: bool = False


class Field(NamedTuple):
    """A fact about the report: 机关 and 地区 hold the folded value, 年 and 层级 are it."""

    name: str
    value: str


class Not(NamedTuple):
    """What must not hold."""

    inner: "Condition"


class Every(NamedTuple):
    """What must hold all at once."""

    inner: "tuple[Condition, ...]"


class Either(NamedTuple):
    """Of what at least one must hold."""

    inner: "tuple[Condition, ...]"


Condition = Words | Field | Not | Every | Either


def parse(query: str) -> Condition:
    """The condition that an editor wrote; QueryFault if it is none."""
    found = _condition(query, 0)
    if found is None:
        raise QueryFault("没有写要找的词。")
    return found


def words_of(condition: Condition) -> Iterator[str]:
    """The strings that a report may have been found by, in their order."""
    if isinstance(condition, Words):
        yield condition.text
    elif isinstance(condition, Every | Either):
        for inner in condition.inner:
            yield from words_of(inner)


def lines_of(document: Document) -> list[str]:
    """What a reader sees: blocks, and table rows with tabs between their cells."""
    return [line for line in document.text.split("\n") if not line.startswith(ANCHOR)]


def telling(lines: Sequence[str], words: Iterable[str]) -> list[int]:
    """Which lines, at most a few, tell where the words stand: first the one that holds the most of them."""
    folded = [fold(line) for line in lines]
    found: list[int] = []
    left = {*words}
    while left and len(found) < MOST_LINES:
        held = [sum(word in line for word in left) for line in folded]
        if not max(held, default=0):
            break
        found.append(held.index(max(held)))
        left = {word for word in left if word not in folded[found[-1]]}
    return found


def around(line: str, words: Sequence[str]) -> str:
    """The part of a line in which the first of the words stands that it holds."""
    word = next((word for word in words if word in fold(line)), "")
    ends = bisect_left(range(len(line)), 1, key=lambda end: word in fold(line[:end]))
    begins = bisect_left(range(ends), 1, key=lambda begin: word not in fold(line[begin:ends])) - 1
    first = max(0, begins - BEFORE) if len(line) > SHOWN else 0
    last = first + SHOWN
    return f"{'…' if first else ''}{line[first:last]}{'…' if len(line) > last else ''}"


class Desk:
    """The documents of a collection, to be asked about; if `only` is given, about these conditions and no others."""

    def __init__(
        self, held: Collection, documents: Iterable[Document], only: Sequence[Condition] | None = None
    ) -> None:
        from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
        from whoosh.filedb.filestore import FileStorage, RamStorage

        wanted = None if only is None else frozenset(gram for asked in only for gram in _wanted(asked))
        kinds: dict[str, Any] = {"number": STORED(), "year": ID(), "level": ID(), "name": KEYWORD()}
        for field in ("text", "names", "regions"):
            kinds[f"{field}1"] = TEXT(analyzer=Grams(1, wanted), phrase=False)
            kinds[f"{field}2"] = TEXT(analyzer=Grams(2, wanted))
        storage = RamStorage()
        with TemporaryDirectory(prefix="gongkai-") as folder:  # Whoosh's own has one name for all who search
            storage.temp_storage = lambda *_: FileStorage(folder)
            index = storage.create_index(Schema(**kinds))
            writer = index.writer()
            for document in documents:
                body = held.bodies[held.at[document.slug]]
                names = fold_lines("\n".join(body.names))
                regions = fold_lines("\n".join(_around(held, body)))
                text = fold_lines("\n".join(lines_of(document)).replace("\t", "\n"))
                writer.add_document(
                    number=held.number(document.slug, document.year),
                    year=str(document.year),
                    level=body.level or "",
                    name=names.split("\n"),
                    **{f"text{size}": text for size in (1, 2)},
                    **{f"names{size}": names for size in (1, 2)},
                    **{f"regions{size}": regions for size in (1, 2)},
                )
            writer.commit()
        self._searcher = index.searcher()

    def ask(self, condition: Condition) -> list[int]:
        """The numbers of the documents for which it holds, the greatest first.

        All of them, and without scores: `search` with a `limit` passes over documents that it takes for weaker
        than those it has, and loses some for which the condition holds.
        """
        found = self._searcher.docs_for_query(_query(condition))
        return sorted((self._searcher.stored_fields(place)["number"] for place in found), reverse=True)


class Grams(NamedTuple):
    """An analyzer: the strings of one or two characters of a folded text, its blocks separated by line breaks.

    Whoosh keeps it with the index, so it is no function inside another. A string that holds a line break is none.
    """

    size: int
    only: frozenset[str] | None

    def __call__(self, text: str, **_: object) -> Iterator[Any]:
        """The tokens, each at the place where it begins."""
        from whoosh.analysis import Token

        token = Token(positions=True)
        for gram, place in self._all(text) if self.only is None else self._some(text, self.only):
            token.text, token.pos = gram, place
            yield token

    def _all(self, text: str) -> Iterator[tuple[str, int]]:
        for place in range(len(text) - self.size + 1):
            gram = text[place : place + self.size]
            if "\n" not in gram:
                yield gram, place

    def _some(self, text: str, only: frozenset[str]) -> Iterator[tuple[str, int]]:
        for gram in only:
            place = text.find(gram) if len(gram) == self.size else -1
            while place >= 0:
                yield gram, place
                place = text.find(gram, place + 1)


def _around(held: Collection, body: Body) -> Iterator[str]:
    """Names and codes of the region of a body and of those around it."""
    places = {place.code: place for place in held.places}
    code = body.region
    while code and (place := places.pop(code, None)):
        yield place.name
        yield place.code
        code = place.around


def _grams(text: str) -> list[str]:
    """The strings of two characters that a string is a phrase of; the string itself if it is but one."""
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text]


def _wanted(condition: Condition) -> Iterator[str]:
    """The strings that must be in the index for a condition to be asked."""
    if isinstance(condition, Words):
        yield from _grams(condition.text)
    elif isinstance(condition, Field):
        yield from _grams(condition.value)
    elif isinstance(condition, Not):
        yield from _wanted(condition.inner)
    else:
        for inner in condition.inner:
            yield from _wanted(inner)


def _query(condition: Condition) -> object:
    """The condition in Whoosh's terms."""
    from whoosh import query

    match condition:
        case Words(text, exact):
            return _holds("text", text) if exact else query.Or([_holds("text", text), query.Term("name", text)])
        case Field(name, value) if name in (BODY, REGION):
            return _holds("names" if name == BODY else "regions", value)
        case Field(name, value):
            return query.Term("year" if name == YEAR else "level", value)
        case Not(inner):
            return query.And([query.Every(), query.Not(_query(inner))])
        case Every(inners):
            return query.And([_query(inner) for inner in inners])
        case Either(inners):
            return query.Or([_query(inner) for inner in inners])


def _holds(field: str, text: str) -> object:
    from whoosh import query

    grams = _grams(text)
    if len(grams) > 1:
        return query.Phrase(f"{field}2", grams)
    return query.Term(f"{field}{len(text)}", text)


def _condition(text: str, depth: int) -> Condition | None:
    """What a query or the inside of brackets says: groups of conditions, with 或者 between the groups."""
    groups: list[list[Condition]] = [[]]
    waiting = ""  # the operator that still lacks what follows it
    for found in _pieces(text, depth):
        if not isinstance(found, str):
            groups[-1].append(Not(found) if waiting in _NOT else found)
            waiting = ""
        elif waiting in _NOT if found in _NOT else waiting or not groups[-1]:
            raise QueryFault(f"『{found}』前面没有词；要找这几个字的，请加引号。")
        else:
            waiting = found
            if found in _EITHER:
                groups.append([])
    if waiting:
        raise QueryFault(f"『{waiting}』后面没有词；要找这几个字的，请加引号。")
    joined = [group[0] if len(group) == 1 else Every(tuple(group)) for group in groups if group]
    return None if not joined else joined[0] if len(joined) == 1 else Either(tuple(joined))


def _pieces(text: str, depth: int) -> Iterator[Condition | str]:
    """Operators as they are written, and the conditions between them; what is folded to nothing is left out."""
    place = 0
    while piece := _PIECE.match(text, place):
        if piece["minus"]:
            yield piece["minus"]
        end = _group_end(text, piece.start("begin"))
        place = end + 1 if end else piece.end()
        quoted, bare, field = piece["quoted"], piece["bare"] or "", piece["field"]
        if end:
            if depth == DEEPEST:
                raise QueryFault("括号套得太深。")
            if inner := _condition(text[piece.start("begin") + 1 : end], depth + 1):
                yield inner
        elif field:
            yield _field(field, quoted or bare)
        elif bare in (*_EITHER, *_BOTH, *_NOT) and len(bare) > 1 and not piece["minus"]:
            yield bare
        elif words := fold(quoted or bare):
            yield Words(words, exact=quoted is not None)


def _group_end(text: str, begin: int) -> int | None:
    """Where the brackets that open here close, if they hold several words and nothing is written close behind them.

    Those of （一）予以公开 and of 政府信息公开（年度）are words to be looked for.
    """
    if text[begin] not in "(（":
        return None
    open_ = 0
    for sign in _BRACKET.finditer(text, begin):
        open_ += bool(sign["open"]) - bool(sign["close"])
        if not open_:
            behind = text[sign.end() : sign.end() + 1]
            several = _SEVERAL.search(text, begin + 1, sign.start())
            return sign.start() if several and not behind.strip(" \t\u3000)）") else None
    return None


def _field(name: str, written: str) -> Field:
    value = fold(written)
    if not value:
        raise QueryFault(f"『{name}:』后面要紧跟着写，中间不空格。")
    if name == YEAR:
        year = _YEAR.fullmatch(value)
        if not year:
            raise QueryFault(f"『{YEAR}:』后面要写四位数字，例如 {YEAR}:2023，这里是『{written}』。")
        value = year[1]
    elif name == LEVEL:
        value = value.removesuffix("级").replace("乡镇", "乡")
        if value not in LEVELS:
            raise QueryFault(f"『{LEVEL}:』后面写{'、'.join(LEVELS)}之一，这里是『{written}』。")
    elif name == CHAPTER:
        raise QueryFault(f"『{CHAPTER}:』只能在网站的查找页上用。")
    return Field(name, value)
