"""What do all pages have in common? Head, foot and ways about, filled in for each page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from gongkai.emit import places
from gongkai.emit.values import GENERATOR, QUALITY_GENERATOR, Badge, Link, Page
from gongkai.output import OPENSEARCH
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
    places.RULES: "检查项目",
    places.QUALITY: "质量核对",
    places.ABOUT: "关于本站",
    places.ACCESSIBILITY: "无障碍声明",
    places.MAP: "网站地图",
    places.SEARCH: "查找",
}
_IN_NAV = (places.HOME, places.YEARS, places.REGIONS, places.LEVELS, places.QUALITY, places.FORM, places.ABOUT)
_IN_FOOT = (places.MAP, places.FORM, places.RULES, places.QUALITY, places.ABOUT, places.ACCESSIBILITY)
Crumb = tuple[str, str | None]  # a name and the place it leads to; None for the page itself
Kind = TypeVar("Kind", bound=Page)


@dataclass(frozen=True)
class Frame:
    """The portal, its theme and the full address of its root: what every page is made from.

    `alone` if the quality pages are a site of their own, beside the published one at that address.
    """

    portal: Portal
    theme: Theme
    base_url: str | None
    alone: bool = False

    @property
    def names(self) -> Mapping[str, str]:
        """The main pages of the site by their place."""
        if self.alone:
            return {places.HOME: SITE_NAMES[places.QUALITY], places.RULES: SITE_NAMES[places.RULES]}
        return {at: name for at, name in SITE_NAMES.items() if at != places.QUALITY or self.portal.site.quality_public}

    @property
    def quality(self) -> str:
        """Where the quality pages begin."""
        return places.HOME if self.alone else places.QUALITY

    def outward(self, here: str, there: str) -> str | None:
        """The way from a page on quality to one that is published in any case; None where it is not known."""
        if not self.alone:
            return places.link(here, there)
        return self.base_url + there if self.base_url else None

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
        indexed = indexed and not invented and not self.alone  # what is invented is nothing for a search engine to find
        root = "../" * here.count("/")
        names = self.names
        path = [(names[places.HOME], places.HOME), *crumbs]
        return kind(
            title=title,
            root=root,
            css=root + self.theme.asset("site.css"),
            script=root + self.theme.asset("site.js"),
            icon=root + self.theme.asset("favicon.svg"),
            canonical=self.base_url + here if self.base_url and indexed else None,
            site=self.portal.site,
            nav=tuple(self._ways(names if self.alone else _IN_NAV, here)),
            foot=tuple(self._ways(_IN_FOOT, here)) if not self.alone else tuple(self._published()),
            search=None if self.alone else places.link(here, places.SEARCH),
            opensearch=root + OPENSEARCH if self.base_url and not self.alone else None,
            generator=QUALITY_GENERATOR if self.alone else GENERATOR,
            badges=tuple(Badge(b.text, root + BADGES + quote(b.file), b.address) for b in self.portal.site.badges),
            metas=(*self._site_metas(), *metas),
            crumbs=tuple((name, None if at is None else places.link(here, at)) for name, at in path),
            invented=_invented(invented) if invented else None,
            indexed=indexed,
            **values,
        )

    def _ways(self, to: Iterable[str], here: str) -> Iterable[Link]:
        names = self.names
        return (Link(names[at], places.link(here, at), at == here) for at in to if at in names)

    def _published(self) -> Iterable[Link]:
        if self.base_url:
            yield Link("公开的年报网站", self.base_url)

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
