"""Which editions of the form are there? Their data files, read and checked."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from gongkai.codes import CODES
from gongkai.form import KINDS, Block, Carry, CellKey, Chapter, Edition, Forms, Identity, KeyFigure, Node, Table


def load_forms(texts: Mapping[str, str]) -> Forms:
    """The editions from their data files, `{name: YAML text}`.

    Raises ValueError with the file and the fault if a data file is not a valid edition: it is part of
    the program, so a fault in it is one of ours.
    """
    editions = []
    for name, text in sorted(texts.items()):
        try:
            editions.append(_edition(_load_yaml(text)))
        except Exception as fault:  # whatever is wrong with a data file, its name belongs to it
            message = f"格式的数据文件 {name} 有误：{fault}" if str(fault) else f"格式的数据文件 {name} 有误：{fault!r}"
            raise ValueError(message) from fault
    if not editions:
        message = "没有格式的数据文件"
        raise ValueError(message)
    forms = Forms(tuple(sorted(editions, key=lambda e: e.start)))
    _check_together(forms)
    return forms


def read_forms(folder: Path) -> Forms:
    """The editions whose data files stand in a folder."""
    return load_forms({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")})


def _load_yaml(text: str) -> Any:  # noqa: ANN401 - a YAML document has no narrower type
    import yaml

    # The C reader is the safe one too, only faster.
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _known(data: Mapping[str, Any], *names: str) -> None:
    """Refuse an entry that nothing would read."""
    if unknown := set(data) - set(names):
        message = f"unknown entries {sorted(unknown)}"
        raise ValueError(message)


def _edition(data: Mapping[str, Any]) -> Edition:
    _known(data, "edition", "name", "authority", "from", "former", "explain", "chapters", "key_figures", "tables")
    for chapter in data["chapters"]:
        _known(chapter, "id", "ordinal", "title", "spellings", "table", "explain")
    chapters = tuple(
        Chapter(c["id"], c["ordinal"], c["title"], tuple(c.get("spellings", ())), c.get("table"), c.get("explain", ""))
        for c in data["chapters"]
    )
    if not isinstance(data["edition"], str) or not isinstance(data["from"], int):
        message = "edition must be a text in quotation marks, from a year"
        raise TypeError(message)
    titles = {chapter.table: chapter.title for chapter in chapters}
    tables = tuple(_table(t, data["edition"], titles[t["id"]]) for t in data["tables"])
    return Edition(
        data["edition"],
        data["name"],
        data["authority"],
        data["from"],
        data.get("former"),
        chapters,
        tables,
        tuple(_key_figure(k, tables) for k in data.get("key_figures", ())),
        data.get("explain", ""),
    )


def _key_figure(data: Mapping[str, Any], tables: tuple[Table, ...]) -> KeyFigure:
    _known(data, "id", "label", "table", "cells", "unit")
    cells = tuple(CellKey(row, column) for row, column in data["cells"])
    known = {key for table in tables if table.id == data["table"] for key in table.keys}
    if missing := set(cells) - known:
        message = f"key figure {data['id']} names unknown cells {sorted(missing)}"
        raise ValueError(message)
    return KeyFigure(data["id"], data["label"], data["table"], cells, data["unit"])


def _table(data: Mapping[str, Any], edition: str, title: str) -> Table:
    _known(
        data, "id", "ordinal", "key", "spellings", "corner", "stub", "blocks", "identities", "across_years", "explain"
    )
    for block in data["blocks"]:
        _known(block, "id", "label", "columns", "rows", "explain")
    for identity in data.get("identities", ()):
        _known(identity, "code", "name", "left", "right")
    blocks = tuple(
        Block(b.get("id", ""), b.get("label", ""), _nodes(b["columns"]), _nodes(b["rows"]), b.get("explain", ""))
        for b in data["blocks"]
    )
    identities = tuple(
        Identity(i["code"], i["name"], tuple(i["left"]), tuple(i["right"])) for i in data.get("identities", ())
    )
    for carry in data.get("across_years", ()):
        _known(carry, "code", "of", "total", "last", "add", "subtract")
    carries = tuple(
        Carry(c["code"], c["of"], c["total"], *(tuple(c.get(side, ())) for side in ("last", "add", "subtract")))
        for c in data.get("across_years", ())
    )
    table = Table(
        edition,
        data["id"],
        data["ordinal"],
        data["key"],
        title,
        tuple(data.get("spellings", ())),
        data.get("corner", ""),
        data.get("stub", ""),
        blocks,
        identities,
        data.get("explain", ""),
        carries,
    )
    _check_table(table)
    return table


def _nodes(data: list[dict[str, Any]], level: int = 0) -> tuple[Node, ...]:
    return tuple(_node(entry, level) for entry in data)


def _node(data: Mapping[str, Any], level: int) -> Node:
    own = ("id", "label", "key", "spellings", "parts", "breaks")
    plain = ("total", "spanning", "continues", "kind", "unit", "explain")
    _known(data, *own, *plain)
    parts = _nodes(data.get("parts", []), level + 1)
    label = data.get("label", "")
    # A leaf is written under its label unless the form gives it a shorter key; a group without a key is not written.
    key = data.get("key") or (None if parts else label or None)
    rest = {name: data[name] for name in plain if name in data}
    breaks = tuple(data.get("breaks", ()))
    if breaks and "".join(breaks) != label:
        message = f"breaks of {data['id']} are not its label"
        raise ValueError(message)
    return Node(data["id"], label, key, tuple(data.get("spellings", ())), parts, breaks=breaks, **rest)


def _check_table(table: Table) -> None:
    rows = [row.id for block in table.blocks for row in block.row_leaves]
    unique: dict[str, Sequence[object]] = {
        "two rows or two cells share an id": [*rows, *table.keys],
        "two cells have the same labels": [(row.label, column.label) for row, column in table.cells],
        "two lines have the same keys": [line.keys for line in table.lines],
        "two identities have the same code": [identity.code for identity in table.identities],
    }
    for fault, values in unique.items():
        if len(set(values)) < len(values):
            message = f"table {table.id}: {fault}"
            raise ValueError(message)
    if not all(line.nodes for line in table.lines):
        message = f"table {table.id}: a row without a label needs groups of columns"
        raise ValueError(message)
    keys = set(table.keys)
    for equation in table.equations:
        if equation.code not in CODES or not CODES[equation.code].acceptable:
            message = f"table {table.id}: {equation.code} is no code of a sum"
            raise ValueError(message)
        if missing := {*equation.left, *equation.right} - keys:
            message = f"table {table.id}: identity {equation.code} names unknown cells {sorted(missing)}"
            raise ValueError(message)
    _check_carries(table)
    for _, column in table.cells:
        if column.node.kind not in KINDS:
            message = f"table {table.id}: unknown kind {column.node.kind}"
            raise ValueError(message)


def _check_carries(table: Table) -> None:
    if {carry.of for carry in table.carries} - {"rows", "columns"}:
        message = f"table {table.id}: a carry is of rows or of columns"
        raise ValueError(message)
    asked = {equation.code for equation in table.carry_equations}
    for carry in table.carries:
        if carry.code not in CODES or carry.code not in asked:
            message = f"table {table.id}: the carry {carry.code} is unknown or is asked of no cell"
            raise ValueError(message)
    for carried in table.carry_equations:
        missing = {*carried.last, *carried.add, *carried.subtract} - set(table.keys)
        if missing:
            message = f"table {table.id}: carry {carried.code} names unknown cells {sorted(missing)}"
            raise ValueError(message)


def _check_together(forms: Forms) -> None:
    """Refuse editions that do not fit each other."""
    for what, values in (("edition", [e.id for e in forms.editions]), ("from", [e.start for e in forms.editions])):
        if len(set(values)) < len(values):
            message = f"two data files have the same {what}"
            raise ValueError(message)
    ids = {(table.ordinal, table.id) for edition in forms.editions for table in edition.tables}
    if len({ordinal for ordinal, _ in ids}) < len(ids):
        message = "tables of the same ordinal must have the same id in every edition"
        raise ValueError(message)
    for edition in forms.editions:
        _check_former(edition, forms)


def _check_former(edition: Edition, forms: Forms) -> None:
    if not edition.former:
        return
    former = forms.get(edition.former)
    if former is None or former.start >= edition.start:
        message = f"edition {edition.id}: {edition.former} is no former edition"
        raise ValueError(message)
    rows = {t.id: {node.id for block in t.blocks for node in _all(block.rows)} for t in former.tables}
    for table in edition.tables:
        for node in (node for block in table.blocks for node in _all(block.rows)):
            if node.continues and node.continues not in rows.get(table.id, ()):
                message = f"edition {edition.id}, row {node.id}: continues unknown row {node.continues}"
                raise ValueError(message)


def _all(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.parts)
