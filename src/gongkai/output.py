"""What is a file of the site? A path below its root and bytes, or the file of the content it copies."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

ASSETS = "assets/"
OPENSEARCH = "opensearch.xml"
MARK = b'<meta name="generator" content="gongkai'  # by which a page of ours is known


class Kind(NamedTuple):
    """A kind of site that is written here: what it is called, how its pages are known, and its files at the root."""

    name: str
    mark: bytes
    files: re.Pattern[str]  # beside pages and folders


SITE = Kind("网站", MARK + b" ", re.compile(r"robots\.txt|opensearch\.xml|sitemap(?:-\d+)?\.xml"))
QUALITY = Kind("质量页", MARK + b"-quality ", re.compile(r"robots\.txt|quality\.csv"))


Origin = tuple[tuple[str, bytes], ...]  # all that something is made from: what it is called, and its digest


class Output(NamedTuple):
    """A file of the site: its path below the root with `/`, and its bytes.

    `origin` is all that it was made from, empty where nobody can tell. `indexed` if it is a page that search engines
    are asked to take.
    """

    path: str
    data: bytes
    origin: Origin = ()
    indexed: bool = False


class Copy(NamedTuple):
    """A file of the site that is a file of the content folder, byte for byte."""

    path: str
    source: str


class Same(NamedTuple):
    """A file of the site that stands there already as it would be made."""

    path: str
    origin: Origin = ()
    indexed: bool = False


File = Output | Copy | Same


Read = Callable[[str], bytes | None]  # gives the bytes of a published file by its path, None if there is none


class Published(Protocol):
    """The site that stands there now."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file by its path, None if it does not stand as it was written."""

    def same(self, path: str, origin: Origin) -> Same | None:
        """The file, if it stands as it was written when it was made from just this."""

    def known(self, prefix: str) -> Sequence[str]:
        """The paths that begin so of all files that stand as they were written; none where nobody can tell."""


class Nothing:
    """No site."""

    def read(self, path: str) -> None:  # noqa: ARG002 - there is nothing
        """None."""
        return

    def same(self, path: str, origin: Origin) -> None:  # noqa: ARG002
        """None."""
        return

    def known(self, prefix: str) -> Sequence[str]:  # noqa: ARG002
        """None."""
        return ()


NOTHING = Nothing()
