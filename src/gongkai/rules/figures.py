"""Which figures do the rules speak of? Cells of a report by the ids of the form, and sums of them."""

from collections.abc import Iterable
from decimal import Decimal

from gongkai.cells import Cell
from gongkai.filing import Filing
from gongkai.form import CellKey
from gongkai.report import Report

PROACTIVE, REQUESTS, REVIEW = "proactive", "requests", "review"
TOTAL, CASES = "total", "cases"
RECEIVED, CARRIED_IN, HANDLED, CARRIED_OUT = "received", "carried_in", "handled_total", "carried_out"
RECONSIDERATION, DIRECT, AFTER = "reconsideration", "direct", "after"  # prefixes of the columns of table 四


def filing_of(report: Report, table: str) -> Filing | None:
    """A table as filed; None if it is absent. A cell that could not be read is 待核 and has no number."""
    return next((f for f in report.filings if f.table.id == table and not f.absent), None)


def cell(report: Report, table: str, row: str, column: str) -> Cell | None:
    """A cell; None where the form of the filing has no such cell or the table cannot be relied on."""
    filing = filing_of(report, table)
    return filing.cells.get(CellKey(row, column)) if filing else None


def value(report: Report, table: str, row: str, column: str) -> Decimal | None:
    """The number in a cell; None where there is none."""
    found = cell(report, table, row, column)
    return found.value if found else None


def summed(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of numbers; None if one of them is missing."""
    known = list(values)
    return None if None in known else sum((v for v in known if v is not None), Decimal(0))


def group(report: Report, table: str, rows: str, columns: str = TOTAL) -> Decimal | None:
    """The figure of a row or group of rows in a column or group of columns; None if a part of it is no number."""
    filing = filing_of(report, table)
    if filing is None:
        return None
    named, wide = filing.table.rows_named.get(rows, ()), filing.table.columns_named.get(columns, ())
    cells = [filing.cells.get(CellKey(row, column)) for row in named for column in wide]
    return summed(one.value if one else None for one in cells) if cells else None


def cases(report: Report, kind: str, part: str = TOTAL) -> Decimal | None:
    """A figure of table 四: of reconsideration, of suits without it or after it; `part` is upheld … pending, total."""
    return value(report, REVIEW, CASES, f"{kind}_{part}")
