"""Is somebody's number in a file? Asked of every file as written, and said without repeating the number."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple

from gongkai.answers import Answer
from gongkai.codes import finding
from gongkai.diag import Diagnostic, Related, Span
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
_CHAPTER = re.compile(r"##\s*([一二三四五六])\s*[、.．]|##\s*(.+)")
_FENCE = "---"
_VALUE_LEFT_OUT = "〔略〕"


class Private(NamedTuple):
    """What was found in a file: the findings, and the pieces of text that no message may repeat."""

    findings: tuple[Diagnostic, ...]
    values: tuple[str, ...]


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
    for answer in answers:
        if not asked[answer.position, answer.category]:
            message = f"『{answer.position}』没有像{answer.category}的号码，这条『非个人信息』没有对象"
            found.append(finding("personal-data-answer", answer.span, message, "号码已经删去的，请删去这一条。"))
    return Private(tuple(found), tuple(text[hit.start : hit.end] for hit, _ in hits))


def check_name(path: str) -> Diagnostic | None:
    """A finding if the name of a file that is no text holds personal data; it stands at the folder."""
    hits = personal_data(PurePosixPath(path).name)
    if not hits:
        return None
    folder = PurePosixPath(path).parent
    message = f"文件夹『{folder}』里有一个文件，名称里像是有{hits[0].category}（不显示）"
    return finding("personal-data", Span(str(folder)), message, "请给文件改名，去掉号码。")


def without(values: Sequence[str], found: Diagnostic) -> Diagnostic:
    """The finding with the values left out of everything it says."""

    def clean(text: str) -> str:
        for value in values:
            text = text.replace(value, _VALUE_LEFT_OUT)
        return text

    related = tuple(Related(r.span, clean(r.message)) for r in found.related)
    numbers = (clean(found.numbers[0]), clean(found.numbers[1])) if found.numbers else None
    return replace(found, message=clean(found.message), hint=clean(found.hint), related=related, numbers=numbers)


def _found(file: str, text: str, hit: Hit, where: str, answered: int) -> Diagnostic:
    line = text.count("\n", 0, hit.start) + 1
    column = hit.start - text.rfind("\n", 0, hit.start)
    length = min(hit.end, (text.find("\n", hit.start) + 1 or len(text) + 1) - 1) - hit.start
    place = f"第{where}章" if where in set("一二三四五六") else f"『{where}』"
    message = f"{place}里像是有一个{hit.category}（不显示号码）"
    if answered:
        message += f"；这里同类的号码比『非个人信息』的条数（{answered}）多，请逐个写明"
    hint = (
        "请删去，或者隐去中间几位；确认不是个人号码的，请在文件的前面部分写："
        f"非个人信息: [{{位置: {where}, 类别: {hit.category}, 理由: …}}]，不要写出号码。"
    )
    return finding("personal-data", Span(file, line, column, max(length, 1)), message, hint)


def _where(text: str, at: int) -> str:
    """Where in a file an offset stands, in an editor's words: the fact, or the ordinal of the chapter, or 前言."""
    lines = list(_lines(text[: text.find("\n", at) + 1 or len(text)]))
    front = bool(lines) and lines[0].strip() == _FENCE
    closed = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None) if front else None
    if not front or closed is None:
        return next((m[1].strip() for line in reversed(lines) if (m := _KEY.match(line))), "前言")
    headings = [m for line in lines[closed:] if (m := _CHAPTER.match(line))]
    return (headings[-1][1] or headings[-1][2].strip()) if headings else "前言"


def _lines(text: str) -> Iterator[str]:
    yield from text.removeprefix("\ufeff").split("\n")
