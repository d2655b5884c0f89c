"""What stands on a page about several bodies? Those of a year, a region or a level: who reported, and the sums."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gongkai.emit import places
from gongkai.emit.frame import SITE_NAMES, Crumb, Frame, column_metas
from gongkai.emit.sums import NOTHING, key_rows, notes, sum_tables
from gongkai.emit.values import (
    Entry,
    Fact,
    Link,
    MatrixRow,
    OverviewPage,
    StandingRow,
    SumRow,
    YearSums,
)
from gongkai.emit.words import NOT_COLLECTED, cell_text, kind_of, names
from gongkai.fields import UNKNOWN
from gongkai.form import KeyFigure
from gongkai.highlights import highlights
from gongkai.portal import Portal
from gongkai.records import Agency
from gongkai.rollup import Total, parts
from gongkai.site import Region
from gongkai.standing import Standing, due_years, standings, years_of

LEVEL_NAMES = {"省": "省级机关", "市": "市级机关", "县": "县级机关", "乡": "乡镇、街道"}


@dataclass(frozen=True)
class Scope:
    """Some bodies that are looked at together, and where their pages stand."""

    name: str
    kicker: str
    place: str  # of the page over all years; those of a single year stand below it
    crumbs: tuple[Crumb, ...]  # down to that page, itself included
    agencies: tuple[Agency, ...]
    government: Agency | None = None  # the one whose 全辖区 is just these bodies
    region: Region | None = None

    @property
    def invented(self) -> Region | None:
        """The region, if it is an invented one."""
        return self.region if self.region and self.region.invented else None

    def year_place(self, year: int) -> str:
        """The page of one year."""
        return f"{self.place}{year}/"


def everybody(portal: Portal) -> Scope:
    """All real bodies; the page over all years is the list of years.

    If one government stands over all of them, as on a county's own site, its report of the whole area is compared.
    """
    crumbs = ((SITE_NAMES[places.YEARS], places.YEARS),)
    return Scope("全部机关", "年度", places.YEARS, crumbs, portal.atlas.real, portal.atlas.head)


def of_region(frame: Frame, region: Region) -> Scope:
    """The bodies of a region and of the regions in it; invented ones only if it is invented itself."""
    atlas = frame.portal.atlas
    place = places.region_place(region.code)
    return Scope(
        region.name, "地区", place, frame.region_crumbs(region), atlas.within(region), atlas.government(region), region
    )


def of_level(portal: Portal, level: str) -> Scope:
    """The real bodies of a level."""
    agencies = tuple(a for a in portal.atlas.real if a.level == level)
    place = places.level_place(level)
    crumbs = ((SITE_NAMES[places.LEVELS], places.LEVELS), (LEVEL_NAMES[level], place))
    return Scope(LEVEL_NAMES[level], "层级", place, crumbs, agencies)


def years_in(frame: Frame, scope: Scope) -> tuple[int, ...]:
    """The years of these bodies that have a page, newest first."""
    return years_of(frame.portal, scope.agencies)


def scope_page(
    frame: Frame, scope: Scope, children: tuple[Entry, ...], sums: Callable[[int], YearSums]
) -> OverviewPage:
    """The page of a region or a level: every body in every year, and the key figures added up, as `sums` has each year."""
    portal, here = frame.portal, scope.place
    years = years_in(frame, scope)
    figures = _figures(portal, scope)
    return frame.page(
        OverviewPage,
        scope.name,
        here,
        _ending(scope.crumbs),
        metas=column_metas(scope.name, f"{scope.name}的政府信息公开工作年度报告"),
        invented=scope.invented,
        kicker=scope.kicker,
        facts=tuple(_scope_facts(portal, scope)),
        neighbours=tuple(Link(f"{year}年度", places.link(here, scope.year_place(year))) for year in years),
        children=children,
        columns=tuple(figure.label for figure in figures),
        years=tuple(map(sums, years)),
        matrix_years=tuple(Link(str(year), places.link(here, scope.year_place(year))) for year in years),
        matrix=tuple(_matrix(portal, scope, years)),
    )


def year_page(frame: Frame, scope: Scope, year: int) -> OverviewPage:
    """The page of one year: who reported, and every table added up."""
    portal, here = frame.portal, scope.year_place(year)
    title = f"{year}年度" if scope.place == places.YEARS else f"{scope.name}{year}年度"
    stand = standings(portal, scope.agencies, year)
    of = parts(portal, scope.agencies, year, scope.government)
    added = tuple(sum_tables(portal, of, "sum"))
    years = years_in(frame, scope)
    figures = _figures(portal, scope)
    return frame.page(
        OverviewPage,
        f"{title}年报汇总",
        here,
        (*scope.crumbs, (f"{year}年度", None)),
        metas=column_metas(title, f"{title}政府信息公开工作年度报告的收录情况和合计"),
        invented=scope.invented,
        kicker=f"{scope.kicker}汇总",
        lead=tuple(_lead(stand, year)),
        facts=tuple(_year_facts(stand)),
        neighbours=tuple(
            Link(f"{y}年度", places.link(here, scope.year_place(y)), y == year) for y in years if len(years) > 1
        ),
        columns=tuple(figure.label for figure in figures[:1]),
        standing=tuple(_standing_row(frame, one, here, next(iter(figures), None)) for one in stand),
        sums=tuple(table for table, _ in added),
        notes=tuple(notes(portal, of, [total for _, total in added])),
    )


def _ending(crumbs: tuple[Crumb, ...]) -> tuple[Crumb, ...]:
    """The crumbs of a page whose own is the last."""
    return (*crumbs[:-1], (crumbs[-1][0], None))


def _figures(portal: Portal, scope: Scope) -> tuple[KeyFigure, ...]:
    """The key figures of the newest form that these bodies use."""
    newest = max((year for agency in scope.agencies for year in portal.years_of(agency)), default=0)
    edition = portal.forms.for_year(newest)
    return edition.key_figures if edition else ()


def year_sums(frame: Frame, scope: Scope, year: int) -> YearSums:
    """The key figures of one year added up, as the page over all years shows them."""
    portal, figures = frame.portal, _figures(frame.portal, scope)
    of = parts(portal, scope.agencies, year, scope.government)
    link = Link(str(year), places.link(scope.place, scope.year_place(year)))
    used = {figure.table for figure in figures}
    totals: list[Total] = [total for table, total in sum_tables(portal, of, "") if total.table.id in used]
    rows = tuple(key_rows(portal, of, figures)) or (SumRow("没有可以相加的年报", 0, (NOTHING,) * len(figures)),)
    return YearSums(link, rows, tuple(notes(portal, of, totals)))


def _matrix(portal: Portal, scope: Scope, years: tuple[int, ...]) -> Iterator[MatrixRow]:
    for agency in scope.agencies:
        cells = []
        for year in years:
            if (agency.slug, year) in portal.reports:
                cells.append(Link("年报", places.link(scope.place, places.report_place(agency.slug, year))))
            else:
                cells.append(Link(NOT_COLLECTED if year in due_years(portal, agency) else "—", None))
        home = Link(agency.name, places.link(scope.place, places.agency_place(agency.slug)))
        yield MatrixRow(home, tuple(cells))


def _scope_facts(portal: Portal, scope: Scope) -> Iterator[Fact]:
    reports = sum(len(portal.years_of(agency)) for agency in scope.agencies)
    if scope.region:
        yield Fact("行政区划代码", scope.region.code)
    yield Fact("机关", f"{len(scope.agencies)} 个")
    yield Fact("已收录年报", f"{reports} 份")


def _lead(stand: Iterable[Standing], year: int) -> Iterator[str]:
    absent = [one.agency for one in stand if one.expected and one.report is None]
    if not any(one.expected for one in stand):
        yield f"{year}年度没有登记为应报年度：不判断谁应报未报。"
    elif not absent:
        yield "应报的机关都已收录。"
    if absent:
        yield f"还没有收录年报的机关：{names(absent)}。"


def _year_facts(stand: tuple[Standing, ...]) -> Iterator[Fact]:
    due = [one for one in stand if one.expected]
    if due:
        yield Fact("应报", f"{len(due)} 个机关")
    yield Fact("已收录", f"{sum(one.report is not None for one in stand)} 份")
    if due:
        yield Fact(NOT_COLLECTED, f"{sum(one.report is None for one in due)} 个机关")
    if late := sum(bool(one.late) for one in stand):
        yield Fact("晚于当地期限公布", f"{late} 份")


def _standing_row(frame: Frame, one: Standing, here: str, figure: KeyFigure | None) -> StandingRow:
    agency = Link(one.agency.name, places.link(here, places.agency_place(one.agency.slug)))
    sort = kind_of(one.agency) or ""
    report = one.report
    if report is None:
        status, kind = (NOT_COLLECTED, "missing") if one.expected else ("—", "none")
        return StandingRow(agency, sort, status, kind, None, "", "")
    status = f"已收录，晚 {one.late} 天" if one.late else "已收录"
    if accepted := frame.portal.accepted[one.agency.slug, report.year]:
        status += f"，有 {len(accepted)} 处已作说明"
    link = Link(f"{report.year}年年报", places.link(here, places.report_place(report.agency, report.year)))
    text = ""
    if figure:
        filed = frame.portal.reports[report.agency, report.year]
        cells = {h.figure.id: h.cell for h in highlights(filed, frame.portal.forms)}
        text = cell_text(cells.get(figure.id))
    return StandingRow(agency, sort, status, "late" if one.late else "in", link, report.published or UNKNOWN, text)
