"""What is a search engine told? robots.txt and sitemap.xml, with days that stand in the content."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from gongkai.output import Output

MOST = 50_000  # pages in one file, sitemaps.org
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Listed(NamedTuple):
    """A page for search engines: its place, and the last day of which the content says that it changed."""

    place: str
    changed: str | None


def crawler_files(pages: Sequence[Listed], base_url: str | None) -> Iterator[Output]:
    """robots.txt, and where the address of the site is known the sitemap, in parts if it is very long."""
    lines = ["User-agent: *", "Allow: /"]
    if base_url:
        lines.append(f"Sitemap: {base_url}sitemap.xml")
        chunks = [pages[at : at + MOST] for at in range(0, len(pages), MOST)]
        if len(chunks) == 1:
            yield _urls("sitemap.xml", chunks[0], base_url)
        else:
            names = [f"sitemap-{number}.xml" for number in range(1, len(chunks) + 1)]
            for name, chunk in zip(names, chunks, strict=True):
                yield _urls(name, chunk, base_url)
            entries = "".join(f"<sitemap><loc>{escape(base_url + name)}</loc></sitemap>\n" for name in names)
            yield Output("sitemap.xml", f"{_HEAD}<sitemapindex {_SPACE}>\n{entries}</sitemapindex>\n".encode())
    yield Output("robots.txt", "\n".join([*lines, ""]).encode())


def _urls(name: str, pages: Sequence[Listed], base_url: str) -> Output:
    entries = []
    for page in pages:
        changed = f"<lastmod>{page.changed}</lastmod>" if page.changed else ""
        entries.append(f"<url><loc>{escape(base_url + page.place)}</loc>{changed}</url>\n")
    return Output(name, f"{_HEAD}<urlset {_SPACE}>\n{''.join(entries)}</urlset>\n".encode())
