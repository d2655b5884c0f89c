"""What does the content file of an imported report look like?"""

from collections.abc import Iterator

from gongkai.archive.found import Found
from gongkai.canon import dump
from gongkai.form import Edition
from gongkai.origin import CHECKED, KIND, TRANSCRIBED
from gongkai.scaffold import NOTHING, NOWHERE, entry, mapping, sequence, source_entry, table_entry
from gongkai.source import Draft, Entry, Item, Sequence
from gongkai.tables import ABSENT

SOURCE = {"地址": "来源地址", "说明": "来源说明", KIND: "来源形式", TRANSCRIBED: TRANSCRIBED, CHECKED: CHECKED}
ASKED = {
    TRANSCRIBED: "谁转录的，可以写上日期，例如 县政府办 2024-03-01；不知道的留空",
    CHECKED: "谁对照原文核对过；还没有核对的留空",
}
FIRST = ("标题", "年度", "发布日期", "发布机构", "统计范围", "索引号", "文号")


def compose(found: Found, edition: Edition) -> str:
    """The canonical content file; `edition` is that of the year."""
    front = [entry(name, text) for name in FIRST if (text := found.facts.get(name))]
    front += [*_source(found), *_kind(found), *_listings(found), *_editions(found, edition)]
    by_ordinal = {table.ordinal: (table, texts) for table, texts in found.tables.items()}
    for standard in edition.tables:
        table, texts = by_ordinal[standard.ordinal]
        front.append(entry(table.key, ABSENT) if texts is None else table_entry(table, texts.get))
    text = found.prose.strip("\n")
    return dump(Draft("", mapping(front), f"\n{text}\n" if text.strip() else ""))


def _source(found: Found) -> Iterator[Entry]:
    parts = {part: found.facts.get(fact) for part, fact in SOURCE.items()}
    if one := source_entry(parts, ASKED if found.asks else NOTHING):
        yield one


def _kind(found: Found) -> Iterator[Entry]:
    if (kind := found.flags.get("正文性质")) and kind != "原文":
        yield entry("正文性质", kind)


def _listings(found: Found) -> Iterator[Entry]:
    for name, rows in found.listings.items():
        items = [mapping([_entry(key, text) for key, text in row.items() if text], flow=len(row) < 3) for row in rows]  # noqa: PLR2004
        if items:
            yield entry(name, Sequence(tuple(map(Item, items)), NOWHERE))


def _entry(key: str, text: str) -> Entry:
    if key != "适用年度":
        return entry(key, text)
    return entry(key, sequence(text.split("、")))


def _editions(found: Found, edition: Edition) -> Iterator[Entry]:
    """版式, where it is not that of the year for every table that is there."""
    named = [(table.ordinal, table.edition) for table, texts in found.tables.items() if texts is not None]
    if any(one != edition.id for _, one in named):
        yield entry("版式", mapping([entry(*one) for one in named], flow=True))
