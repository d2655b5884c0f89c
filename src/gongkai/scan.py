"""Is this line of a front matter written in the simple layout that an editor is asked for?

Front matter is YAML, but only so much of it as a person reads at sight: `名称: 内容`, one a line, lists in
one line or behind dashes. What passes here is plain YAML on which every YAML reader agrees; what does not
is refused in an editor's words, at its column, with the mend.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, NoReturn

from gongkai.text import code_point, first_odd, shorten

MAX_FLOW = 3  # brackets within brackets
MAX_LINE = 5000  # characters
MAX_NAME = 100  # characters of a name; YAML itself gives up at 1024

_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?", re.ASCII)
_QUOTE_HINT = '如果确实要写这个内容，请把整个内容放进英文双引号里："…"。'
_LINE_HINT = "请写成一行；长文字写进正文。"
_INDICATORS = {
    "&": ("anchor", "『&』是 YAML 的锚点记号，这里不用", _QUOTE_HINT),
    "*": ("anchor", "『*』是 YAML 的引用记号，这里不用", _QUOTE_HINT),
    "!": ("tag", "『!』是 YAML 的类型记号，这里不用", _QUOTE_HINT),
    "|": ("block-scalar", "『|』是 YAML 的多行文字记号，这里不用", _LINE_HINT),
    ">": ("block-scalar", "『>』是 YAML 的多行文字记号，这里不用", _LINE_HINT),
    **{c: ("reserved-indicator", f"内容不能以『{c}』开头", _QUOTE_HINT) for c in "%@`?"},
}
_BRACKETS = {"［": "］", "｛": "｝", "【": "】", "〔": "〕"}
_COMMA_HINT = "各格之间请用半角逗号加空格『, 』；千分位逗号请删去；如果是一段文字，请放进英文双引号里。"


class Fault(NamedTuple):
    """Something wrong with one line; `column` counts from 0."""

    code: str
    column: int
    length: int
    message: str
    hint: str


class LayoutError(Exception):
    """Carries a fault out of the scanner of one line."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(slots=True)
class Scanned:
    """One line taken apart; `key` is None on a list item that is a bare value."""

    number: int
    indent: int = 0
    dashed: bool = False
    key: str | None = None
    has_value: bool = False
    comment: str = ""
    blank: bool = False  # nothing but a comment, or nothing at all


def refuse(code: str, column: int, message: str, hint: str, length: int = 1) -> NoReturn:
    """Refuse the line for a fault at a column, counted from 0."""
    raise LayoutError(Fault(code, column, length, message, hint))


def scan_line(line: str, out: Scanned) -> None:
    """Take a line apart into `out`; LayoutError if it is not written as asked."""
    if odd := first_odd(line):
        _note_key(line[: odd.column], out)
        refuse(odd.code, odd.column, odd.message, odd.hint)
    if len(line) > MAX_LINE:
        _note_key(line[:MAX_LINE], out)
        message = f"这一行有 {len(line)} 个字，超过上限 {MAX_LINE} 个"
        refuse("line-not-understood", MAX_LINE, message, "长文字请写进正文。", len(line) - MAX_LINE)
    body = line.rstrip(" ")
    at = out.indent = len(body) - len(body.lstrip(" "))
    if not body or body[at] == "#":
        out.blank, out.comment = True, body[at:]
        return
    if body[:3] in {"---", "..."}:
        message = "两条『---』之间多了一条分隔线"
        refuse("line-not-understood", 0, message, "『---』只在文件第一行和正文之前各写一次。", 3)
    _refuse_indent(body, at)
    if body[at:] == "-":
        refuse("line-not-understood", at, "『-』后面没有内容", "请在『- 』后面写上这一项的内容，或删去这一行。")
    if body[at : at + 2] == "- ":
        out.dashed = True
        at += 2
        if body[at] == " ":
            refuse("indentation", at, "『-』后面只空一格", "请删去多余的空格。")
        _refuse_indent(body, at)
    at = _blanks(body, _scan_key(body, at, out))
    if at < len(body) and body[at] != "#":
        out.has_value = True
        at = _after(body, _scan_value(body, at))
    out.comment = body[at:].strip(" ")


def _note_key(head: str, out: Scanned) -> None:
    """Take note of the key in the beginning of a line that is refused further on."""
    if match := re.match(r"( *)(- )?([^:]+): ", head):
        out.indent, out.dashed, out.key = len(match[1]), bool(match[2]), _name(match[3])


def _refuse_indent(body: str, at: int) -> None:
    if body[at].isspace():
        _refuse_blank(body, at, at + 1, "行首", "请改用半角空格：每一级缩进两个空格。")


_PASTED = re.compile(r"\d[\d.]*(?:\t[\d.]+)+")  # cells of a spreadsheet


def _refuse_blank(body: str, start: int, stop: int, where: str, hint: str = "请删去，或改成半角空格。") -> None:
    """Refuse every blank but a space: a tab, a full-width space and their kin."""
    for column in range(start, stop):
        character = body[column]
        if character == "\t":
            if numbers := _PASTED.search(body):
                row = ", ".join(numbers.group().split())
                hint = f"从表格软件贴来的一行，请加方括号，各格之间用半角逗号加空格：[{row}]。"
            refuse("tab", column, f"{where}有制表符（Tab）", hint)
        if character == "\u3000":
            refuse("ideographic-space", column, f"{where}有全角空格", hint)
        if character != " " and character.isspace():
            refuse("ideographic-space", column, f"{where}有特殊的空格 {code_point(character)}", hint)


_NAME_END = re.compile(r":(?= |$)")


def _scan_key(body: str, at: int, out: Scanned) -> int:
    """Read the key that begins at `at`; return where its value begins."""
    first = body[at]
    if out.dashed and first in "[{\"'":
        return at
    end = _NAME_END.search(body, at)
    comment = body.find(" #", at)
    stop = len(body) if comment < 0 else comment
    if end is None or end.start() > stop:
        if out.dashed and not _looks_like_key(body[at:stop]):
            return at
        _refuse_no_key(body, at, stop, out)
    name = body[at : end.start()].rstrip(" ")
    if colon := name.find("：") + 1:
        out.key = _name(name[: colon - 1])
        _refuse_colon(at + colon - 1)
    _refuse_name(body, at, name, "冒号前面请直接写项目名称，例如『年度: 2023』。")
    out.key = name
    return end.end()


def _refuse_name(body: str, at: int, name: str, hint: str) -> None:
    """Refuse a name that YAML would take for something else."""
    first = name[:1]
    if name == "<<":
        refuse("merge-key", at, "『<<』是 YAML 的合并记号，这里不用", "请把内容逐行写出。", 2)
    if not name:
        refuse("line-not-understood", at, "冒号前面没有名称", hint)
    if first in _INDICATORS:
        code, message, _ = _INDICATORS[first]
        refuse(code, at, message, hint)
    if first in "[]{},#\"'" or re.match(r"-(?: |$)|---|\.\.\.", name):
        refuse("line-not-understood", at, f"名称不能以『{first}』开头", hint, len(name))
    if len(name) > MAX_NAME:
        refuse("line-not-understood", at, f"冒号前面有 {len(name)} 个字，不像是名称", hint, len(name))
    _refuse_blank(body, at, at + len(name), "名称里")


def _name(text: str) -> str | None:
    """The text, if it can stand before a colon as it is."""
    name = text.strip()
    try:
        _refuse_name(name, 0, name, "")
    except LayoutError:
        return None
    return None if _NAME_END.search(name) or " #" in name else name


def _looks_like_key(text: str) -> bool:
    return bool(re.match(r"[^\s:：，。]{1,12}[：:]", text)) and "//" not in text


def _refuse_colon(at: int) -> NoReturn:
    refuse("fullwidth-colon", at, "用了全角冒号『：』", "请改成半角冒号加一个空格『: 』。")


def _refuse_no_key(body: str, at: int, stop: int, out: Scanned) -> NoReturn:
    text = body[at:stop]
    if match := re.search("[：:]", text):
        out.key = _name(text[: match.start()])
        colon = at + match.start()
        if match.group() == "：":
            _refuse_colon(colon)
        _refuse_blank(body, colon + 1, colon + 2, "冒号后面", "请改成一个半角空格。")
        refuse("colon-space", colon, "冒号后面少了一个空格", "请写成『名称: 内容』，冒号后空一格。")
    if text[0] in _INDICATORS:
        code, message, hint = _INDICATORS[text[0]]
        refuse(code, at, message, hint)
    refuse(
        "line-not-understood",
        at,
        "这一行看不懂：没有冒号，不是『名称: 内容』",
        "每一件事写成一行『名称: 内容』；文字不要换行；正文写在第二条『---』之后。",
        len(text),
    )


_FIGURES = re.compile(r"\[\d+(?:, \d+)*\](?= +#|$)", re.ASCII)  # what most values are, with nothing to refuse


def _scan_value(body: str, at: int) -> int:
    """Check the value that begins at `at`; return where it ends."""
    if figures := _FIGURES.match(body, at):
        return figures.end()
    if body[at] in "\"'":
        return _scan_quoted(body, at)
    if body[at] not in "[{":
        return _scan_plain(body, at)
    if match := _THOUSANDS.search(_mask_quoted(body), at):
        number = match.group()
        message = f"『{number}』里的逗号会被读成分隔两格的逗号"
        hint = f"数字不写千分位逗号，请写 {number.replace(',', '')}；如果本来就是几格，请在逗号后面加一个空格。"
        refuse("thousands-comma", match.start(), message, hint, len(number))
    return _scan_flow(body, at, 1)


def _mask_quoted(body: str) -> str:
    """The line with quoted text and comments blanked out, columns kept."""
    return re.sub(r"\"(?:[^\"\\]|\\.)*\"?|'[^']*'?| #.*", lambda m: "\0" * len(m.group()), body)


def _after(body: str, end: int) -> int:
    """Where the comment behind a value begins; refuse any other text there."""
    at = _blanks(body, end)
    rest = body[at:]
    if not rest or (rest[0] == "#" and at > end):
        return at
    if rest[0] in "]}":
        refuse("bracket-unclosed", at, f"多了一个『{rest[0]}』", "括号要成对；请删去多余的。")
    hint = "注释要以『#』开头，前面空一格；其他文字请删去，或和前面的内容一起放进英文双引号里。"
    refuse("trailing-text", at, f"『{body[end - 1]}』后面还有文字『{shorten(rest)}』", hint, len(rest))


def _scan_quoted(body: str, at: int) -> int:
    quote, start = body[at], at
    at += 1
    while at < len(body):
        if body[at] == "\t":
            refuse("tab", at, "引号里有制表符（Tab）", "请改成空格。")
        if quote == '"' and body[at] == "\\":
            if body[at + 1 : at + 2] not in {"\\", '"'}:
                hint = '双引号里只用 \\" 和 \\\\；反斜线本身请写两个。'
                refuse("escape", at, f"不认识的转义『{body[at : at + 2]}』", hint, 2)
            at += 2
        elif body[at] == quote == "'" and body[at + 1 : at + 2] == "'":
            at += 2
        elif body[at] == quote:
            return at + 1
        else:
            at += 1
    hint = "引号要在同一行里成对；内容里的引号请用中文引号“”。"
    refuse("quote-unclosed", start, f"引号『{quote}』没有成对", hint)


def _scan_plain(body: str, at: int) -> int:
    first, comment = body[at], body.find(" #", at)
    stop = len(body) if comment < 0 else comment
    _refuse_blank(body, at, stop, "内容里")
    text = body[at:stop].rstrip(" ")
    if re.match(r"[［｛]|【[\s\d,，、./／空不待—－-]", text):
        hint = "请改成半角括号：列表用 [ ]，分项用 { }。"
        refuse("fullwidth-bracket", at, f"用了全角括号『{first}』", hint)
    _refuse_start(text, at)
    if match := _NAME_END.search(text):
        refuse("colon-in-value", at + match.start(), "内容里又有一个『: 』", _QUOTE_HINT)
    return at + len(text)


def _refuse_start(text: str, at: int) -> None:
    """Refuse a text without quotation marks whose first character YAML would not take for text."""
    if text[0] in _INDICATORS:
        code, message, hint = _INDICATORS[text[0]]
        refuse(code, at, message, hint)
    if text[0] in "]},":
        refuse("line-not-understood", at, f"内容不能以『{text[0]}』开头", _QUOTE_HINT)
    if text == "-" or text[:2] == "- ":
        refuse("line-not-understood", at, "单独的『-』会被当作列表", "原表是横线的，请写全角横线『—』。")


def _scan_flow(body: str, at: int, depth: int) -> int:
    """Check a list or a map in brackets that begins at `at`; return where it ends."""
    opening, start = body[at], at
    closing = "]" if opening == "[" else "}"
    if depth > MAX_FLOW:
        refuse("too-deep", at, f"括号套了超过 {MAX_FLOW} 层", "请减少一层。")
    at = _blanks(body, at + 1)
    if body[at : at + 1] == closing:
        return at + 1
    while True:
        if body[at : at + 1] in {",", closing}:
            hint = "原表空白的格请写『空白』；多余的逗号请删去。"
            refuse("empty-item", at, f"『{body[at]}』前面少了一格内容", hint)
        _refuse_comment(body, at)
        if not body[at:]:
            hint = "一行写不下也不要换行；请检查括号是否成对。"
            refuse("bracket-unclosed", start, f"『{opening}』没有在本行内用『{closing}』收住", hint)
        at = _blanks(body, _scan_element(body, at, opening, depth))
        mark = body[at : at + 1]
        if mark == closing:
            return at + 1
        if mark == ",":
            at = _blanks(body, at + 1)
        elif mark and mark != "#":
            _refuse_between(mark, at, opening)


def _refuse_between(mark: str, at: int, opening: str) -> NoReturn:
    """Say what stands where a comma or the closing bracket should be."""
    if mark in "]}":
        refuse("bracket-unclosed", at, f"『{opening}』和『{mark}』不是一对", "方括号、花括号要各自成对。")
    if mark in _BRACKETS.values():
        _refuse_bracket(mark, at, opening)
    if mark in "，、":
        refuse("fullwidth-comma", at, f"用了全角标点『{mark}』", _COMMA_HINT)
    hint = "各格之间用半角逗号加空格『, 』；内容里有括号的，请把整个内容放进英文双引号里。"
    refuse("trailing-text", at, f"『{mark}』前面少了逗号", hint)


def _refuse_bracket(mark: str, at: int, opening: str) -> NoReturn:
    hint = f"请改成半角『{']' if opening == '[' else '}'}』；如果是一段文字，请放进英文双引号里。"
    refuse("fullwidth-bracket", at, f"用了全角括号『{mark}』", hint)


def _refuse_comment(body: str, at: int) -> None:
    if body[at : at + 1] == "#":
        hint = "『#』前面不空格，或把整个内容放进英文双引号里；注释写在括号外面。"
        refuse("bracket-unclosed", at, "从『#』起成了注释，括号没有收住", hint)


def _blanks(body: str, at: int) -> int:
    while at < len(body) and body[at] == " ":
        at += 1
    return at


_ELEMENT_END = re.compile(r"[,\[\]{}]| #")
_FLOW_NAME_END = re.compile(r"[:：,}，、]")
_FLOW_MARK = re.compile(r":(?!(?<=[A-Za-z]:)//|(?<=\d:)\d)|\?")  # addresses and times of day have harmless colons


def _scan_element(body: str, at: int, opening: str, depth: int) -> int:
    if opening == "{":
        at = _scan_flow_key(body, at)
    first = body[at : at + 1]
    if first in {'"', "'"}:
        return _scan_quoted(body, at)
    if first in {"[", "{"}:
        return _scan_flow(body, at, depth + 1)
    _refuse_comment(body, at)
    if first in {"]", "}"} - {"]" if opening == "[" else "}"}:
        _refuse_between(first, at, opening)
    if first in {",", "]", "}", ""}:
        refuse("empty-item", max(at - 1, 0), "冒号后面少了一格内容", "原表空白的格请写『空白』。")
    text = _ELEMENT_END.split(body[at:], maxsplit=1)[0]
    _refuse_blank(body, at, at + len(text), "内容里")
    text = text.rstrip(" ")
    _refuse_start(text, at)
    _refuse_punctuation(text, at, opening)
    if match := _FLOW_MARK.search(text):
        code = "colon-in-value" if match.group() == ":" else "reserved-indicator"
        hint = "各项之间用半角逗号加空格『, 』；如果确实要写这个内容，请把它放进英文双引号里。"
        refuse(code, at + match.start(), f"括号里的内容含有『{match.group()}』", hint)
    return at + len(text)


def _refuse_punctuation(text: str, at: int, opening: str) -> None:
    """Refuse full-width commas between items, and the second half of a pair of full-width brackets."""
    open_pairs = dict.fromkeys(_BRACKETS.values(), 0)
    colon = len(text) if opening == "[" else max(text.rfind(":"), text.rfind("："))
    for offset, character in enumerate(text):
        if character in "，、" and offset < colon:
            refuse("fullwidth-comma", at + offset, f"用了全角标点『{character}』", _COMMA_HINT)
        if character in _BRACKETS:
            open_pairs[_BRACKETS[character]] += 1
        elif character in open_pairs:
            open_pairs[character] -= 1
            if open_pairs[character] < 0:
                _refuse_bracket(character, at + offset, opening)


def _scan_flow_key(body: str, at: int) -> int:
    """Read the key of an entry in braces that begins at `at`; return where its value begins."""
    end = _FLOW_NAME_END.search(body, at)
    name = (body[at : end.start()] if end else body[at:]).rstrip(" ")
    if end and end.group() in "，、":
        refuse("fullwidth-comma", end.start(), f"用了全角标点『{end.group()}』", _COMMA_HINT)
    if end and end.group() == "：":
        _refuse_colon(end.start())
    hint = "请写成 {制发: 0, 废止: 0} 的样子。"
    if end is None or end.group() != ":":
        refuse("line-not-understood", at, f"花括号里的『{shorten(name)}』不是『名称: 内容』", hint, max(len(name), 1))
    _refuse_name(body, at, name, hint)
    if bracket := re.search(r"[\[\]{?]| #", name):
        refuse("line-not-understood", at + bracket.start(), f"名称里有『{bracket.group().strip()}』", hint)
    _refuse_blank(
        body, end.end(), end.end() + 1 if body[end.end() :] else end.end(), "冒号后面", "请改成一个半角空格。"
    )
    if body[end.end() : end.end() + 1] not in {" ", ""}:
        refuse("colon-space", end.start(), "冒号后面少了一个空格", "请写成『名称: 内容』，冒号后空一格。")
    return _blanks(body, end.end())


@lru_cache(1 << 12)  # most of what is written are figures below a hundred
def plain(value: str, frame: str = "k: %s") -> bool:
    """Whether a text can be written without quotation marks; `frame` is a line with its place as %s."""
    if not value or value != value.strip() or value[0] in "\"'[{#":
        return False
    scanned = Scanned(1)
    try:
        scan_line(frame % value, scanned)
    except LayoutError:
        return False
    if scanned.comment or scanned.dashed != (scanned.key is None):
        return False
    return not (frame[-1] in "]}" and set(value) & set(",[]{}"))
