"""What does the preview answer at an address? A page made on being asked for, a file beside it, or that there is none."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from gongkai.diag import Diagnostic
from gongkai.emit import places
from gongkai.emit.frame import BADGES, Frame
from gongkai.emit.inputs import Inputs
from gongkai.emit.sheets import Sheet, Sheets, attachments, missing_page
from gongkai.output import ASSETS
from gongkai.portal import Portal
from gongkai.quality import Ledger
from gongkai.report import Report

OWN = "__gongkai/"  # below it stands what only the preview has; no body can be called that
INDEX = "index.html"
MISSING = "404.html"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {  # those that server/ sets
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "zip": "application/zip",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    **dict.fromkeys(("bin", "wps", "et"), "application/octet-stream"),
}
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)
NO_SEARCH = (
    '<p class="notice">预览里没有全文索引，这里只能查机关的名称；'
    "查正文请运行 gongkai find，或者生成网站、放到服务器上以后再查。</p>"
)
Make = Callable[[], bytes]


class Answer(NamedTuple):
    """What is sent back. `digest` is that of a page, by which a browser asks whether it changed."""

    status: int
    type: str
    data: bytes
    digest: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def pages(frame: Frame, findings: Sequence[Diagnostic]) -> Mapping[str, Make]:
    """By its path what makes each page, and each file that is made from a report."""
    ledger = Ledger(frame.portal, tuple(findings)) if frame.portal.site.quality_public else None
    sheets = Sheets(frame, Inputs(frame.portal)).all(ledger)
    return {sheet.path: partial(_data, sheet) for sheet in sheets}


def _data(sheet: Sheet) -> bytes:
    return sheet.make().data


class Site:
    """The site as it would be published, made piece by piece as it is asked for.

    `copied` gives the bytes of a file of the content folder, None if it is gone.
    """

    def __init__(self, frame: Frame, findings: Sequence[Diagnostic], copied: Callable[[str], bytes | None]) -> None:
        self._frame = frame
        self._made = pages(frame, findings)
        self._assets = {output.path: output.data for output in frame.theme.assets()}
        self._copies = dict(_copies(frame.portal))
        self._copied = copied
        self._kept: dict[str, Answer] = {}

    def page(self, path: str) -> Answer:
        """What stands at an address that is a page, or none; TemplateFault if a template is faulty."""
        if path in self._kept:
            return self._kept[path]
        if path in self._made:
            data = self._made[path]()
            found = as_page(_without_search(data) if path == places.SEARCH + INDEX else data, HTTPStatus.OK)
        elif f"{path}/{INDEX}" in self._made:
            where = "/" + quote(path) + "/"
            found = Answer(HTTPStatus.FOUND, _TYPES["txt"], b"", headers=(("Location", where),))
        else:
            # Its ways lead into the preview, not to the published site.
            at_home = replace(self._frame, base_url="/")
            return as_page(at_home.theme.render(MISSING, missing_page(at_home)), HTTPStatus.NOT_FOUND)
        self._kept[path] = found
        return found

    def file(self, path: str) -> Answer | None:
        """A file that is no page; None if there is none at that path."""
        if path in self._assets:
            for_ever = ("Cache-Control", "public, max-age=31536000, immutable")
            return Answer(HTTPStatus.OK, type_of(path), self._assets[path], headers=(for_ever,))
        if path in self._copies and (data := self._copied(self._copies[path])) is not None:
            attached = () if path.startswith(ASSETS) else (("Content-Disposition", "attachment"),)
            return Answer(HTTPStatus.OK, type_of(path), data, headers=attached)
        if path in self._made and not path.endswith(".html"):
            return Answer(HTTPStatus.OK, type_of(path), self._made[path]())
        return None

    def report_at(self, path: str) -> tuple[Report, ...]:
        """The reports that the page at a path shows first of all: that one, or those of a body."""
        slug, _, year = path.removesuffix(INDEX).rstrip("/").partition("/")
        agency = self._frame.portal.by_slug.get(slug)
        reports = self._frame.portal.reports_of(agency) if agency else ()
        return tuple(report for report in reports if year in {"", str(report.year)})


def path_of(target: str) -> str | None:
    """The path below the root that a request names, with the page of a folder; None if it cannot be one.

    It is looked up among the paths that the site has and never put together with one of the disk.
    """
    try:
        path = unquote(urlsplit(target).path, errors="strict")
    except ValueError:
        return None
    if not path.startswith("/") or not path.isprintable():
        return None
    path = path[1:]
    return path + INDEX if path.endswith("/") or not path else path


def as_page(data: bytes, status: int) -> Answer:
    """A page with the script that asks whether it changed; its own bytes are as they would be published."""
    digest = hashlib.sha256(data).hexdigest()[:20]
    script = f'<script src="/{OWN}reload.js?v={digest}" defer></script>\n'.encode()
    ends = list(_BODY_END.finditer(data))
    at = ends[-1].start() if ends else len(data)
    return Answer(status, _TYPES["html"], data[:at] + script + data[at:], digest)


def type_of(path: str) -> str:
    """The type of a file by its ending."""
    return _TYPES.get(PurePosixPath(path).suffix[1:].lower(), _TYPES["txt"])


def _without_search(data: bytes) -> bytes:
    """The search page, saying that there is no index."""
    return data.replace(b"</h1>", b"</h1>\n" + NO_SEARCH.encode(), 1)


def _copies(portal: Portal) -> Iterator[tuple[str, str]]:
    """By its path on the site each file that is copied from the content folder, and its path there."""
    for badge in portal.site.badges:
        yield BADGES + badge.file, badge.file
    yield from attachments(portal)
