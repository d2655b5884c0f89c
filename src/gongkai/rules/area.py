"""Is the report of a whole area the sum of its bodies' reports? Asked only once all of them are there."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from gongkai.codes import finding
from gongkai.diag import Diagnostic, Related
from gongkai.filing import Filing, place, position
from gongkai.form import CellKey
from gongkai.portal import Portal, scope_of
from gongkai.records import GOVERNMENT, Agency
from gongkai.report import OWN_SCOPE, WHOLE_SCOPE, Report
from gongkai.reports import Brief, Key
from gongkai.rules.figures import filing_of
from gongkai.rules.rule import rule
from gongkai.rules.subject import Neighbour
from gongkai.rules.sums import MAX_RELATED
from gongkai.rules.words import listed, more_or_less
from gongkai.site import Region


class Area(NamedTuple):
    """What a report of a whole area is compared with: the reports to add, and the bodies whose figures are lacking."""

    added: list[Key]
    lacking: list[str]


_FEWEST = 2  # bodies that make an area; one alone is not all there is
_MOST = 10  # findings a table; beyond it one for all


@rule("parts-missing")
def parts_missing(subject: Neighbour) -> Iterator[Diagnostic]:
    """报告全辖区的政府，下面的机关是不是都有年报了？缺谁写明是谁；缺一份，合计就不能核对。

    依据：第四十九条第二款（C1）
    不问：统计范围不是全辖区的；一份下级年报都没有的。
    例：全县 12 个机关，缺卫生健康局、样例镇两份。
    改法：催报所缺的年报；机关已经撤并的，在档案里写『存续期间』。
    """
    found = _area(subject)
    if found and found.added and found.lacking:
        lacking = found.lacking
        message = f"写明统计全辖区，还缺 {len(lacking)} 个机关的数：{listed(lacking)}；各表的合计没有核对"
        at = subject.report.places.get("统计范围", subject.report.span)
        hint = "请催报；没有写明统计范围的，请在年报里补写；机关已经撤并的，请在它的档案里写『存续期间』。"
        yield finding("parts-missing", at, message, hint)


@rule("area-sum")
def area_sum(subject: Neighbour) -> Iterator[Diagnostic]:
    """全辖区的每一格，是不是下面各机关同一格的和？各机关的年报齐了才问，逐格问。

    公式：全辖区某格 = 本级各机关与乡镇同一格之和
    依据：全辖区年报的含义（C1）；口径可以不同，所以只是提示
    不问：下面只有一个机关的；有机关没有年报、没有写明统计范围；表的格式不一致；涉及空白的格。
    例：全县“本年新收”95，各机关相加 93：多 2。
    改法：核对汇总表；范围不同的，在正文里写一句口径。
    """
    found = _area(subject)
    if found is None or found.lacking or len(found.added) < _FEWEST:
        return
    for filing in subject.report.filings:
        others = [filing_of(subject.portal.reports[key], filing.table.id) for key in found.added]
        if filing.absent or any(o is None or o.table.shape != filing.table.shape for o in others):
            continue
        different = list(_different(filing, [o for o in others if o]))
        if len(different) > _MOST:
            yield _all_at_once(filing, different)
            continue
        for key, total in different:
            row, column = filing.table.leaves[key]
            where = position(filing.table, row, column)
            own = filing.cells[key].value or Decimal(0)
            message = f"『{where}』写的是 {own}，{len(others)} 个机关相加是 {total}，{more_or_less(own - total)}"
            span = filing.cells[key].span or filing.span
            hint = "请核对汇总的数；范围不同的，请在正文里写明口径。"
            about = place(filing.table, row, column)
            yield finding("area-sum", span, message, hint, place=about, numbers=(own, total))


def _different(filing: Filing, others: list[Filing]) -> Iterator[tuple[CellKey, Decimal]]:
    for key in filing.table.keys:
        own = filing.cells[key].value
        values = [other.cells[key].value for other in others]
        if own is None or None in values or filing.table.leaves[key][1].node.kind == "amount":
            continue
        total = sum((v for v in values if v is not None), Decimal(0))
        if total != own:
            yield key, total


def _all_at_once(filing: Filing, different: list[tuple[CellKey, Decimal]]) -> Diagnostic:
    def said(key: CellKey, total: Decimal) -> str:
        return f"『{position(filing.table, *filing.table.leaves[key])}』{filing.cells[key].text}，各机关相加 {total}"

    related = [
        Related(span, said(key, total)) for key, total in different[:MAX_RELATED] if (span := filing.cells[key].span)
    ]
    first = said(*different[0])
    message = f"表{filing.table.ordinal}有 {len(different)} 格与各机关相加的数不同，第一处是{first}"
    hint = "多半是范围不同：请在正文里写明口径，或核对汇总的数。"
    return finding("area-sum", filing.span, message, hint, related, place=place(filing.table))


def _area(subject: Neighbour) -> Area | None:
    """What a report of 全辖区 is compared with; None for any other report."""
    portal, agency, year = subject.portal, subject.agency, subject.report.year
    return covered(portal, agency, year) if _is_of_an_area(agency, subject.report) else None


def covered(portal: Portal, agency: Agency, year: int) -> Area:
    """What the report of a body for a year covers; nothing, unless it is one of 全辖区."""
    added: list[Key] = []
    lacking: list[str] = []
    if not _is_of_an_area(agency, portal.briefs[agency.slug, year]):
        return Area(added, lacking)
    bodies = portal.under(agency)
    # The report of a county over its whole area stands for all bodies of that county.
    heads = {region.code: body for body in bodies if (region := _region_headed(portal, body))}
    whole = {code for code, a in heads.items() if (r := portal.briefs.get((a.slug, year))) and r.scope == WHOLE_SCOPE}
    for body in bodies:
        region = portal.atlas.region_of(body)
        stands_for_all = region is not None and region.code in whole and heads[region.code] == body
        if region and region.code in whole and not stands_for_all:
            continue
        report = portal.briefs.get((body.slug, year))
        if report and (stands_for_all or scope_of(body, report) == OWN_SCOPE):
            added.append((body.slug, year))
        elif report:
            lacking.append(f"{body.name}（{'没有写明统计范围' if scope_of(body, report) is None else '统计全辖区'}）")
        elif body.existed(year):
            lacking.append(body.name)
    return Area(added, lacking)


def _is_of_an_area(agency: Agency, report: Report | Brief) -> bool:
    return agency.kind == GOVERNMENT and scope_of(agency, report) == WHOLE_SCOPE


def _region_headed(portal: Portal, agency: Agency) -> Region | None:
    """The region whose government a body is."""
    region = portal.atlas.region_of(agency)
    return region if region and portal.atlas.government(region) == agency else None
