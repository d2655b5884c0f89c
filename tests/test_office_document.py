"""The Word document: the six chapters and the three tables as they are printed and stamped."""

import io
import random
import re
from dataclasses import replace
from zipfile import ZipFile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given, settings

from gongkai.cells import State
from gongkai.form import CellKey
from gongkai.office.document import document
from office_reports import AGENCY, bound, hybrid, report, reports, with_cells
from support import BODY, as_object, balanced, text_of

TEXT = """
开头一句。

## 一、总体情况

第一段写了两行，
中间不空格；English
words 之间空一格。

### （一）主动公开

**加粗的**字和[通知](https://www.example.gov.cn/a.html)。

- 甲
- 乙

1. 第一
2. 第二

| 项目 | 件数 |
|---|---|
| 办结 | 12 |

## 二、主动公开政府信息情况

注：表下的注。

## 五、存在的主要问题及改进情况

没有。

## 六、其他需要报告的事项

无。

## 七、明年的打算

再接再厉。
"""


def opened(report, **options):
    return docx.Document(io.BytesIO(document(report, AGENCY, **options)))


def shape(table):
    """Every cell of a table by its first row and column: text, rows and columns that it takes up."""
    grid = [row.cells for row in table.rows]
    areas = {}
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            areas.setdefault(cell._tc, []).append((r, c))
    texts = {cell._tc: "\n".join(p.text for p in cell.paragraphs) for row in grid for cell in dict.fromkeys(row)}
    return {
        min(area): (texts[cell], len({r for r, _ in area}), len({c for _, c in area})) for cell, area in areas.items()
    }


def figures_of(table, edition, ordinal):
    """The texts of the figures in the order of the form."""
    cells = shape(table)
    if ordinal == "三":
        return [cells[row, column][0] for row in range(3, len(table.rows)) for column in range(3, 10)]
    if ordinal == "四":
        return [cells[3, column][0] for column in range(15)]
    heads = {"2021": (0, 1, 4, 5, 7, 8, 11, 12), "2019": (0, 1, 4, 5, 8, 9, 12, 13, 15, 16)}[edition]
    return [cells[r, c][0] for r, c in sorted(cells) if r not in heads and c > 0]


def printed(cell):
    """What stands on paper: what was written, the sum of a total that was left out, 待核 for what was not read."""
    if cell.raw is None:
        return cell.number or ("待核" if cell.state is State.OPEN else "")
    return cell.raw or ("待核" if cell.state is State.OPEN else "")


def assert_same_cells(made, report):
    tables = iter(made.tables)
    for filing in report.filings:
        if not filing.absent:
            found = figures_of(next(tables), filing.table.edition, filing.table.ordinal)
            assert found == [printed(filing.cells[key]) for key in filing.table.keys], filing.table.ordinal


@pytest.mark.parametrize("made", [report("2021"), report("2019"), hybrid()], ids=["2021", "2019", "hybrid"])
def test_every_figure_is_printed_where_the_form_has_it(made):
    assert_same_cells(opened(made), made)


@given(reports())
@settings(max_examples=5)
def test_whatever_a_cell_says_is_printed_as_written(made):
    assert_same_cells(opened(made), made)


def test_blanks_slashes_notes_and_totals_left_out():
    texts = {
        CellKey("received", "person"): "空白",
        CellKey("received", "company"): "/",
        CellKey("received", "research"): "22（其中修订16件）",
        CellKey("received", "charity"): "—",
        CellKey("received", "legal_service"): "待核（1|2）",
        CellKey("received", "other_organisation"): "不适用",
        CellKey("received", "total"): None,
    }
    table = opened(with_cells(report(), "requests", texts)).tables[1]

    assert figures_of(table, "2021", "三")[:7] == ["", "/", "22（其中修订16件）", "—", "待核（1|2）", "不适用", "7"]


def test_the_heads_of_table_three_are_merged_as_printed():
    cells = {
        place: (text.replace("\n", ""), rows, cols)
        for place, (text, rows, cols) in shape(opened(report()).tables[1]).items()
    }

    assert cells[0, 0] == ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3)
    assert cells[0, 3] == ("申请人情况", 1, 7)
    assert cells[1, 3] == ("自然人", 2, 1)
    assert cells[1, 4] == ("法人或其他组织", 1, 5)
    assert cells[1, 9] == ("总计", 2, 1)
    assert [cells[2, column][0] for column in range(4, 9)] == [
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
    ]
    assert cells[3, 0] == ("一、本年新收政府信息公开申请数量", 1, 3)
    assert cells[5, 0] == ("三、本年度办理结果", 22, 1)
    assert cells[5, 1] == ("（一）予以公开", 1, 2)
    assert cells[7, 1] == ("（三）不予公开", 8, 1)
    assert cells[7, 2] == ("1.属于国家秘密", 1, 1)
    assert cells[26, 1] == ("（七）总计", 1, 2)
    assert cells[27, 0] == ("四、结转下年度继续办理", 1, 3)


def test_the_blocks_of_table_two_and_the_heads_of_table_four():
    two, _, four = (shape(table) for table in opened(report()).tables)

    assert [two[row, 0] for row in (0, 4, 7, 11)] == [(f"第二十条第（{n}）项", 1, 4) for n in "一五六八"]
    assert two[5, 1] == ("本年处理决定数量", 1, 3)
    assert four[0, 0] == ("行政复议", 1, 5)
    assert four[0, 5] == ("行政诉讼", 1, 10)
    assert four[1, 0] == ("结果\n维持", 2, 1)
    assert four[1, 5] == ("未经复议直接起诉", 1, 5)
    assert four[2, 10][0] == "结果\n维持"


def test_tables_fit_the_paper_and_break_between_rows_only():
    made = opened(report())
    section = made.sections[0]
    room = section.page_width - section.left_margin - section.right_margin

    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    for table, heads in zip(made.tables, (0, 3, 3), strict=True):
        columns = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert 0.98 < sum(columns) * 635 / room <= 1.001
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        rows = table._tbl.findall(qn("w:tr"))
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        again = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        assert again == [True] * heads + [False] * (len(rows) - heads)


def test_the_text_is_set_in_the_faces_of_official_papers():
    made = opened(bound(text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + TEXT))

    def face(style):
        fonts = made.styles[style].element.rPr.rFonts
        assert not [name for name in fonts.attrib if "Theme" in name]
        return fonts.get(qn("w:eastAsia")), made.styles[style].font.size.pt

    faces = {name: face(name) for name in ("Normal", "Title", "Heading 1", "Heading 2")}
    assert faces == {
        "Normal": ("仿宋", 16),
        "Title": ("方正小标宋简体", 22),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体", 16),
    }
    parts = {str(p.partname): p for p in made.part.package.iter_parts()}
    assert re.search(
        rb'w:name="\xe6\x96\xb9[^>]+><w:altName w:val="\xe9\xbb\x91\xe4\xbd\x93"', parts["/word/fontTable.xml"].blob
    )
    assert made.paragraphs[0].style.name == "Title"
    assert made.styles["Title"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_chapters_stand_in_order_each_with_its_text_and_table():
    made = opened(bound(text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + TEXT))
    said = []
    for block in made.iter_inner_content():
        if isinstance(block, Table):
            said.append(("table", block.cell(0, 0).text[:4]))
        elif isinstance(block, Paragraph):
            said.append((block.style.name, block.text))

    assert said == [
        ("Title", "测试县测试局2023年政府信息公开工作年度报告"),
        ("Normal", "开头一句。"),
        ("Heading 1", "一、总体情况"),
        ("Normal", "第一段写了两行，中间不空格；English words 之间空一格。"),
        ("Heading 2", "（一）主动公开"),
        ("Normal", "加粗的字和通知。"),
        ("List Bullet", "甲"),
        ("List Bullet", "乙"),
        ("Normal", "1. 第一"),
        ("Normal", "2. 第二"),
        ("table", "项目"),
        ("Heading 1", "二、主动公开政府信息情况"),
        ("Normal", "注：表下的注。"),
        ("table", "第二十条"),
        ("Heading 1", "三、收到和处理政府信息公开申请情况"),
        ("table", "（本列数"),
        ("Heading 1", "四、政府信息公开行政复议、行政诉讼情况"),
        ("table", "行政复议"),
        ("Heading 1", "五、存在的主要问题及改进情况"),
        ("Normal", "没有。"),
        ("Heading 1", "六、其他需要报告的事项"),
        ("Normal", "无。"),
        ("Heading 1", "七、明年的打算"),
        ("Normal", "再接再厉。"),
        ("Normal", "测试县测试局"),
        ("Normal", "2024年1月20日"),
    ]
    bold = [run.text for paragraph in made.paragraphs for run in paragraph.runs if run.bold]
    assert bold == ["加粗的"]
    assert [p.alignment for p in made.paragraphs[-2:]] == [WD_ALIGN_PARAGRAPH.RIGHT] * 2


def test_two_tables_do_not_run_into_one():
    body = BODY.replace("## 五", "## 二、主动公开政府信息情况\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n## 五")
    made = opened(bound(text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + body))

    blocks = [type(block).__name__ for block in made.iter_inner_content()]
    assert "TableTable" not in "".join(blocks)
    assert len(made.tables) == 4


def test_a_report_without_day_or_table_says_no_more_than_it_knows():
    text = text_of(as_object(balanced("2021", random.Random(2)), "2021", 2023))
    start, stop = text.index("依申请公开:"), text.index("行政复议诉讼:")
    made = replace(bound(f"{text[:start]}依申请公开: 缺表\n{text[stop:]}{BODY}"), published=None, publisher="县测试办")
    said = [paragraph.text for paragraph in opened(made).paragraphs]

    assert said[-1] == "县测试办"
    assert said[said.index("三、收到和处理政府信息公开申请情况") + 1] == "（原文没有这张表。）"
    assert len(opened(made).tables) == 2


def test_a_summary_and_an_invented_body_are_said_to_be_such():
    made = opened(replace(report(), summary=True), invented=True)

    assert "概述" in made.paragraphs[1].text
    assert "虚构" in made.sections[0].header.paragraphs[0].text
    assert not any("概述" in paragraph.text for paragraph in opened(report()).paragraphs)


def test_the_foot_has_the_number_of_the_page():
    xml = opened(report()).sections[0].footer._element.xml
    assert re.search(r"<w:instrText[^>]*>PAGE</w:instrText>", xml)


def test_signs_of_xml_and_what_it_cannot_hold_stay_texts():
    made = replace(report(), title='<w:p>&"\x0b甲', publisher="=1+1 & <乙>")
    made = with_cells(made, "proactive", {CellKey("fees", "fee_amount"): "<3&4>"})
    found = opened(made)

    assert found.paragraphs[0].text == '<w:p>&"\ufffd甲'
    assert found.paragraphs[-2].text == "=1+1 & <乙>"
    assert figures_of(found.tables[0], "2021", "二")[-1] == "<3&4>"


def test_no_part_of_the_file_tells_when_or_where_it_was_made():
    data = document(report(), AGENCY)
    with ZipFile(io.BytesIO(data)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
        assert not [name for name in parts.namelist() if "thumbnail" in name]
    assert data == document(report(), AGENCY)
    assert not re.search(r"python-docx|created|modified", core)
