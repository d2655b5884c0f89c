"""How does a new release take the old one's place? Filled beside it, compared, settled on the disk, then switched.

Here and on another machine alike: what fills it is handed in, and the modules that are imported run in Python 3.8.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from gongkai.files import FileFault
from gongkai.release.durable import LEFT_OVER, clear_left_over, settle, settle_tree
from gongkai.release.manifest import Contents
from gongkai.release.switch import Order, prune, switch, vouch
from gongkai.release.target import (
    MANIFESTS,
    RELEASES,
    State,
    free_folder,
    refuse_foreign,
    sound_folder,
    state_of,
    writing,
)
from gongkai.release.verifier import Head, compare_tree

LOG_LOST = "manifests 里的清单没有了，从第 1 次重新记起。releases 里原来的版本这一次都留着，下一次上线会清理；要查的请先复制到别处。"


class Terms(NamedTuple):
    """How many releases stay, what the log says of the commit, and what gives the signature of a file, if anything."""

    keep: int
    commit: str
    sign: Callable[[Path], bytes] | None


class Renewed(NamedTuple):
    """The entry of the log that says what visitors see now, whether that is new, and what is to be said besides."""

    head: Head
    changed: bool
    notes: tuple[str, ...]


def renew(target: Path, fill: Callable[[Path], Contents], terms: Terms) -> Renewed:
    """Show what fills an empty folder, in a target that is locked; FileFault, and the old site as it was, if not."""
    refuse_foreign(target)
    with writing(target):
        state = state_of(target)
        make_places(target)
        contents, folder, damaged = _release(target, fill)
        notes = [f"releases/{name} 被改动过，没有用它，留着备查。" for name in damaged]
        if _is_shown(state, contents, folder):
            assert state.last  # noqa: S101 - for mypy: what is shown was logged
            if terms.sign and vouch(target, state.last, terms.sign):
                notes.append(f"补上了第 {state.last.number} 次清单的签名。")
            return Renewed(state.last, changed=False, notes=tuple(notes))
        done = switch(target, state, Order(contents, folder, "publish", terms.commit, terms.sign))
    if state.visible and not state.heads:
        notes.append(LOG_LOST)
    else:
        try:
            notes += prune(target, state_of(target), terms.keep)
        except (FileFault, OSError) as fault:
            notes.append(f"新网站已经换上，但旧版本没有清理：{fault}")
    return Renewed(done.head, changed=True, notes=(*done.notes, *notes))


def make_places(target: Path) -> None:
    """The folders of a target, without what killed steps left in them."""
    for place in (target, target / RELEASES, target / MANIFESTS):
        if place != target and not place.is_dir():
            place.mkdir()
            place.chmod(0o755)
            settle(target)
        clear_left_over(place)


def read_back(new: Path, contents: Contents) -> None:
    """FileFault if a folder does not hold what was put into it."""
    differing = compare_tree(str(new), contents.entries)
    if differing:
        first = differing[0]
        raise FileFault(
            f"{new / first.path}：{first.message}，写入磁盘的与生成的不一致。原来的网站没有动；请检查磁盘，再运行一次。"
        )


def _release(target: Path, fill: Callable[[Path], Contents]) -> tuple[Contents, str, list[str]]:
    """A release in a folder of its name, settled; where the same one is there already and sound, that one is used."""
    new = Path(tempfile.mkdtemp(prefix=LEFT_OVER, dir=target / RELEASES))
    try:
        new.chmod(0o755)
        contents = fill(new)
        read_back(new, contents)
        folder, damaged = sound_folder(target, contents)
        if folder is None:
            settle_tree(new)
            folder = free_folder(target, contents.name)
            new.rename(target / RELEASES / folder)
        settle(target / RELEASES)
        return contents, folder, damaged
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _is_shown(state: State, contents: Contents, folder: str) -> bool:
    return bool(state.last and state.last.release == contents.name and state.visible == (folder, contents.name))
