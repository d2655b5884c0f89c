"""Which ways lead into the site? The first page, the lists of years, regions and levels, the map, the names."""

from collections.abc import Iterable, Iterator

from gongkai.emit import places
from gongkai.emit.frame import SITE_NAMES, Frame, column_metas
from gongkai.emit.overview import Scope, everybody, of_level, of_region, years_in
from gongkai.emit.values import (
    Entry,
    EntryGroup,
    HomePage,
    KeyFigure,
    Link,
    ListPage,
    SearchEntry,
    SearchPage,
    SearchSample,
)
from gongkai.emit.words import NOT_COLLECTED, kind_of
from gongkai.records import LEVELS, Agency
from gongkai.site import Region
from gongkai.standing import standings

MAX_ON_HOME = 200  # of so many bodies the first page and the search list each; of more they name the ways to them


def home_page(frame: Frame) -> HomePage:
    """The first page."""
    portal, here = frame.portal, places.HOME
    everyone = everybody(portal)
    years = years_in(frame, everyone)
    reports = sum(len(portal.years_of(agency)) for agency in everyone.agencies)
    counts = [
        KeyFigure("收录机关", str(len(everyone.agencies)), "个", "number"),
        KeyFigure("年度报告", str(reports), "份", "number"),
    ]
    collected = [year for year in years if any((a.slug, year) in portal.reports for a in everyone.agencies)]
    if collected:
        counts.append(KeyFigure("最近年度", str(collected[0]), "年", "number"))
    return frame.page(
        HomePage,
        portal.site.title,
        here,
        metas=column_metas(SITE_NAMES[here], f"{portal.site.title}首页", "首页"),
        counts=tuple(counts),
        latest=_year_entry(frame, everyone, collected[0], here) if collected else None,
        years=tuple(Link(f"{year}年度", places.link(here, everyone.year_place(year))) for year in years),
        regions=tuple(region_entry(frame, region, here) for region in _top(frame, invented=False)),
        levels=tuple(_level_entries(frame, here)),
        agencies=tuple(_agency_groups(frame, here)) if len(everyone.agencies) <= MAX_ON_HOME else (),
        examples=tuple(region_entry(frame, region, here) for region in _top(frame, invented=True)),
    )


def years_page(frame: Frame) -> ListPage:
    """The list of years."""
    here, everyone = places.YEARS, everybody(frame.portal)
    entries = tuple(_year_entry(frame, everyone, year, here) for year in years_in(frame, everyone))
    return _list(frame, here, "每个年度收录了哪些机关的年报，哪些还没有，各项数字合计多少。", [EntryGroup("", entries)])


def regions_page(frame: Frame) -> ListPage:
    """The tree of regions."""
    here = places.REGIONS
    groups = [EntryGroup("", tuple(_region_entries(frame, here, invented=False)))]
    unplaced = [a for a in frame.portal.agencies if frame.portal.atlas.region_of(a) is None]
    if unplaced:
        note = "这些机关的档案没有写行政区划代码，也没有写有代码的上级。"
        groups.append(EntryGroup("地区未登记的机关", tuple(_agency_entry(frame, a, here) for a in unplaced), note))
    if examples := tuple(_region_entries(frame, here, invented=True)):
        note = "下面的地区是虚构的，只用来演示，不与真实机关放在一起统计。"
        groups.append(EntryGroup("演示", examples, note))
    return _list(frame, here, "按行政区划代码（GB/T 2260）排列。点地区名称看所属机关、收录情况和合计。", groups)


def levels_page(frame: Frame) -> ListPage:
    """The list of levels."""
    here = places.LEVELS
    lead = "同一层级的机关放在一起看：收录情况和合计。"
    return _list(frame, here, lead, [EntryGroup("", tuple(_level_entries(frame, here)))])


def map_page(frame: Frame) -> ListPage:
    """网站地图: every page that is not a report."""
    here, portal = places.MAP, frame.portal
    everyone = everybody(portal)
    main = tuple(Entry(name, places.link(here, at)) for at, name in frame.names.items())
    years = tuple(
        Entry(f"{year}年度", places.link(here, everyone.year_place(year))) for year in years_in(frame, everyone)
    )
    groups = [
        EntryGroup("主要页面", main),
        EntryGroup("年度", years),
        EntryGroup("地区", tuple(_region_entries(frame, here, invented=False))),
        EntryGroup("层级", tuple(_level_entries(frame, here))),
        EntryGroup("机关", tuple(_agency_entry(frame, agency, here) for agency in everyone.agencies)),
    ]
    invented = [a for a in portal.agencies if portal.atlas.is_invented(a)]
    examples = (*_region_entries(frame, here, invented=True), *(_agency_entry(frame, a, here) for a in invented))
    groups.append(EntryGroup("演示（虚构的地区和机关）", examples))
    return _list(
        frame,
        here,
        "本站的主要页面。年报在各机关的页面里，地区和层级各年度的汇总在它们自己的页面里。",
        groups,
    )


def search_page(frame: Frame) -> SearchPage:
    """The search, and the list of all bodies by all their names."""
    here, portal = places.SEARCH, frame.portal
    root = "../" * here.count("/")
    many = len(portal.agencies) > MAX_ON_HOME
    invented = [agency for agency in portal.agencies if portal.atlas.is_invented(agency)]
    return frame.page(
        SearchPage,
        SITE_NAMES[here],
        here,
        ((SITE_NAMES[here], None),),
        metas=column_metas(SITE_NAMES[here], "查找年报里的文字和数字，按名称、地区、年度查找机关"),
        indexed=False,
        search_script=root + frame.theme.asset("search.js"),
        engine_script=root + frame.theme.asset("search-engine.js"),
        sample=_sample(frame),
        entries=() if many else tuple(_search_entry(frame, agency, here) for agency in portal.atlas.real),
        examples=() if many else tuple(_search_entry(frame, agency, here) for agency in invented),
        ways=tuple(_search_ways(frame, here)) if many else (),
    )


def _sample(frame: Frame) -> SearchSample | None:
    """The newest report, of a real body if there is one, and of the first of these."""
    portal = frame.portal
    newest = [
        (not portal.atlas.is_invented(a), portal.years_of(a)[0], a) for a in portal.agencies if portal.years_of(a)
    ]
    if not newest:
        return None
    _, year, agency = max(newest, key=lambda one: one[:2])
    return SearchSample(min(agency.name, *agency.short_names, key=len), year, agency.level)


def _search_ways(frame: Frame, here: str) -> Iterator[EntryGroup]:
    """The ways to the bodies where these are too many to be listed."""
    everyone = everybody(frame.portal)
    yield EntryGroup("按地区", tuple(region_entry(frame, region, here) for region in _top(frame, invented=False)))
    yield EntryGroup("按层级", tuple(_level_entries(frame, here)))
    yield EntryGroup("按年度", tuple(_year_entry(frame, everyone, year, here) for year in years_in(frame, everyone)))
    if examples := tuple(region_entry(frame, region, here) for region in _top(frame, invented=True)):
        yield EntryGroup("虚构示例", examples, "下面的地区和机关都是虚构的，只用来演示网站的功能。")


def level_scopes(frame: Frame) -> Iterator[Scope]:
    """The levels that have bodies."""
    for level in LEVELS:
        scope = of_level(frame.portal, level)
        if scope.agencies:
            yield scope


def children_of(frame: Frame, region: Region) -> tuple[Entry, ...]:
    """The regions directly in a region."""
    here = places.region_place(region.code)
    below = (r for r in frame.portal.atlas.below(region) if r.invented == region.invented)
    return tuple(region_entry(frame, child, here) for child in below)


def region_entry(frame: Frame, region: Region, here: str) -> Entry:
    """A region in a list."""
    scope = of_region(frame, region)
    reports = sum(len(frame.portal.years_of(agency)) for agency in scope.agencies)
    notes = (f"{len(scope.agencies)} 个机关", f"{reports} 份年报")
    return Entry(region.name, places.link(here, scope.place), notes)


def _list(frame: Frame, here: str, lead: str, groups: Iterable[EntryGroup]) -> ListPage:
    name = SITE_NAMES[here]
    return frame.page(
        ListPage,
        name,
        here,
        ((name, None),),
        metas=column_metas(name, lead),
        lead=lead,
        groups=tuple(groups),
    )


def _top(frame: Frame, *, invented: bool) -> tuple[Region, ...]:
    atlas = frame.portal.atlas
    return tuple(r for r in atlas.regions if r.invented == invented and _above(frame, r) is None)


def _above(frame: Frame, region: Region) -> Region | None:
    """The region above one of the same sort: an invented region is never part of a real one's list."""
    above = frame.portal.atlas.above(region)
    return above if above and above.invented == region.invented else None


def _region_entries(frame: Frame, here: str, *, invented: bool) -> Iterator[Entry]:
    """Every region, real or invented, in the order of the codes."""
    for region in frame.portal.atlas.regions:
        if region.invented == invented:
            yield region_entry(frame, region, here)


def _level_entries(frame: Frame, here: str) -> Iterator[Entry]:
    for scope in level_scopes(frame):
        reports = sum(len(frame.portal.years_of(agency)) for agency in scope.agencies)
        yield Entry(scope.name, places.link(here, scope.place), (f"{len(scope.agencies)} 个机关", f"{reports} 份年报"))


def _year_entry(frame: Frame, scope: Scope, year: int, here: str) -> Entry:
    stand = standings(frame.portal, scope.agencies, year)
    due = [one for one in stand if one.expected]
    there = sum(one.report is not None for one in stand)
    absent = sum(one.report is None for one in due)
    notes = [f"应报 {len(due)} 个机关"] if due else []
    notes.append(f"已收录 {there} 份")
    if due:
        notes.append(f"{NOT_COLLECTED} {absent} 个")
    return Entry(f"{year}年度", places.link(here, scope.year_place(year)), tuple(notes))


def _agency_groups(frame: Frame, here: str) -> Iterator[EntryGroup]:
    """The real bodies by the outermost region they belong to."""
    atlas = frame.portal.atlas
    groups: dict[Region | None, list[Agency]] = {region: [] for region in _top(frame, invented=False)}
    for agency in atlas.real:
        region = atlas.region_of(agency)
        while region and (above := _above(frame, region)):
            region = above
        groups.setdefault(region, []).append(agency)
    for region, agencies in groups.items():
        heading = region.name if region else "地区未登记" if len(groups) > 1 else ""
        if agencies:
            yield EntryGroup(heading, tuple(_agency_entry(frame, agency, here) for agency in agencies))


def _agency_entry(frame: Frame, agency: Agency, here: str) -> Entry:
    kind = kind_of(agency)
    home = places.link(here, places.agency_place(agency.slug))
    return Entry(agency.name, home, (kind,) if kind else (), _years(frame, agency, here))


def _years(frame: Frame, agency: Agency, here: str) -> tuple[Link, ...]:
    """The reports of a body, newest first."""
    years = frame.portal.years_of(agency)
    return tuple(Link(str(year), places.link(here, places.report_place(agency.slug, year))) for year in years)


def _search_entry(frame: Frame, agency: Agency, here: str) -> SearchEntry:
    atlas = frame.portal.atlas
    regions = []
    region = atlas.region_of(agency)
    while region:
        regions.append(region.name)
        region = atlas.above(region)
    years = _years(frame, agency, here)
    former = [name.name for name in agency.former_names]
    words = [agency.name, *agency.short_names, *former, *regions, *(y.text for y in years), kind_of(agency) or ""]
    notes = [f"曾用名：{'、'.join(former)}"] if former else []
    notes += [" › ".join(reversed(regions))] if regions else []
    notes += [] if years else ["还没有收录年报"]
    home = places.link(here, places.agency_place(agency.slug))
    return SearchEntry(agency.name, home, " ".join(filter(None, words)), tuple(notes), years)
