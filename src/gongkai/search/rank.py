"""Which hit comes first? The twin of rank.js, by which that is tested; the desk lists the newest first.

score = 1000 · tier + the sum over the parts of idf · (1 + 2 · title); the greater comes first, and of equal ones the
document with the greater number.
"""

import math
import re
from collections.abc import Container, Iterable

_YEAR = re.compile(r"[12][0-9]{3}(?:年|年度)?\Z")
_NAME, _YEAR_OF, _REGION = 4, 2, 1


def split_year(text: str) -> tuple[str, int]:
    """What comes before a year at the end of a folded part, and the year, or 0.

    >>> split_year("后河镇2023年"), split_year("2023"), split_year("后河镇")
    (('后河镇', 2023), ('', 2023), ('后河镇', 0))
    """
    found = _YEAR.search(text)
    return (text[: found.start()], int(found[0][:4])) if found else (text, 0)


def tier(parts: Iterable[str], year: int, names: Container[str], regions: Container[str]) -> int:
    """How much the parts say about whose report of which year it is: 4 for a name of the body, 2 for the year, 1 for a region.

    The parts are folded, and neither quoted nor excluded; `names` are those of the body, `regions` those of its region
    and of the ones around it. A year that is glued to two other characters or more counts where these are such a name.

    >>> tier(["后河镇2023年"], 2023, {"后河镇"}, {"卫辉市"}), tier(["审计2023"], 2023, {"后河镇"}, {"卫辉市"})
    (6, 0)
    """
    worth = 0
    for part in parts:
        before, told = split_year(part)
        rest = _claims(before, names, regions) if told and len(before) > 1 else 0
        worth += _claims(part, names, regions) + rest
        if told == year and (rest or not before):
            worth += _YEAR_OF
    return worth


def _claims(text: str, names: Container[str], regions: Container[str]) -> int:
    return _NAME * (text in names) + _REGION * (text in regions)


def idf(documents: int, df: int) -> float:
    """What a part weighs that is in `df` of all documents."""
    return math.log(1 + documents / df)


def score(worth: int, parts: Iterable[tuple[float, bool]]) -> float:
    """The score: see `tier`; of each part its `idf`, and whether its first three units stand in the title."""
    return 1000 * worth + sum(weight * (3 if title else 1) for weight, title in parts)
