"""What stands on a web page?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.archive.containers import read
from gongkai.archive.raw import Cell, Paragraph, RawTable, Source
from gongkai.archive.refusal import Refused
from gongkai.archive.spans import Placed, lay_out, without


def page(body: str) -> Source:
    return read(
        f"<!DOCTYPE html><html><head><title>年报 - 某县</title></head><body>{body}</body></html>".encode(), "a.html"
    )


def texts(body: str) -> list[str]:
    return [b.text for b in page(body).blocks if isinstance(b, Paragraph)]


def grids(body: str) -> list[list[list[str]]]:
    return [[[c.text for c in row] for row in b.rows] for b in page(body).blocks if isinstance(b, RawTable)]


def spans(body: str) -> list[list[object]]:
    (table,) = [b for b in page(body).blocks if isinstance(b, RawTable)]
    return [
        ["—" if c.covered else (c.text, *c.spans) if c.spans != (1, 1) else c.text for c in row] for row in table.rows
    ]


def test_a_font_for_each_character_is_no_matter():
    body = "<p><font>一</font><span><b>、</b>总<i>体</i></span>\n<font><font>情况</font></font></p>"
    assert texts(body) == ["一、总体 情况"]


def test_blocks_and_line_breaks_end_paragraphs_and_headings_have_levels():
    body = "甲<p>乙<br>丙<div>丁</div></p><h2>二、<span>主动</span>公开</h2>戊<hr>己<pre>庚\n辛</pre>"
    assert [(b.text, b.level) for b in page(body).blocks] == [
        ("甲", 0), ("乙", 0), ("丙", 0), ("丁", 0), ("二、主动公开", 2), ("戊", 0), ("己", 0), ("庚", 0), ("辛", 0),
    ]  # fmt: skip


def test_facts_of_the_head_are_kept():
    source = read(
        '<html><head><title>年报</title><meta name="PubDate" content="2024-01-23 09:00"></head><p>文</html>'.encode(),
        "",
    )
    assert source.facts == {"标题": "年报", "发布时间": "2024-01-23 09:00"}


def test_a_table_with_merged_cells():
    body = (
        "<table><tr><td rowspan=2 colspan=2>勾稽</td><td colspan='2'>申请人</td></tr><tr><td>自然<br>人</td><td>总计</td></tr>"
        "<tr><td>一</td><td>新收</td><td>3</td><td>3</td></tr></table>"
    )
    assert spans(body) == [
        [("勾稽", 2, 2), "—", ("申请人", 1, 2), "—"],
        ["—", "—", "自然\n人", "总计"],
        ["一", "新收", "3", "3"],
    ]
    (table,) = page(body).blocks
    assert isinstance(table, RawTable)
    assert table.rows[2][3].where == "第1个表第3行第4列"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        # overlapping: the cell of the second row that would run into the one from above ends before it
        ("<tr><td>1<td rowspan=2>2<tr><td colspan=2>3", [["1", ("2", 2, 1)], ["3", "—"]]),
        # down to the end of the group
        ("<tr><td rowspan=0>1<td>2<tr><td>3<tr><td>4", [[("1", 3, 1), "2"], ["—", "3"], ["—", "4"]]),
        # further than there are rows
        ("<tr><td rowspan=9>1<td>2<tr><td>3", [[("1", 2, 1), "2"], ["—", "3"]]),
        # a body ends what spans in it
        ("<tbody><tr><td rowspan=2>1<td>2</tbody><tbody><tr><td>3<td>4</tbody>", [["1", "2"], ["3", "4"]]),
        # missing cells
        ("<tr><td>1<td>2<td>3<tr><td>4", [["1", "2", "3"], ["4", "", ""]]),
        # no such number
        ("<tr><td colspan=x>1<td colspan=-2>2<tr><td colspan=0>3<td>4", [["1", "2"], ["3", "4"]]),
        # wider than anything below
        ("<tr><td colspan=999>1<tr><td>2<td>3", [[("1", 1, 2), "—"], ["2", "3"]]),
        # a column in which nothing begins
        ("<tr><td colspan=2>1<td>2<tr><td colspan=2>3<td>4", [["1", "2"], ["3", "4"]]),
        # no rows, and a form where none should be
        ("<td>1<td>2", [["1", "2"]]),
        ("<form><tr><td>1<td>2</tr></form><tr><td>3<td>4", [["1", "2"], ["3", "4"]]),
        # head and foot
        (
            "<thead><tr><th>1<th>2</thead><tr><td>3<td>4<tfoot><tr><td>5<td>6</tfoot>",
            [["1", "2"], ["3", "4"], ["5", "6"]],
        ),
        # hidden cells are not there
        ("<tr><td>1<td style='display: none'>x<td>2<tr hidden><td>y<tr><td>3<td>4", [["1", "2"], ["3", "4"]]),
    ],
)
def test_broken_tables_have_the_grid_a_browser_shows(body, wanted):
    assert spans(f"<table>{body}</table>") == wanted


def test_a_table_for_places_is_its_content():
    body = (
        "<table><tr><td>导航</td></tr><tr><td><h1>标题</h1><p>正文</p><table><tr><td>1<td>2</table>后</td></tr></table>"
    )
    assert [b.text if isinstance(b, Paragraph) else "表" for b in page(body).blocks] == [
        "导航",
        "标题",
        "正文",
        "表",
        "后",
    ]


def test_a_table_inside_a_table_of_figures_follows_it():
    body = "<table><tr><td>甲<td>乙<table><tr><td>1<td>2</table><tr><td>丙<td>丁</table>"
    assert grids(body) == [[["甲", "乙"], ["丙", "丁"]], [["1", "2"]]]


def test_text_between_cells_is_not_lost():
    assert texts("<table>散<tr><td>1<td>2</tr><tr>字<td>3<td>4</tr></table>")[:1] == ["散"]
    assert "字" in "".join(texts("<table><tr>字<td>1<td>2</tr></table>"))


def test_what_a_reader_does_not_see_is_left_out_and_listed():
    source = page(
        "<script>甲</script><style>乙</style><p hidden>丙</p><p style='color:red;display:none'>丁</p><!-- 戊 -->"
        "<img src=a.png alt=印章><s>己</s><iframe src='http://127.0.0.1:9/'>庚</iframe><p>正文</p>"
    )
    assert [b.text for b in source.blocks] == ["正文"]
    assert set(source.dropped) == {
        "隐藏的内容没有读入：『丙』",
        "隐藏的内容没有读入：『丁』",
        "图片没有读：『印章』",
        "划掉的文字没有读入：『己』",
        "内嵌的网页没有打开：『庚』",
    }


SHEET = """<style><!-- /* .x{text-decoration:none} */
.gone, td.old {color:red; TEXT-DECORATION: line-through}
@media print{ .up{vertical-align:super} }
.seen{text-decoration:underline}--></style>"""


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("12<sup>1</sup>", "12（1）"),
        ("12 <sup><a href='#n'>[</a>1]</sup>", "12 （1）"),
        ("<sub>1</sub>12", "（1）12"),
        ("12件<sup>注1</sup>", "12件（注1）"),
        ("12<span style='font-size:9px;vertical-align: super'>1</span>", "12（1）"),
        ("12<font class='a up'>1</font>", "12（1）"),
        ("<sup>12</sup>", "12"),
        ("10m<sup>2</sup>", "10m2"),
        ("<div style='vertical-align:sub'>1</div>", "1"),
        ("<span style='text-decoration:line-through'>12</span>15", "15"),
        ("<span style='color:red;text-decoration-line: underline line-through'>12</span>15", "15"),
        ("<span class='b gone'>12</span>15", "15"),
        ("<span class='old'>12</span>15", "1215"),
        ("<span class=seen style='text-decoration-color:red'>12</span>", "12"),
        ("<span class=gone style='text-decoration:none'>12</span>", "12"),
    ],
)
def test_a_raised_or_struck_character_is_no_digit_of_a_figure(cell, wanted):
    assert grids(f"{SHEET}<table><tr><td>规章<td>{cell}<tr><td>a<td>b</table>")[0][0] == ["规章", wanted]


def test_what_was_raised_or_struck_is_listed():
    source = page("<p>共12<sup>1</sup>件，<span style='text-decoration:line-through'>上年9件</span>另有3件。</p>")
    assert source.blocks == (Paragraph("共12（1）件，另有3件。", "第1段"),)
    assert set(source.dropped) == {"上标、下标写进了括号：『共12（1）』", "划掉的文字没有读入：『上年9件』"}


def test_a_struck_cell_or_row_keeps_its_place():
    body = f"{SHEET}<table><tr><td>规章<td class=old>1<td>2<tr class=gone><td>规范性文件<td>3<td>4<tr><td>许可<td>5<td>6</table>"
    assert grids(body) == [[["规章", "", "2"], ["", "", ""], ["许可", "5", "6"]]]
    assert texts(f"{SHEET}<table><tr><td class=old>旧文<td class=old></table>正文") == ["正文"]


@pytest.mark.parametrize("named", ["utf-8", "gb2312", "big5", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encoding_that_a_page_names_is_a_hint(encoding, named):
    text = f"<html><meta charset={named}><p>清溪镇人民政府2023年政府信息公开工作年度报告，主动公开政府信息 312 条。</p></html>"
    (block,) = read(text.encode(encoding), "a.html").blocks
    assert block == Paragraph("清溪镇人民政府2023年政府信息公开工作年度报告，主动公开政府信息 312 条。", "第1段")


def test_a_page_that_is_damaged_or_defines_entities_is_refused():
    with pytest.raises(Refused, match="乱码"):
        page("<p>" + "政府信息公开年度报告".encode().decode("gbk", "replace"))
    with pytest.raises(Refused, match="ENTITY"):
        read(b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><p>&a;</html>', "")


def test_a_page_under_another_name_is_a_page():
    source = read("<table><tr><td>规章<td>0</table>".encode(), "年报.xls")
    assert source.kind == "网页"


def test_fonts_left_open_two_thousand_times_are_read():
    assert texts("".join(f"<font>{c}" for c in "公开" * 1000)) == ["公开" * 1000]


SPAN = st.integers(0, 5)
ROWS = st.lists(
    st.lists(st.builds(Placed, st.sampled_from(["", "1"]), SPAN, st.integers(1, 5)), max_size=6), max_size=7
)


def covered_once(table: RawTable) -> bool:
    seen: dict[tuple[int, int], Cell] = {}
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row):
            if not cell.covered:
                for place in [(y + j, x + i) for j in range(cell.spans[0]) for i in range(cell.spans[1])]:
                    assert place not in seen
                    seen[place] = cell
    everywhere = {(y, x) for y, row in enumerate(table.rows) for x in range(len(row))}
    return set(seen) == everywhere and all(not c.text for row in table.rows for c in row if c.covered)


@given(ROWS)
def test_whatever_the_spans_every_place_is_covered_once(rows):
    table = lay_out(rows, "表")
    assert len(table.rows) == len(rows)
    assert len({len(row) for row in table.rows}) <= 1
    assert covered_once(table)
    kept = [c.text for row in table.rows for c in row if c.text]
    assert len(kept) == sum(bool(cell.text) for row in rows for cell in row)


@given(ROWS, st.sets(st.integers(0, 6)), st.sets(st.integers(0, 8)))
def test_a_table_without_some_rows_and_columns_is_a_table(rows, gone_rows, gone_columns):
    table = lay_out(rows, "表")
    less = without(table, gone_rows, gone_columns)
    if less.rows and less.rows[0]:
        assert covered_once(less)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4), st.booleans()), max_size=5), min_size=1, max_size=5
    )
)
def test_pages_with_any_spans_have_rectangular_tables(rows):
    body = "".join(
        "<tr>" + "".join(f"<td rowspan={r} colspan={c}>{'1' if full else ''}</td>" for r, c, full in row) + "</tr>"
        for row in rows
    )
    for block in page(f"<p>文<table>{body}</table>").blocks:
        if isinstance(block, RawTable):
            assert covered_once(block)
