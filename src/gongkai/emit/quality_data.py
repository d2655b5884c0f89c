"""What does the supervising office sort and send on? Everything to be asked as a table for a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from gongkai.codes import CODES
from gongkai.diag import Diagnostic
from gongkai.emit.data import inert
from gongkai.emit.words import NOT_COLLECTED
from gongkai.portal import Portal
from gongkai.quality import Asked, Ledger, once
from gongkai.records import Agency
from gongkai.show.words import LEVELS, reason

COLUMNS = (
    *("年度", "地区", "机关", "编码", "联系方式"),
    *("级别", "规则", "规则名称", "表", "行", "列", "位置", "本处的数", "比对的数"),
    *("说明", "改法", "文件", "行号", "是否已说明", "理由"),
)
MISSING_TITLE = "没有收录年报"
MISSING_REMEDY = "还没有编制、公布的，请办理；已经公布的，请报来录入；机关已经撤并的，请在档案里写『存续期间』。"
_NOTE = "提示"
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_LONGEST = 10  # digits of a number that is repeated: a longer one may be somebody's
_ACCEPTED = {True: "是", False: "否"}


def quality_csv(ledger: Ledger, agencies: Sequence[Agency], year: int | None, others: Iterable[Diagnostic]) -> bytes:
    """The findings about bodies in one year, or in all years and none; `others` are about no body.

    UTF-8 with BOM and lines as Excel writes them. A missing report has a line, too.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_lines(ledger, agencies, year, others))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _lines(
    ledger: Ledger, agencies: Sequence[Agency], year: int | None, others: Iterable[Diagnostic]
) -> Iterator[list[str]]:
    for of in (year,) if year else ledger.years(agencies):
        for asked in ledger.asked(agencies, of):
            head = [str(of), *_body(ledger.portal, asked.agency)]
            if asked.missing:
                yield head + _missing(asked, of)
            for found in asked.findings:
                yield head + _finding(found)
    if year is None:
        for agency in once(agencies):
            for found in ledger.of_record(agency):
                yield ["", *_body(ledger.portal, agency), *_finding(found)]
        for found in others:
            yield ["", "", "", "", "", *_finding(found)]


def _body(portal: Portal, agency: Agency) -> list[str]:
    region = portal.atlas.region_of(agency)
    named = f"{region.name}{'（虚构）' if region.invented else ''}" if region else ""
    return [inert(text) for text in (named, agency.name, agency.slug, contact_of(agency))]


def contact_of(agency: Agency) -> str:
    """Whom to ask: those who take applications, and their telephone."""
    facts = dict(agency.apply_to)
    return " ".join(facts[label] for label in ("受理机构", "电话") if label in facts)


def _missing(asked: Asked, year: int) -> list[str]:
    message = f"应报{year}年度的年报，本站还没有收录"
    file = f"{asked.agency.file.rpartition('/')[0]}/{year}.md".lstrip("/")
    told = (_NOTE, NOT_COLLECTED, MISSING_TITLE, "", "", "", "", "", "", message, MISSING_REMEDY, file, "", "否", "")
    return [inert(text) for text in told]


def _finding(found: Diagnostic) -> list[str]:
    why = reason(found)
    place = found.place
    here, other = found.numbers or ("", "")
    told = (LEVELS[found.severity], found.code, CODES[found.code].title, place.table, place.row, place.column)
    said = (found.message, "" if why else found.hint, found.span.file, str(found.span.line), _ACCEPTED[bool(why)], why)
    return [
        *(inert(text or "") for text in (*told, found.position)),
        _number(here),
        _number(other),
        *(inert(text) for text in said),
    ]


def _number(text: str) -> str:
    """A number as it is, so that it can be reckoned with; what is none, as a text that is no formula."""
    if any(sum(letter.isdigit() for letter in part) > _LONGEST for part in text.split()):
        return ""
    return text if _NUMBER.fullmatch(text) else inert(text)
