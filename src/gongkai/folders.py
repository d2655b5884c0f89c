"""What stands in a folder that is read? Texts of the content, templates, forms: without leaving it, links refused."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from gongkai.codes import finding
from gongkai.diag import Diagnostic, Span
from gongkai.files import FileFault, read_file
from gongkai.memory import origin_of
from gongkai.output import Read
from gongkai.search.scripts import ASSET, PUBLISHED
from gongkai.source import MAX_BYTES, Tree
from gongkai.told import why

TEXT_SUFFIXES = (".md", ".yaml")
MAX_DEPTH = 8
MAX_FILES = 200_000  # of a content folder
MAX_REPORTS = 100_000  # the search index numbers them up to 131,071
MAX_TEXTS = 1024 * 1024 * 1024  # bytes of all texts of a content folder together
MAX_TEMPLATE = 8 * 1024 * 1024  # bytes


SETTLED = 3 * 10**9  # nanoseconds: some disks count in steps of two seconds

Marks = tuple[int, int, int, int]  # of a text: its number, its size, both its times
Notes = dict[str, tuple[Marks, bytes]]  # the marks of each text by path, and a digest of its bytes


class Texts(Mapping[str, bytes]):
    """The texts of a folder by path, each read when it is asked for; FileFault if it is not what it was.

    `digests` has what each was when the folder was looked at.
    """

    def __init__(self, root: Path, digests: Mapping[str, bytes]) -> None:
        self._root, self.digests = root, digests

    def __getitem__(self, path: str) -> bytes:
        """The bytes of a text."""
        digest, place = self.digests[path], self._root / path
        try:
            data = read_file(place, MAX_BYTES + 1)
        except OSError as fault:
            message = f"{place} 读不了（{why(fault)}）；请再运行一次。"
            raise FileFault(message) from fault
        if origin_of(data) != digest:
            message = f"{place} 刚刚被别的程序改了，没有做下去；请再运行一次。"
            raise FileFault(message)
        return data

    def __contains__(self, path: object) -> bool:
        """Whether there is such a text, which is not read for that."""
        return path in self.digests

    def __iter__(self) -> Iterator[str]:
        """The paths."""
        return iter(self.digests)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.digests)


def read_tree(root: Path) -> tuple[Tree, list[Diagnostic]]:
    """The content folder: texts with their bytes, other files with their sizes; links are refused."""
    texts: dict[str, bytes] = {}

    def take(entry: "os.DirEntry[str]", name: str) -> int:
        texts[name] = data = read_file(Path(entry.path), MAX_BYTES + 1)
        return len(data)

    others, found = _sorted_out(root, take)
    return Tree(texts, others), found


def look_at_tree(root: Path, known: Notes) -> tuple[Tree, list[Diagnostic], Notes]:
    """The content folder, and what to know of it the next time; a text is read only if it is not `known` or asked for."""
    now = time.time_ns()
    digests: dict[str, bytes] = {}
    notes: Notes = {}

    def take(entry: "os.DirEntry[str]", name: str) -> int:
        seen = entry.stat(follow_symlinks=False)
        marks = seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
        was = known.get(name)
        if was is None or was[0] != marks:
            was = marks, origin_of(read_file(Path(entry.path), MAX_BYTES + 1))
        digests[name] = was[1]
        if max(seen.st_mtime_ns, seen.st_ctime_ns) < now - SETTLED:  # a change after this would be seen
            notes[name] = was
        return min(seen.st_size, MAX_BYTES + 1)

    others, found = _sorted_out(root, take)
    return Tree(Texts(root, digests), others, digests), found, notes


def _sorted_out(root: Path, take: "Callable[[os.DirEntry[str], str], int]") -> tuple[dict[str, int], list[Diagnostic]]:
    """The sizes of the files of a content folder that are no texts, and what is wrong with it; texts are for `take`.

    It returns how many bytes there are of one.
    """
    if not root.is_dir():
        message = f"没有内容文件夹 {root}"
        raise FileFault(message)
    others: dict[str, int] = {}
    found: list[Diagnostic] = []
    texts = reports = size = 0
    for entry, name in _walk(root, "", found):
        try:
            if name.endswith(TEXT_SUFFIXES):
                size += take(entry, name)
                texts += 1
                reports += name.endswith(".md")
            else:
                others[name] = entry.stat(follow_symlinks=False).st_size
        except OSError as fault:
            found.append(
                finding(
                    "not-a-regular-file",
                    Span(name),
                    f"读不了这个文件：{why(fault)}",
                    "请检查文件权限，或换成普通文件。",
                )
            )
        _refuse_too_much(root, texts + len(others) + len(found), reports, size)
    return others, found


def _refuse_too_much(root: Path, files: int, reports: int, size: int) -> None:
    """FileFault for a folder that cannot be one of content: somebody named a whole disk."""
    what = ""
    if files > MAX_FILES:
        what = f"文件超过 {MAX_FILES} 个"
    elif reports > MAX_REPORTS:
        what = f"年报超过 {MAX_REPORTS} 份"
    elif size > MAX_TEXTS:
        what = f"文字超过 {MAX_TEXTS} 字节"
    if what:
        message = f"内容文件夹 {root} 里的{what}，没有读完；请检查是不是选错了文件夹，确实有这么多的，请分成几个网站。"
        raise FileFault(message)


def _walk(
    folder: str | Path, prefix: str, found: list[Diagnostic], depth: int = 0
) -> Iterator[tuple["os.DirEntry[str]", str]]:
    """Every regular file below a folder, in the order of names; hidden files are passed over."""
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as fault:
        message = f"读不了文件夹 {folder}：{why(fault)}。请检查权限。"
        raise FileFault(message) from fault
    for entry in entries:
        name = prefix + entry.name
        if entry.name.startswith((".", "~$")):
            continue
        if not entry.name.isprintable():
            shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
            found.append(finding("file-name", Span(shown), "文件名里有不能用的字符", "请给文件改名。"))
        elif entry.is_symlink():
            found.append(
                finding(
                    "not-a-regular-file",
                    Span(name),
                    "这是一个链接，不是文件",
                    "请把链接换成文件本身；内容文件夹之外的东西不会发布。",
                )
            )
        elif entry.is_dir(follow_symlinks=False):
            if depth >= MAX_DEPTH:
                found.append(finding("file-name", Span(name), f"文件夹套了超过 {MAX_DEPTH} 层", "请减少层数。"))
            else:
                yield from _walk(entry.path, name + "/", found, depth + 1)
        elif entry.is_file(follow_symlinks=False):
            yield entry, name
        else:
            found.append(finding("not-a-regular-file", Span(name), "这不是普通文件", "请把它移出内容文件夹。"))


def read_templates(root: Path) -> dict[str, bytes]:
    """Every file of a template folder by its path, and the script that searches, which is a part of the program."""
    if not root.is_dir():
        message = f"没有模板文件夹 {root}"
        raise FileFault(message)
    files = _read_ours(root, "模板")
    return {**files, ASSET: read_file(Path(__file__).parent / "search" / PUBLISHED)}


def read_forms_texts(root: Path) -> dict[str, str]:
    """The data files of the editions by name; what else stands in the folder is passed over."""
    if not root.is_dir():
        message = f"没有格式的数据文件夹 {root}；请核对 --forms，或者不写，用自带的。"
        raise FileFault(message)
    texts = {}
    for name, data in _read_ours(root, "格式的数据文件").items():
        if name.endswith(".yaml") and "/" not in name:
            try:
                texts[name] = data.decode()
            except UnicodeDecodeError as fault:
                message = f"格式的数据文件 {root / name} 不是 UTF-8 编码；请另存为 UTF-8。"
                raise FileFault(message) from fault
    return texts


def _read_ours(root: Path, what: str) -> dict[str, bytes]:
    """Every file of a folder that belongs to the program, or takes the place of one; FileFault for anything but files."""
    found: list[Diagnostic] = []
    files = {}
    for entry, name in _walk(root, "", found):
        path = Path(entry.path)
        try:
            files[name] = read_file(path, MAX_TEMPLATE + 1)
        except OSError as fault:
            message = f"读不了{what} {path}：{why(fault)}。请检查文件权限，或换成普通文件。"
            raise FileFault(message) from fault
        if len(files[name]) > MAX_TEMPLATE:
            message = f"{what} {path} 超过上限 {MAX_TEMPLATE} 字节，没有读；请检查是不是放错了文件。"
            raise FileFault(message)
    if found:
        first = found[0]
        message = f"{what}的文件夹 {root} 里的 {first.span.file}：{first.message}。请换成文件本身，或者移走。"
        raise FileFault(message)
    return files


def reader(root: Path) -> Read:
    """What gives the bytes of a file below a folder by its path; None for what is not there, or no ordinary file."""

    def read(path: str) -> bytes | None:
        try:
            return read_file(root / path)
        except OSError:
            return None

    return read
