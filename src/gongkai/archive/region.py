"""Which blocks of a chapter are its table, and which are text?"""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from gongkai.archive.labels import plain
from gongkai.archive.outline import Outline
from gongkai.archive.raw import Block, Paragraph, RawTable
from gongkai.archive.repair import Repair
from gongkai.archive.rows import BREAK, RULED
from gongkai.archive.sheet import Recognised
from gongkai.form import Node, Table

HEADS = 30  # blocks above the first row of a table that may be its heads, where its chapter has no heading


class Region(NamedTuple):
    """The places of a source that are a table that was recognised, or its heads; and what stood between and is neither."""

    places: frozenset[str]
    left_out: tuple[Repair, ...]

    def holds(self, block: Block) -> bool:
        """Whether a block is part of a table."""
        if isinstance(block, RawTable):
            return block.where in self.places or any(cell.where in self.places for row in block.rows for cell in row)
        return block.where in self.places


def region(plan: Outline, read: Sequence[Recognised]) -> Region:
    """What of a source is tables, where they stand in the chapters that were found."""
    used = frozenset(where for one in read for where in one.used)
    told = {repair.where for one in read for repair in one.repairs}
    own = {part.chapter.table: part.blocks for part in plan.parts}
    places = set(used)
    left_out: list[Repair] = []
    for one in (one for one in read if one.found):
        words = _words(one.table)
        blocks = own.get(one.table.id) or [block for part in plan.parts for block in _around(part.blocks, one.used)]
        heads = {block.where for block in blocks if _is_head(block, words)}
        between = [
            block for block in _between(blocks, one.used) if block.where not in heads and block.where not in places
        ]
        places |= heads | {block.where for block in between}
        left_out += [
            Repair("丢弃", block.where, block.text.strip(), "", "这一行夹在表格中间，不是表格的内容，没有读入。")
            for block in between
            if block.where not in told and plain(block.text) and plain(block.text) not in words
        ]
    return Region(frozenset(places), tuple(left_out))


def _around(blocks: Sequence[Block], used: frozenset[str]) -> Sequence[Block]:
    """The blocks from a few before the first to the last that is used, and the bars or rule that end it."""
    at = [number for number, block in enumerate(blocks) if _is_used(block, used)]
    if not at:
        return ()
    ruled = takewhile(_is_ruled, blocks[at[-1] + 1 :])
    return (*blocks[max(0, at[0] - HEADS) : at[-1] + 1], *ruled)


def _is_ruled(block: Block) -> bool:
    return isinstance(block, Paragraph) and RULED.fullmatch(block.text) is not None


def _is_used(block: Block, used: frozenset[str]) -> bool:
    if isinstance(block, RawTable):
        return any(cell.where in used for row in block.rows for cell in row)
    return block.where in used


def _between(blocks: Sequence[Block], used: frozenset[str]) -> list[Paragraph]:
    """Lines between those of a table that are no sentences: pieces of labels, page numbers, rules."""
    at = [number for number, block in enumerate(blocks) if _is_used(block, used)]
    inner = blocks[at[0] : at[-1]] if at else ()
    return [block for block in inner if isinstance(block, Paragraph) and "。" not in block.text]


def _is_head(block: Block, words: str) -> bool:
    """Whether all that stands in a block are pieces of the labels of a table."""
    if isinstance(block, RawTable):
        texts = [cell.text for row in block.rows for cell in row]
    elif _is_ruled(block):
        return bool(block.text.strip())
    else:
        texts = BREAK.sub("", block.text).split("|")
    pieces = [plain(piece) for text in texts for piece in text.split()]
    return any(pieces) and all(piece in words for piece in pieces)


def _words(table: Table) -> str:
    """All labels of a table, each behind a break."""
    labels = [table.title, *table.spellings, table.corner, table.stub]
    for part in table.blocks:
        labels += [part.label, *_labels(part.columns), *_labels(part.rows)]
    return "\n".join(map(plain, labels))


def _labels(nodes: Sequence[Node]) -> list[str]:
    found = []
    for node in nodes:
        found += [node.label, *node.spellings, *_labels(node.parts)]
    return found
