"""What of the published index can stay? All but what edited reports change, if the collection is the same."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai.output import Output, Published, Same
from gongkai.search.collection import Collection
from gongkai.search.index import MANIFEST, digest, document_of, fixed_files, manifest, shard_path, shards_of, text_path
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

    What is published is taken over where it can be. Where the files of the index are known to stand as they were written,
    only those that change are read. Else that is asked of the files themselves: those that hold for all documents must
    be the same, and the digest of the manifest must be that of all lists and texts. So a damaged or older index is noticed.
    """
    fixed = [*fixed_files(held, dictionary)]
    old = _old(held, dictionary, fixed, published)
    if isinstance(old, str):
        return Index(_clean(held, _read(texts, published), dictionary, fixed), f"搜索索引：全部重新生成（{old}）。")
    edited = {text_path(n): data for n, data in texts.items() if data is not None and old.read(text_path(n)) != data}
    if any(old.read(path) is None for path in edited):
        return Index(_clean(held, _read(texts, published), dictionary, fixed), f"搜索索引：全部重新生成（{DAMAGED}）。")
    if len(edited) > MOST_EDITED:
        why = f"有 {len(edited)} 份年报的页面变了"
        return Index(_clean(held, _read(texts, published), dictionary, fixed), f"搜索索引：全部重新生成（{why}）。")
    documents = (document_of(data, dictionary) for data in edited.values())
    made = patch(held, documents, dictionary, old.read)
    changed: dict[str, bytes | None] = {**made.files, **edited}
    digests = old.digests + _digests(changed) - _digests({path: old.read(path) for path in changed})
    same = [Same(path) for path in old.lists if path not in made.files]
    new = [Output(path, data) for path, data in made.files.items() if data is not None]
    crossed = f"，其中有 {len(made.crossed)} 个词语要重新编排" if made.crossed else ""
    said = (
        f"搜索索引：有 {len(edited)} 份年报的页面变了，"
        f"更新 {len(made.files)} 个索引文件{crossed}，其余 {len(same)} 个不变。"
    )
    return Index(iter([*fixed, *same, *new, manifest(held, dictionary, digests)]), said)


def _read(texts: Texts, published: Published) -> dict[int, bytes]:
    """All texts, those that stand there read."""
    return {n: published.read(text_path(n)) or b"" if data is None else data for n, data in texts.items()}


def _clean(
    held: Collection, texts: Mapping[int, bytes], dictionary: bytes, fixed: Iterable[Output]
) -> Iterator[Output]:
    yield from fixed
    digests = _digests({text_path(number): data for number, data in texts.items()})
    for output in shards_of(held, (document_of(data, dictionary) for data in texts.values())):
        digests += digest(output.path, output.data)
        yield output
    yield manifest(held, dictionary, digests)


def _digests(files: Mapping[str, bytes | None]) -> int:
    """The sum of the digests of those files that are there."""
    return sum(digest(path, data) for path, data in files.items() if data is not None)


class _Old(NamedTuple):
    """The published lists by path, what reads a published file, and the sum of the digests of lists and texts."""

    lists: Sequence[str]
    read: Callable[[str], bytes | None]
    digests: int


def _old(held: Collection, dictionary: bytes, fixed: Iterable[Output], published: Published) -> _Old | str:
    """What is published, or why it is of no use."""
    stated = published.read(MANIFEST)
    if stated is None:
        return "没有可以沿用的索引"
    try:
        digests = int(json.loads(stated)["digest"], 16)
    except (ValueError, KeyError, TypeError):
        return DAMAGED
    if manifest(held, dictionary, digests).data != stated:
        return "收录的机关、年度、年报，或者模板、程序变了"
    if known := published.known("search/"):
        lists = [path for path in known if path.startswith(LISTS)]
        return _Old(lists, published.read, digests)
    return _asked(held, dictionary, fixed, published) or DAMAGED


def _asked(held: Collection, dictionary: bytes, fixed: Iterable[Output], published: Published) -> _Old | None:
    """What is published, if all of its files together are what the manifest says."""
    if any(published.read(one.path) != one.data for one in fixed):
        return None
    shards = dict(_shards(held, published))
    found = {**shards, **{path: published.read(path) or b"" for path in map(text_path, held.numbers)}}
    digests = _digests(found)
    if manifest(held, dictionary, digests).data != published.read(MANIFEST):
        return None
    return _Old([*shards], found.get, digests)


def _shards(held: Collection, published: Published) -> Iterator[tuple[str, bytes]]:
    for number in range(held.shards):
        companion = None
        while (data := published.read(shard_path(number, companion))) is not None:
            yield shard_path(number, companion), data
            companion = 0 if companion is None else companion + 1
