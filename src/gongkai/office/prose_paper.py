"""How does Markdown become paragraphs of a Word document?"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docx.document import Document
from docx.shared import Pt

from gongkai.office.paper import DEEPEST, SIZE, WIDE, Piece, indent, write
from gongkai.office.table_paper import Drawn, add_table
from gongkai.prose import tokens_of

if TYPE_CHECKING:
    from markdown_it.token import Token

STEP = 2 * SIZE  # points that a level of a list stands to the right
_LISTS = {"bullet_list_open", "ordered_list_open", "bullet_list_close", "ordered_list_close"}


def add_prose(made: Document, text: str) -> None:
    """Add the paragraphs, headings, lists and tables of a text."""
    tokens = tokens_of(text)
    writer = _Writer(made)
    for at, token in enumerate(tokens):
        if token.type in _LISTS:
            writer.open_or_close(token)
        elif token.type == "list_item_open":
            writer.item = True
        elif token.type in {"code_block", "fence"}:
            writer.paragraph([Piece(token.content.rstrip("\n"))])
        elif token.type == "table_open":
            _table(made, tokens[at:])
        elif token.type == "inline":
            writer.inline(token, tokens[at - 1])


@dataclass(slots=True)
class _Writer:
    """What was written so far, and how far inside lists we are."""

    made: Document
    lists: list[int | None] = field(default_factory=list)  # the next number of each; None for one without numbers
    item: bool = False  # whether the next paragraph is the first of an item

    def open_or_close(self, token: "Token") -> None:
        if token.nesting < 0:
            self.lists.pop()
            self.item = False  # of an item without a text
        else:
            self.lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)

    def inline(self, token: "Token", opened: "Token") -> None:
        if opened.type == "heading_open":
            level = min(max(int(opened.tag[1]) - 1, 1), DEEPEST)
            write(self.made.add_paragraph(style=f"Heading {level}"), pieces(token))
        elif opened.type == "paragraph_open":
            self.paragraph(list(pieces(token)))

    def paragraph(self, texts: Sequence[Piece]) -> None:
        """Add a paragraph; the first of an item with its number, or in the style of a list."""
        first, self.item = self.item, False
        number = self.lists[-1] if self.lists and first else None
        if number is not None:
            self.lists[-1] = number + 1
            texts = [Piece(f"{number}. "), *texts]
        bullet = first and number is None
        paragraph = write(self.made.add_paragraph(style="List Bullet" if bullet else None), texts)
        if self.lists:
            paragraph.paragraph_format.left_indent = Pt(STEP * len(self.lists) + SIZE * bullet)
        else:
            indent(paragraph._p.get_or_add_pPr())  # noqa: SLF001 - python-docx counts no characters


def pieces(inline: "Token") -> Iterator[Piece]:
    """The texts of a paragraph: bold and italic as such, links as their text."""
    bold = italic = 0
    children = inline.children or []
    for at, child in enumerate(children):
        if child.type in {"strong_open", "strong_close"}:
            bold += child.nesting
        elif child.type in {"em_open", "em_close"}:
            italic += child.nesting
        elif child.type == "hardbreak":
            yield Piece("\n")
        elif child.type == "softbreak":
            before, after = _neighbour(children[:at][::-1], -1), _neighbour(children[at + 1 :], 0)
            if not (_wide(before) or _wide(after)):
                yield Piece(" ")
        elif child.content:
            yield Piece(child.content, bool(bold), bool(italic))


def _neighbour(children: "Sequence[Token]", at: int) -> str:
    """The character next to a line break."""
    return next((child.content[at] for child in children if child.content), "")


def _wide(character: str) -> bool:
    """Whether a character takes no blank beside it."""
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def _table(made: Document, tokens: "Sequence[Token]") -> None:
    """A table of the text: the same width for each column."""
    rows: list[list[str]] = []
    heads = 0
    for at, token in enumerate(tokens):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "thead_close":
            heads = len(rows)
        elif token.type == "inline" and tokens[at - 1].type in {"th_open", "td_open"}:
            rows[-1].append("".join(piece.text for piece in pieces(token)))
    columns = max(map(len, rows))
    cells = [
        Drawn(text, r, c, bold=r < heads, head=r < heads) for r, row in enumerate(rows) for c, text in enumerate(row)
    ]
    add_table(made, cells, [WIDE / columns] * columns, heads, "五号")
