"""Which names does a body answer to? Those of its record, those without region or 人民政府, and initials in pinyin."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from gongkai.records import Agency

SHORTEST = 2  # characters that a derived name keeps at least
_SUFFIXES = ("人民政府", "管理委员会", "办事处")
_SUBDISTRICT = "街道办事处"
_POSTED = re.compile("驻.{1,12}办事处$")  # 驻北京办事处 without 办事处 is no name
# What may be left of a name and names nobody: 人民政府, 市人民政府, 县.
_AREA = "特别行政区|自治区|自治州|自治县|自治旗|地区|新区|街道|[省市州县区旗盟乡镇]"
_BARE = re.compile(f"(?:{_AREA})?(?:(?:人民)?政府|街道办事处|办事处|管理委员会)?")
_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_ASCII = re.compile("[a-z0-9]+")
# How counties and cities are read that the phrases of pypinyin read otherwise; such a name has both initials.
_READINGS = """
    浚县 xx 单县 sx 长治 cz 长葛 cg 长垣 cy 长阳 cy 长宁 cn 长顺 cs 长武 cw 长丰 cf 长岭 cl 长白 cb 长海 ch 长清 cq 长岛 cd
    长泰 ct 长洲 cz 朝阳 cy 漯河 lh 曾都 zd 涡阳 gy 洪洞 ht 繁峙 fs 筠连 jl 荥经 yj 宕昌 tc 民乐 ml 南乐 nl 伽师 js 召陵 sl
"""
_READ = dict(zip(_READINGS.split()[::2], _READINGS.split()[1::2], strict=True))
_PLACE = re.compile("|".join(_READ))


def names_of(agency: Agency, regions: Sequence[str]) -> tuple[str, ...]:
    """The names of a body as written, the full one first, each once.

    `regions` are the names of its region and of those around it, in any order. After the names of the record come
    those without the regions they begin with (河南省卫辉市后河镇: 卫辉市后河镇, 后河镇), without 人民政府, 管理委员会 or 办事处
    at the end (of 街道办事处, 街道 stays), and without both; last the initials of all of them in pinyin, lower case ASCII.
    """
    stated = (agency.name, *agency.short_names, *(former.name for former in agency.former_names))
    names = [*stated, *(derived for name in stated for derived in _derived(name, regions))]
    return tuple(dict.fromkeys([*names, *_initials(dict.fromkeys(names))]))


def _derived(name: str, regions: Sequence[str]) -> Iterator[str]:
    for whole in (name, *_without_regions(name, regions)):
        for derived in (whole, _without_suffix(whole)):
            if len(derived) >= SHORTEST and not _BARE.fullmatch(derived):
                yield derived


def _without_regions(name: str, regions: Sequence[str]) -> Iterator[str]:
    """The name less the region it begins with, and so on while it begins with one."""
    longest_first = sorted(filter(None, set(regions)), key=lambda region: (-len(region), region))
    while region := next((r for r in longest_first if name.startswith(r)), ""):
        name = name[len(region) :]
        yield name


def _without_suffix(name: str) -> str:
    if name.endswith(_SUBDISTRICT):
        return name.removesuffix("办事处")
    if _POSTED.search(name):
        return name
    return next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)


def _initials(names: Iterable[str]) -> Iterator[str]:
    """The initials of each name that has a Han character: by phrases, and as places are read where that differs."""
    from pypinyin import Style, lazy_pinyin  # half a second, so only where a name is asked for

    for name in names:
        plain = unicodedata.normalize("NFKC", name)
        if _HAN.search(plain):
            letters: list[str] = []  # one for each character
            for read in lazy_pinyin(plain, style=Style.FIRST_LETTER):  # a run of other signs comes as it is
                letters += read if plain.startswith(read, len(letters)) else [read]
            yield from _spelled(letters)
            for place in _PLACE.finditer(plain):
                letters[place.start() : place.end()] = _READ[place.group()]
            yield from _spelled(letters)


def _spelled(letters: Iterable[str]) -> Iterator[str]:
    """The letters as a word, without signs; nothing if one of them is of a character that nobody can read."""
    word = "".join(letter for letter in letters if letter.isalnum()).lower()
    if len(word) >= SHORTEST and _ASCII.fullmatch(word):
        yield word
