"""What do the ordinary rules say of an imported report?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from gongkai.archive.importing import NAMELESS, Imported
from gongkai.archive.own import places
from gongkai.canon import dump_record
from gongkai.diag import Diagnostic, Span
from gongkai.form import Forms
from gongkai.gather import AGENCY_RECORD, SITE_RECORD, gather
from gongkai.records import Agency
from gongkai.scaffold import entry, mapping
from gongkai.source import Draft, Tree


def agencies_of(texts: Mapping[str, bytes], forms: Forms) -> tuple[Agency, ...]:
    """The bodies of a content folder."""
    records = {path: data for path, data in texts.items() if not path.endswith(".md")}
    return gather(Tree(records, {}), forms)[0].agencies


def judged(one: Imported, texts: Mapping[str, bytes], forms: Forms) -> list[Diagnostic]:
    """All there is to say about the report, beside the record of its body, that of the site and last year's report.

    A body that has no record is asked about this one report. Where its name or the year are not known, there is only
    what reading it says.
    """
    if one.agency is None or one.year is None:
        return one.bound[1]
    known = texts if one.slug else {}
    slug = one.slug or NAMELESS
    home = next((PurePosixPath(path).parent for path in known if _is_record(path, slug)), PurePosixPath(slug))
    path, last = str(home / f"{one.year}.md"), str(home / f"{one.year - 1}.md")
    record = dump_record(Draft("", mapping([entry("全称", one.agency)]))).encode()
    own = str(home / AGENCY_RECORD)
    beside = {name: known[name] for name in (SITE_RECORD, own, last) if name in known}
    tree = Tree({own: record, **beside, path: one.text.encode()}, {})
    found = [each for each in gather(tree, forms)[1] if each.span.file == path]
    return found if one.slug else [replace(each, place=each.place._replace(agency=None)) for each in found]


def has_record(one: Imported, texts: Mapping[str, bytes]) -> bool:
    """Whether the content folder knows the body."""
    return one.slug is not None and any(_is_record(path, one.slug) for path in texts)


def at_source(one: Imported, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings of a report that is not written: each names its place in the file that was imported."""
    where = _where(one)
    found = []
    for each in findings:
        place = where.get((each.place.table or "", each.place.row or "", each.place.column or ""))
        message = f"{each.message}（原文：{place}）" if place else each.message
        others = tuple(other for other in each.related if other.span.file != each.span.file)
        found.append(replace(each, span=Span(one.name), message=message, related=others))
    return found


def _where(one: Imported) -> dict[tuple[str, str, str], str]:
    """The place of the source that has each cell, by table, row and column."""
    if one.recognised:
        tables = [(read.table, {key: cell.where for key, cell in read.cells.items()}) for read in one.recognised]
    else:
        report = one.bound[0] if one.source else None
        tables = [(filing.table, places(filing.table)) for filing in report.filings] if report else []
    return {
        (table.ordinal, row.label, column.label): where.get(key, "")
        for table, where in tables
        for key, (row, column) in table.leaves.items()
    }


def _is_record(path: str, slug: str) -> bool:
    pure = PurePosixPath(path)
    return pure.name == AGENCY_RECORD and pure.parent.name == slug
