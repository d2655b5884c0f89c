"""What does a program read of a report? report.json and report.csv, cell by cell."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from gongkai.cells import State
from gongkai.report import Report, editions_of
from gongkai.text import from_first_seen

OPEN = "待核"  # beside the parts of 来源: how many cells that are, by table
COLUMNS = ("表", "行", "列", "表id", "行id", "列id", "值", "状态", "原文")
ALIKE = 1 << 13  # cells, the last met: most are the same in every report
_SIGNS = tuple("=+-@＝＋－＠")  # with which a formula begins, whatever cannot be seen before them
_BREAKS = "\t\r\n"


class CellRecord(NamedTuple):
    """One cell as it is published; `number` is the number as written, None where there is none."""

    table: str
    row: str
    column: str
    table_id: str
    row_id: str
    column_id: str
    number: str | None
    state: str
    raw: str | None


def cell_records(report: Report) -> Iterator[CellRecord]:
    """Every cell of every table, in the order of the form."""
    for filing in report.filings:
        for key, names in zip(filing.table.keys, filing.table.names, strict=True):
            cell = filing.cells[key]
            raw = "" if cell.state is State.ABSENT else cell.raw
            yield CellRecord(*names, cell.number, str(cell.state), raw)


def report_json(report: Report, name: str) -> bytes:
    """report.json of a report of the body called `name`: one cell a line, numbers as written."""
    head: dict[str, object] = {
        "机关": name,
        "年度": report.year,
        "编码": report.agency,
        "版式": dict(editions_of(report)),
    }
    if any(report.origin.parts.values()):
        waiting = {filing.table.ordinal: filing.open for filing in report.filings}
        head["来源"] = {**report.origin.parts, OPEN: waiting}
    lines = [json.dumps(head, ensure_ascii=False)[:-1] + ', "cells": [']
    records = [record_json(record) for record in cell_records(report)]
    lines += [record + "," for record in records[:-1]] + records[-1:]
    return ("\n".join(lines) + "\n]}\n").encode()


@lru_cache(ALIKE)
def record_json(record: CellRecord) -> str:
    """A cell as one line of JSON."""
    # The number goes in as it was written: through a float, 59237.2449 could come out as something else.
    *names, number, state, raw = record
    told = (*map(_quoted, names), number or "null", _quoted(state), _quoted(raw))
    return "{" + ", ".join(f'"{key}": {value}' for key, value in zip(COLUMNS, told, strict=True)) + "}"


@lru_cache(4096)  # the labels are the same in every report
def _quoted(value: str | None) -> str:
    return json.dumps(value, ensure_ascii=False)


def report_csv(report: Report) -> bytes:
    """report.csv of a report: UTF-8 with BOM for Excel, texts that look like formulas made inert."""
    return b"\xef\xbb\xbf" + "".join([_row(COLUMNS), *map(_record_csv, cell_records(report))]).encode()


@lru_cache(ALIKE)
def _record_csv(record: CellRecord) -> str:
    *names, number, state, raw = record
    return _row((*map(inert, names), number or "", state, inert(raw or "")))


def _row(values: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue()


@lru_cache(4096)
def inert(text: str) -> str:
    """A text that a spreadsheet does not take for a formula (CWE-1236)."""
    shown = from_first_seen(text)
    before = text[: len(text) - len(shown)]
    return "'" + text if shown.startswith(_SIGNS) or any(one in before for one in _BREAKS) else text
