"""How does a site get to another machine? It is built here, rsync sends what is new, and the rest is done there."""

import base64
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from gongkai.files import FileFault
from gongkai.lock import locked
from gongkai.output import File
from gongkai.release.address import Place, is_path
from gongkai.release.manifest import Contents
from gongkai.release.publish import Published, Wish, build_tree, words_about
from gongkai.release.rollback import Line
from gongkai.release.signing import signature
from gongkai.release.ssh import Garbled, send, talk
from gongkai.release.switch import Switched
from gongkai.release.target import writing
from gongkai.release.verifier import FOLDER, Damaged, Head, Manifest, parse

Say = Callable[[str], None]
_WORK, _LOCK = "gongkai-site-", ".building"
_DIGITS = 6  # of the number of an entry; what is longer is the name of a release


def publish_over(  # noqa: PLR0913 - where from, where to, and whom to tell
    place: Place, content: Path, outputs: Callable[[], Iterable[File]], wish: Wish, *, wait: float, say: Say
) -> Published:
    """Put a site into a target on another machine; FileFault, and the old site as it was, if anything goes wrong.

    `outputs` is asked for the site once nobody else may publish there; what it raises ends all.
    """
    sent: list[Contents] = []

    def fill(asked: Any) -> Any:
        folder, like = _folders(asked)
        if sent:
            raise Garbled
        with _workplace() as work, writing(work):
            tree = work / "site"
            built = build_tree(tree, content, outputs())
            say(f"正在送到 {place} ……")
            new = send(place, tree, folder, like)
        say(f"送去 {new} 个文件，其余 {len(built.entries) - new} 个与现在的版本相同，在服务器上取。")
        sent.append(built)
        return built.entries

    def is_meant(manifest: Manifest) -> bool:
        return bool(sent) and manifest.entries == sent[0].entries

    def published(done: Any) -> Published:
        match done:
            case [head, bool(changed), [*notes]] if sent and _head(head).release == sent[0].name:
                return Published(_head(head), sent[0], changed, (*map(str, notes), *words_about(sent[0])))
        raise Garbled

    job = {"job": "publish", "target": place.path, "wait": wait, "keep": wish.keep, "commit": wish.commit}
    answers = {"fill": fill, "sign": _signing(wish.key, is_meant)}
    return talk(place, {**job, "sign": wish.key is not None}, answers, published, say)


@contextmanager
def _workplace() -> Iterator[Path]:
    """A folder to build in. It goes with the work; one whose work was killed goes with the next."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_WORK}*/{_LOCK}"):
        with suppress(OSError, FileFault), locked(lock, 0, lambda _: None):
            shutil.rmtree(lock.parent)
    with tempfile.TemporaryDirectory(prefix=_WORK) as work, locked(Path(work, _LOCK), 0, lambda _: None):
        yield Path(work)


def roll_back_over(  # noqa: PLR0913 - where, to what, and whom to tell
    place: Place, wanted: str | None, commit: str, key: Path | None, *, wait: float, say: Say
) -> Switched | None:
    """Show an earlier release on another machine; None if it is the one that is shown. FileFault if it cannot be."""

    def is_meant(manifest: Manifest) -> bool:
        named = wanted if wanted and len(wanted) > _DIGITS else ""
        return manifest.head.action == "rollback" and manifest.head.release.startswith(named)

    job = {"job": "rollback", "target": place.path, "wait": wait, "to": wanted, "commit": commit}
    return talk(place, {**job, "sign": key is not None}, {"sign": _signing(key, is_meant)}, _switched, say)


def lines_over(place: Place, say: Say) -> list[Line]:
    """The log of a target on another machine, newest first."""
    return talk(place, {"job": "list", "target": place.path}, {}, _lines, say)


# --- what the server says: its shape is not taken on trust --------------------------------------------


def _folders(asked: Any) -> tuple[str, str | None]:
    """The folder that is to be filled, and the release beside it that may be like it; Garbled if that cannot be."""
    match asked:
        case [str(folder), None] if is_path(folder):
            return folder, None
        case [str(folder), str(like)] if is_path(folder) and FOLDER.fullmatch(like):
            return folder, like
    raise Garbled


def _head(told: Any) -> Head:
    match told:
        case [int(), "publish" | "rollback", str(), str(), str(), str(), str()]:
            return Head(*told)
    raise Garbled


def _switched(done: Any) -> Switched | None:
    match done:
        case None:
            return None
        case [head, [*notes]]:
            return Switched(_head(head), tuple(map(str, notes)))
    raise Garbled


def _lines(done: Any) -> list[Line]:
    match done:
        case [*lines]:
            return [_line(one) for one in lines]
    raise Garbled


def _line(told: Any) -> Line:
    match told:
        case [head, str(written), bool(shown), bool(kept)]:
            return Line(_head(head), written, shown, kept)
    raise Garbled


# --- what is signed -----------------------------------------------------------------------------------


def _signing(key: Path | None, is_meant: Callable[[Manifest], bool]) -> Callable[[Any], str]:
    """What signs one manifest here, if it is the one that is meant, so that the key does not leave this machine."""
    signed: list[str] = []

    def sign(text: Any) -> str:
        if not isinstance(text, str):
            raise Garbled
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
