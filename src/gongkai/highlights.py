"""Which few figures say most about a report? The key figures of the form, as one report files them."""

from typing import NamedTuple

from gongkai.cells import Cell, State, added
from gongkai.changes import Change, change
from gongkai.form import Forms, KeyFigure
from gongkai.report import Report
from gongkai.series import changed_form, filing_of


class Highlight(NamedTuple):
    """A key figure with its value. `cell` is None where the form of the filing has no such figure."""

    figure: KeyFigure
    cell: Cell | None


def highlights(report: Report, forms: Forms) -> tuple[Highlight, ...]:
    """The key figures of a report, in the order of its year's edition."""
    return tuple(Highlight(figure, _cell(report, figure, forms)) for figure in report.edition.key_figures)


def year_changes(newer: Report, older: Report | None, forms: Forms) -> dict[str, Change]:
    """By how much each key figure changed, by its id; none across a change of the table's form."""
    found = {}
    former = {h.figure.id: h.cell for h in highlights(older, forms)} if older else {}
    for figure, cell in highlights(newer, forms):
        same = older and not changed_form(filing_of(newer, figure.table), filing_of(older, figure.table))
        if same and (what := change(former.get(figure.id), cell)):
            found[figure.id] = what
    return found


def _cell(report: Report, figure: KeyFigure, forms: Forms) -> Cell | None:
    filing = report.filing(figure.table)
    if filing.absent:
        return Cell(State.ABSENT, None, "")
    edition = forms.get(filing.table.edition)
    own = next((k for k in edition.key_figures if k.id == figure.id), None) if edition else None
    return added([filing.cells[key] for key in own.cells]) if own else None
