"""Which files does a web server send out without being told their type?"""

from collections.abc import Iterable
from pathlib import PurePosixPath

# Sent by nginx and by IIS (10) as they are installed.
EVERYWHERE = frozenset(
    [
        "html",
        "css",
        "js",
        "json",
        "xml",
        "txt",
        "csv",
        "svg",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "ico",
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "zip",
        "bin",
        "woff",
        "woff2",
    ]
)
# Attachments that an office cannot do without; IIS answers 404 for them unless told their type.
WITH_SETTINGS = frozenset({"ofd", "wps", "et"})
PACKED = ".gz"  # after the name of the file that it is sent for


def ending(path: str) -> str:
    """The ending of a file's name, small, without the dot."""
    return PurePosixPath(path).suffix[1:].lower()


def not_served(paths: Iterable[str]) -> list[str]:
    """The files that no server would send; what is packed is sent in the place of the file beside it."""
    return [path for path in paths if ending(path.removesuffix(PACKED)) not in EVERYWHERE | WITH_SETTINGS]


def need_settings(paths: Iterable[str]) -> list[str]:
    """The endings of files that IIS sends only with the settings in server/."""
    return sorted({ending(path) for path in paths} & WITH_SETTINGS)
