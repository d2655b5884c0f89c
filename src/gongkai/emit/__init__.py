"""What do we publish? Outputs as values: a path below the site root, and bytes."""

from typing import NamedTuple


class Output(NamedTuple):
    """A file of the site: its path below the root with `/`, and its bytes."""

    path: str
    data: bytes


class Copy(NamedTuple):
    """A file of the site that is a file of the content folder, byte for byte."""

    path: str
    source: str
