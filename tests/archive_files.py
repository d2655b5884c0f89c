"""Files of Word, Excel and PDF made by hand for the tests of gongkai.archive: sound ones, and ones that are not."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def relations(entries: Iterable[tuple[str, str, str, bool]]) -> str:
    """A part of relations: id, last word of the type, target, and whether it lies outside."""
    lines = [
        f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if out else ""}/>'
        for i, kind, target, out in entries
    ]
    return f'<Relationships xmlns="{P}">{"".join(lines)}</Relationships>'


def docx_parts(body: str, links: Sequence[tuple[str, str, str, bool]] = (), **others: str) -> dict[str, str | bytes]:
    """The parts of a Word document; `others` are parts below word/, by name with _ for the dot."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations([("rId1", "officeDocument", "word/document.xml", False)]),
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:r="{R}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            [*links, *((f"rIdX{n}", name, f"{name}.xml", False) for n, name in enumerate(others))]
        ),
        **{f"word/{name}.xml": text for name, text in others.items()},
    }


def docx(body: str, links: Sequence[tuple[str, str, str, bool]] = (), **others: str) -> bytes:
    """A Word document with this body."""
    return zipped(docx_parts(body, links, **others))


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of Word."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def tc(text: str, properties: str = "") -> str:
    """A cell of a table of Word."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    """A table of Word from the cells of its rows."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def xlsx_parts(  # noqa: PLR0913 - a workbook has that many parts
    rows: str,
    *,
    strings: Sequence[str] = (),
    after: str = "",
    before: str = "",
    formats: Sequence[str] = (),
    name: str = "表三",
    state: str = "visible",
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet."""
    named = "".join(f'<numFmt numFmtId="{200 + i}" formatCode="{f}"/>' for i, f in enumerate(formats))
    used = "".join(f'<xf numFmtId="{200 + i}" fontId="0"/>' for i in range(len(formats)))
    shared = "".join(f"<si><t>{s}</t></si>" for s in strings)
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations([("rId1", "officeDocument", "xl/workbook.xml", False)]),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
        f'<sheet name="{name}" sheetId="1" state="{state}" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            [
                ("rId1", "worksheet", "worksheets/sheet1.xml", False),
                ("rId2", "sharedStrings", "sharedStrings.xml", False),
                ("rId3", "styles", "styles.xml", False),
            ]
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{S}"><numFmts>{named}</numFmts><fonts><font/><font><strike/></font></fonts>'
        f'<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/>{used}</cellXfs></styleSheet>',
    }


def xlsx(rows: str, **others: object) -> bytes:
    """A workbook with one sheet of these rows."""
    return zipped(xlsx_parts(rows, **others))  # type: ignore[arg-type]


def pdf(*contents: str, extra: Mapping[int, str] | None = None, page: str = "", tail: str = "") -> bytes:
    """A PDF file with a page for each content stream; /F1 is Chinese in UTF-16, /F2 is ASCII."""
    objects: dict[int, str | bytes] = {
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        3: "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        4: "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        "/Supplement 4>>/DW 1000>>",
    }
    kids = []
    for n, content in enumerate(contents):
        data = zlib.compress(content.encode("latin-1"))
        stream = f"<</Length {len(data)}/Filter/FlateDecode>>stream\n".encode() + data + b"\nendstream"
        objects[100 + 2 * n] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 5 0 R>>/XObject<</X 50 0 R>>>>"
            f"/Contents {101 + 2 * n} 0 R{page}>>"
        )
        objects[101 + 2 * n] = stream
        kids.append(f"{100 + 2 * n} 0 R")
    objects[1] = "<</Type/Catalog/Pages 2 0 R>>"
    objects[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    objects.update(extra or {})
    out = b"%PDF-1.7\n"
    places = {}
    for number in sorted(objects):
        body = objects[number]
        places[number] = len(out)
        out += (
            f"{number} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode("latin-1")) + b"\nendobj\n"
        )
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number in sorted(places):
        out += f"{number} 1\n{places[number]:010d} 00000 n \n".encode()
    return out + f"trailer<</Size 400/Root 1 0 R{tail}>>\nstartxref\n{start}\n%%EOF".encode()


def shown(x: float, y: float, text: str, size: int = 12) -> str:
    """The drawing of a text on a page, in a Western font if it is ASCII."""
    if text.isascii():
        return f"BT /F2 {size} Tf {x} {y} Td ({text}) Tj ET\n"
    return f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def ruled(
    xs: Sequence[float], ys: Sequence[float], *, missing: Iterable[tuple[float, float, float, float]] = ()
) -> str:
    """The strokes of a grid, each edge of a cell by itself, but for those that are missing."""
    gone = set(missing)
    edges = [(x, a, x, b) for x in xs for a, b in pairwise(ys)]
    edges += [(a, y, b, y) for y in ys for a, b in pairwise(xs)]
    return "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in edges if (a, b, c, d) not in gone)
