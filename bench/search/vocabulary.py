"""Which words do the reports use that nobody has ever heard? Invented ones, a few of them often and most of them hardly ever."""

import random
from functools import cache
from itertools import accumulate

WORDS = 24_000
_CHARACTERS = 1_500
# Numerals, units and particles would be read as figures or as grammar; a few characters make no pleasant names.
_OUT_OF_PLACE = set(
    "零一二三四五六七八九十百千万亿兆两几数余多个件条份次项起宗年月日号元角分第的了着过和与或及是在不没无未被把将从到由于向"
    "死尸杀奸屎尿毒贼淫妓婊娼嫖赌癌瘤葬坟棺囚犯屠奴丐寡痔疮痴疯贱屁脓秽孽凶匪盗劫绑炸枪弹奶裸乳肛腥臭骂逼恨恶鬼魔妖密绝秘"
)


@cache
def characters() -> tuple[str, ...]:
    """Some 1,500 everyday characters, spread over the first plane of GB 2312, the commoner ones first."""
    plane = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    known = [c for c in plane if c and c not in _OUT_OF_PLACE]
    chance = random.Random("characters")
    chosen = chance.sample(known, _CHARACTERS)
    return tuple(chosen)


@cache
def words() -> tuple[str, ...]:
    """All words, the frequent ones first: two characters mostly, three and four among the rare."""
    chance = random.Random("words")
    pool = characters()
    weights = list(accumulate(1 / (place + 60) for place in range(len(pool))))
    found: dict[str, None] = {}
    while len(found) < WORDS:
        length = chance.choices((2, 3, 4), (70, 20, 10))[0] if len(found) > WORDS // 20 else 2
        found["".join(chance.choices(pool, cum_weights=weights, k=length))] = None
    return tuple(found)


@cache
def _weights() -> tuple[float, ...]:
    return tuple(accumulate(1 / (place + 8) for place in range(WORDS)))


def draw(chance: random.Random, count: int) -> list[str]:
    """As many words as asked for, by Zipf's law."""
    return chance.choices(words(), cum_weights=_weights(), k=count)
