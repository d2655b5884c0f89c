"""How does a report look as a file? Every layout in which archives are found, and for each a reader that is right.

A writer draws no lots: what may vary stands in a `Style`. So two files differ only where their reports differ. A
reader undoes one layout of a report without damage, by the order of the form; it is no importer.
"""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from archive_truth import STUB, Box, Chapter, Document, Key, Row, Sheet


class Style(NamedTuple):
    """What may vary within a layout."""

    encoding: str = "utf-8"
    newline: str = "\n"
    loose: bool = False  # an empty line more; groups on lines of their own; figures as texts in a workbook
    gap: str = " "
    marked: bool = False  # headings with # in text, bold in HTML

    @staticmethod
    def drawn(rng: random.Random, layout: str) -> "Style":
        """Some style that this layout can have."""
        encodings = HTML_ENCODINGS if layout.startswith("html") else ENCODINGS
        return Style(
            rng.choice(encodings),
            rng.choice(("\n", "\n", "\r\n")),
            rng.random() < 0.5,
            rng.choice((" ", " ", "  ", "\u3000")),
            rng.random() < 0.5,
        )


ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le-bom", "utf-16-be-bom")
HTML_ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030")


@dataclass
class Written:
    """A file, its name, and the cells of which it does not say any more where they stand."""

    data: bytes
    name: str
    unsure: set[Key] = field(default_factory=set)


# ---- what all layouts need


class Drawn(NamedTuple):
    """A box where it is drawn: how wide and tall, and whether it goes on from the row or the piece above."""

    box: Box
    text: str
    wide: int
    tall: int
    covered: bool
    follows: bool = False  # covered, and not the first row of its piece


def pieces(sheet: Sheet) -> Iterator[list[Row] | str]:
    """The table in the pieces into which pages cut it, and the lines between them."""
    piece: list[Row] = []
    for row in sheet.rows:
        if row.kind not in {"noise", "break"}:
            piece.append(row)
            continue
        if piece:
            yield piece
        if row.kind == "noise":
            yield row.text
        piece = []
    if piece:
        yield piece


def _same(rows: Sequence[Row], at: int, column: int, box: Box) -> bool:
    return 0 <= at < len(rows) and column < len(rows[at].slots) and rows[at].slots[column] is box


def drawn(rows: Sequence[Row], seen: set[int]) -> Iterator[list[Drawn]]:
    """Each row of a piece, merged cells once; `seen` are the boxes that stand above."""
    for at, row in enumerate(rows):
        line: list[Drawn] = []
        column = 0
        while column < len(row.slots):
            box = row.slots[column]
            end = column
            while end < len(row.slots) and row.slots[end] is box:
                end += 1
            tall = 1
            while _same(rows, at + tall, column, box):
                tall += 1
            follows = _same(rows, at - 1, column, box)
            covered = follows or id(box) in seen
            line.append(Drawn(box, "" if covered else box.text, end - column, tall, covered, follows))
            seen.add(id(box))
            column = end
        yield line


def _flat(text: str) -> str:
    return text.replace("\n", " ")


def _encoded(text: str, style: Style) -> bytes:
    text = text.replace("\n", style.newline)
    if style.encoding.endswith("-bom"):
        return ("\ufeff" + text).encode(style.encoding.removesuffix("-bom"))
    return text.encode(style.encoding)


def decoded(data: bytes) -> str:
    """The text of a file of any of these encodings."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding).replace("\r\n", "\n")
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data.decode("gb18030").replace("\r\n", "\n")


Draw = Callable[[Sheet, Style, set[Key]], str]


def _text_file(document: Document, style: Style, draw: Draw, name: str) -> Written:
    unsure: set[Key] = set()
    parts = [*document.before]
    parts += [("# " if style.marked else "") + line for line in document.title]
    parts += document.preamble
    for chapter in document.chapters:
        if chapter.heading:
            parts.append(("#" * chapter.level + " " if style.marked else "") + chapter.heading)
        parts += chapter.paragraphs
        if chapter.sheet:
            parts.append(draw(chapter.sheet, style, unsure))
    parts += document.after
    joint = "\n\n" if style.marked or style.loose else "\n"
    return Written(_encoded("\n" + joint.join(parts) + "\n", style), name, unsure)


# ---- text with tabs


def _tab_cells(line: list[Drawn]) -> list[str]:
    return [text for d in line for text in (_flat(d.text), *[""] * (d.wide - 1))]


def _narrow(row: Row, line: list[Drawn], unsure: set[Key], *, stubbed: bool) -> list[str]:
    """The cells with a label that is wider than its column in one cell, as the seeds have them: all moves left."""
    cells = _tab_cells(line)
    if not stubbed or len(row.slots) < STUB or row.slots[1] is not row.slots[2]:
        return cells
    if row.kind == "row" and any(not box.text for box in row.figures):
        unsure |= row.keys
    return [*cells[:2], *cells[3:], ""]


def _draw_tabs(sheet: Sheet, unsure: set[Key], *, kept: bool) -> str:
    lines, seen = [], set[int]()
    for piece in pieces(sheet):
        if isinstance(piece, str):
            lines.append(piece)
            continue
        lines += [""] if lines else []
        stubbed = sheet.ordinal == "三" and not kept
        for row, line in zip(piece, drawn(piece, seen), strict=True):
            lines.append("\t".join(_narrow(row, line, unsure, stubbed=stubbed)))
    return "\n".join(lines)


def _tabs(document: Document, style: Style) -> Written:
    return _text_file(document, style, lambda sheet, _, unsure: _draw_tabs(sheet, unsure, kept=False), "report.txt")


def _tabs_kept(document: Document, style: Style) -> Written:
    return _text_file(document, style, lambda sheet, _, unsure: _draw_tabs(sheet, unsure, kept=True), "report.txt")


# ---- one cell a line


def _draw_cells_tabbed(sheet: Sheet, style: Style, unsure: set[Key]) -> str:
    del unsure
    lines, seen = [], set[int]()
    for piece in pieces(sheet):
        if isinstance(piece, str):
            lines += [piece, ""]
            continue
        for row, line in zip(piece, drawn(piece, seen), strict=True):
            for d in line:
                apart = style.loose and row.kind == "head" and d.text
                lines += ["\t", d.text] if apart else ["\t" + d.text]
            lines.append("")
    return "\n".join(lines)


def _blank_lost(row: Row, unsure: set[Key]) -> None:
    """Where a blank cell leaves no trace, the others of its row may stand anywhere."""
    if row.kind == "row" and any(not box.text for box in row.figures):
        unsure |= row.keys


def _draw_cells(sheet: Sheet, style: Style, unsure: set[Key]) -> str:
    lines, seen, above = [], set[int](), frozenset[Key]()
    for piece in pieces(sheet):
        if isinstance(piece, str):
            lines.append(piece)
            unsure |= above if piece.isdigit() else set()  # a bare page number may be a figure too many
            continue
        above = piece[-1].keys
        for row, line in zip(piece, drawn(piece, seen), strict=True):
            _blank_lost(row, unsure)
            lines += [_flat(d.text) for d in line if d.text]
    return ("\n\n" if style.loose else "\n").join(lines)


def _draw_bars(sheet: Sheet, style: Style, unsure: set[Key]) -> str:
    del style, unsure
    lines, seen = [], set[int]()
    for piece in pieces(sheet):
        if isinstance(piece, str):
            lines += ["", piece, ""]
            continue
        for line in drawn(piece, seen):
            lines.append("|")
            for cell in _tab_cells(line):
                lines += [cell, "|"]
    return "\n".join(lines)


# ---- pipes


def _draw_pipes(sheet: Sheet, style: Style, unsure: set[Key]) -> str:
    del unsure
    lines, seen = [], set[int]()
    for piece in pieces(sheet):
        if isinstance(piece, str):
            lines += ["", piece, ""]
            continue
        lines += [""] if lines else []
        width = max(len(row.slots) for row in piece)
        rule = "|" + "|".join(["---"] * width) + "|"
        for at, line in enumerate(drawn(piece, seen)):
            cells = [text for d in line for text in (d.text.replace("\n", "<br>"), *[""] * (d.wide - 1))]
            cells += [""] * (width - len(cells))
            if at == 0 and piece[0].kind == "row" and style.loose and sheet.ordinal != "四":
                lines += ["|" + "  |" * width, rule]
            lines.append("| " + " | ".join(cells) + " |")
            if lines[-2:-1] == [""] or len(lines) == 1:
                lines.append(rule)
    return "\n".join(lines)


# ---- space-separated, as a PDF gives it


def _halves(text: str) -> list[str]:
    text = text.replace("\n", "")
    return [text[at : at + 2] for at in range(0, len(text), 2)] if 4 <= len(text) <= 6 else [text]


def _head_lines(row: Row, line: list[Drawn], ordinal: str) -> list[str]:
    shown = [d for d in line if d.text]
    if row.kind == "head" and ordinal == "三":
        lines: list[str] = []
        for d in shown:
            long = d.box.kind == "corner" and len(d.text) > 24
            narrow = d.box.kind == "column" and d.tall == 1
            lines += [d.text[:24], d.text[24:]] if long else _halves(d.text) if narrow else [d.text]
        return lines
    broken = ordinal == "四" and row.kind == "head" and 5 <= len(shown) <= 8
    if broken:  # the five heads of 行政复议, then the two of 行政诉讼
        few = [d for d in shown if d.wide == 1]
        return [*(half for d in few for half in _halves(d.text)), " ".join(d.text for d in shown if d.wide > 1)]
    return [" ".join(_flat(d.text) for d in shown)]


def _labels(line: list[Drawn], *, own: bool) -> tuple[list[str], str]:
    """Lines that come before the row, and the label of the row."""
    shown = [d for d in line if d.box.kind != "figure" and d.text]
    before: list[str] = []
    for d in shown[:-1]:
        before += list(_flat(d.text)) if "本年度办理" in d.text and "\n" not in d.text else [d.text]
    label = shown[-1].text if shown else ""
    if before and not own and len(before[-1]) > 1:
        label = f"{before.pop()} {label}"
    if len(label) > 26 and "\n" not in label:
        label = f"{label[:24]}\n{label[24:]}"
    return before, label


def _draw_spaces(sheet: Sheet, style: Style, unsure: set[Key], *, glued: bool = False) -> str:
    lines, seen = [], set[int]()
    for piece in pieces(sheet):
        if isinstance(piece, str):
            lines += ["", piece]
            continue
        for row, line in zip(piece, drawn(piece, seen), strict=True):
            if row.kind != "row":
                lines += [text for text in _head_lines(row, line, sheet.ordinal) if text.strip()]
                continue
            _blank_lost(row, unsure)
            before, label = _labels(line, own=style.loose)
            figures = [d.text for d in line if d.box.kind == "figure" and d.text]
            lines += before
            digits = [text for text in figures if text.isdigit()]
            stuck = len(digits) == len(figures) and (len(figures) == 1 or all(len(text) == 1 for text in figures))
            if glued and stuck and label:
                between = style.gap if len(figures) == 1 and style.loose else ""
                lines.append(label + between + "".join(figures))
            else:
                lines.append(style.gap.join([label, *figures]).strip())
    return "\n".join(line for line in lines if line)


def _draw_glued(sheet: Sheet, style: Style, unsure: set[Key]) -> str:
    return _draw_spaces(sheet, style, unsure, glued=True)


# ---- HTML


def _spelled(text: str, style: Style, *, nested: bool) -> str:
    lines = text.split("\n")
    if not nested:
        return "<br>".join(escape(line) for line in lines)
    open_, close = '<span lang="EN-US"><font face="仿宋_GB2312">', "</font></span>"
    inner = ("<br/>").join("".join(f"{open_}{escape(char)}{close}" for char in line) for line in lines)
    return f'<p style="margin:0"><span><b>{inner}</b></span></p>' if style.marked else f"<p><span>{inner}</span></p>"


def _html(document: Document, style: Style, *, nested: bool) -> Written:
    charset = "gb2312" if style.encoding == "gb18030" else "utf-8"
    out = [f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{escape("".join(document.title))}</title>']
    out.append("<style>td{border:1px solid}</style><script>var n=12;</script></head><body><div class='nav'>")
    out += [f"<a href='#'>{escape(line)}</a>" for line in document.before]
    out.append("</div><div id='zoom'>")
    out += [f"<h1>{escape(line)}</h1>" for line in document.title]
    out += [f"<p>{escape(line)}</p>" for line in document.preamble]
    for chapter in document.chapters:
        tag = f"h{min(chapter.level, 6)}" if style.marked else "p"
        out.append(f"<{tag}>{_spelled(chapter.heading, style, nested=nested)}</{tag}>" if chapter.heading else "")
        out += [f"<p>{_spelled(line, style, nested=False)}</p>" for line in chapter.paragraphs]
        out += _html_tables(chapter, style, nested=nested)
    out += [f"<p>{escape(line)}</p>" for line in document.after]
    out.append("</div></body></html>")
    return Written(_encoded("\n".join(out), style), "report.html")


def _html_tables(chapter: Chapter, style: Style, *, nested: bool) -> Iterator[str]:
    seen: set[int] = set()
    for piece in pieces(chapter.sheet) if chapter.sheet else ():
        if isinstance(piece, str):
            yield f"<p>{escape(piece)}</p>"
            continue
        yield "<table border='1'><tbody>"
        for line in drawn(piece, seen):
            cells = []
            for d in line:
                if d.follows:
                    continue
                spans = (f' colspan="{d.wide}"' if d.wide > 1 else "") + (f' rowspan="{d.tall}"' if d.tall > 1 else "")
                cells.append(
                    f"<td{spans}>{_spelled(d.text, style, nested=nested) if d.text else '&nbsp;' * style.loose}</td>"
                )
            yield "<tr>" + "".join(cells) + "</tr>"
        yield "</tbody></table>"


# ---- Word and Excel


def _zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 4))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return out.getvalue()


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _package(part: str, kind: str) -> dict[str, str]:
    types = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/>'
    )
    if part.startswith("xl/"):
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        types += f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}"/>'
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{part}"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>',
    }


def _paragraph(text: str, *, runs: bool = False) -> str:
    size = 2 if runs else max(len(text), 1)  # Word cuts a line into runs wherever it likes
    found = []
    for line in text.split("\n"):
        parts = [line[at : at + size] for at in range(0, len(line), size)]
        found.append("".join(f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in parts))
    return "<w:p>" + "<w:r><w:br/></w:r>".join(found) + "</w:p>"


def _word_table(piece: list[Row], seen: set[int], style: Style) -> str:
    out = ["<w:tbl><w:tblPr/><w:tblGrid>"]
    out.append("<w:gridCol/>" * max(len(row.slots) for row in piece) + "</w:tblGrid>")
    for line in drawn(piece, seen):
        out.append("<w:tr>")
        for d in line:
            span = f'<w:gridSpan w:val="{d.wide}"/>' if d.wide > 1 else ""
            merge = "<w:vMerge/>" if d.follows else '<w:vMerge w:val="restart"/>' if d.tall > 1 else ""
            out.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph(d.text, runs=style.loose)}</w:tc>")
        out.append("</w:tr>")
    return "".join(out) + "</w:tbl>"


def _docx(document: Document, style: Style) -> Written:
    body = [_paragraph(line) for line in (*document.before, *document.title, *document.preamble)]
    for chapter in document.chapters:
        body += [_paragraph(line) for line in ([chapter.heading] if chapter.heading else []) + chapter.paragraphs]
        seen: set[int] = set()
        for piece in pieces(chapter.sheet) if chapter.sheet else ():
            body.append(_paragraph(piece) if isinstance(piece, str) else _word_table(piece, seen, style))
            body += [] if isinstance(piece, str) else [_paragraph("")]
    body += [_paragraph(line) for line in document.after]
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<w:document xmlns:w="{main}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'
    files = _package("word/document.xml", "wordprocessingml.document") | {"word/document.xml": text}
    return Written(_zipped(files), "report.docx")


def _place(column: int, row: int) -> str:
    return f"{chr(ord('A') + column)}{row}"


_PLAIN = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?", re.ASCII)


class _Workbook:
    """The one worksheet of a workbook while it is written."""

    def __init__(self, style: Style):
        self.style = style
        self.rows: list[str] = []
        self.merges: list[str] = []

    def row(self, cells: Sequence[tuple[int, str]]) -> None:
        """A row of texts, each in its column."""
        at = len(self.rows) + 1
        out = []
        for column, text in cells:
            if _PLAIN.fullmatch(text) and not self.style.loose:
                out.append(f'<c r="{_place(column, at)}"><v>{text}</v></c>')
            elif text:
                kept = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
                out.append(f'<c r="{_place(column, at)}" t="inlineStr">{kept}</c>')
        self.rows.append(f'<row r="{at}">{"".join(out)}</row>')

    def table(self, piece: list[Row], seen: set[int]) -> None:
        """The rows of a piece, its merged cells merged."""
        for line in drawn(piece, seen):
            top, column = len(self.rows) + 1, 0
            cells = []
            for d in line:
                if not d.follows:
                    cells.append((column, d.text))
                    if d.wide > 1 or d.tall > 1:
                        self.merges.append(f"{_place(column, top)}:{_place(column + d.wide - 1, top + d.tall - 1)}")
                column += d.wide
            self.row(cells)


def _xlsx(document: Document, style: Style) -> Written:
    book = _Workbook(style)
    for line in (*document.before, *document.title, *document.preamble):
        book.row([(0, line)])
    for chapter in document.chapters:
        for line in ([chapter.heading] if chapter.heading else []) + chapter.paragraphs:
            book.row([(0, line)])
        seen: set[int] = set()
        for piece in pieces(chapter.sheet) if chapter.sheet else ():
            if isinstance(piece, str):
                book.row([(0, piece)])
            else:
                book.table(piece, seen)
    for line in document.after:
        book.row([(0, line)])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in book.merges)
    merged = f'<mergeCells count="{len(book.merges)}">{merged}</mergeCells>' if merged else ""
    sheet = f'<worksheet xmlns="{main}"><sheetData>{"".join(book.rows)}</sheetData>{merged}</worksheet>'
    names = '<sheets><sheet name="年报" sheetId="1" r:id="rId1"/></sheets>'
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    files = _package("xl/workbook.xml", "spreadsheetml.sheet") | {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{_OFFICE}">{names}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return Written(_zipped(files), "report.xlsx")


Write = Callable[[Document, Style], Written]


def _as_text(draw: Draw, name: str = "report.txt") -> Write:
    return lambda document, style: _text_file(document, style, draw, name)


LAYOUTS: dict[str, Write] = {
    "tabs": _tabs,
    "tabs_kept": _tabs_kept,
    "cells_tabbed": _as_text(_draw_cells_tabbed),
    "cells": _as_text(_draw_cells),
    "bars": _as_text(_draw_bars),
    "pipes": _as_text(_draw_pipes, "report.md"),
    "spaces": _as_text(_draw_spaces),
    "glued": _as_text(_draw_glued),
    "html_spans": lambda document, style: _html(document, style, nested=True),
    "html_plain": lambda document, style: _html(document, style, nested=False),
    "docx": _docx,
    "xlsx": _xlsx,
}
GRIDS = frozenset(LAYOUTS) - {"cells", "spaces", "glued"}  # a cell stands in its column there

# ---- readers: the cells of each row; a merged cell once, or with blanks after it in plain text


def _rows_of_tabs(data: bytes) -> list[list[str]]:
    return [line.split("\t") for line in decoded(data).split("\n")]


def _rows_of_tabbed_cells(data: bytes) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for line in decoded(data).split("\n"):
        if line.startswith("\t"):
            rows[-1].append(line[1:])
        elif not line:
            rows.append([])
        elif rows[-1]:
            rows[-1][-1] += line
    return rows


def _rows_of_bars(data: bytes) -> list[list[str]]:
    text = re.sub(r"^\|\n(?=\|$)", "|\0\n", decoded(data), flags=re.MULTILINE)
    rows = [row.split("\n|\n") for row in re.split(r"\|\0\n", text)]
    return [[cell.strip("|\n") for cell in row] for row in rows]


def _rows_of_pipes(data: bytes) -> list[list[str]]:
    lines = decoded(data).split("\n")
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def _rows_of_html(data: bytes) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", decoded(data), re.DOTALL)
    cells = [re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>|&nbsp;", "", cell).replace("&quot;", '"') for cell in row] for row in cells]


def _rows_of_docx(data: bytes) -> list[list[str]]:
    from docx import Document as Word

    found = []
    for table in Word(io.BytesIO(data)).tables:
        found += [[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows]
    return found


def _rows_of_xlsx(data: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    inside = {
        place
        for merged in sheet.merged_cells.ranges
        for place in [(r, c) for r, c in merged.cells if r == merged.min_row][1:]
    }
    rows = sheet.iter_rows()
    return [
        ["" if cell.value is None else str(cell.value) for cell in row if (cell.row, cell.column) not in inside]
        for row in rows
    ]


READERS: dict[str, Callable[[bytes], list[list[str]]]] = {
    "tabs": _rows_of_tabs,
    "tabs_kept": _rows_of_tabs,
    "cells_tabbed": _rows_of_tabbed_cells,
    "bars": _rows_of_bars,
    "pipes": _rows_of_pipes,
    "html_spans": _rows_of_html,
    "html_plain": _rows_of_html,
    "docx": _rows_of_docx,
    "xlsx": _rows_of_xlsx,
}
