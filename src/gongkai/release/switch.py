"""How does another release take the place of the one that visitors see? First the log, then one rename.

Killed between the two, the log is one entry ahead of the link: the entry names a whole release that nobody saw. The
next publish of that release only moves the link; of another one adds an entry, whose `replaces` says what was seen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from gongkai.release.durable import LEFT_OVER, put_away, put_file, put_link, settle
from gongkai.release.manifest import NONE, Contents, text_of
from gongkai.release.target import CURRENT, MANIFESTS, RELEASES, State
from gongkai.release.verifier import FOLDER, Head, head_of, manifest_name
from gongkai.told import why

KEPT = 5  # releases that are never pruned


class Order(NamedTuple):
    """What is to be seen, what the log is to say of it, and what gives the signature of a file, if anything."""

    contents: Contents
    folder: str
    action: str
    commit: str = NONE
    sign: Callable[[Path], bytes] | None = None


class Switched(NamedTuple):
    """The entry of the log that says what visitors see now, and what is to be said besides."""

    head: Head
    notes: tuple[str, ...] = ()


def switch(target: Path, state: State, order: Order) -> Switched:
    """Show a whole, settled release. OSError, FileFault before the link is moved; a note for what fails after it."""
    last = state.last
    if last and last.release == order.contents.name and (state.visible is None or state.visible[1] != last.release):
        head = last  # a switch that was killed, or a link that somebody else moved
        if order.sign:
            vouch(target, head, order.sign)
    else:
        head = _add(target, state, order)
    put_link(target / CURRENT, f"{RELEASES}/{order.folder}")
    try:
        settle(target)
    except OSError as fault:
        note = f"新网站已经换上，但 {target} 写不到磁盘（{why(fault)}）：断电以后可能显示旧网站；请检查磁盘。"
        return Switched(head, (note,))
    return Switched(head)


def _add(target: Path, state: State, order: Order) -> Head:
    """Add an entry to the log. Its signature stands there before it does."""
    seen = state.visible[1] if state.visible else NONE
    text = text_of(order.contents, order.action, seen, state.last, order.commit)
    head = head_of(text)
    folder = target / MANIFESTS
    name = manifest_name(head.number)
    (folder / f"{name}.sig").unlink(missing_ok=True)  # of an entry that never came to be
    if order.sign:
        draft = folder / f"{LEFT_OVER}draft"
        draft.write_bytes(text)
        try:
            put_file(folder / f"{name}.sig", order.sign(draft))
        finally:
            draft.unlink(missing_ok=True)
        settle(folder)
    put_file(folder / name, text)
    settle(folder)
    return head


def vouch(target: Path, head: Head, sign: Callable[[Path], bytes]) -> bool:
    """Sign an entry of the log that nobody has signed; whether there was something to do."""
    path = target / MANIFESTS / manifest_name(head.number)
    signed = path.with_name(path.name + ".sig")
    if signed.exists():
        return False
    draft = path.with_name(f"{LEFT_OVER}draft")
    draft.write_bytes(path.read_bytes())
    try:
        put_file(signed, sign(draft))
    finally:
        draft.unlink(missing_ok=True)
    settle(path.parent)
    return True


def prune(target: Path, state: State, keep: int) -> list[str]:
    """Remove releases that are neither seen nor among the newest of the log; what is to be said of those that stay."""
    names: list[str] = [state.visible[1]] if state.visible else []
    for head in reversed(state.heads):
        if head.release not in names and len(names) < max(keep, KEPT):
            names.append(head.release)
    notes = []
    for path in sorted((target / RELEASES).iterdir()):
        match = FOLDER.fullmatch(path.name)
        if match and match[1] not in names:
            try:
                put_away(path)
            except OSError as fault:
                notes.append(f"旧版本 {path} 没有清理掉：{why(fault)}。不影响网站。")
    return notes
