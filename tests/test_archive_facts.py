"""Whose report it is, of which year: each fact with the words that say so, or open with what was found."""

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_model import grid, read, report, source, texts
from gongkai.archive.facts import facts, one_report
from gongkai.archive.glyphs import compact
from gongkai.archive.outline import outline
from gongkai.archive.prose import body
from gongkai.archive.raw import Paragraph
from gongkai.records import Agency, FormerName
from support import forms

TOWN = Agency("qingshi", "qingshi/agency.yaml", "云河市青石镇人民政府", ("青石镇", "青石镇人民政府"))
OFFICE = Agency("bangong", "bangong/agency.yaml", "青石镇人民政府办公室")
SCHOOLS = Agency("jyj", "jyj/agency.yaml", "云河市教育局", ("市教育局",), (FormerName("云河市教育体育局", 2010, 2019),))
AGENCIES = (TOWN, OFFICE, SCHOOLS)


def said(*lines, agencies=(), kind="纯文本", **stated):
    """The facts of a file of these lines."""
    one = source(*lines, kind=kind, **stated)
    return facts(one, outline(one, forms().get("2021")), agencies)


def year_of(title, first="全年发布信息三百条。", **more):
    return said(*report(title=title, prose={"一": [first]}, **more)).year


def values(proposal):
    return [fact.value for fact in proposal.candidates]


def test_title_body_and_year_come_from_the_title_with_their_evidence():
    found = said("", *report(), agencies=AGENCIES)
    title = "青石镇人民政府2023年政府信息公开工作年度报告"

    assert found.title.fact == (title, "第2行", title)
    assert found.year.fact == ("2023", "第2行", title)
    assert found.agency.fact == ("云河市青石镇人民政府", "第2行", title)
    assert found.record == TOWN


def test_what_nothing_says_is_unknown():
    found = said("今天天气很好。")

    for name in found.__slots__:
        fact = getattr(found, name)
        assert fact is None or (fact.fact is None and fact.candidates == ()), name


# --- year ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("青石镇2023年政府信息公开工作年度报告", "2023"),
        ("青石镇 2022 年度政府信息公开工作年度报告", "2022"),
        ("青石镇政府信息公开工作年度报告（2023年度）", "2023"),
        ("青石镇2022度政府信息公开年报", "2022"),
        ("关于2022年度政府信息公开情况的报告", "2022"),
        ("青石镇政府信息公开工作2022年度报告", "2022"),
        ("2021年青石镇政府信息公开工作年度报告", "2021"),
        ("青石镇二〇二一年政府信息公开工作年度报告", "2021"),
        ("青石镇２０２４年政府信息公开工作年度报告", "2024"),
    ],
)
def test_20_the_year_of_titles_in_many_forms(title, year):
    assert year_of(title).value == year


@pytest.mark.parametrize(
    "period",
    [
        "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。",
        "统计期限为 2022 年 1 月 1 日至 12 月 31 日。",
        "统计期限为2022年1月1日至\n2022年12月31日。",
        "统计期限为20221月1日起至2022年12月31日止。",
        "统计期限为202211日起至20221231日。",
    ],
)
def test_6_the_year_of_the_period_also_with_lost_characters(period):
    assert year_of("青石镇政府信息公开工作年度报告", above=[period]).value == "2022"
    assert year_of("青石镇政府信息公开工作年度报告", above=[period]).fact.where == "第2行"


def test_20_the_year_of_the_first_sentence_if_nothing_else_says_one():
    assert year_of("青石镇政府信息公开年报", "2023年，青石镇认真做好公开工作。").value == "2023"
    assert year_of("青石镇政府信息公开年报", "2023年青石镇政府按照统一部署做好公开工作。").value == "2023"
    assert year_of("青石镇政府信息公开年报", "截至2023年底，共有三百条。").value is None


def test_20_evidence_that_differs_leaves_the_year_open():
    period = "统计期限自2020年1月1日起至2020年12月31日止。"
    open_year = year_of("青石镇2021年政府信息公开工作年度报告", above=[period])

    assert open_year.fact is None
    assert [(f.value, f.where) for f in open_year.candidates] == [("2021", "第1行"), ("2020", "第2行")]
    assert open_year.why == "写法不一：第1行是 2021、第2行是 2020"
    assert values(year_of("青石镇2022年政府信息公开年报", "2023年，青石镇认真公开。")) == ["2022", "2023"]


def test_20_years_of_plans_and_of_comparisons_are_not_the_years_of_the_report():
    later = ["2023年，我镇认真公开，比2022年多十条。", "2024年将继续做好。"]
    found = said(
        *report(prose={"一": later, "五": ["2025年打算增加公开栏。"]}, below=["青石镇人民政府", "2024年1月19日"])
    )

    assert values(found.year) == ["2023"]


def test_no_year_is_taken_from_name_or_path():
    one = source(*report(title="青石镇政府信息公开年报"))
    one = type(one)("/归档/2019/青石镇2019年.txt", one.kind, one.blocks)

    assert facts(one, outline(one, forms().get("2021"))).year == (None, (), "标题、统计期限和第一句话都没有写明年度")


# --- body ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("青石镇2023年政府信息公开工作年度报告", "青石镇"),
        ("青石镇人民政府信息公开工作年度报告", "青石镇人民政府"),
        ("2023年青石镇人民政府政府信息公开年报", "青石镇人民政府"),
        ("云河市教育局关于2023年度政府信息公开工作情况的报告", "云河市教育局"),
        ("云河市住房和城乡建设局政府信息公开工作2022年度报告", "云河市住房和城乡建设局"),
    ],
)
def test_20_the_body_of_titles_in_many_forms(title, name):
    assert said(*report(title=title)).agency.value == name


@pytest.mark.parametrize(
    ("title", "record"),
    [
        ("青石镇2023年政府信息公开工作年度报告", TOWN),
        ("云河市青石镇人民政府2023年政府信息公开工作年度报告", TOWN),
        ("市教育局2023年政府信息公开工作年度报告", SCHOOLS),
        ("云河市教育体育局2019年政府信息公开工作年度报告", SCHOOLS),
        ("河口乡2023年政府信息公开工作年度报告", None),
    ],
)
def test_24_a_body_is_known_by_full_short_and_former_names(title, record):
    found = said(*report(title=title), agencies=AGENCIES)

    assert found.record == record
    assert found.agency.value == (record.name if record else "河口乡")


SIGNED = ["云河市教育局", "2024年1月19日"]


def test_20_a_title_without_body_leaves_it_to_the_signature():
    found = said(*report(title="2023年政府信息公开工作年度报告", below=SIGNED), agencies=AGENCIES)

    assert found.record == SCHOOLS
    assert found.agency.fact.quoted == "云河市教育局"


def test_20_then_to_who_wrote_it_or_to_the_first_sentence():
    nobody = "2023年政府信息公开工作年度报告"
    by = said(*report(title=nobody, above=["本报告由云河市教育局根据有关规定编制。"]))
    assert by.agency.value == "云河市教育局"
    first = said(*report(title=nobody, prose={"一": ["2023年，青石镇人民政府认真做好公开工作。"]}))
    assert first.agency.value == "青石镇人民政府"
    assert said(*report(title=nobody, prose={"一": ["2023年，我镇认真公开。"]})).agency.value is None


def test_a_title_of_one_body_signed_by_another_leaves_it_open():
    title = "青石镇人民政府2023年政府信息公开工作年度报告"
    found = said(*report(title=title, below=SIGNED), agencies=AGENCIES)

    assert (found.agency.fact, found.record) == (None, None)
    assert values(found.agency) == ["青石镇人民政府", "云河市教育局"]
    assert "云河市青石镇人民政府" in found.agency.why
    office = said(*report(title=title, below=["青石镇人民政府办公室", "2024年1月19日"]), agencies=AGENCIES)
    assert office.record == TOWN


def test_a_body_that_the_portal_does_not_know_is_not_taken_for_who_signed():
    title = "河口乡人民政府2023年政府信息公开工作年度报告"
    found = said(*report(title=title, below=["青石镇人民政府办公室", "2024年1月19日"]), agencies=AGENCIES)

    assert found.record is None
    assert found.agency.value == "河口乡人民政府"
    assert "没有『河口乡人民政府』这个机关" in found.agency.why


# --- the rest -----------------------------------------------------------------------------------------------------------


def test_21_the_day_of_publication_is_the_stated_one_before_that_of_the_signature():
    signed = report(below=["青石镇人民政府", "二〇二四年一月十九日"])

    assert said(*signed).published.fact == ("2024-01-19", "第25行", "二〇二四年一月十九日")
    stated = said("发布日期：2024/1/22 10:30", *signed).published
    assert (stated.value, values(stated)) == ("2024-01-22", ["2024-01-22", "2024-01-19"])
    assert said(*signed, 发布时间="2024-01-22 09:00").published.fact.where == "文件属性"
    assert said(*signed, 创建时间="2024-01-02").published.value == "2024-01-19"
    assert said("发布日期：2024-01-22", *report(), 发布时间="2024-01-23").published.value is None
    assert said("发布日期：2024-02-30", *report()).published.value is None


@pytest.mark.parametrize("number", ["123456789/2024-00007", "12345678901234567X/202401-00013"])
def test_21_index_numbers_of_both_kinds(number):
    assert said(f"索 引 号：{number}", *report()).index_number.value == number
    assert said(grid(["索引号", number], ["文号", "无"]), *report()).index_number.value == number
    assert said(*report(above=[f"编号{number}。"])).index_number.value == number


def test_21_document_number_publisher_and_address():
    found = said(
        "文号：青政办〔2024〕3号", "发布机构：青石镇党政办", "网址：https://example.org/nb/2023.html", *report()
    )

    assert found.document_number.value == "青政办〔2024〕3号"
    assert found.publisher.fact == ("青石镇党政办", "第2行", "发布机构：青石镇党政办")
    assert said("文号：无", *report()).document_number.value is None
    assert said(*report(above=["青政办〔2024〕3号"])).document_number.value == "青政办〔2024〕3号"
    cited = said(*report(above=["本报告按照国办公开办函〔2021〕30号编制。"]))
    assert cited.document_number.value is None


def test_21_an_address_in_the_text_if_it_is_that_of_a_page():
    page = said(*report(prose={"六": ["本报告可从http://example.org/nb/1.html下载。"]})).source_address
    assert page.value == "http://example.org/nb/1.html"
    home = said(*report(prose={"六": ["本报告可从（http://example.org）下载。"]})).source_address
    assert (home.value, values(home)) == (None, ["http://example.org"])
    two = said(*report(prose={"六": ["见http://example.org/a和http://example.org/b。"]})).source_address
    assert (two.value, len(two.candidates)) == (None, 2)


# --- one report ---------------------------------------------------------------------------------------------------------


def test_a_report_is_one():
    assert one_report(read(*report())) is None
    assert one_report(read("首页 > 政府信息公开年报", "政府信息公开年报", *report())) is None


def test_two_years_side_by_side_are_refused():
    reason = one_report(read("青石镇 年报比对", "年份：2022 vs 2023", *report()[1:]))
    assert reason == (
        "这份文件把不同年度的年报并排比较（第1行：『青石镇 年报比对』），不是一份年报；请导入各年度的原件。"
    )
    assert one_report(read("2022年报告　2023年报告", *report()[1:]))
    assert one_report(read("2022年年报与2023年年报对比", *report()[1:]))


def test_several_reports_in_a_row_are_refused():
    other = report(title="河口乡2023年政府信息公开工作年度报告")

    assert "两个报告标题（第1行『青石镇" in one_report(read(*report(), *other))
    assert "两个报告标题" in one_report(read(*report(), *report(title="青石镇2022年政府信息公开工作年度报告")))
    assert "写了两次（第25行『一、总体情况』" in one_report(read(*report(), *report()))


def test_titles_of_other_years_on_the_page_are_links():
    links = ["青石镇2021年政府信息公开工作年度报告", "青石镇2022年政府信息公开工作年度报告"]
    first = {"一": ["2023年，青石镇认真公开。"]}
    lines = [*links, *report(prose=first, below=["青石镇人民政府", "2024年1月19日", *links])]

    assert one_report(read(*lines)) is None
    assert said(*lines).year.value == "2023"
    assert values(said(*links, *report()).year) == ["2023", "2021", "2022"]
    assert said(*links, *report()).year.value is None
    assert one_report(read("2022年年报 2023年年报", *report())) is None


def test_21_a_day_below_the_title_is_the_day_of_the_report():
    found = said(*report(above=["（2024年1月19日）"]))

    assert found.published.fact == ("2024-01-19", "第2行", "（2024年1月19日）")
    assert read(*report(above=["2024-01-19 10:30"])).preamble == ()


def test_a_short_and_a_full_name_are_of_one_report():
    lines = report(title="青石镇2023年政府信息公开工作年度报告")
    assert one_report(read("云河市青石镇2023年政府信息公开工作年度报告", *lines)) is None


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2023年度政府信息公开工作年度报告编制工作的通知",
        "青石镇2024年政务公开工作要点",
        "青石镇政府信息公开指南",
    ],
)
def test_a_plan_or_notice_is_refused(title):
    assert one_report(read(title, "各村、各站所：", "现将有关事项通知如下。", "一、总体要求", "按时完成。")) == (
        f"这份文件是『{title}』，不是政府信息公开工作年度报告。"
    )


def test_a_file_with_neither_chapter_nor_table_is_refused():
    assert "没有找到年报的任何一章" in one_report(read("今天天气很好。"))
    assert "没有找到年报的任何一章" in one_report(read(""))
    assert one_report(read("规章\t0", "第二十条第（一）项", "信息内容\t本年制发件数")) is None
    assert one_report(read(grid(["第二十条第（一）项"], ["本年制发件数"]))) is None


def test_a_report_that_speaks_of_notices_and_of_two_years_is_one():
    lines = report(above=["2023年与2022年相比有所增加。", "按照关于编制年度报告的通知要求编制。"])
    assert one_report(read(*lines)) is None


PIECES = [
    *report(),
    "",
    "- 3 -",
    "目录",
    "索引号",
    "附件：",
    "2024年1月19日",
    "六、",
    "（一）",
    "第二十条第（一）项",
    "七、其他",
    "\x00²①㈠",
    "1",
]


@given(
    st.lists(
        st.one_of(st.sampled_from(PIECES), st.text(max_size=20), st.just(grid(["索引号", ""], ["一、总体情况", ""])))
    )
)
def test_any_blocks_are_read_without_a_fault_and_none_is_lost(lines):
    lines = [line.replace("\n", "") if isinstance(line, str) else line for line in lines]
    one = source(*lines)
    outlined = outline(one, forms().get("2021"))
    facts(one, outlined, AGENCIES)
    one_report(outlined)
    body(outlined)

    kept = [*texts(outlined.preamble), *(t for p in outlined.parts for t in [p.heading.text, *texts(p.blocks)])]
    kept += [outlined.title.text if outlined.title else "", *(r.found for r in outlined.dropped)]
    kept += [line.text for line in (*outlined.signature, *outlined.attachments)]
    given_text = "".join(line for line in lines if isinstance(line, str) and not line.isspace())
    rest = Counter(compact("".join(kept)))
    assert not [c for c, n in Counter(compact(given_text)).items() if c not in "*#_:;,.。" and rest[c] < n]


def test_many_lines_are_read_in_time():
    hostile = ["一、总体情况"] * 2000 + ["青石镇2023年政府信息公开年报"] * 2000 + ["大 " * 40 + "甲"] * 200
    hostile += ["甲乙丙丁" * 5] * 6000
    start = time.process_time()
    one = source(*hostile)
    outlined = outline(one, forms().get("2021"))
    facts(one, outlined, AGENCIES)
    body(outlined)

    assert time.process_time() - start < 10


def test_headings_in_a_container_do_not_hide_the_title():
    title = "青石镇2023年政府信息公开工作年度报告"
    blocks = [Paragraph(title, "第1段", 1), *report()[1:]]

    assert said(*blocks).title.fact == (title, "第1段", title)
