"""Which figure stands in which cell? The written lines of a table, bound to the form."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from gongkai.cells import Cell, State, read_cell
from gongkai.codes import CODES, finding
from gongkai.diag import Diagnostic, Place, Related, Severity, Span
from gongkai.fields import alike, similar
from gongkai.filing import Filing, place, position, whole
from gongkai.form import CellKey, Leaf, Line, Node, Table
from gongkai.source import Broken, Entry, Mapping, Scalar, Sequence
from gongkai.source import Node as Written

ALL_ZERO, ALL_BLANK, ABSENT = "全部为零", "全部空白", "缺表"
_WHOLE = {ALL_ZERO: Cell(State.NUMBER, "0", "0"), ALL_BLANK: Cell(State.BLANK)}


def bind_table(table: Table, entry: Entry, *, damaged: bool) -> tuple[Filing, list[Diagnostic]]:
    """The filing that an entry of the front matter states, and what is wrong with it."""
    node, span = entry.value, entry.key.span
    if isinstance(node, Scalar) and node.text in _WHOLE:
        return whole(table, _WHOLE[node.text], node.span), []
    if isinstance(node, Scalar) and node.text == ABSENT:
        message = f"原文没有表{table.ordinal}（{table.title}）"
        hint = f"请核对原文；确实没有的，保留『{ABSENT}』。"
        found = finding("table-absent", node.span, message, hint, place=place(table))
        return whole(table, Cell(State.ABSENT), node.span), [found]
    binder = _Binder(table, damaged)
    if isinstance(node, Mapping):
        binder.level(node, list(table.lines), 0)
        return binder.filing(span), binder.found
    if not isinstance(node, Broken):
        hint = (
            f"请逐行写出，例如『  {table.lines[0].keys[0]}: …』；"
            f"整张表都是零写『{ALL_ZERO}』，都空白写『{ALL_BLANK}』，原文没有写『{ABSENT}』。"
        )
        at = span if isinstance(node, Scalar) and not node.text else node.span
        binder.report("field-shape", at, f"『{entry.key.text}』应当分行写", hint)
    return whole(table, Cell(State.OPEN), span, sound=False), binder.found


class _List(NamedTuple):
    """A line written as a list, in a table with row totals."""

    entry: Entry
    short: bool  # one cell less than the form has: the total was left out
    ends_in_sum: bool | None  # of a short one: the last number is the sum of the others; None if that says nothing


@dataclass(slots=True)
class _Binder:
    table: Table
    damaged: bool
    cells: dict[CellKey, Cell] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    sound: bool = True
    lists: list[_List] = field(default_factory=list)

    def report(self, code: str, span: Span, message: str, hint: str, at: Place | None = None) -> None:
        self.found.append(finding(code, span, message, hint, place=at or self.at()))
        self.sound = self.sound and (code == "cell-open" or CODES[code].severity is not Severity.ERROR)

    def at(self, row: Leaf | None = None, column: Leaf | None = None) -> Place:
        return place(self.table, row, column)

    def level(self, mapping: Mapping, lines: list[Line], depth: int) -> None:
        """Bind the entries of one level of indentation to the lines that share the heads above it."""
        groups: dict[Node, list[Line]] = {}
        for line in lines:
            groups.setdefault(line.nodes[depth], []).append(line)
        taken: dict[Node, Scalar] = {}
        misspelt: set[str] = set()
        for entry in mapping.entries:
            node = next((n for n in groups if n.named(entry.key.text)), None)
            if node is None:
                misspelt |= self._unknown_row(entry, list(groups))
                continue
            if node in taken:
                related = (Related(taken[node].span, "第一次写在这里"),)
                message = f"『{node.written}』一行写了两次（『{taken[node].text}』和『{entry.key.text}』）"
                diagnostic = finding(
                    "row-duplicate", entry.key.span, message, "请删去其中一行。", related, place=self.at()
                )
                self.found.append(diagnostic)
                self.sound = False
                continue
            taken[node] = entry.key
            self._spelling(entry.key, node)
            below = groups[node]
            if len(below) == 1 and len(below[0].nodes) == depth + 1:
                self._line(entry, below[0])
            elif isinstance(entry.value, Mapping):
                self.level(entry.value, below, depth + 1)
            else:
                self._not_split(entry, below, depth)
        for node, below in groups.items():
            if node not in taken:
                self._missing(mapping, node, below, known=node.written in misspelt)

    def _unknown_row(self, entry: Entry, nodes: list[Node]) -> set[str]:
        """Report a row that the form has not; the names it may be a misspelling of."""
        names = [node.written for node in nodes]
        hint = similar(entry.key.text, names) or f"这里可以写：{'、'.join(names)}。"
        message = f"表{self.table.ordinal}（{self.table.edition}年版）这里没有『{entry.key.text}』一行"
        if not isinstance(entry.value, Broken):
            self.report("row-unknown", entry.key.span, message, hint)
        return set(alike(entry.key.text, names))

    def _spelling(self, key: Scalar, node: Node) -> None:
        if node.spelled_otherwise(key.text):
            message = f"『{key.text}』不是规范名称"
            self.report(
                "label-spelling",
                key.span,
                message,
                f"格式里的名称是『{node.label}』，请写『{node.written}』。",
            )

    def _not_split(self, entry: Entry, below: list[Line], depth: int) -> None:
        for line in below:
            self._open(line)
        if isinstance(entry.value, Broken):
            return
        names = "、".join(line.nodes[depth + 1].written for line in below)
        hint = f"请在下一级分行写：{names}。如果原表这里只有一行，用的是另一版格式，请在前面写明『版式: {{{self.table.ordinal}: …}}』。"
        self.report(
            "row-length",
            entry.value.span,
            f"{self.table.edition}年版的『{entry.key.text}』要分 {len(below)} 行写",
            hint,
        )

    def _missing(self, mapping: Mapping, node: Node, below: list[Line], *, known: bool) -> None:
        needed = [line for line in below if not self._is_total(line)]
        for line in needed:
            self._open(line)
        if needed and not known and not self.damaged:
            what = f"『{node.written}』" + (f"（共 {len(needed)} 行）" if len(needed) > 1 else "一行")
            hint = "请对照原表补上；原表这一行空白的，各格写『空白』。"
            row = needed[0].cells[0][0] if len(needed) == 1 else None
            self.report("row-missing", mapping.span, f"表{self.table.ordinal}缺少{what}", hint, self.at(row))

    def _is_total(self, line: Line) -> bool:
        return all(CellKey(row.id, column.id) in self.table.totals for row, column in line.cells)

    def _open(self, line: Line) -> None:
        """Leave the cells of a line open that could not be read; why was, or will be, reported."""
        self.sound = False
        for row, column in line.cells:
            self.cells[CellKey(row.id, column.id)] = Cell(State.OPEN)

    def _line(self, entry: Entry, line: Line) -> None:
        node = entry.value
        if isinstance(node, Broken):
            self._open(line)
        elif isinstance(node, Sequence):
            self._list(entry, line, [item.value for item in node.items])
        elif isinstance(node, Mapping):
            self._columns(entry, line, node)
        elif not node.text and not node.quoted:
            self._open(line)
            hint = "请填写；原表空白写『空白』，没有发生写 0。"
            self.report(
                "field-empty",
                node.span,
                f"『{entry.key.text}』后面没有内容",
                hint,
                self.at(line.cells[0][0]),
            )
        elif len(line.cells) == 1:
            self._cell(node, *line.cells[0])
        else:
            self._open(line)
            self.report(
                "row-length",
                node.span,
                f"『{entry.key.text}』一行有 {len(line.cells)} 格，这里只写了一个值",
                self._shape(line),
                self.at(line.cells[0][0]),
            )

    def _shape(self, line: Line) -> str:
        names = [column.node.written for _, column in line.cells]
        if line.by_name:
            return "请写成 {" + ", ".join(f"{name}: …" for name in names) + "}。"
        return f"请按顺序写出各格，用方括号：[{', '.join(names)}]。"

    def _list(self, entry: Entry, line: Line, values: list[Written]) -> None:
        parts = [(row, column) for row, column in line.cells if not column.node.total]
        if len(values) == len(line.cells):
            cells = list(line.cells)
        elif len(values) == len(parts):
            cells = parts
        else:
            self._open(line)
            counts = f"{len(line.cells)} 格" + (
                f"（或省去总计写 {len(parts)} 格，总计由系统计算）" if len(parts) < len(line.cells) else ""
            )
            message = f"『{entry.key.text}』一行应有 {counts}，现有 {len(values)} 格"
            self.report(
                "row-length",
                entry.value.span,
                message,
                _split_in_two(values, len(line.cells)) + self._shape(line),
                self.at(line.cells[0][0]),
            )
            return
        if len(parts) < len(line.cells):
            short = cells is parts
            self.lists.append(_List(entry, short, _ends_in_sum(values) if short else None))
        for value, (row, column) in zip(values, cells, strict=True):
            self._cell(value, row, column)

    def _check_shorter(self) -> None:
        """Lines one cell short leave out their total: all lines of a table, or none."""
        short = [line.entry for line in self.lists if line.short]
        for entry in short if len(short) < len(self.lists) else []:
            message = f"『{entry.key.text}』一行少一格，而别的行写了总计"
            hint = "请对照原表补上少写的一格；总计要么各行都写，要么各行都省去。"
            self.report("row-length", entry.value.span, message, hint)
        sums = [line.ends_in_sum for line in self.lists if line.ends_in_sum is not None]
        if self.sound and sums and all(sums):
            message = (
                f"各行都少一格，而最后一格（如『{short[0].key.text}』）正好是前面各格之和，像是写了总计而少写了别的格"
            )
            hint = "请对照原表把各格连同总计都写出来，总计写在最后。"
            self.report("row-length", short[0].value.span, message, hint)

    def _columns(self, entry: Entry, line: Line, mapping: Mapping) -> None:
        taken: set[str] = set()
        misspelt: list[str] = []
        for part in mapping.entries:
            match = next(((r, c) for r, c in line.cells if c.node.named(part.key.text)), None)
            if match is None:
                names = [column.node.written for _, column in line.cells]
                # One that stands alone can only mean the one column there is.
                misspelt += names if len(names) == 1 else alike(part.key.text, names)
                hint = similar(part.key.text, names) or f"这一行可以写：{'、'.join(names)}。"
                self.report(
                    "column-unknown",
                    part.key.span,
                    f"『{entry.key.text}』一行没有『{part.key.text}』这一列",
                    hint,
                    self.at(line.cells[0][0]),
                )
                continue
            row, column = match
            if column.id in taken:
                self.report(
                    "column-duplicate",
                    part.key.span,
                    f"『{column.node.written}』写了两次",
                    "请删去其中一个。",
                    self.at(row, column),
                )
                continue
            taken.add(column.id)
            self._spelling(part.key, column.node)
            self._cell(part.value, row, column)
        left_out = [
            (row, column)
            for row, column in line.cells
            if column.id not in taken and CellKey(row.id, column.id) not in self.table.totals
        ]
        for row, column in left_out:
            self.cells[CellKey(row.id, column.id)] = Cell(State.OPEN)
        if missing := [(row, column) for row, column in left_out if column.node.written not in misspelt]:
            wanted = "".join(f"『{column.node.written}』" for _, column in missing)
            hint = "请对照原表补上；原表空白写『空白』。"
            at = self.at(*missing[0]) if len(missing) == 1 else self.at(missing[0][0])
            self.report("cell-missing", mapping.span, f"『{entry.key.text}』一行缺少{wanted}", hint, at)

    def _cell(self, node: Written, row: Leaf, column: Leaf) -> None:
        key = CellKey(row.id, column.id)
        if not isinstance(node, Scalar):
            self.cells[key] = Cell(State.OPEN)
            self.sound = False
            if not isinstance(node, Broken):
                self.report("number", node.span, "这一格里不是一个数字", "一格只写一个数字。", self.at(row, column))
            return
        if not node.text and not node.quoted:
            self.cells[key] = Cell(State.OPEN)
            self.report(
                "field-empty",
                node.span,
                f"『{column.node.written}』后面没有内容",
                "请填写；原表空白写『空白』，没有发生写 0。",
                self.at(row, column),
            )
            return
        cell, fault = read_cell(node.text, column.node.kind, node.span)
        self.cells[key] = cell
        if fault:
            self.report(fault.code, node.span, fault.message, fault.hint, self.at(row, column))

    def filing(self, span: Span) -> Filing:
        """The table with every cell in the order of the form, totals that were left out computed."""
        self._check_shorter()
        left_out = [key for key in self.table.keys if key not in self.cells]
        sums = {key: self._compute(key) for key in left_out}
        # Totals over a cell that is 待核 wait with it: it was reported.
        settled = self.sound and not self.damaged and all(c.state is not State.OPEN for c in self.cells.values())
        for row, column in self.table.cells:
            if settled and sums.get(CellKey(row.id, column.id), 0) is None:
                message = f"『{position(self.table, row, column)}』省去了，但算不出来"
                hint = "各项里有不是数字的格；原表写了总计就照写，没有写就写『空白』。"
                self.report("total-not-computed", span, message, hint, self.at(row, column))
        for key, value in sums.items():
            unknown = State.BLANK if settled else State.OPEN
            state = unknown if value is None else State.NUMBER
            self.cells[key] = Cell(state, None if value is None else format(value, "f"), None)
        cells = {key: self.cells[key] for key in self.table.keys}
        return Filing(self.table, cells, span, sound=self.sound and not self.damaged)

    def _compute(self, key: CellKey) -> Decimal | None:
        if key in self.cells:
            return self.cells[key].value
        for equation in self.table.equations:
            if equation.defines == key:
                values = [self._compute(part) for part in equation.left]
                if None not in values:
                    return sum((v for v in values if v is not None), Decimal(0))
        return None


def _ends_in_sum(values: list[Written]) -> bool | None:
    """Whether the last number is the sum of the others; None if one is no number or all are 0."""
    texts = [v.text for v in values if isinstance(v, Scalar) and re.fullmatch(r"\d{1,15}", v.text, re.ASCII)]
    numbers = [int(text) for text in texts]
    return sum(numbers[:-1]) == numbers[-1] if len(numbers) == len(values) and any(numbers) else None


def _split_in_two(values: list[Written], count: int) -> str:
    """A word on the two cells that make the row add up if they are one number; empty unless just two do."""
    texts = [v.text for v in values if isinstance(v, Scalar) and re.fullmatch(r"\d{1,15}", v.text, re.ASCII)]
    if len(texts) != len(values) or len(values) != count + 1:
        return ""
    found = []
    for at in range(count):
        joined = [*texts[:at], texts[at] + texts[at + 1], *texts[at + 2 :]]
        if not texts[at].startswith("0") and sum(map(int, joined[:-1])) == int(joined[-1]):
            found.append(at)
    if len(found) != 1:
        return ""
    one, two = texts[found[0]], texts[found[0] + 1]
    return f"『{one}』和『{two}』像是一个数 {one}{two} 拆成了两格：合起来，各格之和正好等于总计。"
