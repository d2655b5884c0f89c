"""What does the search hold? The pages of all reports as a reader sees them, and the tables that are the same for all."""

import errno
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gongkai.emit.frame import Frame
from gongkai.emit.press import Press, text_of
from gongkai.emit.report_page import report_page
from gongkai.form import Forms
from gongkai.memory import FORGETFUL, Memory, origin_of
from gongkai.output import Output, Published, Same
from gongkai.portal import Portal
from gongkai.records import Agency
from gongkai.search.collection import Body, Collection, Document, Place, collection
from gongkai.search.names import names_of
from gongkai.search.page_text import page_text
from gongkai.search.phrases import phrases
from gongkai.site import Region
from gongkai.specimen import specimen
from gongkai.theme import Theme

if TYPE_CHECKING:
    from gongkai.search.update import Index

TEMPLATE = "report.html"
NUMBERS = "收录的年报的编号"
NAMES, DICTIONARY = "names", "dictionary"
MOST = 32768  # bytes that DEFLATE looks back


def search_collection(portal: Portal, memory: Memory = FORGETFUL) -> Collection:
    """The bodies with a report, the reports and the regions, as the search counts them; `memory` keeps the names."""
    atlas = portal.atlas
    around: list[list[Region]] = []
    for agency in portal.agencies:
        around.append([])
        region = atlas.region_of(agency)
        while region:
            around[-1].append(region)
            region = atlas.above(region)
    names = _names(portal.agencies, [[one.name for one in reversed(regions)] for regions in around], memory)
    bodies = [
        Body(agency.slug, called, regions[0].code if regions else None, agency.level)
        for agency, called, regions in zip(portal.agencies, names, around, strict=True)
    ]
    held = {region.code for regions in around for region in regions}
    places = [
        Place(region.code, region.name, above.code if (above := atlas.above(region)) else None, region.invented)
        for region in atlas.regions
        if region.code in held
    ]
    return collection(bodies, portal.reports, places)


def _names(agencies: Sequence[Agency], regions: Sequence[list[str]], memory: Memory) -> Sequence[tuple[str, ...]]:
    """The names of each body, which take half a second before the first."""
    stated = (repr((a.name, a.short_names, a.former_names, of)) for a, of in zip(agencies, regions, strict=True))
    origin = origin_of(*stated)
    names: tuple[tuple[str, ...], ...] | None = memory.get(NAMES, origin)
    if names is None:
        names = tuple(names_of(agency, of) for agency, of in zip(agencies, regions, strict=True))
        memory.put(NAMES, origin, names)
    return names


class SearchFiles:
    """The files of the search, made while the pages of the reports are; `published` is the site that stands there now."""

    def __init__(self, frame: Frame, published: Published, memory: Memory = FORGETFUL) -> None:
        from gongkai.search.index import text_key

        self._published = published
        self._held = search_collection(frame.portal, memory)
        self._dictionary = _dictionary(frame, memory)
        self._key = NUMBERS, text_key(self._held, self._dictionary).to_bytes(4, "big")
        self.press = Press(frame.portal.outline, frame.theme, frame.base_url, self._held, self._dictionary)
        self._texts: dict[int, bytes | None] = {}

    def add(self, slug: str, year: int, page: Output | Same, text: Output | None) -> Output | Same:
        """Take in the page of a report, and the file with its text if that was made with it; that file comes back."""
        from gongkai.search.index import text_path

        number = self._held.number(slug, year)
        origin = (*page.origin, self._key) if page.origin else ()
        if same := self._published.same(text_path(number), origin):
            self._texts[number] = None
            return same
        output = text or text_of(self.press, slug, year, self._read(page.path))
        self._texts[number] = output.data
        return output._replace(origin=origin)

    def _read(self, path: str) -> bytes:
        """A page that is taken over; OSError if it cannot be read after all."""
        data = self._published.read(path)
        if data is None:
            raise OSError(errno.EIO, "读不了", path)
        return data

    def index(self) -> "Index":
        """All other files, and a sentence about them."""
        from gongkai.search.update import index

        return index(self._held, self._texts, self._dictionary, self._published)


def search_documents(portal: Portal, theme: Theme) -> Iterator[Document]:
    """Every report as its page shows it, rendered for the purpose."""
    frame = Frame(portal, theme, None)
    for (slug, year), report in portal.reports.items():
        page = theme.render(TEMPLATE, report_page(frame, portal.by_slug[slug], report))
        yield Document(slug, year, report.title, page_text(page))


def search_dictionary(forms: Forms, theme: Theme) -> bytes:
    """What reports share: the text of empty reports as the templates draw it, then common phrases."""
    held = [document.text for document in search_documents(specimen(forms), theme)]
    return "\n".join([*held, phrases()]).encode("gbk", "ignore")[-MOST:]


def _dictionary(frame: Frame, memory: Memory) -> bytes:
    """The dictionary, made once for what a report is drawn with; the forms are part of what every memory is for."""
    held: bytes | None = memory.get(DICTIONARY, frame.theme.digest(TEMPLATE))
    if held is None:
        held = search_dictionary(frame.portal.forms, frame.theme)
        memory.put(DICTIONARY, frame.theme.digest(TEMPLATE), held)
    return held
