"""What does a release hold? Every file with its size and SHA-256 in one text, chained to the text before.

A release is named by the digest of its list of files: the same site has the same name on every machine, and nothing
but its content goes into the name. The format is read in `verifier`, which has to stand alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from gongkai.release.verifier import Entry, Head, Manifest, path_of, release_name

NONE = "-"


class Unlisted(Exception):
    """A path that cannot stand in a manifest: a Chinese sentence."""


class Contents(NamedTuple):
    """The files of a release in the order of their paths, and its name."""

    entries: tuple[Entry, ...]
    listed: bytes
    name: str


def entry_of(path: str, data: bytes) -> Entry:
    """A file of a release."""
    return Entry(hashlib.sha256(data).hexdigest(), len(data), path)


def contents_of(entries: Iterable[Entry]) -> Contents:
    """What a release with these files holds; Unlisted if one of them cannot be published."""
    ordered = tuple(sorted(entries, key=lambda entry: entry.path.encode()))
    for entry in ordered:
        if path_of(entry.path.encode()) != entry.path:
            raise Unlisted(f"网站里的文件名『{entry.path}』不能用；请改名。")
    listed = "".join(f"{entry.digest}  {entry.size}  {entry.path}\n" for entry in ordered).encode()
    return Contents(ordered, listed, release_name(listed))


def contents_in(manifest: Manifest) -> Contents:
    """What the release of a manifest holds."""
    return contents_of(manifest.entries)


def text_of(contents: Contents, action: str, replaces: str, last: Head | None, commit: str) -> bytes:
    """The manifest that follows the last one."""
    head = {
        "number": last.number + 1 if last else 1,
        "action": action,
        "release": contents.name,
        "replaces": replaces,
        "previous": last.digest if last else NONE,
        "commit": commit,
    }
    lines = "".join(f"{name} {value}\n" for name, value in head.items())
    return f"gongkai-manifest 1\n{lines}\n".encode() + contents.listed
