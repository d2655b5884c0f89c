"""How does a clerk check an import against the original? On one page: the source beside what was made of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai import __version__
from gongkai.archive.beside import DROPPED, NO_ROW, NO_TABLE, OPEN, Beside, Compared, Figure, Note, Rows, compared
from gongkai.archive.facts import Facts, Proposal
from gongkai.archive.importing import NOT_MENDED, Imported, NotImported
from gongkai.archive.raw import Paragraph, RawTable, Source
from gongkai.archive.repair import KINDS
from gongkai.archive.rows import RULED
from gongkai.archive.told import Told
from gongkai.cells import State
from gongkai.codes import CODES
from gongkai.diag import Diagnostic
from gongkai.form import CellKey, Edition, Table
from gongkai.grid import Box, Grid, draw
from gongkai.rules.personal import redact
from gongkai.show.page import print_page, seal
from gongkai.show.words import LEVELS, Counts, count, reason, where

MARK = b'<meta name="application-name" content="gongkai import">'  # by which a page of ours is known
_FACTS = {
    "agency": "机关",
    "year": "年度",
    "title": "标题",
    "published": "发布日期",
    "publisher": "发布机构",
    "index_number": "索引号",
    "document_number": "文号",
    "source_address": "来源地址",
}
_BLANKS = {State.BLANK: "空白", State.ABSENT: "缺表"}
_LONGEST = 400  # characters of a line outside the tables that are shown
_FEW = 3  # cells that a note of a whole row names
_WIDE = 6  # columns of the source beyond which a table needs half of the page


class Chip(NamedTuple):
    """A mark beside what it is about: the number of the note, its kind, where it leads and in which words."""

    number: int
    kind: str
    href: str
    leads: str


class Piece(NamedTuple):
    """A place of the source as drawn: text between tabulators or bars, or a place of a table with its spans."""

    texts: tuple[str, ...]
    id: str = ""
    chips: tuple[Chip, ...] = ()
    colspan: int = 1
    rowspan: int = 1


class Run(NamedTuple):
    """A run of lines, each of one piece, or of rows of a table, with what stands before each as its place."""

    drawn: bool
    caption: str
    rows: tuple[tuple[str, tuple[Piece, ...]], ...]


class Drawn(NamedTuple):
    """A box of the form as drawn; `state` is open, blank or nothing."""

    box: Box
    id: str
    headers: str
    text: str
    state: str
    readings: tuple[str, ...]
    chips: tuple[Chip, ...]


class Pair(NamedTuple):
    """A table: what the source has on the left, what was recognised on the right."""

    id: str
    title: str
    edition: str
    found: bool
    open: int
    mended: int
    raw: tuple[Run, ...]
    missing: tuple[tuple[str, str, Chip], ...]  # id and words of what the source does not have
    grid: Grid
    head: tuple[tuple[Drawn, ...], ...]
    bodies: tuple[tuple[tuple[Drawn, ...], ...], ...]


class Spot(NamedTuple):
    """A place by name, with its anchor if it is on the page."""

    name: str
    href: str


class Listed(NamedTuple):
    """A note as the list has it."""

    id: str
    number: int
    places: tuple[Spot, ...]
    found: str
    made: str
    results: tuple[Spot, ...]
    why: str


class Kind(NamedTuple):
    """The notes of one kind, and what that kind is."""

    name: str
    explain: str
    notes: tuple[Listed, ...]


class Evidence(NamedTuple):
    """A fact with the places that say so; `open` says why none is taken."""

    name: str
    value: str
    places: tuple[tuple[str, Spot, str], ...]  # what it would be, where, in which words
    open: str


class Finding(NamedTuple):
    """What the ordinary rules say: `level` as a program calls it, `word` for people."""

    level: str
    word: str
    spot: Spot
    message: str
    hint: str
    code: str
    title: str


class File(NamedTuple):
    """A file and all there is to say of it; of a refused one only the reason."""

    id: str
    name: str
    path: str
    reason: str = ""
    agency: str = ""
    slug: str = ""
    year: str = ""
    editions: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    open: int = 0
    mended: int = 0
    dropped: int = 0
    counts: Counts = Counts(0, 0, 0)
    facts: tuple[Evidence, ...] = ()
    silent: tuple[str, ...] = ()  # what the file does not say
    pairs: tuple[Pair, ...] = ()
    rest: tuple[Run, ...] = ()
    kinds: tuple[Kind, ...] = ()
    left: tuple[Listed, ...] = ()  # what was dropped
    unread: tuple[str, ...] = ()  # what the container holds besides
    findings: tuple[Finding, ...] = ()
    open_findings: int = 0
    kept: str = ""  # why it was not written, if it could be read


def as_page(files: Sequence[Told], template: str, style: str) -> str:
    """The imports as an HTML document made with the template; the style is the only thing it lets in."""
    sealed = seal(style)
    told = tuple(_file(number, one) for number, one in enumerate(files, 1))
    return print_page(
        template,
        files=told,
        style=sealed.style,
        policy=sealed.policy,
        version=__version__,
        LEVELS=tuple(LEVELS.values()),
        FEW=_FEW,
        WIDE=_WIDE,
    )


def _file(number: int, told: Told) -> File:
    key, one = f"f{number}", told.one
    if isinstance(one, NotImported):
        return File(key, _seen(one.name), _seen(told.file), _seen(one.why))
    return _Paper(key, one, told.findings).file(told.file)._replace(kept=_seen(told.why))


def _seen(text: str) -> str:
    """The text with a dot for every character that cannot be seen or changes how others are seen."""
    return "".join(c if c.isprintable() or c in " \n\t\u3000\xa0" else "·" for c in text)


class _Paper:
    """One import, drawn: the ids of everything begin with `key`."""

    def __init__(self, key: str, one: Imported, findings: Sequence[Diagnostic]) -> None:
        self.key, self.one, self.findings = key, one, findings
        self.compared: Compared = compared(one)
        self.at = _numbered(one.source) if one.source else {}
        self.shown: set[str] = set()  # places that have an anchor
        self.numbers = {beside.table.ordinal: number for number, beside in enumerate(self.compared.tables, 2)}
        self.leaves = {beside.table.ordinal: dict(beside.table.leaves) for beside in self.compared.tables}
        self.labels = {
            ordinal: {row.id: row.label for row, _ in leaves.values()} for ordinal, leaves in self.leaves.items()
        }
        self.of_cell: dict[tuple[str, CellKey], list[Note]] = {}
        self.of_row: dict[tuple[str, str], list[Note]] = {}
        self.of_place: dict[str, list[Note]] = {}
        for note in self.compared.notes:
            for cell in note.cells:
                self.of_cell.setdefault((note.ordinal, cell), []).append(note)
            for row in note.rows:
                self.of_row.setdefault((note.ordinal, row), []).append(note)
            if note.repair.where:
                self.of_place.setdefault(note.repair.where, []).append(note)

    def file(self, name: str) -> File:
        """All there is to say."""
        one, notes = self.one, self.compared.notes
        raw = {beside.table.ordinal: tuple(self._runs(beside)) for beside in self.compared.tables}
        rest = tuple(self._rest())
        left = [note for note in notes if note.repair.kind == DROPPED]
        unread = one.source.dropped if one.source else ()
        facts = tuple(self._facts(one.said)) if one.said else ()
        said = [found for found in self.findings if found.code != "cell-open"]
        return File(
            self.key,
            self.text(one.name),
            self.text(name),
            "",
            self.text(one.agency or ""),
            one.slug or "",
            str(one.year or ""),
            tuple((f"表{beside.table.ordinal}", self._edition(beside.table).name) for beside in self.compared.tables),
            f"{one.source.kind}，{one.source.encoding}" if one.source and one.source.encoding else self._kind(),
            one.open,
            one.mended,
            one.dropped,
            count(self.findings),
            tuple(fact for fact in facts if fact.places),
            tuple(fact.name for fact in facts if not fact.places),
            tuple(self._pair(beside, raw[beside.table.ordinal]) for beside in self.compared.tables),
            rest,
            tuple(self._kinds()),
            tuple(map(self._listed, left)),
            tuple(map(self.text, unread)),
            tuple(map(self._finding, said)),
            len(self.findings) - len(said),
        )

    def _kind(self) -> str:
        return self.one.source.kind if self.one.source else "report.json"

    def _edition(self, table: Table) -> Edition:
        return self.one.forms.get(table.edition) or self.one.edition

    def text(self, text: str) -> str:
        """A text of the file as it may be shown: what is printed here is passed on."""
        return _seen(redact(text))

    # --- anchors and marks

    def _place_id(self, where: str) -> str:
        return f"{self.key}-p{self.at[where]}"

    def _cell_id(self, ordinal: str, key: CellKey) -> str:
        return f"{self.key}-v{self.numbers[ordinal]}-{key.row}-{key.column}"

    def _row_id(self, ordinal: str, row: str) -> str:
        return f"{self.key}-t{self.numbers[ordinal]}-r-{row}"

    def _results(self, note: Note) -> Iterator[Spot]:
        """Where the form shows what a note is about: its rows, else its cells, else the table."""
        leaves, labels = self.leaves.get(note.ordinal, {}), self.labels.get(note.ordinal, {})
        for row in note.rows:
            if labels.get(row):
                yield Spot(f"表{note.ordinal}，{labels[row]}", f"#{self._row_id(note.ordinal, row)}")
        if note.repair.kind == NO_TABLE or (note.rows and not any(labels.get(row) for row in note.rows)):
            yield Spot(f"表{note.ordinal}", f"#{self.key}-b{self.numbers[note.ordinal]}")
        elif not note.rows:
            for key in note.cells:
                if key in leaves:
                    heads = "，".join(leaf.label for leaf in leaves[key] if leaf.label)
                    yield Spot(f"表{note.ordinal}，{heads}", f"#{self._cell_id(note.ordinal, key)}")

    def _from_source(self, where: str) -> tuple[Chip, ...]:
        """The marks of a place of the source; each leads to the form, or to the list where the form has nothing."""
        return tuple(self._chip_to_form(note) for note in self.of_place.get(where, ()))

    def _chip_to_form(self, note: Note) -> Chip:
        result = next(self._results(note), None)
        if result:
            return Chip(note.number, note.repair.kind, result.href, "看识别结果")
        return Chip(note.number, note.repair.kind, f"#{self.key}-n{note.number}", "看说明")

    def _from_form(self, notes: Iterable[Note]) -> tuple[Chip, ...]:
        """The marks of a cell or a row; each leads to its place in the source."""
        return tuple(
            Chip(note.number, note.repair.kind, *self._way_back(note)) for note in notes if note.repair.kind != DROPPED
        )

    def _way_back(self, note: Note) -> tuple[str, str]:
        where = note.repair.where
        if where in self.shown:
            return f"#{self._place_id(where)}", "看原文"
        if note.repair.kind in (NO_ROW, NO_TABLE):
            return f"#{self.key}-a{note.number}", "看原文一边"
        return f"#{self.key}-n{note.number}", "看说明"

    # --- the source

    def _piece(self, where: str, texts: Iterable[str], spans: tuple[int, int] = (1, 1)) -> Piece:
        known = where in self.at and where not in self.shown
        if known:
            self.shown.add(where)
        chips = self._from_source(where) if known else ()
        return Piece(
            tuple(map(self.text, texts)),
            self._place_id(where) if known else "",
            chips,
            colspan=spans[1],
            rowspan=spans[0],
        )

    def _runs(self, beside: Beside) -> Iterator[Run]:
        lines: list[tuple[str, tuple[Piece, ...]]] = []
        title = f"表{beside.table.ordinal}的原文"
        for raw in beside.raw:
            if isinstance(raw, Paragraph):
                lines.append((raw.where, (self._piece(raw.where, _parts(raw.text)),)))
                continue
            if lines:
                yield Run(drawn=False, caption=title, rows=tuple(lines))
                lines = []
            yield Run(drawn=True, caption=f"{title}：{self.text(raw.table.where)}", rows=tuple(self._table_rows(raw)))
        if lines:
            yield Run(drawn=False, caption=title, rows=tuple(lines))

    def _table_rows(self, raw: Rows) -> Iterator[tuple[str, tuple[Piece, ...]]]:
        """Rows of a table with their number; a place that is spanned by one above or before it is left out."""
        taken: set[tuple[int, int]] = set()
        for number in range(raw.first, raw.last + 1):
            pieces = []
            for at, cell in enumerate(raw.table.rows[number - 1]):
                if (number, at) in taken:
                    continue
                rows, columns = min(cell.spans[0], raw.last - number + 1), cell.spans[1]
                taken |= {(number + down, at + right) for down in range(rows) for right in range(columns)}
                pieces.append(self._piece(cell.where, [cell.text], (rows, columns)))
            yield str(number), tuple(pieces)

    def _rest(self) -> Iterator[Run]:
        """The places outside the tables that something is said of, in the order of the file."""
        if not self.one.source:
            return
        asked = set(self.of_place)
        for proposal in _proposals(self.one.said) if self.one.said else ():
            asked |= {fact.where for fact in proposal.candidates}
        lines = [
            (where, (self._piece(where, [text if len(text) <= _LONGEST else text[:_LONGEST] + "……"]),))
            for where, text in _places(self.one.source)
            if where in asked and where not in self.shown
        ]
        if lines:
            yield Run(drawn=False, caption="表格以外的原文", rows=tuple(lines))

    # --- the form

    def _pair(self, beside: Beside, raw: tuple[Run, ...]) -> Pair:
        ordinal, number = beside.table.ordinal, self.numbers[beside.table.ordinal]
        grid = draw(beside.table, number)
        own = [note for note in self.compared.notes if note.ordinal == ordinal]
        return Pair(
            f"{self.key}-b{number}",
            f"表{ordinal}　{beside.table.title}",
            self._edition(beside.table).name,
            beside.found,
            sum(figure.open for figure in beside.figures.values()),
            sum(note.repair.kind not in NOT_MENDED for note in own),
            raw,
            tuple(
                (f"{self.key}-a{note.number}", self.text(note.repair.made), self._chip_to_form(note))
                for note in own
                if note.repair.kind in (NO_ROW, NO_TABLE)
            ),
            grid,
            tuple(tuple(self._box(box, beside) for box in row) for row in grid.head),
            tuple(tuple(tuple(self._box(box, beside) for box in row) for row in body) for body in grid.bodies),
        )

    def _box(self, box: Box, beside: Beside) -> Drawn:
        ordinal = beside.table.ordinal
        headers = " ".join(f"{self.key}-{head}" for head in (box.headers or "").split())
        if box.key is None:
            row = (box.id or "").partition("-r-")[2]
            chips = self._from_form(self.of_row.get((ordinal, row), ())) if row else ()
            return Drawn(box, f"{self.key}-{box.id}" if box.id else "", headers, box.text, "", (), chips)
        figure = beside.figures[box.key]
        chips = self._from_form(self.of_cell.get((ordinal, box.key), ()))
        text, state = self._stated(figure)
        readings = tuple(map(self.text, figure.readings))
        return Drawn(box, self._cell_id(ordinal, box.key), headers, text, state, readings, chips)

    def _stated(self, figure: Figure) -> tuple[str, str]:
        if figure.open:
            return (OPEN if figure.readings or figure.text == OPEN else self.text(figure.text)), "open"
        if figure.state in _BLANKS and not figure.text:
            return _BLANKS[figure.state], "blank"
        return self.text(figure.text), ""

    # --- lists

    def _kinds(self) -> Iterator[Kind]:
        by_kind: dict[str, list[Note]] = {}
        for note in self.compared.notes:
            by_kind.setdefault(note.repair.kind, []).append(note)
        order = {kind: at for at, kind in enumerate((OPEN, NO_TABLE, NO_ROW, *KINDS))}
        for kind in sorted(by_kind, key=lambda one: order.get(one, len(order))):
            if kind != DROPPED:
                yield Kind(kind, KINDS.get(kind, ""), tuple(map(self._listed, by_kind[kind])))

    def _listed(self, note: Note) -> Listed:
        repair = note.repair
        return Listed(
            f"{self.key}-n{note.number}",
            note.number,
            (self._spot(repair.where),) if repair.where else (),
            self.text(repair.found),
            self.text(repair.made),
            tuple(self._results(note)),
            self.text(repair.why),
        )

    def _spot(self, where: str) -> Spot:
        return Spot(self.text(where), f"#{self._place_id(where)}" if where in self.shown else "")

    def _facts(self, said: Facts) -> Iterator[Evidence]:
        for name, proposal in zip(_FACTS.values(), _proposals(said), strict=True):
            fact = proposal.fact
            told = proposal.candidates if not fact else (fact, *(one for one in proposal.candidates if one != fact))
            places = tuple((self.text(one.value), self._spot(one.where), self.text(one.quoted)) for one in told)
            why = "" if fact else (proposal.why or "几处写的不同")
            yield Evidence(name, self.text(fact.value) if fact else "", places, self.text(why))

    def _finding(self, found: Diagnostic) -> Finding:
        why = reason(found)
        return Finding(
            "accepted" if why else str(found.severity),
            "已说明" if why else LEVELS[found.severity],
            Spot(
                self.text(where(found.place) or (f"表{found.place.table}" if found.place.table else "")),
                self._cell_of(found),
            ),
            self.text(found.message),
            self.text(found.hint),
            found.code,
            CODES[found.code].title,
        )

    def _cell_of(self, found: Diagnostic) -> str:
        place = found.place
        for beside in self.compared.tables:
            if beside.table.ordinal == place.table:
                for key, (row, column) in beside.table.leaves.items():
                    if (row.label, column.label) == (place.row or "", place.column or ""):
                        return f"#{self._cell_id(beside.table.ordinal, key)}"
                return f"#{self.key}-b{self.numbers[beside.table.ordinal]}"
        return ""


def _proposals(said: Facts) -> tuple[Proposal, ...]:
    return tuple(getattr(said, name) for name in _FACTS)


def _parts(line: str) -> list[str]:
    """A line as its layout parts it: at tabulators or bars."""
    if "\t" in line:
        return line.split("\t")
    bare = line.strip()
    if bare.startswith("|") and bare.count("|") > 1 and not RULED.fullmatch(bare):
        return [part.strip() for part in bare.removeprefix("|").removesuffix("|").split("|")]
    return [line]


def _numbered(source: Source) -> Mapping[str, int]:
    """The number of every place, by which its anchor is called; one that comes again is the first."""
    found: dict[str, int] = {}
    for where_, _ in _places(source):
        found.setdefault(where_, len(found) + 1)
    return found


def _places(source: Source) -> Iterator[tuple[str, str]]:
    """Every place with its text; a table as a whole with its first row."""
    for block in source.blocks:
        if isinstance(block, Paragraph):
            yield block.where, block.text
        else:
            yield block.where, _first(block)
            yield from ((cell.where, cell.text) for row in block.rows for cell in row if not cell.covered)


def _first(table: RawTable) -> str:
    texts = (cell.text.strip() for row in table.rows[:1] for cell in row)
    return " ".join(text for text in texts if text)
