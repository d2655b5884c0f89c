"""Which bodies belong to which region? 行政区划代码 (GB/T 2260) as a tree, invented regions apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gongkai.records import GOVERNMENT, Agency
from gongkai.site import Region, Site

_CODE = 6  # a town's nine digits and a village's twelve begin with the six of their county
_SUFFIX = "人民政府"


@dataclass(frozen=True)
class Atlas:
    """All regions of a portal in the order of their codes, and the bodies in official order."""

    regions: tuple[Region, ...]
    agencies: tuple[Agency, ...]
    codes: Mapping[str, str]  # the region of each body by 编码; bodies of no known region are left out

    @cached_property
    def by_code(self) -> Mapping[str, Region]:
        """The regions by code."""
        return {region.code: region for region in self.regions}

    @cached_property
    def real(self) -> tuple[Agency, ...]:
        """The bodies that are not invented."""
        return tuple(agency for agency in self.agencies if not self.is_invented(agency))

    def region_of(self, agency: Agency) -> Region | None:
        """The region of a body."""
        code = self.codes.get(agency.slug)
        return self.by_code[code] if code else None

    def is_invented(self, agency: Agency) -> bool:
        """Whether a body belongs to an invented region."""
        region = self.region_of(agency)
        return region is not None and region.invented

    def above(self, region: Region) -> Region | None:
        """The smallest region that contains this one."""
        return next((self.by_code[code] for code in _around(region.code)[1:] if code in self.by_code), None)

    def below(self, region: Region) -> tuple[Region, ...]:
        """The regions directly in this one."""
        return tuple(r for r in self.regions if self.above(r) == region)

    def within(self, region: Region) -> tuple[Agency, ...]:
        """The bodies of a region and of all regions in it that are invented if it is, in official order."""
        return self._bodies.get(region.code, ())

    @cached_property
    def _bodies(self) -> Mapping[str, tuple[Agency, ...]]:
        found: dict[str, list[Agency]] = {}
        for agency in self.agencies:
            for code in _around(self.codes.get(agency.slug, "")):
                region = self.by_code.get(code)
                if region and region.invented == self.is_invented(agency):
                    found.setdefault(code, []).append(agency)
        return {code: tuple(agencies) for code, agencies in found.items()}

    @cached_property
    def whole(self) -> Region | None:
        """The smallest region that all real bodies belong to: that of a county's own site."""
        around = [r for r in self.regions if not r.invented and len(self.within(r)) == len(self.real)]
        return max(around, key=lambda r: len(r.code.rstrip("0")), default=None) if self.real else None

    @cached_property
    def head(self) -> Agency | None:
        """The government over all other real bodies: that of the region they all belong to, else by 上级."""
        if self.whole and (government := self.government(self.whole)):
            return government
        by_slug = {agency.slug: agency for agency in self.real}
        tops = {_top(agency, by_slug) for agency in self.real}
        top = tops.pop() if len(tops) == 1 else None
        return top if top and top.kind == GOVERNMENT else None

    def government(self, region: Region) -> Agency | None:
        """The government of a region itself, not one of a town or zone in it; None unless there is just one."""
        return self._governments.get(region.code)

    @cached_property
    def _governments(self) -> Mapping[str, Agency]:
        found: dict[str, list[Agency]] = {}
        for region in self.regions:
            own = (a for a in self.within(region) if is_government_of(a, region.code, self.codes.get(a.slug)))
            found[region.code] = list(own)
        return {code: agencies[0] for code, agencies in found.items() if len(agencies) == 1}


def atlas(site: Site, agencies: Sequence[Agency]) -> Atlas:
    """The regions that the site record names or that a body belongs to.

    A body without a code belongs to the region of the body above it. A region without a name in the site
    record is called after its government, else by its code.
    """
    by_slug = {agency.slug: agency for agency in agencies}
    codes = {a.slug: code for a in agencies if (code := _code(a, by_slug))}
    declared = {region.code: region for region in site.regions}
    regions = []
    for code in sorted({*declared, *codes.values()}):
        region = declared.get(code) or Region(code, _name(code, agencies, codes))
        around = [declared[c] for c in _around(code) if c in declared]
        due = next((r.due_years for r in around if r.due_years), None)
        regions.append(replace(region, invented=any(r.invented for r in around), due_years=due))
    return Atlas(tuple(regions), tuple(agencies), codes)


def _top(agency: Agency, by_slug: Mapping[str, Agency]) -> Agency:
    """The body at the head of the line of 上级 above a body."""
    seen = {agency.slug}
    while (above := by_slug.get(agency.parent or "")) and above.slug not in seen:
        seen.add(above.slug)
        agency = above
    return agency


def is_government_of(agency: Agency, code: str, own: str | None) -> bool:
    """Whether a body is a government of the region with this code, `own` being that of its region."""
    town = (agency.region_code or "")[_CODE:].strip("0")
    return agency.kind == GOVERNMENT and agency.level != "乡" and own == code and not town


def _code(agency: Agency, by_slug: Mapping[str, Agency]) -> str | None:
    seen: set[str] = set()
    here: Agency | None = agency
    while here and here.slug not in seen:
        if here.region_code:
            return here.region_code[:_CODE]
        seen.add(here.slug)
        here = by_slug.get(here.parent or "")
    return None


def _name(code: str, agencies: Sequence[Agency], codes: Mapping[str, str]) -> str:
    own = (a.name for a in agencies if is_government_of(a, code, codes.get(a.slug)))
    name = next((n.removesuffix(_SUFFIX) for n in own if n.endswith(_SUFFIX)), "")
    return name or f"行政区划 {code}"


def _around(code: str) -> tuple[str, ...]:
    """The codes of county, city and province around a code, itself first.

    >>> _around("320813"), _around("321300")
    (('320813', '320800', '320000'), ('321300', '320000'))
    """
    return tuple(dict.fromkeys((code, code[:4] + "00", code[:2] + "0000")))
