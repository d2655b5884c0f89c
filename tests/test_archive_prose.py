"""The text of the chapters becomes Markdown that the site reads without a finding and that loses no character."""

import re
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_model import ORDINALS, PROSE, TABLES, grid, printed, read, report, source
from gongkai.archive.outline import outline
from gongkai.archive.prose import body, clean, escape
from gongkai.archive.raw import Paragraph, RawTable
from gongkai.diag import Span
from gongkai.prose import read_prose
from portal_model import CHAPTERS, CITY, COUNTY
from support import forms

CHAPTERS_2021 = forms().get("2021").chapters
CELLS = {line for lines in TABLES.values() for line in lines}


def is_table(block):
    return isinstance(block, RawTable) or block.text in CELLS or "\t" in block.text


def written(*one, kind="纯文本", **prose):
    """The body of a report whose chapters hold these lines."""
    outlined = read(*(one or report(prose={"一五六"["abc".index(k)]: v for k, v in prose.items()})), kind=kind)
    return body(outlined, is_table)


def chapter_one(*lines, kind="纯文本"):
    """The Markdown of chapter 一, its heading left out, by blocks."""
    text = written(*report(prose={"一": []})[:2], *lines, *report()[4:], kind=kind).text
    return text.split("## 五、")[0].split("\n\n")[1:-1]


def findings(markdown):
    return [(d.code, d.message) for d in read_prose(markdown, Span("甲.md"), CHAPTERS_2021, ())[1]]


def shown(markdown):
    """What a reader sees of Markdown, without blanks."""
    prose, _ = read_prose(markdown, Span("甲.md"), CHAPTERS_2021, ())
    text = re.sub(r"<[^>]+>", "", prose.preamble + "".join(s.heading + s.html for s in prose.sections))
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return "".join(text.split())


def test_a_body_has_the_official_headings_and_no_tables():
    assert written().text == (
        "## 一、总体情况\n\n青石镇全年发布各类信息三百余条，内容比上年更细。\n\n收到申请四件，都按时答复。\n\n"
        "## 五、存在的主要问题及改进情况\n\n栏目更新有时不及时，打算每月检查一次。\n\n"
        "## 六、其他需要报告的事项\n\n没有收取信息处理费。\n"
    )
    assert written().repairs == ()


def test_text_beside_a_table_stays_in_its_chapter():
    lines = report()
    lines.insert(lines.index(CHAPTERS["五"]), "注：含上年度结转数量。")

    assert "## 四、政府信息公开行政复议、行政诉讼情况\n\n注：含上年度结转数量。\n\n## 五、" in written(*lines).text


def test_a_preamble_stands_before_the_chapters_and_holds_no_heading():
    text = written(*report(above=["（一）编制说明", "本报告由青石镇人民政府编制。"])).text
    assert text.startswith("（一）编制说明\n\n本报告由青石镇人民政府编制。\n\n## 一、")


def test_chapters_are_written_in_the_order_of_the_form():
    lines = report()
    at = lines.index(CHAPTERS["五"])
    moved = [lines[0], *lines[at : at + 2], *lines[1:at], *lines[at + 2 :]]
    assert written(*moved).text == written().text


# --- irregularities -----------------------------------------------------------------------------------------------------


def test_1_blanks_inside_sentences():
    assert clean("2023 年 1 月，收到 12 件 。") == "2023年1月，收到12件。"
    assert clean("电 话 ： 0999-1234567 ， 邮 编 ：999999") == "电话：0999-1234567，邮编：999999"
    assert clean("设立 “ 查阅点 ” 三处，开通 WPS Office 培训") == "设立“查阅点”三处，开通WPS Office培训"
    assert clean("甲村　乙村  丙村") == "甲村 乙村 丙村"


LONG = "全镇围绕群众关心的事项做好公开工作，先后整理了政策文件、办事指南和惠民补贴三类目录，并按月更新，由党政办公室逐条核对后统一发布，收到申请四件，都在规定时间内作了答复，没有延期办理的情形。"
NEXT = "公开栏目由专人维护，每周检查一次，发现错链和过期内容当天改正，年底对全部栏目作了清理，并把结果报送县政府办公室备案，接受群众监督。"


@pytest.mark.parametrize("columns", [20, 24, 28, 36])
def test_1_lines_broken_to_fit_a_page_are_joined(columns):
    lines = [*textwrap.wrap(LONG, columns), *textwrap.wrap(NEXT, columns)]

    assert chapter_one(*lines) == [LONG, NEXT]


def test_1_lines_broken_by_a_page_are_joined_over_its_number():
    first, *rest = textwrap.wrap(LONG, 30)

    assert chapter_one(first, "", "— 3 —", "", *rest, *textwrap.wrap(NEXT, 30)) == [LONG, NEXT]


def test_1_a_page_break_within_a_paragraph_of_one_line():
    assert chapter_one(LONG[:50], "", "", "", LONG[50:], "", NEXT) == [LONG, NEXT]
    assert chapter_one(LONG[:50], "- 4 -", LONG[50:], NEXT) == [LONG, NEXT]


def test_1_paragraphs_that_were_not_broken_stay_apart():
    lines = ["全年公开三百条。", "收到申请四件", "都已答复", LONG, NEXT]

    assert chapter_one(*lines) == lines


def test_1_the_lines_of_word_are_paragraphs():
    lines = textwrap.wrap(LONG, 24)

    assert chapter_one(*lines, kind="Word 文档") == lines


def test_1_a_short_line_or_one_that_ends_a_sentence_ends_its_paragraph():
    lines = [
        "本镇公开工作由党政办公室牵头，各站所按职责分工提供并审核",
        "信息，公开目录按月更新",
        "第二季度起增加了惠民补贴的公示，涉及三个村的耕地地力保护。",
    ]
    lines += ["第三季度检查了全部栏目，把过期的内容撤下，把错链改正，并且", "作了登记。"]

    assert chapter_one(*lines) == [lines[0] + lines[1], lines[2], lines[3] + lines[4]]


def test_1_a_semicolon_at_the_edge_of_the_page_ends_no_paragraph():
    first = ["甲村公开惠民补贴一百二十条，乙村公开惠民补贴八十五条整；", "丙村公开三十条。"]
    listed = ["一、甲村公开惠民补贴一百二十条，乙村公开惠民补贴八十五条；", "二、丙村公开三十条。"]

    assert chapter_one(*first, *textwrap.wrap(NEXT, 28))[0] == "".join(first)
    assert chapter_one(*listed, *textwrap.wrap(NEXT, 28))[:2] == listed


def test_1_of_a_pdf_every_line_that_reaches_the_edge_and_ends_no_sentence_goes_on():
    long = "根据有关规定编制本报告，公布本镇全年公开工作的情况。统计期限自"
    rest = "2022年1月1日至12月31日。"
    lines = [long, rest, "（一）主动公开", "全年公开三百条", "都已上网。"]

    assert chapter_one(*lines, kind="PDF") == [long + rest, "### （一）主动公开", *lines[3:]]
    assert chapter_one(*lines)[:2] == [long, rest]


def test_7_furniture_beside_a_table_is_dropped_and_listed():
    lines = report()
    at = lines.index(CHAPTERS["四"])
    made = written(*lines[:at], "另有两件咨询。", "下一条：整改台账", "— 3 —", "", *lines[at:])

    assert "整改台账" not in made.text
    assert [(r.kind, r.found, r.made, r.why) for r in made.repairs] == [
        ("丢弃", "下一条：整改台账", "", "网页上的按钮、导航或者提示"),
        ("丢弃", "— 3 —", "", "页码"),
    ]


def test_1_an_open_bracket_keeps_a_paragraph_together():
    lines = [
        "如对本报告有疑问，请与青石镇人民政府联系（联系电话如下所示：",
        "0999-1234567，邮编999999）。办公时间为工作日的上午和",
        "下午。",
    ]

    assert chapter_one(*lines, *textwrap.wrap(NEXT, 28))[0] == "".join(lines)


def test_2_marks_stay_chinese_and_digits_become_half_width():
    assert clean("２０２３年（一）收到１２．５％，Ａ类：“甲”、乙；") == "2023年（一）收到12.5%，A类：“甲”、乙；"


def test_3_radicals_become_characters_and_are_listed():
    made = written(a=["我镇⼯作⼈员为⺠服务，⻔户⽹站更新及时。"])

    assert "我镇工作人员为民服务，门户网站更新及时。" in made.text
    assert [(r.kind, r.found, r.made) for r in made.repairs] == [("字形", "⼯⼈⺠⻔⽹", "工人民门网")]


def test_4_a_lost_character_stays_to_be_seen():
    assert chapter_one("全镇公\ufffd三百条。") == ["全镇公\ufffd三百条。"]


def test_5_typos_of_the_text_stay():
    assert chapter_one("制度需要一步完善。") == ["制度需要一步完善。"]


def test_6_a_mark_of_word_goes_and_is_listed():
    made = written(c=["[bookmark: _GoBack]（一）继续公开。每月一次。"])

    assert made.text.endswith("## 六、其他需要报告的事项\n\n（一）继续公开。每月一次。\n")
    assert [(r.kind, r.found) for r in made.repairs] == [("丢弃", "[bookmark: _GoBack]")]


def test_7_traditional_text_stays_as_it_is():
    assert chapter_one("全年公開檔案三百條。") == ["全年公開檔案三百條。"]


def test_8_artefacts_of_lists():
    assert chapter_one("- 1.信息不全。", "- 2. 形式单一。", "• （三）更新慢。") == [
        "1.信息不全。",
        "2.形式单一。",
        "（三）更新慢。",
    ]
    assert chapter_one("- 信息不全。", "● 形式单一。") == ["- 信息不全。\n- 形式单一。"]


def test_8_headings_at_mixed_levels_and_bold_become_one_level():
    lines = [
        Paragraph("（一）公开", "", 3),
        "三百条。",
        Paragraph("**（二）申请**", "", 4),
        "四件。",
        "**（三）管理**",
        "专人。",
    ]

    assert chapter_one(*lines, kind="Markdown") == [
        "### （一）公开",
        "三百条。",
        "### （二）申请",
        "四件。",
        "### （三）管理",
        "专人。",
    ]


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("（一）主动公开情况", "### （一）主动公开情况"),
        ("(二) 依申请公开情况", "### (二)依申请公开情况"),
        ("（三）政府信息管理情况。", "### （三）政府信息管理情况。"),
        ("（四）平台建设。开通了查询。", "（四）平台建设。开通了查询。"),
        ("（五）加强学习，提高水平。", "（五）加强学习，提高水平。"),
        ("七、2024年工作思路", "### 七、2024年工作思路"),
        ("一是加强学习", "一是加强学习"),
        ("1.信息不全", "1.信息不全"),
    ],
)
def test_8_a_sub_heading_stands_alone(line, made):
    assert chapter_one(line, "下面是说明。")[0] == made


def test_21_addresses_and_telephone_numbers_stay():
    line = "网址https://example.org/a_b/，电话0999-1234567，邮箱a_b@example.org。"
    markdown = written(a=[line]).text

    assert shown(markdown).count(line) == 1
    assert findings(markdown) == []


def test_22_a_seventh_chapter_becomes_a_heading_of_the_sixth():
    made = written(*report(below=["七、2024年工作思路", "把目录理清楚。"])).text

    assert made.endswith("没有收取信息处理费。\n\n### 七、2024年工作思路\n\n把目录理清楚。\n")


# --- Markdown -----------------------------------------------------------------------------------------------------------

HOSTILE = [
    "*星号*与_下划线_和`反引号`",
    "<b>标签</b>和<!-- 注 -->",
    "&lt;实体&#60;",
    "[甲](javascript:alert(1))",
    "![图](a.png)",
    "[甲]: http://example.org",
    "# 不是标题",
    "> 不是引用",
    "1. 2023年不是列表",
    "1. abc",
    "12) 项",
    "+ 加号",
    "~~~不是代码",
    "~~划去~~",
    "``` 代码",
    "反斜线\\结尾\\",
    "-",
    "2.",
    "<https://example.org/甲>",
    "| 甲 | 乙 |",
    "国办函[2020]109号",
    "甲**乙**丙",
]


@pytest.mark.parametrize("line", HOSTILE)
def test_what_markdown_would_take_for_markup_is_shown_as_written(line):
    markdown = written(a=[line, "第二段。"]).text
    said = shown(markdown).split("一、总体情况")[1].split("第二段")[0]

    assert findings(markdown) == []
    assert said.lstrip("-+") == "".join(clean(line).split()).lstrip("-+")


def test_a_markdown_source_keeps_bold_and_links_to_the_web_only():
    line = "**重点**见[网站](https://example.org/a)和[甲](javascript:x)，1\\.5倍<br>完。"

    assert chapter_one(line, kind="Markdown") == [
        "**重点**见[网站](https://example.org/a)和\\[甲](javascript:x)，1.5倍完。"
    ]


def test_a_table_of_the_text_stays_a_table():
    table = grid(["村", "件数"], ["甲|村", "3"])
    outlined = read(*report()[:3], table, *report()[3:])
    text = body(outlined, lambda b: not isinstance(b, RawTable) and is_table(b)).text

    assert "\n\n| 村 | 件数 |\n| --- | --- |\n| 甲\\|村 | 3 |\n\n" in text
    assert findings(text) == []


def test_a_table_in_a_markdown_source_stays_one():
    assert chapter_one("| 村 | 件数 |", "|---|---|", "| 甲 | 3 |", kind="Markdown") == [
        "| 村 | 件数 |\n| --- | --- |\n| 甲 | 3 |"
    ]


def test_a_table_that_lays_out_text_becomes_paragraphs():
    outlined = read(*report()[:2], grid(["全年公开三百条。\n四件申请。"]), *report()[4:])

    assert (
        "## 一、总体情况\n\n全年公开三百条。\n\n四件申请。\n\n"
        in body(outlined, lambda b: not isinstance(b, RawTable) and is_table(b)).text
    )


@given(st.text(st.sampled_from("甲乙 *_`<>[](){}#+-=.!|~\\&;:/1a2，。（）\"'"), max_size=40))
def test_any_line_is_shown_as_written_and_brings_no_finding(line):
    markdown = f"## 一、总体情况\n\n甲{escape(clean(line))}\n\n## 五、存在的主要问题及改进情况\n\n无\n\n## 六、其他需要报告的事项\n\n无\n"

    assert findings(markdown) == []
    assert shown(markdown).startswith("一、总体情况甲" + "".join(clean(line).split()) + "五、")


@settings(max_examples=200)
@given(
    st.lists(st.text(st.sampled_from("甲乙丙 *_`<[](#+-=.!|~\\&:12a，。（一）、"), min_size=1, max_size=30), max_size=6)
)
def test_any_lines_make_a_body_without_findings(lines):
    lines = [f"{line}丁" for line in lines]
    markdown = written(a=[*lines, "完。"]).text

    assert findings(markdown) == []


# --- all reports --------------------------------------------------------------------------------------------------------

REPORTS = [*COUNTY.reports.values(), *CITY.reports.values()]


@settings(max_examples=60)
@given(st.sampled_from(REPORTS), st.sampled_from([None, 18, 22, 28, 34]), st.booleans())
def test_the_text_of_a_report_comes_through_whole(one, columns, numbers):
    lines = []
    for line in printed(one, list(CHAPTERS.values())):
        broken = columns and "\t" not in line and line not in CHAPTERS.values() and line != one.title
        lines += textwrap.wrap(line, columns) if broken and line not in CELLS else [line]
    if numbers:
        lines.insert(4, "— 2 —")
    outlined = outline(source(*lines), forms().get("2021"))
    made = body(outlined, is_table)

    expected = "".join(one.preamble) + "".join(
        CHAPTERS[o] + "".join(one.chapters.get(o, ())) for o in ORDINALS if o in "一五六"
    )
    assert findings(made.text) == []
    assert "".join(clean(shown(made.text)).split()) == "".join(clean(expected).split())
    if columns is None:
        blocks = [p for o in "一五六" for p in (f"## {CHAPTERS[o]}", *map(clean, one.chapters.get(o, ())))]
        assert made.text.rstrip("\n").split("\n\n") == [*map(clean, one.preamble), *blocks]


def test_prose_of_the_model_is_what_a_chapter_holds():
    assert "\n\n".join(PROSE["一"]) in written().text
