"""Does the index hold every run of characters where it stands, and does an edit change it as a clean build would?"""

import io
import json
import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.output import Nothing, Same
from gongkai.search.collection import Body, Collection, collection
from gongkai.search.grams import MAX_DOCUMENTS, Grams, Spill
from gongkai.search.index import counts_of, document_of, shard_path, text_file, text_key
from gongkai.search.patch import patch
from gongkai.search.shard import CODING, Counts, Opened, Packed, inflated, pack, shard_of
from gongkai.search.update import index
from search_model import COMMON, expected_lists, line, made_up

DICTIONARY = "政府信息公开".encode()
SIZES = [(3, 2, "甲乙丙", 6), (60, 5, COMMON[:10], 60), (170, 9, COMMON + "abc 12", 70)]


class Standing(Nothing):
    """Files that stand published as they were written; or, if they are not `whole`, not all of them do."""

    def __init__(self, files, *, whole=True):
        self.read = files.get
        self.known = lambda prefix: [path for path in files if whole and path.startswith(prefix)]


def updated(held, documents, files, *, whole=True):
    """All files of the index of these documents where `files` stand published, and what was said."""
    texts = [text_file(held, document, DICTIONARY) for document in documents]
    numbered = {held.number(d.slug, d.year): text.data for d, text in zip(documents, texts, strict=True)}
    made = index(held, numbered, DICTIONARY, Standing(files, whole=whole))
    data = {one.path: files[one.path] if isinstance(one, Same) else one.data for one in (*texts, *made.files)}
    return data, made.said


def built(held, documents):
    """All files of a clean build."""
    return updated(held, list(documents), {})[0]


def packed(files, number):
    companions = []
    while (path := shard_path(number, len(companions))) in files:
        companions.append(files[path])
    return Packed(files[shard_path(number)], tuple(companions))


@pytest.mark.parametrize(("bodies", "years", "alphabet", "longest"), SIZES)
def test_every_list_of_the_format_is_in_its_shard_and_no_other(bodies, years, alphabet, longest):
    chance = random.Random(bodies)
    held, documents = made_up(chance, bodies, years, alphabet, longest)
    shuffled = chance.sample(sorted(documents.values()), len(documents))
    files = built(held, shuffled)
    found = {}
    for number in range(held.shards):
        opened = Opened(packed(files, number), counts_of(held))
        assert all(shard_of(key, held.shards) == number for key in opened)
        found |= {key: opened[key].tolist() for key in opened}

    wanted = expected_lists(held, shuffled)

    assert found == wanted
    if bodies > 3:
        assert {len(key) for key in wanted if key > "\x04"} == {1, 2, 3, 4, 5, 6}
        assert max(map(len, wanted.values())) > 192  # some lists are far


def test_the_order_in_which_documents_come_does_not_matter():
    held, documents = made_up(random.Random(5), 20, 3, COMMON, 40)
    forwards = built(held, list(documents.values()))

    assert forwards == built(held, list(documents.values())[::-1])
    assert json.loads(forwards["search/manifest.json"])["documents"] == len(documents)


def test_numbers_follow_from_the_content_and_leave_room_for_a_report_that_is_missing():
    bodies = [Body("b", ("乙",), "110000", "县"), Body("a", ("甲",), "110000", "省"), Body("c", ("丙",), "100000")]
    reports = [("a", 2021), ("b", 2021), ("c", 2021), ("b", 2022)]
    held = collection([*bodies, Body("none", ("没有年报",))], reports, ())

    assert [body.slug for body in held.bodies] == ["b", "a", "c"]  # going down: regions by code, levels from 省
    assert held.numbers == (0, 1, 2, 3)
    assert held.absent == (4, 2)
    more = collection(bodies, [*reports, ("c", 2022)], ())
    assert [more.number(*report) for report in reports] == [held.number(*report) for report in reports]
    assert more.key == held.key
    assert more.lists_key != held.lists_key
    assert collection(bodies[:2], reports[:2], ()).key != held.key


LISTS = st.dictionaries(
    st.text("甲乙丙\ud842", min_size=1, max_size=6), st.sets(st.integers(0, 999), min_size=1, max_size=300), max_size=12
)


@given(LISTS, st.sets(st.integers(0, 999), min_size=1))
def test_what_is_packed_is_read_again(lists, others):
    whole = np.array(sorted(others.union(*lists.values())), np.int64)
    for key in [*lists]:  # a key of four units or more stands in what its beginning stands in
        for size in range(3, len(key)):
            lists[key[:size]] = lists.get(key[:size], set()) | lists[key]
    arrays = {key: np.array(sorted(numbers), np.int64) for key, numbers in lists.items()}
    counts = Counts(7, 1 << len(whole).bit_length() - 1, whole)
    files = pack(arrays, counts)
    opened = Opened(files, counts)

    assert {key: set(opened[key].tolist()) for key in opened} == lists
    assert pack(opened, counts, {key: opened.coded(key) for key in opened}) == files
    with pytest.raises(ValueError, match="another numbering"):
        Opened(files, counts._replace(key=8))


def edited(chance, document, alphabet, longest):
    lines = document.text.split("\n")
    at = chance.randrange(len(lines))
    kind = chance.random()
    if kind < 0.3:
        lines[at] = line(chance, alphabet, longest)
    elif kind < 0.6:
        lines.insert(at, line(chance, alphabet, longest))
    elif kind < 0.8 and len(lines) > 1:
        del lines[at]
    else:
        middle = chance.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:middle] + line(chance, alphabet, 3) + lines[at][middle + 1 :]
    title = document.title + ("更正" if chance.random() < 0.1 else "")
    return document._replace(text="\n".join(lines), title=title)


@pytest.mark.parametrize(
    ("seed", "bodies", "years", "alphabet", "longest"), [(1, 60, 2, COMMON[:8], 30), (2, 60, 3, COMMON, 40)]
)
def test_an_edit_gives_the_bytes_of_a_clean_build_whether_or_not_it_crosses_the_threshold(
    seed, bodies, years, alphabet, longest
):
    chance = random.Random(seed)
    held, documents = made_up(chance, bodies, years, alphabet, longest)
    files = built(held, documents.values())
    crossing = 0
    for _ in range(20):
        some = {
            key: edited(chance, documents[key], alphabet, longest)
            for key in chance.sample(sorted(documents), chance.choice((1, 1, 1, 3)))
        }
        documents |= some
        files, said = updated(held, list(documents.values()), files)
        crossing += "重新编排" in said
        assert re.match(r"搜索索引：有 \d 份年报的页面变了，更新 \d+ 个索引文件", said)
        assert files == built(held, documents.values())
    assert crossing


def test_an_edit_that_is_taken_back_and_one_that_changes_nothing_leave_the_files_as_they_were():
    chance = random.Random(3)
    held, documents = made_up(chance, 40, 2, COMMON, 40)
    files = built(held, documents.values())
    key = sorted(documents)[7]
    other = documents | {key: edited(chance, documents[key], COMMON, 40)}
    there, _ = updated(held, list(other.values()), files)
    back, _ = updated(held, list(documents.values()), there)

    assert there != files
    assert back == files
    assert updated(held, list(documents.values()), files) == (
        files,
        f"搜索索引：有 0 份年报的页面变了，更新 0 个索引文件，其余 {sum(p.startswith('search/g/') for p in files)} 个不变。",
    )


def test_what_cannot_be_taken_over_is_made_anew_and_the_log_says_why():
    held, documents = made_up(random.Random(4), 12, 2, COMMON, 40)
    files = built(held, documents.values())
    key = min(documents)
    some = list(documents.values())
    fewer = collection(held.bodies, sorted(documents)[1:], ())
    renamed = collection([body._replace(names=("改了名的局",)) for body in held.bodies], documents, ())
    first = held.bodies[0]
    longer = (*first.names, first.names[0][1:])  # a name that is part of another: names.bin stays as it is
    also = collection([first._replace(names=longer), *held.bodies[1:]], documents, ())

    def said(of, documents, files, *, whole=True):
        found, words = updated(of, documents, files, whole=whole)
        assert found == built(of, documents)
        return words.removeprefix("搜索索引：")

    changed = "全部重新生成（收录的机关、年度、年报，或者模板、程序变了）。"
    assert said(held, some, {}) == "全部重新生成（没有可以沿用的索引）。"
    assert said(fewer, [documents[k] for k in sorted(documents)[1:]], files) == changed
    assert said(renamed, some, files) == changed
    assert said(also, some, files) == changed
    assert said(held, some, built(also, some)) == changed
    assert said(held, some, files | {"search/manifest.json": b"\xff"}) == changed
    assert said(held, some, files, whole=False) == "全部重新生成（原来的索引有缺损）。"
    path = text_file(held, documents[key], DICTIONARY).path
    other = text_file(held, documents[max(documents)], DICTIONARY)
    assert said(held, some, files | {path: other.data}) == "全部重新生成（原来的索引有缺损）。"
    assert said(held, some, files | {path: b"x"}) == "全部重新生成（原来的索引有缺损）。"


def test_an_index_that_was_coded_otherwise_is_made_anew(monkeypatch):
    held, documents = made_up(random.Random(4), 12, 2, COMMON, 40)
    with monkeypatch.context() as older:
        older.setattr("gongkai.search.collection.CODING", (0, *CODING[1:]))
        files = built(collection(held.bodies, documents, ()), documents.values())

    found, words = updated(collection(held.bodies, documents, ()), list(documents.values()), files)

    assert "全部重新生成" in words
    assert found == built(held, documents.values())


@pytest.mark.parametrize(
    ("documents", "shards", "hot"),
    [(1, 64, 24), (16383, 8192, 24), (16384, 8192, 32), (32768, 16384, 64), (100000, 32768, 128), (131071, 32768, 128)],
)
def test_shards_and_threshold_follow_from_the_number_of_documents(documents, shards, hot):
    held = Collection((), (), tuple(range(documents)), ())

    assert (held.shards, held.hot) == (shards, hot)


def test_more_documents_than_an_entry_has_room_for_are_refused():
    with Grams(MAX_DOCUMENTS, 1 << 15, 128):
        pass
    with pytest.raises(ValueError, match="131071"):
        Grams(MAX_DOCUMENTS + 1, 1 << 15, 128)


@pytest.mark.parametrize("parts", [1, 2, 128])
def test_entries_of_every_part_come_back_with_the_greatest_numbers_that_there_can_be(parts):
    chance = random.Random(parts)
    entries = {(parts - 1, (1 << 40) - 1, MAX_DOCUMENTS)}
    entries |= {(chance.randrange(parts), chance.randrange(1 << 40), chance.randrange(1 << 17)) for _ in range(500)}
    spill = Spill(io.BytesIO(), 17, parts)
    for block in (sorted(entries)[::2], sorted(entries)[1::2]):
        spill.add(*(np.array(column, np.uint64) for column in zip(*block, strict=True)))

    found = [
        (part, *each) for part in range(parts) for each in zip(*(a.tolist() for a in spill.part(part)[:2]), strict=True)
    ]

    assert found == sorted(entries)


@pytest.mark.parametrize("harm", [slice(0), slice(-3), slice(1, None)])
def test_a_damaged_index_is_not_patched(harm):
    chance = random.Random(4)
    held, documents = made_up(chance, 10, 2, COMMON, 40)
    files = built(held, documents.values())
    some = documents[min(documents)]
    other = some._replace(text=some.text + "\n新的一行")
    broken = {path: data[harm] if path.startswith("search/g/") else data for path, data in files.items()}

    with pytest.raises(ValueError, match=r"left over|damaged|numbering|decompressing"):
        patch(held, [other], DICTIONARY, broken.get)


def test_a_text_file_gives_the_text_back():
    held, documents = made_up(random.Random(6), 4, 1, COMMON, 40)
    document = min(documents.values())
    output = text_file(held, document, DICTIONARY)

    assert output.data[:4] == text_key(held, DICTIONARY).to_bytes(4, "big")
    assert document_of(output.data, DICTIONARY) == document
    assert output.data[4] == 0  # GBK
    assert inflated(output.data[5:], DICTIONARY).decode("gbk").split("\n")[0] == "\t".join(
        (document.slug, str(document.year), held.bodies[held.at[document.slug]].names[0], document.title)
    )
    rare = text_file(held, document._replace(text="𠮷"), DICTIONARY).data
    assert rare[4] == 1
    assert inflated(rare[5:], DICTIONARY).decode().endswith("\n𠮷")
    assert document_of(rare, DICTIONARY).text == "𠮷"
