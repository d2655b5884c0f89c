"""Which records does one ask who shows or judges a body? Its own and those of the bodies around it, as a digest."""

from collections.abc import Mapping

from gongkai.memory import origin_of
from gongkai.portal import Portal
from gongkai.records import Agency


def around(portal: Portal) -> Mapping[str, bytes]:
    """Of each body by 编码 a digest of its record and of those around it.

    That are the bodies that it is compared with, its 上级 and those below it, the one that it was 并入 and those that
    were 并入 it; and the regions in which all of these lie.
    """
    own = {agency.slug: origin_of(repr(agency), _regions(portal, agency)) for agency in portal.agencies}
    near: dict[str, list[bytes]] = {slug: [] for slug in own}
    for agency in portal.agencies:
        for other in (agency.parent, agency.successor):
            if other in own:
                near[agency.slug].append(own[other])
                near[other].append(own[agency.slug])
    groups = {name: origin_of(*(own[agency.slug] for agency in group)) for name, group in portal.by_group.items()}
    return {a.slug: origin_of(own[a.slug], groups[portal.group_of(a)], *near[a.slug]) for a in portal.agencies}


def _regions(portal: Portal, agency: Agency) -> str:
    """The regions that a body lies in, from the smallest."""
    lines = []
    region = portal.atlas.region_of(agency)
    while region:
        lines.append(repr(region))
        region = portal.atlas.above(region)
    return "\n".join(lines)
