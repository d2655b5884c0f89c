"""Did all characters of a text arrive, or was it saved in the wrong encoding before?"""

import re

from gongkai.archive.refusal import Refused

# How much of a text may be damaged. Reading bytes in the wrong encoding damages every character outside the small
# set that both encodings share: all the Chinese of a text, so that nearly everything is damaged, or, if a text went
# through GB2312, the few characters that it lacks. In fifty thousand characters of reports it lacks two; a report full
# of names might have one in two hundred. One in fifty lies between, with room to both sides.
MOST_DAMAGED = 0.02

# UTF-8 that was read as GBK is found by writing it as GBK again: the bytes are UTF-8. A run of characters is taken to
# be in disguise if this share of its bytes makes Chinese characters in UTF-8. In sound text it is so by chance for
# about one byte in forty (tests/test_archive_charset.py measures it); in disguised text it is so for all, less what
# was lost: a pair of bytes that GBK does not have costs at most two characters, which leaves most runs above one half.
DISGUISED = 0.5
# And there are at least so many such characters: three chances of one in forty are one in 64,000.
LEAST = 3

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# Chinese characters and full-width marks as three bytes of UTF-8, and U+FFFD, which is ef bf bd.
_UTF8_HAN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]|\xef[\xbc-\xbf]|\xe2[\x80-\x9f])[\x80-\xbf]")

# What Windows shows in the West for the bytes above 7f: Latin-1, with 27 signs in the place of controls. No language
# puts six of them side by side, four different ones, every fourth of them a letter (ä é Ã). Chinese text read
# in the West does: ä¸­å›½ is UTF-8, ÖÐ¹ú is GBK.
_WEST = "".join(bytes([b]).decode("cp1252", "ignore") for b in range(0x80, 0xA0)) + "\x80-\xff"
_WESTERN = re.compile(f"[{_WEST}]{{6,}}")
_LEAST_DISTINCT, _LEAST_LETTERS = 4, 0.25

_WORDS = re.compile("[!-~]+|[^!-~]+")
# A question mark asks if a word or a closing mark stands before it. Where words were lost, two or more stand at the
# beginning of a line, after a blank or a comma, or one after the number of a year or day.
_LOST = re.compile(r"(?<![\w)\]\"'”’》】）?])\?{2,}|(?<=[0-9])\?+")

_RETRY = "请用原来的程序重新另存为 UTF-8 编码，或者找到原件再导入。"


def check(text: str) -> tuple[str, ...]:
    """What to note of a text that lost very few characters; Refused if it lost more."""
    han = len(_HAN.findall(text))
    disguised = _disguised(text)
    western = sum(len(run) for run in _WESTERN.findall(text) if _is_foreign(run))
    if _is_much(disguised, han - disguised) or _is_much(western, han):
        shown = "『锛』『鐨』一类的怪字" if disguised >= western else "『ä¸』『Ã』一类的怪字"
        raise Refused(f"文字是乱码：保存时弄错了编码，满篇是{shown}，原来的字已经找不回来；{_RETRY}")
    asked = sum(len(run) for run in _LOST.findall(_without_addresses(text)))
    if _is_much(asked, han):
        raise Refused(f"文字丢了：转换编码时，汉字变成了问号『???』，有 {asked} 处；{_RETRY}")
    gone = text.count("\ufffd")
    if _is_much(gone, han) or (gone and not han):
        raise Refused(f"文字丢了：转换编码时，有 {gone} 个字变成了『\ufffd』；{_RETRY}")
    if gone:
        at = text.index("\ufffd")
        around = " ".join(text[max(0, at - 8) : at + 9].split())
        return (f"有 {gone} 个字在转换编码时丢了，显示为『\ufffd』，第一个在『{around}』；请对照原文补上",)
    return ()


def _without_addresses(text: str) -> str:
    return "".join(word for word in _WORDS.findall(text) if "://" not in word and "www." not in word)


def share_of_utf8(data: bytes) -> tuple[int, float]:
    """How many Chinese characters the bytes make as UTF-8, and which share of the bytes above 7f does so."""
    found = len(_UTF8_HAN.findall(data))
    high = sum(byte > 0x7F for byte in data)  # noqa: PLR2004 - the end of ASCII
    return found, min(1.0, 3 * found / high) if high else 0.0


def _is_much(damaged: int, sound: int) -> bool:
    return damaged >= LEAST and damaged > MOST_DAMAGED * (damaged + max(sound, 0))


def _disguised(text: str) -> int:
    """How many characters of the text are UTF-8 read as GBK: all, where they are few and most of them look so."""
    total = found = damaged = 0
    for run in _NOT_ASCII.findall(text):
        data = _as_gbk(run)
        here = len(_UTF8_HAN.findall(data))
        total += len(data)
        found += here
        if here >= LEAST and 3 * here >= DISGUISED * len(data):
            damaged += len(run)
    if not damaged and found >= LEAST - 1 and 3 * found >= DISGUISED * total:
        return total // 2
    return damaged


def _as_gbk(run: str) -> bytes:
    """The bytes that were read as this run of GBK; the byte 80 was read as €, which GB18030 writes otherwise."""
    return run.encode("gb18030", "replace").replace("€".encode("gb18030"), b"\x80")


def _is_foreign(run: str) -> bool:
    letters = sum(c.isalpha() for c in run)
    return len(set(run)) >= _LEAST_DISTINCT and letters >= _LEAST_LETTERS * len(run)
