"""Which files does the site have? The path of each, what makes it, and what it is made from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from gongkai.emit import places
from gongkai.emit.agency_page import agency_page
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
from gongkai.emit.frame import SITE_NAMES, Frame, column_metas
from gongkai.emit.inputs import DRAWN, Inputs
from gongkai.emit.overview import Scope, everybody, of_region, scope_page, year_page, year_sums, years_in
from gongkai.emit.quality_page import quality_pages, quality_table
from gongkai.emit.report_page import report_page
from gongkai.emit.rules_page import rule_pages, rules_page
from gongkai.emit.values import Fact, MissingPage, Page, TextPage, YearSums
from gongkai.output import Copy, Origin, Output
from gongkai.portal import Portal
from gongkai.quality import Ledger
from gongkai.records import Agency
from gongkai.reports import Key
from gongkai.site import Site


def _never() -> None:
    """Of a page that bears no day."""


class Sheet(NamedTuple):
    """A file of the site before it is made.

    `origin` is all that it is made from, empty where nobody asked for it: while it is the same, so are the bytes.
    Of a page, its `place` is known, and what tells the last day on which its content `changed`; of the page of a
    `report`, whose.
    """

    path: str
    make: Callable[[], Output]
    origin: Origin
    place: str | None = None
    changed: Callable[[], str | None] = _never
    report: Key | None = None


@dataclass(frozen=True)
class Sheets:
    """Every file that is made, but for those that list or hold others."""

    frame: Frame
    inputs: Inputs

    @cached_property
    def scopes(self) -> tuple[tuple[Scope, tuple[int, ...]], ...]:
        """All bodies, those of each region, and those of each level, with the years for which they have a page."""
        regions = (of_region(self.frame, region) for region in self.frame.portal.atlas.regions)
        every = (everybody(self.frame.portal), *regions, *level_scopes(self.frame))
        return tuple((scope, years_in(self.frame, scope)) for scope in every)

    @property
    def years(self) -> tuple[int, ...]:
        """All years with a page, oldest first."""
        return tuple(sorted({year for _, years in self.scopes for year in years}))

    def all(self, ledger: Ledger | None) -> Iterator[Sheet]:
        """All of them; `ledger` if the quality pages are public."""
        for year in self.years:
            yield from self.of_year(year)
        for slug in self.frame.portal.by_slug:
            yield from self.of_body(slug)
        yield from self.others(ledger, partial(year_sums, self.frame))

    def of_year(self, year: int) -> Iterator[Sheet]:
        """The pages of a year: of all bodies, of each region and of each level."""
        for scope, years in self.scopes:
            if year in years:
                origin, changed = self.inputs.figures(scope.agencies, year), self._changed(scope.agencies, year)
                page = partial(year_page, self.frame, scope, year)
                yield _page(self.frame, scope.year_place(year), "overview.html", page, origin, changed)

    def of_body(self, slug: str) -> Iterator[Sheet]:
        """The page of a body, and those of its reports with the files beside them."""
        frame, agency = self.frame, self.frame.portal.by_slug[slug]
        origin, changed = self.inputs.body(agency), self._changed([agency])
        yield _page(
            frame, places.agency_place(slug), "agency.html", partial(agency_page, frame, agency), origin, changed
        )
        for year in frame.portal.years_of(agency):
            yield from self._of_report(agency, year)

    def _of_report(self, agency: Agency, year: int) -> Iterator[Sheet]:
        """The page of a report, and the files beside it."""
        frame, origin, key = self.frame, self.inputs.report(agency, year), (agency.slug, year)
        place, reports = places.report_place(*key), frame.portal.reports
        yield _page(
            frame,
            place,
            "report.html",
            lambda: report_page(frame, agency, reports[key]),
            origin,
            self._changed([agency], year),
        )._replace(report=key)
        yield _file(place + "report.json", lambda: report_json(reports[key], agency.name), origin)
        yield _file(place + "report.csv", lambda: report_csv(reports[key]), origin)

    def others(self, ledger: Ledger | None, sums: Callable[[Scope, int], YearSums]) -> Iterator[Sheet]:
        """All other pages, which show no report; `sums` gives those of a year of a region or a level."""
        frame, inputs = self.frame, self.inputs
        missing = "404.html"
        origin = _drawn(frame, missing, inputs.always)
        yield _file(missing, lambda: frame.theme.render(missing, missing_page(frame)), origin)
        day = self._changed(everybody(frame.portal).agencies)
        yield _page(frame, places.HOME, "home.html", partial(home_page, frame), inputs.directory, day)
        yield _page(frame, places.YEARS, "list.html", partial(years_page, frame), inputs.directory, day)
        yield _page(frame, places.REGIONS, "list.html", partial(regions_page, frame), inputs.directory)
        yield _page(frame, places.LEVELS, "list.html", partial(levels_page, frame), inputs.directory)
        for scope, _ in self.over_years:
            yield self.of_scope(scope, sums)
        yield _page(frame, places.FORM, "form.html", partial(form_page, frame), inputs.always)
        yield from rule_sheets(frame, inputs)
        yield _page(frame, places.SEARCH, "search.html", partial(search_page, frame), inputs.directory)
        yield _page(frame, places.MAP, "list.html", partial(map_page, frame), inputs.directory)
        for place, template in ((places.ABOUT, "about.html"), (places.ACCESSIBILITY, "accessibility.html")):
            yield _page(frame, place, template, partial(_text_page, frame, place), inputs.always)
        if ledger:
            yield from quality_sheets(frame, ledger, inputs)

    @property
    def over_years(self) -> tuple[tuple[Scope, tuple[int, ...]], ...]:
        """The regions and levels, which have a page over all their years."""
        return self.scopes[1:]

    def of_scope(self, scope: Scope, sums: Callable[[Scope, int], YearSums]) -> Sheet:
        """The page of a region or a level over all years."""
        frame, region = self.frame, scope.region
        children = partial(children_of, frame, region) if region else tuple
        origin, changed = self.inputs.figures(scope.agencies), self._changed(scope.agencies)
        return _page(
            frame,
            scope.place,
            "overview.html",
            lambda: scope_page(frame, scope, children(), partial(sums, scope)),
            origin,
            changed,
        )

    def _changed(self, agencies: Iterable[Agency], year: int | None = None) -> Callable[[], str | None]:
        return partial(_changed, self.frame, agencies, year)


def quality_sheets(frame: Frame, ledger: Ledger, inputs: Inputs) -> Iterator[Sheet]:
    """The pages on quality, each with its table."""
    for folder, year, make in quality_pages(frame, ledger):
        place, agencies = folder.place(frame, year), folder.scope.agencies
        about = agencies if folder.region or year else frame.portal.agencies  # that page tells of all regions
        origin = inputs.found(ledger, about, year)
        yield _page(frame, place, "quality.html", make, origin, partial(_changed, frame, agencies, year))
        yield _file(place + folder.file(year), partial(quality_table, ledger, folder, year), origin)


def rule_sheets(frame: Frame, inputs: Inputs) -> Iterator[Sheet]:
    """The list of rules, and a page for each."""
    yield _page(frame, places.RULES, "list.html", partial(rules_page, frame), inputs.always)
    for place, make in rule_pages(frame):
        yield _page(frame, place, "rule.html", make, inputs.always)


def attachments(portal: Portal) -> Iterator[Copy]:
    """The files of the content folder that stand beside reports."""
    for key, brief in portal.briefs.items():
        folder = brief.file.rpartition("/")[0]
        for attachment in brief.attachments:
            source = f"{folder}/{attachment.file}" if folder else attachment.file
            yield Copy(places.attachment_place(*key, attachment.file), source)


def _page(  # noqa: PLR0913, PLR0917 - a page has that many parts
    frame: Frame,
    place: str,
    template: str,
    page: Callable[[], Page],
    origin: Origin,
    changed: Callable[[], str | None] = _never,
) -> Sheet:
    path = f"{place}index.html"
    origin = _drawn(frame, template, origin)

    def make() -> Output:
        value = page()
        return Output(path, frame.theme.render(template, value), origin, value.indexed)

    return Sheet(path, make, origin, place, changed)


def _drawn(frame: Frame, template: str, origin: Origin) -> Origin:
    """All that a page is made from, if anything of it is known."""
    return ((DRAWN, frame.theme.digest(template)), *origin) if origin else ()


def _file(path: str, data: Callable[[], bytes], origin: Origin) -> Sheet:
    return Sheet(path, lambda: Output(path, data(), origin), origin)


def _changed(frame: Frame, agencies: Iterable[Agency], year: int | None = None) -> str | None:
    """The last day of which the reports of these bodies say that something changed."""
    portal = frame.portal
    of = ((agency.slug, y) for agency in agencies for y in portal.years_of(agency) if year in {None, y})
    return max((day for key in of if (day := portal.briefs[key].changed)), default=None)


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


def missing_page(frame: Frame) -> MissingPage:
    """The page that stands where there is none."""
    base = frame.base_url
    ways = (
        (places.HOME, "回到首页"),
        (places.SEARCH, "查找机关"),
        (places.REGIONS, "按地区查阅"),
        (places.MAP, "网站地图"),
    )
    links = tuple((words, f"{base}{at}index.html") for at, words in ways) if base else ()
    return frame.page(MissingPage, "没有找到这个页面", places.HOME, indexed=False, links=links)
