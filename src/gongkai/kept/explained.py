"""Why was a file of the site made anew? By what of all that it is made from is not as it was."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gongkai.files import Put
from gongkai.kept.site import Written
from gongkai.output import File, Output

NEW, TOUCHED, CONTENT = "上次没有", "写出以后被动过", "内容变了"


class Account(NamedTuple):
    """How many files stand as they stood, which were made anew and why, and which are no more."""

    same: int
    anew: Mapping[str, str]
    gone: tuple[str, ...]


def account(put: Iterable[Put], before: Mapping[str, Written]) -> Account:
    """The account of a build: a file is new if its bytes were written, or if it was made from something else."""
    same, anew, paths = 0, {}, set()
    for one in put:
        paths.add(one.file.path)
        made = isinstance(one.file, Output) and bool(one.file.origin)
        if one.data is not None or made:
            anew[one.file.path] = _why(one.file, before.get(one.file.path))
        else:
            same += 1
    return Account(same, anew, tuple(sorted(before.keys() - paths)))


def _why(file: File, written: Written | None) -> str:
    if written is None:
        return NEW
    if not isinstance(file, Output) or not file.origin:
        return CONTENT
    was = dict(written.origin)
    return "、".join(name for name, digest in file.origin if was.get(name) != digest) or TOUCHED
