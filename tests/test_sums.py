"""No hole in the sums: any figure of table 三 or 四 that is off by one is found, and nothing else is."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import APPLICANTS, BODY, RESULT_TOTAL, TOTAL, as_object, balanced, judged, text_of

YEARS = {"2019": 2020, "2021": 2023}
SUM_CODES = {"balance", "result-total", "row-total", "review-total"}


def report_of(figures, edition):
    return text_of(as_object(figures, edition, YEARS[edition])) + BODY


@pytest.mark.parametrize("edition", YEARS)
def test_100_balanced_reports_give_no_finding_at_all(edition):
    for seed in range(100):
        report = report_of(balanced(edition, random.Random(seed)), edition)
        _, found = judged(report, YEARS[edition])

        # What is drawn may make research institutes the most eager applicants: rare, and not wrong.
        assert [d for d in found if d.code != "applicants-unusual"] == []


def off_by_one(figures, edition, key, step):
    """The errors after one figure was changed, and whether one names the table and a line through it."""
    changed = {**figures, key: figures[key] + step}
    _, found = judged(report_of(changed, edition), YEARS[edition])
    errors = [d for d in found if d.severity == "error" and d.place.table == key[0]]
    return [d for d in errors if d.place.row == key[1] or d.place.column == key[2]]


@pytest.mark.parametrize("edition", YEARS)
def test_every_figure_off_by_one_is_found_at_its_row_or_column(edition):
    figures = balanced(edition, random.Random(7))
    for key in figures:
        if key[0] != "二":
            assert off_by_one(figures, edition, key, 1), key


@given(st.data())
def test_a_figure_of_any_report_off_by_one_is_found(data):
    edition = data.draw(st.sampled_from(sorted(YEARS)))
    figures = balanced(
        edition, random.Random(data.draw(st.integers(0, 10**6))), data.draw(st.sampled_from([1, 40, 10**7]))
    )
    key = data.draw(st.sampled_from([k for k in figures if k[0] != "二"]))
    step = data.draw(st.sampled_from([1, -1])) if figures[key] else 1

    assert off_by_one(figures, edition, key, step)


def codes_after(changes, edition="2021"):
    """The findings of a balanced report after changes to single cells of its text objects."""
    data = as_object(balanced(edition, random.Random(3)), edition, YEARS[edition])
    for cell in data["cells"]:
        change = changes(cell)
        if change is not None:
            cell.update(change)
    _, found = judged(text_of(data) + BODY, YEARS[edition])
    return found


BLANK = {"值": None, "状态": "空白", "原文": ""}
LEFT_OUT = {"原文": None}


def test_an_identity_over_a_blank_is_one_note_a_table():
    found = codes_after(lambda c: BLANK if c["列"] == APPLICANTS[0] and c["行"].startswith("一") else None)

    assert [(d.code, d.severity, d.place.table) for d in found] == [("not-checkable", "note", "三")]


def test_known_parts_that_exceed_the_total_are_an_error_despite_a_blank():
    def change(cell):
        if cell["表"] == "四" and cell["列"] == "行政复议／尚未审结":
            return BLANK
        if cell["表"] == "四" and cell["列"] == "行政复议／总计":
            return {"值": 0, "原文": "0"}
        return None

    found = codes_after(change)

    assert [(d.code, d.severity) for d in found] == [("review-total", "error")]
    assert "只把已填的各项相加就有" in found[0].message


def test_a_table_with_only_its_totals_is_one_warning_and_no_note():
    found = codes_after(lambda c: BLANK if c["表"] == "三" and c["列"] != TOTAL else None)

    assert [(d.code, d.severity, d.place.table) for d in found] == [("totals-only", "warning", "三")]


def test_totals_left_out_are_computed_and_not_asked():
    def change(cell):
        return LEFT_OUT if cell["列"].endswith(TOTAL) or cell["行"] == RESULT_TOTAL else None

    data = as_object(balanced("2021", random.Random(3)), "2021", 2023)
    wanted = {(c["表"], c["行"], c["列"]): str(c["值"]) for c in data["cells"]}
    for cell in data["cells"]:
        cell.update(change(cell) or {})
    report = text_of(data)
    portal, found = judged(report + BODY)
    from gongkai.emit.data import cell_records

    records = list(cell_records(portal.reports["ceshi", 2023]))

    assert found == ()
    assert "总计:" not in report
    assert {(r.table, r.row, r.column): r.number for r in records} == wanted
    assert sum(r.raw is None for r in records) == 25 + 6 + 3


def test_a_total_left_out_over_a_blank_is_not_made_up():
    def change(cell):
        if cell["行"].startswith("一") and cell["列"] == APPLICANTS[0]:
            return BLANK
        return (
            {"值": None, "状态": "空白", "原文": None} if cell["行"].startswith("一") and cell["列"] == TOTAL else None
        )

    found = codes_after(change)

    assert {d.code for d in found} == {"total-not-computed", "not-checkable"}


def test_sums_are_not_asked_of_what_could_not_be_read():
    text = report_of(balanced("2021", random.Random(3)), "2021")
    line = next(line for line in text.split("\n") if line.strip().startswith("重复申请"))
    _, found = judged(text.replace(line, line.replace("[", "[x")))

    assert [d.code for d in found] == ["number"]


def test_errors_that_may_be_accepted_are_those_of_figures_and_years_as_filed():
    from gongkai.codes import CODES

    acceptable = {code for code, meta in CODES.items() if meta.acceptable and meta.severity == "error"}
    assert acceptable == SUM_CODES | {"carried-in", "title-year", "period-year"}


def short_rows(text, pick):
    """The report with the last cell left out of the rows of table 三 that `pick` chooses."""
    lines = text.split("\n")
    rows = [i for i, line in enumerate(lines) if re.search(r"\[(\d+, ){6}\d+\]", line)]
    for number, i in enumerate(rows):
        if pick(number):
            lines[i] = re.sub(r", \d+\]", "]", lines[i])
    return "\n".join(lines)


def test_a_cell_forgotten_in_one_row_is_not_taken_for_a_total_left_out():
    text = report_of(balanced("2021", random.Random(3)), "2021")
    _, found = judged(short_rows(text, lambda number: number == 4))

    assert [d.code for d in found] == ["row-length"]
    assert "少一格，而别的行写了总计" in found[0].message


def test_a_column_forgotten_in_every_row_is_not_taken_for_totals_left_out():
    text = report_of(balanced("2021", random.Random(3)), "2021")
    without = re.sub(r"\[(\d+, \d+, \d+, \d+, \d+), \d+, \d+\]", lambda m: with_total(m[1]), text)
    _, found = judged(without)

    assert [d.code for d in found] == ["row-length"]
    assert "像是写了总计而少写了别的格" in found[0].message


def with_total(parts):
    return f"[{parts}, {sum(map(int, parts.split(', ')))}]"


def test_totals_left_out_of_every_row_are_fine():
    text = report_of(balanced("2021", random.Random(3)), "2021")

    assert judged(short_rows(text, lambda _: True))[1] == ()


@pytest.mark.parametrize("name", ["标题", "年度"])
def test_what_is_required_cannot_be_unknown(name):
    text = report_of(balanced("2021", random.Random(3)), "2021")
    _, found = judged(re.sub(rf"(?m)^{name}: .*", f"{name}: 原文未载明", text))

    assert [(d.code, d.severity) for d in found] == [("field-value", "error")]


@pytest.mark.parametrize("year", ["2022年", "二〇二三", "[2023, 22]"])
def test_an_acceptance_for_years_that_cannot_be_read_accepts_nothing(year):
    text = report_of(balanced("2021", random.Random(3)), "2021")
    rule = f"说明:\n  - {{规则: balance, 位置: 三／自然人, 理由: 照录, 适用年度: {year}}}\n"
    _, found = judged(text.replace("年度: 2023\n", "年度: 2023\n" + rule))

    assert "field-value" in {d.code for d in found if d.severity == "error"}
