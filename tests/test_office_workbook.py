"""The Excel workbook: every cell comes back as it was written, and says while it is filled in whether sums hold."""

import io
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gongkai.cells import State
from gongkai.form import CellKey
from gongkai.gather import gather
from gongkai.office.book import MAX_TEXT
from gongkai.office.workbook import template, workbook
from gongkai.origin import Origin
from gongkai.prose import Prose, Section, Source
from gongkai.report import Acceptance, Attachment, Correction
from office_reports import AGENCY, addresses, bound, hybrid, report, reports, with_cells
from support import AGENCY as RECORD
from support import APPLICANTS, BODY, CARRIED_OUT, ROOT, SITE, as_object, balanced, forms, loaded_by, text_of, tree

SHEETS = ["说明", "基本情况", "表二", "表三", "表四", "正文"]


def opened(data):
    return load_workbook(io.BytesIO(data))


def sheets_of(report):
    return opened(workbook(report, AGENCY))


def read_back(value, *, total):
    """What was written in a cell, by the rules of docs/editing.md; None for a total that was left out."""
    if value is None:
        return None if total else ""
    return "" if value == "空白" else str(value)


def assert_same_cells(made, report):
    for filing in report.filings:
        sheet = made[f"表{filing.table.ordinal}"]
        assert sheet["A2"].value == f"版式：{filing.table.edition}"
        places = addresses(filing.table.edition, filing.table.ordinal)
        for key, place in zip(filing.table.keys, places, strict=True):
            cell = filing.cells[key]
            total = key in filing.table.totals
            raw = "待核" if cell.state is State.OPEN and cell.raw == "" else cell.raw
            assert read_back(sheet[place].value, total=total) == raw, (key, place)
            assert sheet[place].data_type in {"n", "s"}


@pytest.mark.parametrize("made", [report("2021"), report("2019"), hybrid()], ids=["2021", "2019", "hybrid"])
def test_every_figure_stands_where_the_printed_form_has_it(made):
    book = sheets_of(made)

    assert book.sheetnames == SHEETS
    assert_same_cells(book, made)
    assert all(type(book["表三"][place].value) is int for place in addresses(made.filings[1].table.edition, "三"))


@given(reports())
@settings(max_examples=15)
def test_whatever_a_cell_says_comes_back_to_the_character(made):
    assert_same_cells(sheets_of(made), made)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12", 12),
        ("0", 0),
        ("0.86", 0.86),
        ("59237.2449", 59237.2449),
        ("99999999999", 99999999999),
        ("100000000000", "100000000000"),  # Excel would show 1E+11
        ("7730.280", "7730.280"),
        ("1,175.0", "1,175.0"),
        ("0.00001", "0.00001"),
        ("-0", "-0"),
        ("+126", "+126"),
        ("空白", None),
        ("/", "/"),
        ("不适用", "不适用"),
        ("—", "—"),
        ("待核", "待核"),
        ("待核（12|21）", "待核（12|21）"),
        ("22（其中修订16件）", "22（其中修订16件）"),
    ],
)
def test_what_is_written_for_each_kind_of_text(text, stored):
    made = sheets_of(with_cells(report(), "proactive", {CellKey("fees", "fee_amount"): text}))

    value = made["表二"]["B16"].value
    assert (value, type(value)) == (stored, type(stored))


def test_a_total_left_out_is_empty_and_a_blank_one_says_so():
    texts = {CellKey("received", "total"): None, CellKey("carried_in", "total"): "空白"}
    sheet = sheets_of(with_cells(report(), "requests", texts))["表三"]

    assert sheet["J6"].value is None
    assert sheet["J7"].value == "空白"


def test_a_table_that_is_not_there_has_a_sheet_that_says_so():
    text = text_of(as_object(balanced("2021", random.Random(2)), "2021", 2023))
    start, stop = text.index("依申请公开:"), text.index("行政复议诉讼:")
    made = sheets_of(bound(f"{text[:start]}依申请公开: 缺表\n{text[stop:]}{BODY}"))

    assert [cell.value for row in made["表三"].iter_rows() for cell in row if cell.value] == [
        "三、收到和处理政府信息公开申请情况",
        "版式：2021",
        "缺表：原文没有这张表。",
    ]


def test_the_heads_are_merged_as_printed():
    sheet = sheets_of(report())["表三"]
    heads = "A1:J1 A3:C5 D3:J3 D4:D5 E4:I4 J4:J5"
    rows = "A6:C6 A7:C7 A8:A29 B8:C8 B9:C9 B10:B17 B18:B20 B21:B25 B26:B28 B29:C29 A30:C30"
    checks = "A31:C31 A32:C32"

    assert {str(area) for area in sheet.merged_cells.ranges} == {*heads.split(), *rows.split(), *checks.split()}
    assert sheet["A3"].value == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert [sheet[place].value.replace("\n", "") for place in ("A8", "B10", "C10", "G5", "A30", "B29")] == [
        "三、本年度办理结果",
        "（三）不予公开",
        "1.属于国家秘密",
        "社会公益组织",
        "四、结转下年度继续办理",
        "（七）总计",
    ]
    assert sheet.freeze_panes == "D6"


def test_tables_two_and_four_are_merged_as_printed():
    made = sheets_of(report())
    two = {str(area) for area in made["表二"].merged_cells.ranges}
    four = {str(area) for area in made["表四"].merged_cells.ranges}

    assert two == {"A1:D1", "A3:D3", "A7:D7", "B8:D8", "B9:D9", "A10:D10", "B11:D11", "B12:D12", "B13:D13"} | {
        "A14:D14",
        "B15:D15",
        "B16:D16",
    }
    assert four == {"A1:O1", "A3:E3", *(f"{c}4:{c}5" for c in "ABCDE"), "F3:O3", "F4:J4", "K4:O4"} | {
        "A7:O7",
        "A8:E8",
        "F8:J8",
        "K8:O8",
    }


NUMBER = 'SUMPRODUCT(VALUE(0&LEFT(SUBSTITUTE({0},"(","（")&"（",FIND("（",SUBSTITUTE({0},"(","（")&"（")-1)))'


def test_the_sums_are_formulas_over_the_right_cells():
    made = sheets_of(report())
    parts, total = NUMBER.format("D6:I6"), NUMBER.format("J6")

    assert made["表三"]["K6"].value == (
        f'=IF(COUNTBLANK(D6:I6)>0,"未填",IFERROR(IF(J6="","未填，相加得 "&({parts}),'
        f'IF(ROUND({total}-({parts}),4)=0,"平","差 "&ROUND({total}-({parts}),4))),"无法核对"))'
    )
    left, right = NUMBER.format("D6:D7"), NUMBER.format("D29:D30")
    assert made["表三"]["D32"].value == (
        '=IF(COUNTBLANK(D6:D7)+COUNTBLANK(D29:D30)>0,"未填",'
        f'IFERROR(IF(ROUND({right}-({left}),4)=0,"平","差 "&ROUND({right}-({left}),4)),"无法核对"))'
    )
    formulas = {
        sheet.title: {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"}
        for sheet in made
    }
    assert {name for name, found in formulas.items() if found} == {"表三", "表四"}
    assert set(formulas["表三"]) == {f"K{r}" for r in range(6, 31)} | {f"{c}{r}" for c in "DEFGHIJ" for r in (31, 32)}
    assert {place: re.findall(r"COUNTBLANK\((.+?)\)", text) for place, text in formulas["表四"].items()} == {
        "A8": ["A6:D6"],
        "F8": ["F6:I6"],
        "K8": ["K6:N6"],
    }
    assert 'IF(O6=""' in formulas["表四"]["K8"]
    assert re.findall(r"COUNTBLANK\((.+?)\)", formulas["表三"]["G31"]) == ["G8:G28"]
    assert 'IF(G29=""' in formulas["表三"]["G31"]


def test_the_checks_are_named_and_coloured():
    sheet = sheets_of(report())["表三"]

    assert (sheet["K3"].value, sheet["L3"].value) == ("核对", "备注")
    assert sheet["A31"].value == "核对：（七）总计等于以上各种结果之和"
    assert sheet["A32"].value == "核对：第一项加第二项之和，等于第三项加第四项之和"
    coloured = {str(area.sqref): [rule.formula[0] for rule in area.rules] for area in sheet.conditional_formatting}
    assert set(coloured) == {"K6:K30", "D31:J31", "D32:J32"}
    assert coloured["K6:K30"][:2] == ['LEFT(K6,1)="平"', 'LEFT(K6,1)="差"']


def test_figures_can_be_changed_and_labels_cannot():
    made = sheets_of(report("2019"))
    for ordinal in "二三四":
        sheet = made[f"表{ordinal}"]
        figures = {*addresses("2019", ordinal)}
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        merged = {p for area in sheet.merged_cells.ranges for row in area.rows for p in row}
        covered = {sheet.cell(*place).coordinate for place in merged}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.coordinate in figures:
                    assert not cell.protection.locked, cell.coordinate
                elif cell.value is not None or cell.coordinate not in covered:
                    remarks = sheet.max_column == cell.column
                    assert cell.protection.locked or remarks, cell.coordinate
    facts = made["基本情况"]
    assert facts.protection.sheet
    assert [facts[f"B{row}"].protection.locked for row in range(1, 17)] == [True] * 3 + [False] * 12 + [True]
    assert not made["正文"].protection.sheet


def kinds(sheet):
    """The areas with a check on what is typed, and the number in it."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        assert (rule.type, rule.allow_blank, rule.errorStyle) == ("custom", True, "stop")
        assert len(rule.formula1) <= 255  # Excel refuses a file with more
        assert len(rule.error) <= 225
        assert len(rule.errorTitle) <= 32
        first = str(rule.sqref).split(":")[0]
        (asked,) = re.findall(rf"ISNUMBER\({first}\),(.+?),OR\(", rule.formula1)
        found[str(rule.sqref)] = asked.replace(first, "x")
    return found


def test_what_is_typed_is_checked_by_the_kind_of_the_column():
    made, old = sheets_of(report()), sheets_of(report("2019"))
    count, signed, money = "AND(x>=0,x=INT(x))", "x=INT(x)", "x>=0"

    assert kinds(made["表二"]) == {"B5:D6": count, "B9:D9": count, "B12:D13": count, "B16:D16": money}
    assert kinds(made["表三"]) == {"D6:J30": count}
    assert kinds(made["表四"]) == {"A6:O6": count}
    assert kinds(old["表二"]) == {
        "B5:G6": count,
        "B9:C10": count,
        "D9:E10": signed,
        "F9:G10": count,
        "B13:C14": count,
        "D13:E14": signed,
        "F13:G14": count,
        "B17:D17": count,
        "E17:G17": signed,
        "B20:D20": count,
        "E20:G20": money,
    }


def test_states_and_notes_may_be_typed_wherever_a_number_may():
    (rule,) = sheets_of(report())["表三"].data_validations.dataValidation

    for word in ("/", "／", "不适用", "空白", "—"):
        assert f'D6="{word}"' in rule.formula1
    assert 'LEFT(D6,2)="待核"' in rule.formula1
    assert 'VALUE(LEFT(D6,FIND("（",SUBSTITUTE(D6,"(","（")&"（")-1))>=0' in rule.formula1


def test_the_tables_print_on_a4():
    made = sheets_of(report())

    for sheet in made:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert made["表三"].print_area == "'表三'!$A$1:$J$30"
    assert made["表三"].print_title_rows == "$3:$5"
    assert made["表四"].print_area == "'表四'!$A$1:$O$6"


FACTS = ["机关", "编码", "年度", "标题", "发布日期", "发布机构", "统计范围", "索引号", "文号"]
SOURCE = ["来源地址", "来源说明", "来源形式", "转录", "核对"]


def test_the_facts_and_the_small_tables_below_them():
    full = replace(
        report(统计范围="本机关"),
        index_number="014/2024-1",
        origin=Origin("https://www.example.gov.cn/a.html", kind="扫描件", checked="县政府办 2024-03-01"),
        summary=True,
        corrections=(Correction("2024-03-01", "甲改为乙", "录入错误"),),
        attachments=(Attachment("年报.pdf", "盖章件", AGENCY.parent_span),),
        acceptances=(
            Acceptance("balance", "三／自然人", "原表如此", (2023,), AGENCY.parent_span),
            Acceptance("late", "标题", "原文如此", (2022, 2023), AGENCY.parent_span),
        ),
    )
    sheet = sheets_of(full)["基本情况"]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]

    assert [row[0] for row in rows[:16]] == [*FACTS, *SOURCE, "正文性质", "空着的格"]
    assert [row[1] for row in rows[:16]] == [
        *("测试县测试局", "ceshi", "2023", "测试县测试局2023年政府信息公开工作年度报告", "2024-01-20", None, "本机关"),
        *("014/2024-1", None, "https://www.example.gov.cn/a.html", None, "扫描件", None, "县政府办 2024-03-01"),
        *("概述", "空白"),
    ]
    at = [row[0] for row in rows].index
    assert rows[at("更正") : at("更正") + 3] == [
        ["更正", None, None, None],
        ["日期", "内容", "原因", None],
        ["2024-03-01", "甲改为乙", "录入错误", None],
    ]
    assert rows[at("附件") + 2][:2] == ["年报.pdf", "盖章件"]
    assert rows[at("说明") + 1 : at("说明") + 4] == [
        ["规则", "位置", "理由", "适用年度"],
        ["balance", "三／自然人", "原表如此", None],
        ["late", "标题", "原文如此", "2022、2023"],
    ]
    assert rows[at("非个人信息") + 1][:3] == ["位置", "类别", "理由"]


def prose_of(sheet):
    """Headings and texts as docs/editing.md has them put together."""
    rows = [(row[0].value or "", row[1].value or "") for row in sheet.iter_rows(min_row=2)]
    while rows and rows[-1] == ("", ""):
        rows.pop()
    found = []
    for heading, text in rows:
        if heading == "（接上一格）":
            found[-1][1] += f"\n{text}"
        elif heading:
            found.append([heading, text])
        else:
            found[-1][1] += f"\n\n{text}"
    return [tuple(pair) for pair in found]


def told(*sections, before=""):
    """A report with these sections: heading and text."""
    made = report()
    span = made.span
    sources = [(heading, Source(tuple(f"\n{text}\n".split("\n")))) for heading, text in sections]
    parts = tuple(Section(heading, None, "", span, source) for heading, source in sources)
    return replace(made, prose=Prose("", parts, Source(tuple(before.split("\n")))))


def test_the_text_comes_back_to_the_character():
    text = "第一段，换\n一行。\n\n- 甲\n- 乙\n\n\n### （一）小标题\n\n末段  "
    made = sheets_of(
        told(("一、总体情况", text), ("二、主动公开政府信息情况", ""), ("六、其他", "无。"), before="引言")
    )

    assert prose_of(made["正文"]) == [
        ("（章前）", "引言"),
        ("一、总体情况", text),
        ("二、主动公开政府信息情况", ""),
        ("六、其他", "无。"),
    ]
    assert [made["正文"][f"B{row}"].value for row in (3, 4, 5, 6)] == [
        "第一段，换\n一行。",
        "- 甲\n- 乙",
        "\n### （一）小标题",
        "末段  ",
    ]


@given(st.lists(st.text("甲=+-@'\n _x0041&<\t1", max_size=40).map(lambda s: s.strip("\n")), min_size=1, max_size=6))
@settings(max_examples=15)
def test_no_text_is_taken_for_something_else(texts):
    sections = [(f"{at}、章", text) for at, text in enumerate(texts)]

    assert prose_of(sheets_of(told(*sections))["正文"]) == sections


def test_blank_lines_one_after_the_other_stay_as_many():
    text = "甲\n\n\n\n乙\n\n\n\n\n丙"
    assert prose_of(sheets_of(told(("一、总体情况", text), ("六、其他", "无。")))["正文"])[0] == ("一、总体情况", text)


def test_what_excel_takes_for_a_character_is_a_text():
    """_x0041_ would be shown as A (ECMA-376, 22.9.2.19); openpyxl leaves the sign of it where it reads it inline."""
    sheet = sheets_of(told(("一、总体情况", "甲_x0041_乙_x4e2d_丙_x_")))["正文"]

    assert sheet["B2"].value.replace("_x005F_", "_") == "甲_x0041_乙_x4e2d_丙_x_"
    assert sheet["B2"].value.count("_x005F_") == 2


def test_a_text_too_long_for_a_cell_goes_on_in_the_next():
    text = "\n".join(["字" * 9000] * 9)
    sheet = sheets_of(told(("一、总体情况", text)))["正文"]

    assert [len(sheet[f"B{row}"].value) for row in (2, 3, 4)] == [27002, 27002, 27002]
    assert max(len(cell.value or "") for row in sheet.iter_rows() for cell in row) <= MAX_TEXT
    assert prose_of(sheet) == [("一、总体情况", text)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x")', "#REF!", "'甲"])
def test_a_formula_from_outside_stays_a_text(text):
    made = replace(told(("一、总体情况", text), (text, "乙")), title=text, index_number=text)
    made = with_cells(made, "proactive", {CellKey("fees", "fee_amount"): text})
    data = workbook(made, replace(AGENCY, name=text))
    book = opened(data)

    cells = [
        book["基本情况"]["B4"],
        book["基本情况"]["B8"],
        book["正文"]["B2"],
        book["正文"]["A3"],
        book["表二"]["B16"],
    ]
    for cell in [*cells, book["说明"]["A1"]]:
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix or text.startswith("#")
    with ZipFile(io.BytesIO(data)) as parts:
        formulas = {name for name in parts.namelist() if b"<f>" in parts.read(name)}
    assert formulas == {"xl/worksheets/sheet4.xml", "xl/worksheets/sheet5.xml"}  # the checks of 表三 and 表四


# --- the workbook to be filled in ---------------------------------------------------------------------


def to_fill_in(last, year=2024, record=RECORD, **files):
    """The template of 测试局 for a year, after this report of the year before."""
    texts = {"site.yaml": SITE, "ceshi/agency.yaml": record, f"ceshi/{year - 1}.md": last, **files}
    portal, _ = gather(tree(texts), forms())
    return opened(template(portal, portal.by_slug["ceshi"], year, forms().for_year(year)))


def test_an_empty_workbook_begins_with_what_last_year_hands_on():
    figures = balanced("2021", random.Random(1))
    last = text_of({**as_object(figures, "2021", 2023), "统计范围": "本机关"}) + BODY
    made = to_fill_in(last)

    filled = {
        cell.coordinate: cell.value
        for ordinal in "二三四"
        for cell in (made[f"表{ordinal}"][place] for place in addresses("2021", ordinal))
        if cell.value is not None
    }
    assert filled == {
        f"{column}7": figures["三", CARRIED_OUT, applicant]
        for column, applicant in zip("DEFGHI", APPLICANTS, strict=True)
    }
    assert made["表三"]["L7"].value == "取自2023年年报的结转下年度"
    in_force = figures["二", "第二十条第（一）项／行政规范性文件", "现行有效件数"]
    assert made["表二"]["E6"].value == f"上年现行有效 {in_force}"
    facts = {row[0].value: row[1].value for row in made["基本情况"].iter_rows(max_row=16)}
    assert facts["标题"] == "测试县测试局2024年政府信息公开工作年度报告"
    assert (facts["年度"], facts["统计范围"], facts["发布日期"], facts["空着的格"]) == ("2024", "本机关", None, "待核")
    assert prose_of(made["正文"]) == [
        ("一、总体情况", "（请填写）"),
        ("五、存在的主要问题及改进情况", "（请填写）"),
        ("六、其他需要报告的事项", "（请填写）"),
    ]


def test_a_body_that_took_another_over_is_handed_on_nothing():
    last = text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + BODY
    other = "全称: 测试县粮食局\n层级: 县\n类别: 部门\n存续期间: {止: 2023}\n并入: ceshi\n"
    sheet = to_fill_in(last, **{"liangshi/agency.yaml": other})["表三"]

    assert sheet["D7"].value is None
    assert sheet["L7"].value == "2023年测试县粮食局并入，请连同它的数核对"


# --- the file -----------------------------------------------------------------------------------------


def test_the_same_report_gives_the_same_bytes_anywhere_and_at_any_time():
    code = (
        "import hashlib; from office_reports import AGENCY, report; from gongkai.office.workbook import workbook;"
        "from gongkai.office.document import document;"
        "print(*[hashlib.sha256(make(report(), AGENCY)).hexdigest() for make in (workbook, document)])"
    )
    made = set()
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
        env = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "TZ": zone}
        made.add(subprocess.check_output([sys.executable, "-c", code], env=env, encoding="utf-8"))
    assert len(made) == 1


def test_no_part_of_the_file_tells_when_or_where_it_was_made():
    with ZipFile(io.BytesIO(workbook(report(), AGENCY))) as parts:
        assert {info.date_time for info in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in parts.infolist()} == {0}
        names = parts.namelist()
        core = parts.read("docProps/core.xml").decode()
    assert names == ["[Content_Types].xml", *sorted(names[1:])]
    assert not re.search(r"created|modified|\d{4}-\d\d", core)
    assert "<dc:creator>测试县测试局</dc:creator>" in core


def test_an_invented_body_is_said_to_be_one():
    made = opened(workbook(report(), AGENCY, invented=True))
    assert "虚构" in made["说明"]["A2"].value
    assert "虚构" not in sheets_of(report())["说明"]["A2"].value


def test_excel_is_loaded_only_to_draw():
    loaded = loaded_by("gongkai.cli", "gongkai.office.workbook", "gongkai.office.document")
    assert not {"openpyxl", "docx", "lxml"} & loaded
