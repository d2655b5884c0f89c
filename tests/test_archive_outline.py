"""Chapters are found by their titles in any spelling, and what is no part of a report is dropped and listed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_model import (
    ORDINALS,
    PROSE,
    TABLES,
    as_expected,
    found,
    grid,
    heading_damaged,
    printed,
    read,
    report,
    source,
    texts,
)
from gongkai.archive.furniture import furniture
from gongkai.archive.headings import distance, key, titles_of
from gongkai.archive.outline import outline
from gongkai.archive.raw import Paragraph
from gongkai.archive.repair import KINDS
from portal_model import CHAPTERS, CITY, COUNTY
from support import forms

TITLES = {o: h[2:] for o, h in CHAPTERS.items()}
HEADINGS = list(CHAPTERS.values())


def kinds(outlined):
    return [r.kind for r in outlined.repairs]


def whys(outlined):
    return {r.found: r.why for r in outlined.dropped}


def test_official_headings_need_no_repair():
    outlined = read(*report())

    assert as_expected(outlined)
    assert outlined.repairs == ()
    assert [p.heading for p in outlined.parts][:2] == [("一、总体情况", "第2行"), ("二、主动公开政府信息情况", "第5行")]
    assert outlined.title == ("青石镇人民政府2023年政府信息公开工作年度报告", "第1行")


def test_every_spelling_of_both_editions_is_a_heading():
    for edition in forms().editions:
        for chapter in edition.chapters:
            for spelling in chapter.spellings:
                headings = heading_damaged(chapter.ordinal, lambda _, s=spelling, c=chapter: f"{c.ordinal}、{s}")
                outlined = read(*report(headings), edition=edition.id)
                assert as_expected(outlined), spelling
                assert kinds(outlined) == ["标题"], spelling


SEEN = [
    ("四", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    ("五", "政府信息公开工作存在的主要问题及改进情况"),
    ("五", "存在问题及改进情况"),
    ("五", "存在的主要问题和改进措施"),
    ("五", "存在的不足和下一步打算"),
    ("三", "本镇收到和处理政府信息公开申请情况"),
    ("六", "其他需要说明的事项"),
    ("一", "基本情况"),
]


@pytest.mark.parametrize(("ordinal", "title"), SEEN)
def test_a_title_in_other_words_is_recognised_and_said_so(ordinal, title):
    outlined = read(*report(heading_damaged(ordinal, lambda _: f"{ordinal}、{title}")))

    assert as_expected(outlined)
    assert kinds(outlined) == ["标题"]
    assert outlined.repairs[0].made == CHAPTERS[ordinal]


@pytest.mark.parametrize(
    "number",
    ["（{}）", "({})", "第{}部分 ", "第{}章　", "{} ", "{}.", "{}．", "{}，", "# {}、", "## **{}、", "* {}、"],
)
def test_all_chapters_numbered_in_another_way_are_found(number):
    headings = [f"{number.format(o)}{TITLES[o]}{'**' if '**' in number else ''}" for o in ORDINALS]

    assert as_expected(read(*report(headings)))


@pytest.mark.parametrize("numbers", ["123456", ["I", "II", "III", "IV", "V", "VI"], "ⅠⅡⅢⅣⅤⅥ", [""] * 6])
def test_chapters_with_other_numerals_or_none_are_found(numbers):
    headings = [f"{n}{'. ' if n else ''}{t}" for n, t in zip(numbers, TITLES.values(), strict=True)]
    outlined = read(*report(headings))

    assert as_expected(outlined)
    assert set(kinds(outlined)) == {"标题" if numbers[0] in {"I", "Ⅰ"} else "编号"}


# --- irregularities of domain.md, section 5, in our own words -----------------------------------------------------------


@pytest.mark.parametrize("ordinal", ORDINALS)
def test_1_blanks_and_line_breaks_inside_a_heading(ordinal):
    spaced = " ".join(CHAPTERS[ordinal])
    assert as_expected(read(*report(heading_damaged(ordinal, lambda _: spaced))))
    broken = read(*report(heading_damaged(ordinal, lambda h: f"{h[:5]}\n{h[5:]}")))
    assert as_expected(broken)
    assert kinds(broken) == ["拼接"]


def test_1_a_number_on_a_line_of_its_own():
    assert as_expected(read(*report(heading_damaged("六", lambda h: f"六、\n{h[2:]}"))))


def test_2_brackets_and_marks_of_both_widths():
    headings = ["(一）总体情况", "（二)主动公开政府信息情况", *(f"（{o}）{TITLES[o]}" for o in "三四五六")]
    assert as_expected(read(*report(headings)))
    assert as_expected(read(*report(heading_damaged("四", lambda h: h.replace("、", ",")))))
    assert as_expected(read(*report(heading_damaged("四", lambda h: h.replace("、行", "行")))))


@pytest.mark.parametrize(
    ("ordinal", "heading"),
    [
        ("一", "⼀、总体情况"),
        ("二", "⼆、主动公开政府信息情况"),
        ("四", "四、政府信息公开⾏政复议、⾏政诉讼情况"),
        ("五", "五、存在的主要问题及改进情況".replace("主要", "主⾯")),
    ],
)
def test_3_radicals_for_characters(ordinal, heading):
    outlined = read(*report(heading_damaged(ordinal, lambda _: heading)))

    assert as_expected(outlined)
    assert "字形" in kinds(outlined)
    assert outlined.part(ordinal).heading.text[:2] == f"{ordinal}、"


def test_4_a_mark_at_the_beginning_is_not_seen():
    assert as_expected(read(*report(heading_damaged("一", lambda h: f"\ufeff{h}"))))


TYPOS = [
    ("一", "一、总休情况"),
    ("二", "二、主动公开政府信息清况"),
    ("二", "二、主公开政府信息情况"),
    ("三", "三、收到和外理政府信息公开申请情况"),
    ("三", "三、收到和处理政府信公开申情况"),
    ("四", "四、政府信息公开行政复义、行政诉讼情况"),
    ("四", "四、政府信息公开行政复议、行政诉讼情"),
    ("五", "五、存在的主要问题及改进情兄"),
    ("六", "六、其它需要报告事项"),
    ("六", "六、其他需报告的事顶"),
]


@pytest.mark.parametrize(("ordinal", "heading"), TYPOS)
def test_5_typos_of_one_or_two_characters(ordinal, heading):
    outlined = read(*report(heading_damaged(ordinal, lambda _: heading)))

    assert as_expected(outlined)
    assert kinds(outlined) in (["错字"], ["标题"])


def test_5_a_title_with_swapped_characters_is_one():
    title = "青石镇人民政府2023年政府信息公开工作告年度报"
    assert read(*report(title=title)).title.text == title


def test_6_a_mark_of_word_in_a_heading_or_alone():
    outlined = read(*report(heading_damaged("六", lambda h: f"[bookmark: _GoBack]{h}"), below=["[bookmark: _Toc1]"]))

    assert as_expected(outlined)
    assert outlined.dropped[-1].found == "[bookmark: _Toc1]"


def test_7_a_mirror_in_traditional_characters():
    headings = [
        "一、總體情況",
        "二、主動公開政府資訊情況",
        "三、收到和處理政府資訊公開申請情況",
        "四、政府資訊公開行政複議、行政訴訟情況",
        "五、存在的主要問題及改進情況",
        "六、其他需要報告的事項",
    ]
    assert as_expected(read(*report(headings)))


FURNITURE = [
    "— 5 —",
    "- 3 -",
    "-12-",
    "第3页 共8页",
    "第 3 页/共 8 页",
    "字体：【大 中 小】",
    "【打印本页】 【关闭窗口】",
    "浏览次数：318",
    "扫一扫在手机打开当前页",
    "本文件已失效",
    "首页 > 政府信息公开 > 年报",
    "当前位置：首页 > 年报",
    "------------",
    "====",
    "分享到：微信 微博",
    "上一篇：没有了",
    "版权所有：青石镇人民政府",
    "",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_7_page_furniture_is_known_anywhere(line):
    assert furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "无",
        "无。",
        "大",
        "5",
        "-",
        "—",
        "0",
        "|---|---|",
        "（一）打印设备采购情况",
        "一、总体情况",
        "首页改版，栏目更清楚。",
    ],
)
def test_7_what_may_be_text_or_a_cell_is_no_furniture(line):
    assert furniture(line) is None


def test_7_furniture_in_prose_is_dropped_and_listed_with_its_place():
    prose = {"一": [PROSE["一"][0], "— 2 —", PROSE["一"][1], "字体：大 中 小"]}
    outlined = read(*report(above=["首页 > 年报"], prose=prose))

    assert as_expected(outlined)
    assert [(r.where, r.found, r.why) for r in outlined.dropped] == [
        ("第2行", "首页 > 年报", "网页上的按钮、导航或者提示"),
        ("第5行", "— 2 —", "页码"),
        ("第7行", "字体：大 中 小", "网页上的按钮、导航或者提示"),
    ]
    assert {r.kind for r in outlined.dropped} == {"丢弃"}


def test_7_a_running_head_beside_page_numbers_is_dropped():
    head = "青石镇年报"
    prose = {"一": [PROSE["一"][0], "- 1 -", head, PROSE["一"][1]], "五": ["- 2 -", head, *PROSE["五"]]}
    prose["一"] += ["- 2 -", head]

    assert head not in found(read(*report(prose=prose)))["一"]


def test_7_a_box_beside_the_text_is_taken_apart():
    above = ["索引号：123456789/2024-00007 发布机构：青石镇人民政府", "发布日期", "2024-01-19"]
    outlined = read(*report(above=above))

    assert [line.text for line in outlined.box] == [
        "索引号：123456789/2024-00007",
        "发布机构：青石镇人民政府",
        "发布日期：2024-01-19",
    ]
    assert outlined.preamble == ()


def test_7_a_box_that_is_a_table():
    table = grid(
        ["索引号", "123456789/2024-00007", "文号", ""], ["发布机构", "青石镇人民政府", "发布日期", "2024-01-19"]
    )
    outlined = read(table, *report())

    assert outlined.box[0].text == "索引号：123456789/2024-00007"
    assert outlined.preamble == ()


def test_8_headings_at_mixed_levels_and_bold():
    levels = (2, 2, 3, 4, 4, 2)
    blocks = []
    for line in report(heading_damaged("六", lambda h: f"**{h}**")):
        ordinal = next((o for o, h in CHAPTERS.items() if h == line.strip("*")), None)
        blocks.append(Paragraph(line, "", levels[ORDINALS.index(ordinal)] if ordinal else 0))
    assert as_expected(read(*blocks, kind="Markdown"))


def test_20_a_title_in_two_lines_and_a_title_without_a_body():
    lines = report()[1:]
    outlined = read("青石镇人民政府", "", "2023年政府信息公开", "工作年度报告", *lines)

    assert outlined.title == ("青石镇人民政府2023年政府信息公开工作年度报告", "第1行")
    assert kinds(outlined) == ["拼接"]
    assert read("政府信息公开工作年度报告", "（2023年度）", *lines).title.text == "政府信息公开工作年度报告（2023年度）"
    assert read("关于2023年度政府信息公开情况的报告", *lines).title.text == "关于2023年度政府信息公开情况的报告"
    assert read(*lines).title is None


def test_20_the_title_is_the_line_that_says_whose_and_which_year():
    outlined = read("政府信息公开年报", *report(), "青石镇人民政府2023年政府信息公开工作年度报告")

    assert outlined.title == ("青石镇人民政府2023年政府信息公开工作年度报告", "第2行")
    assert whys(outlined)["政府信息公开年报"] == "标题重复出现"
    assert len(outlined.titles) == 1


def test_21_preamble_signature_date_and_attachments():
    above = ["", "本报告依据有关规定编制，电话0999-1234567，网址https://example.org/nb/。"]
    below = ["附件：1.公开目录.docx", "2.统计表.xlsx", "", "青石镇人民政府", "2024年1月19日", "主办：青石镇党政办"]
    outlined = read(*report(above=above, below=below))

    assert as_expected(outlined)
    assert texts(outlined.preamble) == above[1:]
    assert [line.text for line in outlined.attachments] == below[:2]
    assert [line.text for line in outlined.signature] == below[3:5]
    assert whys(outlined)["主办：青石镇党政办"] == "网页上的按钮、导航或者提示"


def test_21_what_follows_the_signature_is_dropped_and_listed():
    outlined = read(*report(below=["青石镇人民政府（盖章）", "二〇二四年一月十九日", "政民互动栏目"]))

    assert [line.text for line in outlined.signature] == ["青石镇人民政府（盖章）", "二〇二四年一月十九日"]
    assert whys(outlined) == {
        "青石镇人民政府（盖章）": "落款，没有写进正文",
        "二〇二四年一月十九日": "落款，没有写进正文",
        "政民互动栏目": "落款以后的文字",
    }


def test_21_a_list_of_attachments_ends_where_text_goes_on():
    listed = ["附件：1.主动公开目录", "2.申请办理台账", "《公开指南》", "统计.xlsx"]
    text = ["本年度另有三件申请延期办理", "其中一件涉及第三方"]
    outlined = read(
        *report(prose={"六": ["没有收取信息处理费。"]}, below=[*listed, *text, "青石镇人民政府", "2024年1月19日"])
    )

    assert found(outlined)["六"] == ["没有收取信息处理费。", *text]
    assert [line.text for line in outlined.attachments] == listed
    assert list(whys(outlined).values()) == ["附件，没有写进正文"] * 4 + ["落款，没有写进正文"] * 2


def test_21_the_day_above_the_chapters_is_listed():
    assert whys(read(*report(above=["（2024年1月19日）"]))) == {"（2024年1月19日）": "落款，没有写进正文"}


def test_21_a_last_chapter_that_says_nothing_keeps_its_word():
    outlined = read(*report(prose={"六": ["无"]}, below=["青石镇人民政府", "2024年1月19日"]))

    assert found(outlined)["六"] == ["无"]
    assert len(outlined.signature) == 2


def test_22_a_heading_without_number_and_one_with_a_wrong_number():
    alone = read(*report(heading_damaged("四", lambda h: h[2:])))
    assert as_expected(alone)
    assert kinds(alone) == ["编号"]
    wrong = read(*report(heading_damaged("五", lambda h: f"三、{h[2:]}")))
    assert as_expected(wrong)
    assert kinds(wrong) == ["编号"]


def test_22_a_missing_heading_is_said_and_nothing_is_lost():
    outlined = read(*report(heading_damaged("五", lambda _: "")))

    assert [c.ordinal for c in outlined.absent] == ["五"]
    assert kinds(outlined) == ["缺章"]
    assert found(outlined)["四"][-1] == PROSE["五"][0]


@pytest.mark.parametrize("ordinal", ["二", "三", "四"])
def test_22_where_the_heading_of_a_table_is_missing_its_figures_are_no_page_numbers(ordinal):
    cells = ["第二十条第（一）项", "", "规章", "1", "", "- 3 -", "甲", "乙", "丙", "丁", "2", "— — —", "—"]
    lines = report([h if o not in "二三四" else "" for o, h in CHAPTERS.items()], prose={"一": PROSE["一"]})
    at = lines.index(TABLES[ordinal][0])
    outlined = read(*lines[:at], *cells, *lines[at:])

    assert outlined.dropped == ()
    assert [b.text for b in outlined.parts[0].blocks][2:] == [
        *lines[4:at],
        *cells,
        *lines[at : lines.index(CHAPTERS["五"])],
    ]


def test_14_numbers_at_the_edge_of_a_page_of_a_pdf_are_its_numbers():
    pages = {1: ["青石镇年报", "青石镇2023年政府信息公开工作年度报告", CHAPTERS["一"], "全年公开三百", "1"]}
    pages[2] = ["青石镇年报", "条。", "共3条建议", "3", "2"]
    blocks = [Paragraph(t, f"第{n}页第{i}行") for n, lines in pages.items() for i, t in enumerate(lines, 1)]
    outlined = read(*blocks, kind="PDF")

    assert found(outlined)["一"] == ["全年公开三百", "条。", "共3条建议", "3"]
    assert [(r.found, r.why) for r in outlined.dropped][-3:] == [
        ("1", "页码"),
        ("青石镇年报", "每页重复的页眉页脚"),
        ("2", "页码"),
    ]


def test_22_a_seventh_chapter_stays_where_it_stands():
    below = ["七、2024年工作思路", "把目录理清楚。"]
    outlined = read(*report(below=below))

    assert found(outlined)["六"] == [*PROSE["六"], *below]
    assert kinds(outlined) == ["多章"]


def test_22_numbers_that_begin_again_after_chapters_of_another_kind():
    told = ["一、组织领导有力", "专人负责。", "二、主动公开情况", "公开三百条。", "三、依申请公开情况", "四件。"]
    outlined = read(*report(prose={"一": [*told, *PROSE["一"]]}))

    assert found(outlined)["一"] == [*told, *PROSE["一"]]
    assert [p.heading.text for p in outlined.parts] == HEADINGS
    assert [c.ordinal for c in outlined.absent] == []


def test_22_chapter_three_typed_as_a_lesser_heading_inside_chapter_two():
    blocks = [Paragraph(t, "", {"二": 2, "三": 3}.get(t[0], 0) if t in HEADINGS else 0) for t in report()]
    assert as_expected(read(*blocks))


def test_22_a_chapter_in_the_wrong_place_is_found_and_said():
    lines = report()
    at = lines.index(HEADINGS[4])
    outlined = read(lines[0], *lines[at : at + 2], *lines[1:at], *lines[at + 2 :])

    assert as_expected(outlined)
    assert [p.chapter.ordinal for p in outlined.parts] == list("五一二三四六")
    assert "章序" in kinds(outlined)


# --- what is no heading -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "（一）主动公开政府信息情况",
        "（二）主动公开政府信息情况",
        "（二）依申请公开情况",
        "主动公开情况",
        "（六）其他需要报告的事项",
        "1.总体情况",
        "（三）收到和处理政府信息公开申请情况。全年四件。",
    ],
)
def test_a_sub_heading_of_chapter_one_is_no_chapter(line):
    outlined = read(*report(prose={"一": [line, *PROSE["一"]]}))

    assert found(outlined)["一"] == [line, *PROSE["一"]]
    assert [p.heading.text for p in outlined.parts] == HEADINGS


@pytest.mark.parametrize("line", ["（一）主动公开政府信息情况", "（二）主动公开政府信息情况", "主动公开情况"])
def test_nor_is_it_one_where_the_heading_of_the_chapter_is_missing(line):
    outlined = read(*report(heading_damaged("二", lambda _: ""), prose={"一": [line, *["说明一句。"] * 14]}))

    assert outlined.part("二") is None
    assert found(outlined)["一"][0] == line


def test_sub_headings_of_chapter_five_are_none():
    five = ["（一）存在的主要问题", "更新慢。", "（二）改进情况", "每月检查。"]
    assert found(read(*report(prose={"五": five})))["五"] == five


def test_rows_of_the_tables_are_no_chapters():
    outlined = read(*report(heading_damaged("四", lambda _: "")))

    assert found(outlined)["三"] == [*TABLES["三"], *TABLES["四"]]
    assert [c.ordinal for c in outlined.absent] == ["四"]


@pytest.mark.parametrize("tail", ["……………2", "    3", "\t4", ""])
def test_a_table_of_contents_is_dropped(tail):
    contents = [f"{h}{tail}" for h in HEADINGS]
    outlined = read(*report(above=["目  录", *contents]))

    assert as_expected(outlined)
    assert [r.why for r in outlined.dropped] == ["目录"] * 7


def test_paragraphs_that_word_marks_as_contents_are_dropped():
    outlined = read(*(Paragraph(h, "", note="目录") for h in HEADINGS), *report())

    assert as_expected(outlined)
    assert len(outlined.dropped) == 6


def test_a_sentence_that_names_a_chapter_is_none():
    line = "总体情况见下文，存在的主要问题及改进情况在第五部分。"
    assert found(read(*report(prose={"一": [line]})))["一"] == [line]


def test_a_heading_that_goes_on_in_its_line_is_parted_from_its_text():
    outlined = read(*report(heading_damaged("六", lambda h: f"{h}：无"), prose={"六": []}))

    assert found(outlined)["六"] == ["无"]
    assert outlined.part("六").heading.text == "六、其他需要报告的事项"


def test_headings_in_a_sheet_part_its_rows():
    table = grid(
        [HEADINGS[0], ""], ["全年发布三百条。", ""], [HEADINGS[1], ""], ["第二十条第（一）项", ""], ["规章", "0"]
    )
    outlined = read(table)

    assert [p.heading for p in outlined.parts] == [
        (HEADINGS[0], "第1个表第1行第1列"),
        (HEADINGS[1], "第1个表第3行第1列"),
    ]
    assert found(outlined)["一"] == ["全年发布三百条。"]
    assert [len(block.rows) for block in outlined.parts[1].blocks] == [2]


def test_a_file_without_chapters_is_all_preamble():
    outlined = read("今天天气很好。", "", "明天再说。")

    assert (outlined.parts, outlined.absent, outlined.title) == ((), (), None)
    assert texts(outlined.preamble) == ["今天天气很好。", "明天再说。"]


def test_chapters_with_tables_keep_every_line():
    lines = report()
    at = lines.index(HEADINGS[2])
    lines[at + 2 : at + 2] = ["", "- 3 -", "", "5"]

    assert read(*lines).part("三").blocks[1:5] == tuple(
        Paragraph(t, f"第{at + 3 + i}行") for i, t in enumerate(["", "- 3 -", "", "5"])
    )


def test_a_second_report_in_the_file_shows_in_headings_found_again():
    assert [line.text for line in read(*report(), *report()).again] == HEADINGS


# --- the threshold of typos ---------------------------------------------------------------------------------------------


def test_no_wrong_spelling_can_come_from_two_chapters():
    titles = titles_of(forms().get("2021").chapters)
    for one, _, reach, named in titles._reach:
        for other, named_too in titles.exact.items():
            if named.chapter != named_too.chapter:
                assert distance(one, other, 50) > 2 * reach, (one, other)


@given(st.text("总体情况主动公开政府", max_size=9), st.text("总体情况主动公开政府", max_size=9), st.integers(0, 9))
def test_a_distance_is_that_of_the_textbook(one, other, most):
    def slow(a, b):
        if not a or not b:
            return len(a) + len(b)
        return (
            min(slow(a[1:], b) + 1, slow(a, b[1:]) + 1, slow(a[1:], b[1:]) + (a[0] != b[0]))
            if a[0] != b[0]
            else slow(a[1:], b[1:])
        )

    one, other = one[:5], other[:5]
    assert distance(one, other, most) == min(slow(one, other), most + 1)


def test_kinds_of_repairs_are_those_listed():
    for lines in (report(heading_damaged("五", lambda _: "三、存在问题及改进情况")), report([h[2:] for h in HEADINGS])):
        assert set(kinds(read(*lines))) <= set(KINDS)


# --- all damages, all reports -------------------------------------------------------------------------------------------

REPORTS = [*COUNTY.reports.values(), *CITY.reports.values()]
RADICALS = str.maketrans("一二行工面方用门见长", "⼀⼆⾏⼯⾯⽅⽤⻔⻅⻓")
TRADITIONAL = str.maketrans("总体况动开处请议诉讼问题进报项", "總體況動開處請議訴訟問題進報項")


def typo(heading, place):
    at = 2 + place % (len(heading) - 2)
    return f"{heading[:at]}某{heading[at + 1 :]}"


DAMAGES = [
    lambda h, _: h,
    lambda h, _: h.translate(RADICALS),
    lambda h, _: h.translate(TRADITIONAL),
    lambda h, _: " ".join(h),
    lambda h, _: f"## {h}",
    lambda h, _: f"**{h}**",
    lambda h, _: h.replace("、", "．", 1),
    lambda h, _: h[2:],
    lambda h, n: f"{ORDINALS[n % 6]}、{h[2:]}",
    lambda h, n: f"{h[: 3 + n % 3]}\n{h[3 + n % 3 :]}",
    lambda h, _: f"{h}：",
    typo,
]


def squeezed(text):
    return "".join(text.split())


@settings(max_examples=120)
@given(
    st.sampled_from(REPORTS),
    st.lists(st.tuples(st.sampled_from(DAMAGES), st.integers(0, 40)), min_size=6, max_size=6),
    st.lists(st.tuples(st.sampled_from(["", "— 3 —", "第2页 共9页", "打印本页"]), st.integers(0, 400)), max_size=3),
)
def test_damaged_headings_lose_no_chapter_and_no_character(one, damages, noise):
    headings = [change(h, n) for h, (change, n) in zip(HEADINGS, damages, strict=True)]
    lines = printed(one, headings)
    prose = [text for ordinal in "一五六" for text in one.chapters.get(ordinal, ())]
    for text, at in noise:
        places = [i for i, line in enumerate(lines) if line in prose]
        lines.insert(places[at % len(places)], text)
    outlined = outline(source(*lines), forms().get("2021"))

    chapters = found(outlined)
    assert list(chapters) == list(ORDINALS)
    assert {o: chapters[o] for o in "一五六"} == {o: list(one.chapters.get(o, ())) for o in "一五六"}
    kept = [outlined.title.text, *(p.heading.text for p in outlined.parts), *texts(outlined.preamble)]
    kept += [text for p in outlined.parts for text in texts(p.blocks)]
    kept += [r.found for r in outlined.dropped]
    plain = str.maketrans("⼀⼆⾏⼯⾯⽅⽤⻔⻅⻓", "一二行工面方用门见长", "#*：")
    assert sorted(squeezed("".join(kept)).translate(plain)) == sorted(squeezed("".join(lines)).translate(plain))


def test_key_is_one_for_all_marks_between_words():
    assert key("行政复议,行政诉讼情况") == key("行政复议行政诉讼情况")
