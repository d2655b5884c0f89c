"""Is a file small, plain and self-contained enough to be read?"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import normpath
from typing import TYPE_CHECKING

from gongkai.archive.refusal import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element

MEGABYTE = 1024 * 1024
MAX_FILE = 20 * MEGABYTE
MAX_UNPACKED = 200 * MEGABYTE
MAX_PART = 40 * MEGABYTE  # of XML; its tree takes some ten times as much
MAX_ENTRIES = 2_000
MAX_RATIO = 200  # XML of an office packs to a tenth or a fortieth
MAX_CELLS = 100_000
MAX_TEXT = 5_000_000
SECONDS = 10.0
MEMORY = 500 * MEGABYTE

_SMALL = 64 * 1024  # of which no ratio is asked: a sheet of blanks packs well
_MACRO = re.compile(
    r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml|activex/|macrosheets/|attachedtoolbars\.bin)", re.IGNORECASE
)
_XML_NAMES = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_ENCODING = re.compile(r"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)")
_DTD = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# The strict variant of the format has names of its own for the same things.
_STRICT = {
    "http://purl.oclc.org/ooxml/officeDocument/relationships": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
}
_TYPED = "文件里有文档类型声明（DOCTYPE），办公软件不会这样写，没有读；请在 Word、Excel 或 WPS 里另存一次后再导入。"
_BROKEN = "文件已经损坏，读不出来；请在 Word、Excel 或 WPS 里打开，另存一次后再导入。"


def check_size(data: bytes) -> None:
    """Refuse an empty file and one that is too large."""
    if not data.strip():
        raise Refused("文件是空的；请检查是不是选错了文件。")
    if len(data) > MAX_FILE:
        raise Refused(f"文件超过 {MAX_FILE // MEGABYTE} MB；年报不会这么大，请去掉图片和附件后再导入。")


def check_cells(number: int) -> None:
    """Refuse more cells than tables of reports can have."""
    if number > MAX_CELLS:
        raise Refused(f"表格超过 {MAX_CELLS} 格，不像是年报；请删去多余的行和列后再导入。")


def check_text(length: int) -> None:
    """Refuse more text than a report can have."""
    if length > MAX_TEXT:
        raise Refused(f"文字超过 {MAX_TEXT // 10_000} 万字，不像是一份年报；请只导入年报本身。")


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an Office file by name. Nothing is unpacked to the disk, nothing outside is opened."""

    archive: zipfile.ZipFile
    infos: Mapping[str, zipfile.ZipInfo]

    def __contains__(self, name: object) -> bool:
        return name in self.infos

    def read(self, name: str) -> bytes:
        """A part, whole and as long as it says it is; Refused if it is not."""
        info = self.infos[name]
        if info.file_size > MAX_PART:
            raise Refused(f"文件里的『{name}』解开后超过 {MAX_PART // MEGABYTE} MB，没有读；年报不会这么大。")
        try:
            with self.archive.open(info) as file:
                data = file.read(info.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
        ) as fault:
            raise Refused(_BROKEN) from fault
        if len(data) != info.file_size:
            raise Refused(_BROKEN)
        return data

    def xml(self, name: str) -> "_Element | None":
        """The root of a part, None if there is no such part."""
        return parse(self.read(name)) if name in self.infos else None

    def stream(self, name: str, *tags: str) -> "Iterator[_Element]":
        """The elements of these tags of a large part, one after the other, each forgotten when the next is asked."""
        from lxml import etree

        data = io.BytesIO(_plain(self.read(name)))
        try:
            for _, element in etree.iterparse(
                data,
                tag=tags,
                encoding="utf-8",
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            ):
                _check_type(element)
                yield element
                element.clear()
                while (before := element.getprevious()) is not None and before.tag == element.tag:
                    element.getparent().remove(before)
        except etree.XMLSyntaxError as fault:
            raise Refused(_BROKEN) from fault

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id → last word of the type, name of the part. What lies outside is left out."""
        folder, _, last = name.rpartition("/")
        root = self.xml(f"{folder}/_rels/{last}.rels" if folder else f"_rels/{last}.rels")
        found = {}
        for relation in [] if root is None else root:
            target, kind = relation.get("Target") or "", (relation.get("Type") or "").rpartition("/")[2]
            if (relation.get("TargetMode") or "").lower() != "external":
                path = target.lstrip("/") if target.startswith("/") else normpath(f"{folder}/{target}").lstrip("/")
                found[relation.get("Id") or ""] = (kind, path)
        return found


def open_package(data: bytes) -> Package:
    """The parts of a zip file; Refused if anything about it is not as an office program writes it."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError, OverflowError) as fault:
        raise Refused(_BROKEN) from fault
    if len(entries) > MAX_ENTRIES:
        raise Refused(f"文件里包着 {len(entries)} 个文件，超过 {MAX_ENTRIES} 个，没有读；年报不会这样。")
    infos: dict[str, zipfile.ZipInfo] = {}
    lowered = set()
    for entry in entries:
        _check_entry(entry)
        if entry.filename.endswith("/"):
            continue
        if entry.filename.lower() in lowered:
            raise Refused(f"文件里有两个同名的『{_shown(entry.filename)}』，不知道该读哪一个；请重新另存一次后再导入。")
        lowered.add(entry.filename.lower())
        infos[entry.filename] = entry
    if sum(info.file_size for info in infos.values()) > MAX_UNPACKED:
        raise Refused(f"文件解开后超过 {MAX_UNPACKED // MEGABYTE} MB，没有读；年报不会这么大。")
    return Package(archive, infos)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name or not name.isprintable():
        raise Refused(f"文件里有通向外面的路径『{_shown(name)}』，没有读；请向提供文件的人要原件。")
    if entry.flag_bits & 1:
        raise Refused("文件加了密码，读不出来；请打开后去掉密码，另存一次再导入。")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused(_BROKEN)
    mode = entry.external_attr >> 16
    if entry.create_system == 3 and stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:  # noqa: PLR2004 - Unix
        raise Refused(f"文件里的『{_shown(name)}』是通向别处的链接，没有读；请向提供文件的人要原件。")
    if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise Refused(f"文件里的『{_shown(name)}』解开后是原来的 {MAX_RATIO} 倍以上，像是压缩包炸弹，没有读。")


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in name)[:60]


def check_parts(package: Package) -> None:
    """Refuse macros, whatever would be loaded from outside, and document types in any part of XML."""
    for name in package.infos:
        if _MACRO.search(name):
            raise Refused("文件里有宏，没有读；请另存为不带宏的 .docx 或 .xlsx 后再导入。")
    for name in package.infos:
        if name.lower().endswith(".rels"):
            _check_relations(package, name)
        elif _XML_NAMES.search(name):
            _text(package.read(name))


def _check_relations(package: Package, name: str) -> None:
    for relation in parse(package.read(name)):
        kind = (relation.get("Type") or "").rpartition("/")[2]
        target = relation.get("Target") or ""
        if (relation.get("TargetMode") or "").lower() == "external":
            if kind != "hyperlink":
                raise Refused(
                    f"文件要从外面载入内容（{_KINDS.get(kind, '外部链接')}），没有读，也没有打开那个地址；"
                    "请在 Word、Excel 或 WPS 里断开链接，另存一次后再导入。"
                )
        elif "://" in target or "\\" in target or target.startswith("//"):
            raise Refused(
                "文件里的链接指向外面，没有读，也没有打开那个地址；请在 Word、Excel 或 WPS 里另存一次后再导入。"
            )


_KINDS = {
    "attachedTemplate": "外部模板",
    "image": "外部图片",
    "oleObject": "外部对象",
    "externalLinkPath": "别的工作簿",
    "frame": "外部网页",
    "subDocument": "子文档",
    "mailMergeSource": "邮件合并的数据",
}


def parse(data: bytes) -> "_Element":
    """The root of a part of XML that has no document type."""
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_plain(data), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Refused(_BROKEN) from fault
    if root is None:
        raise Refused(_BROKEN)
    _check_type(root)
    return root


def _plain(data: bytes) -> bytes:
    """The part as UTF-8 without declaration, in the words of the usual variant of the format."""
    text = _text(data).lstrip()
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :]
    if "http://purl.oclc.org/" in text:
        for strict, usual in _STRICT.items():
            text = text.replace(strict, usual)
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    """The characters of a part: UTF-8 or UTF-16, as the format has it, and no document type."""
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused(_BROKEN) from fault
    named = _ENCODING.match(text.lstrip()[:200])
    if named and named[1].lower() not in ({"utf-16", "utf-16le", "utf-16be"} if wide else {"utf-8", "us-ascii"}):
        raise Refused(_BROKEN)
    if "\0" in text:  # UTF-16 without its mark, in which nothing would be found
        raise Refused(_BROKEN)
    if _DTD.search(text):
        raise Refused(_TYPED)
    return text


def _check_type(element: "_Element") -> None:
    """Refuse a document type that the parser found, whatever was searched before."""
    if element.getroottree().docinfo.internalDTD is not None:
        raise Refused(_TYPED)


def check_document_type(text: str) -> None:
    """Refuse entities of its own in a web page."""
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise Refused("网页里有自己定义的实体（ENTITY），没有读；请用浏览器打开，复制文字后粘贴到文本文件再导入。")
