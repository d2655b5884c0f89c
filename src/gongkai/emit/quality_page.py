"""What has the supervising office to ask? Who has not reported, who was late, what does not add up, what was explained."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from gongkai.codes import CODES
from gongkai.diag import Diagnostic
from gongkai.emit import places
from gongkai.emit.frame import SITE_NAMES, Crumb, Frame, column_metas
from gongkai.emit.overview import Scope, everybody, of_region
from gongkai.emit.quality_data import contact_of, quality_csv
from gongkai.emit.values import (
    BodyQuestions,
    BodyRow,
    Fact,
    Link,
    QualityCell,
    QualityGroup,
    QualityPage,
    QualityRow,
    Question,
    RuleRow,
)
from gongkai.emit.words import NOT_COLLECTED
from gongkai.fields import UNKNOWN
from gongkai.quality import Asked, Ledger, Tally, once, tally
from gongkai.records import Agency
from gongkai.show.words import LEVELS, reason

_Values = Mapping[str, Any]
ACCEPTED = "已说明"
COLUMNS = (*LEVELS.values(), ACCEPTED)  # as a Tally counts them
LEAD = "这里是核对出来、要请机关看一看的地方，不是评价，也不排名。原表就是这样的，机关可以说明理由，数字照录。"
INSIDE = "这些网页供内部使用，没有放在公开的网站里。"
NOBODY = "网站档案和其他文件"


@dataclass(frozen=True)
class Folder:
    """Some bodies whose questions stand together: all real ones, or those of a region."""

    scope: Scope
    region: str | None
    others: tuple[Diagnostic, ...] = ()  # about no body

    def place(self, frame: Frame, year: int | None = None) -> str:
        """The page of one year, or of all."""
        return places.quality_place(frame.quality, self.region, year)

    def file(self, year: int | None = None) -> str:
        """The table beside that page."""
        return places.quality_file(self.region, year)


def folders(frame: Frame, ledger: Ledger) -> Iterator[Folder]:
    """Everybody, and each region that has bodies."""
    yield Folder(everybody(frame.portal), None, ledger.of_none)
    for region in frame.portal.atlas.regions:
        scope = of_region(frame, region)
        if scope.agencies:
            yield Folder(scope, region.code)


def quality_pages(frame: Frame, ledger: Ledger) -> Iterator[tuple[Folder, int | None, Callable[[], QualityPage]]]:
    """Every page, as what makes it, with its folder and year; None for the page of all years."""
    everyone, *regions = folders(frame, ledger)
    for folder in (everyone, *regions):
        inner = regions if folder is everyone else [other for other in regions if _holds(frame, folder, other)]
        yield folder, None, partial(_all_years, frame, ledger, folder, inner)
        for year in ledger.years(folder.scope.agencies):
            yield folder, year, partial(_one_year, frame, ledger, folder, year)


def quality_table(ledger: Ledger, folder: Folder, year: int | None) -> bytes:
    """The table beside such a page."""
    return quality_csv(ledger, folder.scope.agencies, year, folder.others)


def _holds(frame: Frame, outer: Folder, inner: Folder) -> bool:
    """Whether the region of one folder contains that of another of its sort."""
    region = inner.scope.region
    while region and region != outer.scope.region:
        region = frame.portal.atlas.above(region)
    return region is not None and bool(outer.scope.invented) == bool(inner.scope.invented)


def _crumbs(frame: Frame, folder: Folder, year: int | None) -> tuple[Crumb, ...]:
    """The way down to a page; in a site that stands alone the first page is the list of all."""
    way: list[Crumb] = [] if frame.alone else [(SITE_NAMES[places.QUALITY], frame.quality)]
    if folder.region:
        way.append((folder.scope.name, folder.place(frame)))
    if year:
        way.append((f"{year}年度", folder.place(frame, year)))
    return (*way[:-1], (way[-1][0], None)) if way else ()


def _page(frame: Frame, folder: Folder, year: int | None, lead: Iterable[str], values: _Values) -> QualityPage:
    here = folder.place(frame, year)
    name = SITE_NAMES[places.QUALITY]
    whose = folder.scope.name if folder.region else ""
    title = f"{whose}{f'{year}年度' if year else ''}{name}"
    return frame.page(
        QualityPage,
        title,
        here,
        _crumbs(frame, folder, year),
        metas=column_metas(title, LEAD),
        invented=folder.scope.invented,
        kicker="内部使用" if frame.alone else folder.scope.kicker if folder.region else folder.scope.name,
        lead=tuple(lead),
        files=(
            Link("这一页的表格（CSV，可用 Excel 打开）", folder.file(year)),
            Link("检查项目：每一项问什么，依据什么，怎样改", places.link(here, places.RULES)),
        ),
        **values,
    )


def _all_years(frame: Frame, ledger: Ledger, folder: Folder, inner: Sequence[Folder]) -> QualityPage:
    here = folder.place(frame)
    agencies = once(folder.scope.agencies)
    like = [one for one in inner if bool(one.scope.invented) == bool(folder.scope.invented)]
    invented = [one for one in inner if one not in like]
    note = "只用来演示，不与真实的机关放在一起计算。"
    groups = [("", "", like if folder in like else [folder, *like]), ("虚构的地区", note, invented)]
    records = [(agency, ledger.of_record(agency)) for agency in agencies]
    return _page(
        frame,
        folder,
        None,
        (LEAD, *([INSIDE] if frame.alone else [])),
        {
            "facts": tuple(_facts_of_all(ledger, folder)),
            "neighbours": (),
            "overview": tuple(_group(frame, ledger, *group, here) for group in groups if group[2]),
            "heading": "不属于某个年度的",
            "bodies": (
                *(_questions(frame, agency, None, found, here) for agency, found in records if found),
                *([_loose(folder.others, here)] if folder.others else []),
            ),
        },
    )


def _facts_of_all(ledger: Ledger, folder: Folder) -> Iterator[Fact]:
    agencies = once(folder.scope.agencies)
    asked = [one for year in ledger.years(agencies) for one in ledger.asked(agencies, year)]
    yield Fact("机关", f"{len(agencies)} 个")
    yield Fact("已收录", f"{sum(one.standing.report is not None for one in asked)} 份")
    yield Fact(f"应报而{NOT_COLLECTED}", f"{sum(one.missing for one in asked)} 份")
    yield Fact("晚于期限", f"{sum(bool(one.standing.late) for one in asked)} 份")
    yield from _unchecked(asked)
    yield from _counted(tally(_everything(ledger, folder)))


def _everything(ledger: Ledger, folder: Folder) -> Iterator[Diagnostic]:
    agencies = folder.scope.agencies
    for year in ledger.years(agencies):
        for asked in ledger.asked(agencies, year):
            yield from asked.findings
    for agency in agencies:
        yield from ledger.of_record(agency)
    yield from folder.others


def _group(  # noqa: PLR0913, PLR0917 - what the group says, and where it stands
    frame: Frame, ledger: Ledger, heading: str, note: str, rows: Sequence[Folder], here: str
) -> QualityGroup:
    years = ledger.years([agency for folder in rows for agency in folder.scope.agencies])
    drawn = tuple(_row(frame, ledger, folder, years, here) for folder in rows)
    return QualityGroup(heading, note, tuple(str(year) for year in years), drawn)


def _row(frame: Frame, ledger: Ledger, folder: Folder, years: Sequence[int], here: str) -> QualityRow:
    own = set(ledger.years(folder.scope.agencies))
    there = folder.place(frame)
    name = Link(folder.scope.name, None if there == here else places.link(here, there))
    cells = tuple(_cell(frame, ledger, folder, year, here) if year in own else QualityCell("—", None) for year in years)
    return QualityRow(name, cells)


def _cell(frame: Frame, ledger: Ledger, folder: Folder, year: int, here: str) -> QualityCell:
    asked = ledger.asked(folder.scope.agencies, year)
    counts = tally(found for one in asked for found in one.findings)
    words = ((counts.errors, "错误"), (sum(one.missing for one in asked), NOT_COLLECTED))
    notes = tuple(f"{word} {number}" for number, word in words if number)
    if late := sum(bool(one.standing.late) for one in asked):
        notes += (f"晚 {late}",)
    return QualityCell(f"{counts.asked} 处", places.link(here, folder.place(frame, year)), notes)


def _one_year(frame: Frame, ledger: Ledger, folder: Folder, year: int) -> QualityPage:
    here = folder.place(frame, year)
    agencies = folder.scope.agencies
    asked = ledger.asked(agencies, year)
    findings = [found for one in asked for found in one.findings]
    shown = [number for number, of in enumerate(tally(findings)) if of or number]  # errors only where there are any
    years = ledger.years(agencies)
    return _page(
        frame,
        folder,
        year,
        (LEAD, *_told(asked, year)),
        {
            "facts": tuple(_facts(asked, findings)),
            "neighbours": tuple(
                Link(f"{y}年度", places.link(here, folder.place(frame, y)), y == year) for y in years if len(years) > 1
            ),
            "columns": tuple(COLUMNS[number] for number in shown),
            "rows": tuple(_body_row(frame, one, here, shown, year) for one in asked if not _is_quiet(one)),
            "quiet": _quiet(asked),
            "rules": tuple(_rule_rows(asked, here)),
            "heading": "逐个机关",
            "bodies": tuple(
                _questions(frame, one.agency, year, one.findings, here, reported=one.standing.report is not None)
                for one in asked
                if one.findings
            ),
        },
    )


def _is_quiet(asked: Asked) -> bool:
    return not asked.findings and not asked.missing


def _told(asked: Sequence[Asked], year: int) -> Iterator[str]:
    if not any(one.standing.expected for one in asked):
        yield f"{year}年度没有登记为应报年度：不判断谁应报未报。"


def _quiet(asked: Sequence[Asked]) -> str:
    """Whose reports raise no question, in one line; bodies that need not report are not named."""
    there = [one.agency.name for one in asked if _is_quiet(one) and one.standing.report]
    return f"已收录、没有要核对的，{len(there)} 个：{'、'.join(there)}。" if there else ""


def _facts(asked: Sequence[Asked], findings: Sequence[Diagnostic]) -> Iterator[Fact]:
    due = sum(one.standing.expected for one in asked)
    if due:
        yield Fact("应报", f"{due} 个机关")
    yield Fact("已收录", f"{sum(one.standing.report is not None for one in asked)} 份")
    if due:
        yield Fact(NOT_COLLECTED, f"{sum(one.missing for one in asked)} 个机关")
    if unread := sum(one.unread for one in asked):
        yield Fact("有文件，还读不出来", f"{unread} 份")
    yield Fact("晚于期限", f"{sum(bool(one.standing.late) for one in asked)} 份")
    yield from _unchecked(asked)
    yield from _counted(tally(findings))


def _unchecked(asked: Sequence[Asked]) -> Iterator[Fact]:
    """How many reports were copied from somewhere and not checked; nothing where none was copied."""
    copied = [one.standing.report.origin for one in asked if one.standing.report and one.standing.report.origin.copied]
    if copied:
        yield Fact("转录的", f"{len(copied)} 份，未核对 {sum(origin.unchecked for origin in copied)} 份")


def _counted(counts: Tally) -> Iterator[Fact]:
    what = ("，须改正", "，请看一看", "，供参考", "，写了理由")
    for number, of in enumerate(counts):
        if of or number:
            yield Fact(COLUMNS[number], f"{of} 处{what[number] if of else ''}")


def _body_row(frame: Frame, asked: Asked, here: str, shown: Sequence[int], year: int) -> BodyRow:
    standing, agency = asked.standing, asked.agency
    report = standing.report
    if report is None:
        status, kind = (NOT_COLLECTED, "missing") if asked.missing else ("有文件，还读不出来", "missing")
    elif standing.late:
        status, kind = f"已收录，晚 {standing.late} 天（{report.published or UNKNOWN}）", "late"
    else:
        status, kind = "已收录", "in"
    counts = tally(asked.findings)
    home = frame.outward(here, places.agency_place(agency.slug))
    codes = dict.fromkeys(found.code for found in asked.findings)
    return BodyRow(
        Link(agency.name, f"#{_id(agency)}" if asked.findings else home),
        contact_of(agency) if kind != "in" else "",
        Link(f"{year}年年报", frame.outward(here, places.report_place(agency.slug, year))) if report else None,
        status,
        kind,
        tuple(str(counts[number]) for number in shown),
        tuple(_rule(code, here) for code in CODES if code in codes),
    )


def _rule_rows(asked: Sequence[Asked], here: str) -> Iterator[RuleRow]:
    for code in CODES:
        times = [sum(found.code == code and not reason(found) for found in one.findings) for one in asked]
        if any(times):
            yield RuleRow(_rule(code, here), LEVELS[CODES[code].severity], sum(times), sum(map(bool, times)))


def _rule(code: str, here: str) -> Link:
    return Link(CODES[code].title, places.link(here, places.rule_place(code)))


def _questions(  # noqa: PLR0913 - whose, of when, and where they stand
    frame: Frame,
    agency: Agency,
    year: int | None,
    findings: Sequence[Diagnostic],
    here: str,
    *,
    reported: bool = False,
) -> BodyQuestions:
    links = []
    if year and reported and (href := frame.outward(here, places.report_place(agency.slug, year))):
        links.append(Link(f"{year}年年报", href))
    home = Link(agency.name, frame.outward(here, places.agency_place(agency.slug)))
    return BodyQuestions(_id(agency), home, tuple(links), tuple(_question(found, here) for found in findings))


def _id(agency: Agency) -> str:
    return f"b-{agency.slug}"


def _loose(findings: Sequence[Diagnostic], here: str) -> BodyQuestions:
    return BodyQuestions("others", Link(NOBODY, None), (), tuple(_question(found, here) for found in findings))


def _question(found: Diagnostic, here: str) -> Question:
    why = reason(found)
    place, span = found.place, found.span
    table = f"表{place.table}" if place.table else ""
    where = "，".join(part for part in (table, place.row, place.column) if part) or found.position
    return Question(
        "accepted" if why else str(found.severity),
        ACCEPTED if why else LEVELS[found.severity],
        found.message,
        _rule(found.code, here),
        where,
        f"{span.file}:{span.line}",
        "" if why else found.hint,
        why,
    )
