"""How is the disk touched? A file is read and written whole; a finished site takes the old one's place."""

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping
from io import FileIO
from pathlib import Path
from typing import NamedTuple, Protocol

from gongkai.output import ASSETS, SITE, File, Kind, Output, Same
from gongkai.told import why

MODE = 0o644  # of every file of a site: a web server reads it


Facts = tuple[
    int, int, int, int
]  # of a file: its number, its size, the time of its last change in nanoseconds, its mode
_WINDOWS = os.name == "nt"  # where all may do all, and walking a folder tells no number
FILE = stat.S_IFREG | (0o666 if _WINDOWS else MODE)  # modes of what a site consists of
FOLDER = stat.S_IFDIR | (0o777 if _WINDOWS else 0o755)


class Put(NamedTuple):
    """A file that was put into a new folder: its bytes if it has been written, and the facts of it there."""

    file: File
    data: bytes | None
    facts: Facts


Note = Callable[[Put], None]


class Ground(Protocol):
    """What a new site is built upon; `names` are those at the top of the old one below which something of ours stands.

    `anew` if nothing is taken over from there, even where it is the same.
    """

    @property
    def anew(self) -> bool:
        """Whether all is made anew."""

    @property
    def names(self) -> frozenset[str]:
        """Such as index.html and the folders of bodies."""

    def begin(self, new: Path) -> Mapping[str, Facts]:
        """Make the folder in which the new site is built; the files that stand there already as they do in the old one."""

    def end(self, old: Path, new: Path, there: Mapping[str, Facts]) -> None:
        """Dispose of the old site, now that the new one, which holds these files, has taken its place."""


class _Bare:
    """Nothing: the folder is empty, and the old site is removed."""

    names: frozenset[str] = frozenset()
    anew = False

    def begin(self, new: Path) -> Mapping[str, Facts]:
        """An empty folder."""
        remove(new)
        make_folder(new)
        return {}

    def end(self, old: Path, new: Path, there: Mapping[str, Facts]) -> None:  # noqa: ARG002
        """Remove it."""
        remove(old)


BARE = _Bare()
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class FileFault(Exception):
    """The disk does not allow what was asked: a Chinese sentence with path and remedy."""


def opened_file(path: Path) -> FileIO:
    """A regular file to be read; OSError for links, devices and pipes."""
    file = open(os.open(path, os.O_RDONLY | _NO_FOLLOW), "rb", buffering=0)  # noqa: PTH123, SIM115 - from a handle
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("不是普通文件")
    return file


def read_file(path: Path, limit: int | None = None) -> bytes:
    """The bytes of a regular file, at most `limit` of them; OSError for links, devices and pipes."""
    with opened_file(path) as file:
        # To ask for so many bytes takes room for as many, whatever there is.
        return file.read() if limit is None or os.fstat(file.fileno()).st_size < limit else file.read(limit)


def real(path: Path) -> Path:
    """The place that a path leads to, links followed as far as that goes; pathlib gives up on one that leads to itself."""
    return Path(os.path.realpath(path))


def overlap(one: Path, other: Path) -> bool:
    """Whether one of two places is, or lies in, the other."""
    here, there = real(one), real(other)
    return here.is_relative_to(there) or there.is_relative_to(here)


def write_site(  # noqa: PLR0913, PLR0917 - where, from what, and whom to tell
    out: Path,
    content: Path,
    outputs: Iterable[File],
    kind: Kind = SITE,
    note: Note = lambda _: None,
    ground: Ground = BARE,
) -> int:
    """Put a whole site in the place of the old one and return the number of its files.

    The site is built beside `out`, upon the `ground`, with what is the same in the old one taken from there, and takes its
    place when it is complete; whatever happens before leaves `out` as it was. A folder that holds something else than a
    site of ours of this kind is not replaced.
    """
    refuse_place(out, content, kind)
    new, old = (out.with_name(f".{out.name}.{which}") for which in ("new", "old"))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _recover(out, old)
        if strange := _strange(out, kind, ground):
            message = f"{strange}，没有动它；请用 --out 指定另一个文件夹，没有要留的也可以把它删去再运行。"
            raise FileFault(message)
        try:
            there = write_all(new, content, outputs, note, None if ground.anew else out, ground.begin(new))
            _switch(out, new, old)
        except BaseException:
            remove(new)
            raise
    except OSError as fault:
        kept = f"原来的{kind.name}在 {old}，请把它改名为 {out}" if os.path.lexists(old) else f"原来的{kind.name}没有动"
        message = f"写不了 {fault.filename or out}：{why(fault)}。{kept}；请检查磁盘空间和权限。"
        raise FileFault(message) from fault
    ground.end(old, new, there)
    return len(there)


def refuse_place(out: Path, content: Path, kind: Kind = SITE) -> None:
    """FileFault if a site cannot stand at `out`, whatever is there now."""
    if not out.name or out.name == "..":
        message = f"{kind.name}要有自己的文件夹，不能是 {out}；请用 --out 指定，例如 --out site。"
        raise FileFault(message)
    if overlap(out, content):
        message = f"{kind.name}不能放在内容文件夹里，也不能把内容文件夹包在里面：{out}；请用 --out 指定另一个文件夹。"
        raise FileFault(message)


def _recover(out: Path, old: Path) -> None:
    """Clear up after a build that was killed: the old site comes back if it was killed in the switch."""
    if old.is_dir() and not out.exists():
        old.rename(out)
    remove(old)


def _switch(out: Path, new: Path, old: Path) -> None:
    new.chmod(0o755)
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except BaseException:
        if old.exists():
            old.rename(out)
        raise


def remove(path: Path) -> None:
    """Remove a folder with all that is in it, or a file or link in its place; what cannot be removed stays."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
    shutil.rmtree(path, ignore_errors=True)


def facts_of(path: str) -> Facts:
    """The facts of a file."""
    found = os.lstat(path)
    return _facts(found)


def _facts(found: os.stat_result) -> Facts:
    return 0 if _WINDOWS else found.st_ino, found.st_size, found.st_mtime_ns, found.st_mode


def standing(root: Path) -> dict[str, Facts]:
    """All files below a folder by their path with `/`; folders only if they are not as those of a site are.

    What cannot be looked at is left out.
    """
    files: dict[str, Facts] = {}
    folders = [(str(root), "")]
    while folders:
        folder, prefix = folders.pop()
        held = 0
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for held, entry in enumerate(entries, 1):  # noqa: B007 - whether there are any
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(found.st_mode):
                    folders.append((entry.path, f"{prefix}{entry.name}/"))
                    if found.st_mode == FOLDER:
                        continue
                name = prefix + entry.name
                files[name] = _facts(found)
        if not held:
            files[prefix] = 0, 0, 0, 0
    return files


def _strange(out: Path, kind: Kind, ground: Ground) -> str | None:
    """What stands at `out` instead of a site of ours of this kind, in words; None if nothing else does."""
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        return f"{out} 不是文件夹"
    held = sorted(out.iterdir()) if out.exists() else []
    for path in held:
        if not (_is_ours(path, kind) or (path.name in ground.names and not path.is_symlink())):
            return f"{out} 里的 {path.name} 不是 gongkai 生成的{kind.name}"
    if held and (out / "index.html") not in held and not ground.names:
        return f"{out} 里没有 index.html，看不出是 gongkai 生成的{kind.name}"
    return None


def _is_ours(path: Path, kind: Kind) -> bool:
    if path.is_symlink():
        return False
    if path.is_dir() and (path.name == ASSETS.rstrip("/") or not any(path.iterdir())):
        return True
    if kind.files.fullmatch(path.name):
        return path.is_file()
    page = path / "index.html" if path.is_dir() else path
    with contextlib.suppress(OSError):
        return page.suffix == ".html" and kind.mark in read_file(page, 4096)
    return False


def refuse_within_site(out: Path) -> None:
    """FileFault if a folder is, or lies in, a site of ours: what is put there would be published with it."""
    for folder in (real(out), *real(out).parents):
        with contextlib.suppress(OSError):
            if SITE.mark in read_file(folder / "index.html", 4096):
                message = f"{folder} 是公开的网站，{out} 不能放在那里；请用 --out 指定另一个文件夹。"
                raise FileFault(message)


def write_all(  # noqa: PLR0913, PLR0917 - where, from what, and whom to tell
    root: Path,
    content: Path,
    outputs: Iterable[File],
    note: Note = lambda _: None,
    old: Path | None = None,
    held: Mapping[str, Facts] | None = None,
) -> dict[str, Facts]:
    """Write files into a folder, readable by a web server; `note` gets each as it stands there, and all come back.

    The folder is a new one, or one that holds already, as they are in an `old` one, just the files of `held`: those that are
    no more are removed. No file is ever written into, as it may have another name elsewhere.
    """
    make_folder(root)
    held = held or {}
    there: dict[str, Facts] = {}
    made = {root}
    for output in outputs:
        path = output.path
        data, facts = None, held.get(path)
        if facts is None or not isinstance(output, Same):
            target = root / path
            if target.parent not in made:
                make_folder(target.parent, root)
                made.add(target.parent)
            data, facts = _put(output, content, target, old / path if old else None, facts)
        there[path] = facts
        note(Put(output, data, facts))
    remove_files(root, held.keys() - there.keys())
    return there


def _put(
    output: File, content: Path, target: Path, before: Path | None, held: Facts | None
) -> tuple[bytes | None, Facts]:
    """Put a file in its place, if it does not stand there as `held`; its bytes if they were written, and what stands there."""
    data = None
    if not isinstance(output, Same):
        data = output.data if isinstance(output, Output) else _read_attachment(content / output.source)
        if held and _holds(target, data):
            return None, held
    target.unlink(missing_ok=True)
    if before and (data is None or (not held and _holds(before, data))):
        take_over(before, target)
        data = None
    elif data is not None:
        target.write_bytes(data)
        target.chmod(MODE)
    return data, facts_of(str(target))


def remove_files(root: Path, paths: Iterable[str]) -> None:
    """Remove files by their paths below a folder, and with them the folders that hold nothing else."""
    for path in paths:
        if not any(
            one.name == (root / path).name for one in (root / path).parent.iterdir()
        ):  # on some disks A.pdf is a.pdf, which has just been put there
            continue
        (root / path).unlink()
        for folder in (root / path).relative_to(root).parents[:-1]:
            try:
                (root / folder).rmdir()
            except OSError:  # something is left in it
                break


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file holds just these bytes, readable by all."""
    try:
        found = path.lstat()
        alike = (found.st_mode, found.st_size) == (FILE, len(data))
        return alike and read_file(path) == data
    except OSError:
        return False


def take_over(old: Path, new: Path) -> None:
    """The same file in another place, too: by a second name for it, or as a copy with the same time."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _read_attachment(path: Path) -> bytes:
    try:
        return read_file(path)
    except OSError as fault:
        message = f"读不了附件 {path}：{why(fault)}。原来的网站没有动；请检查文件权限。"
        raise FileFault(message) from fault


def make_folder(folder: Path, root: Path | None = None) -> None:
    """Make a folder and those above it down to `root`, readable by a web server whatever the umask."""
    if folder.is_dir():
        return
    if root and folder != root:
        make_folder(folder.parent, root)
    folder.mkdir()
    folder.chmod(0o755)


def read_if_there(path: Path) -> bytes | None:
    """The bytes of a file, None if there is none."""
    try:
        return read_file(path)
    except FileNotFoundError:
        return None


def write_new(path: Path, text: str) -> None:
    """Write a file that must not exist yet, whole or not at all; FileExistsError if it does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text)
            file.flush()
        except BaseException:
            path.unlink()
            raise


def write_file(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all, in the place of an older one if there is one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    try:
        with new.open("xb") as file:
            file.write(data)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def replace_text(path: Path, text: str, before: bytes) -> None:
    """Put a text in the place of a file that still holds `before`, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    try:
        if read_file(path) != before:
            message = f"{path} 刚刚被别的程序改了，没有动它；请再运行一次。"
            raise FileFault(message)
        new.unlink(missing_ok=True)
        try:
            with new.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            shutil.copymode(path, new)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as fault:
        message = f"写不了 {path}：{why(fault)}。原来的文件没有动；请检查磁盘空间和权限。"
        raise FileFault(message) from fault
