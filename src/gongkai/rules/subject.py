"""What is judged? A report and its body, with what several rules ask of them, reckoned once."""

from dataclasses import dataclass
from functools import cached_property

from gongkai.portal import Portal
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.rules.claims import Claim, claims
from gongkai.rules.copies import Copies
from gongkai.rules.passages import Paragraph, paragraphs
from gongkai.rules.verdicts import Verdict, verdicts


@dataclass(frozen=True)
class Subject:
    """A report and the body whose it is."""

    report: Report
    agency: Agency

    @cached_property
    def verdicts(self) -> tuple[tuple[Verdict, ...], ...]:
        """For each table of the report the verdict on each of its sums."""
        return tuple(tuple(verdicts(filing)) for filing in self.report.filings)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the text."""
        return paragraphs(self.report)

    @cached_property
    def text(self) -> str:
        """Title and text in one piece: for rules to see quickly that they have nothing to look for."""
        return "\n".join([self.report.title, *(paragraph.text for paragraph in self.paragraphs)])

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What the text says about the tables."""
        return claims(self.paragraphs, self.report.year)


@dataclass(frozen=True)
class Neighbour:
    """A report among all others."""

    alone: Subject
    portal: Portal
    copies: Copies

    @property
    def report(self) -> Report:
        """The report."""
        return self.alone.report

    @property
    def agency(self) -> Agency:
        """The body whose it is."""
        return self.alone.agency

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the text."""
        return self.alone.paragraphs

    @cached_property
    def peers(self) -> tuple[Agency, ...]:
        """The other bodies under the same 上级."""
        return tuple(a for a in self.portal.by_parent.get(self.agency.parent or "", ()) if a != self.agency)

    @cached_property
    def last(self) -> Report | None:
        """The report of the year before whose figures lead to this one's; None across a reorganisation."""
        agency, year = self.agency, self.report.year
        if (agency.slug, year) in self.portal.enlarged or agency.start == year:
            return None
        return self.portal.reports.get((agency.slug, year - 1))
