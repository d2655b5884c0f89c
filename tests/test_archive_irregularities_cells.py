"""Irregularities 15 to 19 of real reports, those of cells and whole tables: one named case and more for each.

Each case is a whole report with one damage, read by the whole importer, and every cell of it is compared.
"""

import pytest

from archive_irregular import (
    BLANK,
    INAPPLICABLE,
    OPEN,
    SLASH,
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
from archive_truth import Box, Row

KINDS_OF_BODY = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")


# ---- 15


def rows_of_blanks(expected):
    """The cells of the rows in which there is nothing else."""
    rows = {}
    for key, value in expected.items():
        rows.setdefault(key[:2], set()).add(value)
    return [key for key in expected if rows[key[:2]] == {BLANK}]


@pytest.mark.parametrize("layout", ["tabs_kept", "html_plain", "xlsx"])
def test_15_what_is_blank_does_not_become_nought(layout):
    document = report()
    expected = true()
    for row in [row for one in document.sheets for row in one.data]:
        for box in row.figures:
            if box.text == "0":
                box.text = ""
                expected |= dict.fromkeys(box.keys, BLANK)
    doubtful = [key for key, value in expected.items() if value.isdigit() and len(value) > 1]  # 74 or 7 and 4
    one = read(document, layout)

    check(one, expected, doubtful, rows_of_blanks(expected) if layout == "tabs_kept" else ())
    assert "0" not in told(one).values()


def test_15_a_row_of_blanks_between_tabs_is_blank():
    document = report()
    figures(line(document, "二", "规章"), "", "", "")
    figures(line(document, "三", "3.危及"), *[""] * 7)

    check(read(document), true() | dict.fromkeys([*of("二", "规章"), *of("三", "3.危及")], BLANK))


def only_totals():
    """A report of which tables three and four hold totals only, and what it says."""
    document, expected = report(), true()
    for key in [key for key in expected if key[0] != "二" and not key[2].endswith("总计")]:
        expected[key] = BLANK
    for row in [*sheet(document, "三").data, *sheet(document, "四").data]:
        for box in row.figures:
            box.text = "" if {expected[key] for key in box.keys} == {BLANK} else box.text
    return document, expected


@pytest.mark.parametrize("layout", ["tabs_kept", "html_plain", "xlsx"])
def test_15_only_totals_are_filled(layout):
    document, expected = only_totals()

    check(read(document, layout), expected, unsure=of("三") if layout == "xlsx" else ())


@pytest.mark.parametrize("layout", ["tabs_kept", "docx"])
def test_15_only_persons_and_totals_of_two_rows_are_filled(layout):
    document = report()
    figures(line(document, "三", "一、"), "95", "", "", "", "", "", "95")
    figures(line(document, "三", "二、"), "7", "", "", "", "", "", "7")
    expected = true() | dict.fromkeys([*of("三", "一、本年"), *of("三", "二、上年")], BLANK)
    expected |= dict.fromkeys(of("三", "一、本年", "自然人", "总计"), "95")
    expected |= dict.fromkeys(of("三", "二、上年", "自然人", "总计"), "7")

    check(read(document, layout), expected)


@pytest.mark.parametrize("layout", ["tabs_kept", "pipes", "spaces"])
def test_15_all_cells_are_blank(layout):
    document = report()
    for row in [*sheet(document, "三").data, *sheet(document, "四").data]:
        figures(row, *[""] * len(row.figures))
    # A line of blanks leaves no trace between blanks; and table four is one row without a label.
    lost = [*of("三"), *of("四")] if layout in {"spaces", "tabs_kept"} else of("四")

    check(read(document, layout), true(三=BLANK), lost=lost)


@pytest.mark.parametrize(
    ("mark", "state"),
    [("/", SLASH), ("／", SLASH), ("-", BLANK), ("—", BLANK), ("不适用", INAPPLICABLE)],
)
def test_15_marks_in_place_of_figures(mark, state):
    document = report()
    figures(line(document, "三", "2.其他法律"), "2", mark, mark, mark, "1", mark, "3")
    figures(line(document, "二", "规章"), mark, mark, mark)
    expected = true() | dict.fromkeys(of("二", "规章"), state)
    expected |= dict.fromkeys(
        of("三", "2.其他法律", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"), state
    )
    expected |= dict.fromkeys(of("三", "2.其他法律", "法律服务机构"), "1")

    check(read(document), expected)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("0.0", ["74", "8", "1", "1", "8", "0.0", "92.0"]),
        ("full width", ["７４", "８", "１", "１", "８", "０", "９２"]),
        ("Chinese", ["七十四", "八", "一", "一", "八", "零", "九十二"]),
    ],
)
def test_15_figures_written_in_other_ways(kind, texts):
    document = report()
    figures(line(document, "三", "一、"), *texts)
    expected = true() | dict.fromkeys(of("三", "一、本年", "／其他"), "0")
    one = read(document)

    unsure = of("三", "一、本年", "科研机构", "社会公益组织") if kind == "Chinese" else []  # 一 may be a dash
    check(one, expected | dict.fromkeys(of("三", "一、本年", "总计"), "92"), unsure)
    assert kind == "full width" or ("92.0" if kind == "0.0" else "九十二", "92") in repaired(one, "写法")


@pytest.mark.parametrize("comma", [",", "，"])
def test_15_separators_of_thousands(comma):
    document = report()
    figures(line(document, "二", "行政许可"), f"12{comma}345{comma}678")
    one = read(document)

    check(one, true() | dict.fromkeys(of("二", "行政许可"), "12345678"))
    assert repaired(one, "写法")


# ---- 16


@pytest.mark.parametrize("layout", ["tabs_kept", "spaces"])
def test_16_notes_in_cells_are_kept_beside_the_figure(layout):
    document = report()
    figures(line(document, "二", "行政规范性"), "22（其中修订 16 件）", "55（含自然失效 29 件）", "310")
    expected = true() | dict(zip(of("二", "行政规范性文件"), ("22", "55", "310"), strict=True))
    one = read(document, layout)

    check(one, expected, unsure=of("二", "行政规范性文件") if layout == "spaces" else ())
    first, second, _ = of("二", "行政规范性文件")
    if layout != "spaces":
        assert one.cells[first][2].replace(" ", "") == "22（其中修订16件）"
        assert one.cells[second][2].replace(" ", "") == "55（含自然失效29件）"


@pytest.mark.parametrize(
    "note",
    [
        "（其中修订16件）",
        "（其中修订 16 件）",
    ],
)
def test_16_notes_with_blanks_inside_between_figures_with_blanks_between(note):
    document = report()
    figures(line(document, "二", "行政规范性"), f"22{note}", "5", "310")

    check(read(document, "spaces"), true() | dict(zip(of("二", "行政规范性文件"), ("22", "5", "310"), strict=True)))


def test_16_an_amount_with_its_unit():
    document = report()
    figures(line(document, "二", "行政事业性"), "7730.28万元")
    check(read(document), true())

    old = read(report("2019", "2019"))
    check(old, true("2019", "2019"))
    (amount,) = of("二", "政府集中采购", "采购总金额", cells=true("2019", "2019"))
    assert old.cells[amount][2] == "386.5万元"


def test_16_a_sign_before_what_was_added():
    document = report("2019", "2019")
    figures(line(document, "二", "行政许可"), "41", "+126", "845")
    figures(line(document, "二", "行政强制"), "9", "－3", "6")
    expected = true("2019", "2019")
    expected |= dict.fromkeys(of("二", "行政许可", "本年增/减", cells=expected), "126")
    expected |= dict.fromkeys(of("二", "行政强制", "本年增/减", cells=expected), "-3")

    check(read(document), expected)


@pytest.mark.parametrize(
    "aside",
    [" (历史累计)", "（填写截至本年12月31日仍然有效、并且已经在本机关网站上公开的文件件数，含联合制发的）"],
    ids=["short", "long"],
)
def test_16_explanations_in_heads(aside):
    check(read(reword(report(), ("现行有效件数", f"现行有效件数{aside}"))), true())


# ---- 17


def test_17_a_row_that_the_form_has_not_is_listed():
    document = report("2019", "2019")
    table = sheet(document, "二")
    place = table.rows.index(line(document, "二", "规范性文件")) + 1
    extra = [Box("其他主动公开文件", "row"), Box("61", "figure"), Box("62", "figure"), Box("963", "figure")]
    table.rows.insert(place, Row("row", extra))
    one = read(document)

    check(one, true("2019", "2019"))
    assert ("其他主动公开文件 61 62 963", "") in repaired(one, "丢弃")


@pytest.mark.parametrize(
    ("ordinal", "label"), [("二", "行政强制"), ("三", "3.要求提供公开出版物"), ("三", "四、结转下年度")]
)
def test_17_a_missing_row_is_open_and_listed(ordinal, label):
    document = report()
    sheet(document, ordinal).rows.remove(line(document, ordinal, label))
    one = read(document)

    check(one, true() | dict.fromkeys(of(ordinal, label), OPEN))
    assert [made for _, made in repaired(one, "缺行") if label in made]


def test_17_an_empty_last_row():
    document = report()
    for one, width in zip(document.sheets, (4, 10, 15), strict=True):
        one.rows.append(Row("row", empty(width)))

    check(read(document, "pipes"), true())


def test_17_a_head_without_its_second_word():
    check(read(reword(report("2019", "2019"), ("本年增/减", "本年增"))), true("2019", "2019"))


@pytest.mark.parametrize("layout", ["pipes", "html_plain"])
def test_17_heads_split_over_two_rows(layout):
    document = report()
    table = sheet(document, "三")
    head = table.rows[2]
    below = Row("head", [*head.slots])
    for at, box in enumerate(head.slots):
        if box.text in KINDS_OF_BODY and box.text != "其他":
            below.slots[at] = Box(box.text[2:], "column", box.keys)
            box.text = box.text[:2]
    table.rows.insert(3, below)

    check(read(document, layout), true())


# ---- 18


@pytest.mark.parametrize("fee", ["59237.2449", "14722.495", "7730.28", "310.5", "12", "0", "0.00", "0.0000"])
def test_18_the_fee_keeps_its_decimals(fee):
    document = report()
    figures(line(document, "二", "行政事业性"), fee)

    check(read(document), true() | dict.fromkeys(of("二", "行政事业性收费"), fee))


@pytest.mark.parametrize("layout", ["pipes", "spaces"])
def test_18_a_blank_fee_is_no_nought(layout):
    document = report()
    figures(line(document, "二", "行政事业性"), "")
    fee = of("二", "行政事业性收费")

    # A label alone, or with tabs alone behind it, may have lost its figure.
    check(
        read(document, layout),
        true() | dict.fromkeys(fee, BLANK),
        lost=fee if layout in {"spaces", "tabs_kept"} else (),
    )


def test_18_counts_of_eight_digits():
    document = report()
    figures(line(document, "二", "行政许可"), "10450327")

    check(read(document), true() | dict.fromkeys(of("二", "行政许可"), "10450327"))


# ---- 19


@pytest.mark.parametrize("ordinal", ["二", "三", "四"])
@pytest.mark.parametrize("instead", [[], ["表格见附件。"]], ids=["missing", "elsewhere"])
def test_19_a_missing_table_is_open_and_listed(instead, ordinal):
    document = report()
    chapter = next(one for one in document.chapters if one.sheet and one.sheet.ordinal == ordinal)
    chapter.sheet, chapter.paragraphs = None, instead
    one = read(document)

    check(one, true(**{ordinal: OPEN}))
    assert [made for _, made in repaired(one, "缺表")] == [f"表{ordinal}"]


@pytest.mark.parametrize("ordinal", ["三"])
def test_19_a_table_that_is_a_picture_is_open_and_listed(ordinal):
    document = report()
    chapter = next(one for one in document.chapters if one.sheet and one.sheet.ordinal == ordinal)
    chapter.sheet, chapter.paragraphs = None, ["（图）"]
    one = read(swapped(written(document, "html_plain"), ("（图）", '<img src="biao.png" alt="">')))

    check(one, true(**{ordinal: OPEN}))
    assert [made for _, made in repaired(one, "缺表")] == [f"表{ordinal}"]
