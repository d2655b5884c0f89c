"""How does a site get into a release? Written as it is made, and looked over before anybody sees it."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from gongkai.files import FileFault, overlap, write_all
from gongkai.output import File
from gongkai.release.manifest import NONE, Contents, Unlisted, contents_of, entry_of
from gongkai.release.renew import Terms, renew
from gongkai.release.served import need_settings, not_served
from gongkai.release.signing import signer
from gongkai.release.switch import KEPT
from gongkai.release.verifier import Head


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
    built: list[Contents] = []

    def fill(new: Path) -> Contents:
        built.append(build_tree(new, content, outputs))
        return built[0]

    done = renew(target, fill, Terms(wish.keep, wish.commit, signer(wish.key)))
    return Published(done.head, built[0], done.changed, (*done.notes, *words_about(built[0])))


def refuse_content(target: Path, content: Path) -> None:
    """FileFault if one lies within the other."""
    if overlap(target, content):
        raise FileFault(f"网站不能放在内容文件夹里，也不能把内容文件夹包在里面：{target}；请用 --to 指定另一个地方。")


def build_tree(new: Path, content: Path, outputs: Iterable[File]) -> Contents:
    """Write a site into an empty folder; FileFault if a file of it cannot be sent. It is not read back yet."""
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
    return contents


def words_about(contents: Contents) -> list[str]:
    """What the administrator should know about the files of a release."""
    endings = need_settings(entry.path for entry in contents.entries)
    if not endings:
        return []
    named = "、".join(f".{ending}" for ending in endings)
    return [f"附件里有 {named}：IIS 缺省不发送，请用 server/iis/web.config 的设置。"]
