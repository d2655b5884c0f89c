"""How are pages made where the work is done? Body by body and year by year, each with just the reports that it shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

from gongkai.emit.frame import Frame
from gongkai.emit.inputs import Inputs
from gongkai.emit.overview import year_sums
from gongkai.emit.sheets import Sheet, Sheets
from gongkai.emit.values import YearSums
from gongkai.later import Later
from gongkai.output import Output
from gongkai.portal import Outline
from gongkai.report import Report
from gongkai.reports import Key
from gongkai.search.collection import Collection, Document
from gongkai.search.page_text import page_text
from gongkai.shelf import Shelf
from gongkai.theme import Theme


@dataclass(frozen=True)
class Press:
    """What all pages are made from; `held` and `dictionary` are what the texts of the search need to know."""

    outline: Outline
    theme: Theme
    base_url: str | None
    held: Collection
    dictionary: bytes

    def __getstate__(self) -> dict[str, Any]:
        """All but what is reckoned from it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def shelf(self) -> Shelf[Report]:
        """The reports that are shown now."""
        return Shelf()

    @cached_property
    def sheets(self) -> Sheets:
        """All pages, over the reports of the shelf."""
        portal = self.outline.portal(self.shelf.later)
        return Sheets(Frame(portal, self.theme, self.base_url), Inputs(portal))


class Order(NamedTuple):
    """Pages to be made: those of a body by its 编码, or those of a year, by their paths; and the reports they show.

    Of a year also the sums for the pages over all years, by the places of these pages.
    """

    of: str | int
    paths: frozenset[str]
    sums: frozenset[str]
    reports: Mapping[Key, Later[Report]]


class Made(NamedTuple):
    """Files by their path, the text of each page of a report by that page's; and sums by the place they are for."""

    files: dict[str, Output]
    texts: dict[str, Output]
    sums: dict[str, YearSums]


def draw(press: Press, orders: Sequence[Order]) -> Iterator[Made]:
    """The files that each order asks for: the work that may be done elsewhere."""
    for order in orders:
        press.shelf.fill(order.reports)
        made = Made({}, {}, _sums(press.sheets, order))
        for sheet in sheets_of(press.sheets, order.of):
            if sheet.path in order.paths:
                made.files[sheet.path] = page = sheet.make()
                if sheet.report:
                    made.texts[sheet.path] = text_of(press, *sheet.report, page.data)
        yield made


def text_of(press: Press, slug: str, year: int, page: bytes) -> Output:
    """The file with the text of the page of a report."""
    from gongkai.search.index import text_file

    document = Document(slug, year, press.outline.briefs[slug, year].title, page_text(page))
    return text_file(press.held, document, press.dictionary)


def sheets_of(sheets: Sheets, of: str | int) -> Iterator[Sheet]:
    """The sheets of a body by its 编码, or of a year."""
    return sheets.of_year(of) if isinstance(of, int) else sheets.of_body(of)


def _sums(sheets: Sheets, order: Order) -> dict[str, YearSums]:
    if not isinstance(order.of, int):
        return {}
    asked = (scope for scope, _ in sheets.over_years if scope.place in order.sums)
    return {scope.place: year_sums(sheets.frame, scope, order.of) for scope in asked}
