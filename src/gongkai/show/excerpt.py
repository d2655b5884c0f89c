"""Which part of a source line is shown? The spot with some text around it, but never personal data."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gongkai.diag import Diagnostic, Span

MAX_LINE = 80  # characters of a source line that are shown
HIDDEN = frozenset({"personal-data"})  # codes whose spot is covered: what we print is passed on


class Excerpt(NamedTuple):
    """A part of a line: what stands before the spot, on it and behind it; `rest` if the line goes on."""

    line: int
    before: str
    spot: str
    behind: str
    rest: bool


class Excerpts:
    """The lines of files as they may be shown; each file is split once."""

    def __init__(self, files: Mapping[str, bytes], findings: Iterable[Diagnostic]) -> None:
        self._files = files
        self._lines: dict[str, list[str]] = {}
        self._covered: dict[tuple[str, int], list[Span]] = {}
        for found in findings:
            if found.code in HIDDEN:
                for span in (found.span, *(related.span for related in found.related)):
                    self._covered.setdefault(span[:2], []).append(span)

    def of(self, span: Span) -> Excerpt | None:
        """What is shown of the line of a span; None if there is nothing to see."""
        lines = self._lines_of(span.file)
        if span.line > len(lines) or not lines[span.line - 1].strip():
            return None
        line = self._presentable(lines[span.line - 1], span)
        spot = span.column - 1
        first = max(0, spot - MAX_LINE // 2)
        last = first + MAX_LINE
        before = ("…" if first else "") + line[first:spot]
        end = min(spot + span.length, last)
        return Excerpt(span.line, before, line[spot:end], line[end:last], len(line) > last)

    def _lines_of(self, file: str) -> list[str]:
        if file not in self._lines:
            self._lines[file] = _split(self._files.get(file, b""))
        return self._lines[file]

    def _presentable(self, line: str, span: Span) -> str:
        """The line with a dot for what would not show as one character, and blocks over personal data."""
        shown = "".join(c if c.isprintable() else "·" for c in line)
        for covered in self._covered.get(span[:2], ()):
            start, end = covered.column - 1, covered.column - 1 + covered.length
            shown = shown[:start] + "■" * len(shown[start:end]) + shown[end:]
        return shown


def _split(data: bytes) -> list[str]:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:  # nothing of it could be shown as it was written
        return []
