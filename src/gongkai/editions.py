"""Which editions of the form are there? Their data files, read and checked."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gongkai.codes import CODES
from gongkai.form import KINDS, Block, Chapter, Edition, Forms, Identity, Node, Table


def load_forms(texts: Mapping[str, str]) -> Forms:
    """The editions from their data files, `{name: YAML text}`.

    Raises ValueError with the file and the fault if a data file is not a valid edition: it is part of
    the program, so a fault in it is one of ours.
    """
    editions = []
    for name, text in sorted(texts.items()):
        try:
            editions.append(_edition(_load_yaml(text)))
        except (KeyError, TypeError, ValueError) as fault:
            message = f"{name}: {fault!r}"
            raise ValueError(message) from fault
    forms = Forms(tuple(sorted(editions, key=lambda e: e.start)))
    for edition in forms.editions:
        _check_former(edition, forms)
    return forms


def read_forms(folder: Path) -> Forms:
    """The editions whose data files stand in a folder."""
    return load_forms({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")})


def _load_yaml(text: str) -> Any:  # noqa: ANN401 - a YAML document has no narrower type
    import yaml  # noqa: PLC0415 - kept off the path of `gongkai --help`

    # The C reader is the safe one too, only faster.
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _known(data: Mapping[str, Any], *names: str) -> None:
    """Refuse an entry that nothing would read."""
    if unknown := set(data) - set(names):
        message = f"unknown entries {sorted(unknown)}"
        raise ValueError(message)


def _edition(data: Mapping[str, Any]) -> Edition:
    _known(data, "edition", "name", "authority", "from", "former", "chapters", "tables")
    for chapter in data["chapters"]:
        _known(chapter, "id", "ordinal", "title", "spellings", "table")
    chapters = tuple(
        Chapter(c["id"], c["ordinal"], c["title"], tuple(c.get("spellings", ())), c.get("table"))
        for c in data["chapters"]
    )
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
    )


def _table(data: Mapping[str, Any], edition: str, title: str) -> Table:
    _known(data, "id", "ordinal", "key", "spellings", "corner", "stub", "blocks", "identities")
    for block in data["blocks"]:
        _known(block, "id", "label", "columns", "rows")
    for identity in data.get("identities", ()):
        _known(identity, "code", "name", "left", "right")
    blocks = tuple(
        Block(b.get("id", ""), b.get("label", ""), _nodes(b["columns"]), _nodes(b["rows"])) for b in data["blocks"]
    )
    identities = tuple(
        Identity(i["code"], i["name"], tuple(i["left"]), tuple(i["right"])) for i in data.get("identities", ())
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
    )
    _check_table(table)
    return table


def _nodes(data: list[dict[str, Any]], level: int = 0) -> tuple[Node, ...]:
    return tuple(_node(entry, level) for entry in data)


def _node(data: Mapping[str, Any], level: int) -> Node:
    _known(data, "id", "label", "key", "spellings", "parts", "total", "spanning", "continues", "kind", "unit", "breaks")
    parts = _nodes(data.get("parts", []), level + 1)
    label = data.get("label", "")
    # A leaf is written under its label unless the form gives it a shorter key; a group without a key is not written.
    key = data.get("key") or (None if parts else label or None)
    rest = {name: data[name] for name in ("total", "spanning", "continues", "kind", "unit") if name in data}
    breaks = tuple(data.get("breaks", ()))
    if breaks and "".join(breaks) != label:
        message = f"breaks of {data['id']} are not its label"
        raise ValueError(message)
    return Node(data["id"], label, key, tuple(data.get("spellings", ())), parts, breaks=breaks, **rest)


def _check_table(table: Table) -> None:
    if len(set(table.keys)) != len(table.keys):
        message = f"table {table.id}: two cells share a row and a column id"
        raise ValueError(message)
    keys = set(table.keys)
    for equation in table.equations:
        if not CODES[equation.code].acceptable:
            message = f"table {table.id}: {equation.code} is no code of a sum"
            raise ValueError(message)
        if missing := {*equation.left, *equation.right} - keys:
            message = f"table {table.id}: identity {equation.code} names unknown cells {sorted(missing)}"
            raise ValueError(message)
    for _, column in table.cells:
        if column.node.kind not in KINDS:
            message = f"table {table.id}: unknown kind {column.node.kind}"
            raise ValueError(message)


def _check_former(edition: Edition, forms: Forms) -> None:
    if not edition.former:
        return
    former = forms.get(edition.former)
    if former is None:
        message = f"edition {edition.id}: unknown former edition {edition.former}"
        raise ValueError(message)
    for table in edition.tables:
        known = {node.id for block in former.table(table.id).blocks for node in _all(block.rows)}
        for block in table.blocks:
            for node in _all(block.rows):
                if node.continues and node.continues not in known:
                    message = f"edition {edition.id}, row {node.id}: continues unknown row {node.continues}"
                    raise ValueError(message)


def _all(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.parts)
