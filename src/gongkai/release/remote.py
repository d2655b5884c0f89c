"""How does a site get to another machine? It is built here, rsync sends what is new, and the rest is done there."""

import base64
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gongkai.files import FileFault
from gongkai.output import File
from gongkai.release.address import Place
from gongkai.release.manifest import Contents
from gongkai.release.publish import Published, Wish, build_tree, words_about
from gongkai.release.rollback import Line
from gongkai.release.signing import signature
from gongkai.release.ssh import send, talk
from gongkai.release.switch import Switched
from gongkai.release.target import writing
from gongkai.release.verifier import Damaged, Head, Manifest, parse

Say = Callable[[str], None]
_LONGEST_NUMBER = 6  # what is longer is the name of a release


def publish_over(  # noqa: PLR0913 - where from, where to, and whom to tell
    place: Place, content: Path, outputs: Callable[[], Iterable[File]], wish: Wish, *, wait: float, say: Say
) -> Published:
    """Put a site into a target on another machine; FileFault, and the old site as it was, if anything goes wrong.

    `outputs` is asked for the site once nobody else may publish there; what it raises ends all.
    """
    sent: list[Contents] = []

    def fill(asked: Any) -> Any:
        folder, like = asked
        with tempfile.TemporaryDirectory(prefix="gongkai-") as work, writing(Path(work)):
            tree = Path(work, "site")
            built = build_tree(tree, content, outputs())
            say(f"正在送到 {place} ……")
            new = send(place, tree, folder, like)
        say(f"送去 {new} 个文件，其余 {len(built.entries) - new} 个与现在的版本相同，在服务器上取。")
        sent.append(built)
        return built.entries

    def is_meant(manifest: Manifest) -> bool:
        return bool(sent) and manifest.entries == sent[0].entries

    job = {"job": "publish", "target": place.path, "wait": wait, "keep": wish.keep, "commit": wish.commit}
    answers = {"fill": fill, "sign": _signing(wish.key, is_meant)}
    head, changed, notes = talk(place, {**job, "sign": wish.key is not None}, answers, say)
    return Published(Head(*head), sent[0], changed, (*notes, *words_about(sent[0])))


def roll_back_over(  # noqa: PLR0913 - where, to what, and whom to tell
    place: Place, wanted: str | None, commit: str, key: Path | None, *, wait: float, say: Say
) -> Switched | None:
    """Show an earlier release on another machine; None if it is the one that is shown. FileFault if it cannot be."""

    def is_meant(manifest: Manifest) -> bool:
        named = wanted if wanted and len(wanted) > _LONGEST_NUMBER else ""
        return manifest.head.action == "rollback" and manifest.head.release.startswith(named)

    job = {"job": "rollback", "target": place.path, "wait": wait, "to": wanted, "commit": commit}
    done = talk(place, {**job, "sign": key is not None}, {"sign": _signing(key, is_meant)}, say)
    return Switched(Head(*done[0]), tuple(done[1])) if done else None


def lines_over(place: Place, say: Say) -> list[Line]:
    """The log of a target on another machine, newest first."""
    found = talk(place, {"job": "list", "target": place.path}, {}, say)
    return [Line(Head(*head), *rest) for head, *rest in found]


def _signing(key: Path | None, is_meant: Callable[[Manifest], bool]) -> Callable[[str], str]:
    """What signs one manifest here, if it is the one that is meant, so that the key does not leave this machine."""
    signed: list[str] = []

    def sign(text: str) -> str:
        if key is None:
            raise FileFault("服务器要签名，可是没有写 --sign-key。")
        data = text.encode("utf-8", "surrogatepass")
        if signed or not _is_manifest(data, is_meant):
            raise FileFault("服务器要签的不是这一次的清单，没有签名。原来的网站没有动；请查服务器是不是被人动过。")
        signed.append(text)
        with tempfile.TemporaryDirectory(prefix="gongkai-") as work:
            path = Path(work, "manifest.txt")
            with writing(path):
                path.write_bytes(data)
            return base64.b64encode(signature(path, key)).decode("ascii")

    return sign


def _is_manifest(data: bytes, is_meant: Callable[[Manifest], bool]) -> bool:
    try:
        return is_meant(parse(data))
    except Damaged:
        return False
