"""Which sentences stand in another report too? An exact index of folded sentences, by body, by year and 上级."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
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


class Copies:
    """The sentences of each report, and of some reports that are compared with each other the first two that bear one.

    Both are reckoned when somebody asks: `sentences_of` gives those of a report by 编码 and year, `circle` are the
    reports that are compared, in a fixed order.
    """

    def __init__(
        self, sentences_of: Callable[[tuple[str, int]], Iterable[Sentence]], circle: Iterable[tuple[str, int]]
    ) -> None:
        self._sentences_of, self._circle = sentences_of, circle
        self._of_report: dict[tuple[str, int], dict[str, Sentence]] = {}

    def of_report(self, key: tuple[str, int]) -> Mapping[str, Sentence]:
        """The sentences of a report as folded, each where it stands first."""
        if key not in self._of_report:
            own: dict[str, Sentence] = {}
            for sentence in self._sentences_of(key):
                own.setdefault(sentence.folded, sentence)
            self._of_report[key] = own
        return self._of_report[key]

    def other(self, agency: str, folded: str) -> Bearer | None:
        """Another body of the circle with that sentence in its report, if there is one."""
        bearers = self._bearers.get(folded, ())
        return next((bearer for bearer in bearers if bearer.agency != agency), None)

    @cached_property
    def _bearers(self) -> Mapping[str, tuple[Bearer, ...]]:
        found: dict[str, tuple[Bearer, ...]] = {}
        for key in self._circle:
            for folded, sentence in self.of_report(key).items():
                bearers = found.get(folded, ())
                if len(bearers) < 2:  # noqa: PLR2004 - for each of them the other
                    found[folded] = (*bearers, Bearer(key[0], sentence))
        return found


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
