"""What stands on the sheets of an Excel workbook?"""

import io

import pytest

from archive_files import relations, xlsx, xlsx_parts, zipped
from gongkai.archive.containers import read
from gongkai.archive.numbers import shown
from gongkai.archive.raw import RawTable, Source


def table(data: bytes) -> RawTable:
    (block,) = read(data, "a.xlsx").blocks
    assert isinstance(block, RawTable)
    return block


def grid(data: bytes) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table(data).rows]


def dropped(source: Source) -> str:
    return "\n".join(source.dropped)


@pytest.mark.parametrize(
    ("stored", "code", "seen"),
    [
        ("7730.28", "General", "7730.28"),
        ("7.73028E3", "General", "7730.28"),
        ("95.0", "General", "95"),
        ("0", "General", "0"),
        ("0.30000000000000004", "General", "0.3"),
        ("59237.2449", "General", "59237.2449"),
        ("1E-4", "General", "0.0001"),
        ("12345678", "General", "12345678"),
        ("-8", "General", "-8"),
        ("95", "0", "95"),
        ("95", "0.00", "95.00"),
        ("0", "0.0000", "0.0000"),
        ("1234567", "#,##0", "1,234,567"),
        ("999", "#,##0", "999"),
        ("7730.28", "#,##0.0000", "7,730.2800"),
        ("-1234.5", "#,##0.00;(#,##0.00)", "(1,234.50)"),
        ("-5", "0", "-5"),
        ("0.25", "0%", "25%"),
        ("0.125", "0.0%", "12.5%"),
        ("5", "000", "005"),
        ("5", '0"件"', "5件"),
        ("5", "General", "5"),
        ("5", 'General"件"', "5件"),
        ("126", "+0;-0", "+126"),
        ("1234.5", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        ("1.5", "0.##", "1.5"),
        ("45322", "yyyy-mm-dd", "2024-01-31"),
        ("45322.5", 'yyyy"年"m"月"d"日" h:mm', "2024-01-31 12:00"),
        ("0.75", "h:mm", "18:00"),
        ("1", "m/d/yyyy", "1900-01-01"),
        ("61", "m/d/yyyy", "1900-03-01"),
        ("45322", "[$-804]yyyy-m-d", "2024-01-31"),
    ],
)
def test_a_number_is_what_its_reader_sees(stored, code, seen):
    assert shown(stored, code) == (seen, "")


@pytest.mark.parametrize(
    ("stored", "code", "text", "said"),
    [
        ("95.4", "0", "95", "实际存的是 95.4"),
        ("0", "0;-0;;@", "0", "显示为『』"),
        ("0", '0;-0;"-"', "0", "显示为『-』"),
        ("12", "[DBNum1]0", "12", "没有照做"),
        ("12", "[>=10]0;0.0", "12", "没有照做"),
        ("7730.28", "0.00E+00", "7730.28", "没有照做"),
        ("77302800", "0.00,", "77302800", "没有照做"),
        ("1.5", "# ?/?", "1.5", "没有照做"),
        ("1E999999999", "0.00", "1E999999999", "太大"),
        ("abc", "0", "abc", "不是数字"),
        ("99999999999", "yyyy-mm-dd", "99999999999", "不是日期"),
    ],
)
def test_what_is_shown_otherwise_than_stored_is_said(stored, code, text, said):
    found = shown(stored, code)
    assert found.text == text
    assert said in found.note


def test_days_may_be_counted_from_1904():
    assert shown("43860", "yyyy-mm-dd", since_1904=True).text == "2024-01-31"


def test_cells_stand_at_their_places_and_what_is_empty_around_them_is_none():
    rows = '<row r="3"><c r="C3" t="s"><v>1</v></c></row><row><c r="B4"><v>1</v></c><c><v>2</v></c></row><row r="9"><c r="F9"/></row>'
    found = table(xlsx(rows, strings=["甲", "乙"]))
    assert found.where == "表三!B3:C4"
    assert [[(c.text, c.where) for c in row] for row in found.rows] == [
        [("", "表三!B3"), ("乙", "表三!C3")],
        [("1", "表三!B4"), ("2", "表三!C4")],
    ]


def test_merged_cells_have_their_text_in_the_upper_left():
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>申请人情况</t></is></c><c r="C1" t="inlineStr"><is><t>总计</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    )
    found = table(xlsx(rows, after='<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C1:C2"/></mergeCells>'))
    assert [[(c.text, c.spans, c.covered) for c in row] for row in found.rows] == [
        [("申请人情况", (1, 2), False), ("", (1, 1), True), ("总计", (2, 1), False)],
        [("1", (1, 1), False), ("2", (1, 1), False), ("", (1, 1), True)],
    ]


def test_a_formula_has_the_value_that_was_computed_last_or_none():
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>SUM(A1)</f></c><c r="C1"><f>A1</f><v></v></c>'
        '<c r="D1" t="str"><f>"a"</f><v>甲</v></c><c r="E1" t="e"><f>x</f><v>#REF!</v></c><c r="F1" t="b"><v>1</v></c></row>'
    )
    source = read(xlsx(rows), "a.xlsx")
    assert grid(xlsx(rows)) == [["2", "", "", "甲", "#REF!", "TRUE"]]
    assert "表三!B1:C1：有公式，但没有算出结果" in dropped(source)
    assert "表三!E1：公式出错，显示为 #REF!" in dropped(source)
    assert "表三!F1：是逻辑值" in dropped(source)


def test_runs_are_joined_and_what_is_pronounced_or_struck_out_is_not_text():
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>行政</t></r><r><rPr><strike/></rPr><t>旧</t></r><r><t>许可</t></r>'
        '<rPh sb="0" eb="1"><t>xing</t></rPh></is></c><c r="B1" s="1"><v>7</v></c><c r="C1" s="0"><v>8</v></c></row>'
    )
    source = read(xlsx(rows), "a.xlsx")
    assert grid(xlsx(rows)) == [["行政许可", "", "8"]]
    assert "划掉的文字『旧』" in dropped(source)
    assert "表三!B1：划掉的文字『7』" in dropped(source)


def test_formats_of_the_file_are_used():
    rows = '<row r="1"><c r="A1" s="2"><v>1234.5</v></c><c r="B1" s="3"><v>45322</v></c></row>'
    assert grid(xlsx(rows, formats=["#,##0.00", "yyyy&quot;年&quot;m&quot;月&quot;"])) == [["1,234.50", "2024-01-31"]]


def test_what_is_hidden_is_left_out_and_listed():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>4</v></c></row><row r="3"><c r="C3"><v>6</v></c></row>'
    )
    data = xlsx(
        rows,
        before='<cols><col min="2" max="2" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A1:A3"/></mergeCells>',
    )
    found = table(data)
    assert [[c.text for c in row] for row in found.rows] == [["1", "3"], ["", "6"]]
    assert found.rows[0][0].spans == (2, 1)
    assert found.rows[1][1].where == "表三!C3"
    assert "表三 的列B是隐藏的，没有读：『2』" in dropped(read(data, ""))
    assert "表三!A2 被合并的单元格遮住，没有读：『4』" in dropped(read(data, ""))


def test_a_hidden_sheet_is_left_out_and_listed():
    parts = xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="底稿" sheetId="2" state="veryHidden" r:id="rId1"/></sheets>'
    )
    assert "隐藏的工作表『底稿』没有读" in dropped(read(zipped(parts), ""))


def test_comments_and_pictures_are_listed():
    parts = xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(
        [("r1", "comments", "../comments1.xml", False), ("r2", "drawing", "../drawings/d.xml", False)]
    )
    parts["xl/comments1.xml"] = (
        '<comments><commentList><comment ref="A1"><text><t>请核对</t></text></comment></commentList></comments>'
    )
    parts["xl/drawings/d.xml"] = "<d><pic/><pic/><t>印章</t></d>"
    found = dropped(read(zipped(parts), ""))
    assert "表三!A1 的批注没有读入：『请核对』" in found
    assert "2 张图片" in found
    assert "文本框没有读入：『印章』" in found


def test_the_strict_variant_is_read_too():
    parts = {
        name: text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, text in xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>').items()
        if isinstance(text, str)
    }
    assert grid(zipped(parts)) == [["1"]]


def test_what_a_sheet_says_of_its_size_is_not_believed():
    data = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', before='<dimension ref="A1:XFD1048576"/>')
    assert grid(data) == [["1"]]


def test_a_workbook_that_a_library_writes():
    openpyxl = pytest.importorskip("openpyxl", reason="writes the other end of the round trip")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表二"
    sheet.append(["行政许可", 9487, None, 7730.28])
    sheet.append(["行政处罚\n（件）", "55（含自然失效 29 件）", 0, "=SUM(B1:B2)"])
    sheet.merge_cells("A3:C4")
    sheet["A3"] = "合并"
    sheet["D1"].number_format = "#,##0.0000"
    book.properties.title = "年度报告"
    out = io.BytesIO()
    book.save(out)
    source = read(out.getvalue(), "导出.xlsx")
    assert grid(out.getvalue()) == [
        ["行政许可", "9487", "", "7,730.2800"],
        ["行政处罚\n（件）", "55（含自然失效 29 件）", "0", ""],
        ["合并", "", "", ""],
        ["", "", "", ""],
    ]
    assert source.facts["标题"] == "年度报告"
    assert "表二!D2：有公式" in dropped(source)
