"""At which address does a page stand? Paths below the root of the site, each ending in `/`."""

from urllib.parse import quote

from gongkai.prose import ATTACHMENTS

HOME, YEARS, REGIONS, LEVELS = "", "year/", "region/", "level/"
FORM, ABOUT, ACCESSIBILITY, MAP, SEARCH = "form/", "about/", "accessibility/", "sitemap/", "search/"
RULES, QUALITY = "rules/", "quality/"
LEVEL_SLUGS = {"省": "province", "市": "city", "县": "county", "乡": "town"}


def agency_place(slug: str) -> str:
    """The page of a body."""
    return f"{slug}/"


def report_place(slug: str, year: int) -> str:
    """The page of a report."""
    return f"{slug}/{year}/"


def region_place(code: str) -> str:
    """The page of a region."""
    return f"{REGIONS}{code}/"


def level_place(level: str) -> str:
    """The page of a 层级."""
    return f"{LEVELS}{LEVEL_SLUGS[level]}/"


def rule_place(code: str) -> str:
    """The page of a rule."""
    return f"{RULES}{code}/"


def quality_place(root: str, region: str | None = None, year: int | None = None) -> str:
    """A page on quality below `root`: of a region or of all, of a year or of all."""
    return root + "".join(f"{part}/" for part in (region, year) if part)


def quality_file(region: str | None = None, year: int | None = None) -> str:
    """The table beside such a page, under a name that still says what it holds when it has been sent on."""
    return "-".join(str(part) for part in ("quality", region, year) if part) + ".csv"


def form_anchor(edition: str, table: str) -> str:
    """The fragment of a table's explanation on the page of the form."""
    return f"form-{edition}-{table}"


def attachment_place(slug: str, year: int, file: str) -> str:
    """The path of an attachment."""
    return f"{report_place(slug, year)}{ATTACHMENTS}{file}"


def link(here: str, there: str) -> str:
    """The relative link from the page at one place to the page at another."""
    return "../" * here.count("/") + there + "index.html"


def file_link(file: str) -> str:
    """The link from a report to one of its attachments."""
    return quote(ATTACHMENTS + file)
