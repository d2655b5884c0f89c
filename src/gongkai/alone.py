"""What does the file of a report say by itself? The report, and all that is found without looking at another file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gongkai.bind import bind
from gongkai.codes import finding
from gongkai.diag import Diagnostic
from gongkai.fields import UNKNOWN
from gongkai.form import Forms
from gongkai.memory import FORGETFUL, Memory, origin_of
from gongkai.records import GOVERNMENT, Agency
from gongkai.report import Report
from gongkai.reports import Brief, brief_of
from gongkai.rules import judge_report
from gongkai.rules.copies import Sentence, sentences
from gongkai.rules.personal import Private, check_personal
from gongkai.rules.subject import Subject, names_of
from gongkai.source import Scalar, parse

KIND, WHOLE = "alone", "report"


class Whole(NamedTuple):
    """A report, and the sentences of it that are looked for in others."""

    report: Report
    sentences: tuple[Sentence, ...]


class Found(NamedTuple):
    """What a file says in short, and what was found in it: on reading it, by the rules, of personal data.

    `brief` is None if it cannot be read as a report.
    """

    brief: Brief | None
    read: tuple[Diagnostic, ...]
    judged: tuple[Diagnostic, ...]
    private: Private


@dataclass(frozen=True)
class Alone:
    """What the file of a report says by itself. `origin` is a digest of all that this was made from."""

    origin: bytes
    found: Found
    load: Callable[[], Whole]

    @cached_property
    def whole(self) -> Whole:
        """The report itself, fetched when somebody asks for it."""
        return self.load()


def read_alone(  # noqa: PLR0913, PLR0917 - a file, its place, and what is known beforehand
    data: bytes, path: str, agency: Agency, year: int, forms: Forms, memory: Memory = FORGETFUL
) -> Alone:
    """The report of a file, and what it says by itself; what `memory` knows of a file like it is taken over."""
    origin = origin_of(data, path, repr(agency), str(year))

    def again() -> Whole:
        kept: Whole | None = memory.get(WHOLE, origin)
        if kept is None and (report := _read(data, path, agency, year, forms).report):
            kept = _whole(Subject(report, agency))
            memory.put(WHOLE, origin, kept)
        if kept is None:
            raise LookupError(path)  # nobody asks for the report of a file that has none
        return kept

    known: Found | None = memory.get(KIND, origin)
    if known is not None:
        memory.keep(WHOLE, origin)
        return Alone(origin, known, again)
    report, front, read = _read(data, path, agency, year, forms)
    private = check_personal(path, data.decode("utf-8-sig", "ignore"), report.answers if report else ())
    if private.values:
        memory = FORGETFUL  # what may stand nowhere is not kept either
    if report is None:
        found = Found(None, tuple(read), (), private)
        memory.put(KIND, origin, found)
        return Alone(origin, found, again)
    subject = Subject(report, agency)
    found = Found(
        brief_of(report, origin, origin_of(front, path, repr(agency))),
        tuple(read),
        tuple(judge_report(subject)),
        private,
    )
    whole = _whole(subject)
    memory.put(KIND, origin, found)
    memory.put(WHOLE, origin, whole)
    return Alone(origin, found, lambda: whole)


def _whole(subject: Subject) -> Whole:
    own = () if subject.report.summary else tuple(sentences(subject.paragraphs, names_of(subject.agency)))
    return Whole(subject.report, own)


class _Reading(NamedTuple):
    """The report of a file, the text of its front matter, and what was found on reading it."""

    report: Report | None
    front: str
    found: list[Diagnostic]


def _read(data: bytes, path: str, agency: Agency, year: int, forms: Forms) -> _Reading:
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
