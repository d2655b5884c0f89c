"""What does the file of a report say by itself? The report, and all that is found without looking at another file."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from gongkai.bind import bind
from gongkai.codes import finding
from gongkai.diag import Diagnostic
from gongkai.fields import UNKNOWN
from gongkai.form import Forms
from gongkai.hands import OWN, Hands
from gongkai.later import Later, ready
from gongkai.memory import FORGETFUL, Memory, origin_of
from gongkai.records import GOVERNMENT, Agency
from gongkai.report import Report, figures_of
from gongkai.reports import Brief, brief_of
from gongkai.rules import judge_report
from gongkai.rules.copies import Sentence, sentences
from gongkai.rules.personal import Private, check_personal
from gongkai.rules.subject import Subject, names_of
from gongkai.source import Scalar, parse

KIND, WHOLE = "alone", "report"
AT_ONCE = 16  # files that are handed to a worker


class File(NamedTuple):
    """The file of a report: its bytes, its path, whose it is, a digest of what is on record of that body, and the year."""

    data: bytes
    path: str
    agency: Agency
    body: bytes
    year: int

    @property
    def origin(self) -> bytes:
        """A digest of all that is read from it."""
        return origin_of_file(origin_of(self.data), self.path, self.body, self.year)


class Source(NamedTuple):
    """A file before it is read: the digest of all that is read from it, and what fetches it."""

    origin: bytes
    fetch: Callable[[], File]


def origin_of_file(data: bytes, path: str, body: bytes, year: int) -> bytes:
    """A digest of all that is read from a file, `data` being one of its bytes and `body` one of the body's record."""
    return origin_of(data, path, body, str(year))


class Whole(NamedTuple):
    """A report, what the pages of a year show of it, and the sentences of it that are looked for in others."""

    report: Later[Report]
    figures: Later[Report]
    sentences: Later[tuple[Sentence, ...]]


class Found(NamedTuple):
    """What a file says in short, and what was found in it: on reading it, by the rules, of personal data.

    `brief` is None if it cannot be read as a report. `sentences` is a digest of those that are looked for in others.
    """

    brief: Brief | None
    read: tuple[Diagnostic, ...]
    judged: tuple[Diagnostic, ...]
    private: Private
    sentences: bytes = b""


class Alone(NamedTuple):
    """What the file of a report says by itself. `origin` is a digest of all that this was made from.

    `whole` fetches the report itself; LookupError for a file that has none.
    """

    origin: bytes
    found: Found
    whole: Callable[[], Whole]


def read_all(sources: Sequence[Source], forms: Forms, memory: Memory = FORGETFUL, hands: Hands = OWN) -> list[Alone]:
    """What each file says by itself; what `memory` knows of a file like it is taken over."""
    each = [(source, memory.get(KIND, source.origin)) for source in sources]
    new = (source.fetch() for source, found in each if found is None)
    read = hands.each(read_some, forms, new, AT_ONCE)
    every = []
    for source, known in each:
        origin = source.origin
        found, whole = (known, None) if known else next(read)
        if memory is FORGETFUL or found.private.values:  # what may stand nowhere is not kept either
            every.append(Alone(origin, found, partial(_again, source, forms, whole)))
            continue
        if known is None:
            memory.put(KIND, origin, found)
        if whole:
            memory.put(WHOLE, origin, whole)
        memory.keep(WHOLE, origin)
        every.append(Alone(origin, found, partial(_kept, source, forms, memory)))
    return every


def read_some(forms: Forms, files: Sequence[File]) -> Iterator[tuple[Found, Whole | None]]:
    """What each file says, and its report if it has one: the work that may be done elsewhere."""
    return (read_alone(file, forms) for file in files)


def read_alone(file: File, forms: Forms) -> tuple[Found, Whole | None]:
    """What a file says, and its report if it has one."""
    report, front, read = _read(file, forms)
    private = check_personal(file.path, file.data.decode("utf-8-sig", "ignore"), report.answers if report else ())
    if report is None:
        return Found(None, tuple(read), (), private), None
    subject = Subject(report, file.agency)
    brief = brief_of(report, file.origin, origin_of(front, file.path, file.body))
    own = () if report.summary else tuple(sentences(subject.paragraphs, names_of(file.agency)))
    said = origin_of(*(part for one in own for part in (one.folded, one.text, repr(one.span))))
    found = Found(brief, tuple(read), tuple(judge_report(subject)), private, said)
    return found, Whole(ready(report), Later(partial(figures_of, report)), ready(own))


def _kept(source: Source, forms: Forms, memory: Memory) -> Whole:
    """What was kept of a file; it is read once more if that is lost."""
    kept: Whole | None = memory.get(WHOLE, source.origin)
    if kept is None:
        kept = _again(source, forms)
        memory.put(WHOLE, source.origin, kept)
    return kept


def _again(source: Source, forms: Forms, whole: Whole | None = None) -> Whole:
    """The report, read once more if it is not there."""
    if whole is None:
        file = source.fetch()
        whole = read_alone(file, forms)[1]
        if whole is None:
            raise LookupError(file.path)
    return whole


class _Reading(NamedTuple):
    """The report of a file, the text of its front matter, and what was found on reading it."""

    report: Report | None
    front: str
    found: list[Diagnostic]


def _read(file: File, forms: Forms) -> _Reading:
    data, path, agency, _, year = file
    draft, found = parse(data, path)
    if draft is None:
        return _Reading(None, "", found)
    report, more = bind(draft, agency.slug, year, forms)
    found += more
    if report is None:
        return _Reading(None, "", found)
    if (
        agency.kind == GOVERNMENT
        and report.scope is None
        and not draft.damaged
        and not any(entry.key.text == "统计范围" for entry in draft.front.entries)
    ):
        message = "政府的年报必须写明『统计范围』"
        hint = (
            "只统计政府本级的写『统计范围: 本机关』，包括部门和乡镇的写『统计范围: 全辖区』；"
            "原文没有写明的写『统计范围: 原文未载明』。"
        )
        found.append(finding("field-missing", report.span, message, hint))
    if not agency.existed(year):
        message = f"『{agency.name}』的存续期间里没有{year}年"
        hint = f"请核对 {agency.file} 里的『存续期间』和这份年报的年度。"
        found.append(finding("agency-not-there", report.span, message, hint))
    dated = next((e.value for e in draft.front.entries if e.key.text == "发布日期"), None)
    if not draft.damaged and (dated is None or (isinstance(dated, Scalar) and dated.text == UNKNOWN)):
        message = "没有写『发布日期』，网页标签 PubDate 从缺"
        hint = f"请写『发布日期: {year + 1}-01-31』这样的一行；原文没有载明、也查不到的，保留原样即可。"
        found.append(finding("published-unknown", report.span, message, hint))
    front = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")[: draft.body_line - 1]
    return _Reading(report, "\n".join(front), found)
