"""What stands in a target? Releases, the log of manifests, and the link that visitors follow.

`releases/NAME/` is a release and never changed, NAME-2 if what stood under NAME was damaged; `manifests/000001.txt`
and so on are the log, one for each switch, chained; `current` leads to `releases/NAME`; `.lock` is nobody's or somebody's.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from gongkai.files import FileFault
from gongkai.lock import locked
from gongkai.release.manifest import Contents
from gongkai.release.verifier import (
    FOLDER,
    MAX_MANIFEST,
    Damaged,
    Head,
    Manifest,
    compare_tree,
    manifest_name,
    parse,
    read_log,
    read_plain,
    shown_release,
)
from gongkai.told import why

RELEASES, MANIFESTS, CURRENT = "releases", "manifests", "current"
LOCK = ".lock"
OURS = frozenset({RELEASES, MANIFESTS, CURRENT, LOCK})
OF_THE_DISK = frozenset({"lost+found"})


class State(NamedTuple):
    """The log, oldest first, and what visitors see: the folder in releases/ and the name of the release."""

    heads: tuple[Head, ...]
    visible: tuple[str, str] | None

    @property
    def last(self) -> Head | None:
        """The newest entry of the log."""
        return self.heads[-1] if self.heads else None


@contextlib.contextmanager
def writing(target: Path) -> Iterator[None]:
    """What goes wrong with the disk here becomes a sentence; until the switch the old site stays."""
    try:
        yield
    except OSError as fault:
        place, told = fault.filename or target, why(fault)
        raise FileFault(
            f"写不了 {place}：{told}。原来的网站没有动，照常显示；请检查磁盘空间和权限，然后再运行一次。"
        ) from fault


@contextlib.contextmanager
def opened(target: Path, wait: float, say: Callable[[str], None]) -> Iterator[None]:
    """Have a target to oneself. If nothing came of it, what was made for it is taken away again."""
    refuse_foreign(target)
    with writing(target):
        made = [folder for folder in (target, *target.parents) if not folder.exists()]
        target.mkdir(parents=True, exist_ok=True)
        for folder in made:  # the web server has to get in
            folder.chmod(0o755)
        stack = contextlib.ExitStack()
        stack.enter_context(locked(target / LOCK, wait, say))
    with stack:
        refuse_foreign(target)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                _take_back(target, made=bool(made))


def _take_back(target: Path, *, made: bool) -> None:
    """Remove a target in which nothing was published, while the lock is held; OSError if something was."""
    if (target / CURRENT).is_symlink():
        return
    for name in (MANIFESTS, RELEASES):
        if (target / name).is_dir():
            (target / name).rmdir()
    (target / LOCK).unlink()
    if made:
        target.rmdir()


def refuse_foreign(target: Path) -> None:
    """FileFault if something else than a target of ours stands there."""
    with writing(target):
        if target.exists() and not target.is_dir():
            raise FileFault(f"{target} 不是文件夹，没有动它；请用 --to 指定另一个文件夹。")
        held = {path.name for path in target.iterdir()} - OF_THE_DISK if target.exists() else set()
    known = (target / MANIFESTS / manifest_name(1)).is_file()
    strange = sorted(name for name in held - OURS if not known and not name.startswith(".new-"))
    if strange:
        raise FileFault(
            f"{target} 里有别的东西（{strange[0]}），没有动它；请把它移走，或者用 --to 指定一个空的或者新的文件夹。"
        )
    for name in (RELEASES, MANIFESTS):
        place = target / name
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise FileFault(f"{place} 应当是文件夹，没有动它；请核对 --to。")
    place = target / CURRENT
    if place.exists() and not place.is_symlink():
        raise FileFault(f"{place} 应当是符号链接，没有动它；请先把它移走，再运行一次。")
    if place.is_symlink() and not known and shown_release(str(target)) is None:
        raise FileFault(f"{place} 指向别的东西，不是 gongkai 上线的网站，没有动它；请用 --to 指定另一个文件夹。")


def state_of(target: Path) -> State:
    """The log and what visitors see; FileFault if the log does not hang together."""
    folder = target / MANIFESTS
    log = read_log(str(folder)) if folder.is_dir() else None
    if log and log.found:
        first = log.found[0]
        raise FileFault(
            f"{target / first.path}：{first.message}。原来的网站没有动；请先用 verify（服务器上是 verify.py）核对，"
            f"查清以后把 {folder} 移到 {target} 外面留着备查，再上线，会从第 1 次重新记起。"
        )
    heads = tuple(log.heads[number] for number in sorted(log.heads)) if log else ()
    return State(heads, shown_release(str(target)))


def manifest_at(target: Path, number: int) -> Manifest:
    """A manifest of the log, whole; FileFault if it is damaged."""
    path = target / MANIFESTS / manifest_name(number)
    try:
        return parse(read_plain(str(path), MAX_MANIFEST + 1))
    except (Damaged, OSError) as fault:
        raise FileFault(f"{path}：{fault}。原来的网站没有动；请用 verify（服务器上是 verify.py）核对。") from fault


def folders_of(target: Path, name: str) -> list[str]:
    """The folders in releases/ that should hold a release."""
    found = [path.name for path in (target / RELEASES).iterdir()] if (target / RELEASES).is_dir() else []
    kept = [folder for folder in found if (match := FOLDER.fullmatch(folder)) and match[1] == name]
    return sorted(kept, key=lambda folder: (len(folder), folder))


def sound_folder(target: Path, contents: Contents) -> tuple[str | None, list[str]]:
    """The folder that holds a release as it should be, None if there is none; and those that are damaged."""
    damaged: list[str] = []
    for folder in folders_of(target, contents.name):
        if not compare_tree(str(target / RELEASES / folder), contents.entries):
            return folder, damaged
        damaged.append(folder)
    return None, damaged


def free_folder(target: Path, name: str) -> str:
    """A name for the folder of a release under which nothing stands."""
    number, folder = 1, name
    while (target / RELEASES / folder).exists() or (target / RELEASES / folder).is_symlink():
        number += 1
        folder = f"{name}-{number}"
    return folder
