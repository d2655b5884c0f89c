"""Content that nobody should write: it is refused with a place and a mend, or published as it was written.

An input of `cases/hostile` goes the whole way of a portal, from bytes to pages. What is refused says so
with the codes that the case names; what is accepted reaches report.json figure by figure, which an oracle
that shares nothing with the loader reads from the file itself.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases import BASE, REPORT, both, portal_files, read_cases
from gongkai.codes import finding
from gongkai.diag import Diagnostic, Related, Severity, Span, has_errors, in_order
from gongkai.emit.pages import site_outputs
from gongkai.folders import read_templates
from gongkai.gather import gather
from gongkai.output import Output
from gongkai.portal import Portal
from gongkai.show import as_json, as_text
from gongkai.source import Tree, parse
from gongkai.text import harmless
from gongkai.theme import Theme
from support import CONTENT, TEMPLATES, forms

HOSTILE = list(read_cases("hostile"))
THEME = Theme(read_templates(TEMPLATES))


def hostile(verdict: str) -> pytest.MarkDecorator:
    chosen = [case for case in HOSTILE if case.expected.startswith(verdict)]
    return pytest.mark.parametrize("case", chosen, ids=[case.name for case in chosen])


def gathered(files: dict[str, bytes]) -> tuple[Portal, tuple[Diagnostic, ...]]:
    texts = {name: data for name, data in files.items() if name.endswith((".md", ".yaml"))}
    others = {name: len(data) for name, data in files.items() if name not in texts}
    portal, found = gather(Tree(texts, others), forms())
    return portal, in_order(found)


def test_every_case_is_refused_or_accepted():
    assert len(HOSTILE) >= 120
    assert {case.expected.split()[0] for case in HOSTILE} == {"refused", "accepted"}


@hostile("refused")
def test_what_is_refused_is_refused_with_place_and_mend(case):
    files = portal_files(case.input)
    found = both(lambda: gathered(files)[1])
    errors = [d for d in found if d.severity is Severity.ERROR]
    assert sorted({d.code for d in errors}) == case.expected.split()[1:] != []
    lines = {name: data.count(b"\n") + 1 for name, data in files.items()}
    for d in errors:
        assert d.hint
        assert d.span.file in files
        assert 1 <= d.span.line <= lines[d.span.file]
        assert d.span.column >= 1 <= d.span.length
    shown = as_text(found, files)
    assert all(d.code in shown for d in found)
    assert len(json.loads(as_json(found))["findings"]) == len(found)


@hostile("accepted")
def test_what_is_accepted_is_published_as_written(case):
    files = portal_files(case.input)
    portal, found = gathered(files)
    assert both(lambda: gathered(files)[1]) == found
    assert not has_errors(found)
    pages = {o.path: o.data for o in site_outputs(portal, THEME, None) if isinstance(o, Output)}
    cells = json.loads(pages["jia/2023/report.json"], parse_int=Decimal, parse_float=Decimal)["cells"]
    for table, written in written_cells(files[REPORT].decode("utf-8-sig")).items():
        published = [cell for cell in cells if cell["表"] == table]
        assert [cell["原文"] for cell in published if cell["原文"] is not None] == written
        for cell in published:
            assert_number_is_as_written(cell)
    body = pages["jia/2023/index.html"].decode().partition("<main")[2]
    assert not re.search(
        r"<(?:script|style|img|iframe|object|form|svg|math|base)\b|\son\w+\s*=[^<]*>|javascript:", body, re.IGNORECASE
    )


# --- the oracle: what a person sees in the file ------------------------------------------------------

TABLES = {"主动公开": "二", "依申请公开": "三", "行政复议诉讼": "四"}
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
CELLS_OF_ALL_ZERO = {"二": 10, "三": 175, "四": 15}


def written_cells(text: str) -> dict[str, list[str]]:
    """The texts of the cells of each table, in the order of the file."""
    cells: dict[str, list[str]] = {}
    table = ""
    for line in text.replace("\r\n", "\n").partition("\n---")[0].split("\n"):
        match = re.match(r"( *)([^ :#]+(?: [^ :#]+)*) *:(?: +(.*?))?(?: +# .*)? *$", line)
        if match and not match[1]:
            table = TABLES.get(match[2], "")
            if table:
                cells[table] = ["0"] * CELLS_OF_ALL_ZERO[table] if match[3] == "全部为零" else []
        elif match and match[3] and table:
            cells[table] += _parts(match[3])
    return cells


def _parts(value: str) -> list[str]:
    if value[0] in "[{":
        parts = value[1:-1].split(",")
        return [_bare(part.partition(":")[2] if value[0] == "{" else part) for part in parts]
    return [_bare(value)]


def _bare(text: str) -> str:
    text = text.strip().strip("\"'")
    return "" if text == "空白" else text


def assert_number_is_as_written(cell: dict[str, Any]) -> None:
    """A cell holds a number if and only if its text begins with one, and then exactly that one."""
    if cell["原文"] is None:
        return
    match = NUMBER.match(cell["原文"])
    assert (cell["状态"] == "数") is (cell["值"] is not None) is (match is not None)
    assert match is None or str(cell["值"]) == str(Decimal(match[0]))


# --- what nobody thought of --------------------------------------------------------------------------

FILES = [BASE[REPORT], *(path.read_text("utf-8") for path in sorted(CONTENT.rglob("*.md")))]
STRUCTURE = st.sampled_from(
    [
        *"：:,，、[]{}#\"'&*!|>%@`?-—~\t\n\r　 0x一<\\/.=\u00a0\u200b\u2028\x85\ufeff😀",
        *("  ", "\n  ", "- ", "---", "\n---\n", "...", ": ", " #", "<<: ", "''", '""', "- - ", "? ", "{a: b}", "[a]"),
        *("&a ", "*a", "!!str ", "|\n", ">-\n", "## ", "](javascript:x)", "<b>", "1,808", "[" * 9, "> " * 9),
    ]
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3), STRUCTURE | st.text(max_size=3)), max_size=4
)


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # a terminal would obey it


def edited(text: str, edits: list[tuple[float, int, str]]) -> bytes:
    """The text with some pieces of it replaced by others."""
    for where, gone, new in edits:
        at = int(where * (len(text) + 1))
        text = text[:at] + new + text[at + gone :]
    return text.encode("utf-8", "surrogatepass")


def said_of(data: bytes) -> Iterator[Diagnostic]:
    draft, found = parse(data, REPORT)
    yield from found
    if draft is not None:
        yield from gathered({name: text.encode() for name, text in BASE.items()} | {REPORT: data})[1]


def assert_well_said(data: bytes) -> None:
    found = both(lambda: list(said_of(data)))
    shown = as_text(found, {REPORT: data})
    lines = data.count(b"\n") + 1
    assert not CONTROL.search(shown)
    for d in found:
        assert d.hint
        assert harmless(d.message) in shown
        assert d.span.file != REPORT or 1 <= d.span.line <= lines
    json.loads(as_json(found))


@given(st.text() | st.lists(STRUCTURE).map("".join))
@example("甲\r\r\r\r乙\n\n## 丙\n")
@example("## 甲\x1b[2J乙\u202e丙\n")
@settings(max_examples=300)
def test_any_text_is_read_or_refused(text):
    assert_well_said(text.encode("utf-8", "surrogatepass"))
    assert_well_said(f"---\n{text}\n---\n{text}".encode("utf-8", "surrogatepass"))


@given(st.binary())
@example(b"---\n     ---\n---")
def test_any_bytes_are_read_or_refused(data):
    assert_well_said(data)


@given(st.sampled_from(FILES), EDITS)
@settings(max_examples=200)
def test_any_damage_to_a_real_file_is_read_or_refused(text, edits):
    assert_well_said(edited(text, edits))


@given(st.lists(STRUCTURE, max_size=12).map("".join))
@settings(max_examples=300)
def test_one_damaged_line_leaves_the_others_readable(piece):
    """A row that says anything at all, as long as it is one row, takes no other row with it."""
    row = "  行政许可: " + piece.replace("\n", "").replace("\r", "")
    text = BASE[REPORT].replace("  行政许可:       12", row).encode("utf-8", "surrogatepass")
    draft, _ = parse(text, REPORT)
    assert draft is not None
    table = next(e.value for e in draft.front.entries if e.key.text == "主动公开")
    assert [e.key.text for e in table.entries] == [
        "规章",
        "行政规范性文件",
        "行政许可",
        "行政处罚",
        "行政强制",
        "行政事业性收费",
    ]


@given(
    st.builds(Span, st.just(REPORT), st.integers(1, 9), st.integers(1, 300), st.integers(1, 300)),
    st.text() | st.lists(STRUCTURE).map("".join),
    st.text(),
)
def test_any_finding_can_be_shown(span, source, message):
    found = [finding("number", span, message, message, [Related(span, message)] * 6)]
    sources = {REPORT: source.encode("utf-8", "surrogatepass")}
    assert as_text(found, sources).startswith(f"错误[number] {REPORT}:{span.line}:{span.column}")
    assert json.loads(as_json(found))["findings"][0]["message"] == message
