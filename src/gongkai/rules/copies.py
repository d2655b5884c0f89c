"""Which sentences stand in another report too? An exact index of folded sentences, by body, by year and 上级."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.diag import Span
from gongkai.rules.passages import Paragraph

CHAPTERS = ("一", "五")
_SELF = "本机关"
_SHORTEST = 12  # characters; what is shorter is a set phrase
_YEAR = re.compile(r"(?:19|20)\d\d年度?")
# What every report has to say in the same words: on what it rests, its period, whom to ask.
_OFFICIAL = (
    "《中华人民共和国政府信息公开条例》",
    "第四十九条",
    "第五十条",
    "统计期限",
    "1月1日",
    "疑问",
    "联系电话",
    "邮编",
)


class Sentence(NamedTuple):
    """A sentence of a report: as folded, as written, and where it stands."""

    folded: str
    text: str
    paragraph: Paragraph
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where in the file it begins."""
        return self.paragraph.span(self.start, self.end)


class Bearer(NamedTuple):
    """Whose a sentence is."""

    agency: str
    sentence: Sentence


@dataclass(frozen=True)
class Copies:
    """The sentences of each report, and of each year and group of bodies the first two that bear a sentence."""

    of_report: Mapping[tuple[str, int], Mapping[str, Sentence]]
    of_group: Mapping[tuple[str, int], Mapping[str, tuple[Bearer, ...]]]

    def other(self, group: str, year: int, agency: str, folded: str) -> Bearer | None:
        """Another body of the group with that sentence in a report for that year, if there is one."""
        bearers = self.of_group.get((group, year), {}).get(folded, ())
        return next((bearer for bearer in bearers if bearer.agency != agency), None)


def sentences(paragraphs: Iterable[Paragraph], names: Iterable[str] = ()) -> Iterator[Sentence]:
    """The sentences of the chapters in free text that are long enough to be somebody's own words.

    `names` are those of the body itself: a text that differs in nothing else is the same text.
    """
    own = sorted(names, key=len, reverse=True)
    for paragraph in paragraphs:
        if paragraph.where in CHAPTERS and not paragraph.heading:
            for start, end in paragraph.sentences():
                text = paragraph.text[start:end]
                folded = text
                for name in own:
                    if name in folded:
                        folded = folded.replace(name, _SELF)
                folded = "".join(filter(str.isalnum, folded))
                if "年" in folded:
                    folded = _YEAR.sub("", folded)
                if len(folded) >= _SHORTEST and not any(words in text for words in _OFFICIAL):
                    yield Sentence(folded, text, paragraph, start, end)


def index(reports: Iterable[tuple[tuple[str, int], str, Iterable[Paragraph], Iterable[str]]]) -> Copies:
    """The index of reports, each with its key, group and paragraphs and the body's names, in a fixed order."""
    of_report: dict[tuple[str, int], dict[str, Sentence]] = {}
    of_group: dict[tuple[str, int], dict[str, tuple[Bearer, ...]]] = {}
    for (agency, year), group, paragraphs, names in reports:
        own = of_report.setdefault((agency, year), {})
        others = of_group.setdefault((group, year), {})
        for sentence in sentences(paragraphs, names):
            if sentence.folded in own:
                continue
            own[sentence.folded] = sentence
            bearers = others.get(sentence.folded, ())
            if len(bearers) < 2:  # noqa: PLR2004 - for each of them the other
                others[sentence.folded] = (*bearers, Bearer(agency, sentence))
    return Copies(of_report, of_group)
