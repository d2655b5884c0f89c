"""Is every limit in docs/limits.md, with its value, and does whoever crosses it read the sentence that stands there?"""

import ast
import re
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_STORED

import pytest

from archive_files import docx, docx_parts, p, pdf, xlsx_parts, zipped
from cases import BASE, REPORT
from gongkai import folders
from gongkai.archive import confine, guard
from gongkai.archive.containers import read
from gongkai.archive.refusal import Refused
from gongkai.cli import main
from gongkai.diag import Diagnostic
from gongkai.files import FileFault
from gongkai.folders import read_templates, read_tree
from gongkai.gather import gather
from gongkai.intake import Refused as NoReport
from gongkai.intake import from_json
from gongkai.lock import BUILDING, SWITCHING, locked
from gongkai.release import verifier
from gongkai.search.desk import QueryFault, parse
from gongkai.serve import server
from gongkai.source import Tree
from support import ROOT, TEMPLATES, forms

SOURCE = ROOT / "src" / "gongkai"
LIMIT = re.compile(r"_?(?:MAX|MOST|DEEPEST|LARGEST|LONGEST|WIDEST|HIGHEST)(?:_|$)")
_ROW = re.compile(r"^\| (.+?) \| ([0-9. ]+) \| `([\w.]+)` \|(?: (?:`([\w-]+)` )?\| (.+) \|)?$", re.MULTILINE)


class Row(NamedTuple):
    """A line of the document: a limit, the code of the finding, and the sentence; both empty where nothing is refused."""

    what: str
    value: str
    constant: str
    code: str
    sentence: str


ROWS = [Row(*found) for found in _ROW.findall((ROOT / "docs" / "limits.md").read_text(encoding="utf-8"))]
REFUSING = [row for row in ROWS if row.sentence]


def value_of(constant: str) -> Any:
    module, _, name = constant.rpartition(".")
    return getattr(import_module(f"gongkai.{module}"), name)


def limits_of(path: Path) -> list[str]:
    """The constants of a module that are limits by their names."""
    module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    names = [
        name.id
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    ]
    return [f"{module}.{name}" for name in names if LIMIT.match(name)]


def test_the_document_names_every_limit_of_the_program_once():
    listed = [row.constant for row in ROWS]
    assert len(listed) == len(set(listed)) > 80
    assert {name for path in SOURCE.rglob("*.py") for name in limits_of(path)} <= set(listed)


@pytest.mark.parametrize("row", ROWS, ids=[row.constant for row in ROWS])
def test_a_limit_has_the_value_of_the_document(row):
    value = value_of(row.constant)
    values = list(value.values()) if isinstance(value, dict) else [value]
    assert [float(part) for part in row.value.split()] == [float(one) for one in values]


def test_what_the_index_cannot_number_is_refused_before():
    assert value_of("folders.MAX_REPORTS") < value_of("search.grams.MAX_DOCUMENTS")


# --- how each limit is crossed: what is said then -----------------------------------------------------


def content(changed: dict[str, str], others: dict[str, int] | None = None) -> list[Diagnostic]:
    texts = {name: text.encode() for name, text in (BASE | changed).items()}
    return gather(Tree(texts, others or {}), forms())[1]


def report(*lines: str) -> list[Diagnostic]:
    """What is said of the report with these lines in its front matter."""
    return content({REPORT: BASE[REPORT].replace("---\n", "\n".join(("---", *lines, "")), 1)})


def body(text: str) -> list[Diagnostic]:
    return content({REPORT: BASE[REPORT] + text})


def folder(place: Path, **named: str) -> Path:
    for name, text in named.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    return place


def too_deep(place: Path) -> list[Diagnostic]:
    (place / "/".join("abcdefghij")).mkdir(parents=True)
    return read_tree(place)[1]


def three_reports(place: Path) -> object:
    return read_tree(folder(place, **{f"{n}.md": "甲" * 9 for n in range(3)}))


def a_template(place: Path) -> object:
    return read_templates(folder(place, **{"base.html": "甲" * 9}))


def taken(data: bytes, name: str) -> object:
    return read(data, name)


def held(place: Path, what: str) -> None:
    with locked(place / "lock", 0, lambda _: None, what), locked(place / "lock", 0, lambda _: None, what):
        raise AssertionError("held twice")


def manifest(place: Path, path: str) -> object:
    listed = f"{'0' * 64}  1  {path}\n".encode()
    release = sha256(listed).hexdigest()[:32]
    head = f"gongkai-manifest 1\nnumber 1\naction publish\nrelease {release}\nreplaces -\nprevious -\ncommit -\n\n"
    (place / "m.txt").write_bytes(head.encode() + listed)
    return verifier.load_manifest(str(place / "m.txt"))


def twelve(name: str) -> str:
    return "\n".join(f"{'  ' * n}{name}:" for n in range(12))


MERGED = "<mergeCells>" + '<mergeCell ref="A1:B9"/>' * 10_001 + "</mergeCells>"
CROSSED: dict[str, Callable[[Path], object]] = {
    "folders.MAX_DEPTH": too_deep,
    "folders.MAX_FILES": three_reports,
    "folders.MAX_REPORTS": three_reports,
    "folders.MAX_TEXTS": three_reports,
    "folders.MAX_TEMPLATE": a_template,
    "source.MAX_BYTES": lambda _: body("甲" * 400_000),
    "source.MAX_LINES": lambda _: body("\n" * 20_001),
    "records.MAX_SLUG": lambda _: content({f"{'a' * 61}/agency.yaml": BASE["jia/agency.yaml"]}),
    "bind.MAX_ATTACHMENTS": lambda _: report("附件:", *(f"  - {{文件: {n}.pdf}}" for n in range(51))),
    "gather.MAX_ATTACHMENT": lambda _: content(
        {REPORT: BASE[REPORT].replace("---\n", "---\n附件: [{文件: 甲.pdf}]\n", 1)}, {"jia/甲.pdf": 20 * 1024**2 + 1}
    ),
    "gather.MAX_BADGE": lambda _: content(
        {"site.yaml": BASE["site.yaml"] + "页脚标识: [{图片: 甲.png, 说明: 甲}]\n"}, {"甲.png": 200 * 1024 + 1}
    ),
    "fields.MAX_FILE_NAME": lambda _: report(f"附件: [{{文件: {'甲' * 66}.pdf}}]"),
    "source.MAX_FRONT": lambda _: report("# " + "甲" * 4000, *["# " + "甲" * 4000] * 16),
    "source.MAX_NODES": lambda _: report("甲:", *["  - [" + ", ".join("1" * 900) + "]"] * 12),
    "scan.MAX_LINE": lambda _: report("文号: " + "甲" * 5001),
    "scan.MAX_NAME": lambda _: report("甲" * 101 + ": 1"),
    "layout.MAX_DEPTH": lambda _: report(twelve("甲")),
    "scan.MAX_FLOW": lambda _: report("甲: [[[[1]]]]"),
    "fields.MAX_TEXT": lambda _: report("文号: " + "甲" * 2001),
    "cells.MAX_DIGITS": lambda _: content(
        {REPORT: BASE[REPORT].replace("行政许可:       12", "行政许可: " + "1" * 16)}
    ),
    "prose.MAX_BODY": lambda _: body(("甲" * 1000 + "\n") * 88),
    "prose.MAX_LINES": lambda _: body("\n" * 5001),
    "prose.MAX_LINE": lambda _: body("甲" * 16_385),
    "prose.MAX_MARKS": lambda _: body("[" * 2001),
    "prose.MAX_NESTING": lambda _: body("\n" + "> " * 21 + "甲\n"),
    "prose.MAX_CELLS": lambda _: body(
        "\n|甲|乙|\n|-|-|\n" + "|1|2|\n" * 2600 + "\n\n|甲|乙|丙|\n|-|-|-|\n" + "|1|2|3|\n" * 1700
    ),
    "prose.MAX_HEADINGS": lambda _: body("\n### 甲\n" * 201),
    "intake.MAX_BYTES": lambda _: from_json(b" " * (8 * 1024**2 + 1), forms()),
    "archive.guard.MAX_FILE": lambda _: guard.check_size(b"a" * (20 * guard.MEGABYTE + 1)),
    "archive.guard.MAX_UNPACKED": lambda _: taken(docx(p("文"), **{"a.bin": "0123456789" * 9}), "甲.docx"),
    "archive.guard.MAX_PART": lambda _: taken(docx(p("文")), "甲.docx"),
    "archive.guard.MAX_ENTRIES": lambda _: taken(
        zipped({**docx_parts(p("文")), **{f"a/{n}": "" for n in range(2000)}}), "甲.docx"
    ),
    "archive.guard.MAX_RATIO": lambda _: taken(zipped({**docx_parts(p("文")), "a.bin": "0" * 1_000_000}), "甲.docx"),
    "archive.guard.MAX_CELLS": lambda _: guard.check_cells(100_001),
    "archive.guard.MAX_TEXT": lambda _: taken(("甲" * 99 + "\n").encode() * 50_505, "甲.txt"),
    "archive.xlsx._MERGES": lambda _: taken(
        zipped(xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>', after=MERGED), ZIP_STORED), "甲.xlsx"
    ),
    "archive.pdf._PAGES": lambda _: taken(pdf(*[""] * 301), "甲.pdf"),
    "archive.html._DEEPEST": lambda _: taken(("<html>" + "<div>" * 3_002 + "文").encode(), "甲.html"),
    "archive.html._DEEPEST_TABLE": lambda _: taken(("<html>" + "<table><tr><td>" * 51 + "文").encode(), "甲.html"),
    "kept.beside.WAIT": lambda place: held(place, BUILDING),
    "commands.publish.WAIT": lambda place: held(place, SWITCHING),
    "search.desk.DEEPEST": lambda _: parse("(甲 " * 22 + "乙" + ")" * 22),
    "release.verifier.MAX_MANIFEST": lambda place: manifest(place, "甲" * 9),
    "release.verifier.MAX_PATH": lambda place: manifest(place, "a" * 1025),
}
# What takes too much time or room to be crossed as it is: a smaller value, and how that one is said.
SMALLER: dict[str, tuple[float, str, str]] = {
    "folders.MAX_FILES": (2, "200000", "2"),
    "folders.MAX_REPORTS": (2, "100000", "2"),
    "folders.MAX_TEXTS": (80, "1073741824", "80"),
    "folders.MAX_TEMPLATE": (20, "8388608", "20"),
    "archive.guard.MAX_UNPACKED": (0, "200 MB", "0 MB"),
    "archive.guard.MAX_PART": (0, "40 MB", "0 MB"),
    "release.verifier.MAX_MANIFEST": (20, "", ""),
    "kept.beside.WAIT": (0, "600", "0"),
    "commands.publish.WAIT": (0, "600", "0"),
}
# These need a file that never ends, more memory than there is, or a port taken: tests/test_archive_hostile.py has the files.
AS_WRITTEN = {
    "archive.guard.SECONDS": lambda: confine._SLOW.format(guard.SECONDS),
    "archive.guard.MEMORY": lambda: confine._DIED,
    "archive.confine._LONGEST": lambda: confine._DIED,
}
AT_THE_TERMINAL = {
    "serve.server.TRIES": ["serve", "--templates", str(TEMPLATES)],
    "commands.crew.MOST": ["build", "--jobs", "62"],
}


def test_every_limit_that_refuses_is_crossed_here():
    assert {row.constant for row in REFUSING} == {*CROSSED, *AS_WRITTEN, *AT_THE_TERMINAL}


def said(cross: Callable[[Path], object], place: Path) -> list[tuple[str, str]]:
    """Code and sentence of everything that is said."""
    try:
        found = cross(place)
    except (FileFault, QueryFault, Refused, NoReport, verifier.Fault) as fault:
        return [("import-refused" if isinstance(fault, Refused | NoReport) else "", str(fault))]
    return [(d.code, d.message) for d in found] if isinstance(found, list) else []


def pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.escape(sentence).replace("…", ".+"), re.DOTALL)


@pytest.mark.parametrize("row", [r for r in REFUSING if r.constant in CROSSED], ids=lambda row: row.constant)
def test_whoever_crosses_a_limit_reads_the_sentence_of_the_document(row, tmp_path, monkeypatch):
    sentence = row.sentence
    if row.constant in SMALLER:
        value, usual, shown = SMALLER[row.constant]
        module, _, name = row.constant.rpartition(".")
        monkeypatch.setattr(import_module(f"gongkai.{module}"), name, value)
        sentence = sentence.replace(usual, shown)
    told = said(CROSSED[row.constant], tmp_path)
    assert [code for code, text in told if pattern(sentence).fullmatch(text)][:1] == [row.code], told


@pytest.mark.parametrize("row", [r for r in REFUSING if r.constant in AS_WRITTEN], ids=lambda row: row.constant)
def test_a_file_that_takes_too_much_is_refused_with_the_sentence_of_the_document(row):
    assert AS_WRITTEN[row.constant]() == row.sentence


@pytest.mark.parametrize("row", [r for r in REFUSING if r.constant in AT_THE_TERMINAL], ids=lambda row: row.constant)
def test_a_command_that_cannot_be_run_says_so_as_in_the_document(row, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(server, "opened", lambda *_: None)  # as if every port were taken
    folder(tmp_path, **BASE)
    with suppress(SystemExit):
        main([*AT_THE_TERMINAL[row.constant], "--content", str(tmp_path)])
    assert pattern(row.sentence).fullmatch(capsys.readouterr().err.strip().split("\n")[-1])


def test_a_folder_at_its_limits_is_read(tmp_path, monkeypatch):
    for name, value in (("MAX_FILES", 3), ("MAX_REPORTS", 3), ("MAX_TEXTS", 81)):
        monkeypatch.setattr(folders, name, value)
    three_reports(tmp_path)
