"""Does a name that a title begins with go on from the line above?

A name may be broken anywhere: 青榆县松 / 萝镇人民政府2023年…. Where a word runs over the break, or the line above is a place
with the beginning of another, the two are one. Where it may be so and may not, the text of the file says which of the two
it writes; where it says neither, or both, nobody can know.
"""

import re
from collections.abc import Callable
from enum import Enum

from gongkai.archive.furniture import is_link

HAN_LINE = re.compile(r"[\u4e00-\u9fff()·]{1,20}")
_HEAD = re.compile(r"[\u4e00-\u9fff()·\d]{1,38}")
_UNIT = r"(?:省|市|县|区|镇|乡|街道|旗|盟|州)"
_BEGUN = re.compile(rf"(?P<place>.*[\u4e00-\u9fff]{_UNIT})(?P<rest>[\u4e00-\u9fff]{{1,8}})")
_STEM = re.compile(
    rf"(?P<stem>[\u4e00-\u9fff]*?)(?P<unit>{_UNIT}|人民政府|政府|委员会|管委会|办公室|办事处|委|局|厅|办|处|中心|院|会)"
)
_SORTS = re.compile(r"各?(?:[省市县区镇乡局办]|街道|部门){2,}")  # of bodies; no body is called so
_WORDS = re.compile(
    r"人民政府|委员会|管委会|办公室|办公厅|办事处|街道|开发区|示范区|管理局|服务局|保障局|政府信息公开|信息公开|政务公开|年度报告|年报"
    r"|20\d\d年?"
)
_NAMES = range(2, 5)  # characters of the name of a place without 镇 and the like
_LONE = 3  # characters of such a name that a line can end with
# What stands above titles and begins no name.
_ELSE = re.compile(
    r"公开|网站|网$|门户|动态|要闻|目录|首页|主页|简报|公示|公告$|报告|年报|文件|导航|列表|正文|全文|打印|下载|专栏|栏目|频道|索引|欢迎|您|位置|特急|加急"
)


class Torn(Enum):
    """Whether the line above a name is its beginning."""

    NO = "no"
    YES = "yes"
    PERHAPS = "perhaps"


def may_head(line: str) -> bool:
    """Whether a line, compact, may be the beginning of a title that was broken within a word."""
    return _HEAD.fullmatch(line) is not None


def names(line: str) -> bool:
    """Whether a line, compact, begins with a name."""
    named = _STEM.match(line)
    return named is not None and bool(named["stem"])


def runs_over(above: str, below: str) -> bool:
    """Whether a word of titles runs over the break between two lines."""
    near = 6  # characters of the longest of these words
    both, at = above[-near:] + below[:near], len(above[-near:])
    return any(word.start() < at < word.end() for word in _WORDS.finditer(both))


def torn(above: str, below: str, text: Callable[[], str]) -> Torn:
    """Whether two lines, compact, are one name; `text` is all that the file says besides, compact."""
    if runs_over(above, below):
        return Torn.YES
    split = _STEM.match(below)
    if split is None or HAN_LINE.fullmatch(above) is None or is_apart(above, below):
        return Torn.NO
    stem, unit = split["stem"], split["unit"]
    begun = _BEGUN.fullmatch(above)
    if begun and _is_name(begun["rest"], stem, unit):
        return Torn.YES
    return _written(above, stem, unit, text())


def is_apart(above: str, below: str) -> bool:
    """Whether a line, compact, is surely no beginning of the name that the next one begins with."""
    named = _STEM.match(below)
    if named is None:
        return False
    whole = len(named["stem"]) > 1
    two = "政府" in above and re.match(r"[^\d]*?(?<!公开)政府(?!信息)", below) is not None
    place = re.fullmatch(_UNIT, named["unit"]) is not None
    if whole and (two or _SORTS.fullmatch(above) or below.startswith(above)):
        return True
    return _ELSE.search(above) is not None or (place and is_link(above))


def _is_name(rest: str, stem: str, unit: str) -> bool:
    """Whether what a line ends with and the next begins with is the name of a place that neither of them is."""
    whole = len(rest + stem) in _NAMES and len(rest) <= _LONE
    lone = unit == "县" and len(stem) == 1 and len(rest) > 1  # 郏县 is one
    return whole and len(stem) < 2 and not lone  # noqa: PLR2004


def _written(above: str, stem: str, unit: str, text: str) -> Torn:
    """Which of the two the text writes: the name behind the end of the line above, or without it."""
    if not stem:
        return Torn.YES if above[-2:] + unit in text else Torn.PERHAPS
    before = {text[max(match.start() - 1, 0) : match.start()] for match in re.finditer(re.escape(stem + unit), text)}
    if above[-1] in before:
        return Torn.YES if before == {above[-1]} else Torn.PERHAPS
    free = (
        before
        if len(stem) > 1
        else {one for one in before if not re.match("[\u4e00-\u9fff]", one) or one in "省市县区"}
    )
    return Torn.NO if free else Torn.PERHAPS
