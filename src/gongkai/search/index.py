"""Which files make up the search index? Those of docs/search-format.md, from the documents of a collection."""

import json
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from gongkai.output import Output
from gongkai.search.collection import FORMAT, LEVELS, Collection, Document
from gongkai.search.fold import fold, fold_lines, variants
from gongkai.search.grams import Grams, hand_out
from gongkai.search.page_text import ANCHOR, CELL
from gongkai.search.shard import LEAD, NAME, PARAGRAPH, TITLE, Counts, Packed, deflated, inflated, pack, shard_of, units

MANIFEST = "search/manifest.json"
GBK, UTF_8 = 0, 1  # in what a text is written: Chinese takes a third less room in GBK
MIN_PARAGRAPH = 30  # units of a folded paragraph that can be told from others


def counts_of(held: Collection) -> Counts:
    """What the coding of the lists depends on."""
    return Counts(held.lists_key, held.rounded, np.array(held.numbers, np.int64))


class Folded(NamedTuple):
    """What the index holds of a text: its folded units, a line for each block and cell, and the keys of its paragraphs."""

    units: str
    paragraphs: set[str]


def folded(text: str) -> Folded:
    """A text without its anchors, folded; of the paragraphs only those long enough to be told from others have keys."""
    lines = [line for line in text.split("\n") if not line.startswith(ANCHOR)]
    whole = units(fold_lines("\n".join(lines).replace(CELL, "\n")))
    blocks = whole.split("\n")
    at, keys = 0, set()
    for line in lines:
        more = line.count(CELL)
        if not more and len(blocks[at]) >= MIN_PARAGRAPH:
            keys.add(paragraph_key(blocks[at]))
        at += more + 1
    return Folded(whole, keys)


def paragraph_key(block: str) -> str:
    """The key of a folded paragraph.

    >>> [hex(ord(unit)) for unit in paragraph_key("公开")]
    ['0x2', '0xc61e', '0x9f45', '0x2']
    """
    digest = zlib.crc32(block.encode("utf-16-le", "surrogatepass"))
    return PARAGRAPH + chr(digest >> 16) + chr(digest & 0xFFFF) + chr(len(block) & 0xFFFF)


class Paragraphs:
    """The keys of all paragraphs with the numbers of their documents.

    Nearly each stands in one document, so that there are millions: some dozen bytes each, of which a dict would take three hundred.
    """

    def __init__(self) -> None:
        self._codes, self._numbers = array("Q"), array("I")

    def add(self, keys: Iterable[str], number: int) -> None:
        """A document by its number."""
        codes = [ord(key[1]) << 32 | ord(key[2]) << 16 | ord(key[3]) for key in keys]
        self._codes.extend(codes)
        self._numbers.extend([number] * len(codes))

    def settle(self, shards: int) -> None:
        """There are no more, and so many shards to which they belong."""
        codes, numbers = np.array(self._codes, np.uint64), np.array(self._numbers, np.uint32)
        del self._codes, self._numbers
        order = np.lexsort((numbers, codes))
        codes, numbers = codes[order], numbers[order]
        starts = np.flatnonzero(np.diff(codes, prepend=codes[:1] + np.uint64(1)))
        where = np.fromiter((shard_of(_key(code), shards) for code in codes[starts].tolist()), np.int64, len(starts))
        self._order = np.argsort(where, kind="stable")
        self._bounds = np.searchsorted(where[self._order], np.arange(shards + 1))
        self._each, self._edges, self._all = codes[starts], np.append(starts, len(codes)), numbers

    def lists(self, shard: int) -> dict[str, list[int]]:
        """The numbers of the documents of each key of a shard, ascending."""
        own = self._order[self._bounds[shard] : self._bounds[shard + 1]]
        return {
            _key(int(self._each[at])): self._all[self._edges[at] : self._edges[at + 1]].tolist() for at in own.tolist()
        }


def _key(code: int) -> str:
    return PARAGRAPH + chr(code >> 32) + chr(code >> 16 & 0xFFFF) + chr(code & 0xFFFF)


def title_keys(title: str) -> set[str]:
    """The keys of a title: its runs of one to three units."""
    line = units(fold(title))
    return {TITLE + line[at : at + size] for size in (1, 2, 3) for at in range(len(line) - size + 1)}


@lru_cache(1 << 14)
def name_keys(names: Sequence[str]) -> set[str]:
    """The keys of the names of a body."""
    return {NAME + units(one) for one in map(fold, names) if one}


def special_keys(held: Collection, document: Document, text: Folded) -> set[str]:
    """The keys of a document that are no runs of its text."""
    return _keys_of_names(held, document) | text.paragraphs


def _keys_of_names(held: Collection, document: Document) -> set[str]:
    names = held.bodies[held.at[document.slug]].names
    return name_keys(names) | title_keys(document.title)


def fixed_files(held: Collection, dictionary: bytes) -> Iterator[Output]:
    """The files that hold for all documents, but for the manifest."""
    yield Output("search/dictionary.bin", deflated(dictionary))
    yield Output("search/variants.bin", deflated(variants()))
    names = "\n".join(CELL.join(widest(b.names)) for b in held.bodies).encode()
    yield Output("search/names.bin", deflated(held.lists_key.to_bytes(LEAD, "big") + names))


def widest(names: Sequence[str]) -> list[str]:
    """The first of the names, and of the others those that, folded, are no part of another one.

    >>> widest(["后河镇人民政府", "后河镇", "卫辉市后河镇", "hhz", "后河鎮人民政府"])
    ['后河镇人民政府', '卫辉市后河镇', 'hhz']
    """
    texts = [fold(name) for name in names]
    return [
        name
        for at, name in enumerate(names)
        if not at or not any(_within(at, other, texts) for other in range(len(names)))
    ]


def _within(one: int, other: int, texts: Sequence[str]) -> bool:
    """Whether one text is part of another, of two that are the same the latter of the former."""
    return one != other and texts[one] in texts[other] and (texts[one] != texts[other] or other < one)


def shards_of(held: Collection, documents: Iterable[Document]) -> Iterator[Output]:
    """All shards of a clean build, from the documents in any order."""
    places = {number: place for place, number in enumerate(held.numbers)}
    names: dict[str, list[int]] = {}  # and titles
    paragraphs = Paragraphs()
    counts = counts_of(held)
    with Grams(held.documents, held.shards, held.hot) as grams:
        for document in documents:
            number = held.number(document.slug, document.year)
            text = folded(document.text)
            grams.add(places[number], text.units)
            for key in _keys_of_names(held, document):
                names.setdefault(key, []).append(number)
            paragraphs.add(text.paragraphs, number)
        special: list[dict[str, list[int]]] = [{} for _ in range(held.shards)]
        for key, numbers in names.items():
            special[shard_of(key, held.shards)][key] = numbers
        paragraphs.settle(held.shards)
        for first, shards in grams.parts(counts.numbers, held.rounded):
            own = [{**special[at], **paragraphs.lists(at)} for at in range(first, first + len(shards))]
            hand_out(own, shards, held.rounded)
            for at, (lists, ready) in enumerate(shards, first):
                yield from shard_files(at, pack(lists, counts, ready))


def shard_files(number: int, packed: Packed) -> Iterator[Output]:
    """The files of a shard."""
    yield Output(shard_path(number), packed.shard)
    for at, companion in enumerate(packed.companions):
        yield Output(shard_path(number, at), companion)


def shard_path(number: int, companion: int | None = None) -> str:
    """Where a shard, or one of its companions, stands."""
    return f"search/g/{number >> 8:02x}/{number & 255:02x}{'' if companion is None else f'-{companion}'}.bin"


def text_path(number: int) -> str:
    """Where the text of a document stands."""
    return f"search/t/{number >> 8:03x}/{number & 255:02x}.bin"


def text_key(held: Collection, dictionary: bytes) -> int:
    """By which the texts of one numbering, packed and folded alike, know each other."""
    return held.key ^ zlib.crc32(variants(), zlib.crc32(dictionary))


def text_file(held: Collection, document: Document, dictionary: bytes) -> Output:
    """The text of a document as a file."""
    body = held.bodies[held.at[document.slug]]
    head = CELL.join((document.slug, str(document.year), body.names[0], document.title))
    text = f"{head}\n{document.text}"
    try:
        charset, data = GBK, text.encode("gbk")
    except UnicodeEncodeError:
        charset, data = UTF_8, text.encode()
    lead = text_key(held, dictionary).to_bytes(LEAD, "big") + bytes((charset,))
    return Output(text_path(held.number(document.slug, document.year)), lead + deflated(data, dictionary))


def document_of(data: bytes, dictionary: bytes) -> Document:
    """The document of a text file; ValueError if it is damaged."""
    charset = "gbk" if data[LEAD : LEAD + 1] == bytes((GBK,)) else "utf-8"
    head, _, text = inflated(data[LEAD + 1 :], dictionary).decode(charset).partition("\n")
    slug, year, _, title = head.split(CELL)
    return Document(slug, int(year), title, text)


def _steps(numbers: Iterable[int]) -> list[int]:
    return [number - before for before, number in pairwise((0, *numbers))]


def manifest(held: Collection, dictionary: bytes) -> Output:
    """The manifest."""
    at = {place.code: at for at, place in enumerate(held.places)}
    levels = {level: at for at, level in enumerate(LEVELS)}
    alike = groupby((at.get(body.region or "", -1), levels.get(body.level or "", -1)) for body in held.bodies)
    groups = [(*where, len([*bodies])) for where, bodies in alike]
    facts = {
        "format": FORMAT,
        "key": f"{text_key(held, dictionary):08x}",
        "lists": f"{held.lists_key:08x}",
        "documents": held.documents,
        "shards": held.shards,
        "agencies": len(held.bodies),
        "years": held.years,
        "absent": held.absent,
        "regions": [
            (step, place.name, number - at.get(place.around or "", number), int(place.invented))
            for number, (step, place) in enumerate(zip(_steps(map(int, at)), held.places, strict=True))
        ],
        "groups": [(step, *rest) for step, (_, *rest) in zip(_steps(one[0] for one in groups), groups, strict=True)],
    }
    return Output(MANIFEST, json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode())
