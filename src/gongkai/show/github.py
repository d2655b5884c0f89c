"""How does a run on GitHub read findings? As workflow commands, one line each, that it shows beside the lines."""

from collections.abc import Sequence

from gongkai.codes import CODES
from gongkai.diag import Diagnostic, Severity
from gongkai.show.identity import in_repository
from gongkai.show.words import in_full
from gongkai.text import harmless

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def as_github(findings: Sequence[Diagnostic], prefix: str) -> str:
    """The findings as workflow commands."""
    return "".join(_command(found, prefix) + "\n" for found in findings)


def _command(found: Diagnostic, prefix: str) -> str:
    span = found.span
    properties = {
        "file": in_repository(span.file, prefix),
        "line": str(span.line),
        "col": str(span.column),
        "endColumn": str(span.column + span.length - 1),  # the last column, not the one behind it
        "title": f"{CODES[found.code].title} [{found.code}]",
    }
    listed = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())
    return f"::{COMMANDS[found.severity]} {listed}::{_escaped(harmless(in_full(found)), _DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
