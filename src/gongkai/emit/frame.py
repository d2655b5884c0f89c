"""What do all pages have in common? Head, foot and ways about, filled in for each page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from gongkai.emit import places
from gongkai.emit.values import Badge, Link, Page
from gongkai.portal import Portal
from gongkai.records import Agency
from gongkai.site import Region
from gongkai.theme import Theme

BADGES = "assets/badges/"
COLUMN_TYPE = "信息公开年报"  # the value of ColumnType for these reports, 国办发〔2017〕47号
SITE_NAMES = {
    places.HOME: "首页",
    places.YEARS: "按年度",
    places.REGIONS: "按地区",
    places.LEVELS: "按层级",
    places.FORM: "表格说明",
    places.ABOUT: "关于本站",
    places.ACCESSIBILITY: "无障碍声明",
    places.MAP: "网站地图",
    places.SEARCH: "查找",
}
_IN_NAV = (places.HOME, places.YEARS, places.REGIONS, places.LEVELS, places.FORM, places.ABOUT)
Crumb = tuple[str, str | None]  # a name and the place it leads to; None for the page itself
Kind = TypeVar("Kind", bound=Page)


@dataclass(frozen=True)
class Frame:
    """The portal, its theme and the full address of its root: what every page is made from."""

    portal: Portal
    theme: Theme
    base_url: str | None

    def page(  # noqa: PLR0913 - a page kind, its place and its values
        self,
        kind: type[Kind],
        title: str,
        here: str,
        crumbs: Iterable[Crumb] = (),
        *,
        metas: Iterable[tuple[str, str]] = (),
        invented: Region | None = None,
        indexed: bool = True,
        **values: Any,  # noqa: ANN401 - those of the kind
    ) -> Kind:
        """The value of a page of this kind at the place `here`."""
        indexed = indexed and not invented  # what is invented is nothing for a search engine to find
        root = "../" * here.count("/")
        path = [(SITE_NAMES[places.HOME], places.HOME), *crumbs]
        return kind(
            title=title,
            root=root,
            css=root + self.theme.asset("site.css"),
            script=root + self.theme.asset("site.js"),
            icon=root + self.theme.asset("favicon.svg"),
            canonical=self.base_url + here if self.base_url and indexed else None,
            site=self.portal.site,
            nav=tuple(Link(SITE_NAMES[at], places.link(here, at), at == here) for at in _IN_NAV),
            badges=tuple(Badge(b.text, root + BADGES + quote(b.file), b.address) for b in self.portal.site.badges),
            metas=(*self._site_metas(), *metas),
            crumbs=tuple((name, None if at is None else places.link(here, at)) for name, at in path),
            invented=_invented(invented) if invented else None,
            indexed=indexed,
            **values,
        )

    def _site_metas(self) -> Iterable[tuple[str, str]]:
        yield "SiteName", self.portal.site.title
        if self.base_url:
            yield "SiteDomain", urlsplit(self.base_url).hostname or ""
        if self.portal.site.site_code:
            yield "SiteIDCode", self.portal.site.site_code

    def invented_region(self, agency: Agency) -> Region | None:
        """The region of a body if it is an invented one."""
        region = self.portal.atlas.region_of(agency)
        return region if region and region.invented else None

    def akin(self, one: Agency, other: Agency | None) -> bool:
        """Whether both are real, or both of one invented region: what is invented is never listed with what is real."""
        return other is not None and self.invented_region(one) == self.invented_region(other)

    def region_crumbs(self, region: Region | None) -> tuple[Crumb, ...]:
        """The way down to a region, itself included."""
        crumbs: list[Crumb] = []
        while region:
            crumbs.insert(0, (region.name, places.region_place(region.code)))
            region = self.portal.atlas.above(region)
        return tuple(crumbs)


def column_metas(name: str, description: str, kind: str = COLUMN_TYPE) -> tuple[tuple[str, str], ...]:
    """The tags of a page that leads to others, all required (国办发〔2017〕47号)."""
    return (
        ("ColumnName", name),
        ("ColumnDescription", description),
        ("ColumnKeywords", f"{name},政府信息公开工作年度报告"),
        ("ColumnType", kind),
    )


def _invented(region: Region) -> str:
    return f"演示页：“{region.name}”及其机关、数字和文字都是虚构的，只用来演示网站的功能。"
