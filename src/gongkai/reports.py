"""Which reports are there? All in brief, and each in full when somebody asks for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from gongkai.answers import Answer
from gongkai.form import Edition
from gongkai.later import Later
from gongkai.origin import Origin
from gongkai.report import Attachment, Report

Key = tuple[str, int]  # 编码 and year


class Brief(NamedTuple):
    """What the lists of the site and the checks of the content folder ask of a report.

    `whole` and `figures` are digests of the file and of its front matter, empty where nobody asked for them.
    """

    agency: str
    year: int
    file: str
    edition: Edition
    title: str
    scope: str | None
    origin: Origin
    published: str | None
    changed: str | None
    attachments: tuple[Attachment, ...]
    answers: tuple[Answer, ...]
    whole: bytes = b""
    figures: bytes = b""


def brief_of(report: Report, whole: bytes = b"", figures: bytes = b"") -> Brief:
    """A report in brief."""
    return Brief(
        report.agency,
        report.year,
        report.file,
        report.edition,
        report.title,
        report.scope,
        report.origin,
        report.published,
        report.changed,
        report.attachments,
        report.answers,
        whole,
        figures,
    )


class Reports(Mapping[Key, Report]):
    """Reports by 编码 and year. `briefs` has them in brief, in order; `later` fetches one, `figures` what `figures_of` has of it."""

    def __init__(
        self,
        briefs: Mapping[Key, Brief],
        later: Callable[[Key], Later[Report]],
        figures: Callable[[Key], Later[Report]] | None = None,
    ) -> None:
        self.briefs, self.later, self.figures = briefs, later, figures or later

    def __getitem__(self, key: Key) -> Report:
        """A report in full."""
        self.briefs[key]  # KeyError for what is not there
        return self.later(key).get()

    def __contains__(self, key: object) -> bool:
        """Whether there is one, without fetching it."""
        return key in self.briefs

    def __iter__(self) -> Iterator[Key]:
        """The keys in order."""
        return iter(self.briefs)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.briefs)
