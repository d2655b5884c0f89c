"""What do the files of Word and Excel have in common?"""

from typing import TYPE_CHECKING

from gongkai.archive.guard import Package
from gongkai.text import shorten

if TYPE_CHECKING:
    from lxml.etree import _Element

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
KEYWORDS = "关键词"
_FACTS = {"title": "标题", "subject": "主题", "keywords": KEYWORDS, "created": "创建时间", "modified": "修改时间"}


def local(element: "_Element") -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def main_part(package: Package) -> str:
    """The name of the part that the others belong to, empty if none is named or it is not there."""
    targets = [path for kind, path in package.relations("").values() if kind == "officeDocument"]
    return next((path for path in targets if path in package), "")


def facts(package: Package) -> dict[str, str]:
    """What the file states of itself: title, times; not who wrote it."""
    found = {}
    for name in ("docProps/core.xml", "docProps/app.xml"):
        root = package.xml(name)
        for element in [] if root is None else root:
            key = {**_FACTS, "Company": "单位"}.get(local(element))
            if key and (text := "".join(map(str, element.itertext())).strip()):
                found[key] = text
    return found


def words(element: "_Element | None") -> str:
    """All that stands in the text elements below, whichever they are."""
    if element is None:
        return ""
    return "".join(e.text or "" for e in element.iter() if local(e) in {"t", "delText"})


def quoted(text: str) -> str:
    """Text as it is listed among what was left out."""
    return f"『{shorten(' '.join(text.split()), 40)}』"
