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
        """The other bodies under the same 上级, or of the same region where none is written."""
        group = self.portal.group_of(self.agency)
        return tuple(a for a in self.portal.by_group.get(group, ()) if a != self.agency) if group else ()

    @cached_property
    def last(self) -> Report | None:
        """The report of the year before whose figures lead to this one's; None across a reorganisation."""
        agency, year = self.agency, self.report.year
        if (agency.slug, year) in self.portal.enlarged or agency.start == year:
            return None
        return self.portal.reports.get((agency.slug, year - 1))


def names_of(agency: Agency) -> tuple[str, ...]:
    """The names by which a text speaks of a body: 河口乡 too for 松岭县河口乡人民政府."""
    government = agency.name.removesuffix("人民政府")
    return tuple(dict.fromkeys((agency.name, government, *agency.short_names)))
