"""How do the same reports look to Hugo? A content tree: figures as data of each page, chapters as Markdown.

A report is `content/<编码>/<year>.md`, a body `content/<编码>/_index.md`. What all reports of an edition share, the heads of their
tables and where a figure of the year before stands, is in `data/form.yaml`, drawn once: the templates have only to
print it. It is JSON, which is YAML too and keeps whole numbers whole there.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from gongkai.cells import Cell, State
from gongkai.diag import Span
from gongkai.emit.agency_page import INCOMPARABLE
from gongkai.emit.words import track_label
from gongkai.filing import Filing
from gongkai.form import CellKey, Edition, Forms, Table
from gongkai.grid import Box, draw
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.series import newest_table, tracks

TEMPLATES = Path(__file__).resolve().parent / "hugo"


def export(portal: Portal, content: Path, out: Path) -> None:
    """Write the reports of a portal, read from `content`, as a Hugo site with its templates."""
    shutil.copytree(TEMPLATES, out)
    for path, text in files(portal, content):
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def files(portal: Portal, content: Path) -> Iterator[tuple[str, str]]:
    """Path and text of every file but the templates."""
    used: set[tuple[str, ...]] = set()
    for agency in portal.agencies:
        reports = portal.reports_of(agency)
        editions = {report.edition.start: report.edition.id for report in reports}
        forms = tuple(editions[start] for start in sorted(editions, reverse=True))
        used.add(forms)
        years = range(reports[-1].year, reports[0].year + 1) if reports else ()
        facts = {"title": agency.name, "level": agency.level, "kind": agency.kind, "forms": " ".join(forms)}
        yield f"content/{agency.slug}/_index.md", page({**facts, "years": [str(year) for year in years]}, "")
        for report in reports:
            _, _, body = (content / report.file).read_text("utf-8").split("---\n", 2)
            yield f"content/{agency.slug}/{report.year}.md", page(_facts(report), body)
    shared = {
        "tables": {
            edition.id: [_drawn(table, at) for at, table in _tables(edition)] for edition in portal.forms.editions
        },
        "received": {edition.id: _received(edition) for edition in portal.forms.editions},
        "series": {" ".join(forms): list(_series(forms, portal.forms)) for forms in used},
    }
    yield "data/form.yaml", json.dumps(shared, ensure_ascii=False)


def page(facts: Mapping[str, Any], body: str) -> str:
    """A page of Hugo; its facts as JSON, which Hugo reads fastest."""
    return json.dumps(facts, ensure_ascii=False) + "\n" + body


def parts(text: str) -> tuple[dict[str, Any], str]:
    """Facts and body of such a page."""
    facts, body = text.split("\n", 1)
    return json.loads(facts), body


def _facts(report: Report) -> dict[str, Any]:
    filings = [report.filing(table.id) for _, table in _tables(report.edition)]
    return {
        "title": report.title,
        "date": report.published,
        "year": [str(report.year)],
        "edition": report.edition.id,
        "figures": [[[_figure(f.cells[key]) for key in row] for row in rows_of(f.table)] for f in filings],
    }


def _figure(cell: Cell) -> int | float | str:
    """A figure as JSON has it; a blank, and whatever else stands in a cell, as its text."""
    return json.loads(cell.number) if cell.number else cell.text


def _tables(edition: Edition) -> Iterator[tuple[int, Table]]:
    """The tables of an edition with the numbers of their chapters."""
    numbers = {chapter.table: number for number, chapter in enumerate(edition.chapters, 1)}
    return ((numbers[table.id], table) for table in edition.tables)


def rows_of(table: Table) -> list[list[CellKey]]:
    """The cells of a table, row by row as they are drawn."""
    drawn = (row for body in draw(table, 0).bodies for row in body)
    return [keys for row in drawn if (keys := [box.key for box in row if box.key])]


def place_of(table: Table) -> dict[CellKey, tuple[int, int]]:
    """In which row and which column of it each cell is drawn."""
    return {key: (row, column) for row, keys in enumerate(rows_of(table)) for column, key in enumerate(keys)}


def _received(edition: Edition) -> tuple[int, int, int]:
    """Where the first key figure stands: table, row, column."""
    figure = edition.key_figures[0]
    number, table = next((n, table) for n, table in enumerate(edition.tables) if table.id == figure.table)
    return (number, *place_of(table)[figure.cells[0]])


def _drawn(table: Table, number: int) -> dict[str, Any]:
    """The HTML of a table around its figures: head of the table, head of each row of figures, tag of its cells."""
    grid = draw(table, number)
    rows, before = [], ""
    for row in (row for body in grid.bodies for row in body):
        heads = "<tr>" + "".join(_head(box) for box in row if not box.key)
        figures = [box for box in row if box.key]
        if not figures:  # the heads of a block, printed before its first row
            before += heads + "</tr>\n"
            continue
        rows.append({"head": before + heads, "cell": f"<td{_spans(figures[0])}>"})
        before = ""
    head = "".join("<tr>" + "".join(map(_head, row)) + "</tr>\n" for row in grid.head)
    return {"title": table.title, "head": f"<thead>\n{head}</thead>" if head else "", "rows": rows}


def _head(box: Box) -> str:
    return f"<th{_spans(box)}>{escape(box.text)}</th>"


def _spans(box: Box) -> str:
    spans = {"colspan": box.colspan, "rowspan": box.rowspan}
    return "".join(f' {name}="{count}"' for name, count in spans.items() if count > 1)


def _series(forms: Sequence[str], known: Forms) -> Iterator[dict[str, Any]]:
    """The rows that are followed through these editions, newest first, and where each has its figure."""
    editions = [edition for edition in map(known.get, forms) if edition]
    for position in range(len(editions[0].tables) if editions else 0):
        filings = [_places(edition.tables[position]) for edition in editions]
        shapes = list(dict.fromkeys(filing.table.shape for filing in filings))
        rows = [
            {
                "label": track_label(track),
                "compared": track.column.node.kind not in INCOMPARABLE,
                "at": {
                    edition: json.loads(point.cell.text)
                    for edition, point in zip(forms, track.points, strict=True)
                    if point and point.cell
                },
            }
            for track in tracks(filings, known)
            if not track.summed
        ]
        yield {
            "title": newest_table(filings, known).title,
            "shapes": {edition: shapes.index(f.table.shape) for edition, f in zip(forms, filings, strict=True)},
            "rows": rows,
        }


def _places(table: Table) -> Filing:
    """A table that has in each cell the place where it is drawn."""
    places = {key: Cell(State.NUMBER, "0", json.dumps(place)) for key, place in place_of(table).items()}
    return Filing(table, places, Span(""))
