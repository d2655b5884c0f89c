"""What stands on the pages of a PDF file that has its text with it?"""

import ctypes
import math
import re
from collections.abc import Iterator
from typing import Any

from gongkai.archive.guard import check_text
from gongkai.archive.raw import Block, Cell, Paragraph, RawTable, Source
from gongkai.archive.refusal import Refused
from gongkai.archive.ruled import Glyph, Rule, Ruled, lines, tables, take

_PAGES = 300
_OBJECTS = 20_000
_BROKEN = "PDF 文件已经损坏，读不出来；请打开检查，重新导出后再导入。"
_LOCKED = "PDF 文件加了密码或者限制，读不出来；请打开后打印或另存为没有限制的 PDF，再导入。"
_SCAN = "PDF 里只有图片，没有文字；请先做文字识别（OCR），核对以后导入识别出来的文字。"
_STRAIGHT = 3.0  # degrees
_MOSTLY = 0.6  # of a page: a picture of it
_DAY = re.compile(r"^D:(\d{4})(\d\d)(\d\d).*$")
_BAR = 3.0  # points: what is filled and not thicker is a rule
_NOTHING = 0.01  # points
_NAME = 200
_CHINESE = re.compile(rb"song|sun|hei|kai|fang|^st|fz|gb2312|gbk|cjk|han|[\x80-\xff]", re.IGNORECASE)
_FACTS = {"Title": "标题", "Subject": "主题", "Keywords": "关键词", "CreationDate": "创建时间", "ModDate": "修改时间"}

Matrix = tuple[float, float, float, float, float, float]


class _Page:
    """What stands on one page: characters, strokes, and how much of it is picture."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self.slanted: list[str] = []
        self.unread = 0
        self.across: list[Rule] = []
        self.upright: list[Rule] = []
        self.pictures = 0
        self.annotated = 0
        self.covered = 0.0
        self.crowded = False


def read_pdf(data: bytes, name: str) -> Source:
    """Lines as paragraphs and ruled tables, page by page, from above."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        locked = raw.FPDF_GetLastError() in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY} or "assword" in str(fault)
        raise Refused(_LOCKED if locked else _BROKEN) from fault
    try:
        if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise Refused(_LOCKED)
        if len(document) > _PAGES:
            raise Refused(f"PDF 有 {len(document)} 页，超过 {_PAGES} 页，不像是一份年报；请只导入年报本身。")
        return _source(document, name)
    except pypdfium2.PdfiumError as fault:
        raise Refused(_BROKEN) from fault
    finally:
        document.close()


def _source(document: Any, name: str) -> Source:
    blocks: list[Block] = []
    dropped: list[str] = []
    length = pictures = 0
    for number in range(1, len(document) + 1):
        page = _read_page(document, number - 1)
        length += len(page.glyphs)
        check_text(length)
        pictures += page.pictures
        blocks += _blocks(page, f"第{number}页")
        dropped += [f"第{number}页{what}" for what in _left_out(page)]
    if not length:
        raise Refused(_SCAN if pictures else "PDF 里没有文字；请检查是不是选错了文件。")
    if attached := document.count_attachments():
        dropped.append(f"PDF 里带的 {attached} 个附件没有打开")
    if document.get_formtype():
        dropped.append("PDF 里表单的填写内容没有读；请打印为 PDF 后再导入")
    stated = document.get_metadata_dict()
    facts = {shown: _DAY.sub(r"\1-\2-\3", stated[key]) for key, shown in _FACTS.items() if stated.get(key)}
    return Source(name, "PDF", tuple(blocks), facts, tuple(dropped))


def _left_out(page: _Page) -> Iterator[str]:
    """What of a page was not read."""
    if page.unread:
        yield (
            f"有 {page.unread} 处单个的字读不出来（PDF 没有嵌入字体），标为『\ufffd』；"
            "请用原件重新导出嵌入字体的 PDF，或者对照原文补上"
        )
    if page.slanted:
        yield f"斜排的文字（水印）没有读入：『{''.join(page.slanted)[:40]}』"
    if page.annotated:
        yield f"有 {page.annotated} 处加在页面上的文字（批注、图章）没有读入"
    if page.crowded:
        yield "的线条太多，没有按表格读"
    if page.covered > _MOSTLY:
        read = "页上的文字可能是识别（OCR）出来的，请逐字核对" if page.glyphs else "没有文字，没有读"
        yield f"整页是图片，{read}"
    elif page.pictures:
        yield f"的 {page.pictures} 张图片没有读"


def _blocks(page: _Page, where: str) -> Iterator[Block]:
    """Lines and tables of a page in the order of their height."""
    rest = page.glyphs
    placed: list[tuple[float, Block | str]] = []
    ruled: list[tuple[Ruled, str]] = []
    for number, table in enumerate(sorted(tables(page.across, page.upright), key=lambda t: -t.top), 1):
        rest = take(table, rest)
        ruled.append((table, f"{where}第{number}个表"))
    for table, place in ruled:
        if any(region.glyphs for region in table.regions):
            placed.append((table.top, _table(table, place)))
    placed += lines(rest)
    count = 0
    for _, block in sorted(placed, key=lambda p: -p[0]):
        if isinstance(block, str):
            count += 1
            yield Paragraph(block, f"{where}第{count}行")
        else:
            yield block


def _table(table: Ruled, where: str) -> RawTable:
    origins = {(r.row, r.column): r for r in table.regions}
    rows = []
    for i in range(table.height):
        line = []
        for j in range(table.width):
            place = f"{where}第{i + 1}行第{j + 1}列"
            region = origins.get((i, j))
            if region is None:
                line.append(Cell("", place, covered=True))
            else:
                text = "\n".join(text for _, text in lines(region.glyphs))
                line.append(Cell(text, place, (region.rows, region.columns)))
        rows.append(tuple(line))
    return RawTable(tuple(rows), where)


def _read_page(document: Any, index: int) -> _Page:
    page = document[index]
    found = _Page()
    try:
        width, height = page.get_size()
        turn = _turn(page.get_rotation(), width, height)
        text = page.get_textpage()
        try:
            _glyphs(text, found, turn)
        finally:
            text.close()
        _strokes(page, found, turn, width * height)
        _annotations(page, found)
    finally:
        page.close()
    return found


def _turn(degrees: int, width: float, height: float) -> Matrix:
    """From the coordinates of a page to those in which its reader sees it; its size is that which the reader sees."""
    return {
        90: (0.0, -1.0, 1.0, 0.0, 0.0, height),
        180: (-1.0, 0.0, 0.0, -1.0, width, height),
        270: (0.0, 1.0, -1.0, 0.0, width, 0.0),
    }.get(degrees % 360, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    return (*_apply((*then[:4], 0, 0), a, b), *_apply((*then[:4], 0, 0), c, d), *_apply(then, e, f))


def _glyphs(text: Any, found: _Page, turn: Matrix) -> None:
    from pypdfium2 import raw

    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    waiting = 0
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:  # noqa: PLR2004 - the first half of a pair
            waiting = code
            continue
        if 0xDC00 <= code < 0xE000:  # noqa: PLR2004 - the second half
            code = 0x10000 + ((waiting & 0x3FF) << 10) + (code & 0x3FF) if waiting else 0xFFFD
        waiting = 0
        if code == 2:  # noqa: PLR2004 - how the library shows a hyphen at the end of a line
            code = ord("-")
        character = "\ufffd" if code in {0, 0xFFFE, 0xFFFF} or code > 0x10FFFF else chr(code)  # noqa: PLR2004
        if character.isspace() or (ord(character) < 0x20):  # noqa: PLR2004 - controls
            continue
        if not raw.FPDFText_GetLooseCharBox(text, i, ctypes.byref(box)):
            continue
        raw.FPDFText_GetMatrix(text, i, ctypes.byref(matrix))
        angle = math.degrees(math.atan2(matrix.b, matrix.a)) % 90  # of the line it stands on; italics lean, and stand
        if min(angle, 90 - angle) > _STRAIGHT:
            found.slanted.append(character)
            continue
        one, other = _apply(turn, box.left, box.bottom), _apply(turn, box.right, box.top)
        (left, right), (bottom, top) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        found.glyphs.append(Glyph(character, left, bottom, right, top))


def _strokes(page: Any, found: _Page, turn: Matrix, area: float) -> None:
    from pypdfium2 import raw

    for count, thing in enumerate(page.get_objects(max_depth=5)):
        if count > _OBJECTS:
            found.crowded = True
            found.across.clear()
            found.upright.clear()
            return
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            found.pictures += 1
            if thing.container is None and area > 0:
                found.covered = max(found.covered, abs((right - left) * (top - bottom)) / area)
        elif thing.type == raw.FPDF_PAGEOBJ_TEXT:
            _unread(thing, found, turn)
        elif thing.type == raw.FPDF_PAGEOBJ_PATH:
            matrix: Matrix = thing.get_matrix().get()
            container = thing.container
            while container is not None:
                matrix = _times(matrix, container.get_matrix().get())
                container = container.container
            _path(thing, found, _times(matrix, turn))


def _annotations(page: Any, found: _Page) -> None:
    """Count what was typed or stamped upon the page."""
    from pypdfium2 import raw

    for i in range(min(raw.FPDFPage_GetAnnotCount(page), _OBJECTS)):
        note = raw.FPDFPage_GetAnnot(page, i)
        if note:
            kind = raw.FPDFAnnot_GetSubtype(note)
            found.annotated += kind in {raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_TEXT}
            raw.FPDFPage_CloseAnnot(note)


def _unread(thing: Any, found: _Page, turn: Matrix) -> None:
    """Mark a text that the library does not give: a single digit in a Chinese font that is not in the file.

    It takes the box of such a character for empty and leaves the text out, as it does with a blank in other fonts.
    """
    from pypdfium2 import raw

    left, bottom, right, _ = thing.get_bounds()
    if right - left > _NOTHING:
        return
    font = raw.FPDFTextObj_GetFont(thing)
    if not font or raw.FPDFFont_GetIsEmbedded(font) != 0:
        return
    name = ctypes.create_string_buffer(_NAME)
    raw.FPDFFont_GetBaseFontName(font, name, _NAME)
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(thing, ctypes.byref(size))
    if _CHINESE.search(name.value) or raw.FPDFFont_GetGlyphPath(font, ord("一"), 1.0):
        x, y = _apply(turn, left, bottom)
        most = max(size.value, 1.0)
        found.unread += 1
        found.glyphs.append(Glyph("\ufffd", x, y - most / 5, x + most / 2, y + most * 4 / 5))


def _path(thing: Any, found: _Page, matrix: Matrix) -> None:
    """The strokes of a path that lie along an axis; of a thin filled bar both edges, which are one rule later."""
    from pypdfium2 import raw

    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing, ctypes.byref(filled), ctypes.byref(stroked))
    left, bottom, right, top = thing.get_bounds()
    if not stroked.value and (not filled.value or min(right - left, top - bottom) > _BAR):
        return  # what lies behind cells and pages
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = None
    for i in range(min(raw.FPDFPath_CountSegments(thing), _OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(thing, i)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = _apply(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            _stroke(found, last, point)
        last = point
        if raw.FPDFPathSegment_GetClose(segment) and first is not None:
            _stroke(found, last, first)
            last = first


def _stroke(found: _Page, one: tuple[float, float], other: tuple[float, float]) -> None:
    if not all(map(math.isfinite, (*one, *other))):
        return
    across, upright = abs(one[0] - other[0]), abs(one[1] - other[1])
    if upright <= 1 < across:
        found.across.append(Rule((one[1] + other[1]) / 2, *sorted((one[0], other[0]))))
    elif across <= 1 < upright:
        found.upright.append(Rule((one[0] + other[0]) / 2, *sorted((one[1], other[1]))))
