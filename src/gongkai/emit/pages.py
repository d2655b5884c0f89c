"""What are the bytes of every file of the site? Those that stand as they would be made are taken over."""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

from gongkai.diag import Diagnostic
from gongkai.emit.crawlers import Listed, crawler_files
from gongkai.emit.drawing import Drawing
from gongkai.emit.frame import BADGES, Frame
from gongkai.emit.inputs import Inputs
from gongkai.emit.opensearch import opensearch
from gongkai.emit.search_files import SearchFiles
from gongkai.emit.sheets import Sheets, attachments, quality_sheets, rule_sheets
from gongkai.hands import OWN, WORTH, Hands
from gongkai.memory import FORGETFUL, Memory
from gongkai.output import NOTHING, Copy, File, Origin, Output, Published
from gongkai.portal import Portal
from gongkai.quality import Ledger
from gongkai.theme import Theme


def site_outputs(  # noqa: PLR0913 - what a site is made from, by whom, and whom to tell
    portal: Portal,
    theme: Theme,
    base_url: str | None,
    findings: Sequence[Diagnostic] = (),
    *,
    shared: Origin = (),
    records: bytes = b"",
    published: Published = NOTHING,
    memory: Memory = FORGETFUL,
    hands: Hands = OWN,
    say: Callable[[str], None] = lambda _: None,
) -> Iterator[File]:
    """Every file of the site. `base_url` is the full address of its root, None where unknown.

    The findings stand on the quality pages, if the record of the site wants these to be public. What `published` holds
    and would be made again is taken over: files of the same origin, to which `shared` belongs in any case, and where
    bodies are listed or added up `records`, a digest of all records; and of the search index what does not change. `say`
    is told what was done about that. `memory` keeps the sums of years, and what the search needs before it can begin.
    """
    frame = Frame(portal, theme, base_url)
    search = SearchFiles(frame, published, memory)
    listed = []
    yield from theme.assets()
    for badge in portal.site.badges:
        yield Copy(BADGES + badge.file, badge.file)
    ledger = Ledger(portal, tuple(findings)) if portal.site.quality_public else None
    hands = hands if len(portal.briefs) >= WORTH else OWN
    drawing = Drawing(Sheets(frame, Inputs(portal, shared, records)), search.press, published, memory, hands)
    for sheet, output, text in drawing.all(ledger):
        yield output
        if sheet.report:
            yield search.add(*sheet.report, output, text)
        if output.indexed and sheet.place is not None:
            listed.append(Listed(quote(sheet.place), sheet.changed()))
    hands.rest()  # the index takes as much memory as all of them together
    files, said = search.index()
    say(said)
    yield from files
    yield from attachments(portal)
    yield from crawler_files(sorted(listed, key=lambda page: page.place), base_url)
    if base_url:
        yield opensearch(portal.site.title, base_url)


def quality_outputs(
    portal: Portal, theme: Theme, base_url: str | None, findings: Sequence[Diagnostic]
) -> Iterator[Output]:
    """Every file of the quality pages as a site of their own, whose reports stand at `base_url`, None where unknown."""
    frame, inputs = Frame(portal, theme, base_url, alone=True), Inputs(portal)
    yield from theme.assets()
    for sheet in (*quality_sheets(frame, Ledger(portal, tuple(findings)), inputs), *rule_sheets(frame, inputs)):
        yield sheet.make()
    yield Output("robots.txt", b"User-agent: *\nDisallow: /\n")
