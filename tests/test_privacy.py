"""Personal data is found in every dress, where it stands; figures, codes and telephones of offices are not it.

Every number here is invented: the counties do not exist, and check digits are reckoned by this file's own means.
"""

import random
import re
import time
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongkai import privacy
from gongkai.privacy import CARD, ID, MOBILE, Hit, personal_data
from gongkai.rules.personal import check_name
from support import CONTENT, as_object, balanced, text_of

CASES = Path(__file__).parent / "cases" / "privacy.txt"
CATEGORIES = {"身": ID, "手": MOBILE, "卡": CARD}
_SHOWN = re.compile(r"\\(?:n|t|\\|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")
_MARKED = re.compile("⟦([身手卡]) (.*?)⟧", re.DOTALL)


class Case(NamedTuple):
    line: int
    text: str
    hits: list[Hit]


def case(number: int, line: str) -> Case:
    """The text of a line, its marks taken out, and what they enclose."""
    plain = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}
    shown = _SHOWN.sub(lambda m: plain.get(m[0]) or chr(int(m[1] or m[2] or m[3], 16)), line)
    text, hits, at = "", [], 0
    for mark in _MARKED.finditer(shown):
        text += shown[at : mark.start()]
        hits.append(Hit(CATEGORIES[mark[1]], len(text), len(text) + len(mark[2])))
        text, at = text + mark[2], mark.end()
    return Case(number, text + shown[at:], hits)


ALL = [
    case(number, line)
    for number, line in enumerate(CASES.read_text("utf-8").split("\n"), 1)
    if line and not line.startswith(("# ", "#\n", "##")) and line != "#"
]
POSITIVE = [c for c in ALL if c.hits]
NEAR_MISSES = [c for c in ALL if not c.hits]
IDENTITY = {"ids": lambda c: str(c.line)}


@pytest.mark.parametrize("given_case", POSITIVE, **IDENTITY)
def test_personal_data_is_found_where_it_stands(given_case):
    assert personal_data(given_case.text) == given_case.hits


@pytest.mark.parametrize("given_case", NEAR_MISSES, **IDENTITY)
def test_a_near_miss_is_no_hit(given_case):
    assert personal_data(given_case.text) == []


def test_there_are_enough_cases():
    assert len(POSITIVE) >= 80
    assert len(NEAR_MISSES) >= 60


def test_the_numbers_of_the_cases_are_of_no_county():
    for c in ALL:
        for number in re.findall(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])", c.text):
            assert number[2:6] == "9999" or ID not in [hit.category for hit in personal_data(number)], c.line


# ID numbers: a second reckoning

PROVINCES = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    *(71, 81, 82, 83, 91),
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first: str) -> str:
    return "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


@st.composite
def identities(draw):
    """A number that nobody has: of a county 9999."""
    born = draw(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
    first = f"{draw(st.sampled_from(sorted(PROVINCES)))}9999{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first + check_digit(first)


CHINESE = "的一了是我不在人有他这为之大来以个中上们三六到说国和地也子时道出而要于就下得可你年生公开信息号件元，。；：、（）《》“”"
NO_DIGITS = "".join(c for c in CHINESE if unicodedata.numeric(c, -1) < 0)
BLOCKS = "０𝟎𝟘𝟢𝟬𝟶٠०๐"
CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
WRITTEN = ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○一二三四五六七八九")
ALPHABETS = [*("".join(chr(ord(zero) + k) for k in range(10)) for zero in BLOCKS), CIRCLED, SUPERSCRIPT, *WRITTEN]
HIDDEN = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\ufe0f", "\U000e0100", "\u200f\u200b"]
VISIBLE = [" ", "\xa0", "\u3000", "\u2009", "-", "－", "—", ".", "·", "  ", " \u200b"]
MARKS = ["*", "**", "_", "`", "\\", "~~", "\\-"]
BREAKS = ["\n", " \n", "  \n", "\r\n", "\n\u3000\u3000", "-\n", "\n> ", "\\\n"]


def inserted(draw, number, gaps, most):
    """The number with gaps of one kind between some of its digits."""
    places = draw(st.sets(st.integers(1, len(number) - 1), min_size=1, max_size=most))
    return "".join((draw(st.sampled_from(gaps)) if k in places else "") + c for k, c in enumerate(number))


@st.composite
def disguised(draw):
    """An ID number, and how it is written."""
    number = draw(identities())
    last = draw(st.sampled_from("XxＸｘⅩ"))
    number = number.replace("X", last)
    dress = draw(st.sampled_from(["as is", "digits", "mixed", "hidden", "visible", "marks", "break", "reference"]))
    if dress in {"digits", "mixed"}:
        alphabet = draw(st.sampled_from(ALPHABETS))
        change = [dress == "digits" or draw(st.booleans()) for _ in number]
        return "".join(alphabet[int(c)] if c.isdigit() and on else c for c, on in zip(number, change, strict=True))
    if dress == "reference":
        styles = ["&#{};", "&#x{:x};", "&amp;#{};", "{:c}"]
        return "".join(draw(st.sampled_from(styles)).format(ord(c)) for c in number)
    gaps = {"hidden": HIDDEN, "visible": VISIBLE, "marks": MARKS, "break": BREAKS}.get(dress)
    return inserted(draw, number, gaps, 3 if dress == "break" else 17) if gaps else number


@given(st.text(NO_DIGITS, max_size=30), disguised(), st.text(NO_DIGITS, max_size=30))
def test_a_valid_id_number_is_found_in_any_dress_and_sentence(before, written, after):
    assert personal_data(before + written + after) == [Hit(ID, len(before), len(before) + len(written))]


@given(st.text(CHINESE, max_size=30), identities(), st.text(CHINESE, max_size=30))
def test_a_valid_id_number_is_found_between_chinese_figures(before, number, after):
    assert personal_data(before + number + after) == [Hit(ID, len(before), len(before) + 18)]


@given(st.lists(identities(), min_size=2, max_size=4))
def test_valid_id_numbers_glued_together_are_all_found(numbers):
    expected = [Hit(ID, 2 + 18 * k, 20 + 18 * k) for k in range(len(numbers))]
    assert personal_data(f"名单{''.join(numbers)}。") == expected


@given(st.integers(3, 7), st.data())
def test_a_list_is_a_row_of_figures_only_if_all_its_cells_are(cells, data):
    row = data.draw(st.lists(st.sampled_from(["0", "12", "空白", "/", "不适用"]), min_size=cells, max_size=cells))
    place = data.draw(st.integers(0, cells - 1))
    row[place] = "13800138000"
    written = f"  本年新收: [{', '.join(row)}]"
    start = written.index(row[place])

    assert personal_data(written) == []
    assert personal_data(written[:-1] + ", 甲]") == [Hit(MOBILE, start, start + 11)]


@given(identities(), st.integers(1, 10))
def test_a_wrong_check_digit_counts_where_the_words_say_what_it_is(number, more):
    order = "0123456789X"
    wrong = number[:-1] + order[(order.index(number[-1]) + more) % 11]

    assert personal_data(f"身份证号：{wrong}。") == [Hit(ID, 5, 23)]
    assert not [hit for hit in personal_data(f"共有{wrong}，") if hit.category == ID]


@given(st.integers(0, 99), st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 99), st.integers(0, 999))
def test_only_a_province_and_a_day_make_an_id_number(province, year, day, county, order):
    first = f"{province:02}99{county:02}{year:04}{day:04}{order:03}"
    try:
        real = 1900 <= year <= 2099 and bool(date(year, day // 100, day % 100))
    except ValueError:
        real = False
    found = [hit.category for hit in personal_data(first + check_digit(first))]

    assert (ID in found) == (real and province in PROVINCES)


# Mobile numbers

MOBILES = st.builds("1{}{:09}".format, st.integers(3, 9), st.integers(0, 999_999_999))


@given(st.text(NO_DIGITS, max_size=20), MOBILES, st.sampled_from([*HIDDEN, "", *MARKS]), st.data())
def test_a_mobile_number_is_found_in_a_sentence(before, number, gap, data):
    behind = data.draw(st.text("的了是我不在有他这为，。；（）《》", max_size=20))
    written = gap.join((number[:3], number[3:7], number[7:]))
    assume(not re.search("号$", before))

    assert personal_data(before + written + behind) == [Hit(MOBILE, len(before), len(before) + len(written))]


@given(
    MOBILES, st.sampled_from([" ", "-", "\xa0", "\u3000", "－"]), st.sampled_from([(3, 7), (3,), (7,), (3, 6), (4, 8)])
)
def test_where_the_words_say_telephone_any_grouping_will_do(number, gap, at):
    bounds = (0, *at, 11)
    written = gap.join(number[a:b] for a, b in pairwise(bounds))

    assert personal_data(f"联系电话：{written}。") == [Hit(MOBILE, 5, 5 + len(written))]


@given(st.from_regex(r"1[3-9][0-9]{9}[0-9]{1,6}|[2-79][0-9]{10,14}", fullmatch=True))
def test_a_longer_or_other_number_is_no_mobile_number(number):
    assert MOBILE not in [hit.category for hit in personal_data(f"共{number}，")]


# Bank cards: a second reckoning


def luhn(first: str) -> str:
    """The check digit, by doubling from a table."""
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    total = sum(doubled[int(d)] if k % 2 == 0 else int(d) for k, d in enumerate(reversed(first)))
    return str(-total % 10)


@given(st.from_regex(r"62[0-9]{13,16}", fullmatch=True), st.sampled_from(["", " ", "-", "\u200b", "**"]))
def test_a_card_of_union_pay_is_found_and_only_with_its_check_digit(first, gap):
    number = first + luhn(first)
    born = re.fullmatch(r"62\d{4}(?:19|20)\d{9}.|62\d{4}\d{2}(?:0[1-9]|1[0-2])\d{5,7}", number)
    assume(not born)  # 62 is 甘肃 too
    for digit in "0123456789":
        groups = re.findall(".{1,4}", first + digit)
        written = gap.join(groups)
        expected = [Hit(CARD, 3, 3 + len(written))] if digit == number[-1] else []
        assert personal_data(f"发放到{written}。") == expected


# What is none


@settings(max_examples=40)
@given(st.sampled_from(["2019", "2021"]), st.integers(0, 2**32), st.integers(0, 8), st.integers(2019, 2030))
def test_figures_of_any_size_are_no_personal_data(edition, seed, size, year):
    figures = balanced(edition, random.Random(seed), 10**size - 1)

    assert personal_data(text_of(as_object(figures, edition, year))) == []


@given(st.lists(st.lists(st.integers(0, 10**8 - 1), min_size=2, max_size=7), min_size=1, max_size=8), st.booleans())
def test_tables_and_lists_of_figures_are_no_personal_data(rows, piped):
    lines = [f"| {' | '.join(map(str, row))} |" if piped else f"- {'、'.join(map(str, row))}" for row in rows]

    assert personal_data("数字如下：\n\n" + "\n".join(lines) + "\n") == []


def test_the_reports_of_this_repository_hold_none():
    reports = sorted(CONTENT.rglob("*.md"))

    assert len(reports) > 50
    assert [path.name for path in reports if personal_data(path.read_text("utf-8"))] == []


# How it reads


def test_every_digit_of_unicode_is_read():
    missed = [
        f"U+{ord(c):04X}"
        for c in map(chr, range(0x110000))
        if c.isdigit()
        and (not re.match(f"[{privacy._LIKE_DIGIT}]", c) or int(privacy._read(c)[0]) != unicodedata.digit(c))
    ]

    assert missed == []


def test_every_invisible_character_may_stand_in_a_number():
    number = "329999199003070018"
    shown = {chr(c) for c in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
    odd = [c for c in map(chr, range(0x110000)) if unicodedata.category(c) == "Cf" and c not in shown]
    missed = [f"U+{ord(c):04X}" for c in odd if len(personal_data(number[:9] + c + number[9:])) != 1]

    assert missed == []


def test_every_blank_may_stand_in_a_number():
    number = "329999199003070018"
    blanks = [c for c in map(chr, range(0x110000)) if c.isspace()]

    assert [f"U+{ord(c):04X}" for c in blanks if len(personal_data(number[:9] + c + number[9:])) != 1] == []


@given(st.text(st.sampled_from("0123456789 \n\t-*_.()|,&#;%xX一〇①１\u200b:/[]电话身份证号@a3")))
def test_hits_are_in_order_and_do_not_overlap(text):
    hits = personal_data(text)
    bounds = [edge for hit in hits for edge in (hit.start, hit.end)]

    assert bounds == sorted(bounds)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


HOSTILE = (
    "1",
    "1 ",
    "1\n",
    "〇",
    "13800138000 ",
    "329999199003070018\n",
    "329999199003070018",
    "11999920000229012X",
    "  甲: [13800138000, 0, 0]\n",
    "13800138000, ",
    "| 329999900307001 |\n",
    "&#49;",
    "%31",
    "1|",
    "&",
    "%",
)


@pytest.mark.parametrize("part", HOSTILE, ids=ascii)
def test_a_hostile_text_takes_no_longer_than_its_length(part):
    text = part * (65_536 // len(part))
    start = time.process_time()
    personal_data(text)
    personal_data("电话" + "1" + " " * 65_536 + text[:64])

    assert time.process_time() - start < 6  # 1 at leisure; quadratic work takes minutes


def test_a_row_without_end_takes_no_longer_than_its_length():
    start = time.process_time()
    hits = personal_data("  甲: [" + "13800138000, " * 5000)

    assert len(hits) == 5000
    assert time.process_time() - start < 6


def test_a_clean_report_is_read_in_next_to_no_time():
    reports = [path.read_text("utf-8") for path in CONTENT.rglob("*.md")]
    size = sum(len(text.encode()) for text in reports)
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for text in reports:
            personal_data(text)
        rounds.append(time.process_time() - start)

    assert min(rounds) / size * 10_240 < 0.001  # seconds for 10 KB: 0.00015 at leisure


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("zhangsanfeng13912345678.pdf", "zhangsanfeng■■■■■■■■■■■.pdf"),
        ("li-139ab1234cd5678.pdf", "li-■■■■■■■■■■■■■■■.pdf"),
        ("张三13912345678.pdf", "张三■■■■■■■■■■■.pdf"),
    ],
)
def test_of_a_number_in_a_name_no_digit_is_shown(name, shown):
    assert f"文件『{shown}』" in check_name(f"jiaoyu/{name}").message
