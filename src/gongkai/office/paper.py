"""How does a Word document look that follows GB/T 9704, and how is a text put into it?"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.parfmt import CT_PPr
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from gongkai.office.characters import clean

SONG, HEI, FANG, KAI = "方正小标宋简体", "黑体", "仿宋", "楷体"
INSTEAD = {SONG: HEI}  # what Word takes where a face is not installed
SIZE = 16.0  # 三号
LEADING = 28.0
DEEPEST = 3  # levels of headings
WIDE = 156  # mm of A4 between the margins
_FACES = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
_THEMED = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")


class Look(NamedTuple):
    """A style by its name in Word: face, points, and whether it is bold."""

    style: str
    face: str
    size: float
    bold: bool = False


LOOKS = (
    Look("Normal", FANG, SIZE),
    Look("Title", SONG, 22),
    Look("Heading 1", HEI, SIZE),
    Look("Heading 2", KAI, SIZE),
    Look("Heading 3", FANG, SIZE, bold=True),
    Look("List Bullet", FANG, SIZE),
)


class Piece(NamedTuple):
    """A stretch of a paragraph; a line break in it is one in Word."""

    text: str
    bold: bool = False
    italic: bool = False


def blank_paper() -> Document:
    """An empty A4 document with the styles."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for look in LOOKS:
        _style(made, look)
    for element in made.styles.element.iter(qn("w:lang")):
        element.set(qn("w:eastAsia"), "zh-CN")
    _page_number(section.footer.paragraphs[0])
    _faces_instead(made)
    relations = made.part.package.rels
    for name in [name for name, rel in relations.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        relations.pop(name)  # a picture of the template that python-docx brings
    return made


def _style(made: Document, look: Look) -> None:
    style: Any = made.styles[look.style]
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in _THEMED:
        faces.attrib.pop(qn(name), None)
    for name in _FACES:
        faces.set(qn(name), look.face)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LEADING)
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    if look.style == "Title":
        layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
        layout.line_spacing = Pt(36)
        layout.space_after = Pt(LEADING)
    if look.style == "Heading 1":
        layout.space_before = Pt(6)  # from the table above
    if look.style.startswith("Heading"):
        indent(layout.element.get_or_add_pPr())
    if look.style == "Normal":
        layout.widow_control = True


def indent(properties: CT_PPr) -> None:
    """Two characters before the first line."""
    for old in properties.findall(qn("w:ind")):
        properties.remove(old)
    made = properties.get_or_add_ind()
    made.set(qn("w:firstLineChars"), "200")
    made.set(qn("w:firstLine"), str(int(2 * SIZE * 20)))


def write(paragraph: Paragraph, pieces: Iterable[Piece]) -> Paragraph:
    """Put texts into a paragraph."""
    for piece in pieces:
        run = paragraph.add_run(clean(piece.text))
        run.bold = piece.bold or None
        run.italic = piece.italic or None
    return paragraph


def _page_number(paragraph: Paragraph) -> None:
    """— 1 — in the middle of the foot."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = (("", "begin"), ("PAGE", "code"), ("", "separate"), ("1", ""), ("", "end"))
    for text, kind in (("— ", ""), *field, (" —", "")):
        run = paragraph.add_run("" if kind else text)
        run.font.size = Pt(14)
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.text = text
            run._r.append(code)  # noqa: SLF001 - python-docx has no fields
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001


def _faces_instead(made: Document) -> None:
    """Name the faces to be taken for those that are not installed."""
    part: Any = next(p for p in made.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml")
    added = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in INSTEAD.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", added.encode() + b"</w:fonts>")  # noqa: SLF001 - as it is read
