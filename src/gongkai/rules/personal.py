"""Is somebody's number in a file? Asked of every file as written, and said without repeating the number."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from gongkai.answers import Answer
from gongkai.codes import finding
from gongkai.diag import Diagnostic, Related, Severity, Span
from gongkai.privacy import Hit, personal_data

PAGE = """一个文件里，有没有居民身份证号、手机号、银行卡号？标题、正文、表格、说明、附件的名称都看，
全角、空格、断行、看不见的字符、HTML 实体都挡不住。检查结果只说类别和位置，不重复号码。

公式：身份证号 18 位、日期真实、校验码正确；手机号 11 位；银行卡号 16 至 19 位、校验位正确
依据：条例第十五条；公开的年报里不应当有个人的号码（G1）
不问：办公电话、12345、邮政编码、统一社会信用代码、索引号、八位以内的件数、已经隐去几位的号码。
例：“联系人手机 138 开头的 11 位数字”。
改法：删去，或者隐去中间几位（138****1234）；确认不是个人号码的，写『非个人信息』，写明位置、类别、理由，不写号码。
"""
_KEY = re.compile(r"(?![\s#-])([^:：]{1,30})[:：]")
_CHAPTER = re.compile(r"##(?!#)\s*([一二三四五六])\s*[、.．]|##(?!#)\s*(.+)")
_FENCE = "---"
VALUE_LEFT_OUT = "〔略〕"
_QUOTED = re.compile(r"『[^』]*』|“[^”]*”")
_PIECE = re.compile(r"([A-WYZa-wyz_]+|[Xx](?=[A-Za-z_]))|.", re.DOTALL)  # of a name: letters, or another sign
_MANY = 5  # digits that may be a part of a number


class Private(NamedTuple):
    """What was found in a file: the findings, the pieces of its text and of its path that no message may repeat, their lines."""

    findings: tuple[Diagnostic, ...]
    values: tuple[str, ...]
    lines: frozenset[int]


def check_personal(file: str, text: str, answers: Sequence[Answer]) -> Private:
    """The personal data of a file, and the answers that answer nothing."""
    hits = [(hit, _where(text, hit.start)) for hit in personal_data(text)]
    asked = Counter((where, hit.category) for hit, where in hits)
    answered = Counter((answer.position, answer.category) for answer in answers)
    found = [
        _found(file, text, hit, where, answered[where, hit.category])
        for hit, where in hits
        if asked[where, hit.category] > answered[where, hit.category]
    ]
    found += [
        replace(
            finding("personal-data", answer.span, f"{_chapter(answer.position)}里的号码不是{answer.category}"),
            severity=Severity.NOTE,
            hint=f"已说明：{answer.reason}",
        )
        for answer in answers
        if 0 < asked[answer.position, answer.category] <= answered[answer.position, answer.category]
    ]
    for answer in answers:
        if not asked[answer.position, answer.category]:
            message = f"『{answer.position}』没有像{answer.category}的号码，这条『非个人信息』没有对象"
            found.append(finding("personal-data-answer", answer.span, message, "号码已经删去的，请删去这一条。"))
    named = (part[hit.start : hit.end] for part in file.split("/") for hit in _of_name(part))
    values = (*(text[hit.start : hit.end] for hit, _ in hits), *named)
    lines = frozenset(n for hit, _ in hits for n in range(_line(text, hit.start), _line(text, hit.end) + 1))
    return Private(tuple(found), values, lines)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def check_name(path: str, answered: Sequence[str] = ()) -> Diagnostic | None:
    """A finding if the name of a file or of a folder above it holds personal data; it stands at the folder above that.

    `answered` are the categories that an attachment of that name was said not to be.
    """
    parts = path.split("/")
    for at, part in enumerate(parts):
        if (hits := _of_name(part)) and hits[0].category not in answered:
            folder = "/".join(parts[:at]) or "."
            what = "文件" if at == len(parts) - 1 else "文件夹"
            shown = "".join("■" if any(h.start <= i < h.end for h in hits) else c for i, c in enumerate(part))
            message = f"『{folder}』里的{what}『{shown}』，名称里像是有{hits[0].category}（不显示）"
            return finding("personal-data", Span(folder), message, "请给它改名，去掉号码。")
    return None


@lru_cache(1 << 12)
def _of_name(name: str) -> tuple[Hit, ...]:
    """Personal data in a name; folders and years come again and again."""
    pieces = [*_PIECE.finditer(name)]
    text = "".join(" " if piece[1] else piece[0] for piece in pieces)  # zhang139… is somebody's too
    hits = personal_data(text)
    return tuple(hit._replace(start=pieces[hit.start].start(), end=pieces[hit.end - 1].end()) for hit in hits)


def without(private: Mapping[str, Private], found: Diagnostic) -> Diagnostic:
    """The finding with every number of `private`, by file, left out of all that it says."""
    values = sorted({value for one in private.values() for value in one.values}, key=len, reverse=True)
    near = any(span.line in private[span.file].lines for span in _spans(found) if span.file in private)

    def clean(text: str) -> str:
        for value in values:
            text = text.replace(value, VALUE_LEFT_OUT)
        # What was quoted from such a line may have been cut, folded or decoded.
        text = _QUOTED.sub(lambda m: f"『{VALUE_LEFT_OUT}』" if near and _is_long(m.group()) else m.group(), text)
        return redact(text)

    related = tuple(Related(r.span, clean(r.message)) for r in found.related)
    numbers = (clean(found.numbers[0]), clean(found.numbers[1])) if found.numbers else None
    return replace(
        found,
        message=clean(found.message),
        hint=clean(found.hint),
        position=clean(found.position),
        related=related,
        numbers=numbers,
    )


def redact(text: str) -> str:
    """The text without personal data."""
    for hit in reversed(personal_data(text)):
        text = text[: hit.start] + VALUE_LEFT_OUT + text[hit.end :]
    return text


def _spans(found: Diagnostic) -> list[Span]:
    return [found.span, *(related.span for related in found.related)]


def _is_long(quoted: str) -> bool:
    return sum(c.isdigit() for c in quoted) >= _MANY


def _found(file: str, text: str, hit: Hit, where: str, answered: int) -> Diagnostic:
    line = _line(text, hit.start)
    column = hit.start - text.rfind("\n", 0, hit.start)
    length = min(hit.end, (text.find("\n", hit.start) + 1 or len(text) + 1) - 1) - hit.start
    message = f"{_chapter(where)}里像是有一个{hit.category}（不显示号码）"
    if answered:
        message += f"；这里同类的号码比『非个人信息』的条数（{answered}）多，请逐个写明"
    hint = (
        "请删去，或者隐去中间几位；确认不是个人号码的，请在文件的前面部分写："
        f"非个人信息: [{{位置: {where}, 类别: {hit.category}, 理由: …}}]，不要写出号码。"
    )
    ends = _line(text, hit.end)
    below = [
        Related(Span(file, number, 1, _reach(text, number, hit.end)), "同一个号码")
        for number in range(line + 1, ends + 1)
    ]
    return finding("personal-data", Span(file, line, column, max(length, 1)), message, hint, below)


def _reach(text: str, line: int, end: int) -> int:
    """How many characters of a line stand before an offset, at least one."""
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    stop = text.find("\n", start)
    return max(min(end, stop if stop >= 0 else len(text)) - start, 1)


def _chapter(where: str) -> str:
    return f"第{where}章" if where in set("一二三四五六") else f"『{where}』"


def _where(text: str, at: int) -> str:
    """Where in a file an offset stands, in an editor's words: the fact, or the ordinal of the chapter, or 前言."""
    lines = list(_lines(text[: text.find("\n", at) + 1 or len(text)]))
    front = bool(lines) and lines[0].strip() == _FENCE
    closed = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None) if front else None
    if not front or closed is None:
        keys = (m[1].strip() for line in reversed(lines) if (m := _KEY.match(line)))
        return next((key for key in keys if not personal_data(key)), "前言")
    headings = [m[1] or m[2].strip() for line in lines[closed:] if (m := _CHAPTER.match(line))]
    return next((heading for heading in reversed(headings) if not personal_data(heading)), "前言")


def _lines(text: str) -> Iterator[str]:
    yield from text.removeprefix("\ufeff").split("\n")
