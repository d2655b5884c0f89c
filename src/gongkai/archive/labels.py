"""Which label of the form is meant, and how sure is it?"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from gongkai.form import Leaf
from gongkai.search.fold import fold as same
from gongkai.text import fold

_SIGNS = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]?$")
_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十]+[)）、.．]|\d+[.．、)）])")
ENOUGH = 0.6  # below this two labels are not the same one mistyped: 『不予公开』 and 『予以公开』 share 0.5
SHORT = 3  # a label of so few characters has to be right


@cache
def plain(label: str) -> str:
    """A label as it is compared: without blanks and signs, in simplified characters and without radicals.

    >>> plain("3. 危及 “三安全⼀稳定”")
    '3危及三安全一稳定'
    """
    return _SIGNS.sub("", same(fold(label)))


class Name(NamedTuple):
    """What may stand before the figures of a row; the first characters of it are the heads it stands under."""

    text: str
    heads: int = 0


@cache
def names(leaf: Leaf) -> tuple[Name, ...]:
    """The label of a row in any of its spellings, alone and behind the heads it stands under."""
    heads = ["", *accumulated(tuple(plain(node.label) for node in leaf.ancestors))]
    found = {head + own: len(head) for own in _own(leaf) for head in heads if own}
    return tuple(Name(text, size) for text, size in found.items())


def accumulated(labels: tuple[str, ...]) -> Iterator[str]:
    """The labels joined, from the innermost outwards."""
    for at in range(len(labels) - 1, -1, -1):
        yield "".join(labels[at:])


def _own(leaf: Leaf) -> Iterator[str]:
    node = leaf.node
    for label in (node.label, *node.spellings, node.key or ""):
        for text in (label, _ASIDE.sub("", label)):
            yield plain(text)
            yield plain(_NUMBER.sub("", text))


def likeness(label: str, known: Sequence[Name]) -> float:
    """How like the label of a row in its spellings a plain text is: 1 if it is one of them, 0 if it can not be meant."""
    if any(label == name.text for name in known):
        return 1.0
    if len(label) <= SHORT:
        return 0.0
    best = max((_ratio(label, name) for name in known), default=0.0)
    return best if best >= ENOUGH else 0.0


@cache
def _ratio(one: str, other: Name) -> float:
    text, heads = other
    if len(text) <= SHORT or 2 * min(len(one), len(text)) < max(len(one), len(text)):
        return 0.0
    if text.startswith(one) and len(one) > heads + SHORT:
        return 0.9  # cut off, or its explanation left out
    if len(one) <= heads + 1:
        return 0.0  # no more than the heads, which other rows have too
    return SequenceMatcher(None, one, text, autojunk=False).ratio()
