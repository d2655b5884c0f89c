"""What is a report? One body's figures, text and facts for one year, as filed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gongkai.answers import Answer
from gongkai.diag import Span
from gongkai.filing import Filing
from gongkai.form import Edition
from gongkai.origin import Origin
from gongkai.prose import NO_PROSE, Prose

OWN_SCOPE, WHOLE_SCOPE = "本机关", "全辖区"  # 统计范围: the body alone, or all bodies of its area


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the report that is published with it."""

    file: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Correction:
    """What was changed in a report after its publication: when, what and why."""

    date: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that the body lets stand, with the reason that a reader is shown."""

    rule: str
    position: str
    reason: str
    years: tuple[int, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Report:
    """One body's report for one year. A fact that the source does not state is None."""

    agency: str
    year: int
    file: str
    span: Span
    edition: Edition  # the year's; each filing has its own
    title: str
    published: str | None
    publisher: str | None
    scope: str | None
    index_number: str | None
    document_number: str | None
    origin: Origin
    summary: bool  # the text is our summary, not the body's own
    filings: tuple[Filing, ...]
    prose: Prose
    attachments: tuple[Attachment, ...]
    corrections: tuple[Correction, ...]
    acceptances: tuple[Acceptance, ...]
    answers: tuple[Answer, ...]
    places: Mapping[str, Span]  # where each fact that is one text was written

    @property
    def changed(self) -> str | None:
        """The last day of which the content says that something changed: published or corrected."""
        return max((day for day in (self.published, *(c.date for c in self.corrections)) if day), default=None)

    def filing(self, table_id: str) -> Filing:
        """The table of that id as filed."""
        return next(f for f in self.filings if f.table.id == table_id)


def figures_of(report: Report) -> Report:
    """What pages over many reports show of one: without its text, and without where its cells were written."""
    filings = tuple(
        replace(filing, cells={key: replace(cell, span=None) for key, cell in filing.cells.items()})
        for filing in report.filings
    )
    return replace(report, filings=filings, prose=NO_PROSE)


def editions_of(report: Report) -> Mapping[str, str | None]:
    """The edition of each table by its ordinal; None for an absent one."""
    return {filing.table.ordinal: filing.edition for filing in report.filings}
