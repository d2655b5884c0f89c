"""What does the text of an invented report say? Chapters one, five and six in Markdown, some 1,600 characters.

A body has habits, which it keeps over the years: how it opens, which sentences it likes, which paragraphs it
copies from last year and which from everybody else. What it says of applications is what its tables say.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import sentences as s
import vocabulary
from bodies import DEPARTMENT_NAMES, Body

_SLOT = re.compile(r"\{([^}]+)\}")
_WORDS, _TOPICS = 9, 8  # that a report speaks of
_TOPIC_WEIGHTS = [1 / (place + 20) for place in range(len(s.TOPICS))]
_LONG_ENOUGH = 480  # characters of chapter one without what is copied
_SECTIONS = (s.PROACTIVE, s.REQUESTS, s.MANAGEMENT, s.PLATFORM, s.SUPERVISION)
_SHARES = (0.36, 0.12, 0.16, 0.18, 0.18)  # of chapter one


@dataclass(frozen=True)
class Told:
    """What the tables say, for the text to repeat."""

    received: int
    brought: int
    carried: int
    permits: int
    penalties: int


@cache
def _parsed(frame: str) -> tuple[str, ...]:
    """Literal, slot, literal, slot, … literal."""
    return tuple(_SLOT.split(frame))


class Writer:
    """Fills the slots of the sentences of one report."""

    def __init__(self, body: Body, year: int, name: str, chance: random.Random) -> None:
        self.body, self.year, self.name, self.chance = body, year, name, chance
        self.words = vocabulary.draw(chance, _WORDS)
        topics = chance.choices(s.TOPICS, _TOPIC_WEIGHTS, k=_TOPICS)
        villages, roads = chance.sample(body.county.villages, 5), chance.sample(body.county.roads, 3)
        pick = chance.choice
        county = body.county
        matters, channels = chance.sample(s.MATTERS, 6), chance.sample(s.CHANNELS, 5)
        people, departments = chance.sample(s.PEOPLE, 4), chance.sample(DEPARTMENT_NAMES, 3)
        self.slots: dict[str, Callable[[], str]] = {
            "y": lambda: str(year),
            "y-1": lambda: str(year - 1),
            "y+1": lambda: str(year + 1),
            "self": lambda: body.own,
            "lv": lambda: {"市": "市", "县": "县", "乡": body.own[-1]}[body.level],
            "t": lambda: pick(topics),
            "a": lambda: pick(matters),
            "c": lambda: pick(channels),
            "o": lambda: pick(people),
            "lat": lambda: pick(s.LATIN),
            "v": lambda: pick(villages),
            "road": lambda: pick(roads),
            # Towns would be found out if they named their neighbours (rule other-body).
            "u": lambda: pick(county.towns) if body.level == "县" and county.towns else self.word() + "片区",
            "dep": lambda: pick(departments),
            "w": self.word,
            "pr": lambda: self.word() + pick(("工程", "项目", "改造工程", "中心", "示范园", "一期", "二期", "大桥")),
            "n": lambda: str(2 + int(chance.expovariate(0.2))),
            "m": self.many,
            "f": lambda: f"{chance.randint(10, 99_999) / 100:g}",
            "p": lambda: pick(("100%", "100％", f"{chance.randint(850, 999) / 10}%", f"{chance.randint(60, 99)}%")),
            "p1": lambda: f"{chance.randint(700, 990) / 10}",
            "d": self.day,
            "doc": self.document,
            "id": lambda: f"{chance.randint(1, 999):05d}号",
        }

    def word(self) -> str:
        """One of the invented words of this report."""
        return self.chance.choice(self.words)

    def many(self) -> str:
        """A larger number, now and then a round one."""
        number = int(10 ** self.chance.uniform(1.5, 3.7))
        return f"{number // 100 * 100}余" if self.chance.random() < 0.2 else str(number)  # noqa: PLR2004 - one in five

    def day(self) -> str:
        """A day of the year, the last one more often."""
        if self.chance.random() < 0.3:  # noqa: PLR2004 - three in ten
            return f"{self.year}年12月31日"
        return f"{self.year}年{self.chance.randint(1, 12)}月{self.chance.randint(1, 28)}日"

    def document(self) -> str:
        """The number of a paper: 某政办〔2023〕12号."""
        year = self.year - self.chance.choice((0, 0, 0, 1, 1, 2))
        return f"{self.body.county.name[0]}政办〔{year}〕{self.chance.randint(1, 120)}号"

    def fill(self, frame: str) -> str:
        """A sentence from a frame, now and then with a tail."""
        told = self.plain(frame)
        if self.chance.random() < 0.2:  # noqa: PLR2004 - one in five
            told = told.removesuffix("。") + self.plain(self.chance.choice(s.TAILS)) + "。"
        return told

    def begun(self, frame: str) -> str:
        """The same, more often than not with a beginning."""
        return (self.chance.choice(s.BEGINNINGS) if self.chance.random() < 0.7 else "") + self.fill(frame)  # noqa: PLR2004

    def plain(self, frame: str) -> str:
        """A sentence from a frame."""
        parts = list(_parsed(frame))
        parts[1::2] = [self.slots[slot]() for slot in parts[1::2]]
        return "".join(parts)


def text(body: Body, year: int, name: str, told: Told) -> str:
    """The chapters of one report."""
    habits = random.Random(f"habits {body.slug}")
    liked = [habits.sample(section, len(section) * 2 // 3) for section in _SECTIONS]
    worries, cures = habits.sample(s.PROBLEMS, 12), habits.sample(s.REMEDIES, 12)
    headed = [habits.choice(choice) for choice in s.HEADINGS]
    opening = habits.choice(s.OPENING)
    copied = habits.sample(s.BOILERPLATE, 5)
    # Its own paragraphs that come back every year, written in the year before the first.
    own = Writer(body, 2018, name, habits)
    lasting = [_paragraph(own, habits.sample(section, 3)) for section in habits.sample(_SECTIONS[2:], 2)]
    length = habits.uniform(0.82, 1.15) * _LONG_ENOUGH

    chance = random.Random(f"text {body.slug} {year}")
    writer = Writer(body, year, name, chance)
    first = opening if chance.random() < 0.8 else chance.choice(s.OPENING)  # noqa: PLR2004 - four in five
    chapters = ["\n## 一、总体情况\n", writer.fill(first) + f"截至{year}年底，各项公开任务均有记录。" + "\n"]
    for at, (section, share) in enumerate(zip(liked, _SHARES, strict=True)):
        chapters.append(f"### （{'一二三四五'[at]}）{headed[at]}\n")
        chapters.append(_section(writer, section, length * share, _figures(at, told)))
        if chance.random() < 0.85:  # noqa: PLR2004
            chapters.append(copied[at] + "\n")
    chapters += [paragraph + "\n" for paragraph in lasting if chance.random() < 0.85]  # noqa: PLR2004
    chapters.append("## 五、存在的主要问题及改进情况\n")
    chapters.append(_listed(writer, chance.sample(worries, chance.randint(2, 3))))
    chapters.append(_listed(writer, chance.sample(cures, chance.randint(2, 3))))
    chapters.append("## 六、其他需要报告的事项\n")
    more = [writer.fill(frame) for frame in chance.sample(s.OTHER_MORE, chance.randint(0, 2))]
    chapters.append("".join([writer.plain(habits.choice(s.OTHER)), *more]) + "\n")
    return "\n".join(chapters)


def _figures(section: int, told: Told) -> str:
    if section == 0:
        return f"全年作出行政许可决定{told.permits}件、行政处罚决定{told.penalties}件。"
    if section == 1:
        return (
            f"本年新收政府信息公开申请 {told.received} 件，上年结转 {told.brought} 件，结转下年度 {told.carried} 件。"
        )
    return ""


def _section(writer: Writer, frames: Sequence[str], length: float, first: str) -> str:
    paragraphs, size = [], 0
    left = writer.chance.sample(frames, len(frames))
    while size < length and left:
        taken = [left.pop() for _ in range(min(len(left), writer.chance.randint(2, 4)))]
        paragraphs.append(first + _paragraph(writer, taken))
        first, size = "", size + len(paragraphs[-1])
    return "\n\n".join(paragraphs) + "\n"


def _paragraph(writer: Writer, frames: Sequence[str]) -> str:
    return "".join(writer.begun(frame) for frame in frames)


def _listed(writer: Writer, frames: Sequence[str]) -> str:
    return "\n\n".join(f"{'一二三'[at]}是{writer.fill(frame)}" for at, frame in enumerate(frames)) + "\n"
