"""The rules: where each speaks and in which words, where it stays silent, and what its page says.

The cases of a rule are tests/cases/fails/<code>.txt, with everything that is said, and tests/cases/passes/<code>.txt,
near misses. `pytest tests/test_rules.py --bless` writes docs/rules.md and what the cases say anew.
"""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import HERE, Case, both, findings, named, portal_files, read_cases, with_windows_habits, written
from gongkai.catalogue import BASES, Entry, as_markdown, entries
from gongkai.cli import main
from gongkai.codes import CODES
from gongkai.diag import Severity
from gongkai.show import as_text
from support import ROOT, as_object, balanced, judged, text_of

FAILS, PASSES = list(read_cases("fails")), list(read_cases("passes"))
PAGES = {e.name: e for _, group in entries() for e in group}
RULES = {name: e for name, e in PAGES.items() if e.is_rule}
SUMS = {"balance", "result-total", "row-total", "review-total", "not-checkable", "totals-only"}
SLIPS = {"one-cell", "misplaced", "split-number"}  # what they explain is found beside them
LEVELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
DOCUMENT = ROOT / "docs" / "rules.md"


def the_rules() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("entry", RULES.values(), ids=RULES)


# --- cases -------------------------------------------------------------------------------------------


@named(FAILS)
def test_a_rule_says_where_and_why_and_how_to_mend_it(case, request):
    files = portal_files(case.input)
    found = both(lambda: findings(files))
    if request.config.getoption("--bless"):
        write_again("fails", case, written(found))
    else:
        assert written(found) == case.expected
    assert case.code in {d.code for d in found}
    assert all(d.hint for d in found)
    assert all(d.message in as_text(found, files) for d in found)
    assert all(d.position for d in found if CODES[d.code].acceptable)


@named(PASSES)
def test_a_near_miss_is_no_finding(case, request):
    found = both(lambda: findings(portal_files(case.input)))
    if request.config.getoption("--bless") and case.code in SLIPS:
        write_again("passes", case, written(found))
    else:
        assert written(found) == case.expected
    assert case.code not in {d.code for d in found}
    assert case.code in SLIPS or not found


@named(FAILS + PASSES)
def test_the_habits_of_windows_change_nothing(case):
    files = portal_files(case.input)
    assert written(findings(with_windows_habits(files))) == written(findings(files))


def write_again(folder: str, case: Case, said: str) -> None:
    """Put what is said now into the file of the case."""
    path = HERE / folder / f"{case.code}.txt"
    before, after = (f"{case.title}\n.\n{case.input}.\n{expected}.\n" for expected in (case.expected, said))
    path.write_text(path.read_text("utf-8").replace(before, after), encoding="utf-8", newline="\n")


def test_every_rule_has_a_case_that_fails_and_one_that_passes():
    for folder, cases in (("fails", FAILS), ("passes", PASSES)):
        assert {case.code for case in cases} == set(RULES)
        assert {path.stem for path in (HERE / folder).iterdir()} == set(RULES)
        assert all(1 <= sum(case.code == code for case in cases) <= 8 for code in RULES)


@pytest.mark.parametrize("code", [name for name, e in RULES.items() if e.code.acceptable])
def test_what_can_be_accepted_is_accepted_at_the_position_it_names(code):
    case = next(case for case in FAILS if case.code == code and "说明:" not in case.input)
    files = portal_files(case.input)
    open_ones = [d for d in findings(files) if d.code == code]
    for d in open_ones:
        line = f"\n  - {{规则: {code}, 位置: {d.position}, 理由: 原文如此}}"
        text = files[d.span.file].decode()
        if "\n说明:" not in text:
            text = text.replace("\n年度:", "\n说明:\n年度:")
        files[d.span.file] = text.replace("\n说明:", "\n说明:" + line).encode()
    accepted = [d for d in findings(files) if d.code == code]

    assert {d.position for d in accepted} == {d.position for d in open_ones} != set()
    assert {(d.severity, d.hint) for d in accepted} == {(Severity.NOTE, "已说明：原文如此")}


@settings(max_examples=25)
@given(st.sampled_from([("2019", 2020), ("2021", 2023)]), st.integers(0, 10**9), st.sampled_from([0, 3, 40, 99999]))
def test_no_sum_rule_speaks_where_every_sum_holds(form, seed, high):
    edition, year = form
    figures = balanced(edition, random.Random(seed), high)
    _, found = judged(text_of(as_object(figures, edition, year)), year)
    assert not {d.code for d in found} & (SUMS | SLIPS)


# --- pages -------------------------------------------------------------------------------------------


def test_every_code_says_what_it_means():
    assert [name for name, e in PAGES.items() if not e.page.asks.endswith(("？", "。"))] == []


@the_rules()
def test_a_rule_tells_what_it_asks_on_what_it_rests_an_example_and_the_mend(entry):
    parts = dict(entry.parts)

    assert {"例", "改法"} <= set(parts)
    assert {"公式", "依据"} & set(parts)
    assert all(text == text.strip() and text for text in parts.values())
    assert parts["例"].endswith("。")
    assert parts["改法"].endswith("。")


def test_every_basis_is_explained_and_no_other():
    stated = {basis for code in CODES.values() for basis in ids(code.basis)}
    quoted = {name for e in RULES.values() for name in ids(" ".join(re.findall("（([A-G][^）]*)）", " ".join(e.page))))}

    assert stated | quoted == {basis for basis in BASES if ids(basis)}
    assert {code.basis for code in CODES.values() if code.basis.startswith("国办")} == set(BASES) - stated - quoted


def ids(text: str) -> set[str]:
    """The ids of rules that a text names, A1–A4 one by one."""
    found = set(re.findall(r"\b[A-G]\d\b", text))
    for first, last in re.findall(r"\b([A-G]\d)–[A-G](\d)\b", text):
        found |= {f"{first[0]}{n}" for n in range(int(first[1]), int(last) + 1)}
    return found


def test_the_document_is_the_one_that_was_made(request):
    if request.config.getoption("--bless"):
        DOCUMENT.write_text(as_markdown(), encoding="utf-8", newline="\n")
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown()


def test_every_code_stands_in_the_document_with_its_level_and_whether_it_can_be_accepted():
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)` \| (\S+) \| (.+?) \| (.*?) \| (可?) \|", text, re.MULTILINE)
    sections = re.findall(r"^### `(.+?)` (.+)\n\n\*\*(\S+)\*\* · (.*?) · (可以|不能)说明$", text, re.MULTILINE)
    told = {code: (level, title, basis, accepted == "可") for code, level, title, basis, accepted in rows}
    told |= {code: (level, title, basis, may == "可以") for code, title, level, basis, may in sections}

    assert len(rows) + len(sections) == len(told)
    assert {code for code, *_ in sections} == set(RULES)
    assert told == {name: (LEVELS[c.severity], c.title, c.basis, c.acceptable) for name, c in CODES.items()}


@pytest.mark.parametrize("entry", PAGES.values(), ids=PAGES)
def test_the_page_of_a_code_is_printed(entry, capsys):
    assert main(["explain", entry.name]) == 0
    said = capsys.readouterr().out

    assert said.startswith(f"{entry.name}　{entry.code.title}（{LEVELS[entry.code.severity]}）\n")
    assert entry.page.asks in said
    assert all(f"{label}：{text}\n" in said for label, text in entry.parts)
    assert ("不可以" in said.splitlines()[-2]) is not entry.code.acceptable


def test_several_codes_are_explained_as_they_were_printed_in_brackets(capsys):
    assert main(["explain", "[balance]", "late"]) == 0
    said = capsys.readouterr().out
    assert re.findall(r"^(\S+)　", said, re.MULTILINE) == ["balance", "late"]


def test_an_unknown_code_is_answered_with_those_that_are_like_it(capsys):
    assert main(["explain", "balence"]) == 2
    said = capsys.readouterr().err
    assert "『balence』" in said
    assert "『balance』" in said


def test_without_a_code_all_are_listed(capsys):
    assert main(["explain"]) == 0
    listed = re.findall(r"^  (\S+)", capsys.readouterr().out, re.MULTILINE)
    assert listed == list(CODES)


def test_the_document_can_be_printed(capsysbinary):
    assert main(["explain", "--markdown"]) == 0
    assert capsysbinary.readouterr().out.decode() == as_markdown()


def test_a_page_says_what_it_has_and_nothing_else():
    entry = PAGES["balance"]
    assert isinstance(entry, Entry)
    assert [label for label, _ in entry.parts] == ["公式", "依据", "不问", "例", "改法"]
    assert [label for label, _ in PAGES["tab"].parts] == []
