"""What should the search index hold? A slow reckoning from docs/search-format.md, and small made-up collections."""

import zlib

from gongkai.search.collection import Body, Document, collection
from gongkai.search.fold import fold

COMMON = "公开政府信息申请办理年度报告乡镇县局科室一二三四五"


def blocks(document):
    """Every folded block of a document, unit by unit."""
    for line in document.text.split("\n"):
        if not line.startswith("\x1e"):
            for cell in line.split("\t"):
                yield in_units(fold(cell))


def in_units(text):
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(data[at] | data[at + 1] << 8) for at in range(0, len(data), 2))


def runs(document, size):
    return {block[at : at + size] for block in blocks(document) for at in range(len(block) - size + 1)}


def special(held, document):
    """The keys of names, paragraphs and titles."""
    for name in next(body.names for body in held.bodies if body.slug == document.slug):
        yield "\x01" + in_units(fold(name))
    for line in document.text.split("\n"):
        block = in_units(fold(line))
        if not line.startswith("\x1e") and "\t" not in line and len(block) >= 30:
            digest = zlib.crc32("".join(block).encode("utf-16-le", "surrogatepass"))
            yield "\x02" + chr(digest >> 16) + chr(digest % 65536) + chr(len(block) % 65536)
    title = in_units(fold(document.title))
    for size in (1, 2, 3):
        for at in range(len(title) - size + 1):
            yield "\x03" + title[at : at + size]


def expected_lists(held, documents):
    """Every key with the numbers of its documents."""
    count = len(documents)
    rounded = 1
    while rounded * 2 <= count:
        rounded *= 2
    hot = max(24, rounded // 512)
    lists = {}
    numbered = [(held.number(d.slug, d.year), d) for d in documents]
    for number, document in numbered:
        for key in (*runs(document, 1), *runs(document, 2), *special(held, document)):
            lists.setdefault(key, set()).add(number)
    for size in range(3, 7):
        longer = {}
        for number, document in numbered:
            for run in runs(document, size):
                if all(len(lists.get(half, ())) > hot for half in (run[1:], run[:-1])):
                    longer.setdefault(run, set()).add(number)
        lists.update(longer)
    return {key: sorted(numbers) for key, numbers in lists.items()}


def line(chance, alphabet, longest):
    """Characters of which the first are common and the last rare."""
    count = chance.randint(1, longest)
    return "".join(alphabet[min(int(chance.expovariate(0.5)), len(alphabet) - 1)] for _ in range(count))


def made_up(chance, bodies, years, alphabet, longest):
    """A collection of short documents, some years missing, and the documents by 编码 and year."""
    some = [
        Body(f"b{n}", (f"甲{n}县人民政府", "hh", f"甲{n}"), str(chance.randint(1, 3)), chance.choice("省市县乡"))
        for n in range(bodies)
    ]
    documents = {}
    for body in some:
        for year in range(2020, 2020 + years):
            if chance.random() < 0.9:
                lines = [line(chance, alphabet, longest) for _ in range(chance.randint(1, 7))]
                lines[-1] += "\t" + line(chance, "0123456789", 4)
                text = "\n".join([lines[0], "\x1echapter-1", *lines[1:]])
                documents[body.slug, year] = Document(body.slug, year, f"{body.names[0]}{year}年报", text)
    return collection(some, documents, ()), documents
