"""Year on year: figures and changes of three bodies, reckoned by hand, across the change of form of 2021.

The bodies are of the invented county: 自然资源局 changed every table in 2021; 样例镇 kept table 三 of 2019 for one
more year; 卫生健康局 has no report for 2022.
"""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.build import load, publish
from gongkai.cells import Cell, State
from gongkai.changes import change, in_percent
from support import CONTENT, TEMPLATES, forms

FEE = "行政事业性收费（收费金额，万元）"
PERMITS = "行政许可（处理决定）"
# body, table, row: the figures of 2024 to 2019, and what each is against the year before
BY_HAND = [
    (
        ("shili-zrzyj", "s3", "一、本年新收政府信息公开申请数量"),
        ["377", "262", "205", "318", "231", "146"],
        ["＋115，增43.9%", "＋57，增27.8%", "－113，减35.5%", None, "＋85，增58.2%", None],
    ),
    (
        ("shili-zrzyj", "s3", "（六）其他处理"),  # one row in 2019 and 2020, the sum of three rows since
        ["18", "13", "9", "13", "6", "7"],
        ["＋5，增38.5%", "＋4，增加", "－4，减30.8%", None, "－1，减少", None],
    ),
    (
        ("shili-zrzyj", "s4", "行政复议／总计"),  # table 四 is the same in both forms
        ["35", "22", "16", "30", "21", "13"],
        ["＋13，增59.1%", "＋6，增37.5%", "－14，减46.7%", "＋9，增42.9%", "＋8，增61.5%", None],
    ),
    (
        ("shili-zrzyj", "s2", PERMITS),
        ["1563", "1174", "986", "1342", "1208", "1126"],
        ["＋389，增33.1%", "＋188，增19.1%", "－356，减26.5%", None, "＋82，增7.3%", None],
    ),
    (
        ("shili-zrzyj", "s2", FEE),  # an amount since 2021, a number of items before
        ["402.3318", "341.205", "298.16", "386.4275", "无此项", "无此项"],
        ["＋61.1268，增17.9%", "＋43.045，增14.4%", "－88.2675，减22.8%", None, None, None],
    ),
    (
        ("shili-zhen", "s3", "一、本年新收政府信息公开申请数量"),
        ["5", "7", "3", "8", "6", "4"],
        ["－2，减少", "＋4，增加", None, "＋2，增加", "＋2，增加", None],
    ),
    (
        ("shili-zhen", "s2", PERMITS),
        ["121", "115", "97", "104", "88", "96"],
        ["＋6，增5.2%", "＋18，增18.6%", "－7，减6.7%", None, "－8，减8.3%", None],
    ),
    (
        ("shili-wjw", "s3", "一、本年新收政府信息公开申请数量"),
        ["12", "18", "未收录", "31", "23", "9"],
        ["－6，减33.3%", None, None, None, "＋14，增加", None],
    ),
    (
        ("shili-wjw", "s2", PERMITS),
        ["1012", "938", "未收录", "905", "816", "742"],
        ["＋74，增7.9%", None, None, None, "＋74，增10.0%", None],
    ),
]
BREAKS = {
    ("shili-zrzyj", "s2"): [2021],
    ("shili-zrzyj", "s3"): [2021],
    ("shili-zrzyj", "s4"): [],
    ("shili-zhen", "s2"): [2021],
    ("shili-zhen", "s3"): [2022],
    ("shili-zhen", "s4"): [],
    ("shili-wjw", "s2"): [2021],
    ("shili-wjw", "s3"): [2021],
    ("shili-wjw", "s4"): [],
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    out = tmp_path_factory.mktemp("years") / "site"
    assert publish(load(CONTENT, forms()), CONTENT, TEMPLATES, out, None)
    return {slug: (out / slug / "index.html").read_text("utf-8") for slug, _ in BREAKS}


def table(page, at):
    """A table of the years: its heads, and its rows by label as (figure, change) pairs."""
    (text,) = re.findall(rf'<table[^>]* id="{at}">(.*?)</table>', page, re.DOTALL)
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', text, re.DOTALL)[1:]
    rows = {}
    for label, cells in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', text, re.DOTALL):
        found = re.findall(r"<td[^>]*>(.*?)(?:<small>(.*?)</small>)?</td>", cells)
        rows[re.sub(r"<small>.*?</small>", "", label)] = [(re.sub("<.*?>", "", f), c or None) for f, c in found]
    return heads, rows


@pytest.mark.parametrize(("where", "figures", "changes"), BY_HAND, ids=[" ".join(w) for w, _, _ in BY_HAND])
def test_figures_and_changes_are_those_reckoned_by_hand(where, figures, changes, pages):
    slug, at, label = where
    _, rows = table(pages[slug], at)

    assert rows[label] == list(zip(figures, changes, strict=True))


@pytest.mark.parametrize(("slug", "at"), BREAKS)
def test_a_break_is_marked_where_the_form_of_the_table_changes_and_nowhere_else(slug, at, pages):
    heads, rows = table(pages[slug], at)
    years = [int(re.search(r"\d{4}", head)[0]) for head in heads]
    broken = [year for year, head in zip(years, heads, strict=True) if "格式变更" in head]

    assert years == [2024, 2023, 2022, 2021, 2020, 2019]
    assert broken == BREAKS[slug, at]
    across = [cells[years.index(year)][1] for cells in rows.values() for year in broken]
    assert set(across) <= {None}


@pytest.mark.parametrize(
    ("at", "count"),
    [
        ("s2", 10 + 22 - 3),  # both forms, three rows of which go on
        ("s3", 25 + 4),  # the rows, and the groups （三） to （六）, of which the last goes on from one row of 2019
        ("s4", 15),
    ],
)
def test_every_comparable_row_is_there(at, count, pages):
    _, rows = table(pages["shili-zrzyj"], at)

    assert len(rows) == count


def test_what_changed_is_said_in_a_sentence(pages):
    sentence = re.search(r'<p class="lead">(.*?)</p>', pages["shili-zrzyj"])[1]

    assert "与2023年度相比，2024年度本年新收申请 377 件，增加 115 件（43.9%）" in sentence
    assert "行政诉讼 22 件，增加 8 件（57.1%）" in sentence


def test_a_missing_year_is_a_gap_in_charts_and_list(pages):
    page = pages["shili-wjw"]

    assert "2022年未收录" in re.search(r"<desc[^>]*>(.*?)</desc>", page)[1]
    assert 'class="void"' in page
    assert re.search(r'2022年度</span><span class="none">未收录', page)


def cell(number):
    return Cell(State.NUMBER, str(number))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (9, 18, "＋9，增加"),  # no percentage below ten
        (10, 11, "＋1，增10.0%"),
        (0, 5, "＋5，增加"),
        (0, 0, "持平"),
        (200, 201, "＋1，增0.5%"),
        (16, 17, "＋1，增6.3%"),  # 6.25 goes up: 四舍五入, not to even
        (80, 85, "＋5，增6.3%"),
        (80, 75, "－5，减6.3%"),
        (3000, 3001, "＋1，增不足0.1%"),
        ("59237.2449", "72701.2578", "＋13464.0129，增22.7%"),
    ],
)
def test_a_change_in_number_and_word(before, after, words):
    assert change(cell(before), cell(after)).words == words


@pytest.mark.parametrize("state", [s for s in State if s is not State.NUMBER])
def test_nothing_is_said_of_what_is_no_number(state):
    assert change(Cell(state), cell(1)) is None
    assert change(cell(1), Cell(state)) is None
    assert change(None, cell(1)) is None


@given(st.integers(10, 10**9), st.integers(0, 10**9))
def test_a_percentage_is_off_by_no_more_than_half_a_tenth(before, after):
    found = change(cell(before), cell(after))

    assert found.amount == after - before
    assert abs(found.percent - abs(Decimal(after - before)) * 100 / before) <= Decimal("0.05")
    assert in_percent(found.percent).endswith("%")
