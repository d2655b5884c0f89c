"""What stands in a Word document?"""

import io

import pytest

from archive_files import W, docx, p, tbl, tc
from gongkai.archive.containers import read
from gongkai.archive.numbering import chinese
from gongkai.archive.raw import Paragraph, RawTable

NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="y"><w:name w:val="节"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="圈"/><w:basedOn w:val="loop"/></w:style>
<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style></w:styles>"""


def blocks(body: str, **others: str) -> list[Paragraph | RawTable]:
    return list(read(docx(body, **others), "a.docx").blocks)


def texts(body: str, **others: str) -> list[str]:
    return [b.text for b in blocks(body, **others) if isinstance(b, Paragraph)]


def grids(body: str) -> list[list[list[str]]]:
    return [[[c.text for c in row] for row in b.rows] for b in blocks(body) if isinstance(b, RawTable)]


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def listed(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def test_paragraphs_have_the_level_of_their_outline_or_style():
    body = (
        p("题", '<w:outlineLvl w:val="0"/>') + p("一", style("1")) + p("二", style("x")) + p("三", style("y"))
        + p("文", style("a")) + p("圈", style("loop")) + p("目", style("toc")) + p("低", '<w:outlineLvl w:val="9"/>' + style("1"))
    )  # fmt: skip
    found = blocks(body, styles=STYLES)
    assert [(b.text, b.level, b.where) for b in found] == [
        ("题", 1, "第1段"), ("一", 1, "第2段"), ("二", 1, "第3段"), ("三", 2, "第4段"),
        ("文", 0, "第5段"), ("圈", 0, "第6段"), ("目", 0, "第7段"), ("低", 0, "第8段"),
    ]  # fmt: skip
    assert found[6].note == "目录"


def test_numbers_that_word_makes_are_written_out():
    body = "".join(
        p(text, listed(number, level))
        for text, number, level in [
            ("总体", 1, 0), ("主动", 1, 1), ("甲", 1, 2), ("乙", 1, 2), ("申请", 1, 1), ("丙", 1, 2),
            ("点", 1, 3), ("公开", 1, 0), ("办理", 1, 1), ("问题", 2, 0), ("其他", 2, 0), ("无", 0, 0),
        ]
    )  # fmt: skip
    assert texts(body, numbering=NUMBERING) == [
        "一、总体", "（一）主动", "1.甲", "2.乙", "（二）申请", "1.丙",
        "点", "二、公开", "（一）办理", "五、问题", "六、其他", "无",
    ]  # fmt: skip
    assert blocks(body, numbering=NUMBERING)[0].note == "自动编号"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1010, "一千零一十"),
        (3005, "三千零五"),
    ],
)
def test_counting_in_chinese(number, text):
    assert chinese(number) == text


def test_what_was_inserted_is_in_and_what_was_deleted_is_out_and_listed():
    body = (
        "<w:p><w:r><w:t>收到</w:t></w:r><w:del><w:r><w:delText>三</w:delText></w:r></w:del><w:ins><w:r><w:t>四</w:t></w:r></w:ins>"
        "<w:r><w:t>件</w:t></w:r></w:p>"
        '<w:tbl><w:tr><w:trPr><w:del w:id="1"/></w:trPr>' + tc("旧") + tc("1") + "</w:tr>"
        "<w:tr>" + tc("新") + tc("2") + "</w:tr></w:tbl>"
    )
    source = read(docx(body), "")
    assert source.blocks[0].text == "收到四件"
    assert grids(body) == [[["新", "2"]]]
    assert "修订中删去的文字没有读入：『三』" in source.dropped
    assert "修订中删去的一行没有读入：『旧1』" in source.dropped


def test_breaks_tabs_hyphens_and_hidden_text():
    body = (
        '<w:p><w:r><w:t>第</w:t><w:tab/><w:t>一\u00ad章</w:t><w:softHyphen/><w:noBreakHyphen/><w:br/><w:t>下行</w:t><w:br w:type="page"/></w:r></w:p>'
        + p("看不见", run="<w:vanish/>") + p("划掉", run="<w:strike/>") + p("留下", run='<w:strike w:val="0"/><w:vanish w:val="false"/>')
    )  # fmt: skip
    source = read(docx(body), "")
    assert [b.text for b in source.blocks] == ["第\t一章-", "下行", "留下"]
    assert source.dropped == ("隐藏的文字没有读入：『看不见』", "划掉的文字没有读入：『划掉』")


DRAWN = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="old"><w:name w:val="旧"/><w:basedOn w:val="a"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="cut"><w:name w:val="删"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="cut2"><w:name w:val="删二"/><w:basedOn w:val="cut"/></w:style>
<w:style w:type="character" w:styleId="hid"><w:name w:val="藏"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="up"><w:name w:val="注"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
</w:styles>"""


def drawn(text: str, character: str = "", own: str = "") -> str:
    style_of = f'<w:rStyle w:val="{character}"/>' if character else ""
    return f"<w:r><w:rPr>{style_of}{own}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("runs", "paragraph", "wanted"),
    [
        (drawn("12", "cut") + drawn("15"), "", ["15"]),
        (drawn("12", "cut2") + drawn("15"), "", ["15"]),
        (drawn("12", "hid") + drawn("15"), "", ["15"]),
        (drawn("12"), "old", []),
        (drawn("12", own='<w:strike w:val="0"/>') + drawn("15"), "old", ["12"]),
        (drawn("12", "cut") + drawn("15"), "old", ["12"]),  # both styles: Word takes the line away again
        (drawn("12") + drawn("1", own='<w:vertAlign w:val="superscript"/>'), "", ["12（1）"]),
        (drawn("12") + drawn("[", "up") + drawn("1]", "up"), "", ["12（1）"]),
        (drawn("12") + drawn("1", "up", '<w:vertAlign w:val="baseline"/>'), "", ["121"]),
        (drawn("12", "up"), "", ["12"]),
    ],
)
def test_a_style_draws_as_the_characters_themselves_do(runs, paragraph, wanted):
    body = f"<w:p><w:pPr>{style(paragraph) if paragraph else ''}</w:pPr>{runs}</w:p>"
    assert texts(body + p("文"), styles=DRAWN) == [*wanted, "文"]


def test_powers_and_fractions_of_a_formula_are_no_digits():
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'

    def part(name: str, text: str) -> str:
        return f"<m:{name}><w:r><w:t>{text}</w:t></w:r></m:{name}>"

    power = f"<m:sSup>{part('e', '10')}{part('sup', '4')}</m:sSup>"
    fraction = f"<m:f>{part('num', '1')}{part('den', '2')}</m:f>"
    source = read(
        docx(f"<w:p><m:oMath {math}>{power}</m:oMath></w:p><w:p><m:oMath {math}>{fraction}</m:oMath></w:p>"), ""
    )
    assert [b.text for b in source.blocks] == ["10（4）", "1/2"]
    assert source.dropped == ("上标、下标写进了括号：『10（4）』",)


def test_a_field_is_its_result():
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>码</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>5</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:t>页</w:t></w:r><w:fldSimple w:instr="DATE"><w:r><w:t>完</w:t></w:r></w:fldSimple></w:p>'
    )
    assert texts(body) == ["5页完"]


def test_a_text_box_follows_its_paragraph_and_is_read_once():
    box = "<w:pict><w:txbxContent>" + p("盒中") + "</w:txbxContent></w:pict>"
    body = f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent><w:t>正文</w:t></w:r></w:p>"
    assert [(b.text, b.note) for b in blocks(body + p("后"))] == [("正文", ""), ("盒中", "文本框"), ("后", "")]


def test_merged_cells_span():
    body = tbl(
        tc("甲", '<w:gridSpan w:val="2"/>') + tc("丙", '<w:vMerge w:val="restart"/>'),
        tc("1") + tc("2") + tc("", "<w:vMerge/>"),
        tc("3") + tc("4") + tc("5"),
    )
    (found,) = [b for b in blocks(body) if isinstance(b, RawTable)]
    assert [[(c.text, c.spans, c.covered) for c in row] for row in found.rows] == [
        [("甲", (1, 2), False), ("", (1, 1), True), ("丙", (2, 1), False)],
        [("1", (1, 1), False), ("2", (1, 1), False), ("", (1, 1), True)],
        [("3", (1, 1), False), ("4", (1, 1), False), ("5", (1, 1), False)],
    ]
    assert found.rows[1][1].where == "第1个表第2行第2列"


def test_a_merge_that_goes_on_from_nothing_is_a_cell_and_short_rows_are_filled():
    assert grids(tbl(tc("", "<w:vMerge/>") + tc("1"), tc("2"))) == [[["", "1"], ["2", ""]]]


def test_paragraphs_in_cells_are_not_counted():
    assert [b.where for b in blocks(p("前") + tbl(tc("1") + tc("2")) + p("后"))] == ["第1段", "第1个表", "第2段"]


def test_a_cell_of_several_paragraphs_has_line_breaks():
    cell = f"<w:tc>{p('本年制')}{p('发件数')}</w:tc>"
    assert grids(tbl(cell + tc("1"))) == [[["本年制\n发件数", "1"]]]


def test_a_table_inside_a_table_follows_it():
    body = tbl(tc("甲") + f"<w:tc>{p('乙')}{tbl(tc('1') + tc('2'))}</w:tc>", tc("丙") + tc("丁"))
    assert grids(body) == [[["甲", "乙"], ["丙", "丁"]], [["1", "2"]]]


def test_a_frame_around_everything_is_no_table():
    body = tbl(f"<w:tc>{p('标题')}{tbl(tc('1') + tc('2'))}</w:tc>")
    assert texts(body) == ["标题"]
    assert grids(body) == [[["1", "2"]]]


def test_what_stands_beside_the_text_is_listed():
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">{p("注：含上年")}</w:footnote></w:footnotes>'
    head = f'<w:hdr xmlns:w="{W}">{p("清溪镇文件")}</w:hdr>'
    picture = "<w:p><w:r><w:drawing><pic/></w:drawing></w:r></w:p>"
    source = read(docx(p("正文") + picture, footnotes=notes, header=head), "")
    assert set(source.dropped) == {
        "脚注没有读入：『注：含上年』",
        "页眉没有读入：『清溪镇文件』",
        "图片、图表 1 处没有读",
    }


def test_what_is_not_known_is_listed():
    source = read(
        docx("<w:p><w:r><w:t>正文</w:t></w:r><w:novel><w:t>新</w:t></w:novel></w:p><w:other><w:t>奇</w:t></w:other>"),
        "",
    )
    assert [b.text for b in source.blocks] == ["正文"]
    assert source.dropped == ("认不出的部分没有读入：『新』", "认不出的部分没有读入：『奇』")


def test_content_controls_and_links_are_read_through():
    body = (
        f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>"
    )
    source = read(docx(body, links=[("rId9", "hyperlink", "https://www.example.gov.cn/", True)]), "")
    assert [b.text for b in source.blocks] == ["控件", "链接"]


def test_a_document_that_a_library_writes():
    word = pytest.importorskip("docx", reason="writes the other end of the round trip")
    document = word.Document()
    document.add_heading("年度报告", 0)
    document.add_heading("一、总体情况", 1)
    document.add_paragraph("正文")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "甲"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "乙"
    table.cell(1, 0).text = "1"
    out = io.BytesIO()
    document.save(out)
    found = read(out.getvalue(), "a.docx").blocks
    assert [(b.text, b.level) for b in found if isinstance(b, Paragraph)] == [
        ("年度报告", 1),
        ("一、总体情况", 1),
        ("正文", 0),
    ]
    assert [[(c.text, c.spans) for c in row] for b in found if isinstance(b, RawTable) for row in b.rows] == [
        [("甲", (1, 2)), ("", (1, 1)), ("乙", (2, 1))],
        [("1", (1, 1)), ("", (1, 1)), ("", (1, 1))],
    ]
