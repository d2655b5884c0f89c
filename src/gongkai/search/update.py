"""What of the published index can stay? All but what edited reports change, if the collection is the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai.output import Output, Published, Same
from gongkai.search.collection import Collection
from gongkai.search.index import MANIFEST, document_of, fixed_files, manifest, shards_of, text_path
from gongkai.search.patch import LISTS, patch

DAMAGED = "原来的索引有缺损"
Texts = Mapping[int, bytes | None]
MOST_EDITED = 50  # of a hundred edited reports nearly every file of a small index changes: it is made anew


class Index(NamedTuple):
    """All files of an index but the texts, and a sentence about what was done."""

    files: Iterator[Output | Same]
    said: str


def index(held: Collection, texts: Texts, dictionary: bytes, published: Published) -> Index:
    """The index of a collection from its text files by number, those that stand there already as None.

    What is published is taken over where all files of the index stand as they were written, by this program and for the
    same collection: then only those that change are read.
    """
    fixed = [*fixed_files(held, dictionary), manifest(held, dictionary)]
    made = _patched(held, texts, dictionary, fixed, published)
    if isinstance(made, str):
        return Index(_clean(held, _read(texts, published), dictionary, fixed), f"搜索索引：全部重新生成（{made}）。")
    return made


def _patched(
    held: Collection, texts: Texts, dictionary: bytes, fixed: Sequence[Output], published: Published
) -> Index | str:
    """The published index with what edited reports change, or why it is of no use."""
    if published.read(MANIFEST) is None:
        return "没有可以沿用的索引"
    if any(published.read(one.path) != one.data for one in fixed):
        return "收录的机关、年度、年报，或者模板、程序变了"
    there = [path for path in published.known("search/") if path.startswith(LISTS)]
    if not there:
        return DAMAGED
    edited = {
        text_path(n): data for n, data in texts.items() if data is not None and published.read(text_path(n)) != data
    }
    if len(edited) > MOST_EDITED:
        return f"有 {len(edited)} 份年报的页面变了"
    try:
        made = patch(held, (document_of(data, dictionary) for data in edited.values()), dictionary, published.read)
    except ValueError:
        return DAMAGED
    same = [Same(path) for path in there if path not in made.files]
    new = [Output(path, data) for path, data in made.files.items() if data is not None]
    crossed = f"，其中有 {len(made.crossed)} 个词语要重新编排" if made.crossed else ""
    said = (
        f"搜索索引：有 {len(edited)} 份年报的页面变了，"
        f"更新 {len(made.files)} 个索引文件{crossed}，其余 {len(same)} 个不变。"
    )
    return Index(iter([*fixed, *same, *new]), said)


def _read(texts: Texts, published: Published) -> dict[int, bytes]:
    """All texts, those that stand there read."""
    return {n: published.read(text_path(n)) or b"" if data is None else data for n, data in texts.items()}


def _clean(
    held: Collection, texts: Mapping[int, bytes], dictionary: bytes, fixed: Iterable[Output]
) -> Iterator[Output]:
    yield from fixed
    yield from shards_of(held, (document_of(data, dictionary) for data in texts.values()))
