"""Which bytes make the same file every time? A container of an office program without clock and machine in it."""

import io
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from gongkai.office.characters import clean

FIRST = "[Content_Types].xml"  # where programs look first
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the oldest day that a zip can state
MARK = "gongkai"  # the keyword of a file that we wrote; it stays when Word or LibreOffice save the file
_CORE, _MAKER = "docProps/core.xml", "docProps/app.xml"


def sealed(data: bytes, title: str, author: str) -> bytes:
    """The container with its parts in order, no days in it, nothing about it but title, author and that it is ours."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != FIRST, name)):
            info = ZipInfo(name, LONG_AGO)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0  # else it says on what kind of machine it was made
            ours = {_CORE: _core(title, author), _MAKER: _maker()}
            new.writestr(info, ours.get(name) or old.read(name), compresslevel=6)
    return out.getvalue()


def _core(title: str, author: str) -> bytes:
    title, author = (escape(clean(text)) for text in (title, author))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:keywords>{MARK}</cp:keywords>"
        "</cp:coreProperties>"
    ).encode()


def _maker() -> bytes:
    """Which program made it: else that is Word or Excel, which it was not."""
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        b"<Application>gongkai</Application></Properties>"
    )
