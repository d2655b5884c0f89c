"""How does a site travel as one file? Stored, sorted and not truly dated, with its manifest and what is needed to put it up.

Nothing but the content, the manifest before, the version of gongkai and this module go into the bytes: nothing is
compressed, so that they do not depend on a compressor either.
"""

import glob
import hashlib
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from gongkai.files import FileFault, opened_file
from gongkai.lock import locked
from gongkai.output import Copy, Output
from gongkai.release.durable import settle
from gongkai.release.manifest import NONE, Contents, text_of
from gongkai.release.publish import Published, Wish, build_tree, refuse_content, words_about
from gongkai.release.renew import read_back
from gongkai.release.signing import signature
from gongkai.release.target import writing
from gongkai.release.verifier import Damaged, Head, head_of
from gongkai.told import why

MANIFEST = "manifest.txt"
SITE = "site/"
_KIT = Path(__file__).parent / "kit"
_TOOLS = {"上线说明.txt": "notes.txt", "swap.sh": "swap.sh", "swap.ps1": "swap.ps1"}
_HEAD = 4096  # bytes of a manifest, more than its head has
_BEGINNING = datetime(1980, 1, 1)  # noqa: DTZ001 - the first moment that the format knows, in nobody's time
_STEPS = 10 * 365 * 24 * 1800  # of two seconds: ten years


def publish_as_file(  # noqa: PLR0913 - where from, where to, and whom to tell
    path: Path,
    content: Path,
    outputs: Iterable[Output | Copy],
    wish: Wish,
    previous: Head | None = None,
    *,
    wait: float = 0,
    say: Callable[[str], None] = lambda _: None,
) -> Published:
    """Write a site as one file; FileFault, and the file that was there as it was, if anything goes wrong."""
    refuse_content(path, content)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f".{path.name}.lock")
        with locked(lock, wait, say):
            try:
                _refuse_foreign(path)
                return _write(path, content, outputs, wish, previous)
            finally:
                lock.unlink(missing_ok=True)


def _write(path: Path, content: Path, outputs: Iterable[Output | Copy], wish: Wish, previous: Head | None) -> Published:
    left = f".{path.name}.new-"
    for old in path.parent.glob(f"{glob.escape(left)}*"):
        shutil.rmtree(old, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=left, dir=path.parent))
    try:
        tree = work / "site"
        contents = build_tree(tree, content, outputs)
        read_back(tree, contents)
        manifest = text_of(contents, "publish", NONE if previous is None else previous.release, previous, wish.commit)
        head = head_of(manifest)
        tools = {name: (_KIT / file).read_bytes() for name, file in _TOOLS.items()}
        tools["verify.py"] = verifier()
        tools[MANIFEST] = manifest
        if wish.key:
            (work / MANIFEST).write_bytes(manifest)
            tools[f"{MANIFEST}.sig"] = signature(work / MANIFEST, wish.key)
        new = work / "new.zip"
        digest = _pack(new, _parts(tools, tree, contents))
        new.chmod(0o644)
        settle(new)
        changed = not path.exists() or _digest(path) != digest
        if changed:
            new.replace(path)
            settle(path.parent)
        return Published(head, contents, changed, tuple(words_about(contents)))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def verifier() -> bytes:
    """The stand-alone verifier, as it is handed out."""
    return Path(__file__).with_name("verifier.py").read_bytes()


def _parts(tools: dict[str, bytes], tree: Path, contents: Contents) -> Iterator[tuple[str, bytes]]:
    yield from sorted(tools.items(), key=lambda part: part[0].encode())
    for entry in contents.entries:
        yield SITE + entry.path, (tree / entry.path).read_bytes()


def _pack(path: Path, parts: Iterable[tuple[str, bytes]]) -> str:
    """Write the file, read it back, and return its digest."""
    expected = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts:
            digest = hashlib.sha256(data).digest()
            info = zipfile.ZipInfo(name, _time_of(digest))
            info.create_system = 3  # as on Unix, wherever it is written
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
            expected[name] = digest
    with zipfile.ZipFile(path) as archive:
        for name, digest in expected.items():
            if hashlib.sha256(archive.read(name)).digest() != digest:
                raise FileFault(f"{path} 里的 {name} 与写入的不一致；原来的文件没有动，请检查磁盘。")
    return _digest(path)


def _time_of(digest: bytes) -> tuple[int, int, int, int, int, int]:
    """A time for a file that is another one when its bytes are others.

    Unpackers give it to the file, and a web server knows by time and size whether what a browser has is still right.
    """
    moment = _BEGINNING + timedelta(seconds=2 * (int.from_bytes(digest[:8], "big") % _STEPS))
    return (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


def _digest(path: Path) -> str:
    with opened_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_foreign(path: Path) -> None:
    """FileFault if what is there is no file, or one that was not written here."""
    if not os.path.lexists(path):
        return
    try:
        with opened_file(path) as file, zipfile.ZipFile(file) as archive, archive.open(MANIFEST) as manifest:
            head_of(manifest.read(_HEAD))
    except OSError as fault:
        told = why(fault)
        raise FileFault(
            f"读不了 {path}：{told}。没有动它；请检查它是不是普通文件，或者用 --to 指定另一个文件名。"
        ) from fault
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, Damaged) as fault:
        raise FileFault(f"{path} 不是 gongkai 上线用的压缩包，没有动它；请用 --to 指定另一个文件名。") from fault
