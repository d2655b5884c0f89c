"""Irregularities 1 to 8 of real reports, those of the text layer: one named case and more for each.

Each case is a whole report with one damage, read by the whole importer, and every cell of it is compared.
"""

import pytest

from archive_irregular import (
    OPEN,
    PROSE,
    TITLE,
    TOWN,
    check,
    of,
    outcome,
    read,
    repaired,
    report,
    reword,
    true,
    written,
)
from archive_layouts import Style
from gongkai.archive.importing import Asked, NotImported
from gongkai.records import Agency

RECORD = Agency("songluo", "songluo/agency.yaml", TOWN, ("松萝镇",))
FLAT = ("spaces", "html_spans")


def test_00_the_report_without_damage_is_read_whole():
    one = read(report())

    check(one, true())
    assert [line in one.text for line in (*PROSE["一"], *PROSE["五"], *PROSE["六"])] == [True] * 4


def test_00_the_sums_of_the_report_hold_and_a_wrong_cell_is_seen():
    for edition in ("2021", "2019"):
        rows = {}
        for (table, row, column), value in true(edition, edition).items():
            rows.setdefault((table, row, column.rpartition("／")[0] if table == "四" else ""), []).append(value)
        sums = [[int(value) for value in values] for (table, _, _), values in rows.items() if table != "二"]
        assert [sum(values[:-1]) - values[-1] for values in sums] == [0] * len(sums)
        new, carried, *parts, results, left = sums[:-3]
        assert [sum(some) for some in zip(*parts, strict=True)] == results
        assert [a + b - c - d for a, b, c, d in zip(new, carried, results, left, strict=True)] == [0] * 7
    one = read(report())
    for key, value in (("三", "结转"), "8"), (("四", ""), OPEN):
        with pytest.raises(AssertionError):
            check(one, true() | {of(*key)[0]: value})


# ---- 1


@pytest.mark.parametrize(
    ("layout", "swap"),
    [
        ("tabs_kept", ("结果维持", "结果 维持")),
        ("spaces", ("1.属于国家秘密", "1. 属于国家秘密")),
        ("html_spans", ("第二十条第（一）项", "第二十条  第(一)项")),
    ],
)
def test_01_blanks_inside_labels(layout, swap):
    check(read(reword(report(), swap), layout), true())


def test_01_blanks_inside_years_and_names():
    document = report(title="松萝镇 人民政府 2023 年政府信息公开工作 年度报告")
    document.chapters[0].paragraphs[0] = "2023 年 1 月起，由 2 名专人负责公开 。"
    one = read(document)

    check(one, true())
    assert (one.agency, one.year) == (TOWN, 2023)
    assert "\n2023年1月起，由2名专人负责公开。\n" in one.text


@pytest.mark.parametrize("layout", ["pipes", "spaces", "html_spans"])
def test_01_labels_broken_over_lines(layout):
    swaps = ("行政规范性文件", "行政规\n范性文件"), ("1.属于国家秘密", "1.属于\n国家秘密"), ("结果纠正", "结果\n纠正")
    check(read(reword(report(), *swaps), layout), true())


def test_01_a_name_broken_over_lines_of_the_text():
    document = report()
    document.chapters[0].paragraphs = [
        "按照条例的要求，全镇2023年的公开工作一直由专人负责，松",
        "萝镇人民政府每月检查一次栏目，过期的内容当天撤下，新的内",
        "容当天上网，年底对全部栏目再核对一遍，结果张贴在大厅里。",
    ]
    one = read(document)

    check(one, true())
    assert "一直由专人负责，松萝镇人民政府每月检查一次栏目，过期的内容当天撤下，新的内容当天上网，" in one.text


def test_01_a_name_broken_over_lines_of_the_title():
    document = report()
    document.title = ["青榆县松", TITLE.removeprefix("松")]
    one = read(document)

    check(one, true())
    assert one.year == 2023


@pytest.mark.parametrize("county", ["青榆县", ""])
def test_01_half_a_name_is_no_body(county):
    document = report()
    document.title = [f"{county}松", TITLE.removeprefix("松")]

    assert read(document).agency in {f"{county}{TOWN}", None}


@pytest.mark.parametrize("at", range(1, len(f"青榆县{TITLE}")))
def test_01_a_title_torn_anywhere_names_its_body_or_nobody(at):
    document = report()
    document.title = [f"青榆县{TITLE}"[:at], f"青榆县{TITLE}"[at:]]
    one = read(document)

    assert one.agency == (None if at < len("青榆县") else f"青榆县{TOWN}")
    assert one.agency or [fact.value for fact in one.said.agency.candidates][1] == f"青榆县{TOWN}"


@pytest.mark.parametrize(
    ("above", "below", "body"),
    [
        ("青榆县自然资", "源局", "青榆县自然资源局"),
        ("青榆县自然", "资源局", None),
        ("人力资源和社会", "保障局", None),
        ("松萝街", "道办事处", "松萝街道办事处"),
        ("青榆县人民政府", TOWN, TOWN),
        ("松萝镇", TOWN, TOWN),
        ("乡镇", TOWN, TOWN),
        ("政务公开", TOWN, TOWN),
        ("网上办事大厅", TOWN, TOWN),
        ("河南要情", "郏县人民政府", None),
    ],
)
def test_01_what_stands_above_a_title_is_its_beginning_or_not_or_nobody_knows(above, below, body):
    document = report()
    document.title = [above, f"{below}2023年政府信息公开工作年度报告"]

    assert read(document).agency == body


def test_01_the_text_says_which_of_two_readings_of_a_torn_name_it_is():
    document = report()
    document.title = ["松", TITLE.removeprefix("松")]
    document.preamble = ["本报告由松萝镇人民政府编制。"]

    assert read(document).agency == TOWN


# ---- 2


@pytest.mark.parametrize(
    "swap",
    [
        ("第二十条第（一）项", "第二十条第(一）项"),
        ("（一）予以公开", "(一)予以公开"),
        ("（单位：万元）", "(单位:万元)"),
        ("“三安全一稳定”", '"三安全一稳定"'),
        ("“三安全一稳定”", "三安全一稳定"),
        ("逾期不补正、行政机关", "逾期不补正,行政机关"),
    ],
)
def test_02_brackets_quotes_and_marks_of_either_width(swap):
    check(read(reword(report(), swap)), true())


def test_02_marks_of_the_text_stay_as_they_were_filed():
    document = report()
    document.chapters[0].paragraphs = ["(一）主动公开:全年发布信息312条,每月检查一次。"]
    one = read(document)

    check(one, true())
    assert "\n(一）主动公开:全年发布信息312条,每月检查一次。\n" in one.text


# ---- 3


@pytest.mark.parametrize(
    "radicals",
    [("行⾏", "一⼀", "二⼆", "文⽂"), ("民⺠", "门⻔", "见⻅", "齐⻬")],
    ids=["Kangxi", "CJK"],
)
def test_03_radicals_in_place_of_characters(radicals):
    table = str.maketrans({pair[0]: pair[1] for pair in radicals})
    document = report(title=TITLE.translate(table))
    for chapter in document.chapters:
        chapter.heading = chapter.heading.translate(table)
        if chapter.paragraphs:
            chapter.paragraphs = ["全镇一切文件由二人整理，民众上门即见，年底备齐，行文公开。".translate(table)]
    for sheet in document.sheets:
        for box in dict.fromkeys(box for row in sheet.rows for box in row.slots):
            box.text = box.text.translate(table)
    one = read(document)

    check(one, true())
    assert (one.agency, one.year) == (TOWN, 2023)
    assert one.text.count("\n全镇一切文件由二人整理，民众上门即见，年底备齐，行文公开。\n") == 3
    assert not any(pair[1] in one.text for pair in radicals)
    assert repaired(one, "字形")


# ---- 4


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.encode().decode("gbk", "replace").encode(), "乱码"),
        (lambda text: text.encode("ascii", "replace"), "问号"),
    ],
    ids=["read as GBK", "all lost"],
)
def test_04_a_text_that_was_destroyed_is_refused_with_the_reason(damage, said):
    data, name = written(report())
    one = outcome((damage(data.decode()), name))

    assert isinstance(one, NotImported)
    assert said in one.why
    assert one.cells == {}


@pytest.mark.parametrize("encoding", ["utf-16-le-bom", "utf-16-be-bom", "utf-8-sig"])
def test_04_what_is_only_in_another_encoding_is_read(encoding):
    one = read(written(report(), "tabs_kept", Style(encoding)))

    check(one, true())
    assert (one.agency, one.year) == (TOWN, 2023)
    assert "\ufeff" not in one.text


# ---- 5


@pytest.mark.parametrize(
    "swap",
    [
        ("三类内部事务信息", "三类内容事务信息"),
        ("只计这一情形", "只计这一情况"),
        ("其他法律行政法规禁止公开", "其他法律行政止公开"),
        ("其他法律行政法规禁止公开", "其他法律法规禁止公开"),
    ],
)
def test_05_a_misspelt_label_is_known(swap):
    check(read(reword(report(), swap)), true())


@pytest.mark.parametrize("wrong", ["4.保护第三方合法权溢", "4.保护第三方合法益"])
def test_05_a_misspelling_that_is_on_no_list_is_known_and_listed(wrong):
    one = read(reword(report(), ("4.保护第三方合法权益", wrong)))

    check(one, true())
    ((found, made),) = repaired(one, "错字")
    assert found == wrong
    assert made.endswith("／4.保护第三方合法权益")


@pytest.mark.parametrize("swap", [("现行有效件数", "现行有效件"), ("本年制发件数", "本年发件")])
def test_05_a_misspelt_head_is_known(swap):
    check(read(reword(report(), swap)), true())


@pytest.mark.parametrize(
    ("title", "year"),
    [
        (f"{TOWN}2023年政府信息公开工作告年度报", 2023),
        (f"{TOWN}2022度政府信息公开工作年度报告", 2022),
    ],
)
def test_05_a_misspelt_title_says_whose_report_it_is(title, year):
    one = read(report(title=title), asked=Asked((RECORD,)))

    check(one, true())
    assert (one.slug, one.year) == ("songluo", year)
    assert title in one.text


def test_05_a_misspelt_name_is_not_taken_for_a_body_in_silence():
    one = read(report(title=TITLE.replace("松萝", "松罗")), asked=Asked((RECORD,)))

    check(one, true())
    assert (one.slug, one.year) == (None, 2023)


def test_05_mistakes_of_the_text_stay_as_they_were_filed():
    document = report()
    document.chapters[4].paragraphs = ["公开目录还需要一步完善，公开的范围还要一步扩大。"]
    one = read(document)

    check(one, true())
    assert "\n公开目录还需要一步完善，公开的范围还要一步扩大。\n" in one.text


# ---- 6


@pytest.mark.parametrize(
    "period",
    ["统计期限自20231月1日起至2023年12月31日止。", "统计期限为202311日起至20231231日。"],
)
def test_06_a_period_that_lost_characters_says_the_year(period):
    document = report(title=f"{TOWN}政府信息公开工作年度报告")
    document.preamble = [period]
    one = read(document)

    check(one, true())
    assert (one.agency, one.year) == (TOWN, 2023)
    assert period in one.text


def test_06_a_mark_of_word_is_taken_out_and_listed():
    document = report()
    document.chapters[0].paragraphs[0] = "[bookmark: _GoBack]（一）主动公开。全年发布各类信息312条。"
    one = read(document)

    check(one, true())
    assert "\n（一）主动公开。全年发布各类信息312条。\n" in one.text
    assert [found for found, _ in repaired(one, "丢弃") if "bookmark: _GoBack" in found]


# ---- 7


def test_07_labels_in_traditional_characters_and_words():
    document = reword(
        report(),
        ("行政规范性文件", "行政規範性檔案"),
        ("本年制发件数", "本年製發件數"),
        ("现行有效件数", "現行有效件數"),
        ("行政处罚", "行政處罰"),
        ("5.属于三类内部事务信息", "5.屬於三類內部事務資訊"),
        ("1.本机关不掌握相关政府信息", "1.本機關不掌握相關政府資訊"),
        ("（七）总计", "（七）總計"),
        ("结果维持", "結果維持"),
        ("行政复议", "行政復議"),
        ("二、主动公开政府信息情况", "二、主動公開政府資訊情況"),
    )
    check(read(document, "pipes"), true())


@pytest.mark.parametrize("slogan", ["乐乐网com最新版", "【特惠下载看这里】"])
def test_07_a_slogan_in_place_of_a_name_is_no_known_body(slogan):
    one = read(report(title=f"{slogan}2023年政府信息公开工作年度报告"), asked=Asked((RECORD,)))

    check(one, true())
    assert (one.slug, one.year) == (None, 2023)


@pytest.mark.parametrize("slogan", ["乐乐网com最新版", "【特惠下载看这里】", "特惠下载看这里", "最新入口"])
def test_07_a_slogan_in_place_of_a_name_names_nobody(slogan):
    assert read(report(title=f"{slogan}2023年政府信息公开工作年度报告")).agency is None


@pytest.mark.parametrize(
    "lines",
    [
        ["字体：[大 中 小]", "浏览次数：118 次", "文件已失效"],
        ["发布时间：2024-01-16　字体：[大 中 小]　浏览次数：118 次　打印"],
    ],
    ids=["lines", "one line"],
)
def test_07_furniture_of_the_page_is_left_out_and_listed(lines):
    document = report()
    document.preamble = lines
    document.after = ["打印本页", "关闭窗口"]
    one = read(document, "html_plain")

    check(one, true())
    assert (one.agency, one.year) == (TOWN, 2023)
    words = [word for line in (*lines, *document.after) for word in line.split("　")]
    assert [word for word in words if word in one.text] == []
    listed = " ".join(found for found, _ in repaired(one, "丢弃"))
    assert [word for word in words if word not in listed] == []


def test_07_links_above_the_title_do_not_disturb():
    one = read(with_links(), "html_plain")

    check(one, true())
    assert (one.agency, one.year) == (TOWN, 2023)


@pytest.mark.parametrize("layout", ["html_plain", "tabs_kept"])
def test_07_links_above_the_title_are_left_out(layout):
    document = with_links()

    one = read(document, layout)
    listed = " ".join(found for found, _ in repaired(one, "丢弃"))
    assert [word for word in document.before if word in one.text or word not in listed] == []


def with_links():
    """A report below the links of its page."""
    document = report()
    document.before = ["首页", "政务公开", "字体：[大 中 小]", "浏览次数：118 次"]
    return document


# ---- 8


def test_08_marks_of_lists_before_numbers_are_taken_off():
    document = report()
    document.chapters[0].paragraphs = ["- 1.信息公开有专人。", "- 2.栏目每月查一次。", "* 3.过期内容当天撤下。"]
    one = read(document)

    check(one, true())
    for line in ("1.信息公开有专人。", "2.栏目每月查一次。", "3.过期内容当天撤下。"):
        assert line in one.text.replace("\\.", ".").splitlines()
    assert repaired(one, "列表")


@pytest.mark.parametrize("bold", [False, True], ids=["plain", "bold inside"])
def test_08_headings_at_mixed_levels(bold):
    document = report()
    for chapter, level in zip(document.chapters, (2, 3, 2, 4, 3, 2), strict=True):
        chapter.level = level
        chapter.heading = f"**{chapter.heading}**" if bold else chapter.heading
    one = read(document, "pipes")

    check(one, true())
    assert [line for line in one.text.splitlines() if line.startswith("#")] == [
        "## 一、总体情况",
        "## 五、存在的主要问题及改进情况",
        "## 六、其他需要报告的事项",
    ]


def test_08_chapter_four_is_found_at_another_level_than_chapter_two():
    document = report()
    for chapter, level in zip(document.chapters, (1, 1, 1, 3, 1, 1), strict=True):
        chapter.level = level

    check(read(document, "pipes"), true())
    check(read(document, "html_plain"), true())
