"""Does every parser answer whatever it is given, in the way that it says, and the same each time?

The reader of reports has properties of its own in test_hostile.py, those of files from elsewhere in test_archive_*.py.
"""

import io
import json
import random
import zipfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_files import docx, p, pdf, xlsx
from cases import BASE, both
from gongkai.archive.containers import read
from gongkai.archive.refusal import Refused
from gongkai.cells import read_cell
from gongkai.editions import load_forms
from gongkai.fields import file_name_fault, is_site_address, is_web_address
from gongkai.gather import gather
from gongkai.intake import Refused as NoReport
from gongkai.intake import from_json
from gongkai.lookup import find
from gongkai.quantities import quantities
from gongkai.records import Agency, slug_fault
from gongkai.release import verifier
from gongkai.search.desk import QueryFault
from gongkai.search.desk import parse as parse_query
from gongkai.source import Tree, parse_record
from gongkai.theme import TemplateFault, Theme
from support import FORMS, as_object, balanced, forms

MARKS = st.sampled_from(
    [
        *"：:，,、[]{}()（）#\"'“”&*!|>%@`?-—~\t\n\r　0x一<\\/.=\u00a0\u200b\u2028\x85\ufeff😀\0",
        *(
            "  ",
            "\n  ",
            "- ",
            "---\n",
            ": ",
            " #",
            "<<: ",
            "{{",
            "}}",
            "{%",
            "%}",
            "机关:",
            "年:",
            "或者",
            "不含 ",
            "9" * 20,
        ),
        *(
            "标题: ",
            "网址: ",
            "全称: ",
            "地区:\n",
            "页脚标识:\n",
            "- {图片: ",
            "上级: ",
            "简称: ",
            "存续期间: ",
            "万元",
            "％",
            "一百零",
        ),
    ]
)
TEXTS = st.text(max_size=30) | st.lists(MARKS, max_size=20).map("".join)
BYTES = st.binary(max_size=200) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))
AGENCIES = [Agency("jia", "", "甲县教育局"), Agency("yi", "", "乙县教育局")]


def answered(ask: Callable[[Any], object], given_: Any, *said: type[Exception]) -> str:
    """What comes back, as text; one of the exceptions that the parser says it raises counts as an answer in a sentence."""

    def once() -> str:
        try:
            return repr(ask(given_))
        except said as fault:
            return f"{type(fault).__name__}: {fault}"

    told = both(once)
    assert not told.endswith(": "), "an exception without a sentence"
    return told


def records(text: str) -> object:
    """What is said of records of a body and of the site that hold this text."""
    data = text.encode("utf-8", "surrogatepass")
    files = {name: one.encode() for name, one in BASE.items()}
    files |= {"jia/agency.yaml": files["jia/agency.yaml"] + data, "site.yaml": files["site.yaml"] + data}
    found = gather(Tree(files, {}), forms())[1]
    for one in found:
        assert one.message
        assert 1 <= one.span.line <= files.get(one.span.file, b"").count(b"\n") + 1
    return found


OF_TEXT: dict[str, tuple[Callable[[str], object], tuple[type[Exception], ...]]] = {
    "records": (records, ()),
    "cell": (lambda text: [read_cell(text, kind, None) for kind in ("count", "signed", "money", "amount")], ()),
    "quantities": (lambda text: list(quantities(text)), ()),
    "query": (parse_query, (QueryFault,)),
    "editions": (lambda text: load_forms({"a.yaml": text}), (ValueError,)),
    "theme": (lambda text: Theme({"a.html": text.encode("utf-8", "replace")}).render("a.html", {}), (TemplateFault,)),
    "address": (lambda text: (is_web_address(text), is_site_address(text)), ()),
    "names": (lambda text: (slug_fault(text), file_name_fault(text.encode("utf-8", "replace").decode())), ()),
    "lookup": (lambda text: find(AGENCIES, text), ()),
}
OF_BYTES: dict[str, tuple[Callable[[bytes], object], tuple[type[Exception], ...]]] = {
    "record": (lambda data: parse_record(data, "f.yaml"), ()),
    "report.json": (lambda data: from_json(data, forms()), (NoReport,)),
    "manifest": (verifier.parse, (verifier.Damaged,)),
    "path": (verifier.path_of, ()),
    **{
        f"container {ending}": (lambda data, ending=ending: read(data, f"f.{ending}"), (Refused,))
        for ending in ("txt", "md", "html", "docx", "xlsx", "pdf", "doc", "")
    },
}


@pytest.mark.parametrize("name", OF_TEXT)
def test_a_parser_of_texts_answers_any_text_as_it_says(name):
    ask, said = OF_TEXT[name]

    @given(TEXTS)
    @settings(max_examples=40)
    def any_text(text: str) -> None:
        answered(ask, text, *said)

    any_text()


@pytest.mark.parametrize("name", OF_BYTES)
def test_a_parser_of_bytes_answers_any_bytes_as_it_says(name):
    ask, said = OF_BYTES[name]

    @given(BYTES)
    @settings(max_examples=40)
    def any_bytes(data: bytes) -> None:
        answered(ask, data, *said)

    any_bytes()


# --- what looks right and is not ----------------------------------------------------------------------

EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 4), st.binary(max_size=4)), max_size=4)


def damaged(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for where, gone, new in edits:
        at = int(where * (len(data) + 1))
        data = data[:at] + new + data[at + gone :]
    return data


def a_manifest() -> bytes:
    listed = "".join(
        f"{sha256(p_.encode()).hexdigest()}  7  {p_}\n" for p_ in ("a.html", "b/c.css", "b/甲.pdf")
    ).encode()
    release = sha256(listed).hexdigest()[:32]
    head = f"gongkai-manifest 1\nnumber 1\naction publish\nrelease {release}\nreplaces -\nprevious -\ncommit -\n\n"
    return head.encode() + listed


WHOLE: dict[str, tuple[bytes, Callable[[bytes], object], tuple[type[Exception], ...]]] = {
    "docx": (docx(p("一、总体情况") + p("正文")), lambda data: read(data, "f.docx"), (Refused,)),
    "xlsx": (xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'), lambda data: read(data, "f.xlsx"), (Refused,)),
    "pdf": (pdf("BT /F1 12 Tf 72 700 Td (abc) Tj ET"), lambda data: read(data, "f.pdf"), (Refused,)),
    "html": ("<html><p>一、总体情况<table><tr><td>1".encode(), lambda data: read(data, "f.html"), (Refused,)),
    "manifest": (a_manifest(), verifier.parse, (verifier.Damaged,)),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_damaged_file_is_read_or_refused(name):
    whole, ask, said = WHOLE[name]
    assert not answered(ask, whole, *said).startswith(("Refused", "Damaged"))

    @given(EDITS)
    @settings(max_examples=60)
    def any_damage(edits: list[tuple[float, int, bytes]]) -> None:
        answered(ask, damaged(whole, edits), *said)

    any_damage()


@given(
    st.recursive(
        st.none() | st.integers() | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    )
)
@settings(max_examples=40)
def test_any_value_in_the_place_of_any_part_of_a_report_json_is_read_or_refused(value):
    whole = as_object(balanced("2021", random.Random(1)), "2021", 2023)
    for key in whole:
        data = json.dumps({**whole, key: value}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        answered(lambda given_: from_json(given_, forms()), data, NoReport)


@given(st.sampled_from(sorted(FORMS.glob("*.yaml"))), EDITS)
@settings(max_examples=15)
def test_a_damaged_data_file_of_the_forms_is_read_or_named(path, edits):
    text = damaged(path.read_bytes(), edits).decode("utf-8", "replace")
    answered(lambda given_: load_forms({path.name: given_}), text, ValueError)


@given(st.lists(st.tuples(TEXTS, st.binary(max_size=30)), max_size=4, unique_by=lambda part: part[0]), EDITS)
@settings(max_examples=60)
def test_any_zip_is_read_or_refused(parts, edits):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in parts:
            made.writestr(name.encode("utf-8", "replace").decode() or "a", data)
    answered(lambda data: read(data, "f.docx"), damaged(out.getvalue(), edits), Refused)
