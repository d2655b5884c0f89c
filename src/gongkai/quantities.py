"""What numbers does a sentence state?

A quantity is a number of things: 12件, 18万余条, 二百零三件, 百分之十二. A number that names, orders or dates something is
none: 2023年, 第711号, 9:30, 12345热线, 一是. In doubt a number is left out: a check that stays silent does less harm
than one that quotes a wrong figure. Where the writing allows two readings:

- A numeral in characters counts before a unit only (`_UNITS`; after 一 only those of `_AFTER_ONE`), or in 百分之. Arabic
  digits may stand alone. 百, 千, 万 with no digit before them are numbers only if 近, 上, 余, 数 or 几 says so.
- 1,234 is one number. 1，234 is one before a unit (1，234件) and none without: 12，345 may as well be two.
  1 808 595 is one number unless more digits stand beside it, as in a row of a table; 109 489 597 is one before a unit.
- 万元 and 亿元 are units (3.2万元 is 3.2); before other units 万 and 亿 multiply (3.2万件 is 32000).
- A lone 2023 is a year, a lone 12345 a telephone service, a lone number in brackets or quotes an ordinal or a name.
- 3年, 3日, 3点, 3号, 3楼 are never counts, for most of them are dates and places; 3个月, 3天, 3小时 are.
- 1亿亿件, 1万2万件 and whatever comes to 10,000,000,000,000,000 or more is misspelt, and no number.
- 数十 and 几十 say 10, not exactly; 几件 and 数件 say no number. Fractions, negative numbers, 一批, 一种 are left out.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gongkai.text import SPACES


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts.

    `exact` is False beside 约, 余, 以上 and the like, and for a range, whose bounds are `value` and `upper`. `unit` is as
    written, but in everyday characters (件, 万元, 个百分点; % also for 百分之), empty if there is none. `text` is what
    stands from `start` to `end` in the text as given: number and unit, without 约 or 以上.
    """

    value: Decimal
    exact: bool
    upper: Decimal | None
    unit: str
    start: int
    end: int
    text: str


def quantities(text: str) -> list[Quantity]:
    """The numbers that a text states, in their order.

    >>> [(str(q.value), q.unit, q.exact) for q in quantities("2023年收到申请二百零三件，公开信息1.8万余条。")]
    [('203', '件', True), ('18000', '条', False)]
    """
    plain = _RARE.sub(lambda rare: _EVERYDAY[rare[0]], text)
    found: list[Quantity] = []
    place, named = 0, 0  # named: where the last number ended that is no quantity
    while first := _FIRST.search(plain, place):
        start = first.start()
        reading = None
        if name := _NAME.match(plain, start):
            place = name.end()
        elif reading := _read(plain, start):
            before = plain[max(0, reading.start - _REACH) : reading.start].rstrip(_BLANKS)
            if _glued_item(reading, before):
                place = start + reading.number.index(".") + 1
                continue
            place = reading.end
            if _counts(plain, before, reading) and (
                reading.unit or not named or not _JOINT.fullmatch(plain, named, start)
            ):
                found.append(_quantity(text, plain, before, reading))
                continue
        else:
            place = start + 1
            continue
        named = place
        if reading is None or not reading.unit:
            _forget_row(plain, found, start)
    return found


def _forget_row(plain: str, found: list[Quantity], start: int) -> None:
    """Take back the numbers without unit that stand in a row with a name: the 2 of 2、3月."""
    while found and not found[-1].unit and _JOINT.fullmatch(plain, found[-1].end, start):
        start = found.pop().start


# --- Characters -------------------------------------------------------------------------------------------------------

# Texts taken from PDF files have radicals (⼆ U+2F06, ⼈ U+2F08) for characters. They are replaced one by one, so that
# every place in the text stays. NFKC gives the traditional form of some and leaves others alone.
_EVERYDAY = {
    rare: form
    for span in (range(0x2E80, 0x2FD6), range(0xF900, 0xFB00), range(0xFF0E, 0xFF5B))
    for rare in map(chr, span)
    if len(form := unicodedata.normalize("NFKC", rare)) == 1 and form != rare and (form.isalnum() or form == ".")
} | dict(zip("⻔⾨⻚⾴⻋⾞⼾戶○", "门门页页车车户户〇", strict=True))
_RARE = re.compile(f"[{''.join(_EVERYDAY)}]")

_DIGIT = {"〇": 0, "零": 0, "两": 2} | {digit: n for n, digit in enumerate("一二三四五六七八九", 1)}
_POWER = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SPELT, _NUMERALS = "".join(_DIGIT), "".join((*_DIGIT, *_POWER))
_ROUND, _IN_NUMERALS = "百千万亿", frozenset(_NUMERALS)
_BLANKS = " \t\u00a0\u3000*"

# --- Units ------------------------------------------------------------------------------------------------------------

# After digits and numerals. What stands in (?!…) makes another word of the same character: 期间, 起草.
_UNITS = (
    *("个百分点", "百分点", "个工作日", "工作日", "个多月", "个月", "个多小时", "个小时", "小时", "个季度", "个星期"),
    *("人次", "件次", "条次", "场次", "户次", "批次", "例次", "个次", "大类", "大项", "小类", "小项", "部门", "方面"),
    *("分钟", "课时", "学时", "平方米", "公里", "件", "条", "份(?!额)", "宗", "项", "名(?![称单义])", "篇", "倍", "桩"),
    *("册", "轮(?![流换])", "例(?![如外会])", "套(?!餐)", "天(?![然气津])", "种(?![植子])", "类(?![似型])"),
    *("家(?![渠庭长属])", "个(?![性体案半])", "户(?![籍外主])", "批(?![准复评示办])", "期(?![间限末初望满])"),
    *("次(?![数序要日年月生]|产业)", "人(?![员民才事大工社均口])", "起(?![草来步点源到]|诉(?!讼))"),
    *("处(?![理置罚分于室长级])", "场(?![景所地馆合])", "位(?![于置]|一体)", "部(?![门委署分长级队])", "张(?!贴)"),
    "元(?![件旦素])",
)
# After Arabic digits alone, for 三元桥, 五台山, 一本正经 are no counts.
_UNITS_OF_DIGITS = (
    *("[%％﹪]", "‰", "美元", "本(?![年级机单市县区镇乡街部院局办月季期人村社])", "台(?![账阶风湾])", "座(?!谈)", "页"),
    *("支(?![持出部付撑])", "所(?![有需在列属占得长])", "间(?![接隔])", "块", "辆", "幅(?!度)", "集(?![中体团约])"),
    *("门(?![户类口])", "节(?![约点目能日气])", "堂", "组(?![织成建长])", "字(?![号体])", "笔(?![录者])"),
    *("亩", "吨", "公斤", "千克", "公顷", "秒", "周(?![年边期岁知])", "分(?![别之为类布管级局公析解])"),
)
_WHOLE = frozenset("件条份宗起个次项名人期场篇家户") | {"人次", "件次"}
_AFTER_ONE = _WHOLE | {"位", "倍", "个月", "个工作日", "工作日", "个小时", "小时", "个百分点"}
_SIGNS = {"％": "%", "﹪": "%", "百": "%", "千": "‰"}
_PARTS = {"%", "‰"}
_MONEY = {"元", "美元"}
_STARTS = "".join(sorted({unit[0] for unit in _UNITS}))  # enough to look ahead for; the full list is slow to compile
_STARTS_OF_DIGITS = _STARTS + "%％﹪‰" + "".join(unit[0] for unit in _UNITS_OF_DIGITS[1:])

# --- Numbers as written -----------------------------------------------------------------------------------------------

_GAP = r"(?:\*\*)?[ \t\u00a0\u3000]{0,3}(?:\r?\n[ \t\u3000]{0,4})?(?:\*\*)?"  # a line may end before the unit
_THIN = r"[ \u00a0\u2009\u202f]"
_JOIN = r"、和及与或至到/—–~～-"
_TO = r"[ ]?(?:至|到|[-—–－―−~～〜])[ ]?"
_BEFORE_UNIT = rf"(?=(?:{_GAP}[百千万亿]{{1,2}})?(?:{_GAP}[余多])?{_GAP}[{_STARTS_OF_DIGITS}])"

_GROUPED = (
    r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])"
    rf"|(?<![0-9][ ])[1-9][0-9]?(?:{_THIN}[0-9]{{3}}){{1,5}}(?!{_THIN}?[0-9])"
    rf"|(?<![0-9][ ])[1-9][0-9]{{2}}(?:{_THIN}[0-9]{{3}}){{1,5}}(?!{_THIN}?[0-9]){_BEFORE_UNIT}"
    rf"|[1-9][0-9]{{0,2}}(?:，[0-9]{{3}}){{1,5}}(?![,，]?[0-9]){_BEFORE_UNIT}"
)
_SCALE = rf"{_GAP}(?:[百千]?[万亿]亿?|[百千](?![克瓦米分]))"
_DIGITS = (
    rf"(?:{_GROUPED}|[0-9]+)(?:\.[0-9]+)?"
    rf"(?:{_SCALE}(?:[0-9]{{1,4}}[百千万])*(?:[0-9]{{3,4}}(?={_GAP}[{_STARTS_OF_DIGITS}]))?)?"
)
_WORDS = rf"[{_NUMERALS}]{{1,24}}(?:点[{_SPELT}]{{1,8}}[百千万亿]{{0,2}})?"
_MORE_AFTER_DIGITS = rf"{_GAP}(?:余|[多几来](?={_GAP}[万亿{_STARTS_OF_DIGITS}])){_GAP}[万亿]{{0,2}}"

# How a number is written, with its unit; the upper bound of a range is written the same way.
_IN_DIGITS = re.compile(
    rf"(?P<number>{_DIGITS})(?P<more>{_MORE_AFTER_DIGITS})?"
    rf"(?:{_GAP}(?P<unit>{'|'.join((*_UNITS_OF_DIGITS, *_UNITS))}))?(?P<base>)"
)
_IN_WORDS = re.compile(
    rf"(?P<number>{_WORDS})(?P<more>[余多几来][万亿]{{0,2}})?(?:[ \n]?(?P<unit>{'|'.join(_UNITS)}))?(?P<base>)"
)
_IN_SHARES = re.compile(
    rf"(?:(?P<base>[百千])分之)?(?P<number>{_WORDS}|[0-9]+(?:\.[0-9]+)?)(?P<more>[余多几])?(?P<unit>)"
)
_RANGE = re.compile(_TO)

_AROUND_SCALES = "余多几来* \t\r\n\u00a0\u3000"
_MYRIADS = {"万", "亿"}
_NO_LESS = {"百": "百千万亿", "千": "千万亿", "万": "万亿", "亿": "亿"}
_SPLIT = re.compile(r"，|^[0-9]{3}\s[0-9]")  # digits that are one number only before a unit
_PART = re.compile(f"([0-9.]+)([{''.join(_POWER)}]*)")
_FILLING = re.compile(r"[^0-9.百千万亿]+")
_SCALE_ALONE = re.compile("[百千]?万?亿?")
_SCALES, _LAST_SCALE = re.compile("[百千万亿]+$"), re.compile("[万亿]+$")
_NEIGHBOURS = re.compile("一[二两]|[两二]三|三[四五]|四五|五六|六七|七八|八九")
_SECTION = re.compile("(?:(D)千)?零?(?:(D)百)?零?(?:(D?)(?P<ten>十))?零?(D?)".replace("D", "[一二两三四五六七八九]"))
_BY_PLACE = re.compile(f"[一二三四五六七八九](?:零|[{_SPELT}]{{2,}})")  # 二零二三; 二五 is no number

# Where a number may begin. Numerals are parts of many words (一般, 进一步): this looks ahead for a unit.
_FIRST = re.compile(
    rf"[0-9{_NUMERALS}](?:(?<=[0-9])|[{_NUMERALS}点]{{0,34}}(?:{_TO}[{_NUMERALS}]{{1,24}})?"
    rf"(?:[余多几来][万亿]{{0,2}})?[ \n]?(?:[{_STARTS}]|分之))"
)

# --- Numbers that count nothing ---------------------------------------------------------------------------------------

_REACH = 24  # characters before a number that may say what it is
_LONGEST, _LONGEST_ALONE, _LONGEST_ITEM = 16, 10, 2  # digits of a number, of one without unit, of an item of a list
_TOO_MUCH = 10**_LONGEST

# 2023年1月31日; 014314799/2024-00002, 2023-01-31, 10.0.0.1; 9:30, 1:3; 三分之一; 12，345 with no unit.
_NAME = re.compile(
    rf"[0-9]{{4}}{_GAP}年(?:{_GAP}[0-9]{{1,2}}{_GAP}月(?:{_GAP}[0-9]{{1,2}}{_GAP}[日号])?)?"
    r"|0[0-9]+(?:[-—–－/ ][0-9]+)*|[0-9]+([-/.])[0-9]+\1[0-9]+(?:\1[0-9]+)*"
    rf"|[0-9]{{1,3}}[:：][0-9]{{1,2}}(?::[0-9]{{2}})?(?![0-9.]|{_GAP}[{_STARTS_OF_DIGITS}])"
    rf"|(?![百千]分)[{_NUMERALS}]{{1,24}}分之[{_NUMERALS}]{{1,24}}"
    rf"|[1-9][0-9]{{0,2}}(?:，[0-9]{{3}})+(?![0-9])(?!{_BEFORE_UNIT})"
)
# After digits: a date, a place, a version; letters and signs of an address or a formula; 12345热线.
_NAMED_AFTER = re.compile(
    rf"{_GAP}(?:年|月|日(?!常)|号|时(?!间)|点(?![击赞])|楼|层|室|栋|幢|弄|巷|路|版|级|届|强|岁|季度|周年|单元|度"
    r"|大(?!小)|代(?![表理办])|线(?![上下索])|(?<=[0-9]0)后|世纪|折)"
    r"|\s?[A-Za-z+＋×@#_=&]|\.[A-Za-z]|[/／:：*][0-9]|(?:市长)?热线|服务平台|平台|专线"
    r"|(?<=11[0249])(?:报警|接处?警|警|举报|指挥)|(?<=12[02])(?:急救|指挥|事故)"
)
# Before digits: a telephone, a code, an annex.
_NAMED_BEFORE = re.compile(
    r"(?:(?:电话|传真|手机|热线|拨打|邮编|邮政编码|代码|编[号码]|序号|号码|索引号|文号|[账帐]号|微信号?|QQ群?)[:：为是]?"
    r"|№|[Nn][Oo]\.?|附件|附[表图]|(?<!代)[表图])$"
)
_NAME_ALONE = re.compile(r"12[13][0-9]{2}|9[56][0-9]{3}|1[3-9][0-9]{9}|(?:19|20)[0-9]{2}(?:\.[0-9]{1,2})?")
_JOINT = re.compile(rf"\s?[{_JOIN}]\s?")
_ORDINALS = re.compile(rf"第[0-9{_NUMERALS}条款项期批次届号章节类轮场第{_JOIN}]*[{_JOIN}]$")
_ORDINAL_UNITS, _JOINS = frozenset("条款项期批次届号章节类轮场"), frozenset(_JOIN)
_ITEM_MARK = re.compile(r"\\?[.、)）]")
_ITEM_STOPS = "。；;：:！!？?，,（(|\n"
_BRACKETS = dict(zip("([（【〔［《〈“‘「『\"'", ")]）】〕］》〉”’」』\"'", strict=True))
_INSIDE_CODE = frozenset("/／\\@#=&_$-－−×")  # also of a negative number
_LINKS, _PLUS, _FROM = frozenset("—–―~*+"), {"+", "＋"}, {"从", "由", "自"}

# Phrases in which the number counts nothing.
_PHRASE = re.compile(
    r"一件事|一次(?:性|办|告知|申报|登录|通办|审批|跑)|一条龙|一家[人亲]|一起(?!案|诉讼|行政|复议|事故|事件|纠纷|投诉|信访|举报)"
    r"|[一二三四]期(?:工程|项目|建设)|两张皮|两个(?:维护|确立|毫不|一百年|务必|大局)|三个(?:代表|务必|区分)|五个一"
    r"|四个(?:意识|自信|全面|最严|伟大)|三项制度|八项规定|三类内部事务|四类过程性"
)
_NOT_BEFORE_ONE = frozenset("统同唯逐单划归如每另这那某任哪下上前后更不之合择跑")
_NOT_BEFORE_SEVERAL = frozenset("件次人户份条个位项总基系指多少底参例倍字期额款票")  # 件数十二

# --- Numbers that are not exact ---------------------------------------------------------------------------------------

_VAGUE_BEFORE = re.compile(
    r"(?:(?<![节预公制条签合违履缔契特解邀])约[为有合占计]?|大概|(?<![最附])近|超过?|超出|逾|不足|不到|未达|不满|突破|[多少低高大小]于"
    r"|至少|至多|最多|最少|不下|[>＞≥<＜≤]=?)$"
)
# A line that begins with 以下 begins a sentence: 以下是名单; so does 以下 before 是, 各 and the like on the same line.
_VAGUE_AFTER = re.compile(
    r"(?:[ ]?|[ \n]?(?:及|[(（]含[^()（）]{0,4}[)）]))以[上下内](?![是为述列简各])"
    r"|[ \n]?(?:及|[(（]含[^()（）]{0,4}[)）])?左右"
)
_ROUND_BEFORE = re.compile(r"(?:[上成]|(?<![通经])过)$")  # 上千, 成百, 过万


class _Reading(NamedTuple):
    """What a number seems to say, before anybody asks whether it counts something."""

    number: str  # as written; of a range the lower bound
    low: Decimal
    high: Decimal | None
    vague: bool
    unit: str
    start: int
    end: int
    malformed: bool = False


def _read(plain: str, start: int) -> _Reading | None:
    """The number at a place, its unit and, of a range, its upper bound; a malformed one has neither."""
    kind = _IN_DIGITS if plain[start] in "0123456789" else _IN_WORDS
    if plain.startswith("分之", start + 1):
        kind = _IN_SHARES
    match = kind.match(plain, start)
    if match is None:
        return None
    bounds = _bounds(match)
    if bounds is None or (not match["unit"] and plain[match.end() : match.end() + 1] in _MYRIADS):
        number, end = match["number"], match.end()
        return _Reading(number, Decimal(0), None, vague=False, unit="", start=start, end=end, malformed=True)
    (low, high), unit, last = bounds, _unit(match), match
    to = _RANGE.match(plain, match.end()) if high is None else None
    if to and (upper := kind.match(plain, to.end())) and (other := _bounds(upper)):
        unit_there = _unit(upper) or (unit if kind is _IN_SHARES else "")
        changes = unit and plain[start - 1 : start] in _FROM  # 从3件到5件 is no range
        if other[1] is None and unit in {"", unit_there} and not changes:
            low = low if unit else _sharing(low, other[0], upper["number"])
            high, unit, last = other[0], unit_there, upper
    if unit in _MONEY and (scale := _LAST_SCALE.search(last["number"] + (last["more"] or ""))):
        unit = scale[0] + unit
        low, high = low / _times(scale[0]), None if high is None else high / _times(scale[0])
    several = _several(plain, start)
    vague = several or bool(match["more"] or last["more"])
    return _Reading(match["number"], low, high, vague, unit, start - several, last.end())


def _unit(match: re.Match[str]) -> str:
    """The unit as it is compared: one sign for percent."""
    unit: str = match["unit"] or match["base"] or ""
    return _SIGNS.get(unit, unit)


def _several(plain: str, start: int) -> bool:
    """Whether 数 or 几 stands before a round number and belongs to it: 数十, but not 件数十二."""
    before, earlier = plain[start - 1 : start], plain[start - 2 : start - 1]
    if plain[start] not in _POWER or plain[start + 1] in _DIGIT:
        return False
    return (before == "数" and earlier not in _NOT_BEFORE_SEVERAL) or (before == "几" and earlier not in _IN_NUMERALS)


def _quantity(text: str, plain: str, before: str, reading: _Reading) -> Quantity:
    """The quantity that a reading states."""
    vague = reading.vague or reading.high is not None or (reading.number[0] in _ROUND and reading.unit not in _PARTS)
    vague = vague or bool(_VAGUE_BEFORE.search(before) or _VAGUE_AFTER.match(plain, reading.end))
    span = text[reading.start : reading.end]
    return Quantity(reading.low, not vague, reading.high, reading.unit, reading.start, reading.end, span)


# --- What a number says -----------------------------------------------------------------------------------------------


def _bounds(match: re.Match[str]) -> tuple[Decimal, Decimal | None] | None:
    """The value of the number of a match and, of 三五 and the like, the upper bound; None if it is malformed."""
    bounds = _unlimited(match)
    if bounds is None or max(bounds[0], bounds[1] or 0) >= _TOO_MUCH:
        return None
    return bounds


def _unlimited(match: re.Match[str]) -> tuple[Decimal, Decimal | None] | None:
    """The bounds of a match, however large."""
    number = match["number"]
    if len(number) <= _LONGEST and number.isdecimal() and not match["more"]:
        return Decimal(number), None
    scale = (match["more"] or "").strip(_AROUND_SCALES)
    if not _SCALE_ALONE.fullmatch(scale) or (scale and any(mark in number for mark in _NO_LESS[scale[0]])):
        return None  # 余万万; 1万余万
    more = _times(scale)
    if "0" <= number[0] <= "9":
        parts = _PART.findall(_FILLING.sub("", number))
        if sum(len(part) for part, _ in parts) > _LONGEST or not _descend(parts):
            return None
        return _scaled(sum((Decimal(part) * _times(scale) for part, scale in parts), Decimal(0)), more), None
    number = number.replace("〇", "零")
    value = _in_words(number)
    return _pair(number, more) if value is None else (_scaled(value, more), None)


def _pair(number: str, more: int) -> tuple[Decimal, Decimal] | None:
    """The two numbers that 三五, 十七八 and the like stand for."""
    pair = _NEIGHBOURS.search(number)
    if pair is None:
        return None
    before, after = pair.span()
    low, high = _in_words(number[: before + 1] + number[after:]), _in_words(number[:before] + number[after - 1 :])
    return None if low is None or high is None else (low * more, high * more)


def _descend(parts: list[tuple[str, str]]) -> bool:
    """Whether each part of 1万2千300 is less than the scale before it, and each scale a word: no 亿亿."""
    limit = Decimal("Infinity")
    for part, scale in parts:
        if not _SCALE_ALONE.fullmatch(scale) or Decimal(part) * _times(scale) >= limit:
            return False
        limit = Decimal(_times(scale))
    return True


def _scaled(value: Decimal, times: int) -> Decimal:
    """The product, without a fraction that holds nothing: 1.5 times 10 is 15, not 15.0."""
    product = value * times
    whole = product.to_integral_value()
    return whole if whole == product else product


def _times(scale: str) -> int:
    """By how much 百, 千, 万, 亿 and their compounds multiply; other characters do not matter."""
    times = 1
    for character in scale:
        times *= _POWER.get(character, 1)
    return times


def _sharing(low: Decimal, high: Decimal, written: str) -> Decimal:
    """The lower bound of a range in which only the upper has 万: 3至5万. As much of 三至五百万 as leaves a range."""
    for scale in (_SCALES.search(written), _LAST_SCALE.search(written)):
        if scale and low * _times(scale[0]) < high:
            return _scaled(low, _times(scale[0]))
    return low


def _in_words(number: str) -> Decimal | None:
    """The value of a numeral: 一万二千零三, 一万二 for 12000, 二零二三, 十二点五万, 百 for 100."""
    whole, _, fraction = number.partition("点")
    value = _spelt_out("一" + whole if whole[0] in _ROUND else whole)
    if value is None and _BY_PLACE.fullmatch(whole):
        value = int("".join(str(_DIGIT[character]) for character in whole))
    if value is None or not fraction:
        return None if value is None else Decimal(value)
    if not _SCALE_ALONE.fullmatch(fraction.lstrip(_SPELT)):
        return None
    tenths = "".join(str(_DIGIT[character]) for character in fraction if character in _DIGIT)
    return _scaled(value + Decimal(f"0.{tenths}"), _times(fraction))


def _spelt_out(number: str) -> int | None:
    """The value of a numeral with powers of ten; the last digit may leave its power out (一万二, 三百五)."""
    for mark in "亿万":
        if mark in number:
            head, _, tail = number.rpartition(mark)
            if mark in head[:-1]:
                return None  # 三万五万; 四万万 is old for 四亿
            upper, lower = _spelt_out(head), _spelt_out(tail.removeprefix("零")) if tail else 0
            if not upper or lower is None or lower >= _POWER[mark]:
                return None
            return upper * _POWER[mark] + lower * (_POWER[mark] // 10 if len(tail) == 1 else 1)
    section = _SECTION.fullmatch(number)
    if section is None or not number or number[1:].endswith("零"):
        return None
    thousands, hundreds, tens, _, ones = (_DIGIT.get(group, 0) for group in section.groups())
    tens = max(tens, 1) if section["ten"] else 0
    place = _POWER.get(number[-2:-1], 10) // 10  # of the last digit
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones * place


# --- Does it count something? -----------------------------------------------------------------------------------------


def _counts(plain: str, before: str, reading: _Reading) -> bool:
    """Whether a number states how many, and does not name, order or date something."""
    if reading.malformed or (reading.high is not None and reading.low >= reading.high):
        return False
    if _ordinal(before, reading):
        return False
    if "0" <= reading.number[0] <= "9":
        return _counts_in_digits(plain, before, reading)
    return bool(reading.unit) and _counts_in_words(plain, before, reading)


def _ordinal(before: str, reading: _Reading) -> bool:
    """Whether it is 第十二条, or the 十三条 of 第十二条、十三条."""
    if before.rstrip().endswith("第"):
        return True
    row = _ORDINALS.search(before) if before[-1:] in _JOINS else None
    return row is not None and (not reading.unit or reading.unit in row[0] or not _ORDINAL_UNITS & set(row[0]))


def _counts_in_digits(plain: str, before: str, reading: _Reading) -> bool:
    """Whether Arabic digits do: not those of a code, and without unit not those of a name or an ordinal."""
    previous, earlier = plain[reading.start - 1 : reading.start], plain[reading.start - 2 : reading.start - 1]
    linked = previous in _LINKS and earlier.isascii() and earlier.isalnum()
    if previous in _INSIDE_CODE or linked or (previous.isascii() and previous.isalpha()):
        return False
    if reading.unit:
        return not (reading.unit == "分" and previous in {"时", "点"} and earlier.isdigit())
    if _SPLIT.search(reading.number):
        return False
    too_long = len(_FILLING.sub("", reading.number)) > _LONGEST_ALONE or (reading.high or 0) >= 10**6
    named = _NAME_ALONE.fullmatch(reading.number) or _NAMED_AFTER.match(plain, reading.end)
    return not (too_long or named or previous in _PLUS or _is_item(plain, before, reading)) and (
        _NAMED_BEFORE.search(SPACES.sub("", before)) is None
    )


def _is_item(plain: str, before: str, reading: _Reading) -> bool:
    """Whether a number is that of an item, a page or a footnote: 1.  2、 （3） [4] - 5 -."""
    following = plain[reading.end : reading.end + 3]
    if mark := _ITEM_MARK.match(following):
        stops = "\n" if following[mark.end() :][:1].isdigit() else _ITEM_STOPS
        inside = following[0] == "." and following[1:].strip() and plain[reading.start - 1 : reading.start].isspace()
        if _begins_item(before, stops) or (inside and len(reading.number) <= _LONGEST_ITEM):
            return True
    in_brackets = following[:1] == _BRACKETS.get(before[-1:], "none")
    return in_brackets or (before.endswith("-") and following[:2].strip() == "-")


def _begins_item(before: str, stops: str) -> bool:
    """Whether something new may begin after this."""
    bare = before.rstrip("#> -·•")
    return not bare or bare[-1] in stops


def _glued_item(reading: _Reading, before: str) -> bool:
    """Whether 1.3件 is item 1 of a list, and 3件: there is no 1.3件."""
    item, dot, rest = reading.number.partition(".")
    if not dot or not "1" <= item <= "99" or rest[0] == "0" or not rest[-1].isdigit():
        return False
    return len(item) <= _LONGEST_ITEM and reading.unit in _WHOLE and _begins_item(before, "。；;\n")


def _counts_in_words(plain: str, before: str, reading: _Reading) -> bool:
    """Whether a numeral before a unit does: not 一次性, 统一, 百件, 两张皮."""
    if reading.unit in _PARTS:
        return True
    if _PHRASE.match(plain, reading.start):
        return False
    if reading.number == "一" and reading.high is None:
        around = plain[reading.start - 2 : reading.start - 1] + plain[reading.end : reading.end + 1]
        return reading.unit in _AFTER_ONE and before[-1:] not in _NOT_BEFORE_ONE and "一" not in around  # 一人一策
    if reading.number[0] in _ROUND and not (
        reading.vague or _VAGUE_BEFORE.search(before) or _ROUND_BEFORE.search(before)
    ):
        return False
    heading = SPACES.search(plain, reading.start, reading.end) and _begins_item(before, "\n")
    return not heading and (reading.unit != "元" or len(reading.number) > 1)
