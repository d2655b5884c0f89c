"""Which body is meant? What an editor calls it (编码, full, short or former name) against the records."""

import difflib
from collections.abc import Callable, Iterable, Sequence

from gongkai.records import Agency
from gongkai.text import fold

MAX_NEAR = 5
_CLOSE = 0.5
_Names = Callable[[Agency], Iterable[str]]
# How a body can be called, the surest way first.
_CALLED: tuple[_Names, ...] = (
    lambda agency: [agency.slug],
    lambda agency: [agency.name],
    lambda agency: agency.short_names,
    lambda agency: [former.name for former in agency.former_names],
)


def find(agencies: Sequence[Agency], called: str) -> Agency | str:
    """The one body of that 编码 or name; else a sentence that offers those that may be meant."""
    wanted = fold(called)
    for names in _CALLED:
        meant = [agency for agency in agencies if wanted in map(fold, names(agency))]
        if len(meant) > 1:
            return f"『{called}』有 {len(meant)} 个：{_listed(meant)}。请写其中一个的编码或全称。"
        if meant:
            return meant[0]
    meant = near(agencies, called)
    offered = f"是不是：{_listed(meant)}？" if meant else "请写机关的编码（文件夹名）或全称。"
    return f"没有『{called}』这个机关。{offered}"


def near(agencies: Sequence[Agency], called: str) -> list[Agency]:
    """The bodies, at most a few, whose 编码 or names are the most like a wrong one."""
    ranked = [(max(_likeness(fold(called), name) for name in _names(agency)), agency) for agency in agencies]
    likely = [(ratio, agency) for ratio, agency in ranked if ratio >= _CLOSE]
    return [agency for _, agency in sorted(likely, key=lambda one: -one[0])][:MAX_NEAR]


def _names(agency: Agency) -> list[str]:
    return [fold(name) for names in _CALLED for name in names(agency)]


def _likeness(wanted: str, name: str) -> float:
    """How alike two folded names are, 1 if one holds the other whole."""
    if wanted and (wanted in name or name in wanted):
        return 1.0
    return difflib.SequenceMatcher(None, wanted, name).ratio()


def _listed(agencies: Sequence[Agency]) -> str:
    return "、".join(f"{agency.name}（{agency.slug}）" for agency in agencies)
