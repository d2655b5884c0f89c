"""What stands on the pages of a PDF file?"""

import pytest

from archive_files import pdf, ruled, shown
from gongkai.archive.containers import read
from gongkai.archive.raw import Paragraph, RawTable
from gongkai.archive.refusal import Refused

XS, YS = (100.0, 200.0, 300.0, 400.0), (500.0, 530.0, 560.0)


def blocks(*contents: str, **others: str) -> list[Paragraph | RawTable]:
    return list(read(pdf(*contents, **others), "a.pdf").blocks)  # type: ignore[arg-type]


def test_lines_are_paragraphs_from_above_with_their_page():
    first = shown(100, 700, "第二行") + shown(100, 780, "年度报告") + shown(160, 700, "接着")
    assert blocks(first, shown(100, 700, "另一页")) == [
        Paragraph("年度报告", "第1页第1行"),
        Paragraph("第二行 接着", "第1页第2行"),
        Paragraph("另一页", "第2页第1行"),
    ]


def test_a_wide_gap_is_a_tab():
    (line,) = blocks(shown(100, 700, "规章") + shown(200, 700, "0") + shown(300, 700, "12"))
    assert line.text == "规章\t0\t12"


def test_what_is_printed_twice_to_look_bold_is_read_once():
    (line,) = blocks(shown(100, 700, "00公开") + shown(100.4, 700, "00公开"))
    assert line.text == "00公开"


def test_a_ruled_table_is_a_table_and_stands_between_the_lines():
    cells = (
        shown(110, 540, "规章")
        + shown(210, 540, "1")
        + shown(310, 540, "2")
        + shown(110, 510, "许可")
        + shown(310, 510, "4")
    )
    found = blocks(shown(100, 700, "上面") + cells + ruled(XS, YS) + shown(100, 300, "下面"))
    assert [b.text if isinstance(b, Paragraph) else "表" for b in found] == ["上面", "表", "下面"]
    table = found[1]
    assert isinstance(table, RawTable)
    assert [[c.text for c in row] for row in table.rows] == [["规章", "1", "2"], ["许可", "", "4"]]
    assert table.rows[1][2].where == "第1页第1个表第2行第3列"


def test_missing_strokes_merge_cells():
    missing = [(200.0, 530.0, 200.0, 560.0), (300.0, 530.0, 400.0, 530.0)]
    cells = shown(110, 540, "申请人情况") + shown(310, 520, "总计") + shown(110, 510, "1") + shown(210, 510, "2")
    (table,) = blocks(cells + ruled(XS, YS, missing=missing))
    assert isinstance(table, RawTable)
    assert [[(c.text, c.spans, c.covered) for c in row] for row in table.rows] == [
        [("申请人情况", (1, 2), False), ("", (1, 1), True), ("总计", (2, 1), False)],
        [("1", (1, 1), False), ("2", (1, 1), False), ("", (1, 1), True)],
    ]


def test_strokes_may_be_thin_bars_and_frames():
    bars = "".join(f"{x - 0.25} 500 0.5 60 re f\n" for x in XS) + "".join(f"100 {y} 300 0.5 re f\n" for y in YS)
    (table,) = blocks(bars + shown(110, 540, "一") + shown(310, 510, "二"))
    assert isinstance(table, RawTable)
    assert [[c.text for c in row] for row in table.rows] == [["一", "", ""], ["", "", "二"]]


def test_a_cell_with_two_lines_has_a_line_break():
    (table,) = blocks(ruled(XS, YS) + shown(110, 546, "本年制", 10) + shown(110, 534, "发件数", 10))
    assert isinstance(table, RawTable)
    assert table.rows[0][0].text == "本年制\n发件数"


def test_an_underline_and_a_frame_are_no_tables():
    found = blocks("100 690 m 300 690 l S 90 600 400 200 re S\n" + shown(100, 700, "标题"))
    assert found == [Paragraph("标题", "第1页第1行")]


def test_what_is_only_coloured_is_no_table():
    found = blocks("0.9 g 90 600 400 200 re f 100 650 50 60 re f 0 g\n" + shown(100, 700, "标题"))
    assert found == [Paragraph("标题", "第1页第1行")]


def test_a_table_that_lies_on_its_side_is_read_as_its_reader_sees_it():
    # What is drawn upright on a page turned by 90 degrees: x runs up the sheet, y to the left.
    turned = f"0 1 -1 0 595 0 cm\n{ruled(XS, YS)}{shown(110, 540, '规章')}{shown(310, 510, '9')}"
    found = blocks(turned, page="/Rotate 90")
    assert [[[c.text for c in row] for row in b.rows] for b in found if isinstance(b, RawTable)] == [
        [["规章", "", ""], ["", "", "9"]]
    ]


def test_a_watermark_is_left_out_and_listed():
    source = read(pdf(shown(100, 700, "正文") + f"q 0.7 0.7 -0.7 0.7 100 100 cm {shown(0, 0, '内部')} Q"), "")
    assert [b.text for b in source.blocks] == ["正文"]
    assert source.dropped == ("第1页斜排的文字（水印）没有读入：『内部』",)


def test_italics_are_no_watermark():
    leaning = shown(100, 700, "斜体").replace("100 700 Td", "1 0 0.33 1 100 700 Tm")
    assert [b.text for b in blocks(leaning)] == ["斜体"]


def test_a_note_upon_the_page_is_listed():
    note = {70: "<</Type/Annot/Subtype/FreeText/Rect[1 1 99 99]/Contents(x)>>"}
    source = read(pdf(shown(100, 700, "正文"), extra=note, page="/Annots[70 0 R]"), "")
    assert source.dropped == ("第1页有 1 处加在页面上的文字（批注、图章）没有读入",)


def test_facts_are_kept():
    info = {60: "<</Title<FEFF5E7462A5>/Author(x)/CreationDate(D:20240123090000+08)>>"}
    source = read(pdf(shown(100, 700, "正文"), extra=info, tail="/Info 60 0 R"), "")
    assert source.facts == {"标题": "年报", "创建时间": "2024-01-23"}


IMAGE = {
    50: "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream"
}


def test_a_digit_that_the_library_leaves_out_is_marked():
    """Whether it can be read hangs on the fonts of the machine; it is never left out in silence."""
    digit = "BT /F1 12 Tf 210 540 Td <0030> Tj ET "
    source = read(
        pdf(shown(100, 700, "政府信息公开工作年度报告" * 9) + ruled(XS, YS) + shown(110, 540, "规章") + digit), ""
    )
    (table,) = [b for b in source.blocks if isinstance(b, RawTable)]
    marked = "有 1 处单个的字读不出来" in "".join(source.dropped)
    assert [c.text for c in table.rows[0]] == ["规章", "\ufffd" if marked else "0", ""]


def test_a_scan_is_refused_with_a_word_on_recognising_it():
    with pytest.raises(Refused, match="文字识别"):
        read(pdf("595 0 0 842 0 0 cm /X Do", extra=IMAGE), "")


def test_a_scan_that_was_recognised_is_read_with_a_warning():
    source = read(pdf(f"q 595 0 0 842 0 0 cm /X Do Q 3 Tr {shown(100, 700, '正文')}", extra=IMAGE), "")
    assert [b.text for b in source.blocks] == ["正文"]
    assert "第1页整页是图片" in source.dropped[0]
    assert "逐字核对" in source.dropped[0]
