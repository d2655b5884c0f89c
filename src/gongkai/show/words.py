"""How is a finding put into words? The same words in every form."""

from collections.abc import Iterable
from typing import NamedTuple

from gongkai.diag import Diagnostic, Place, Severity

LEVELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
_ACCEPTED = "已说明"  # how the hint of a finding begins that the body lets stand with a reason


class Counts(NamedTuple):
    """How many findings there are of each level; as text: 3 个错误、1 个警告."""

    errors: int
    warnings: int
    notes: int

    def __str__(self) -> str:
        return "、".join(f"{n} 个{word}" for n, word in zip(self, LEVELS.values(), strict=True) if n)


def count(findings: Iterable[Diagnostic]) -> Counts:
    """How many findings there are of each level."""
    levels = [found.severity for found in findings]
    return Counts(*(levels.count(level) for level in LEVELS))


def summary(findings: Iterable[Diagnostic]) -> str:
    """One sentence that counts the findings."""
    counts = count(findings)
    return f"共 {counts}。" if any(counts) else "没有发现问题。"


def where(place: Place) -> str:
    """Where in the form: 表三，row，column; empty for a finding that is not about a table."""
    heads = [head for head in (place.row, place.column) if head]
    return "，".join([f"表{place.table}", *heads]) if heads else ""


def remedy(found: Diagnostic) -> str:
    """What to do about it, or why the body lets it stand; empty if there is nothing to say."""
    if not found.hint or reason(found):
        return found.hint
    return f"改法：{found.hint}"


def reason(found: Diagnostic) -> str:
    """Why the body lets a finding stand; empty if it does not."""
    return found.hint.removeprefix(_ACCEPTED).lstrip("：") if found.hint.startswith(_ACCEPTED) else ""


def in_full(found: Diagnostic) -> str:
    """Message, place in the form and remedy, a line each: all that a reader is told without seeing the file."""
    place = where(found.place)
    lines = [found.message, f"位置：{place}" if place else "", remedy(found)]
    return "\n".join(line for line in lines if line)
