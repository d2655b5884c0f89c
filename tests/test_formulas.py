"""Does any text stay a text in whatever goes into a spreadsheet (CWE-1236), and is it still there?"""

import csv
import io
import re
import unicodedata
from dataclasses import replace
from zipfile import ZipFile

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongkai.codes import finding
from gongkai.diag import Place, Span
from gongkai.emit.data import COLUMNS, report_csv
from gongkai.emit.quality_data import quality_csv
from gongkai.gather import gather
from gongkai.office.document import document
from gongkai.office.workbook import workbook
from gongkai.quality import Ledger
from gongkai.records import Agency
from office_reports import AGENCY, report, with_cells
from support import forms, tree

SIGNS = "=+-@\t\r\n＝＋－＠"
UNSEEN = ("Zs", "Zl", "Zp", "Cc", "Cf")  # categories
FILLERS = "\ufe0f\u115f\u3164\u034f"  # not seen either
TEXTS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", " ", "\u3000", "\xa0", " \u3000 "])
        | st.text(st.characters(codec="utf-8", categories=UNSEEN, include_characters=FILLERS), max_size=3),
        st.sampled_from([*SIGNS, "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(1)", "甲", "'"]),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8),
    ),
)
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def rows_of(data: bytes) -> list[list[str]]:
    """The rows as a spreadsheet reads them."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data[3:].decode(), newline="")))


def runs(cell: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula."""
    seen = [c for c in cell if c in SIGNS or (unicodedata.category(c) not in UNSEEN and c not in FILLERS)]
    return bool(seen) and seen[0] in SIGNS and not NUMBER.fullmatch(cell)


@given(st.lists(TEXTS, min_size=1, max_size=20))
@settings(max_examples=30)
@example([*SIGNS])
def test_no_cell_of_a_report_is_a_formula_and_every_text_is_there(texts):
    made = report()
    keys = made.filings[0].table.keys
    written = dict(zip(keys, texts, strict=False))
    head, *rows = rows_of(report_csv(with_cells(made, "proactive", written)))
    assert head == list(COLUMNS)
    assert not [cell for row in rows for cell in row if runs(cell)]
    for row, text in zip(rows, written.values(), strict=False):
        assert row[-1] in {text, "'" + text}


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=60)
def test_no_cell_of_the_quality_table_is_a_formula(name, said, number):
    portal, _ = gather(tree({"site.yaml": "标题: 甲\n应报年度: [2023]\n"}), forms())
    body = Agency("jia", "jia/agency.yaml", name, apply_to=(("受理机构", said), ("电话", name)))
    portal = replace(portal, agencies=(body,))
    place = Place("jia", 2023, said, name, number)
    found = finding("jump", Span(said, 3), said, name, place=place, position=number, numbers=(number, "-8"))
    rows = rows_of(quality_csv(Ledger(portal, (found,)), (body,), 2023, ()))
    assert not [cell for row in rows for cell in row if runs(cell)]
    assert any("-8" in row for row in rows)


def formulas(data: bytes) -> set[str]:
    """Every formula and field of an Office file."""
    with ZipFile(io.BytesIO(data)) as parts:
        texts = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")]
    return {
        found
        for text in texts
        for found in re.findall(
            r"<(?:f|formula1?|formula2|w:instrText|definedName)\b[^>]*>[^<]*<|w:instr=\"[^\"]*\"", text
        )
    }


@given(TEXTS, TEXTS)
@settings(max_examples=3)
@example("=1+1", "=cmd|' /C calc'!A0")
def test_no_text_becomes_a_formula_or_a_field_of_an_office_file(one, other):
    made = report()
    keys = made.filings[0].table.keys
    odd = replace(with_cells(made, "proactive", {keys[-1]: one}), title=other or "甲", index_number=one)
    for write in (workbook, document):
        assert formulas(write(odd, replace(AGENCY, name=other))) == formulas(write(made, AGENCY))
