"""Which row and column of the form is each figure of a source, and what stays open?"""

import pytest

from gongkai.archive.figures import figure, is_figure
from gongkai.archive.raw import Cell, Paragraph, RawTable
from gongkai.archive.recognise import recognise
from gongkai.archive.rows import rows
from support import forms

HEAD = "申请人情况 自然人 法人或其他组织 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他"


def lines(*texts):
    return [Paragraph(text, f"第{number}行") for number, text in enumerate(texts, 1)]


def requests(*texts):
    """表三 of what stands in a chapter."""
    return recognise({"三": lines(*texts)}, forms(), 2023)[1]


def row(table, name):
    return [read.text for key, read in table.cells.items() if key.row == name]


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("22（其中修订 16 件）", "count", "22（其中修订 16 件）"),
        ("１２", "count", "12"),
        ("1,234", "count", "1234"),
        ("0.0", "count", "0"),
        ("12件", "count", "12"),
        ("十二", "count", "12"),
        ("+126", "signed", "+126"),
        ("-8", "signed", "-8"),
        ("7730.280", "money", "7730.280"),
        ("7730.28万元", "money", "7730.28"),
        ("120.5万元", "amount", "120.5万元"),
        ("—", "count", "—"),
        ("/", "count", "/"),
        ("不适用", "count", "不适用"),
        ("", "count", "空白"),
    ],
)
def test_a_figure_is_written_as_the_form_has_it(text, kind, written):
    assert figure(text, kind).text == written


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("7730元", "money"),
        ("5亿元", "count"),
        ("007", "count"),
        ("1 234", "count"),
        ("无", "count"),
        ("12%", "count"),
        ("待核（1|12）", "count"),
    ],
)
def test_what_is_not_certain_is_left_open(text, kind):
    assert figure(text, kind).text == ""


@pytest.mark.parametrize("text", ["1.属于国家秘密", "（三）不予公开", "第二十条第（一）项", "合计数", ""])
def test_a_label_is_no_figure(text):
    assert not is_figure(text)


def test_a_label_that_is_split_over_a_page_comes_together():
    table = requests(HEAD, "一、本年新收政府信息公", "开申请数量 1 2 0 0 0 0 3", "- 5 -", "二、上年结转政府信息公开申请数量 4 0 0 0 0 0 4",
                     "（一）予以公开 5 0 0 0 0 0 5", "（二）部分公开 0 0 0 0 0 0 0", "1.属于国家秘密 0 0 0 0 0 0 0",
                     "2.其他法律行政法规禁止公开 1 0 0 0 0 0 1", "3.危及“三安全一稳定” 0 0 0 0 0 0 0", "4.保护第三方合法权益 2 0 0 0 0 0 2",
                     "5.属于三类内部事务信息 0 0 0 0 0 0 0")  # fmt: skip

    assert row(table, "received") == ["1", "2", "0", "0", "0", "0", "3"]
    assert row(table, "third_party") == ["2", "0", "0", "0", "0", "0", "2"]
    assert "拼接" in {repair.kind for repair in table.repairs}
    assert all(text == "待核" for text in row(table, "repeated"))  # not in the source


ROWS = [
    ["一、本年新收政府信息公开申请数量", "7", "0", "0", "0", "0", "0", "7"],
    ["二、上年结转政府信息公开申请数量", "", "", "", "", "", "", "3"],
    ["（一）予以公开", "8", "0", "0", "0", "0", "0", "8"],
    ["（二）部分公开", "0", "0", "0", "0", "0", "0", "0"],
    ["1.属于国家秘密", "0", "0", "0", "0", "0", "0", "0"],
    ["2.其他法律法规禁止公开", "0", "0", "0", "0", "0", "0", "0"],
    ["3.危及三安全一稳定", "0", "0", "0", "0", "0", "0", "0"],
    ["4.保护第三方合法权益", "0", "0", "0", "0", "0", "0", "0"],
    ["5.属于三类内容事务信息", "0", "0", "0", "0", "0", "0", "0"],
    *([label, *"0000000"] for label in ("6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项")),
    *([label, *"1000001"] for label in ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作")),
]


def piped(given):
    return ["| " + " | ".join(cells) + " |" for cells in given]


def test_a_blank_stays_blank_in_whatever_layout_shows_blanks():
    layouts = {
        "pipes": lines(HEAD, *piped(ROWS)),
        "tabs": lines(HEAD, *("\t".join(cells) for cells in ROWS)),
        "drawn": [RawTable(tuple(tuple(Cell(text, "表1") for text in cells) for cells in ROWS), "表1")],
        "a line a cell": lines(*(line for cells in ROWS for line in [*(f"\t{text}" for text in cells), ""])),
    }
    for name, blocks in layouts.items():
        table = recognise({"三": blocks}, forms(), 2023)[1]

        assert row(table, "carried_in") == ["空白"] * 6 + ["3"], name
        assert row(table, "received") == ["7", "0", "0", "0", "0", "0", "7"], name


def test_where_blanks_are_not_seen_a_row_of_fewer_figures_is_open():
    given = [" ".join(cells) for cells in ROWS]
    given[0] = "一、本年新收政府信息公开申请数量 7 5 12"
    table = requests(HEAD, *given)

    assert all(text.startswith("待核") for text in row(table, "received")[:-1])
    assert row(table, "received")[-1] == "12"  # of the ways to place them only those that add up
    assert row(table, "granted") == ["8", "0", "0", "0", "0", "0", "8"]


def test_a_row_that_stands_twice_with_other_figures_is_open():
    table = requests(HEAD, *piped([*ROWS, ["5.属于三类内容事务信息", "1", "0", "0", "0", "0", "0", "1"]]))

    assert row(table, "internal_affairs") == ["待核"] * 7
    assert row(table, "third_party") == ["0"] * 7


def test_labels_apart_from_their_figures_are_open():
    given = [[cells[0], *[""] * 7] for cells in ROWS[2:5]] + [["", *cells[1:]] for cells in ROWS[2:5]]
    table = requests(HEAD, *piped([*ROWS[:2], *given, *ROWS[5:]]))

    assert all(
        text.startswith("待核") for name in ("granted", "partly_granted", "state_secret") for text in row(table, name)
    )
    assert row(table, "third_party") == ["0"] * 7


def test_each_table_has_the_edition_that_it_is_of():
    old = lines(
        "规章 0 0 0",
        "规范性文件 1 2 3",
        "行政许可 4 0 9",
        "其他对外管理服务事项 0 0 0",
        "行政处罚 1 0 1",
        "行政强制 0 0 0",
        "行政事业性收费 2 0",
        "政府集中采购 1 12万元",
    )
    new = lines(
        "行政复议 行政诉讼 结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉",
        "0 0 0 0 0 1 0 0 0 1 0 0 0 0 0",
    )
    two, three, four = recognise({"二": old, "三": lines(HEAD, *piped(ROWS)), "四": new}, forms(), 2023)

    assert (two.table.edition, three.found, four.table.edition) == (
        "2019",
        True,
        "2019",
    )  # that of the others, where the labels say nothing
    assert row(two, "permits") == ["4", "0", "9"]
    assert row(two, "procurement") == ["1", "12万元"]
    assert row(four, "cases")[5:10] == ["1", "0", "0", "0", "1"]


def test_sentences_are_no_rows():
    assert [r.values for r in rows(lines("2023 年，本机关办理行政许可 12 件，同比增长。"))] == [()]


def test_a_second_row_of_figures_leaves_table_four_open_and_no_figure_vanishes():
    heads = "行政复议 行政诉讼 结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉"
    first, second = "0 0 0 0 0 1 0 0 0 1 0 0 0 0 0", "0 0 0 0 0 2 0 0 0 2 0 0 0 0 0"

    def table(*texts):
        return recognise({"四": lines(heads, *texts)}, forms(), 2023)[2]

    assert row(table(first, "不知何物\t7\t8"), "cases")[5] == "1"
    assert [r.found for r in table(first, "不知何物\t7\t8").repairs] == ["不知何物 7 8"]
    assert all(
        text.startswith("待核") for text in row(table(first + " ", "本年\t" + second.replace(" ", "\t")), "cases")
    )
