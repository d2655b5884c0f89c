"""What becomes of small characters above or below the line?

Beside a number they are a note or a power and never a digit of it: 12 with a raised 1 is 12（1）, not 121; so behind
its unit. Behind a letter they stay as they are: m2.
"""

import re
from collections.abc import Callable, Iterable
from itertools import groupby

_NUMBER = re.compile(r"[\d零〇一二三四五六七八九十百千万][\u4e00-\u9fff]{0,2}\s*$")
_BRACKETS = " ()（）[]［］〔〕【】"


class Raised(str):
    """A piece of text above or below the line."""

    __slots__ = ()


def joined(parts: Iterable[str], tell: Callable[[str], None]) -> str:
    """The pieces as one text; those raised beside a number are put in brackets, and `tell` hears of them."""
    runs = [(raised, "".join(same)) for raised, same in groupby(filter(None, parts), lambda p: isinstance(p, Raised))]
    out = ""
    for (raised, text), (_, following) in zip(runs, [*runs, (False, "")][1:], strict=True):
        beside = _NUMBER.search(out) or following.lstrip()[:1].isnumeric()
        if raised and beside and (inner := text.strip(_BRACKETS)):
            tell(f"{out.rstrip()[-10:]}（{inner}）")
            out += f"（{inner}）"
        else:
            out += text
    return out
