"""What is a rule? A judgement that bears the code of its findings, and a docstring that is its public page."""

import re
from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, ParamSpec

from gongkai.diag import Diagnostic

_Sees = ParamSpec("_Sees")
_HEADS = {"公式": "formula", "依据": "basis", "不问": "silent", "例": "example", "改法": "mend"}
_HEAD = re.compile(rf"({'|'.join(_HEADS)})：(.*)")


class Page(NamedTuple):
    """What a rule says of itself, in Chinese: what it asks and the rest, each empty where it says nothing."""

    asks: str
    formula: str = ""
    basis: str = ""
    silent: str = ""
    example: str = ""
    mend: str = ""


class Rule(NamedTuple, Generic[_Sees]):
    """A judgement: what it finds, all of one code; `text` is its page as written."""

    code: str
    judge: Callable[_Sees, Iterable[Diagnostic]]

    @property
    def page(self) -> Page:
        """What the docstring of the judgement says."""
        return read_page(self.judge.__doc__ or "")


def rule(code: str) -> Callable[[Callable[_Sees, Iterable[Diagnostic]]], Rule[_Sees]]:
    """The rule that a function is."""

    def named(judge: Callable[_Sees, Iterable[Diagnostic]]) -> Rule[_Sees]:
        return Rule(code, judge)

    return named


def read_page(text: str) -> Page:
    """The page that a docstring holds: a paragraph on what is asked, then a line each for the rest.

    >>> read_page('''甲等于乙吗？
    ...
    ... 公式：甲 = 乙
    ... ''')
    Page(asks='甲等于乙吗？', formula='甲 = 乙', basis='', silent='', example='', mend='')
    """
    asks: list[str] = []
    parts: dict[str, str] = {}
    last = ""
    for line in (line.strip() for line in text.strip().splitlines()):
        if match := _HEAD.fullmatch(line):
            last = _HEADS[match[1]]
            parts[last] = match[2]
        elif line and last:
            parts[last] += line
        elif line:
            asks.append(line)
    return Page("".join(asks), **parts)
