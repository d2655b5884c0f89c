"""What may stand in a table? Its rows, their cells, and the names that each may have."""

from collections.abc import Iterable

from gongkai.cells import MAX_DIGITS
from gongkai.form import Leaf, Line, Node, Table
from gongkai.scaffold import table_entry
from gongkai.schema.parts import Schema, not_twice, one_of
from gongkai.schema.snippets import snippet
from gongkai.source import Mapping
from gongkai.source import Node as Written
from gongkai.tables import ABSENT, ALL_BLANK, ALL_ZERO

_WHOLE = (ALL_ZERO, ALL_BLANK, ABSENT)
_WHOLE_NUMBER = "(?:0|[1-9][0-9]*)"
_DECIMAL = rf"{_WHOLE_NUMBER}(?:\.[0-9]+)?"
_NUMBERS = {  # the number of each kind of cell, where it is a text to YAML
    "count": _WHOLE_NUMBER,
    "signed": f"[+-]?{_WHOLE_NUMBER}",
    "money": _DECIMAL,
    "amount": rf"{_DECIMAL}\s*(?:亿|万|百万|千)?元?(?:人民币)?",
}
_FEW_DIGITS = f"(?!(?:[^(（0-9]*[0-9]){{{MAX_DIGITS + 1}}})"
_NO_NOTE = r"\s*(?:待核[^()（）]*|空白|不适用|[百千万亿]*[元件项宗条次个]?)\s*[)）]$"
_NOTE = rf"\s*[(（](?!{_NO_NOTE})[^()（）]+[)）]"
_MARKS = r"|空白|[/／]|不适用|[—–―－─-]{1,4}|待核(?:[(（].*[)）])?"
_OPEN = "待核"
_UNDECIDED = "这一格待核；定下来以前，网站不会生成。"
_CELLS = {
    "count": "写一个整数",
    "signed": "写一个整数，减少的写负数",
    "money": "只写数字，原表几位小数就写几位",
    "amount": "写数字，原表带单位的照写",
}


def rows_of(table: Table) -> Schema:
    """That what stands under one of the names of a table is defined for its edition."""
    return {"properties": {name: _ref(_name(table)) for name in (table.key, *table.spellings)}}


def definitions_of(table: Table, name: str) -> dict[str, Schema]:
    """The definitions of a table, its groups and rows, and of the cells that several rows share."""
    definitions: dict[str, Schema] = {}
    shared: dict[tuple[Leaf, ...], str] = {}

    def level(lines: list[Line], depth: int, blank: Written) -> Schema:
        groups: dict[Node, list[Line]] = {}
        for line in lines:
            groups.setdefault(line.nodes[depth], []).append(line)
        blanks = {entry.key.text: entry.value for entry in blank.entries} if isinstance(blank, Mapping) else {}
        members = []
        for node, below in groups.items():
            alone, value = len(below[0].nodes) == depth + 1, blanks[node.written]
            definition = row(node, below[0], value) if alone else group(node, below, depth + 1, value)
            definitions[_name(table, node.id)] = definition
            members.append((node, _ref(_name(table, node.id)), any(not _is_total(table, line) for line in below)))
        return _members(members)

    def group(node: Node, below: list[Line], depth: int, blank: Written) -> Schema:
        hint = f"请在下一级分行写：{'、'.join(line.nodes[depth].written for line in below)}。"
        return {**_about(node), "type": "object", **level(below, depth, blank), "errorMessage": hint}

    def row(node: Node, line: Line, blank: Written) -> Schema:
        columns = tuple(column for _, column in line.cells)
        if len(columns) == 1:
            cell, also = _cell(columns[0].node), _cells(table, line)  # a list or a mapping of one is read too
            explain = node.explain + cell["description"]
            return {**also, **cell, "title": node.label, "description": explain, "type": [*cell["type"], *also["type"]]}
        cells = shared.setdefault(columns, _name(table, f"cells{len(shared) + 1}"))
        definitions[cells] = _cells(table, line)
        first = {"title": node.label}  # the first title that is met is the one that is shown
        snippets = [snippet("各格待核", blank)]
        return {**_about(node), "defaultSnippets": snippets, "allOf": [first, _ref(cells)]}

    blank = table_entry(table, lambda _: _OPEN).value
    definitions[_name(table)] = {
        "title": f"表{table.ordinal}：{table.title}（{name}）",
        "description": table.explain,
        "type": ["object", "string"],
        "pattern": f"^(?:{'|'.join(_WHOLE)})$",
        **level(list(table.lines), 0, blank),
        "errorMessage": f"{name}没有这一行，或者没有分行写；整张表都一样的，写“{'”、“'.join(_WHOLE)}”之一。",
        "defaultSnippets": [
            snippet(f"各行（{name}，各格待核）", blank),
            *({"label": word, "body": word} for word in _WHOLE),
        ],
    }
    return definitions


def _cell(column: Node) -> Schema:
    """One cell; what YAML takes for a number is one, everything else is a text."""
    kind = column.kind
    most = 10**MAX_DIGITS - 1
    hint = "空着的写“空白”，斜线写“/”，不适用的写“不适用”，定不下来的写“待核”。"
    return {
        "title": column.label,
        "description": f"{column.explain}{_CELLS[kind]}；说明写在数字后的括号里。{hint}",
        "type": ["integer" if kind in {"count", "signed"} else "number", "string"],
        "minimum": -most if kind == "signed" else 0,
        "maximum": most,
        "pattern": f"^(?:{_FEW_DIGITS}(?:{_NUMBERS[kind]})(?:{_NOTE})?|{_MARKS})$",
        "errorMessage": f"一格{_CELLS[kind]}；{hint}",
        "if": {"type": "string", "pattern": "^待核"},
        "then": {"deprecationMessage": _UNDECIDED},
    }


def _cells(table: Table, line: Line) -> Schema:
    """The cells of a line, in order or by name; totals may be left out."""
    cells = [_cell(column.node) for _, column in line.cells]
    needed = [_is_needed(table, row, column) for row, column in line.cells]
    names = [column.node.written for _, column in line.cells]
    shapes = (f"方括号，按顺序写：[{', '.join(names)}]", "花括号，写明名称：{" + ": …, ".join(names) + ": …}")
    first, second = reversed(shapes) if line.by_name else shapes
    parts = sum(not column.node.total for _, column in line.cells)
    return {
        "type": ["object", "array"] if line.by_name else ["array", "object"],
        "items": cells,
        "minItems": parts,
        "maxItems": len(cells),
        **_members(zip((column.node for _, column in line.cells), cells, needed, strict=True)),
        "errorMessage": f"这一行有 {len(cells)} 格。{first}；也可以{second}。",
    }


def _members(members: Iterable[tuple[Node, Schema, bool]]) -> Schema:
    """Rows or cells under their names, each under one of the names it may have; whether it must be there."""
    properties: dict[str, Schema] = {}
    rules: list[Schema] = []
    for node, schema, needed in members:
        names = tuple(dict.fromkeys(name for name in (node.written, node.label, *node.spellings) if name))
        for name in names:
            properties.setdefault(name, schema if name == node.written else _otherwise(schema, node, name))
        if needed:
            rules.append(one_of(names, f"缺少『{node.written}』，请对照原表补上。"))
        rules += not_twice(names)
    return {"properties": properties, "additionalProperties": False, **({"allOf": rules} if rules else {})}


def _otherwise(schema: Schema, node: Node, name: str) -> Schema:
    """A row or cell under another name than an editor is asked to write: read, but not proposed."""
    message = f"『{name}』不是规范名称，请写『{node.written}』。"
    wrong = {"deprecationMessage": message} if node.spelled_otherwise(name) else {}
    return {"doNotSuggest": True, **wrong, "allOf": [schema]}


def _is_needed(table: Table, row: Leaf, column: Leaf) -> bool:
    return (row.id, column.id) not in table.totals


def _is_total(table: Table, line: Line) -> bool:
    return not any(_is_needed(table, row, column) for row, column in line.cells)


def _about(node: Node) -> Schema:
    return {"title": node.label, **({"description": node.explain} if node.explain else {})}


def _name(table: Table, *parts: str) -> str:
    return "-".join((table.edition, table.id, *parts))


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}
