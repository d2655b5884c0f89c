"""How does an earlier release come back? It is compared with its manifest, logged and shown; nothing is built."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from gongkai.files import FileFault
from gongkai.release.manifest import NONE, contents_in
from gongkai.release.renew import make_places
from gongkai.release.switch import Order, Switched, switch
from gongkai.release.target import MANIFESTS, State, folders_of, manifest_at, sound_folder, state_of, writing
from gongkai.release.verifier import Head, manifest_name

_NUMBER = re.compile(r"[0-9]{1,6}")
_NAME = re.compile(r"[0-9a-f]{8,32}")


class Line(NamedTuple):
    """An entry of the log as it is listed."""

    head: Head
    written: str
    shown: bool
    kept: bool


def refuse_other(target: Path) -> None:
    """FileFault if nothing was ever published to a folder."""
    with writing(target):
        if not (target / MANIFESTS).is_dir():
            raise FileFault(f"{target} 不是上线文件夹，里面没有 manifests；请写 publish --to 用的那个。")


def lines_of(target: Path) -> list[Line]:
    """The log, newest first."""
    with writing(target):
        state = state_of(target)
        found: list[Line] = []
        for head in reversed(state.heads):
            seconds = (target / MANIFESTS / manifest_name(head.number)).stat().st_mtime
            written = time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
            seen = bool(state.visible and state.visible[1] == head.release)
            shown = seen and not any(line.shown for line in found)
            found.append(Line(head, written, shown, bool(folders_of(target, head.release))))
        return found


def roll_back(target: Path, wanted: str | None, commit: str, sign: Callable[[Path], bytes] | None) -> Switched | None:
    """Show an earlier release of a locked target; None if it is the one that is shown. FileFault if it cannot be."""
    with writing(target):
        state = state_of(target)
        head = chosen(state, wanted)
        if (
            wanted
            and state.visible
            and state.visible[1] == head.release
            and state.last
            and state.last.release == head.release
        ):
            return None
        manifest = manifest_at(target, head.number)
        contents = contents_in(manifest)
        folder, damaged = sound_folder(target, contents)
        if folder is None:
            what = "被改动过" if damaged else "已经清理掉"
            raise FileFault(
                f"第 {head.number} 次的版本 {head.release} {what}，不能退回；现在的网站没有动。"
                f"请用 --list 看看还有哪些，或者用原来的内容重新上线。"
            )
        make_places(target)
        return switch(
            target, state, Order(contents, folder, "rollback", head.commit if commit == NONE else commit, sign)
        )


def chosen(state: State, wanted: str | None) -> Head:
    """The entry of the release that is meant; FileFault if there is none."""
    if not state.heads:
        raise FileFault("还没有上线过，没有可以退回的版本。")
    if wanted is None:
        release = _before(state)
    elif _NUMBER.fullmatch(wanted):
        named = [head.release for head in state.heads if head.number == int(wanted)]
        release = named[0] if named else ""
    else:
        named = [h.release for h in state.heads if _NAME.fullmatch(wanted) and h.release.startswith(wanted)]
        release = named[0] if len({*named}) == 1 else ""
    found = [head for head in state.heads if head.release == release]
    if wanted and _NUMBER.fullmatch(wanted):
        found = [head for head in found if head.number == int(wanted)]
    if not found:
        raise FileFault(
            f"没有第 {wanted} 次上线，也没有名称以 {wanted} 开头的版本；请用 --list 看看有哪些。"
            if wanted
            else "没有更早的版本可以退回；请用 --list 看看有哪些，用 --to 指明。"
        )
    return found[-1]


def _before(state: State) -> str:
    """The release that visitors saw before the one they see now was published."""
    seen = state.visible[1] if state.visible else ""
    for head in reversed(state.heads):
        if head.release == seen and head.action == "publish" and head.replaces != seen:
            return head.replaces
    return ""
