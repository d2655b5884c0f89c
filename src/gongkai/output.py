"""What is a file of the site? A path below its root and bytes, or the file of the content it copies."""

import re
from collections.abc import Callable
from typing import NamedTuple

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


class Output(NamedTuple):
    """A file of the site: its path below the root with `/`, and its bytes."""

    path: str
    data: bytes


Read = Callable[[str], bytes | None]  # gives the bytes of a published file by its path, None if there is none


class Copy(NamedTuple):
    """A file of the site that is a file of the content folder, byte for byte."""

    path: str
    source: str
