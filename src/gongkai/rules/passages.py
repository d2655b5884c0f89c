"""Which sentences does a report hold? Its paragraphs as running text, each knowing where in the file it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.diag import Span
from gongkai.form import SEPARATOR
from gongkai.prose import Source
from gongkai.report import Report

PREAMBLE = "前言"
_YAML_MARKS = re.compile(r"[\s:：,，{}\[\]\"'#&*]")
_MARKS = re.compile(r"[*`~]+|\\(?=\W)")
_OWN_LINE = re.compile(r"\s*(?:#{1,6}\s|[|>]|[-+*]\s|\d{1,2}[.)]\s)")
_HEADING = re.compile(r"\s*#{1,6}\s")
_STOPS = re.compile(r"[。；;！!？?]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without its marks of Markdown, its lines joined; `where` is the ordinal of its chapter, or 前言."""

    where: str
    text: str
    file: str
    starts: tuple[int, ...]  # offsets in `text` at which a piece of a line begins
    places: tuple[tuple[int, int], ...]  # line and column of each piece
    heading: bool = False

    def span(self, start: int, end: int) -> Span:
        """Where a part of the text stands in the file; its length ends with the line."""
        piece = bisect_right(self.starts, start) - 1
        line, column = self.places[piece]
        last = len(self.text)
        for begin, (other, _) in zip(self.starts[piece + 1 :], self.places[piece + 1 :], strict=True):
            if other != line:
                last = begin
                break
        return Span(self.file, line, column + start - self.starts[piece], max(min(end, last) - start, 1))

    def position(self, start: int, end: int) -> str:
        """How an acceptance names a part of the text: the chapter and the words, without marks that YAML would read."""
        return f"{self.where}{SEPARATOR}{_YAML_MARKS.sub('', self.text[start:end])}"

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Begin and end of each sentence, its full stop left out."""
        start = 0
        for stop in _STOPS.finditer(self.text):
            yield start, stop.start()
            start = stop.end()
        if start < len(self.text):
            yield start, len(self.text)


def paragraphs(report: Report) -> tuple[Paragraph, ...]:
    """The paragraphs of a report in the order of the file."""
    found = list(_paragraphs(PREAMBLE, report.prose.source, report.file))
    for section in report.prose.sections:
        where = section.chapter.ordinal if section.chapter else section.heading
        found += _paragraphs(where, section.source, report.file)
    return tuple(found)


def _paragraphs(where: str, source: Source, file: str) -> Iterator[Paragraph]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(source.lines, source.first):
        if block and (not line.strip() or _OWN_LINE.match(line) or _HEADING.match(block[-1][1])):
            yield _paragraph(where, block, file)
            block = []
        if line.strip():
            block.append((number, line))
    if block:
        yield _paragraph(where, block, file)


def _paragraph(where: str, block: Sequence[tuple[int, str]], file: str) -> Paragraph:
    text = ""
    starts: list[int] = []
    places: list[tuple[int, int]] = []
    for number, line in block:
        at = len(line) - len(line.lstrip())
        ends = [*_MARKS.finditer(line, at)] if any(mark in line for mark in "*`~\\") else []
        for begin, end in zip([at, *(m.end() for m in ends)], [*(m.start() for m in ends), len(line)], strict=True):
            if begin < end:
                starts.append(len(text))
                places.append((number, begin + 1))
                text += line[begin:end]
    if not starts:
        starts, places = [0], [(block[0][0], 1)]
    return Paragraph(where, text, file, tuple(starts), tuple(places), bool(_HEADING.match(block[0][1])))
