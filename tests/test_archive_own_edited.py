"""What becomes of a workbook of ours that an office changed where it should not, or where a figure is not as it looks?"""

import io
from dataclasses import replace

import docx
import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from gongkai.archive.containers import read
from gongkai.archive.importing import NotImported, imported
from gongkai.archive.own import read_own
from gongkai.archive.refusal import Refused
from gongkai.build import load
from gongkai.cells import State
from gongkai.office.document import document
from gongkai.office.workbook import template, workbook
from gongkai.records import Agency
from office_reports import AGENCY, hybrid, report, with_cells
from support import CONTENT, forms

NEW = ("三", "一、本年新收政府信息公开申请数量", "自然人")


def edited(change, made=None):
    """The workbook of a report after a change."""
    book = load_workbook(io.BytesIO(workbook(made or report(), AGENCY)), rich_text=True)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_it_is(_book):
    """No change."""


def own(change, made=None, agencies=()):
    return read_own(read(edited(change, made), "x.xlsx"), forms(), agencies)


def refused(change, made=None, agencies=()):
    with pytest.raises(Refused) as fault:
        own(change, made, agencies)
    return str(fault.value)


def put(sheet, place, value, **look):
    """A change that writes into a cell."""

    def change(book):
        book[sheet][place].value = value
        for name, what in look.items():
            setattr(book[sheet][place], name, what)

    return change


@pytest.mark.parametrize("made", [report("2021"), report("2019"), hybrid()], ids=["2021", "2019", "hybrid"])
def test_what_nobody_changed_has_nothing_to_say(made):
    assert own(as_it_is, made).repairs == ()


@pytest.mark.parametrize(
    ("value", "look", "state", "said"),
    [
        ("=1+2", {}, ("待核", None, "待核"), "没有算出结果"),
        (15, {"font": Font(strike=True)}, ("待核", None, "待核"), "划掉的文字『15』没有读"),
        (12.6, {"number_format": "0"}, ("待核", None, "待核（13）"), "实际存的是 12.6"),
        (True, {}, ("待核", None, "待核"), "逻辑值"),
        (
            CellRichText("1", TextBlock(InlineFont(strike=True), "2"), "5"),
            {},
            ("待核", None, "待核（15）"),
            "划掉的文字『2』没有读",
        ),
    ],
    ids=["formula", "struck", "rounded", "truth", "partly struck"],
)
def test_a_figure_that_is_not_as_it_looks_is_open_with_the_reason(value, look, state, said):
    change = put("表三", "D6", value, **look)
    one = imported(edited(change), "x.xlsx", forms(), read)
    (repair,) = own(change).repairs

    assert one.cells[NEW] == state
    assert (repair.kind, repair.where, repair.made) == ("待核", "表三!D6", state[2])
    assert said in repair.why


def test_a_table_of_formulas_without_results_is_open_in_every_cell():
    def change(book):
        for row in range(6, 31):
            for column in "DEFGHIJ":
                book["表三"][f"{column}{row}"].value = "=1"

    one = imported(edited(change), "x.xlsx", forms(), read)

    assert {state for (table, _, _), (state, _, _) in one.cells.items() if table == "三"} == {"待核"}


def hide_row(sheet, row):
    def change(book):
        book[sheet].row_dimensions[row].hidden = True

    return change


def hide_column(sheet, column):
    def change(book):
        book[sheet].column_dimensions[column].hidden = True

    return change


def hide_sheet(sheet):
    def change(book):
        book[sheet].sheet_state = "hidden"

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (hide_row("表四", 6), "『表四』的第 6 行是隐藏的"),
        (hide_row("表三", 32), "『表三』的第 32 行是隐藏的"),
        (hide_column("表三", "D"), "『表三』的 D 列是隐藏的"),
        (hide_row("基本情况", 5), "『基本情况』的第 5 行是隐藏的"),
        (hide_row("正文", 2), "『正文』的第 2 行是隐藏的"),
        (hide_sheet("正文"), "『正文』这张工作表没有了"),
        (hide_sheet("表四"), "『表四』这张工作表没有了"),
        (lambda book: book.remove(book["正文"]), "『正文』这张工作表没有了"),
        (lambda book: book["表四"].insert_rows(6), "表四!A7 应当是『核对："),
        (lambda book: book["表三"].insert_rows(9), "表三!"),
        (lambda book: book["基本情况"].insert_rows(6), "基本情况!A6 应当是『发布机构』"),
        (put("基本情况", "A7", "范围"), "基本情况!A7 应当是『统计范围』，现在是『范围』"),
        (put("基本情况", "A18", "改正"), "没有找到『更正』这个小表"),
        (put("正文", "A2", None), "正文!B2 有文字，A2 没有章名"),
        (put("正文", "B1", "内容"), "正文!B1 应当是『正文』"),
        (put("表三", "D31", 12), "表三!D31 应当是核对的公式，现在是『12』"),
        (lambda book: book["表三"].merge_cells("D6:E6"), "表三!E6 被合并到别的格里了"),
        (put("基本情况", "B16", "无"), "只能是『空白』或者『待核』"),
    ],
)
def test_what_was_moved_hidden_or_removed_is_refused_with_its_place(change, said):
    assert said in refused(change)


@pytest.mark.parametrize("slug", [".", "henan/x", "CON", "a b", "x" * 300])
def test_a_code_that_can_be_no_folder_is_refused(slug):
    assert "改回填报表里原来的编码" in refused(put("基本情况", "B2", slug))


def test_a_code_of_another_body_is_refused():
    bodies = (Agency("ceshi", "", "测试县测试局"), Agency("lingju", "", "测试县邻居局"))
    mine = replace(AGENCY, name="测试县测试局")

    assert own(as_it_is, agencies=bodies).facts["编码"] == mine.slug
    assert "『测试县测试局』的编码是『ceshi』" in refused(put("基本情况", "B2", "lingju"), agencies=bodies)
    assert "『测试县测试局』的编码是『ceshi』" in refused(put("基本情况", "B2", "xin"), agencies=bodies)


def test_what_stands_outside_the_form_is_listed():
    def change(book):
        book["表三"]["L7"].value = "去年的口径不同"
        book["表二"]["H30"].value = "草稿"
        book["正文"]["C3"].value = "此处待补"
        book["基本情况"]["D20"].value = "多写的"
        book.create_sheet("明细")["A1"].value = "一季度 3 件"

    found = own(change)

    assert {(r.kind, r.where, r.found) for r in found.repairs} == {
        ("丢弃", "表三!L7", "去年的口径不同"),
        ("丢弃", "表二!H30", "草稿"),
        ("丢弃", "正文!C3", "此处待补"),
        ("丢弃", "基本情况!D20", "多写的"),
        ("丢弃", "明细", "一季度 3 件"),
    }


def test_a_struck_text_is_listed_with_its_place():
    found = own(put("基本情况", "B4", "旧标题", font=Font(strike=True)))

    assert [(r.kind, r.where) for r in found.repairs] == [("丢弃", "基本情况!B4")]
    assert "划掉的文字『旧标题』没有读" in found.repairs[0].why


def test_an_unfilled_cell_of_a_template_says_so_where_it_is():
    demo = load(CONTENT, forms()).portal
    made = template(demo, demo.by_slug["suqian"], 2025, forms().for_year(2025))
    repairs = {r.where: r for r in read_own(read(made, "x.xlsx"), forms()).repairs if r.kind == "待核"}

    assert repairs["表三!D6"][2:4] == ("", "待核")
    assert "没有填" in repairs["表三!D6"].why
    assert "表三!D7" not in repairs  # last year hands it on
    assert "表三!J6" not in repairs  # a total that is left out is none


@pytest.mark.parametrize("text", ["_x0041_", "a_x000D_b", "_x005F_", "__x0041_"])
def test_what_looks_like_an_escape_comes_back_as_it_was(text):
    made = with_cells(report(), "requests", {report().filings[1].table.keys[0]: text})
    one = imported(workbook(made, AGENCY), "x.xlsx", forms(), read)

    assert not isinstance(one, NotImported)
    assert one.cells[NEW][2] == text


def word_form(change):
    """State and figure of the first cells of 表三, beside each other in a sum that does not hold, in our document after a change."""
    filing = report().filing("requests")
    first = filing.table.keys[:3]
    made = with_cells(report(), "requests", dict(zip(first, ("12345", "", "7"), strict=True)))
    opened = docx.Document(io.BytesIO(document(made, AGENCY)))
    change(opened)
    out = io.BytesIO()
    opened.save(out)
    one = imported(out.getvalue(), "x.docx", forms(), read)
    assert not isinstance(one, NotImported)
    return [one.bound[0].filing("requests").cells[key].state for key in first]


def unsigned(made):
    made.core_properties.keywords = ""


def merged(made):
    row = made.tables[1].rows[3]
    row.cells[-7].merge(row.cells[-6])


def test_a_figure_beside_a_blank_is_as_we_wrote_it_in_a_document_of_ours_only():
    wanted = [State.NUMBER, State.BLANK, State.NUMBER]

    assert word_form(as_it_is) == wanted
    assert State.OPEN in word_form(unsigned)
    assert State.OPEN in word_form(merged)
