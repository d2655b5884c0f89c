"""Why was a file of the site made anew? By what of all that it is made from is not as it was."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gongkai.kept.site import Written
from gongkai.output import File, Output, Same

NEW, TOUCHED = "上次没有", "写出以后被动过"


class Account(NamedTuple):
    """How many files were taken over, which were made anew and why, and which are no more."""

    same: int
    anew: Mapping[str, str]
    gone: tuple[str, ...]


def account(files: Iterable[File], before: Mapping[str, Written]) -> Account:
    """The account of a build; what lists or holds others and has no origin of its own is not told of."""
    same, anew, paths = 0, {}, set()
    for file in files:
        paths.add(file.path)
        if isinstance(file, Output) and file.origin:
            anew[file.path] = _why(file, before.get(file.path))
        elif isinstance(file, Same):
            same += 1
    return Account(same, anew, tuple(sorted(before.keys() - paths)))


def _why(file: Output, written: Written | None) -> str:
    if written is None:
        return NEW
    was = dict(written.origin)
    return "、".join(name for name, digest in file.origin if was.get(name) != digest) or TOUCHED
