"""Do the lines of a front matter stand together as they should?

A faulty line is laid aside, with what is indented under it, and its fault noted, so that the rest can be
read; `scan` looks at the single lines. `source` gives what is left to a YAML reader.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from gongkai.scan import Fault, LayoutError, Scanned, refuse, scan_line

MAX_DEPTH = 8  # levels of indentation


class Level(NamedTuple):
    """An indentation that is in use (that of a list counts half a space more); `open` if lines may stand under it."""

    at: float
    open: bool


@dataclass(slots=True)
class Layout:
    """A front matter after the look at its lines: faulty ones laid aside, their faults by line number."""

    text: str = ""
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)  # lines whose key stands, but whose value was laid aside
    damaged: bool = False  # a line was laid aside whose key could not be read
    lines: list[Scanned] = field(default_factory=list)


def lay_out(text: str) -> Layout:
    """The text with every faulty line (and what is indented under it) laid aside, and the faults found."""
    layout = Layout()
    kept: list[str] = []
    levels: list[Level] = []
    aside: int | None = None  # while set, lines indented deeper belong to a line laid aside
    astray: int | None = None  # while set, lines indented as deep share the fault of a line above
    opener = 0  # the line above, if it is one that others stand under
    for number, line in enumerate(text.split("\n"), 1):
        scanned = Scanned(number)
        kept.append("")
        if aside is not None and line.strip() and _indent(line) > aside:
            continue
        try:
            scan_line(line, scanned)
            if not scanned.blank:
                _place(levels, scanned)
                aside = astray = None
                opener = 0 if scanned.has_value else number
            kept[-1] = line
        except LayoutError as error:
            fault = error.fault
            if fault.code == "indentation" and astray is not None and scanned.indent >= astray:
                continue
            layout.faults.append((number, fault))
            lost = fault.code == "indentation" or fault.column < _indent(line)
            aside, astray = (None, scanned.indent) if lost else (_indent(line), None)
            if scanned.key is None or lost or not _fits(levels, scanned):
                layout.damaged = True
                if opener:  # what it opens is not empty, only unreadable
                    layout.broken.add(opener)
                continue
            # The key is known: keep it, so that what is missing is not reported a second time.
            layout.broken.add(number)
            kept[-1] = " " * scanned.indent + "- " * scanned.dashed + scanned.key + ": ''"
        layout.lines.append(scanned)
    layout.text = "\n".join(kept)
    return layout


def _indent(line: str) -> int:
    """How far the line is indented, whatever blanks that was done with."""
    return len(line) - len(line.lstrip())


def _fits(levels: list[Level], line: Scanned) -> bool:
    """Whether a line whose value is laid aside stands where a line may stand; takes note of it."""
    line.has_value = True
    try:
        _place(levels, line)
    except LayoutError:
        return False
    return True


def _place(levels: list[Level], line: Scanned) -> None:
    """Take note of where the line stands; refuse an indentation that belongs to nothing."""
    at = line.indent + line.dashed / 2
    above = [level for level in levels if level.at <= at]
    if above[-1:] == [] or above[-1].at < at:
        if above != levels or not (levels[-1].open if levels else at < 1):
            # The line means to stand on the next level: what stands deeper ends here.
            levels[len(above) :] = [Level(level.at, open=False) for level in levels[len(above) :][:1]]
            _refuse_indentation(levels, line)
        above.append(Level(at, open=False))
    if line.dashed and line.key is not None:
        above[-1:] = [Level(at, open=True), Level(line.indent + 2, open=not line.has_value)]
    else:
        above[-1] = Level(at, open=not line.dashed and not line.has_value)
    if len(above) > MAX_DEPTH:
        refuse("too-deep", 0, f"缩进超过 {MAX_DEPTH} 级", "请检查行首空格，年报只用到三级。", max(line.indent, 1))
    levels[:] = above


def _refuse_indentation(levels: list[Level], line: Scanned) -> NoReturn:
    if line.dashed and any(level.at == line.indent for level in levels):
        refuse("indentation", line.indent, "这一行行首多了『-』", "上下各行不是列表，请删去『- 』。")
    refuse(
        "indentation",
        0,
        "这一行的缩进（行首空格）与上面的行对不齐",
        "同一级的各行行首空格数要相同；下一级比上一级多两个空格，上一级的冒号后面不写内容。",
        max(line.indent, 1),
    )
