"""Which characters do the bytes of a file stand for, and is damage seen?"""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.archive.charset import decode
from gongkai.archive.damage import check, share_of_utf8
from gongkai.archive.refusal import Refused

REPORT = """云溪县清溪镇人民政府2023年政府信息公开工作年度报告
一、总体情况
2023年，本镇按照《中华人民共和国政府信息公开条例》的要求，主动公开各类信息 312 条，其中政策文件 18 件。
（一）主动公开情况。通过门户网站、公开栏和微信公众号发布信息，回应群众关心的问题，全年没有收到投诉。
（二）依申请公开情况。收到申请 4 件，上年结转 1 件，办结 5 件，其中予以公开 3 件，部分公开 1 件，无法提供 1 件。
二、主动公开政府信息情况
规章\t0\t0\t0
行政规范性文件\t2\t1\t9
五、存在的主要问题及改进情况
个别单位更新不及时；下一步将加强培训，定期检查。
"""
SHORT = "总体情况"
RARE = "㙍村的王㛃、李䶮、赵𬱖、钱𠅤和孙\ue863住在𪣻塘、㵐山、砼厂、圪垯沟，由镇政府负责联系。"
QUESTIONS = "问:怎样申请公开?\n答:可以当面申请吗?可以!要多久?20个工作日。真的?真的!!怎么这么久???\n" * 20
LINKS = "公开指南见 https://www.example.gov.cn/zfxxgk/list?id=12?page=3 ，电话 0517-0000000。\n" * 5
ALL = [
    REPORT,
    SHORT,
    RARE,
    QUESTIONS,
    LINKS,
    REPORT + RARE,
    "2023 年度报告",
    "· · · · · · 目录 ······ × × ×",
    "Café — naïve…",
]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [REPORT, SHORT, RARE, QUESTIONS, LINKS])
def test_a_sound_text_comes_in_whole_in_every_encoding(text, encoding):
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert not decoded.notes
    assert decoded.encoding == {"gb18030": "GB18030", "utf-16": "UTF-16", "utf-32": "UTF-32"}.get(encoding, "UTF-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen_by_its_line_ends(encoding):
    assert decode(REPORT.encode(encoding)).text == REPORT


def test_big_endian_with_a_mark():
    assert decode(codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be")).text == REPORT


@pytest.mark.parametrize("text", ALL)
def test_sound_text_has_nothing_to_note(text):
    assert check(text) == ()


def as_gbk(text: str, *, lost: str = "replace") -> str:
    """UTF-8 read as GBK."""
    return text.encode().decode("gbk", lost)


DAMAGES = {
    "UTF-8 read as GBK, lossy": as_gbk,
    "the same, the lost left out": lambda t: as_gbk(t, lost="ignore"),
    "the same, the lost as ?": lambda t: as_gbk(t).replace("\ufffd", "?"),
    "the same, as Windows does it": lambda t: as_gbk(t).replace("\ufffd", "€"),
    "UTF-8 read as Latin-1": lambda t: t.encode().decode("latin-1"),
    "UTF-8 read as Windows-1252": lambda t: t.encode().decode("cp1252", "replace"),
    "the same twice": lambda t: t.encode().decode("latin-1").encode().decode("latin-1"),
    "GBK read as Latin-1": lambda t: t.encode("gb18030").decode("latin-1"),
    "GBK read as UTF-8": lambda t: t.encode("gb18030").decode("utf-8", "replace"),
    "that read as GBK": lambda t: t.encode("gb18030").decode("utf-8", "replace").encode().decode("gbk", "replace"),
    "all lost": lambda t: t.encode("ascii", "replace").decode(),
    "all lost to U+FFFD": lambda t: "".join(c if c.isascii() else "\ufffd" for c in t),
}


@pytest.mark.parametrize("name", DAMAGES)
@pytest.mark.parametrize(
    "text", [REPORT, SHORT, "本年新收政府信息公开申请数量", "一、总体情况\n2023年1月31日", REPORT[:60]]
)
def test_a_damaged_text_is_refused(text, name):
    with pytest.raises(Refused, match=r"乱码|丢了"):
        check(DAMAGES[name](text))


@pytest.mark.parametrize("name", ["UTF-8 read as GBK, lossy", "UTF-8 read as Latin-1", "all lost"])
def test_a_chapter_that_is_damaged_is_enough(name):
    sound, rest = REPORT[:250], REPORT[250:]
    with pytest.raises(Refused, match=r"乱码|丢了"):
        check(sound + DAMAGES[name](rest))


def test_damaged_bytes_are_refused_whatever_they_are_written_in():
    for encoding in ("utf-8", "gb18030", "utf-16"):
        with pytest.raises(Refused, match=r"乱码|读不出来"):
            decode(as_gbk(REPORT).encode(encoding))


def test_a_single_lost_character_is_noted_with_what_stands_around_it():
    (note,) = check(REPORT.replace("清溪", "清\ufffd"))
    assert "清\ufffd镇" in note
    assert "1 个字" in note


def test_a_few_question_marks_in_a_long_text_are_let_stand():
    assert check(REPORT * 3 + "\n联系人：??\n") == ()


def test_sound_text_in_gbk_hardly_ever_looks_like_utf_8():
    for text in (REPORT, RARE, QUESTIONS):
        assert share_of_utf8(text.encode("gb18030"))[1] < 1 / 20
    assert share_of_utf8(REPORT.encode())[1] == 1


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (REPORT.encode()[:-4] + b"\xe5\n", "第 10 行"),
        (REPORT.encode() + REPORT.encode("gb18030"), "UTF-8"),
        (codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le")[:-1], "UTF-16"),
        ("臺北市政府資訊公開年度報告，請見附件所列各項數據與說明文字。".encode("big5") * 3, "什么编码"),
        ("これは日本語の文書です。情報公開の年次報告書について説明します。".encode("shift_jis") * 3, "什么编码"),
        (bytes(range(256)) * 4, "不是文字|什么编码"),
        (b"abc\0\0\1\2def" * 20, "不是文字"),
    ],
)
def test_what_is_in_no_known_encoding_is_refused(data, what):
    with pytest.raises(Refused, match=what):
        decode(data)


def test_a_hint_decides_only_what_fits():
    assert decode(REPORT.encode(), "gb2312").text == REPORT
    assert decode(REPORT.encode("gb18030"), "utf-8").text == REPORT
    assert decode("联通".encode("gb18030"), "gb2312").text == "联通"


PROSE = st.lists(
    st.sampled_from(["政府信息公开", "申请 3 件", "（一）", "\n", "规章", "2023年1月1日", "、", "镕喆祎", "\t0"]),
    min_size=4,
)


@given(PROSE, st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-32-be", "utf-8-sig"]))
def test_every_prose_makes_the_round_trip(parts, encoding):
    text = "政府的" + "".join(parts)
    mark = codecs.BOM_UTF32_BE if encoding == "utf-32-be" else b""
    assert decode(mark + text.encode(encoding)).text == text


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_refused(data):
    said = "。"
    try:
        decode(data)
    except Refused as fault:
        said = str(fault)
    assert said.endswith("。")
