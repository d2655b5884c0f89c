"""What is a file of the site? A path below its root and bytes, or the file of the content it copies."""

import re
from typing import NamedTuple

ASSETS = "assets/"
OWN_FILES = re.compile(r"robots\.txt|sitemap(?:-\d+)?\.xml")  # at the root, beside pages and folders
MARK = b'<meta name="generator" content="gongkai'  # by which a page of ours is known


class Output(NamedTuple):
    """A file of the site: its path below the root with `/`, and its bytes."""

    path: str
    data: bytes


class Copy(NamedTuple):
    """A file of the site that is a file of the content folder, byte for byte."""

    path: str
    source: str
