"""Sums over bodies: nothing is counted twice, nothing that is missing is passed over in silence."""

import random
import re

import pytest

from gongkai.build import load, publish
from gongkai.emit.sums import notes, sum_tables
from gongkai.gather import gather
from gongkai.rollup import add_up, parts
from support import (
    BODY,
    CARRIED_OUT,
    NEW,
    RESULT,
    REVIEW_GROUPS,
    TEMPLATES,
    TOTAL,
    as_object,
    balanced,
    forms,
    text_of,
    tree,
)

GRANTED = f"{RESULT}／（一）予以公开"
BODIES = [f"ju{n}" for n in range(1, 10)]  # the ninth has no report
BLANK_AT = "ju3"
YEAR = 2023


def agency(name, kind, level="县"):
    return f"全称: {name}\n层级: {level}\n类别: {kind}\n行政区划代码: 320999\n"


@pytest.fixture(scope="module")
def county():
    """Eight reports of their own, one of the whole area, a body without one; and the figures they were made of."""
    rng = random.Random(7)
    files = {
        "site.yaml": "标题: 测试站\n网址: https://example.org/zw/\n应报年度: [2023]\n",
        "xian/agency.yaml": agency("测试县人民政府", "政府"),
    }
    figures = {slug: balanced("2021", rng) for slug in BODIES}
    whole = {key: sum(figures[slug][key] for slug in BODIES) for key in figures["ju1"]}
    for number, slug in enumerate(BODIES, 1):
        files[f"{slug}/agency.yaml"] = agency(f"测试县第{number}局", "部门")
    for slug, told in {**figures, "xian": whole}.items():
        data = as_object(told, "2021", YEAR, slug)
        if slug == BLANK_AT:
            for cell in data["cells"]:
                if cell["行"] == GRANTED:
                    cell.update({"值": None, "状态": "空白", "原文": ""})
        if slug == "xian":
            data["统计范围"] = "全辖区"
        if slug != BODIES[-1]:
            files[f"{slug}/{YEAR}.md"] = text_of({**data, "正文": BODY})
    return files, figures, whole


def written(folder, files):
    for name, text in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "content"


@pytest.fixture(scope="module")
def pages(county, tmp_path_factory):
    """The text of the pages about the county, tags left out."""
    folder = tmp_path_factory.mktemp("rollup")
    content = written(folder, county[0])
    loaded = load(content, forms())
    assert publish(loaded, content, TEMPLATES, folder / "site", None)
    places = ("region/320999", f"region/320999/{YEAR}", f"year/{YEAR}", "level/county")
    return {place: rows_of((folder / "site" / place / "index.html").read_text("utf-8")) for place in places}


def rows_of(html):
    """A page as lines: a row of a table is one line, its cells apart by |."""
    html = re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL)
    html = re.sub(r"</t[hd]>\s*<t[hd][^>]*>", "|", html.replace("\n", " "))
    html = re.sub(r"</(?:tr|p|li|h\d|dt|dd|caption)>", "\n", html)
    return [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in html.split("\n")]


def figures_in(lines, label):
    """The cells of the row with this label."""
    return next(line.split("|")[1:] for line in lines if line.split("|")[0] == label)


@pytest.mark.parametrize("place", [f"region/320999/{YEAR}", f"year/{YEAR}"])  # all bodies are of the one county
def test_only_own_reports_are_added_and_the_whole_area_stands_beside(place, county, pages):
    _, figures, whole = county
    lines = pages[place]
    for label, row in (("一、本年新收政府信息公开申请数量", NEW), ("四、结转下年度继续办理", CARRIED_OUT)):
        key = ("三", row, TOTAL)
        total = sum(figures[slug][key] for slug in BODIES[:-1])
        assert figures_in(lines, label) == [str(total), str(whole[key]), str(whole[key] - total)]
    for group in REVIEW_GROUPS:
        key = ("四", "", f"{group}／{TOTAL}")
        label = f"{group.split('／')[-1]}／总计"
        total = sum(figures[slug][key] for slug in BODIES[:-1])
        assert figures_in(lines, label) == [str(total), str(whole[key]), str(whole[key] - total)]


def test_a_sum_over_a_blank_says_at_least(county, pages):
    _, figures, whole = county
    key = ("三", GRANTED, TOTAL)
    total = sum(figures[slug][key] for slug in BODIES[:-1] if slug != BLANK_AT)

    assert figures_in(pages[f"region/320999/{YEAR}"], "（一）予以公开") == [
        f"至少 {total}",
        str(whole[key]),
        f"至多 {whole[key] - total}",
    ]


def test_a_group_is_the_sum_of_its_rows(county, pages):
    _, figures, whole = county
    keys = [key for key in whole if "（三）不予公开" in key[1] and key[2] == TOTAL]
    total = sum(figures[slug][key] for slug in BODIES[:-1] for key in keys)
    beside = sum(whole[key] for key in keys)
    row = next(line for line in pages[f"region/320999/{YEAR}"] if line.startswith("（三）不予公开"))

    assert row.split("|")[1:] == [str(total), str(beside), str(beside - total)]


@pytest.mark.parametrize("place", [f"region/320999/{YEAR}", "region/320999", f"year/{YEAR}"])
def test_what_a_sum_leaves_out_stands_under_it(pages, place):
    text = "\n".join(pages[place])

    assert f"{YEAR}年度相加的是 8 份统计范围为“本机关”的年报" in text
    assert "2021年格式 8 份" in text
    assert re.search(r"合计只写“至少”：测试县第3局 \d+ 格", text)
    assert "测试县人民政府的年报统计范围是“全辖区”，已经包含其他机关，列在旁边，不计入合计" in text
    assert f"没有收录{YEAR}年度年报的机关有 1 个，合计里没有它们的数字，可能在相差的数里：测试县第9局。" in text


def test_the_key_figures_of_a_region_add_up_the_same_way(county, pages):
    _, figures, whole = county
    key = ("三", NEW, TOTAL)
    total = sum(figures[slug][key] for slug in BODIES[:-1])
    lines = [line for line in pages["region/320999"] if re.search(r"相加（8 份）|^全辖区年报|^相差", line)]

    assert [line.split("|相加（8 份）|")[-1].split("|")[0] for line in lines[:1]] == [str(total)]
    assert lines[1].split("|")[1] == str(whole[key])
    assert lines[2].split("|")[1] == str(whole[key] - total)


def test_elsewhere_the_whole_area_is_named_and_not_added(county, pages):
    _, figures, _ = county
    total = sum(figures[slug]["三", NEW, TOTAL] for slug in BODIES[:-1])
    text = "\n".join(pages["level/county"])

    assert "另有统计范围是“全辖区”的年报，不计入合计：测试县人民政府。" in text
    assert re.search(rf"\|{total}(?:\||$)", text, re.MULTILINE)


def test_who_has_reported_and_who_has_not_is_told(pages):
    lines = pages[f"year/{YEAR}"]

    assert "还没有收录年报的机关：测试县第9局。" in lines
    assert [line.split("|")[1] for line in lines if line.startswith("测试县第9局")] == ["未收录"]


# What a cell of the form of 2021 was called in 2019, where it goes on under another name.
FORMER = {
    ("二", f"第二十条第（{item}）项／{row}", "本年处理决定数量"): (
        "二",
        f"第二十条第（{item}）项／{row}",
        "处理决定数量",
    )
    for item, row in (("五", "行政许可"), ("六", "行政处罚"), ("六", "行政强制"))
}


def figure(cells, key):
    """The figure a report states for a row or a group of rows; None if its form has none."""
    ordinal, row, column = key
    found = [
        v for (o, r, c), v in cells.items() if (o, c) == (ordinal, column) and (r == row or r.startswith(row + "／"))
    ]
    found = found or ([cells[FORMER[key]]] if FORMER.get(key) in cells else [])
    return sum(found) if found else None


@pytest.mark.parametrize("seed", range(20))
def test_any_mixture_of_forms_scopes_and_gaps_counts_each_figure_once(seed):
    """Every figure of a sum is the sum of that figure over the reports that are added, and over no other."""
    rng = random.Random(seed)
    files = {"site.yaml": "标题: 测试站\n"}
    told = {}
    for slug in BODIES:
        government = rng.random() < 0.3
        files[f"{slug}/agency.yaml"] = agency(slug, "政府" if government else "部门")
        if rng.random() < 0.2:
            continue
        edition = rng.choice(("2019", "2021"))
        data = as_object(balanced(edition, rng), edition, YEAR, slug)
        scope = rng.choice(("本机关", "全辖区")) if government else None
        if scope:
            data["统计范围"] = scope
        files[f"{slug}/{YEAR}.md"] = text_of({**data, "正文": BODY})
        if scope != "全辖区":
            told[slug] = {(c["表"], c["行"], c["列"]): c["值"] for c in data["cells"]}
    portal, _ = gather(tree(files), forms())
    (region,) = portal.atlas.regions
    of = parts(portal, portal.agencies, YEAR, portal.atlas.government(region))
    asked = 0

    assert {report.agency for report in of.added} == set(told)
    for table in ("proactive", "requests", "review"):
        total = add_up(portal, of, table)
        for line in total.lines if total else ():
            key = (total.table.ordinal, line.track.row.label, line.track.column.label)
            values = [figure(cells, key) for cells in told.values()]
            stated = [value for value in values if value is not None]
            assert line.sum.total == (sum(stated) if stated else None), key
            assert (line.sum.blanks, line.sum.lacking) == (0, len(values) - len(stated)), key
            asked += 1
    assert asked >= 50 or not told


def portal_of(*bodies, year=YEAR, site="标题: 测试站\n"):
    """A portal of bodies, each (slug, record, object of its report or None)."""
    files = {"site.yaml": site}
    for slug, record, data in bodies:
        files[f"{slug}/agency.yaml"] = record
        if data:
            files[f"{slug}/{year}.md"] = text_of({**data, "正文": BODY})
    return gather(tree(files), forms())[0]


def own(slug, rng, edition="2021", **facts):
    return {**as_object(balanced(edition, rng), edition, YEAR, slug), **facts}


def printed(portal, region="320999"):
    """Every table of the year as printed, and the notes, for a region."""
    of = parts(portal, portal.agencies, YEAR, portal.atlas.government(portal.atlas.by_code[region]))
    told = list(sum_tables(portal, of, "t"))
    rows = {(t.caption, row.label): [c.text for c in row.cells] for t, _ in told for row in t.rows}
    return of, rows, list(notes(portal, of, [total for _, total in told]))


TOWN = "全称: 某镇人民政府\n层级: 乡\n类别: 政府\n排序: 1\n行政区划代码: 320999101\n"
ZONE = "全称: 某开发区管理委员会\n层级: 县\n类别: 政府\n行政区划代码: 320999\n"


def test_a_government_of_a_town_is_not_that_of_the_county():
    rng = random.Random(1)
    town = ("zhen", TOWN, own("zhen", rng, 统计范围="全辖区"))
    county = agency("测试县人民政府", "政府")
    of, _, _ = printed(portal_of(town, ("xian", county, None)))
    assert (of.whole, len(of.beside)) == (None, 1)

    of, _, _ = printed(portal_of(town, ("xian", county, own("xian", rng, 统计范围="全辖区"))))
    assert of.whole.agency == "xian"
    assert [report.agency for report in of.beside] == ["zhen"]


def test_of_two_governments_of_a_region_none_stands_for_it():
    rng = random.Random(1)
    bodies = [("xian", agency("测试县人民政府", "政府"), own("xian", rng, 统计范围="全辖区"))]
    bodies.append(("kaifa", ZONE, own("kaifa", rng, 统计范围="全辖区")))
    of, _, told = printed(portal_of(*bodies))

    assert (of.whole, len(of.beside)) == (None, 2)
    assert any("另有统计范围是“全辖区”的年报，不计入合计" in note for note in told)


def test_without_codes_the_government_over_all_is_found_by_the_line_of_parents():
    rng = random.Random(1)
    xian = ("xian", "全称: 甲县人民政府\n层级: 县\n类别: 政府\n", own("xian", rng, 统计范围="全辖区"))
    below = [(f"ju{n}", f"全称: 第{n}局\n层级: 县\n类别: 部门\n上级: xian\n", own(f"ju{n}", rng)) for n in (1, 2)]
    assert portal_of(xian, *below).atlas.head.slug == "xian"
    apart = ("ju3", "全称: 第3局\n层级: 县\n类别: 部门\n", None)
    assert portal_of(xian, *below, apart).atlas.head is None


def test_no_difference_is_reckoned_across_a_change_of_form():
    rng = random.Random(1)
    whole = ("xian", agency("测试县人民政府", "政府"), own("xian", rng, "2019", 统计范围="全辖区"))
    _, rows, told = printed(portal_of(whole, ("ju1", agency("某局", "部门"), own("ju1", rng))))

    assert rows["收到和处理政府信息公开申请情况", "一、本年新收政府信息公开申请数量"][2] == "—"
    assert rows["政府信息公开行政复议、行政诉讼情况", "行政复议／总计"][2] != "—"  # table 四 is the same
    assert any("格式不同的表不算相差" in note for note in told)


def marked(data, table, state, raw):
    cells = [
        {**cell, "值": None, "状态": state, "原文": raw} if cell["表"] == table else cell for cell in data["cells"]
    ]
    return {**data, "cells": cells, **({"版式": {**data["版式"], table: None}} if state == "缺表" else {})}


@pytest.mark.parametrize(("state", "raw"), [("斜线", "/"), ("不适用", "不适用"), ("空白", "")])
def test_a_sum_of_nothing_but_one_state_is_that_state(state, raw):
    rng = random.Random(1)
    bodies = [(f"ju{n}", agency(f"第{n}局", "部门"), marked(own(f"ju{n}", rng), "四", state, raw)) for n in (1, 2)]
    _, rows, _ = printed(portal_of(*bodies))

    assert rows["政府信息公开行政复议、行政诉讼情况", "行政复议／总计"] == [state]


def test_a_table_that_the_whole_area_lacks_is_missing_and_not_unknown_to_its_form():
    rng = random.Random(1)
    whole = ("xian", agency("测试县人民政府", "政府"), marked(own("xian", rng, 统计范围="全辖区"), "四", "缺表", ""))
    _, rows, _ = printed(portal_of(whole, ("ju1", agency("某局", "部门"), own("ju1", rng))))

    assert rows["政府信息公开行政复议、行政诉讼情况", "行政复议／总计"][1:] == ["缺表", "—"]


def test_where_figures_may_be_negative_a_blank_leaves_no_lower_bound():
    rng = random.Random(1)
    bodies = []
    for slug, value in (("ju1", 5), ("ju2", None), ("ju3", -9)):
        data = as_object(balanced("2019", rng), "2019", 2020, slug)
        for cell in data["cells"]:
            if (cell["行"], cell["列"]) == ("第二十条第（五）项／行政许可", "本年增/减"):
                cell.update({"值": value, "状态": "数" if value else "空白", "原文": str(value or "")})
        bodies.append((slug, agency(slug, "部门"), data))
    portal = portal_of(*bodies, year=2020)
    of = parts(portal, portal.agencies, 2020, None)
    table, _ = next(sum_tables(portal, of, "t"))
    told = {row.label: row.cells[0].text for row in table.rows}

    assert told["行政许可（本年增减）"] == "未能合计"
    of = parts(portal, [a for a in portal.agencies if a.slug != "ju2"], 2020, None)
    table, _ = next(sum_tables(portal, of, "t"))
    assert {row.label: row.cells[0].text for row in table.rows}["行政许可（本年增减）"] == "－4"


def test_parts_that_exceed_the_whole_are_pointed_out():
    rng = random.Random(1)
    small = own("xian", rng, 统计范围="全辖区")
    data = own("ju1", rng)
    for cell in small["cells"]:
        cell.update({"值": 0, "原文": "0"})
    _, _, told = printed(
        portal_of(("xian", agency("测试县人民政府", "政府"), small), ("ju1", agency("某局", "部门"), data))
    )

    assert any("部分不应大于全辖区" in note for note in told)


def test_a_site_of_many_bodies_names_the_ways_to_them(tmp_path):
    files = {"site.yaml": "标题: 测试站\n"} | {f"ju{n}/agency.yaml": agency(f"第{n}局", "部门") for n in range(201)}
    content = written(tmp_path, files)
    assert publish(load(content, forms()), content, TEMPLATES, tmp_path / "site", None)
    home = (tmp_path / "site/index.html").read_text("utf-8")

    assert "还没有收录任何机关" not in home
    assert "第200局" not in home
    assert "第200局" in (tmp_path / "site/sitemap/index.html").read_text("utf-8")
