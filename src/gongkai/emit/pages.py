"""Which files make up the site? Every page with its template, and the files beside the pages."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote

from gongkai.diag import Diagnostic
from gongkai.emit import places
from gongkai.emit.agency_page import agency_page
from gongkai.emit.crawlers import Listed, crawler_files
from gongkai.emit.data import report_csv, report_json
from gongkai.emit.entries import (
    children_of,
    home_page,
    level_scopes,
    levels_page,
    map_page,
    regions_page,
    search_page,
    years_page,
)
from gongkai.emit.form_page import form_page
from gongkai.emit.frame import BADGES, SITE_NAMES, Frame, column_metas
from gongkai.emit.opensearch import opensearch
from gongkai.emit.overview import Scope, everybody, of_region, scope_page, year_page, years_in
from gongkai.emit.quality_page import quality_pages, quality_table
from gongkai.emit.report_page import report_page
from gongkai.emit.rules_page import rule_pages, rules_page
from gongkai.emit.search_files import SearchFiles
from gongkai.emit.values import Fact, MissingPage, Page, ReportPage, TextPage
from gongkai.output import Copy, Output, Read
from gongkai.portal import Portal
from gongkai.quality import Ledger
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.site import Site
from gongkai.theme import Theme


class Sheet(NamedTuple):
    """A page to be rendered: its place, its template, its value, and when its content last changed."""

    place: str
    template: str
    page: Page
    changed: str | None = None


def site_outputs(  # noqa: PLR0913 - what a site is made from, and whom to tell
    portal: Portal,
    theme: Theme,
    base_url: str | None,
    findings: Sequence[Diagnostic] = (),
    *,
    published: Read = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[Output | Copy]:
    """Every file of the site. `base_url` is the full address of its root, None where unknown.

    The findings stand on the quality pages, if the record of the site wants these to be public. `published` gives
    the bytes of a file of the site that stands there now: of its search index is taken over what does not change.
    `say` is told what was done about that.
    """
    frame = Frame(portal, theme, base_url)
    listed = []
    yield from theme.assets()
    for badge in portal.site.badges:
        yield Copy(BADGES + badge.file, badge.file)
    yield Output("404.html", theme.render("404.html", _missing(frame)))
    public = _quality(frame, findings) if portal.site.quality_public else ()
    search = SearchFiles(frame, published)
    for one in chain(_sheets(frame), public):
        if isinstance(one, Output):
            yield one
            continue
        page = _rendered(theme, one)
        yield page
        if isinstance(one.page, ReportPage):
            yield search.add(one.place, page.data)
        if one.page.indexed:
            listed.append(Listed(quote(one.place), one.changed))
    files, said = search.index()
    say(said)
    yield from files
    for report in portal.reports.values():
        yield from _beside(report, portal.by_slug[report.agency].name)
    yield from crawler_files(listed, base_url)
    if base_url:
        yield opensearch(portal.site.title, base_url)


def quality_outputs(
    portal: Portal, theme: Theme, base_url: str | None, findings: Sequence[Diagnostic]
) -> Iterator[Output]:
    """Every file of the quality pages as a site of their own, whose reports stand at `base_url`, None where unknown."""
    frame = Frame(portal, theme, base_url, alone=True)
    yield from theme.assets()
    for one in chain(_quality(frame, findings), _rules(frame)):
        yield one if isinstance(one, Output) else _rendered(theme, one)
    yield Output("robots.txt", b"User-agent: *\nDisallow: /\n")


def _rendered(theme: Theme, sheet: Sheet) -> Output:
    return Output(f"{sheet.place}index.html", theme.render(sheet.template, sheet.page))


def _quality(frame: Frame, findings: Sequence[Diagnostic]) -> Iterator[Sheet | Output]:
    ledger = Ledger(frame.portal, tuple(findings))
    for folder, year, page in quality_pages(frame, ledger):
        changed = _changed(frame, folder.scope.agencies, year)
        yield Sheet(folder.place(frame, year), "quality.html", page, changed)
        yield quality_table(ledger, frame, folder, year)


def _rules(frame: Frame) -> Iterator[Sheet]:
    yield Sheet(places.RULES, "list.html", rules_page(frame))
    for place, page in rule_pages(frame):
        yield Sheet(place, "rule.html", page)


def _sheets(frame: Frame) -> Iterator[Sheet]:
    portal = frame.portal
    everyone = everybody(portal)
    yield Sheet(places.HOME, "home.html", home_page(frame), _changed(frame, everyone.agencies))
    yield Sheet(places.YEARS, "list.html", years_page(frame), _changed(frame, everyone.agencies))
    yield from _years(frame, everyone)
    yield Sheet(places.REGIONS, "list.html", regions_page(frame))
    for region in portal.atlas.regions:
        scope = of_region(frame, region)
        page = scope_page(frame, scope, children_of(frame, region))
        yield Sheet(scope.place, "overview.html", page, _changed(frame, scope.agencies))
        yield from _years(frame, scope)
    yield Sheet(places.LEVELS, "list.html", levels_page(frame))
    for scope in level_scopes(frame):
        yield Sheet(scope.place, "overview.html", scope_page(frame, scope, ()), _changed(frame, scope.agencies))
        yield from _years(frame, scope)
    for agency in portal.agencies:
        place = places.agency_place(agency.slug)
        yield Sheet(place, "agency.html", agency_page(frame, agency), _changed(frame, [agency]))
        for report in portal.reports_of(agency):
            place = places.report_place(agency.slug, report.year)
            yield Sheet(place, "report.html", report_page(frame, agency, report), report.changed)
    yield Sheet(places.FORM, "form.html", form_page(frame))
    yield from _rules(frame)
    yield Sheet(places.SEARCH, "search.html", search_page(frame))
    yield Sheet(places.MAP, "list.html", map_page(frame))
    for place, template in ((places.ABOUT, "about.html"), (places.ACCESSIBILITY, "accessibility.html")):
        yield Sheet(place, template, _text_page(frame, place))


def _years(frame: Frame, scope: Scope) -> Iterator[Sheet]:
    for year in years_in(frame, scope):
        changed = _changed(frame, scope.agencies, year)
        yield Sheet(scope.year_place(year), "overview.html", year_page(frame, scope, year), changed)


def _changed(frame: Frame, agencies: Iterable[Agency], year: int | None = None) -> str | None:
    """The last day of which the reports of these bodies say that something changed."""
    reports = (r for agency in agencies for r in frame.portal.reports_of(agency) if year in {None, r.year})
    return max((report.changed for report in reports if report.changed), default=None)


def _text_page(frame: Frame, here: str) -> TextPage:
    name = SITE_NAMES[here]
    due = tuple(_due(frame.portal.site))
    return frame.page(TextPage, name, here, ((name, None),), metas=column_metas(name, name), due=due)


def _due(site: Site) -> Iterator[Fact]:
    if site.due_years:
        yield Fact("应报年度", "、".join(map(str, site.due_years)))
    for region in site.regions:
        if region.due_years and not region.invented:
            yield Fact(f"{region.name}的应报年度", "、".join(map(str, region.due_years)))
    for kind, day in site.deadlines:
        month, of_month = day.split("-")
        yield Fact(f"{kind}的期限", f"次年{int(month)}月{int(of_month)}日")


def _missing(frame: Frame) -> MissingPage:
    base = frame.base_url
    ways = (
        (places.HOME, "回到首页"),
        (places.SEARCH, "查找机关"),
        (places.REGIONS, "按地区查阅"),
        (places.MAP, "网站地图"),
    )
    links = tuple((words, f"{base}{at}index.html") for at, words in ways) if base else ()
    return frame.page(MissingPage, "没有找到这个页面", places.HOME, indexed=False, links=links)


def _beside(report: Report, name: str) -> Iterator[Output | Copy]:
    """The files beside the page of a report."""
    place = places.report_place(report.agency, report.year)
    yield Output(place + "report.json", report_json(report, name))
    yield Output(place + "report.csv", report_csv(report))
    folder = report.file.rpartition("/")[0]
    for attachment in report.attachments:
        source = f"{folder}/{attachment.file}" if folder else attachment.file
        yield Copy(places.attachment_place(report.agency, report.year, attachment.file), source)
