"""Which edition's rows may stand in a table? Those of the edition that 版式 names, or else that of the year."""

from collections.abc import Iterator

from gongkai.form import Edition, Forms, Table
from gongkai.schema.parts import Schema, not_twice, object_of, one_of
from gongkai.schema.tables import rows_of
from gongkai.tables import ABSENT


def layout(forms: Forms) -> Schema:
    """版式: one edition for all tables, or one a table."""
    ids = [value for edition in forms.editions for value in _as_read(edition.id)]
    one = {"enum": ids, "errorMessage": f"可以写：{'、'.join(e.id for e in forms.editions)}。"}
    ordinals = dict.fromkeys(table.ordinal for edition in forms.editions for table in edition.tables)
    oldest, newest = forms.editions[0].id, forms.editions[-1].id
    each = ", ".join(f"{ordinal}: {oldest if at == 1 else newest}" for at, ordinal in enumerate(ordinals))
    tables: dict[str, Schema] = {}
    for ordinal in ordinals:
        tables[ordinal] = {"title": f"表{ordinal}的版式", **one}
        tables[f"表{ordinal}"] = {**tables[ordinal], "doNotSuggest": True}
    return {
        "title": "版式",
        "description": "一般不用写，按年度选定；照录的旧报告用了另一版表格的才写："
        f"各表都是的写 {oldest}，各表不一样的写 {{{each}}}。",
        "anyOf": [one, object_of(tables)],
    }


def chosen_rows(tables: list[tuple[Edition, Table]], forms: Forms) -> Schema:
    """The rows of one table: those of the edition that 版式 names, or else of the edition of the year."""
    *former, (_, newest) = tables
    chosen = rows_of(newest)
    for edition, table in reversed(former):
        chosen = {"if": _meant(edition, table.ordinal, forms), "then": rows_of(table), "else": chosen}
    return chosen


def there_once(tables: list[tuple[Edition, Table]], forms: Forms) -> Iterator[Schema]:
    """That a table is there once, under one of its names, if every edition has it."""
    names = tuple(dict.fromkeys(name for _, table in tables for name in (table.key, *table.spellings)))
    if len(tables) == len(forms.editions):
        yield one_of(names, f"缺少表『{names[0]}』；原文没有这张表的，写『{names[0]}: {ABSENT}』。")
    yield from not_twice(names)


def _meant(edition: Edition, ordinal: str, forms: Forms) -> Schema:
    """Whether an edition that is not the newest is the one of this table."""
    following = min(e.start for e in forms.editions if e.start > edition.start)
    years = [value for year in range(edition.start, following) for value in _as_read(str(year))]
    this = {"enum": _as_read(edition.id)}
    ordinals = (ordinal, f"表{ordinal}")
    named = [_has("版式", _has(name, this) | {"type": "object"}) for name in ordinals]
    silent = {"anyOf": [{"type": ["integer", "string"]}, *({"required": [name]} for name in ordinals)]}
    by_year = _has("年度", {"enum": years}) | {"not": _has("版式", silent)}
    return {"anyOf": [_has("版式", this), *named, by_year]}


def _has(name: str, schema: Schema) -> Schema:
    return {"required": [name], "properties": {name: schema}}


def _as_read(number: str) -> list[str | int]:
    """A number as YAML may give it: as one, or as a text that was written in quotation marks."""
    return [int(number), number] if number.isdecimal() else [number]
