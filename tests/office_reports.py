"""Reports for the tests of Excel and Word files, and where their cells must stand, typed from the printed form."""

import random
from dataclasses import replace

from hypothesis import strategies as st

from gongkai.bind import bind
from gongkai.cells import Cell, State, read_cell
from gongkai.form import CellKey
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.source import parse
from support import BODY, as_object, balanced, forms, text_of

AGENCY = Agency("ceshi", "ceshi/agency.yaml", "测试县测试局")

# 表二 by row and column of the sheet, in the order of the form; 表三 and 表四 follow from their first cell.
_PROACTIVE = {
    "2021": ["B5", "C5", "D5", "B6", "C6", "D6", "B9", "B12", "B13", "B16"],
    "2019": [
        *("B5", "D5", "F5", "B6", "D6", "F6"),
        *("B9", "D9", "F9", "B10", "D10", "F10"),
        *("B13", "D13", "F13", "B14", "D14", "F14"),
        *("B17", "E17", "B20", "E20"),
    ],
}
_REQUEST_ROWS = {"2021": 25, "2019": 23}


def addresses(edition: str, ordinal: str) -> list[str]:
    """Where each cell of a table stands in its sheet, in the order of the form."""
    if ordinal == "二":
        return _PROACTIVE[edition]
    if ordinal == "三":
        return [f"{column}{row}" for row in range(6, 6 + _REQUEST_ROWS[edition]) for column in "DEFGHIJ"]
    return [f"{column}6" for column in "ABCDEFGHIJKLMNO"]


def bound(text: str, year: int = 2023) -> Report:
    """The report of a file."""
    report, _ = bind(parse(text.encode(), "ceshi/2023.md")[0], "ceshi", year, forms())
    assert report
    return report


def report(edition: str = "2021", seed: int = 1, body: str = BODY, **facts: str) -> Report:
    """A report whose sums hold."""
    told = balanced(edition, random.Random(seed))
    year = 2023 if edition == "2021" else 2020
    return bound(text_of({**as_object(told, edition, year), **facts}) + body, year)


def hybrid() -> Report:
    """A report of 2023 with 表三 of 2019's form."""
    new, old = (balanced(edition, random.Random(4)) for edition in ("2021", "2019"))
    told = {key: value for key, value in new.items() if key[0] != "三"}
    told |= {key: value for key, value in old.items() if key[0] == "三"}
    data = {**as_object(told, "2021", 2023), "版式": {"二": "2021", "三": "2019", "四": "2021"}}
    return bound(text_of(data) + BODY)


def with_cells(report: Report, table: str, texts: dict[CellKey, str | None]) -> Report:
    """The report with these cells saying something else; None for a total that is left out."""
    filings = []
    for filing in report.filings:
        cells = dict(filing.cells)
        if filing.table.id == table:
            for key, text in texts.items():
                kind = filing.table.leaves[key][1].node.kind
                cells[key] = Cell(State.NUMBER, "7", None) if text is None else read_cell(text, kind, None)[0]
        filings.append(replace(filing, cells=cells))
    return replace(report, filings=tuple(filings))


WORDS = ("空白", "/", "／", "不适用", "—", "待核", "待核（12｜21）", "待核(3)", "22（其中修订16件）", "3(含1件)")
ODD = ("1,175.0", "7730.280", "0012", "+126", "-0", "-8", "=1+1", "12件", "120.5万元", "0.00001", "59237.2449", "1.50")
_texts = st.one_of(
    st.sampled_from(WORDS + ODD),
    st.integers(0, 10**15 - 1).map(str),
    st.decimals(0, 10**9, places=4).map(lambda number: f"{number:f}"),
    st.text("0123456789.,+-=@（）件万元/ _x", min_size=1, max_size=12),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with anything in its cells, totals left out among them."""
    made = draw(st.sampled_from([report("2021"), report("2019"), hybrid()]))
    for filing in made.filings:
        keys = draw(st.lists(st.sampled_from(filing.table.keys), max_size=20, unique=True))
        texts: dict[CellKey, str | None] = {}
        for key in keys:
            texts[key] = draw(st.none() | _texts) if key in filing.table.totals else draw(_texts)
        made = with_cells(made, filing.table.id, texts)
    return made
