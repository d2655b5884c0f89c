"""What of the published index can stay? All but what edited reports change, if the collection is the same."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gongkai.output import Output, Read
from gongkai.search.collection import Collection
from gongkai.search.index import MANIFEST, digest, document_of, fixed_files, manifest, shard_path, shards_of, text_path
from gongkai.search.patch import LISTS, patch

DAMAGED = "原来的索引有缺损"
MOST_EDITED = 50  # of a hundred edited reports nearly every file of a small index changes: it is made anew


class Index(NamedTuple):
    """All files of an index but the texts, and a sentence about what was done."""

    files: Iterator[Output]
    said: str


def index(held: Collection, texts: Mapping[int, bytes], dictionary: bytes, read: Read) -> Index:
    """The index of a collection from its text files by number; what `read` finds published is taken over where it can be.

    Whether it can be is asked of the published files themselves: those that hold for all documents must be the
    same, and the digest of the manifest must be that of all lists and texts. So a damaged or older index is noticed.
    """
    fixed = [*fixed_files(held, dictionary)]
    old = _old(held, dictionary, fixed, read)
    if isinstance(old, str):
        return Index(_clean(held, texts, dictionary, fixed), f"搜索索引：全部重新生成（{old}）。")
    edited = {text_path(number): data for number, data in texts.items() if old.files[text_path(number)] != data}
    if len(edited) > MOST_EDITED:
        return Index(
            _clean(held, texts, dictionary, fixed), f"搜索索引：全部重新生成（有 {len(edited)} 份年报的页面变了）。"
        )
    documents = (document_of(data, dictionary) for data in edited.values())
    made = patch(held, documents, dictionary, old.files.get)
    changed: dict[str, bytes | None] = {**made.files, **edited}
    digests = old.digests + _digests(changed) - _digests({path: old.files.get(path) for path in changed})
    lists = {path: data for path, data in old.files.items() if path.startswith(LISTS)} | made.files
    left = [Output(path, data) for path, data in lists.items() if data is not None]
    crossed = f"，其中有 {len(made.crossed)} 个词语要重新编排" if made.crossed else ""
    same = len(lists.keys() - made.files)
    said = (
        f"搜索索引：有 {len(edited)} 份年报的页面变了，更新 {len(made.files)} 个索引文件{crossed}，其余 {same} 个不变。"
    )
    return Index(iter([*fixed, *left, manifest(held, dictionary, digests)]), said)


def _clean(
    held: Collection, texts: Mapping[int, bytes], dictionary: bytes, fixed: Iterable[Output]
) -> Iterator[Output]:
    yield from fixed
    digests = _digests({text_path(number): data for number, data in texts.items()})
    for output in shards_of(held, (document_of(data, dictionary) for data in texts.values())):
        digests += digest(*output)
        yield output
    yield manifest(held, dictionary, digests)


def _digests(files: Mapping[str, bytes | None]) -> int:
    """The sum of the digests of those files that are there."""
    return sum(digest(path, data) for path, data in files.items() if data is not None)


class _Old(NamedTuple):
    """The published lists and texts by path, and the sum of their digests."""

    files: dict[str, bytes]
    digests: int


def _old(held: Collection, dictionary: bytes, fixed: Iterable[Output], read: Read) -> _Old | str:
    """What is published, or why it is of no use."""
    published = read(MANIFEST)
    if published is None:
        return "还没有索引"
    try:
        digests = int(json.loads(published)["digest"], 16)
    except (ValueError, KeyError, TypeError):
        return DAMAGED
    if manifest(held, dictionary, digests).data != published:
        return "收录的机关、年度、年报，或者模板、程序变了"
    if any(read(path) != data for path, data in fixed):
        return DAMAGED
    found = {**dict(_shards(held, read)), **{path: read(path) or b"" for path in map(text_path, held.numbers)}}
    if manifest(held, dictionary, _digests(found)).data != published:
        return DAMAGED
    return _Old(found, digests)


def _shards(held: Collection, read: Read) -> Iterator[tuple[str, bytes]]:
    for number in range(held.shards):
        companion = None
        while (data := read(shard_path(number, companion))) is not None:
            yield shard_path(number, companion), data
            companion = 0 if companion is None else companion + 1
