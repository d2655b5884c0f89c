"""Which findings does the body let stand, and why? 说明 in the report, shown beside the table."""

from collections.abc import Sequence
from dataclasses import replace

from gongkai.codes import CODES, finding
from gongkai.diag import Diagnostic, Severity
from gongkai.portal import Accepted
from gongkai.report import Acceptance, Report
from gongkai.text import fold

EXPLANATIONS = {"one-cell", "misplaced", "split-number"}


def accept(report: Report, found: Sequence[Diagnostic]) -> tuple[list[Diagnostic], tuple[Accepted, ...]]:
    """The findings with accepted ones turned into notes, and a warning for each acceptance without use."""
    kept: list[Diagnostic] = []
    accepted: list[Accepted] = []
    used: set[Acceptance] = set()
    for diagnostic in _without_solved(report, found):
        acceptance = next((a for a in report.acceptances if _covers(a, diagnostic, report.year)), None)
        if acceptance is None:
            kept.append(diagnostic)
            continue
        used.add(acceptance)
        accepted.append(Accepted(diagnostic, acceptance))
        hint = f"已说明：{acceptance.reason}"
        kept.append(replace(diagnostic, severity=Severity.NOTE, hint=hint))
    readable = all(filing.sound for filing in report.filings)  # else the finding may be waiting behind a fault
    for acceptance in report.acceptances:
        if acceptance not in used and readable:
            title = CODES[acceptance.rule].title
            message = f"这条说明没有对象：『{acceptance.position}』没有『{acceptance.rule}』（{title}）的问题"
            hint = "问题已经改正的，请删去这条说明；否则请照检查结果核对位置和适用年度。"
            kept.append(finding("acceptance-unused", acceptance.span, message, hint))
    return kept, tuple(accepted)


def _without_solved(report: Report, found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """The findings without the explanations of what does not add up in a table where all of it was accepted."""
    sums = {"balance", "result-total", "row-total", "review-total"}
    open_tables = {
        diagnostic.place.table
        for diagnostic in found
        if diagnostic.code in sums and not any(_covers(a, diagnostic, report.year) for a in report.acceptances)
    }
    return [d for d in found if d.code not in EXPLANATIONS or d.place.table in open_tables]


def _covers(acceptance: Acceptance, diagnostic: Diagnostic, year: int) -> bool:
    return (
        CODES[diagnostic.code].acceptable
        and acceptance.rule == diagnostic.code
        and year in acceptance.years
        and fold(acceptance.position.strip("『』")) == fold(diagnostic.position)
    )
