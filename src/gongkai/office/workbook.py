"""How does a report become an Excel workbook, and which one does an office fill in?"""

from gongkai.drafts import beginning
from gongkai.form import Edition
from gongkai.office.book import Book, of_report, of_year
from gongkai.portal import Portal
from gongkai.records import Agency
from gongkai.report import Report


def workbook(report: Report, agency: Agency, *, invented: bool = False) -> bytes:
    """The .xlsx of a report."""
    return _bytes(of_report(report, agency, invented=invented))


def template(portal: Portal, agency: Agency, year: int, edition: Edition) -> bytes:
    """The .xlsx that an office fills in for a year, with what last year's report hands on."""
    begun = beginning(portal, agency, year, edition)
    return _bytes(of_year(begun, agency, year, edition, invented=portal.atlas.is_invented(agency)))


def _bytes(book: Book) -> bytes:
    from gongkai.office.sheets import drawn  # brings openpyxl

    return drawn(book)
