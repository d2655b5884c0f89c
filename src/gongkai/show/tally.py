"""Where is the most to be mended? Findings counted by file and by code, the worst first."""

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, TypeVar

from gongkai.diag import Diagnostic
from gongkai.show.words import Counts, count

_K = TypeVar("_K", bound=Hashable)
MANY = 20  # more findings than this do not fit a screen: then they are counted, too


class Share(NamedTuple):
    """What a file or a code has of the findings."""

    name: str
    counts: Counts


def by_file(findings: Iterable[Diagnostic]) -> list[Share]:
    """The findings of each file, the file with most errors first."""
    return _shares(findings, lambda found: found.span.file)


def by_code(findings: Iterable[Diagnostic]) -> list[Share]:
    """The findings of each code, the code with most errors first."""
    return _shares(findings, lambda found: found.code)


def _shares(findings: Iterable[Diagnostic], name: Callable[[Diagnostic], str]) -> list[Share]:
    parts = grouped(findings, name)
    return sorted((Share(name, count(part)) for name, part in parts.items()), key=_worst_first)


def grouped(findings: Iterable[Diagnostic], key: Callable[[Diagnostic], _K]) -> dict[_K, list[Diagnostic]]:
    """The findings that have the same key, together."""
    parts: dict[_K, list[Diagnostic]] = {}
    for found in findings:
        parts.setdefault(key(found), []).append(found)
    return parts


def _worst_first(share: Share) -> tuple[int, int, int, str]:
    errors, warnings, notes = share.counts
    return (-errors, -warnings, -notes, share.name)
