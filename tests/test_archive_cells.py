"""Do the figures of a damaged table come into the cells they belong to, or else stay open?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_model import grid
from archive_tables import (
    COLUMNS,
    FIVE,
    HEADS_4,
    LAYOUTS,
    drawn,
    figures,
    indented,
    lines,
    piped,
    read,
    spaced,
    tabbed,
    table_2,
    table_3,
    table_4,
    told,
    wrong,
)
from gongkai.archive.columns import Frame
from gongkai.archive.columns import readings as anywhere
from gongkai.archive.figures import figure, is_figure, split_glued
from gongkai.archive.matching import match_rows
from gongkai.archive.raw import Cell, Paragraph, RawTable
from gongkai.archive.rows import Row, rows
from support import NEW, forms

TOLD = figures("2021", 3)
OLD = figures("2019", 3)
LAID = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
THREE = pytest.mark.parametrize("layout", [tabbed, spaced, drawn])
NORMS = "第二十条第（一）项／行政规范性文件"
PERMITS = ("二", "第二十条第（五）项／行政许可", "本年处理决定数量")


def opened(one):
    """How many cells are 待核."""
    return sum(cell.open for cell in one.cells.values())


def at(table, label):
    """The number of the row with this label."""
    return next(number for number, row in enumerate(table) if any(text.startswith(label) for text in row[:3]))


def exactly(one, stated):
    return not wrong(one, stated) and not opened(one)


# 9: separators


@LAID
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_a_sound_table_is_read_in_every_layout(layout, edition):
    stated = figures(edition, 5)
    for ordinal, table in (("二", table_2(stated, edition)), ("三", table_3(stated, edition)), ("四", table_4(stated))):
        one = read(ordinal, layout(table))
        assert exactly(one, stated)
        assert ordinal == "四" or one.table.edition == edition


def test_a_table_with_one_cell_a_line_is_read():
    for ordinal, table in (("二", table_2(TOLD)), ("三", table_3(TOLD)), ("四", table_4(TOLD))):
        assert exactly(read(ordinal, lines(*(text for row in table for text in row if text))), TOLD)


def test_zeros_glued_to_their_label_are_as_many_as_there_are_columns():
    stated = dict.fromkeys(TOLD, 0)
    for ordinal, table in (("二", table_2(stated)), ("三", table_3(stated))):
        glued = lines(*("".join(row) for row in table))
        assert exactly(read(ordinal, glued), stated)


def test_a_number_before_which_columns_may_be_blank_is_not_parted():
    one = read("二", lines("规章 0 0 0", "行政规范性文件 100", "行政许可 1", "行政处罚 2", "行政强制 3"))
    assert {told(one)["二", NORMS, c][:2] for c in ("本年制发件数", "本年废止件数", "现行有效件数")} == {"待核"}


def test_glued_figures_are_not_parted_but_where_they_begin_with_a_zero():
    table = table_3(dict.fromkeys(TOLD, 0))
    text = ["".join(row) for row in table]
    text[3] = f"{NEW}120000012"
    one = read("三", lines(*text))
    assert {told(one)["三", NEW, column][:2] for column in COLUMNS} == {"待核"}


# 10: columns cut


@THREE
def test_without_a_total_in_the_head_six_figures_are_those_of_the_applicants(layout):
    one = read("三", layout([row[:-1] for row in table_3(TOLD)]))
    assert exactly(one, {key: "空白" if key[0] == "三" and key[2] == "总计" else v for key, v in TOLD.items()})


@THREE
def test_a_head_in_other_words_is_no_missing_head(layout):
    table = [[{"总计": "合计"}.get(text, text) for text in row] for row in table_3(TOLD)[:3]] + table_3(TOLD)[3:]
    stated = {key: "空白" if key[2].endswith("商业企业") else value for key, value in TOLD.items()}
    for row in table[3:]:
        row[4] = ""
    assert not wrong(read("三", layout(table)), stated)


@THREE
def test_a_row_from_which_a_figure_is_gone_says_nothing_for_sure(layout):
    for lost in (3, 6, 9):
        table = table_3(TOLD)
        row = at(table, "2.重复申请")
        table[row] = [*table[row][:3], *"500050"[:6]] if lost == 6 else [*table[row][:lost], *table[row][lost + 1 :]]
        found = {key: value for key, value in wrong(read("三", layout(table)), TOLD).items() if "重复" not in key[1]}
        assert not found


# 11: rows split, labels apart


def test_a_label_split_over_two_tables_is_joined():
    table = table_3(TOLD)
    first, rest = (
        [*table[:3], ["一、本年新收政府信息公", "", "", *table[3][3:]]],
        [["开申请数量", *[""] * 9], *table[4:]],
    )
    assert exactly(read("三", [grid(*first), grid(*rest, where="第2个表")]), TOLD)


def apart(table):
    words = [" ".join(text for text in row if text and not text.isdecimal()) for row in table]
    return words, [" ".join(text for text in row if text.isdecimal()) for row in table]


def test_figures_above_or_below_their_labels_or_in_heaps_are_not_given_to_another_label():
    for ordinal, table in (("二", table_2(TOLD)), ("三", table_3(TOLD))):
        words, numbers = apart(table)
        above = [line for pair in zip(numbers, words, strict=True) for line in pair if line]
        assert not wrong(read(ordinal, lines(*above)), TOLD)
        below = [line for pair in zip(words, numbers, strict=True) for line in pair if line]
        assert not wrong(read(ordinal, lines(*below)), TOLD)
        for one, other in ((words, numbers), (numbers, words)):
            heaps = [t for n in range(0, len(table), 3) for t in (*one[n : n + 3], *other[n : n + 3]) if t]
            assert not wrong(read(ordinal, lines(*heaps)), TOLD)


# 12: labels in the wrong place


def test_labels_one_place_to_the_left_keep_their_figures():
    table = table_3(TOLD)
    for label in ("3.其他", "（七）总计"):
        row = at(table, label)
        table[row] = [*[text for text in table[row][:3] if text], *table[row][3:]]
    assert exactly(read("三", tabbed(table)), TOLD)


# 13: another head


@LAID
def test_columns_in_another_order_than_the_form_are_open(layout):
    table = table_2(TOLD)
    for number in (1, 2, 3):
        label, issued, repealed, in_force = table[number]
        table[number] = [label, in_force, issued, repealed]
    one = read("二", layout(table))
    assert not wrong(one, TOLD)
    assert opened(one) == 6
    swapped = [[*row[:3], row[9], *row[4:9], row[3]] for row in table_3(TOLD)[1:]]
    assert not wrong(read("三", layout(swapped)), TOLD)


def test_the_three_groups_of_table_four_in_another_order_are_open():
    values = table_4(TOLD)[3]
    heads = [["行政诉讼", *[""] * 9, "行政复议", *[""] * 4], ["未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 9]]
    one = read("四", tabbed([*heads, FIVE * 3, [*values[5:], *values[:5]]]))
    assert opened(one) == 15


def test_heads_that_are_nearly_those_of_the_form_are_in_order_too():
    table = table_2(TOLD)
    for number in (1, 2, 3):
        label, issued, repealed, in_force = table[number]
        table[number] = [label, in_force, repealed, issued]
    table[1] = ["信息内容", "现行有效数", "本年废止数", "本年制发数"]
    one = read("二", tabbed(table))
    assert not wrong(one, TOLD)
    assert opened(one) == 6


@THREE
def test_below_heads_that_are_not_of_the_form_a_row_stands_only_if_its_sum_proves_it(layout):
    table = table_2(TOLD)
    table[1] = ["信息内容", "上年件数", *table[1][1:]]
    table[2:4] = [[*row[:1], "99", *row[1:3], ""] for row in table[2:4]]
    assert not wrong(read("二", layout(table)), {k: v for k, v in TOLD.items() if not k[2].startswith("现行")})
    first = [[*row[:3], row[9], *row[3:9]] for row in table_3(TOLD)]
    first[1][3:5] = ["合计", "自然人"]
    assert not wrong(read("三", layout([first[1], *first[3:]])), TOLD)


@THREE
def test_of_three_columns_only_what_they_name_is_sure(layout):
    heads = ["", "", "", "自然人", "法人或其他组织", "总计"]
    rows_of_three = ([*row[:4], str(sum(map(int, row[4:9]))) if row[9] else "", row[9]] for row in table_3(TOLD)[3:])
    table = [heads, *rows_of_three]
    one = read("三", layout(table))
    assert not {key: value for key, value in wrong(one, TOLD).items() if key[2] in {"自然人", "总计"}}
    assert not [
        key
        for key, text in told(one).items()
        if key[0] == "三" and "法人" in key[2] and text not in {"0", "空白"} and not text.startswith("待核")
    ]


@pytest.mark.parametrize("head", ["本年收费金额（单位：元）", "本年收费金额（元）", "本年收费金额 单位：千元"])
@THREE
def test_another_unit_of_money_in_the_head_leaves_the_fee_open(layout, head):
    table = table_2(TOLD)
    table[at(table, "行政事业") - 1][1] = head
    one = read("二", layout(table))
    assert not wrong(one, {key: value for key, value in TOLD.items() if "收费" not in key[2]})
    assert [text[:2] for key, text in told(one).items() if "收费" in key[2]] == ["待核"]


@THREE
def test_a_figure_that_is_lost_within_a_row_may_be_any(layout):
    table = table_3(TOLD)
    row = at(table, "2.重复申请")
    table[row][3:] = ["1", "0", "0", "0", "0", "1"]
    found = {key[2]: text for key, text in told(read("三", layout(table))).items() if "2.重复" in key[1]}
    assert found.pop("总计") == "1"
    assert {text[:2] for text in found.values()} == {"待核"}


def test_the_heads_of_table_four_are_in_order_within_each_group_too():
    heads = [*FIVE[1::-1], *FIVE[2:]]
    one = read("四", spaced([*HEADS_4[:2], [*heads, *FIVE, *FIVE], table_4(TOLD)[3]]))
    assert opened(one) == 15


def test_a_short_row_of_table_four_is_open_where_its_sums_do_not_decide():
    values = ["1", "0", "1", "2", *"00000", *"10001"]  # a 0 of the first five is lost
    one = read("四", tabbed([*HEADS_4, values]))
    assert {told(one)["四", "", f"行政复议／{part}"][:2] for part in FIVE[:4]} == {"待核"}
    assert told(one)["四", "", "行政复议／总计"] == "2"


def test_a_row_below_the_one_of_table_four_is_listed():
    one = read("四", tabbed([*table_4(TOLD), ["其中：", *"300140000010001"]]))
    assert exactly(one, TOLD)
    assert [repair.kind for repair in one.repairs] == ["丢弃"]


@THREE
def test_a_letter_in_one_cell_leaves_that_cell_open(layout):
    table = table_3(TOLD)
    row = at(table, "3.其他")
    table[row][4] = "l"
    one = read("三", layout(table))
    assert not wrong(one, TOLD)
    assert opened(one) == 1


def test_a_long_run_of_digits_is_not_parted():
    assert read("三", lines(*("".join(row) for row in table_3(TOLD)[:3]), f"{NEW} {'0' * 60}")).found is False


# 14: page numbers and rules


@pytest.mark.parametrize("number", ["5", "— 5 —", "- 3 -", "第5页", "2023"])
def test_the_number_of_a_page_is_no_figure(number):
    table = table_2(TOLD)
    row = at(table, "行政许可")
    for text in (["行政许可", number, table[row][1]], ["行政许可", table[row][1], number]):
        split = ["\t".join(r) for r in table[:row]] + text + ["\t".join(r) for r in table[row + 1 :]]
        assert not wrong(read("二", lines(*split)), TOLD)
    blocks = tabbed(table_3(TOLD))
    assert exactly(read("三", [*blocks[:12], Paragraph(number, "页"), *blocks[12:]]), TOLD)


def test_the_number_of_a_page_does_not_stand_in_for_a_figure_that_is_lost():
    heads, values = tabbed(HEADS_4), table_4(TOLD)[3]
    assert exactly(read("四", [*heads, *lines("5", *values)]), TOLD)
    assert not wrong(read("四", [*heads, *lines("5", *values[:7], *values[8:])]), TOLD)


# 15, 16, 18: what stands in a cell


def test_a_blank_is_no_zero_and_a_zero_no_blank():
    for layout in (tabbed, drawn, piped, indented):
        table = table_3(TOLD)
        row = at(table, "2.重复申请")
        table[row][3:] = [""] * 7
        stated = {key: "空白" if "2.重复" in key[1] else value for key, value in TOLD.items()}
        assert exactly(read("三", layout(table)), stated)


def test_two_zeros_of_seven_do_not_prove_where_they_stand():
    table = table_3(TOLD)
    row = at(table, "2.重复申请")
    table[row][3:] = ["0", "0", "", "", "", "", ""]
    one = read("三", spaced(table))
    assert {text[:2] for key, text in told(one).items() if "2.重复" in key[1]} == {"待核"}


FIGURES = [
    ("count", "22（其中修订 16 件）", "22（其中修订 16 件）"),
    ("count", "1,234", "1234"),
    ("count", "１２", "12"),
    ("count", "0.0", "0"),
    ("count", "12 件", "12"),
    ("count", "一百零五", "105"),
    ("count", "〇", "0"),
    ("count", "—", "—"),
    ("signed", "+126", "+126"),
    ("signed", "−8", "-8"),
    ("money", "0.0000", "0.0000"),
    ("money", "59237.2449", "59237.2449"),
    ("money", "120.5万元", "120.5"),
    ("amount", "120.5万元", "120.5万元"),
    ("amount", "1,234元", "1234元"),
]


@pytest.mark.parametrize(("kind", "text", "meant"), FIGURES)
def test_a_figure_is_read_as_it_is_meant(kind, text, meant):
    assert is_figure(text)
    assert figure(text, kind).text == meant


DOUBTFUL = ["5亿元", "5000元", "一千二", "万", "1 234", "18\n08595", "12%", "1,2", "2023-01-31", "O", "007", "-8", "无"]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_a_figure_that_may_mean_another_is_open_and_pushes_no_other_away(text):
    assert is_figure(text)
    assert figure(text, "count").text == ""
    table = table_2(TOLD)
    table[at(table, "行政规范")][2] = text
    one = read("二", tabbed(table))
    assert opened(one) == 1
    assert not wrong(one, TOLD)


@pytest.mark.parametrize("text", ["*", "？", "……", "N/A", "约12"])
def test_a_mark_instead_of_a_figure_is_no_blank(text):
    table = table_2(TOLD)
    table[at(table, "行政许可")][1] = text
    assert told(read("二", tabbed(table)))[PERMITS].startswith("待核")


@given(st.integers(0, 10**12), st.sampled_from(["{}", "{:,}", " {} ", "{}件", "{}（含其他）"]))
def test_a_number_stays_the_same_however_it_is_written(number, pattern):
    assert figure(pattern.format(number), "count").text.split("（")[0] == str(number)


@given(st.lists(st.integers(0, 999), min_size=2, max_size=5))
def test_the_parts_of_glued_figures_are_among_the_ways_and_each_way_is_the_whole(numbers):
    parts = tuple(map(str, numbers))
    ways = split_glued("".join(parts), len(parts))
    assert parts in ways
    assert {"".join(way) for way in ways} == {"".join(parts)}


# 17: rows too many, too few, twice


@THREE
@pytest.mark.parametrize("label", ["1.属于国家", "3.其他", "（七）总计", "四、结转", "2.重复申请"])
def test_a_row_that_is_not_there_is_open_and_no_blank(layout, label):
    table = table_3(TOLD)
    row = at(table, label)
    gone = [old or new for old, new in zip(table[row][:2], table[row + 1][:2], strict=True)] if row < 27 else []
    if gone and table[row + 1][2] and table[row][1]:
        table[row + 1][:2] = gone
    del table[row]
    stated = {key: value for key, value in TOLD.items() if label not in key[1]}
    one = read("三", layout(table))
    assert not wrong(one, stated)
    assert opened(one) == 7


@THREE
def test_rows_that_are_in_no_form_move_no_others(layout):
    table = table_2(TOLD)
    table.insert(at(table, "行政规范") + 1, ["其他主动公开文件", "3", "4", "5"])
    table.append(["", "", "", ""])
    assert exactly(read("二", layout(table)), TOLD)


@THREE
def test_of_a_row_that_stands_there_twice_only_what_agrees_is_sure(layout):
    table = table_3(TOLD)
    row = at(table, "4.保护")
    again = [*table[row][:3], *(str(int(text) + 1) for text in table[row][3:])]
    one = read("三", layout([*table[: row + 1], again, *table[row + 1 :]]))
    assert not wrong(one, TOLD)
    assert opened(one) == 7
    assert exactly(read("三", layout([*table[: row + 1], table[row], *table[row + 1 :]])), TOLD)


@THREE
def test_two_tables_of_a_kind_with_other_figures_are_open(layout):
    ones = dict.fromkeys(TOLD, 1)
    for tables in ((TOLD, ones), (ones, TOLD)):
        assert not wrong(read("三", [b for stated in tables for b in layout(table_3(stated))]), TOLD)
        assert not wrong(read("四", layout([*HEADS_4, *(table_4(stated)[3] for stated in tables)])), TOLD)


@THREE
def test_figures_of_a_group_are_not_those_of_its_first_row(layout):
    table = table_3(TOLD)
    table.insert(at(table, "（三）不予公开"), ["", "（三）不予公开", "", "99", *"000000"])
    assert not wrong(read("三", layout(table)), TOLD)


@THREE
def test_three_figures_in_a_row_of_one_column_are_open(layout):
    table = table_2(TOLD)
    table[at(table, "行政许可")][1:] = ["3", "4", "7"]
    one = read("二", layout(table))
    assert told(one)[PERMITS].startswith("待核")
    assert opened(one) == 1


@THREE
def test_numbers_in_sentences_around_a_table_are_not_its_figures(layout):
    said = lines("全年办理行政许可 12 件", "予以公开 12", "其他 5", "总计 20")
    for blocks in ([*said, *layout(table_3(TOLD))], [*layout(table_3(TOLD)), *said]):
        assert not wrong(read("三", blocks), TOLD)
    assert not wrong(read("二", [*lines("行政许可 12"), *layout(table_2(TOLD))]), TOLD)


# Merged places


def test_a_figure_merged_over_two_columns_leaves_its_row_open():
    table = table_3(dict.fromkeys(TOLD, 0))
    cells = [[Cell(text, f"{i}行{j}列") for j, text in enumerate(row)] for i, row in enumerate(table)]
    row = at(table, "2.重复申请")
    cells[row][4] = Cell("0", "并", (1, 2))
    cells[row][5] = Cell("", "被并", (1, 1), covered=True)
    one = read("三", [RawTable(tuple(map(tuple, cells)), "表")])
    assert {text[:2] for key, text in told(one).items() if "2.重复" in key[1]} == {"待核"}
    assert opened(one) == 7


# 19: no table


def test_a_table_that_is_not_there_is_open_in_all_cells():
    one = read("三", lines("本表见附件图片。"))
    assert not one.found
    assert opened(one) == len(one.cells)


# 23: editions mixed


def test_every_table_decides_its_edition_alone():
    assert read("三", tabbed(table_3(OLD, "2019")), 2023).table.edition == "2019"
    assert read("二", tabbed(table_2(TOLD)), 2020).table.edition == "2021"


# Parts


@given(st.lists(st.integers(0, 9), min_size=1, max_size=7))
def test_all_places_of_figures_keep_their_order(numbers):
    cells = tuple(Cell(str(number), str(n)) for n, number in enumerate(numbers))
    for reading in anywhere(Row((), cells, exact=False), Frame(7, tuple(range(7)))):
        assert tuple(cell for cell in reading if cell) == cells


@given(st.data())
def test_rows_match_in_the_order_of_the_form_and_no_label_moves(data):
    edition = forms().get("2021")
    assert edition
    (part,) = edition.tables[1].blocks
    kept = sorted(data.draw(st.sets(st.integers(0, len(part.row_leaves) - 1), min_size=1)))
    table = [row for row in table_3(TOLD)[3:] if any(row[3:])]
    source = rows(spaced([[table[n][0] + table[n][1] + table[n][2], *table[n][3:]] for n in kept]))
    found = match_rows(source, part.row_leaves).matches
    assert [match.leaf for match in found] == [part.row_leaves[n] for n in kept]


def test_a_mangled_label_is_taken_for_the_likest_one_and_said_so():
    table = table_3(TOLD)
    table[at(table, "5.属于三类")][2] = "5.属于三类内郡事务信息"
    one = read("三", tabbed(table))
    assert exactly(one, TOLD)
    assert [repair.kind for repair in one.repairs] == ["错字"]


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["12", "", "0", "0", "0", "0", "0"], "连在一起"),
        (["l", "1", "", "0", "0", "0", "9"], "认不清"),
        (["1", "0", "0", "0", "0", "2", ""], "头一格或者末一格"),
    ],
)
def test_a_row_that_no_sum_proves_says_why_it_is_open(texts, why):
    table = table_3(TOLD)
    row = at(table, "2.重复申请")
    table[row][3:] = texts
    reasons = [repair.why for repair in read("三", tabbed(table)).repairs if repair.kind == "待核"]
    assert any(why in reason for reason in reasons)
