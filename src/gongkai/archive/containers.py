"""What is this file, and what stands in it?"""

import re
from collections.abc import Callable

from gongkai.archive import docx, html, pdf, xlsx
from gongkai.archive.charset import decode
from gongkai.archive.damage import check
from gongkai.archive.guard import Package, check_parts, check_size, open_package
from gongkai.archive.office import main_part
from gongkai.archive.raw import Source, texts
from gongkai.archive.refusal import Refused
from gongkai.archive.text import read_plain

_ZIP, _PDF, _OLD, _RTF = (b"PK\3\4", b"PK\5\6"), b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", rb"{\rtf"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"\0\0\x01\0")
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|font|br|h[1-6]|style|script|center|tr|td)[\s>/]",
    re.IGNORECASE,
)
_LETTER = re.compile(rb"^(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*){0,30}?content-type:\s*multipart/related", re.IGNORECASE)
_BEGINNING = 4_096
_SAVE_WORD = "请在 Word 或 WPS 文字里打开，选『另存为』，类型选『Word 文档（*.docx）』，再导入"
_SAVE_EXCEL = "请在 Excel 或 WPS 表格里打开，选『另存为』，类型选『Excel 工作簿（*.xlsx）』，再导入"
# By what an old file says of itself inside, in UTF-16.
_OLD_KINDS = (
    ("EncryptedPackage", "文件加了密码，读不出来；请打开后去掉密码，另存一次再导入。"),
    ("WordDocument", f"这是旧格式的 Word 文档（.doc、.wps）；{_SAVE_WORD}。"),
    ("Workbook", f"这是旧格式的 Excel 工作簿（.xls、.et）；{_SAVE_EXCEL}。"),
    ("Book", f"这是旧格式的 Excel 工作簿（.xls）；{_SAVE_EXCEL}。"),
    ("PowerPoint Document", "这是演示文稿（.ppt）；请导入年报本身。"),
)


def read(data: bytes, name: str) -> Source:
    """What stands in a file; its kind is told by its content. Refused, in one sentence, if it cannot be read."""
    try:
        check_size(data)
        source = _reader(data)(data, name)
    except Refused:
        raise
    except (MemoryError, RecursionError) as fault:
        raise Refused("文件太大或者套得太深，读不了；请去掉图片和附件，另存一次后再导入。") from fault
    except Exception as fault:  # whatever a library throws at a damaged file is one thing to a clerk
        raise Refused("文件已经损坏，读不出来；请打开检查，另存一次后再导入。") from fault
    text = "\n".join(texts(source.blocks))
    if not text.strip():
        raise Refused("文件里没有文字；如果内容是图片，请先做文字识别（OCR），再导入识别出来的文字。")
    notes = () if source.encoding else check(text)
    if not notes:
        return source
    return Source(source.name, source.kind, source.blocks, source.facts, (*notes, *source.dropped), source.encoding)


def _reader(data: bytes) -> Callable[[bytes, str], Source]:
    """What reads this file; Refused with a word on what to do, if it is known and not read."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:_BEGINNING]
    if data.startswith(_ZIP):
        return _office
    if _PDF in data[:1024]:
        return pdf.read_pdf
    if word := _refusal(data, start):
        raise Refused(word)
    if _is_page(data, start):
        return html.read_html
    return lambda whole, name: read_plain(decode(whole), name)


def _refusal(data: bytes, start: bytes) -> str:
    """What to say of a kind of file that is known and not read."""
    if data.startswith(_OLD):
        return _old(data)
    for found, word in (
        (start.startswith(_RTF), f"这是 RTF 文档；{_SAVE_WORD}。"),
        (
            data.startswith(_PICTURES) or (data.startswith(b"BM") and data[6:10] == bytes(4)),
            "这是图片，没有文字可读；请先做文字识别（OCR），核对以后导入识别出来的文字。",
        ),
        (data.startswith(_PACKED), "这是压缩包；请先解压，再导入里面的年报。"),
        (_LETTER.match(start), "这是单个文件的网页（.mht）；请用浏览器打开，另存为『网页，仅 HTML』，再导入。"),
    ):
        if found:
            return word
    if start.startswith(b"<?xml") and not _TAG.search(start):
        is_word = b'progid="Word' in start or b"wordml" in start
        if is_word or b'progid="Excel' in start or b"spreadsheet" in start:
            kind, how = ("Word 文档", _SAVE_WORD) if is_word else ("Excel 工作簿", _SAVE_EXCEL)
            return f"这是 XML 格式的 {kind}；{how}。"
        return "这是 XML 数据文件，不是年报；请导入 .docx、.xlsx、.html、.txt 或带文字的 PDF 文件。"
    return ""


def _is_page(data: bytes, start: bytes) -> bool:
    """Whether a text is a web page: it begins with a tag, or has the tags of one at its beginning.

    A page in UTF-16 shows its tags when the zero bytes are left out.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.lstrip(b"\xff\xfe").replace(b"\0", b"").lstrip()
    return start.startswith(b"<") and bool(_TAG.search(start))


def _old(data: bytes) -> str:
    return next(
        (word for mark, word in _OLD_KINDS if mark.encode("utf-16-le") in data),
        f"这是旧格式的文件（.doc、.xls、.wps、.et）；{_SAVE_WORD}；表格请另存为 .xlsx。",
    )


def _office(data: bytes, name: str) -> Source:
    package = open_package(data)
    names = {part.lower() for part in package.infos}
    if "ofd.xml" in names:
        raise Refused("这是 OFD 版式文件；请用阅读器打开，导出为带文字的 PDF，或者复制文字到文本文件后再导入。")
    if "mimetype" in package and b"opendocument" in package.read("mimetype"):
        raise Refused("这是 OpenDocument 文件（.odt、.ods）；请另存为 .docx 或 .xlsx 后再导入。")
    if "[content_types].xml" not in names:
        raise Refused("这是压缩包，不是 Word 或 Excel 文件；请先解压，再导入里面的年报。")
    check_parts(package)
    return _by_root(package)(package, name)


def _by_root(package: Package) -> Callable[[Package, str], Source]:
    main = main_part(package)
    if main.lower().endswith(".bin"):
        raise Refused(f"这是二进制格式的 Excel 工作簿（.xlsb）；{_SAVE_EXCEL}。")
    root = package.xml(main)
    tag = "" if root is None else str(root.tag)
    if tag.endswith("wordprocessingml/2006/main}document"):
        return docx.read_docx
    if tag.endswith("spreadsheetml/2006/main}workbook"):
        return xlsx.read_xlsx
    if tag.endswith("presentationml/2006/main}presentation"):
        raise Refused("这是演示文稿（.pptx），不是年报；请导入年报本身。")
    raise Refused("不认识这个文件；请导入 .docx、.xlsx、.html、.txt 或带文字的 PDF 文件。")
