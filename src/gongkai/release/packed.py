"""Which files are there packed too, for a server that sends them so? Texts that are worth it, if that was asked for."""

import gzip
from collections.abc import Iterable, Iterator

from gongkai.output import File, Output
from gongkai.release.served import PACKED, ending

_TEXTS = frozenset({"html", "css", "js", "json", "xml", "txt", "csv", "svg"})
_WORTH = 1024  # bytes, as in server/nginx


def with_packed(outputs: Iterable[File]) -> Iterator[File]:
    """Every file, and beside a text of some size the same one packed; how well depends on zlib."""
    for output in outputs:
        yield output
        if isinstance(output, Output) and ending(output.path) in _TEXTS and len(output.data) >= _WORTH:
            yield Output(output.path + PACKED, gzip.compress(output.data, mtime=0))
