"""How does a browser learn to search the site from its own search box? An OpenSearch 1.1 description."""

from xml.sax.saxutils import escape, quoteattr

from gongkai.emit import places
from gongkai.output import OPENSEARCH, Output

LONGEST_NAME, LONGEST_DESCRIPTION = 16, 1024  # units a short name and a description may have


def opensearch(title: str, base_url: str) -> Output:
    """The description; it needs the full address of the site, so there is none where that is not known."""
    short = title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1] + "…"
    template = f"{base_url}{places.link('', places.SEARCH)}?q={{searchTerms}}"
    about = f"在{title}查找年报里的文字、数字和机关"[:LONGEST_DESCRIPTION]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{escape(short)}</ShortName>",
        f"<Description>{escape(about)}</Description>",
        "<Language>zh-CN</Language>",
        "<InputEncoding>UTF-8</InputEncoding>",
        "<OutputEncoding>UTF-8</OutputEncoding>",
        f'<Url type="text/html" method="get" template={quoteattr(template)}/>',
        "</OpenSearchDescription>",
        "",
    ]
    return Output(OPENSEARCH, "\n".join(lines).encode())
