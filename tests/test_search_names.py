"""Does a body answer to the names that people give it?"""

import re

import pytest

from gongkai.records import Agency, FormerName
from gongkai.search.names import names_of
from support import loaded_by

HAN = re.compile("[㐀-鿿]")


def body(name, short=(), former=()):
    return Agency("a", "a/agency.yaml", name, tuple(short), tuple(FormerName(n, None, None) for n in former))


def written(name, *regions, **stated):
    """The names that are written with Han characters."""
    return [n for n in names_of(body(name, **stated), regions) if HAN.search(n)]


def initials(name, *regions, **stated):
    return [n for n in names_of(body(name, **stated), regions) if not HAN.search(n)]


def test_all_names_of_a_town_in_their_order():
    assert names_of(body("卫辉市后河镇人民政府", ["后河镇"], ["后河公社"]), ["河南省", "新乡市", "卫辉市"]) == (
        "卫辉市后河镇人民政府",
        "后河镇",
        "后河公社",
        "卫辉市后河镇",
        "后河镇人民政府",
        "whshhzrmzf",
        "hhz",
        "hhgs",
        "whshhz",
        "hhzrmzf",
    )


@pytest.mark.parametrize(
    ("name", "regions", "derived"),
    [
        ("河南省新乡市卫辉市后河镇", ["河南省", "新乡市", "卫辉市"], ["新乡市卫辉市后河镇", "卫辉市后河镇", "后河镇"]),
        ("新乡市卫辉市后河镇", ["卫辉市", "新乡市"], ["卫辉市后河镇", "后河镇"]),
        ("淮安市洪泽区教育局", ["江苏省", "淮安市", "淮安市洪泽区"], ["教育局"]),  # the longest first
        ("示例县教育局", ["示例县"], ["教育局"]),
        ("教育局", ["示例县"], []),
        ("后河镇示例县分局", ["示例县"], []),  # only at the beginning
        ("示例县第10镇", ["示例县", ""], ["第10镇"]),
        ("宿迁市", ["江苏省", "宿迁市"], []),
        ("宿迁市教育局", ["宿迁"], ["市教育局"]),
    ],
)
def test_a_name_goes_without_the_regions_it_begins_with(name, regions, derived):
    assert written(name, *regions) == [name, *derived]


@pytest.mark.parametrize(
    ("name", "derived"),
    [
        ("后河镇人民政府", ["后河镇"]),
        ("望山街道办事处", ["望山街道"]),
        ("望山办事处", ["望山"]),
        ("望山开发区管理委员会", ["望山开发区"]),
        ("示例县人民政府办公室", []),
        ("示例县人民政府驻北京办事处", []),
        ("县人民政府", []),
        ("市人民政府", []),
        ("人民政府", []),
        ("街道办事处", []),
        ("管理委员会", []),
        ("甲办事处", []),
    ],
)
def test_a_name_goes_without_what_all_such_bodies_are_called(name, derived):
    assert written(name) == [name, *derived]


def test_a_region_and_its_government_leave_no_bare_suffix():
    assert written("宿迁市人民政府", "江苏省", "宿迁市") == ["宿迁市人民政府", "宿迁市"]
    assert written("宿迁市人民政府", "宿迁") == ["宿迁市人民政府", "宿迁市"]
    assert written("河南省", "河南省", "河南") == ["河南省"]


def test_short_and_former_names_are_derived_from_too():
    assert written("示例县教育局", "示例县", short=["示例县教体局"], former=["示例县教育委员会"]) == [
        "示例县教育局",
        "示例县教体局",
        "示例县教育委员会",
        "教育局",
        "教体局",
        "教育委员会",
    ]


def test_no_name_comes_twice():
    found = names_of(body("后河镇人民政府", ["后河镇", "后河镇"], ["后河镇人民政府"]), ["后河镇"])

    assert found == ("后河镇人民政府", "后河镇", "hhzrmzf", "hhz")


# Readings as in the gazetteers, typed by hand.
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("重庆市", "cqs"),
        ("六安市", "las"),
        ("尉氏县", "wsx"),
        ("厦门市", "xms"),
        ("番禺区", "pyq"),
        ("蚌埠市", "bbs"),
        ("乐清市", "yqs"),
        ("铅山县", "ysx"),
        ("东阿县", "dex"),
        ("百色市", "bss"),
        ("会计局", "kjj"),
        ("中国人民银行", "zgrmyh"),
        ("长治市", "czs"),
        ("漯河市", "lhs"),
        ("浚县", "xx"),
        ("单县", "sx"),
        ("长葛市", "cgs"),
        ("朝阳市", "cys"),
        ("洪洞县", "htx"),
        ("荥经县", "yjx"),
        ("长子县", "zzx"),
        ("县长热线办公室", "xzrxbgs"),
        ("长宁县长宁镇", "cnxcnz"),
    ],
)
def test_places_are_found_as_they_are_read(name, read):
    assert read in initials(name)


def test_a_name_that_the_phrases_read_otherwise_has_both_initials():
    assert initials("长治市") == ["zzs", "czs"]
    assert initials("县长电话办公室") == ["xzdhbgs"]
    assert initials("后河镇") == ["hhz"]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("第10中学（东区）", ["d10zxdq"]),
        ("第３ 局", ["d3j"]),
        ("ＡＢ区", ["abq"]),
        ("10086", ["10086"]),  # the name itself; no Han character, no initials
        ("\U00020bb7\U0002a6d6局", []),  # nobody's reading
    ],
)
def test_digits_and_letters_stay_in_the_initials_and_signs_go(name, read):
    assert [n for n in names_of(body(name), []) if n.isascii()] == read


def test_initials_are_plain_lower_case_letters_and_digits():
    for name in ("示例县发展和改革局", "呒嗯局", "A、B·C区", "〇八一队"):
        for read in initials(name):
            assert re.fullmatch("[a-z0-9]{2,}", read)


def test_pinyin_is_loaded_only_when_names_are_asked_for():
    assert "pypinyin" not in loaded_by("gongkai.search.names")
