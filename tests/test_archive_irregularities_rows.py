"""Irregularities 9 to 14 of real reports, those of rows and layouts: one named case and more for each.

Each case is a whole report with one damage, read by the whole importer, and every cell of it is compared.
"""

import pytest

from archive_irregular import (
    BLANK,
    OPEN,
    check,
    empty,
    figures,
    line,
    of,
    read,
    repaired,
    report,
    reword,
    sheet,
    swapped,
    told,
    true,
    written,
)
from archive_layouts import LAYOUTS, Style
from archive_truth import STUB, Box, Row

KINDS_OF_BODY = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


# ---- 9


@pytest.mark.parametrize("edition", ["2021"])
@pytest.mark.parametrize("layout", sorted(set(LAYOUTS) - {"glued"}))
def test_09_every_separator(layout, edition):
    check(read(report(edition, edition), layout), true(edition, edition))


@pytest.mark.parametrize("layout", ["cells", "cells_tabbed"])
def test_09_a_blank_line_for_each_cell(layout):
    check(read(written(report(), layout, Style(loose=True))), true())


@pytest.mark.parametrize("permits", ["行政许可0", "行政许可 0"])
def test_09_glued_cells(permits):
    document = report()
    figures(line(document, "二", "行政许可"), "0")
    file = swapped(written(document, "glued"), ("\n行政许可0\n", f"\n{permits}\n"))
    assert "\n规章000\n行政规范性文件 3 1 12\n" in file[0].decode()
    # 0000000 can only be seven noughts; 6010007 might be one figure, so it may be left open.
    some = [row for row in sheet(document, "三").data if all(len(box.text) == 1 for box in row.figures)]
    unsure = [key for row in some if row.figures[0].text != "0" for key in row.keys]
    assert len(unsure) == 7 * 14

    check(read(file), true() | dict.fromkeys(of("二", "行政许可"), "0"), unsure)


@pytest.mark.parametrize("layout", ["pipes", "html_spans"])
def test_09_breaks_inside_labels(layout):
    swaps = [("信息内容", "信息<br>内容"), ("行政规范性文件", "行政规范<br/>性文件"), ("尚未审结", "尚未<br />审结")]
    document = reword(report(), *((old, new.replace("<br/>", "<br>").replace("<br />", "<br>")) for old, new in swaps))
    for box in [box for one in document.sheets for row in one.rows for box in row.slots]:
        box.text = box.text.replace("<br>", "\n")

    assert b"<br" in written(document, layout)[0]
    check(read(document, layout), true())


# ---- 10


@pytest.mark.parametrize("layout", ["tabs_kept", "spaces"])
def test_10_no_column_of_totals(layout):
    document = report()
    for row in sheet(document, "三").rows:
        if len(row.slots) == 10:
            row.slots.pop()
    lost = of("三", "", "总计")
    one = read(document, layout)

    check(one, true() | dict.fromkeys(lost, BLANK))


def test_10_the_first_column_is_cut_off():
    document = report()
    for row in sheet(document, "三").rows:
        if len(row.slots) == 10:
            row.slots.pop(STUB)

    check(read(document), true(), lost=of("三", "", "自然人"))


@pytest.mark.parametrize("layout", ["tabs_kept", "spaces"])
def test_10_rows_of_different_lengths_without_totals(layout):
    document = report()
    for row in sheet(document, "三").rows:
        if len(row.slots) == 10:
            row.slots.pop()
    shorter = ["（一）予以公开", "5.属于三类", "1.本机关不掌握", "1.信访举报", "（七）总计"]
    for label in shorter:
        line(document, "三", label).slots.pop()
    expected = true() | dict.fromkeys(of("三", "", "总计"), BLANK)
    for label in shorter:
        expected |= dict.fromkeys(of("三", label, "自然人", *KINDS_OF_BODY), OPEN)
    # 4 0 0 0 0 and 8 0 0 0 0 in six columns: whichever is missing, the third to the fifth are noughts.
    same = [*of("三", "5.属于三类", *KINDS_OF_BODY[1:4]), *of("三", "1.信访举报", *KINDS_OF_BODY[1:4])]
    one = read(document, layout)
    found = told(one)

    check(one, expected | {key: "0" if found[key] == "0" else OPEN for key in same})


# ---- 11


def torn(document, label, at, *, below):
    """A label in two rows on two pages; the figures stand beside its first half or its second."""
    table, row = sheet(document, "三"), line(document, "三", label)
    box = next(box for box in row.slots if box.text.startswith(label))
    rest = Box(box.text[at:], "row", box.keys)
    other = Row("row", [rest if slot is box else slot for slot in row.slots[:STUB]] + empty(7))
    box.text = box.text[:at]
    if below:
        other.slots[STUB:], row.slots[STUB:] = row.slots[STUB:], other.slots[STUB:]
    place = table.rows.index(row) + 1
    table.rows[place:place] = [Row("break"), other]


@pytest.mark.parametrize("layout", ["tabs_kept", "html_plain"])
@pytest.mark.parametrize("below", [False, True], ids=["beside the first half", "beside the second half"])
@pytest.mark.parametrize(
    ("label", "at"), [("一、本年新收政府信息公开申请数量", 11), ("2.没有现成信息需要另行制作", 13)]
)
def test_11_a_label_split_over_two_pages(label, at, below, layout):
    document = report()
    torn(document, label, at, below=below)
    one = read(document, layout)

    check(one, true())
    assert [made for found, made in repaired(one, "拼接") if label in found and made.endswith(label)]


def test_11_a_head_split_over_two_pages():
    document = report("2019", "2019")
    table = sheet(document, "二")
    head = next(row for row in table.rows if row.kind == "head")
    below = [Box("", "fill"), Box("作数量", "column"), *empty(2, "fill")]
    head.slots[1].text = "本年新制"
    table.rows[table.rows.index(head) + 1 : table.rows.index(head) + 1] = [Row("break"), Row("head", below)]

    check(read(document, "html_plain"), true("2019", "2019"))


@pytest.mark.parametrize("layout", ["tabs_kept", "spaces"])
def test_11_where_labels_stand_apart_from_their_figures_nothing_is_guessed(layout):
    document = report()
    table = sheet(document, "三")
    labels = ["3.危及", "4.保护第三方", "5.属于三类"]
    rows = [line(document, "三", label) for label in labels]
    apart = [Row("row", empty(STUB, "fill") + row.slots[STUB:]) for row in rows]
    for row in rows:
        row.slots[STUB:] = empty(7)
    place = table.rows.index(rows[-1]) + 1
    table.rows[place:place] = apart

    check(read(document, layout), true(), unsure=[key for label in labels for key in of("三", label)])


# ---- 12


@pytest.mark.parametrize("layout", ["tabs_kept", "html_plain"])
def test_12_labels_and_figures_one_column_to_the_left(layout):
    document = report()
    for label in ("3.其他", "（七）总计"):
        row = line(document, "三", label)
        row.slots = [row.slots[2], Box("", "fill"), *row.slots[STUB:], Box("", "fill")]

    check(read(document, layout), true())


@pytest.mark.parametrize("layout", ["tabs_kept", "docx"])
def test_12_only_the_labels_one_column_to_the_left(layout):
    document = report()
    for label in ("3.其他", "（七）总计"):
        row = line(document, "三", label)
        row.slots[:STUB] = [row.slots[2], *empty(2, "fill")]

    check(read(document, layout), true())


def test_12_other_handling_with_an_empty_cell_beside_it():
    document = report("2019", "2019")
    row = line(document, "三", "（六）其他处理")
    row.slots[2] = Box("", "fill")

    check(read(document), true("2019", "2019"))


# ---- 13


@pytest.mark.parametrize("layout", ["pipes", "html_plain"])
def test_13_a_part_of_the_rows_under_a_wrong_head(layout):
    document = report()
    table = sheet(document, "三")
    place = table.rows.index(line(document, "三", "1.信访举报"))
    item = Box("项目", "fill")
    heads = ["本年新收件数", "上年结转件数", "办结件数", "件数", "金额", "备注", "合计"]
    table.rows[place:place] = [Row("break"), Row("head", [item, item, item, *(Box(head, "fill") for head in heads)])]

    check(read(document, layout), true())


# ---- 14


@pytest.mark.parametrize("layout", ["tabs_kept", "cells"])
@pytest.mark.parametrize("noise", ["— 5 —", "- 3 -", "1", "——————", "第 6 页 共 9 页"])
def test_14_page_numbers_and_rules_inside_a_table(noise, layout):
    document = report()
    table = sheet(document, "三")
    table.rows.insert(table.rows.index(line(document, "三", "7.属于")), Row("noise", text=noise))
    # Where a line is a cell, a bare number or a dash after a row may be one figure more of it.
    unsure = of("三", "6.属于四类") if layout == "cells" and noise in {"1", "——————"} else []

    check(read(document, layout), true(), unsure)


@pytest.mark.parametrize("layout", ["tabs_kept", "html_plain"])
@pytest.mark.parametrize(
    "noise",
    [
        "— 5 —",
        "- 3 -",
        "1",
        "第 6 页 共 9 页",
    ],
)
def test_14_a_page_number_that_is_left_out_is_listed(noise, layout):
    document = report()
    table = sheet(document, "三")
    table.rows.insert(table.rows.index(line(document, "三", "7.属于")), Row("noise", text=noise))
    one = read(document, layout)

    assert noise in [found for found, _ in repaired(one, "丢弃")]
    assert noise.replace(" ", "") not in one.text.splitlines()


def test_14_a_rule_is_no_cell():
    document = report()
    table = sheet(document, "三")
    table.rows.insert(table.rows.index(line(document, "三", "7.属于")), Row("noise", text="——————"))

    check(read(document, "cells"), true())


def test_14_a_rule_of_markdown_between_rows_is_no_row():
    rule = "|---|---|---|---|\n"
    file = swapped(
        written(report(), "pipes"), ("| 行政处罚 |", f"{rule}| 行政处罚 |"), ("| 行政强制", f"{rule}| 行政强制")
    )

    check(read(file), true())
