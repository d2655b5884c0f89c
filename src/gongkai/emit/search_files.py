"""What does the search hold? The pages of all reports as a reader sees them, and the tables that are the same for all."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.emit.frame import Frame
from gongkai.emit.report_page import report_page
from gongkai.form import Forms
from gongkai.output import Output, Published, Same
from gongkai.portal import Portal
from gongkai.search.collection import Body, Collection, Document, Place, collection
from gongkai.search.names import names_of
from gongkai.search.page_text import page_text
from gongkai.search.phrases import phrases
from gongkai.specimen import specimen
from gongkai.theme import Theme

if TYPE_CHECKING:
    from gongkai.search.update import Index

TEMPLATE = "report.html"
NUMBERS = "收录的年报的编号"
DICTIONARY = 32768  # bytes that DEFLATE looks back


def search_collection(portal: Portal) -> Collection:
    """The bodies with a report, the reports and the regions, as the search counts them."""
    atlas = portal.atlas
    bodies, held = [], set()
    for agency in portal.agencies:
        around = []
        region = atlas.region_of(agency)
        while region:
            around.append(region)
            region = atlas.above(region)
        held.update(around)
        names = names_of(agency, [one.name for one in reversed(around)])
        bodies.append(Body(agency.slug, names, around[0].code if around else None, agency.level))
    places = [
        Place(region.code, region.name, above.code if (above := atlas.above(region)) else None, region.invented)
        for region in atlas.regions
        if region in held
    ]
    return collection(bodies, portal.reports, places)


def search_document(frame: Frame, slug: str, year: int, page: bytes) -> Document:
    """What stands on the rendered page of a report."""
    return Document(slug, year, frame.portal.reports[slug, year].title, page_text(page))


class SearchFiles:
    """The files of the search, made while the pages of the reports are; `published` is the site that stands there now."""

    def __init__(self, frame: Frame, published: Published) -> None:
        from gongkai.search.index import text_key

        self._frame, self._published = frame, published
        self._held = search_collection(frame.portal)
        self._dictionary = search_dictionary(frame.portal.forms, frame.theme)
        self._key = NUMBERS, text_key(self._held, self._dictionary).to_bytes(4, "big")
        self._texts: dict[int, bytes | None] = {}

    def add(self, slug: str, year: int, page: Output | Same) -> Output | Same:
        """Take in the rendered page of a report; the file with its text comes back."""
        from gongkai.search.index import text_file, text_path

        number = self._held.number(slug, year)
        origin = (*page.origin, self._key) if page.origin else ()
        if same := self._published.same(text_path(number), origin):
            self._texts[number] = None
            return same
        data = page.data if isinstance(page, Output) else self._published.read(page.path) or b""
        output = text_file(self._held, search_document(self._frame, slug, year, data), self._dictionary)
        self._texts[number] = output.data
        return output._replace(origin=origin)

    def index(self) -> "Index":
        """All other files, and a sentence about them."""
        from gongkai.search.update import index

        return index(self._held, self._texts, self._dictionary, self._published)


def search_documents(portal: Portal, theme: Theme) -> Iterator[Document]:
    """Every report as its page shows it, rendered for the purpose."""
    frame = Frame(portal, theme, None)
    for (slug, year), report in portal.reports.items():
        page = theme.render(TEMPLATE, report_page(frame, portal.by_slug[slug], report))
        yield search_document(frame, slug, year, page)


def search_dictionary(forms: Forms, theme: Theme) -> bytes:
    """What reports share: the text of empty reports as the templates draw it, then common phrases."""
    held = [document.text for document in search_documents(specimen(forms), theme)]
    return "\n".join([*held, phrases()]).encode("gbk", "ignore")[-DICTIONARY:]
