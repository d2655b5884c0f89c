"""What can be said about content? One type for every finding, and the list of all codes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding weighs: only errors stop a build."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Span(NamedTuple):
    """A place in a file: path relative to the content folder, line and column from 1, length in characters."""

    file: str
    line: int = 1
    column: int = 1
    length: int = 1


class Place(NamedTuple):
    """What a finding is about: agency slug, report year, table ordinal, row and column as in report.json."""

    agency: str | None = None
    year: int | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None


class Related(NamedTuple):
    """Another place that belongs to a finding, with a short word on what stands there."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to say about the content, in Chinese, with a way to mend it."""

    code: str
    severity: Severity
    span: Span
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    place: Place = field(default=Place())
    position: str = ""  # what an acceptance writes as 位置; empty where nothing can be accepted
    numbers: tuple[str, str] | None = None  # what stands there, and what it was compared with; as written or reckoned


class Code(NamedTuple):
    """What every finding of one code has in common; `basis` is an article, a 文号 or a rule's id.

    `meaning` is what it means, in words for an editor; empty where a rule says it on its page.
    """

    severity: Severity
    title: str
    basis: str = ""
    acceptable: bool = False
    meaning: str = ""


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings by file, line, column and code, each once: never by order of discovery."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.span, d.code, d.message, d.hint, d.position, str(d))))


def about(diagnostics: Iterable[Diagnostic], agency: str | None, year: int | None) -> list[Diagnostic]:
    """The findings, told which report they are about."""
    return [replace(d, place=d.place._replace(agency=agency, year=year)) for d in diagnostics]


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the findings stops a build."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
