"""What does each report show beside the others, and what of all that was found does it accept?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai.alone import Alone
from gongkai.around import around
from gongkai.diag import Diagnostic
from gongkai.hands import OWN, Hands
from gongkai.later import Later
from gongkai.memory import FORGETFUL, Memory, origin_of
from gongkai.portal import Accepted, Outline, Portal
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.reports import Key
from gongkai.rules import judge_among
from gongkai.rules.acceptance import accept
from gongkai.rules.area import covered
from gongkai.rules.copies import Copies, Sentence
from gongkai.rules.subject import Neighbour, Subject
from gongkai.shelf import Shelf

KIND = "among"
Judged = tuple[list[Diagnostic], tuple[Accepted, ...]]
AT_ONCE = 5  # circles that are handed to a worker: years of the same bodies, as far as may be
Circle = tuple[str, int]  # bodies that are compared with each other, in one year


class Bench(NamedTuple):
    """A circle of which some reports are to be judged: what was found in each of these, and all that they are compared with."""

    circle: Sequence[Key]
    found: Mapping[Key, tuple[Diagnostic, ...]]
    reports: Mapping[Key, Later[Report]]
    sentences: Mapping[Key, Later[tuple[Sentence, ...]]]


def judge(
    portal: Portal, alone: Mapping[Key, Alone], site: bytes, memory: Memory = FORGETFUL, hands: Hands = OWN
) -> Mapping[Key, Judged]:
    """For each report all findings, and which of them it accepts with a reason.

    `site` is a digest of the record of the site. A report is judged anew if it changed; if that record did, or one of a body
    around its own; if the figures of the year before did, or those that a government adds up; or the sentences of the
    year before, or of another of its circle.
    """
    circles: dict[Circle, list[Key]] = {}
    for key in portal.reports:
        circles.setdefault((portal.group_of(portal.by_slug[key[0]]), key[1]), []).append(key)
    said = {
        where: origin_of(*(part for key in keys for part in (repr(key), alone[key].found.sentences)))
        for where, keys in circles.items()
    }

    records = around(portal)
    private = {key for key, one in alone.items() if one.found.private.values}
    beside = {key for keys in circles.values() if not private.isdisjoint(keys) for key in keys}

    def is_kept(key: Key) -> bool:
        """Whether nothing that may stand nowhere is in what a report is judged by, so that no finding can quote it."""
        slug, year = key
        added = covered(portal, portal.by_slug[slug], year).added
        return key not in beside and private.isdisjoint([(slug, year - 1), *added])

    def origin(key: Key, circle: Circle, agency: Agency) -> bytes:
        slug, year = key
        last = alone.get((slug, year - 1))
        before = [portal.briefs[slug, year - 1].figures, last.found.sentences] if last else []
        area = covered(portal, agency, year)
        parts = [portal.briefs[part].figures for part in area.added]
        return origin_of(site, records[slug], alone[key].origin, said[circle], repr(area), *parts, *before)

    origins = {key: origin(key, circle, portal.by_slug[key[0]]) for circle, keys in circles.items() for key in keys}
    judged: dict[Key, Judged | None] = {key: memory.get(KIND, whence) for key, whence in origins.items()}
    asked = [
        (circles[at], new) for at in sorted(circles) if (new := [key for key in circles[at] if judged[key] is None])
    ]
    benches = (_bench(portal, alone, keys, new) for keys, new in asked)
    for found in hands.each(judge_some, portal.outline, benches, AT_ONCE):
        for key, one in found.items():
            judged[key] = one
            if is_kept(key):
                memory.put(KIND, origins[key], one)
    return {key: one for key in portal.reports if (one := judged[key])}


def _bench(portal: Portal, alone: Mapping[Key, Alone], circle: Sequence[Key], new: Sequence[Key]) -> Bench:
    """What is needed to judge some reports of a circle."""
    last = [(slug, year - 1) for slug, year in new if (slug, year - 1) in portal.reports]
    parts = [key for slug, year in new for key in covered(portal, portal.by_slug[slug], year).added]
    wholes = {key: alone[key].whole() for key in {*circle, *last, *parts}}
    return Bench(
        circle,
        {key: (*alone[key].found.read, *alone[key].found.judged) for key in new},
        {key: wholes[key].report for key in sorted({*new, *last, *parts})},
        {key: wholes[key].sentences for key in sorted({*circle, *last})},
    )


def judge_some(outline: Outline, benches: Sequence[Bench]) -> Iterator[Mapping[Key, Judged]]:
    """What each report of a bench shows: the work that may be done elsewhere."""
    reports: Shelf[Report] = Shelf()
    sentences: Shelf[tuple[Sentence, ...]] = Shelf()
    portal = outline.portal(reports.later)
    for bench in benches:
        reports.fill(bench.reports)
        sentences.fill(bench.sentences)
        copies = Copies(lambda key: sentences[key] if key in sentences else (), bench.circle)  # noqa: SIM401 - not a dict
        judged: dict[Key, Judged] = {}
        for key, found in bench.found.items():
            report = reports[key]
            among = judge_among(Neighbour(Subject(report, portal.by_slug[key[0]]), portal, copies))
            judged[key] = accept(report, [*found, *among])
        yield judged
