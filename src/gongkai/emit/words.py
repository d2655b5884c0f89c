"""How are figures and bodies put into words? Phrases that several kinds of pages share."""

from collections.abc import Sequence

from gongkai.cells import Cell, State
from gongkai.emit.values import KeyFigure
from gongkai.form import SEPARATOR
from gongkai.highlights import Highlight
from gongkai.records import Agency
from gongkai.series import Track

NOT_COLLECTED = "未收录"
NO_SUCH_ITEM = "无此项"
NO_TABLE = str(State.ABSENT)
NOT_ADDED = "未能合计"
_MANY = 30


def cell_text(cell: Cell | None) -> str:
    """A figure as printed, or the word for why there is none."""
    if cell is None:
        return NO_SUCH_ITEM
    if cell.state is State.ABSENT:
        return NO_TABLE
    if cell.computed and cell.state is not State.NUMBER:
        return NOT_ADDED
    return cell.text or str(State.BLANK)


def is_number(cell: Cell | None) -> bool:
    """Whether a figure is a number."""
    return cell is not None and cell.state is State.NUMBER


def key_figure(highlight: Highlight, *said: str) -> KeyFigure:
    """A key figure as printed; `said` is what else has to be said of it."""
    cell = highlight.cell
    sums = ("本站相加",) if cell and cell.computed and is_number(cell) else ()
    note = "；".join((*sums, *said)) or None
    kind = "number" if is_number(cell) else "blank"
    return KeyFigure(highlight.figure.label, cell_text(cell), highlight.figure.unit, kind, note)


def track_label(track: Track) -> str:
    """The name of a figure: its row, and the column where that says more than that this is the total."""
    row, column = track.row, track.column
    if not row.label:
        return SEPARATOR.join(node.written for node in column.path[-2:])
    name = row.node.label
    if row.node.total and row.ancestors:
        name = row.ancestors[-1].label + name
    unit = f"，{column.node.unit}" if column.node.kind == "money" else ""
    return name if column.node.total else f"{name}（{column.node.written}{unit}）"


def names(agencies: Sequence[Agency]) -> str:
    """The names of bodies in a row."""
    return "、".join(agency.name for agency in agencies)


def some_names(agencies: Sequence[Agency]) -> str:
    """The names of bodies in a row; of very many only the first."""
    told = names(agencies[:_MANY])
    return told if len(agencies) <= _MANY else f"{told}等 {len(agencies)} 个"


def kind_of(agency: Agency) -> str | None:
    """What sort of body it is, in a word or two: 市级部门."""
    if agency.kind is None or agency.level is None or agency.kind == "乡镇街道":
        return agency.kind
    return f"{agency.level}级{agency.kind}"


def period(start: int | None, end: int | None) -> str:
    """A span of years: 2001—2018年, 2001年起, 至2018年; nothing if neither end is known."""
    if start and end:
        return f"{start}—{end}年"
    return f"{start}年起" if start else f"至{end}年" if end else ""
