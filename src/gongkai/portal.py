"""What does the whole portal know? Every body and every report, in official order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gongkai.diag import Diagnostic
from gongkai.form import Forms
from gongkai.later import Later, ready
from gongkai.records import GOVERNMENT, Agency
from gongkai.regions import Atlas, atlas
from gongkai.report import OWN_SCOPE, Acceptance, Report
from gongkai.reports import Brief, Key, Reports, brief_of
from gongkai.site import Site


class Accepted(NamedTuple):
    """A finding that was accepted, and the acceptance."""

    finding: Diagnostic
    acceptance: Acceptance


@dataclass(frozen=True)
class Portal:
    """All bodies in official order, and their reports by 编码 and year, oldest first."""

    site: Site
    agencies: tuple[Agency, ...]
    reports: Mapping[tuple[str, int], Report]
    accepted: Mapping[tuple[str, int], tuple[Accepted, ...]]
    forms: Forms

    def reports_of(self, agency: Agency) -> tuple[Report, ...]:
        """The reports of a body, newest first."""
        return tuple(self.reports[agency.slug, year] for year in self.years_of(agency))

    def years_of(self, agency: Agency) -> tuple[int, ...]:
        """The years of the reports of a body, newest first."""
        return self._years.get(agency.slug, ())

    @cached_property
    def by_slug(self) -> Mapping[str, Agency]:
        """The bodies by 编码."""
        return {agency.slug: agency for agency in self.agencies}

    @cached_property
    def atlas(self) -> Atlas:
        """The regions, and which bodies belong to each."""
        return atlas(self.site, self.agencies)

    @cached_property
    def by_parent(self) -> Mapping[str, tuple[Agency, ...]]:
        """The bodies by the 编码 of their 上级."""
        found: dict[str, list[Agency]] = {}
        for agency in self.agencies:
            if agency.parent:
                found.setdefault(agency.parent, []).append(agency)
        return {parent: tuple(agencies) for parent, agencies in found.items()}

    def under(self, head: Agency) -> tuple[Agency, ...]:
        """The other bodies that a report of a body over 全辖区 holds.

        Those of its region if it is the government of one; else those below it by 上级, however far.
        """
        region = self.atlas.region_of(head)
        if region and self.atlas.government(region) == head:
            return tuple(agency for agency in self.atlas.within(region) if agency != head)
        found = {head.slug}
        while more := {a.slug for a in self.agencies if a.parent in found} - found:
            found |= more
        return tuple(agency for agency in self.agencies if agency.slug in found and agency != head)

    def group_of(self, agency: Agency) -> str:
        """Which bodies a body is compared with: those under the same 上级, else those of the same region."""
        return agency.parent or (agency.region_code or "")[:6]

    @cached_property
    def by_group(self) -> Mapping[str, tuple[Agency, ...]]:
        """The bodies by the group they are compared in."""
        found: dict[str, list[Agency]] = {}
        for agency in self.agencies:
            found.setdefault(self.group_of(agency), []).append(agency)
        return {group: tuple(agencies) for group, agencies in found.items()}

    @cached_property
    def enlarged(self) -> frozenset[tuple[str, int]]:
        """Bodies by 编码, each with the first year after another was 并入 it: its figures begin anew."""
        return frozenset((a.successor, a.end + 1) for a in self.agencies if a.successor and a.end)

    @cached_property
    def briefs(self) -> Mapping[tuple[str, int], Brief]:
        """The reports in brief, by 编码 and year."""
        if isinstance(self.reports, Reports):
            return self.reports.briefs
        return {key: brief_of(report) for key, report in self.reports.items()}

    def later(self, key: Key) -> Later[Report]:
        """A report, read when it is asked for."""
        return self.reports.later(key) if isinstance(self.reports, Reports) else ready(self.reports[key])

    def figures(self, key: Key) -> Later[Report]:
        """What pages over many reports show of one."""
        return self.reports.figures(key) if isinstance(self.reports, Reports) else ready(self.reports[key])

    @property
    def outline(self) -> "Outline":
        """The portal but for its reports."""
        return Outline(self.site, self.agencies, self.briefs, self.accepted, self.forms)

    @cached_property
    def _years(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for slug, year in sorted(self.reports, key=lambda key: -key[1]):
            found.setdefault(slug, []).append(year)
        return {slug: tuple(years) for slug, years in found.items()}


class Outline(NamedTuple):
    """A portal but for its reports, which it has in brief: as it is sent to where the work is done."""

    site: Site
    agencies: tuple[Agency, ...]
    briefs: Mapping[Key, Brief]
    accepted: Mapping[Key, tuple[Accepted, ...]]
    forms: Forms

    def portal(self, later: Callable[[Key], Later[Report]]) -> Portal:
        """The portal, its reports fetched by `later`."""
        return Portal(self.site, self.agencies, Reports(self.briefs, later), self.accepted, self.forms)


def scope_of(agency: Agency, report: Report | Brief) -> str | None:
    """The 统计范围 of a report: as written; departments and towns report for themselves."""
    return report.scope or (OWN_SCOPE if agency.kind and agency.kind != GOVERNMENT else None)
