"""What does a page hold? The values that templates print, one class a page kind."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai import __version__
from gongkai.emit.tables import Drawn
from gongkai.records import Site
from gongkai.report import Correction

if TYPE_CHECKING:
    from markupsafe import Markup

CSP = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its label, and the address it leads to, if any."""

    label: str
    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class AgencyLink:
    """A body with the address of its page."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away, in words."""

    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has; `root` is the relative way to the root of the site."""

    title: str
    root: str
    css: str
    canonical: str | None
    site: Site
    crumbs: tuple[tuple[str, str | None], ...] = ()
    csp: str = CSP
    generator: str = f"gongkai {__version__}"


@dataclass(frozen=True, slots=True)
class YearLink:
    """A report in a list."""

    year: int
    href: str


@dataclass(frozen=True, slots=True)
class AgencyEntry:
    """A body in a list, its reports newest first."""

    name: str
    href: str
    kind: str | None
    reports: tuple[YearLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The first page: every body with its reports."""

    agencies: tuple[AgencyEntry, ...]
    agency_count: int
    report_count: int
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report in the list of its body."""

    year: int
    title: str
    href: str
    published: str
    scope: str


@dataclass(frozen=True, slots=True)
class SeriesCell:
    """A figure of a series as printed: number, blank, gap (no report) or none (no such item)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One figure through the years, newest first."""

    label: str
    cells: tuple[SeriesCell, ...]


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """A table through the years, newest first, with the edition of each year."""

    id: str
    caption: str
    years: tuple[int, ...]
    edition_row: tuple[str, ...]
    rows: tuple[SeriesRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPage(Page):
    """A body: its facts, reports and figures through the years."""

    facts: tuple[Fact, ...]
    reports: tuple[ReportEntry, ...]
    series: tuple[SeriesTable, ...]
    apply: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ChapterPart:
    """A chapter of a report: text, table or a sentence that says why neither is there."""

    id: str
    heading: str
    html: "Markup"
    table: Drawn | None
    absent: str | None


@dataclass(frozen=True, slots=True)
class AttachmentEntry:
    """An attached file as printed."""

    name: str
    href: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(Page):
    """A report with its six chapters and three tables."""

    agency: AgencyLink
    year: int
    facts: tuple[Fact, ...]
    title_breaks: tuple[str, ...]
    notice: str | None
    preamble: "Markup"
    chapters: tuple[ChapterPart, ...]
    appendix: "Markup"
    corrections: tuple[Correction, ...]
    attachments: tuple[AttachmentEntry, ...]
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage(Page):
    """404.html: stands alone; its links are full addresses, none where the site's address is unknown."""

    links: tuple[tuple[str, str], ...]
