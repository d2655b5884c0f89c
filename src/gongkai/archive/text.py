"""Which paragraphs does plain text or Markdown have?"""

import re

from gongkai.archive.charset import Decoded
from gongkai.archive.raw import Paragraph, Source

_LINE = re.compile(r"\r\n|[\n\r]")
_BREAK = re.compile("[\f\v\x1c-\x1e\x85\u2028\u2029]")  # breaks that an editor does not count as lines
_HEADING = re.compile(r"(#{1,6})[ \t]+(?=\S)")


def read_plain(decoded: Decoded, name: str) -> Source:
    """A paragraph a line, empty lines too; headings of Markdown without their marks, all else as written."""
    blocks = []
    for number, line in enumerate(_LINE.split(decoded.text), 1):
        for piece in _BREAK.split(line):
            heading = _HEADING.match(piece)
            text, level = (_bare(piece[heading.end() :]), len(heading[1])) if heading else (piece, 0)
            blocks.append(Paragraph(text, f"第{number}行", level))
    while blocks and not blocks[-1].text.strip():
        blocks.pop()
    marked = any(b.level or ("|" in b.text and "---" in b.text and not b.text.strip("|-: \t")) for b in blocks)
    kind = "Markdown" if marked else "纯文本"
    return Source(name, kind, tuple(blocks), {}, decoded.notes, decoded.encoding)


def _bare(heading: str) -> str:
    """A heading without the marks that may close it."""
    text = heading.rstrip(" \t")
    open_ended = text.rstrip("#")
    return open_ended.rstrip(" \t") if open_ended.endswith((" ", "\t")) else text
