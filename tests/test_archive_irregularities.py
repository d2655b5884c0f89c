"""Irregularities 20 to 24 of real reports, those of the document; and whether each of the 24 has a named case.

Each case is a whole report with one damage, read by the whole importer, and every cell of it is compared.
"""

import re
from pathlib import Path

import pytest

from archive_irregular import (
    PROSE,
    TITLE,
    TOWN,
    chapter,
    check,
    of,
    read,
    repaired,
    report,
    told,
    true,
    written,
)
from archive_truth import HEADINGS, Chapter
from gongkai.archive.importing import Asked
from gongkai.records import Agency, FormerName

RECORD = Agency("songluo", "songluo/agency.yaml", TOWN, ("松萝镇",), (FormerName("松萝乡人民政府", 2009, 2020),))
KNOWN = Asked((RECORD,))
NOBODYS = "2023年政府信息公开工作年度报告"


def headings(one):
    return [line for line in one.text.splitlines() if line.startswith("#")]


WHOLE = ["## 一、总体情况", "## 五、存在的主要问题及改进情况", "## 六、其他需要报告的事项"]


# ---- 20


@pytest.mark.parametrize(
    ("title", "body", "year"),
    [
        (f"{TOWN}2023年政府信息公开年报", TOWN, 2023),
        (f"{TOWN}政府信息公开工作年度报告（2023年度）", TOWN, 2023),
        (f"{TOWN}关于2023年度政府信息公开情况的报告", TOWN, 2023),
        (f"{TOWN}政府信息公开工作2023年度报告", TOWN, 2023),
        (NOBODYS, None, 2023),
        (f"{TOWN}政府信息公开工作年度报告", TOWN, None),
    ],
)
def test_20_titles_that_are_not_official(title, body, year):
    one = read(report(title=title))

    check(one, true())
    assert (one.agency, one.year) == (body, year)
    assert title in one.text


@pytest.mark.parametrize("at", [len(TOWN), len(TOWN) + 5])
def test_20_a_title_in_two_lines(at):
    document = report()
    document.title = [TITLE[:at], TITLE[at:]]
    one = read(document)

    check(one, true())
    assert (one.agency, one.year) == (TOWN, 2023)
    assert f"标题: {TITLE}\n" in one.text


def test_20_a_title_in_the_first_cell_of_a_workbook():
    one = read(report(), "xlsx")

    assert (one.agency, one.year) == (TOWN, 2023)


def test_20_a_body_that_the_title_does_not_name_is_that_of_the_signature():
    document = report(title=NOBODYS)
    document.after = [TOWN, "2024年1月16日"]
    one = read(document, asked=KNOWN)

    check(one, true())
    assert (one.slug, one.year) == ("songluo", 2023)


def test_20_a_year_that_the_title_does_not_name_is_that_of_the_period():
    document = report(title=f"{TOWN}政府信息公开工作年度报告")
    document.preamble = ["统计期限自2022年1月1日起至2022年12月31日止。"]
    one = read(document)

    check(one, true())
    assert one.year == 2022


def test_20_a_year_in_the_title_that_is_not_that_of_the_body_is_left_open():
    document = report()
    document.preamble = ["统计期限自2022年1月1日起至2022年12月31日止。"]
    one = read(document)

    check(one, true())
    assert one.year is None
    assert sorted(fact.value for fact in one.said.year.candidates) == ["2022", "2023"]


def test_20_years_of_plans_are_not_the_year_of_the_report():
    document = report()
    document.chapters[0].paragraphs[0] = "2023年全年发布信息312条，比2022年多11条。"
    chapter(document, "五").paragraphs = ["2024年准备逐月补上，2025年再请老人来提意见。"]
    one = read(document)

    check(one, true())
    assert one.year == 2023


# ---- 21


def test_21_a_preamble_stands_before_the_chapters():
    lines = ["本报告根据条例编制，由六个部分组成。", "统计期限自2023年1月1日起至2023年12月31日止。"]
    document = report()
    document.preamble = lines
    one = read(document)

    check(one, true())
    assert one.text.index(lines[0]) < one.text.index(lines[1]) < one.text.index(WHOLE[0])
    assert headings(one) == WHOLE


def test_21_letter_head_and_signature_are_facts_and_no_text_of_a_chapter():
    document = report()
    document.preamble = ["松政发〔2024〕7号"]
    document.after = [TOWN, "2024年1月16日"]
    one = read(document)

    check(one, true())
    assert (one.agency, one.year) == (TOWN, 2023)
    assert one.known["文号"] == "松政发〔2024〕7号"
    assert one.known["发布日期"] == "2024-01-16"
    assert TOWN not in one.text[one.text.index(WHOLE[2]) :]
    assert "2024年1月16日" not in one.text


ATTACHED = ["附件：1.公开目录.pdf", "2.办事指南.docx"]


def test_21_attachments_are_no_text_of_a_chapter():
    document = report()
    document.after = ATTACHED
    one = read(document)

    check(one, true())
    assert [line for line in ATTACHED if line in one.text] == []


def test_21_attachments_that_are_left_out_are_listed():
    document = report()
    document.after = ATTACHED
    dropped = " ".join(found for found, _ in repaired(read(document), "丢弃"))

    assert [line for line in ATTACHED if line not in dropped] == []


def test_21_addresses_and_telephone_numbers_of_the_text_stay():
    said = "电话0999-1234567，12345热线也可转接，电子版见http://example.org/zw/2023n/7.html。"
    document = report()
    chapter(document, "六").paragraphs = [said]
    one = read(document)

    check(one, true())
    assert said in one.text


# ---- 22


def test_22_numbers_that_begin_again_after_six_chapters_of_another_kind():
    document = report()
    titles = ("组织领导有力", "目录更加完整", "渠道更加多样", "办事更加方便", "培训更加经常", "监督更加有效")
    told_first = [
        line
        for ordinal, title in zip("一二三四五六", titles, strict=True)
        for line in (f"{ordinal}、{title}", "这件事全年由专人负责，每月有记录。")
    ]
    document.preamble = told_first
    one = read(document)

    check(one, true())
    assert [title for title in titles if title not in one.text] == []
    assert headings(one)[-2:] == WHOLE[-2:]


def without_numbers():
    """A report whose headings are not numbered."""
    document = report()
    for one in document.chapters:
        one.heading = one.heading[2:]
    return document


@pytest.mark.parametrize("layout", ["tabs_kept", "html_plain"])
def test_22_headings_without_numbers(layout):
    one = read(without_numbers(), layout)

    check(one, true())
    assert headings(one) == WHOLE


def test_22_the_figures_of_a_workbook_without_numbered_headings():
    check(read(without_numbers(), "xlsx"), true())


def test_22_the_text_of_a_workbook_without_numbered_headings():
    one = read(without_numbers(), "xlsx")
    listed = " ".join(found for found, _ in repaired(one, "丢弃"))

    lines = [line for some in PROSE.values() for line in some]
    assert [line for line in lines if line not in one.text and line not in listed] == []


@pytest.mark.parametrize("ordinal", "一五六")
@pytest.mark.parametrize("heading", ["", "困难与打算"])
def test_22_the_text_of_a_workbook_where_a_heading_is_missing_or_strange(ordinal, heading):
    document = report()
    chapter(document, ordinal).heading = heading and f"{ordinal}、{heading}"
    one = read(document, "xlsx")

    check(one, true())
    assert [line for some in PROSE.values() for line in some if line not in one.text] == []


def test_22_notes_and_captions_beside_the_tables_of_a_workbook():
    document = report()
    said = {"二": "本年度主动公开情况如下", "三": "单位：件", "四": "（统计到12月底）"}
    for ordinal, line in said.items():
        chapter(document, ordinal).paragraphs = [line]
    one = read(document, "xlsx")

    check(one, true())
    assert [line for line in said.values() if line not in one.text] == []


def without_heading(ordinal):
    """A report of which a chapter has no heading."""
    document = report()
    chapter(document, ordinal).heading = ""
    return document


@pytest.mark.parametrize("ordinal", "二三四")
@pytest.mark.parametrize("layout", ["tabs_kept", "bars"])
def test_22_the_heading_of_a_table_is_missing(layout, ordinal):
    one = read(without_heading(ordinal), layout)
    # Where nothing else ends a row, the last one of the table above runs on into the next.
    last = {"二": of("二", "行政事业性收费"), "三": of("三", "四、结转"), "四": ()}[ordinal] if layout == "bars" else ()

    check(one, true(), unsure=last)
    assert [made for _, made in repaired(one, "缺章")] == [f"{ordinal}、{HEADINGS['一二三四'.index(ordinal)]}"]


@pytest.mark.parametrize("ordinal", "二三四")
def test_22_where_a_heading_is_missing_no_row_that_was_read_is_listed_as_dropped(ordinal):
    assert repaired(read(without_heading(ordinal)), "丢弃") == []


def test_22_where_a_heading_is_missing_the_text_above_stays_clean():
    one = read(without_heading("二"), "bars")

    assert headings(one) == WHOLE
    assert "|" not in one.text


@pytest.mark.parametrize("ordinal", "一五六")
def test_22_the_heading_of_a_text_is_missing(ordinal):
    document = report()
    chapter(document, ordinal).heading = ""
    one = read(document)

    check(one, true())
    assert PROSE[ordinal][0] in one.text
    assert repaired(one, "缺章")


def test_22_seven_chapters():
    document = report()
    document.chapters.append(Chapter("七、2024年工作思路", 2, ["把目录再理一遍。"]))
    one = read(document)

    check(one, true())
    assert one.year == 2023
    assert one.text.index("六、其他需要报告的事项") < one.text.index("2024年工作思路") < one.text.index("再理一遍")
    assert repaired(one, "多章")


def test_22_chapter_three_as_a_lesser_heading_inside_chapter_two():
    document = report()
    chapter(document, "三").level = 3
    one = read(document, "pipes")

    check(one, true())
    assert headings(one) == WHOLE


# ---- 23


@pytest.mark.parametrize(("two", "three"), [("2021", "2019"), ("2019", "2021"), ("2019", "2019")])
def test_23_every_table_is_of_its_own_edition(two, three):
    one = read(report(two, three))

    check(one, true(two, three))
    assert [table.table.edition for table in one.recognised[:2]] == [two, three]


@pytest.mark.parametrize(("cited", "edition"), [("〔2019〕60号", "2021"), ("〔2021〕30号", "2019")])
def test_23_the_notice_that_a_report_cites_does_not_make_its_edition(cited, edition):
    document = report(edition, edition)
    document.preamble = [f"本报告按照国办公开办函{cited}的格式编制。"]

    check(read(document), true(edition, edition))


# ---- 24


def test_24_the_same_report_from_two_addresses_is_the_same():
    data, name = written(report(), "html_plain")
    one, other = read((data, f"a/2019/{name}")), read((data, "b/2024n/2.html"))

    check(one, true())
    assert (one.text, one.agency, one.year) == (other.text, other.agency, other.year)
    assert (told(one), one.repairs) == (told(other), other.repairs)


def test_24_of_two_addresses_none_is_taken():
    document = report()
    chapter(document, "六").paragraphs = ["见http://example.org/a/1.html和http://example.org/b/1.html。"]
    one = read(document)

    check(one, true())
    assert "来源地址" not in one.known
    assert [fact.value for fact in one.said.source_address.candidates] == [
        "http://example.org/a/1.html",
        "http://example.org/b/1.html",
    ]


@pytest.mark.parametrize("mark", ["（更正）"])
def test_24_a_report_that_was_corrected_and_issued_again(mark):
    document = report(title=f"{TITLE}{mark}")
    document.preamble = ["因表三有误，现更正如下，原件同时撤下。"]
    one = read(document, asked=KNOWN)

    check(one, true())
    assert (one.slug, one.year) == ("songluo", 2023)
    assert f"标题: {TITLE}{mark}\n" in one.text
    assert "因表三有误，现更正如下，原件同时撤下。" in one.text


def test_24_a_body_that_has_another_name_now_is_known_by_its_former_one():
    one = read(report("2019", "2019", "松萝乡人民政府2019年政府信息公开工作年度报告"), asked=KNOWN)

    check(one, true("2019", "2019"))
    assert (one.slug, one.agency, one.year) == ("songluo", TOWN, 2019)


def test_24_a_body_that_is_no_more_is_named_and_not_taken_for_another():
    one = read(report(title="半月湾乡人民政府2023年政府信息公开工作年度报告"), asked=KNOWN)

    check(one, true())
    assert (one.slug, one.agency, one.year) == (None, "半月湾乡人民政府", 2023)


# ---- all


def test_each_of_the_24_irregularities_has_a_named_case():
    files = Path(__file__).parent.glob("test_archive_irregularities*.py")
    names = re.findall(r"^def test_(\d\d)_", "\n".join(path.read_text("utf-8") for path in files), re.MULTILINE)

    assert {int(number) for number in names} - {0} == set(range(1, 25))
