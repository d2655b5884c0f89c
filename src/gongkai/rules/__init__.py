"""What is wrong with the reports? Every rule, asked of each report alone and among the others."""

from gongkai.diag import Diagnostic
from gongkai.rules.area import area_sum, parts_missing
from gongkai.rules.checked import source_unchecked
from gongkai.rules.counts import applicants_unusual, issued_in_force, regulations_power
from gongkai.rules.dates import late, published_early, year_unlikely
from gongkai.rules.fees import fees_unstated, text_fees
from gongkai.rules.likeness import copied_text
from gongkai.rules.percentages import text_percentage
from gongkai.rules.rule import Rule
from gongkai.rules.slips import misplaced, one_cell, split_number
from gongkai.rules.subject import Neighbour, Subject
from gongkai.rules.sums import balance, not_checkable, result_total, review_total, row_total, totals_only
from gongkai.rules.text_figures import text_none, text_outcome, text_received, text_review, text_scope
from gongkai.rules.wording import (
    chapter_bare,
    other_body,
    period_year,
    secrecy_mark,
    template_text,
    text_year,
    title_year,
    word_leftover,
)
from gongkai.rules.years import carried_in, item_chain, jump, pending_cases, repealed_stock, stock_flow

__all__ = ["ONE_REPORT", "WHOLE_PORTAL", "judge_among", "judge_report"]

ONE_REPORT: tuple[Rule[[Subject]], ...] = (
    balance,
    result_total,
    row_total,
    review_total,
    not_checkable,
    totals_only,
    one_cell,
    misplaced,
    split_number,
    regulations_power,
    issued_in_force,
    applicants_unusual,
    text_received,
    text_scope,
    text_outcome,
    text_review,
    text_none,
    text_percentage,
    text_fees,
    fees_unstated,
    chapter_bare,
    title_year,
    period_year,
    text_year,
    published_early,
    template_text,
    word_leftover,
    secrecy_mark,
    source_unchecked,
)
WHOLE_PORTAL: tuple[Rule[[Neighbour]], ...] = (
    carried_in,
    stock_flow,
    item_chain,
    repealed_stock,
    jump,
    pending_cases,
    parts_missing,
    area_sum,
    year_unlikely,
    late,
    copied_text,
    other_body,
)


def judge_report(subject: Subject) -> list[Diagnostic]:
    """What a report shows by itself: a function of report and record, so that it can be kept with them."""
    return [found for rule in ONE_REPORT for found in rule.judge(subject)]


def judge_among(neighbour: Neighbour) -> list[Diagnostic]:
    """What a report shows beside all others."""
    return [found for rule in WHOLE_PORTAL for found in rule.judge(neighbour)]
