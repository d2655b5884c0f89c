"""Does every hostile file end in one Chinese sentence, with nothing opened that lies outside?"""

import ctypes
import io
import random
import re
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from archive_files import TYPES, S, W, docx, docx_parts, p, pdf, relations, shown, tbl, tc, xlsx, xlsx_parts, zipped
from gongkai.archive import confine
from gongkai.archive.confine import Reader, confined
from gongkai.archive.containers import read
from gongkai.archive.guard import MAX_FILE
from gongkai.archive.raw import Source
from gongkai.archive.refusal import Refused

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
OUTSIDE = "http://127.0.0.1:{port}/canary"


def with_part(name: str, text: str | bytes, parts: dict[str, str | bytes] | None = None) -> bytes:
    return zipped({**(parts or docx_parts(p("正文"))), name: text})


def stored(parts: dict[str, str | bytes]) -> bytes:
    """The parts as they are: what is not packed cannot be packed too well."""
    return zipped(parts, zipfile.ZIP_STORED)


def utf8(text: str) -> bytes:
    return text.encode()


def with_type(text: str) -> bytes:
    """A Word document whose main part begins with this document type."""
    parts = docx_parts(p("正文&amp;"))
    main = str(parts["word/document.xml"]).replace("?>", f"?>{text}", 1).replace("&amp;", "&e;")
    return with_part("word/document.xml", main, parts)


def linked(kind: str, target: str) -> bytes:
    return docx(p("正文"), links=[("rId9", kind, target, True)])


def entry(name: str, *, mode: int = 0, data: bytes = b"x", flags: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word document with one more entry."""
    out = io.BytesIO(docx(p("正文")))
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr, info.compress_type = 3, mode << 16, method
        archive.writestr(info, data)
    packed = bytearray(out.getvalue())
    if flags:
        at = packed.rindex(b"PK\x01\x02")
        packed[at + 8] |= flags
    return bytes(packed)


def noise(size: int) -> bytes:
    """Bytes that cannot be packed."""
    return random.Random(size).randbytes(size)


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in docx_parts(p("正文")).items():
            archive.writestr(name, text)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/document.xml", "<a/>")
    return out.getvalue()


def lying(size: int) -> bytes:
    """A document whose main part says that it has another size."""
    packed = bytearray(docx(p("正文" * 100)))
    at = 0
    while (at := packed.find(b"PK\x01\x02", at + 1)) > 0:
        if packed[at + 46 :].startswith(b"word/document.xml"):
            packed[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(packed)


def wrong_sum() -> bytes:
    packed = bytearray(docx(p("正文")))
    at = 0
    while (at := packed.find(b"PK\x01\x02", at + 1)) > 0:
        packed[at + 16] ^= 1
    return bytes(packed)


def overlapping() -> bytes:
    """Many entries of the directory that share one packed part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("a0.xml", "<a>" + "0123456789" * 60_000 + "</a>")
    packed = out.getvalue()
    start = packed.rindex(b"PK\x01\x02")
    directory = packed[packed.index(b"PK\x01\x02") : packed.rindex(b"PK\x05\x06")]
    one = packed[start : packed.rindex(b"PK\x05\x06")]
    more = b"".join(one.replace(b"a0.xml", f"{n:02x}.xml".encode()) for n in range(16, 255))
    end = bytearray(packed[packed.rindex(b"PK\x05\x06") :])
    count = 2 + 239
    end[8:12] = struct.pack("<HH", count, count)
    end[12:16] = struct.pack("<I", len(directory) + len(more))
    return packed[: packed.rindex(b"PK\x05\x06")] + more + bytes(end)


def old(mark: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + mark.encode("utf-16-le") + bytes(200)


def flood() -> bytes:
    """A PDF file whose page is 300 MB of text, packed small."""
    pack = zlib.compressobj(9)
    block = (shown(100, 700, "9") * 20_000).encode()
    data = b"".join(pack.compress(block) for _ in range(300 * 1024 * 1024 // len(block))) + pack.flush()
    stream = f"<</Length {len(data)}/Filter/FlateDecode>>stream\n".encode() + data + b"\nendstream"
    return pdf("", extra={101: stream})  # type: ignore[dict-item]


LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "<!ENTITY e '&a9;'>]>"
)
# In UTF-16 the bytes of these Chinese characters are those of UTF-8 too.
TYPED = f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e '甲'>]><w:document xmlns:w=\"{W}\"><w:body>{p('由&e;')}</w:body></w:document>"
# Characters of UTF-7 for <!DOCTYPE … [<!ENTITY …>]>, behind a declaration that is seen and before one that is not.
HIDDEN = (
    '<?xml version="1.0"?><?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a +AFsAPAAh-ENTITY e \'b\'+AD4AXQA+-'
    + TYPED.partition("]>")[2].replace("由&", "a+ACY-")
)
DEEP = "<a>" * 100_000 + "</a>" * 100_000
WIDE = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FILES: dict[str, Callable[[], bytes]] = {
    # archives
    "zip bomb": lambda: with_part("word/document.xml", b" " * 30_000_000),
    "zip bomb in a part that is not read": lambda: with_part("word/media/a.bin", b"\0" * 30_000_000),
    "a part that is too large": lambda: with_part("word/media/a.xml", (noise(500_000) + bytes(2_500_000)) * 16),
    "parts that are too large together": lambda: zipped({**docx_parts(p("文")), **{f"a/{n}": noise(500_000) + bytes(29_500_000) for n in range(7)}}),
    "entries that share their bytes": overlapping,
    "two thousand entries": lambda: zipped({**docx_parts(p("文")), **{f"a/{n}": "" for n in range(2_001)}}),
    "a part longer than it says": lambda: lying(10),
    "a part shorter than it says": lambda: lying(50_000),
    "a wrong sum": wrong_sum,
    "two parts of one name": twice,
    "two parts of one name but for case": lambda: with_part("WORD/document.xml", "<a/>"),
    "a path upwards": lambda: entry("../../outside.xml"),
    "a path upwards with backslashes": lambda: entry("word\\..\\..\\outside.xml"),
    "a path from the root": lambda: entry("/etc/outside"),
    "a drive": lambda: entry("C:outside"),
    "a link": lambda: entry("word/link", mode=stat.S_IFLNK | 0o777, data=b"/etc/passwd"),
    "a device": lambda: entry("word/device", mode=stat.S_IFCHR),
    "an entry under a password": lambda: entry("word/x.xml", flags=1),
    "another way of packing": lambda: entry("word/x.xml", method=zipfile.ZIP_BZIP2),
    "the first half of a document": lambda: docx(p("正文" * 1000))[:700],
    "an archive of archives": lambda: zipped({"a.docx": docx(p("文"))}),
    "an archive as main part": lambda: with_part("word/document.xml", docx(p("文"))),
    # XML
    "billion laughs": lambda: with_type(LAUGHS),
    "an external entity": lambda: with_type(f'<!DOCTYPE a [<!ENTITY e SYSTEM "{OUTSIDE}">]>'),
    "an entity that is a file": lambda: with_type('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "a parameter entity": lambda: with_type(f'<!DOCTYPE a [<!ENTITY % e SYSTEM "{OUTSIDE}"> %e;]>'),
    "an external document type": lambda: with_type(f'<!DOCTYPE a SYSTEM "{OUTSIDE}">'),
    "a document type in UTF-16": lambda: with_part("word/document.xml", LAUGHS.encode("utf-16")),
    "a document type in UTF-16 without its mark": lambda: with_part("word/document.xml", TYPED.encode("utf-16-le")),
    "the same with the other byte first": lambda: with_part("word/document.xml", TYPED.encode("utf-16-be")),
    "an encoding named a second time": lambda: with_part("word/document.xml", HIDDEN),
    "a document type in a part that is not read": lambda: with_part("customXml/item1.xml", LAUGHS + "<a>&e;</a>"),
    "a document type in relations": lambda: with_part("word/_rels/x.xml.rels", LAUGHS + "<a>&e;</a>"),
    "an encoding of its own": lambda: with_part("word/document.xml", '<?xml version="1.0" encoding="utf-7"?><a/>'),
    "deep XML": lambda: stored({**docx_parts(""), "word/document.xml": DEEP}),
    "no XML": lambda: with_part("word/document.xml", b"\0\1\2" * 100),
    # Word
    "an external template": lambda: linked("attachedTemplate", OUTSIDE),
    "an external picture": lambda: linked("image", OUTSIDE),
    "an external object": lambda: linked("oleObject", "file:///etc/passwd"),
    "an external frame": lambda: linked("frame", OUTSIDE),
    "a share of Windows": lambda: docx(p("文"), links=[("rId9", "image", "\\\\127.0.0.1\\a\\b.png", False)]),
    "an address that is said to be inside": lambda: docx(p("文"), links=[("rId9", "image", OUTSIDE, False)]),
    "macros of Word": lambda: with_part("word/vbaProject.bin", b"x"),
    "a control": lambda: with_part("word/activeX/activeX1.xml", "<a/>"),
    "a cell as wide as the sea": lambda: docx("".join(tbl(tc("1", '<w:gridSpan w:val="99999"/>') + tc("2"), tc("3")) for _ in range(99))),
    "columns before the row": lambda: docx(f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="99999"/></w:trPr>{tc("1") * 99}</w:tr></w:tbl>'),
    "tables in tables": lambda: docx("<w:tbl><w:tr><w:tc>" * 400 + p("文") + "</w:tc></w:tr></w:tbl>" * 400),
    "a document of pictures": lambda: docx("<w:p><w:r><w:drawing><pic/></w:drawing></w:r></w:p>"),
    "a main part that is not there": lambda: zipped({"[Content_Types].xml": TYPES, "_rels/.rels": relations([("a", "officeDocument", "x.xml", False)])}),
    "a presentation": lambda: with_part("word/document.xml", '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'),
    # Excel
    "macros of Excel": lambda: with_part("xl/vbaProject.bin", b"x", xlsx_parts(CELL)),
    "another workbook": lambda: with_part("xl/externalLinks/_rels/e.xml.rels", relations([("a", "externalLinkPath", "file:///C:/a.xlsx", True)]), xlsx_parts(CELL)),
    "a million rows": lambda: stored(xlsx_parts("<row><c><v>1</v></c></row>" * 600_000)),
    "two cells at the corners of the sheet": lambda: xlsx(WIDE, before='<dimension ref="A1:XFD1048576"/>'),
    "the whole sheet merged": lambda: xlsx(CELL, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "sixteen thousand columns merged": lambda: xlsx(CELL, after='<mergeCells><mergeCell ref="A1:XFD9"/></mergeCells>'),
    "ten thousand merges": lambda: stored(xlsx_parts(CELL, after="<mergeCells>" + '<mergeCell ref="A1:B9"/>' * 10_001 + "</mergeCells>")),
    "a merge that is none": lambda: xlsx(CELL, after='<mergeCells><mergeCell ref="A0:ZZZZ1"/></mergeCells>'),
    "a string table like a dictionary": lambda: stored(xlsx_parts(CELL, strings=["一"] * 700_000)),
    "a string that is not there": lambda: xlsx('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
    "a cell in another row": lambda: xlsx('<row r="1"><c r="A2"><v>1</v></c></row>'),
    "a row below the last": lambda: xlsx('<row r="9999999"><c><v>1</v></c></row>'),
    "a workbook of formulas that nobody computed": lambda: xlsx('<row r="1"><c r="A1"><f>1+1</f></c></row>'),
    "laughs in the strings": lambda: with_part("xl/sharedStrings.xml", LAUGHS + f'<sst xmlns="{S}"><si><t>&e;</t></si></sst>', xlsx_parts(CELL)),
    "laughs in the sheet": lambda: with_part("xl/worksheets/sheet1.xml", LAUGHS + "<a>&e;</a>", xlsx_parts(CELL)),
    "a sheet that breaks off": lambda: with_part("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{S}"><sheetData><row>', xlsx_parts(CELL)),
    # web pages
    "tags a hundred thousand deep": lambda: utf8("<html>" + "<div>" * 100_000 + "文"),
    "tables a thousand deep": lambda: utf8("<table><tr><td>" * 1_000 + "文<td>文"),
    "a table as wide as the sea": lambda: utf8("<table>" + "<tr>" + "<td colspan=1000 rowspan=65534>1" * 1000 + "<tr><td>1" * 200),
    "a million cells": lambda: utf8("<table><tr>" + "<td>1" * 900_000),
    "entities of its own": lambda: utf8(LAUGHS + "<html><p>&e;"),
    "an entity from outside": lambda: utf8(f'<!DOCTYPE html [<!ENTITY e SYSTEM "{OUTSIDE}">]><html><p>&e;'),
    "frames only": lambda: utf8(f'<html><frameset><frame src="{OUTSIDE}"></frameset><link rel=stylesheet href="{OUTSIDE}">'),
    # PDF
    "pages that are their own parents": lambda: pdf("", extra={2: "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999>>"}),
    "a form that draws itself": lambda: pdf("/X Do", extra={50: "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 50 0 R>>>>/Length 5>>stream\n/X Do\nendstream"}),
    "an object that refers to itself": lambda: pdf("", extra={2: "2 0 R"}),
    "a cross-reference that goes round": lambda: pdf("", tail="/Prev 9/XRefStm 9"),
    "a page like a flood": flood,
    "301 pages": lambda: pdf(*["" for _ in range(301)]),
    "a password on a PDF file": lambda: pdf(shown(1, 1, "1"), extra={60: "<</Filter/Standard/V 1/R 2/O<" + "00" * 32 + ">/U<" + "00" * 32 + ">/P -4>>"}, tail="/Encrypt 60 0 R/ID[<00><00>]"),
    "half a PDF file": lambda: pdf(shown(1, 1, "1"))[:40],
    "a PDF file of nothing": lambda: pdf(""),
    # what is known and not read
    "an old document": partial(old, "WordDocument"),
    "an old workbook": partial(old, "Workbook"),
    "a document under a password": partial(old, "EncryptedPackage"),
    "an old file of another kind": partial(old, "x"),
    "RTF": lambda: rb"{\rtf1\ansi a}",
    "a page with its pictures": lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=x\r\n\r\n--x",
    "a document of Word 2003": lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
    "XML": lambda: b'<?xml version="1.0"?><a/>',
    "OpenDocument": lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
    "OFD": lambda: zipped({"OFD.xml": "<a/>"}),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "another archive": lambda: b"Rar!\x1a\x07\0" + bytes(100),
    "a program": lambda: b"MZ\x90\0\3\0\0\0" + bytes(range(256)) * 8,
    "zeros": lambda: bytes(5_000),
    "nothing": lambda: b"",
    "blanks": lambda: b" \r\n" * 100,
    "too much": lambda: b"a" * (MAX_FILE + 1),
    "a text of one long line": lambda: utf8("年报" * 3_000_000),
}  # fmt: skip
# What the sentence must speak of, where another check could have stopped the file by chance.
REASONS = {
    "200 倍": ["zip bomb", "zip bomb in a part that is not read", "entries that share their bytes"],
    "超过 40 MB": ["a part that is too large"],
    "超过 200 MB": ["parts that are too large together"],
    "超过 2000 个": ["two thousand entries"],
    "损坏": ["a part longer than it says", "a part shorter than it says", "a wrong sum", "another way of packing", "deep XML",
             "the first half of a document", "an encoding of its own", "a document type in UTF-16 without its mark", "the same with the other byte first",
             "an encoding named a second time", "tables in tables", "a sheet that breaks off",
             "a string that is not there", "pages that are their own parents", "an object that refers to itself"],
    "同名": ["two parts of one name", "two parts of one name but for case"],
    "通向外面": ["a path upwards", "a path upwards with backslashes", "a path from the root", "a drive"],
    "链接": ["a link", "a device", "a share of Windows", "an address that is said to be inside"],
    "密码": ["an entry under a password", "a document under a password", "a password on a PDF file"],
    "DOCTYPE": ["billion laughs", "an external entity", "an entity that is a file", "a parameter entity",
                "an external document type", "a document type in UTF-16", "a document type in a part that is not read",
                "a document type in relations", "laughs in the strings", "laughs in the sheet"],
    "从外面载入": ["an external template", "an external picture", "an external object", "an external frame", "another workbook"],
    "宏": ["macros of Word", "a control", "macros of Excel"],
    "100000 格": ["a cell as wide as the sea", "columns before the row", "a million rows", "a table as wide as the sea",
                 "two cells at the corners of the sheet", "the whole sheet merged", "sixteen thousand columns merged",
                 "a string table like a dictionary", "a million cells"],
    "10000 处": ["ten thousand merges"],
    "套得太深": ["tags a hundred thousand deep", "tables a thousand deep"],
    "ENTITY": ["entities of its own", "an entity from outside"],
    "没有文字": ["frames only", "a document of pictures", "a form that draws itself", "a PDF file of nothing"],
    "300 页": ["301 pages"],
    "20 MB": ["too much"],
    "500 万字": ["a text of one long line"],
}  # fmt: skip
SENTENCE = re.compile(r"[^。\n]*[\u4e00-\u9fff][^。\n]*。")
ENGLISH = re.compile(r"[Ee]rror|[Ee]xception|Traceback|[a-z]+ [a-z]+ [a-z]+")


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[int, list[object]]]:
    """A server that nobody may call, and who called it."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                calls.append(address)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], calls
        done.set()
        thread.join()


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(seconds=90) as one:  # on a busy machine ten would come before the reason that is asked for
        yield one


@pytest.mark.parametrize("name", FILES)
def test_it_ends_in_one_sentence(name, reader, canary):
    port, calls = canary
    data = FILES[name]().replace(b"127.0.0.1:{port}", b"127.0.0.1:%d" % port)
    with pytest.raises(Refused) as caught:
        reader.read(data, "年报.docx")
    sentence = str(caught.value)
    assert SENTENCE.fullmatch(sentence), sentence
    assert not ENGLISH.search(sentence)
    assert all(reason in sentence for reason, names in REASONS.items() if name in names)
    assert sentence != confine._REACHING
    assert not calls


def test_there_are_at_least_thirty():
    assert len(FILES) >= 30
    assert {name for names in REASONS.values() for name in names} <= set(FILES)


def test_the_canary_hears(canary):
    port, calls = canary
    with socket.create_connection(("127.0.0.1", port)):
        pass
    for _ in range(50):
        if calls:
            break
        time.sleep(0.1)
    assert calls.pop()


def open_file(_data: bytes, _name: str) -> object:
    return Path("/etc/hostname").read_bytes()


def write_file(data: bytes, _name: str) -> object:
    return Path(data.decode(), "x").write_bytes(b"x")


def open_socket(_data: bytes, _name: str) -> object:
    return socket.create_connection(("127.0.0.1", 9))


def start_program(_data: bytes, _name: str) -> object:
    return subprocess.run([sys.executable, "-V"], check=True)


def crash(_data: bytes, _name: str) -> object:
    return ctypes.string_at(0)


def never_end(data: bytes, name: str) -> object:
    while data != b"good":
        pass
    return Source(name, "", ())


def eat_memory(_data: bytes, _name: str) -> object:
    return len(bytes(600 * 1024 * 1024))


def _serve_with(read: Callable[[bytes, str], object], theirs: Any, memory: int) -> None:
    """What runs in the other process, with another way to read."""
    from gongkai.archive import containers

    containers.read = read  # type: ignore[assignment]
    confine._serve(theirs, memory)


@pytest.mark.parametrize("read", [open_file, write_file, open_socket, start_program])
def test_a_library_that_reaches_out_is_stopped(read, tmp_path):
    with Reader(serve=partial(_serve_with, read)) as one, pytest.raises(Refused) as caught:
        one.read(str(tmp_path).encode(), "a.txt")
    assert str(caught.value) == confine._REACHING
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("read", [crash, never_end])
def test_a_process_that_dies_or_never_ends_is_replaced(read):
    with Reader(2, serve=partial(_serve_with, read)) as one:
        for _ in range(2):
            with pytest.raises(Refused, match=r"程序停了|超过 2 秒") as caught:
                one.read(b"bad", "a.txt")
            assert SENTENCE.fullmatch(str(caught.value))
        if read is never_end:
            assert one.read(b"good", "b.txt").name == "b.txt"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_memory_is_limited():
    with Reader(serve=partial(_serve_with, eat_memory)) as one, pytest.raises(Refused, match=r"程序停了|太大"):
        one.read(b"x", "a.txt")


def test_what_comes_back_is_what_was_read():
    data = docx(
        p("一、总体情况", '<w:outlineLvl w:val="0"/>') + tbl(tc("1", '<w:gridSpan w:val="2"/>'), tc("2") + tc("3"))
    )
    assert confined(data, "年报.docx") == read(data, "年报.docx")
