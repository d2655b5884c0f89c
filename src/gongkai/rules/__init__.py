"""Does it add up? The judgement of one report, after what its body lets stand has been taken into account."""

from gongkai.diag import Diagnostic
from gongkai.report import Report
from gongkai.rules.acceptance import Accepted, accept
from gongkai.rules.sums import check_sums

__all__ = ["Accepted", "judge"]


def judge(report: Report) -> tuple[list[Diagnostic], tuple[Accepted, ...]]:
    """The findings about a report that was read, and those of them that it accepts with a reason."""
    found = [finding for filing in report.filings for finding in check_sums(filing)]
    return accept(report, found)
