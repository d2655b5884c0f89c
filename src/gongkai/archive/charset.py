"""Which characters do these bytes stand for?"""

import codecs
import re
from typing import NamedTuple

from gongkai.archive.damage import DISGUISED, HAN, LEAST, check, share_of_utf8
from gongkai.archive.guard import check_text
from gongkai.archive.refusal import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030"}
_GB = {"gb2312", "gbk", "gb18030", "hz-gb-2312", "cp936", "ms936", "windows-936", "gb_2312-80", "x-gbk", "euc-cn"}
_HAN = re.compile(f"[{HAN}]")
_PLAUSIBLE = re.compile(f"[\t\r\n -~\u2000-\u206f\u3000-\u303f\uff00-\uffef{HAN}]")
_MOST_PLAUSIBLE = 0.95  # of the characters; with its bytes in the wrong order, a text has some four in ten
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# A hundred characters that make up nearly half of official prose, with some traditional forms. Nearly all bytes mean
# something in GB18030, text in Big5 or Japanese too; so a text of twenty characters or more is believed to be GB18030
# only if one in twenty is among these. By chance it would be one in fifty: GB 2312 alone has 6,763, GBK three times that.
_COMMON = frozenset(
    "的一是了在有和人中大为上个国我以要他时来用们生到作地于出就分对成会主发年动同工也能下过子说产种面政府信息公开本报告行关机部门单位"
    "办理市县区镇乡月日第条项民法规社情况其事及与二三四五六七八九十为不无為個國來時們會對發動產種過說機關門單報開電數據條項縣區鎮鄉與無"
)
_LEAST_HAN, _LEAST_COMMON = 20, 0.05
_UNKNOWN = "看不出文件用的是什么编码；请用记事本或 WPS 打开，看到文字正常后另存为 UTF-8 编码再导入。"


class Decoded(NamedTuple):
    """A text, the name of its encoding, and what got lost in it earlier, if it is little."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, hint: str | None = None) -> Decoded:
    """The text of a file. `hint` is an encoding that the file names; it is tried first and believed only if it fits.

    Refused if no encoding fits, or if the text was damaged before.
    """
    for mark, encoding, shown in _BOMS:
        if data.startswith(mark):
            return _marked(data, len(mark), encoding, shown)
    if wide := _wide(data):
        return wide
    first: Refused | None = None
    for encoding in _order(hint):
        try:
            text = _strict(data, encoding)
            if text is not None:
                return Decoded(text, _NAMES[encoding], check(text))
        except Refused as fault:
            first = first or fault
    raise first or Refused(_UNKNOWN)


def _marked(data: bytes, start: int, encoding: str, shown: str) -> Decoded:
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as fault:
        raise Refused(
            f"文件开头写明是 {shown} 编码，第 {start + fault.start + 1} 个字节却读不出来，文件可能不完整；"
            "请用原来的程序重新保存一次。"
        ) from fault
    check_text(len(text))
    return Decoded(_words(text), shown, check(text))


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark, if it is evident: it has zero bytes, as text of other encodings has not, and is Chinese."""
    if len(data) % 2 or b"\0" not in data:
        return None
    check_text(len(data) // 2)
    best, text = 0, ""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            tried = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = sum(c in _COMMON or c.isascii() for c in tried)
        if score > best and not _CONTROL.search(tried):
            best, text = score, tried
    if not text or len(_PLAUSIBLE.findall(text)) < _MOST_PLAUSIBLE * len(text):
        return None
    return Decoded(text, "UTF-16", check(text))


def _order(hint: str | None) -> tuple[str, str]:
    named = (hint or "").strip().lower()
    return ("gb18030", "utf-8") if named in _GB else ("utf-8", "gb18030")


def _strict(data: bytes, encoding: str) -> str | None:
    """The text if the bytes are in this encoding; Refused if they are, but for a damaged place."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        found, share = share_of_utf8(data)
        if encoding == "utf-8" and found >= LEAST and share >= DISGUISED:
            line = data.count(b"\n", 0, fault.start) + 1
            raise Refused(
                f"文件是 UTF-8 编码，第 {line} 行却有读不出来的字节，文件可能不完整，或者由两种编码的文件拼成；"
                "请用原来的程序重新保存一次。"
            ) from fault
        return None
    check_text(len(text))
    if encoding == "gb18030" and not text.isascii():
        han = _HAN.findall(text)
        known = sum(c in _COMMON for c in han)
        if not han or (len(han) >= _LEAST_HAN and known < _LEAST_COMMON * len(han)):
            return None
    return _words(text)


def _words(text: str) -> str:
    """The text; Refused if it is none."""
    if "\0" in text or len(_CONTROL.findall(text)) > max(2, len(text) // 100):
        raise Refused("这不是文字文件，里面有不是文字的内容；请导入 .docx、.xlsx、.html、.txt 或带文字的 PDF 文件。")
    return text
