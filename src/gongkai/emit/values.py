"""What does a page hold? The values that templates print, one class a page kind."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai import __version__
from gongkai.emit.tables import AcceptedNotice, Drawn
from gongkai.report import Correction
from gongkai.site import Site

if TYPE_CHECKING:
    from markupsafe import Markup

# What a page may load, named by itself; a server adds frame-ancestors, which a page cannot say (server/).
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


GENERATOR, QUALITY_GENERATOR = (f"{name} {__version__}" for name in ("gongkai", "gongkai-quality"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its label, and the address it leads to, if any."""

    label: str
    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead; None where they lead nowhere. `current` is the page one is on."""

    text: str
    href: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Badge:
    """A mandated mark in the foot: a local picture, what it says and where it leads."""

    text: str
    src: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has; `root` is the relative way to the root of the site."""

    title: str
    root: str
    css: str
    script: str
    icon: str
    canonical: str | None
    site: Site
    nav: tuple[Link, ...]
    foot: tuple[Link, ...]
    search: str | None  # where the search is
    badges: tuple[Badge, ...]
    metas: tuple[tuple[str, str], ...]  # the tags of 国办发〔2017〕47号, name and content
    crumbs: tuple[tuple[str, str | None], ...] = ()
    invented: str | None = None  # a sentence that says so, on every page of an invented body or region
    opensearch: str | None = None  # what tells a browser of the search, where the site's address is known
    indexed: bool = True  # whether search engines are asked to take the page
    csp: str = CSP
    generator: str = GENERATOR


@dataclass(frozen=True, slots=True)
class Entry:
    """A link in a list, with what there is to say of it."""

    text: str
    href: str
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()  # what belongs to it: the years of a body


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """A part of a list with a heading of its own; the heading of a list's only part is empty."""

    heading: str
    entries: tuple[Entry, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the few figures that say most about a year; `text` is a number or why there is none."""

    label: str
    text: str
    unit: str
    kind: str  # number or blank
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The first page: the latest year, and every way in."""

    counts: tuple[KeyFigure, ...]
    latest: Entry | None  # the year page of the latest year, with its notes
    years: tuple[Link, ...]
    regions: tuple[Entry, ...]
    levels: tuple[Entry, ...]
    agencies: tuple[EntryGroup, ...]
    examples: tuple[Entry, ...]  # invented regions, apart from everything else


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Page):
    """A list of ways in: all years, all regions, all levels, all pages of the site."""

    lead: str
    groups: tuple[EntryGroup, ...]


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A body as the list of names knows it; `words` are all words by which it can be found."""

    name: str
    href: str
    words: str
    notes: tuple[str, ...]
    links: tuple[Link, ...]  # the years


@dataclass(frozen=True, slots=True)
class SearchSample:
    """A report that is here: the shortest name of its body, the year, and the level if it is known."""

    name: str
    year: int
    level: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """The search, and for readers without it the list of all bodies, or of very many only the ways to them."""

    search_script: str
    engine_script: str  # reads the index
    sample: SearchSample | None  # what the examples ask for; None without a report
    entries: tuple[SearchEntry, ...]
    examples: tuple[SearchEntry, ...]
    ways: tuple[EntryGroup, ...]  # where the bodies are too many to be listed


@dataclass(frozen=True, slots=True)
class StandingRow:
    """Whether a body has reported for a year, in words; `kind` is in, missing or late."""

    agency: Link
    sort: str
    status: str
    kind: str
    report: Link | None
    published: str
    figure: str  # the first key figure


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A body through the years: a report, a gap or nothing to expect."""

    agency: Link
    cells: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SumCell:
    """A sum as printed; `kind` is number, least (a sum over a blank), none or difference."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class SumRow:
    """One figure summed; `level` 1 is a part of the row of level 0 above it."""

    label: str
    level: int
    cells: tuple[SumCell, ...]


@dataclass(frozen=True, slots=True)
class SumTable:
    """Sums of one table over the bodies of one year."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[SumRow, ...]


@dataclass(frozen=True, slots=True)
class YearSums:
    """The key figures of one year, summed: one line a way of counting."""

    year: Link
    rows: tuple[SumRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage(Page):
    """Several bodies together: those of a year, a region, a level, or a region or level in one year."""

    kicker: str
    lead: tuple[str, ...] = ()
    facts: tuple[Fact, ...]
    neighbours: tuple[Link, ...] = ()
    children: tuple[Entry, ...] = ()
    columns: tuple[str, ...] = ()  # key figures, heads of `years`; with `standing` the first one alone
    years: tuple[YearSums, ...] = ()
    matrix_years: tuple[Link, ...] = ()
    matrix: tuple[MatrixRow, ...] = ()
    standing: tuple[StandingRow, ...] = ()
    sums: tuple[SumTable, ...] = ()
    notes: tuple[str, ...] = ()  # under `sums`


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A year in the list of a body: its report, or href None and why there is none."""

    year: int
    title: str
    href: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart, measured in the units of the viewBox; `kind` is number, zero, gap or blank."""

    year: int
    text: str
    kind: str
    x: int
    y: int
    height: int
    newest: bool
    broken: bool  # the form changed after this year: a line stands to the right of the bar


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure through the years as bars, oldest first; `desc` says the same in a sentence."""

    id: str
    title: str
    unit: str
    desc: str
    width: int
    height: int
    base: int
    bar: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class SeriesYear:
    """The head of a year: its report, the form used, and whether the next older year used another one."""

    year: int
    href: str | None
    edition: str
    broken: bool


@dataclass(frozen=True, slots=True)
class SeriesCell:
    """A figure of a series as printed: number, blank, gap (no report) or none (no such item).

    `change` is what it is against the year before, in number and word; None where nothing may be said.
    """

    text: str
    kind: str
    change: str | None = None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One figure through the years, newest first; `summed` where the site adds up a group of the form."""

    label: str
    level: int
    summed: bool
    cells: tuple[SeriesCell, ...]


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """Rows of a series under a heading; the first part, those of the newest form, has none."""

    heading: str | None
    rows: tuple[SeriesRow, ...]


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """A table through the years, newest first."""

    id: str
    caption: str
    years: tuple[SeriesYear, ...]
    parts: tuple[SeriesPart, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPage(Page):
    """A body: what changed, its figures through the years, its reports and facts."""

    summary: tuple[str, ...]
    facts: tuple[Fact, ...]
    charts: tuple[Chart, ...]
    series: tuple[SeriesTable, ...]
    rules: tuple[str, ...]  # how changes are reckoned
    reports: tuple[ReportEntry, ...]
    children: tuple[Entry, ...]
    apply: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ChapterPart:
    """A chapter of a report: text, table or a sentence that says why neither is there, and what the body explains."""

    id: str
    heading: str
    html: "Markup"
    table: Drawn | None
    absent: str | None
    form: str | None  # where the table is explained
    accepted: tuple[AcceptedNotice, ...]  # about the text; those about the table stand beside it


@dataclass(frozen=True, slots=True)
class AttachmentEntry:
    """An attached file as printed."""

    name: str
    href: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(Page):
    """A report with its six chapters and three tables."""

    agency: Link
    year: int
    mark_script: str  # marks the words by which the search led here
    facts: tuple[Fact, ...]
    key_figures: tuple[KeyFigure, ...]
    title_breaks: tuple[str, ...]
    notice: str | None
    accepted: tuple[AcceptedNotice, ...]  # about nothing that stands in a chapter
    preamble: "Markup"
    chapters: tuple[ChapterPart, ...]
    appendix: "Markup"
    corrections: tuple[Correction, ...]
    attachments: tuple[AttachmentEntry, ...]
    source: tuple[Fact, ...]  # none of a report that was written here from the first
    downloads: tuple[Link, ...]
    neighbours: tuple[Link, ...]  # the years before and after, or a sentence without href
    apply: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A row or column of the form and what it means; `level` is its depth, `fate` what became of it."""

    label: str
    level: int
    explain: str
    fate: str


@dataclass(frozen=True, slots=True)
class FormTable:
    """A table of an edition for readers: its heads and rows explained, and the empty form."""

    id: str
    heading: str
    explain: str
    columns: tuple[Term, ...]
    rows: tuple[Term, ...]
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormEdition:
    """An edition for readers."""

    id: str
    name: str
    authority: str
    since: str
    explain: str
    chapters: tuple[Term, ...]
    tables: tuple[FormTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage(Page):
    """All editions, newest first."""

    editions: tuple[FormEdition, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; `code` if it is to be typed as it stands."""

    text: str
    code: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a rule's page."""

    label: str
    text: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage(Page):
    """A rule: what it asks, on what it rests, and how it is mended."""

    group: str
    asks: tuple[Piece, ...]
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A finding as it is put to a body; `kind` is error, warning, note or accepted."""

    kind: str
    level: str
    text: str
    rule: Link
    place: str  # in the form, or the chapter; empty where neither is meant
    spot: str  # file and line
    remedy: str
    reason: str  # why the body lets it stand; empty if it does not


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body in a year: whether it reported, in words, and how much there is to be asked, level by level."""

    agency: Link
    contact: str  # whom to ask, where there is something to wait for
    report: Link | None
    status: str
    kind: str  # in, late or missing
    counts: tuple[str, ...]
    rules: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How often a rule had something to ask, and of how many bodies."""

    rule: Link
    level: str
    times: int
    bodies: int


@dataclass(frozen=True, slots=True)
class BodyQuestions:
    """What is put to one body, or about files of no body."""

    id: str
    heading: Link
    links: tuple[Link, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class QualityCell:
    """What there is to be asked in one year: words, where they lead, and what else is to be said."""

    text: str
    href: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QualityRow:
    """Some bodies through the years."""

    name: Link
    cells: tuple[QualityCell, ...]


@dataclass(frozen=True, slots=True)
class QualityGroup:
    """Rows under a heading of their own; the real ones have none."""

    heading: str
    note: str
    years: tuple[str, ...]
    rows: tuple[QualityRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPage(Page):
    """What is to be asked of several bodies: in one year, or in all years and about what belongs to none.

    Of `overview` and `rows` only one holds something.
    """

    kicker: str
    lead: tuple[str, ...]
    facts: tuple[Fact, ...]
    neighbours: tuple[Link, ...]
    files: tuple[Link, ...]  # the same as a table, and the rules
    overview: tuple[QualityGroup, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[BodyRow, ...] = ()
    quiet: str = ""  # who has reported and is asked nothing
    rules: tuple[RuleRow, ...] = ()
    heading: str = ""  # of the questions
    bodies: tuple[BodyQuestions, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage(Page):
    """A page whose words stand in its template: about, accessibility."""

    due: tuple[Fact, ...]  # 应报年度 and deadlines as the site record states them


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage(Page):
    """404.html: stands alone; its links are full addresses, none where the site's address is unknown."""

    links: tuple[tuple[str, str], ...]
