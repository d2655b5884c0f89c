"""The real figures, typed once more: every number stands in the page at its row and column, and in report.json."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gongkai.build import load, publish
from support import CONTENT, ROOT, TEMPLATES, forms

FIGURES = sorted((ROOT / "tests" / "figures").glob("*.json"))
SEPARATOR = "／"


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site") / "site"
    assert publish(load(CONTENT, forms()), CONTENT, TEMPLATES, out, None)
    return out


class Tables(HTMLParser):
    """Every table of a page as a grid in which spans are filled: (tag, text, id, headers) a place."""

    def __init__(self):
        super().__init__()
        self.tables, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "table":
            self.tables.append({})
            self.row, self.column = -1, 0
        elif tag == "tr" and self.tables:
            self.row, self.column = self.row + 1, 0
        elif tag in {"td", "th"}:
            grid = self.tables[-1]
            while (self.row, self.column) in grid:
                self.column += 1
            self.cell = {"tag": tag, "text": "", "id": attrs.get("id"), "headers": (attrs.get("headers") or "").split()}
            for down in range(int(attrs.get("rowspan", 1))):
                for right in range(int(attrs.get("colspan", 1))):
                    place = self.row + down, self.column + right
                    assert place not in grid, "two cells in one place"
                    grid[place] = self.cell

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell["text"] += data.strip()


def statutory_tables(site: Path, slug: str, year: int):
    reader = Tables()
    reader.feed((site / slug / str(year) / "index.html").read_text(encoding="utf-8"))
    return dict(zip("二三四", reader.tables, strict=True))


def first_places(grid):
    """Every cell once, with the place of its upper left corner."""
    seen = set()
    for (row, column), cell in sorted(grid.items(), key=lambda item: item[0]):
        if id(cell) not in seen:
            seen.add(id(cell))
            yield row, column, cell


def by_position(grid):
    """Row and column labels of each figure by where the heads stand, as a sighted reader finds them."""
    found = []
    for row, column, cell in first_places(grid):
        if cell["tag"] == "td" and cell["headers"]:
            left = [grid[row, c] for c in range(column) if grid[row, c]["tag"] == "th"]
            above, r = [], row - 1
            while r >= 0 and grid[r, column]["tag"] == "td":
                r -= 1
            while r >= 0 and grid[r, column]["tag"] == "th":
                above.insert(0, grid[r, column])
                r -= 1
            found.append((labels(left), labels(above), cell["text"]))
    return found


def labels(cells):
    distinct = []
    for cell in cells:
        if cell not in distinct:
            distinct.append(cell)
    return [cell["text"] for cell in distinct]


def by_headers(grid):
    """The labels of each figure by its `headers`, as a screen reader finds them."""
    heads = {cell["id"]: cell["text"] for cell in grid.values() if cell["id"]}
    return [
        ([heads[h] for h in cell["headers"]], cell["text"])
        for _, _, cell in first_places(grid)
        if cell["tag"] == "td" and cell["headers"]
    ]


def expected_labels(table, row, column):
    """Row labels and column labels as they stand in the drawn table."""
    rows, columns = [r for r in row.split(SEPARATOR) if r], column.split(SEPARATOR)
    if table == "二":
        return rows[1:], [rows[0], *columns]
    return rows, ["申请人情况", *columns] if table == "三" else columns


@pytest.mark.parametrize("path", FIGURES, ids=lambda p: p.stem)
def test_every_figure_stands_in_the_page_where_eye_and_ear_look_for_it(path, site):
    figures = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
    grids = statutory_tables(site, figures["编码"], figures["年度"])
    seen = {t: by_position(grid) for t, grid in grids.items()}
    heard = {t: by_headers(grid) for t, grid in grids.items()}
    for table, row, column, value, state in figures["cells"]:
        rows, columns = expected_labels(table, row, column)
        text = {"数": str(value), "空白": ""}[state]

        assert (rows, columns, text) in seen[table]
        assert ([*rows, *columns], text) in heard[table]
    assert sum(map(len, heard.values())) == len(figures["cells"])


@pytest.mark.parametrize("path", FIGURES, ids=lambda p: p.stem)
def test_every_figure_stands_in_report_json(path, site):
    figures = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
    folder = site / figures["编码"] / str(figures["年度"])
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"), parse_float=str)

    assert [key for key in report if key != "来源"] == ["机关", "年度", "编码", "版式", "cells"]
    assert ("来源" in report) == (figures["编码"] in {"yinzhuang", "yangcheng-beiliu"})
    assert {k: report[k] for k in ("机关", "年度", "编码", "版式")} == {
        k: figures[k] for k in ("机关", "年度", "编码", "版式")
    }
    assert [[c["表"], c["行"], c["列"], c["值"], c["状态"]] for c in report["cells"]] == figures["cells"]


def real_reports():
    portal = load(CONTENT, forms()).portal
    return [(agency.slug, report.year) for agency in portal.atlas.real for report in portal.reports_of(agency)]


def test_every_report_of_a_real_body_has_its_figures_typed():
    assert {f"{slug}-{year}" for slug, year in real_reports()} == {path.stem for path in FIGURES}


def test_the_page_says_where_text_and_figures_come_from(site):
    for slug, year in real_reports():
        page = (site / slug / str(year) / "index.html").read_text(encoding="utf-8")

        assert "数字取自该机关公开的年报；文字为本站概述，不是原文；以原文为准" in page
    accepted = (site / "hongze" / "2023" / "index.html").read_text(encoding="utf-8")
    assert accepted.count("原表如此填报") == 2
