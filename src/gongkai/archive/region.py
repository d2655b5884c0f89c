"""Which blocks of a chapter are its table, and which are text?"""

from collections.abc import Callable, Sequence

from gongkai.archive.labels import plain
from gongkai.archive.outline import Outline
from gongkai.archive.raw import Block, Paragraph, RawTable
from gongkai.archive.rows import BREAK, RULED
from gongkai.archive.sheet import Recognised
from gongkai.form import Node, Table


def in_table(plan: Outline, read: Sequence[Recognised]) -> Callable[[Block], bool]:
    """Whether a block is part of a table that was recognised, or of its heads."""
    used = frozenset(where for one in read for where in one.used)
    tables = {one.table.id: one.table for one in read if one.found}
    heads = set()
    for part in plan.parts:
        table = tables.get(part.chapter.table or "")
        if table:
            heads |= {block.where for block in part.blocks if _is_head(block, _words(table))}
            heads |= _between(part.blocks, used)

    def is_table(block: Block) -> bool:
        if isinstance(block, RawTable):
            return block.where in heads or any(cell.where in used for row in block.rows for cell in row)
        return block.where in used or block.where in heads

    return is_table


def _between(blocks: Sequence[Block], used: frozenset[str]) -> set[str]:
    """Lines between those of a table that are no sentences: pieces of labels, page numbers, rules."""
    at = [number for number, block in enumerate(blocks) if isinstance(block, Paragraph) and block.where in used]
    inner = blocks[at[0] : at[-1]] if at else ()
    return {block.where for block in inner if isinstance(block, Paragraph) and "。" not in block.text}


def _is_head(block: Block, words: str) -> bool:
    """Whether all that stands in a block are pieces of the labels of a table."""
    if isinstance(block, RawTable):
        texts = [cell.text for row in block.rows for cell in row]
    elif RULED.fullmatch(block.text):
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
