"""How does a new release take the old one's place? Built beside it, compared, settled on the disk, then switched."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from gongkai.files import FileFault, write_all
from gongkai.output import File
from gongkai.release.durable import LEFT_OVER, clear_left_over, settle, settle_tree
from gongkai.release.manifest import NONE, Contents, Unlisted, contents_of, entry_of
from gongkai.release.served import need_settings, not_served
from gongkai.release.switch import KEPT, Order, prune, switch, vouch
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


class Wish(NamedTuple):
    """What the administrator may ask for."""

    keep: int = KEPT
    commit: str = NONE
    key: Path | None = None


class Published(NamedTuple):
    """What visitors see now, whether that is new, and what is to be said besides."""

    head: Head
    contents: Contents
    changed: bool
    notes: tuple[str, ...]


def publish_to(target: Path, content: Path, outputs: Iterable[File], wish: Wish) -> Published:
    """Put a site into a target that is locked; FileFault, and the old site as it was, if anything goes wrong."""
    refuse_content(target, content)
    refuse_foreign(target)
    with writing(target):
        state = state_of(target)
        make_places(target)
        contents, folder, damaged = _release(target, content, outputs)
        notes = [f"releases/{name} 被改动过，没有用它，留着备查。" for name in damaged]
        notes += words_about(contents)
        if _is_shown(state, contents, folder):
            assert state.last  # noqa: S101 - for mypy: what is shown was logged
            if wish.key and vouch(target, state.last, wish.key):
                notes.append(f"补上了第 {state.last.number} 次清单的签名。")
            return Published(state.last, contents, changed=False, notes=tuple(notes))
        done = switch(target, state, Order(contents, folder, "publish", wish.commit, wish.key))
    try:
        notes += prune(target, state_of(target), wish.keep)
    except (FileFault, OSError) as fault:
        notes.append(f"新网站已经换上，但旧版本没有清理：{fault}")
    return Published(done.head, contents, changed=True, notes=(*done.notes, *notes))


def refuse_content(target: Path, content: Path) -> None:
    """FileFault if one lies within the other."""
    here, there = target.resolve(), content.resolve()
    if here.is_relative_to(there) or there.is_relative_to(here):
        raise FileFault(f"网站不能放在内容文件夹里，也不能把内容文件夹包在里面：{target}；请用 --to 指定另一个地方。")


def make_places(target: Path) -> None:
    """The folders of a target, without what killed steps left in them."""
    for place in (target, target / RELEASES, target / MANIFESTS):
        if place != target and not place.is_dir():
            place.mkdir()
            place.chmod(0o755)
            settle(target)
        clear_left_over(place)


def build_tree(new: Path, content: Path, outputs: Iterable[File]) -> Contents:
    """Write a site into an empty folder and read it back; FileFault if it is not what was written or cannot be sent."""
    entries = []
    write_all(new, content, outputs, lambda put: entries.append(entry_of(put.file.path, put.data or b"")))
    try:
        contents = contents_of(entries)
    except Unlisted as fault:
        raise FileFault(f"{fault}原来的网站没有动。") from fault
    unsendable = not_served(entry.path for entry in contents.entries)
    if unsendable:
        raise FileFault(
            f"{unsendable[0]}：网站服务器缺省不发送这种文件，没有上线；请换一种格式，例如 PDF。原来的网站没有动。"
        )
    differing = compare_tree(str(new), contents.entries)
    if differing:
        first = differing[0]
        raise FileFault(
            f"{new / first.path}：{first.message}，写入磁盘的与生成的不一致。原来的网站没有动；请检查磁盘，再运行一次。"
        )
    return contents


def words_about(contents: Contents) -> list[str]:
    """What the administrator should know about the files of a release."""
    endings = need_settings(entry.path for entry in contents.entries)
    if not endings:
        return []
    named = "、".join(f".{ending}" for ending in endings)
    return [f"附件里有 {named}：IIS 缺省不发送，请用 server/iis/web.config 的设置。"]


def _release(target: Path, content: Path, outputs: Iterable[File]) -> tuple[Contents, str, list[str]]:
    """A release in a folder of its name, settled; where the same one is there already and sound, that one is used."""
    new = Path(tempfile.mkdtemp(prefix=LEFT_OVER, dir=target / RELEASES))
    try:
        new.chmod(0o755)
        contents = build_tree(new, content, outputs)
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
