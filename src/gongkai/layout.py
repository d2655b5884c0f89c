"""Is each line of a front matter written in the simple layout that an editor is asked for?

Front matter is YAML, but only so much of it as a person reads at sight: `名称: 内容`, one a line, lists in
one line or behind dashes. This module looks at single lines, says in an editor's words what is wrong
with one, and lays the faulty line aside so that the rest can be read. What passes is plain YAML on which
every YAML reader agrees; `source` gives it to one.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.text import code_point, is_control, is_invisible

MAX_DEPTH = 8  # levels of indentation
MAX_FLOW = 3  # brackets within brackets

_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,.])")
_INDICATORS = {
    "&": ("anchor", "『&』是 YAML 的锚点记号，这里不用"),
    "*": ("anchor", "『*』是 YAML 的引用记号，这里不用"),
    "!": ("tag", "『!』是 YAML 的类型记号，这里不用"),
    "|": ("block-scalar", "『|』引出多行文字，这里不用"),
    ">": ("block-scalar", "『>』引出多行文字，这里不用"),
    "%": ("reserved-indicator", "内容不能以『%』开头"),
    "@": ("reserved-indicator", "内容不能以『@』开头"),
    "`": ("reserved-indicator", "内容不能以『`』开头"),
    "?": ("reserved-indicator", "内容不能以『?』开头"),
}
_QUOTE_HINT = '如果确实要写这个内容，请把整个内容放进英文双引号里："…"。'


class Fault(NamedTuple):
    """Something wrong with one line; `column` counts from 0."""

    code: str
    column: int
    length: int
    message: str
    hint: str


class LayoutError(Exception):
    """Carries a fault out of the scanner of one line."""

    def __init__(self, code: str, column: int, message: str, hint: str, length: int = 1) -> None:
        super().__init__(message)
        self.fault = Fault(code, column, length, message, hint)


@dataclass(slots=True)
class Scanned:
    """One line taken apart. Columns count from 0; `key` is None on a list item that is a bare value."""

    number: int
    indent: int = 0
    dashed: bool = False
    key: str | None = None
    key_column: int = 0
    has_value: bool = False
    comment: str = ""
    blank: bool = False  # nothing but a comment, or nothing at all


@dataclass(slots=True)
class Layout:
    """A front matter after the look at its lines: faulty ones laid aside, comments by line number."""

    text: str
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    broken: set[int] = field(
        default_factory=set
    )  # lines whose key stands but whose value was laid aside
    damaged: bool = False  # a line was laid aside whose key could not be read
    lines: list[Scanned] = field(default_factory=list)


def lay_out(text: str) -> Layout:
    """The text with every faulty line (and what is indented under it) laid aside, and the faults found."""
    layout = Layout("")
    kept: list[str] = []
    levels: list[tuple[float, bool]] = []  # indentation, and whether lines may stand under it
    aside: int | None = None  # while set, lines indented deeper belong to a line laid aside
    for number, line in enumerate(text.split("\n"), 1):
        scanned = Scanned(number)
        try:
            _scan_line(line, scanned)
            if not scanned.blank:
                if aside is not None and scanned.indent > aside:
                    kept.append("")
                    continue
                aside = None
                _place(levels, scanned)
        except LayoutError as error:
            if aside is not None and len(line) - len(line.lstrip()) > aside:
                kept.append("")
                continue
            layout.faults.append((number, error.fault))
            aside = len(line) - len(line.lstrip(" \t\u3000"))
            if scanned.key is None or error.fault.code == "indentation":
                layout.damaged = True
                kept.append("")
                continue
            # The key is known: keep it, so that what is missing is not reported a second time.
            layout.broken.add(number)
            scanned.has_value = True
            try:
                _place(levels, scanned)
            except LayoutError:
                layout.damaged = True
                kept.append("")
                continue
            dash = "- " if scanned.dashed else ""
            kept.append(" " * scanned.indent + dash + scanned.key + ": ''")
        else:
            kept.append(line)
        layout.lines.append(scanned)
    layout.text = "\n".join(kept)
    return layout


def plain(value: str, frame: str = "k: %s") -> bool:
    """Whether a text can be written without quotation marks; `frame` is a line with its place as %s."""
    if not value or value != value.strip() or value[0] in "\"'[{#":
        return False
    scanned = Scanned(1)
    try:
        _scan_line(frame % value, scanned)
    except LayoutError:
        return False
    return not scanned.comment and not (frame[-1] in "]}" and set(value) & set(",[]{}"))


def _place(levels: list[tuple[float, bool]], line: Scanned) -> None:
    """Take note of where the line stands; refuse an indentation that belongs to nothing."""
    at = line.indent + (0.5 if line.dashed else 0)
    opened = not levels or levels[-1][1]
    while levels and levels[-1][0] > at:
        levels.pop()
        opened = False
    if not levels or levels[-1][0] < at:
        if (levels or at > 0.5) and not opened:
            raise LayoutError(
                "indentation",
                0,
                "这一行的缩进（行首空格）与上面哪一行都对不齐",
                "同一级的各行行首空格数要相同；下一级比上一级多两个空格。",
                max(line.indent, 1),
            )
        levels.append((at, False))
    if line.dashed:
        if line.key is not None:
            levels[-1] = (at, True)
            levels.append((line.indent + 2, not line.has_value))
    else:
        levels[-1] = (at, not line.has_value)
    if len(levels) > MAX_DEPTH:
        raise LayoutError(
            "too-deep", 0, f"缩进超过 {MAX_DEPTH} 级", "请检查行首空格，年报只用到三级。"
        )


def _scan_line(line: str, out: Scanned) -> None:
    for column, character in enumerate(line):
        if is_control(character) and character != "\t":
            message = f"含有不可见的控制字符 {code_point(character)}"
            raise LayoutError("control-character", column, message, "请删去这个字符后重新输入。")
        if is_invisible(character):
            message = f"含有看不见的字符 {code_point(character)}"
            raise LayoutError("invisible-character", column, message, "请删去这个字符后重新输入。")
    body = line.rstrip(" ")
    out.indent = len(body) - len(body.lstrip(" "))
    at = out.indent
    if not body or body[at] == "#":
        out.blank, out.comment = True, body[at:]
        return
    if body[:3] == "---" or body[:3] == "...":
        raise LayoutError(
            "line-not-understood",
            0,
            "front matter 里多了一条分隔线",
            "『---』只在文件第一行和正文之前各写一次。",
            3,
        )
    _refuse_blank(body, at)
    if body[at] == "-" and body[at : at + 2] in {"-", "- "}:
        out.dashed = True
        if body[at:] == "-":
            raise LayoutError(
                "line-not-understood",
                at,
                "『-』后面没有内容",
                "请在『- 』后面写上这一项的内容，或删去这一行。",
            )
        at += 2
        if body[at] == " ":
            raise LayoutError("indentation", at, "『-』后面只空一格", "请删去多余的空格。")
        _refuse_blank(body, at)
    at = _scan_key(body, at, out)
    while at < len(body) and body[at] == " ":
        at += 1
    if at < len(body) and body[at] != "#":
        out.has_value = True
        at = _scan_value(body, at)
    out.comment = body[at:].strip()


def _refuse_blank(body: str, at: int) -> None:
    if body[at] == "\t":
        raise LayoutError("tab", at, "行首用了制表符（Tab）", "请改用空格：每一级缩进两个空格。")
    if body[at].isspace():
        raise LayoutError(
            "ideographic-space", at, "行首用了全角空格", "请改用半角空格：每一级缩进两个空格。"
        )


_KEY_END = re.compile(r":(?= |$)")


def _scan_key(body: str, at: int, out: Scanned) -> int:
    """Read the key that begins at `at`; return where its value begins."""
    first = body[at]
    if out.dashed and first in "[{\"'":
        return at
    end = _KEY_END.search(body, at)
    comment = body.find(" #", at)
    stop = len(body) if comment < 0 else comment
    if end is None or end.start() > stop:
        if out.dashed and not _looks_like_key(body[at:stop]):
            return at
        _refuse_no_key(body, at, stop, out)
    assert end is not None
    key = body[at : end.start()].rstrip()
    if key == "<<":
        raise LayoutError(
            "merge-key", at, "『<<』是 YAML 的合并记号，这里不用", "请把内容逐行写出。", 2
        )
    if first in _INDICATORS or first in "[]{},#\"'":
        code, message = _INDICATORS.get(
            first, ("line-not-understood", "名称不能以标点开头，也不用引号")
        )
        raise LayoutError(code, at, message, "冒号前面请直接写项目名称，例如『年度: 2023』。")
    if not key:
        raise LayoutError("line-not-understood", at, "冒号前面没有名称", "请写成『名称: 内容』。")
    if "：" in key:
        out.key, out.key_column = key.split("：", 1)[0].strip(), at
        _refuse_colon(body, body.index("：", at))
    for offset, character in enumerate(key):
        if character == "\t":
            raise LayoutError("tab", at + offset, "名称里有制表符（Tab）", "请删去它。")
    out.key, out.key_column = key, at
    return end.end()


def _looks_like_key(text: str) -> bool:
    return bool(re.match(r"[^\s:：，。]{1,12}[：:]", text)) and "//" not in text


def _refuse_colon(body: str, at: int) -> None:
    raise LayoutError(
        "fullwidth-colon", at, "用了全角冒号『：』", "请改成半角冒号加一个空格：『: 』。"
    )


def _refuse_no_key(body: str, at: int, stop: int, out: Scanned) -> None:
    text = body[at:stop]
    if match := re.search("[：:]", text):
        out.key, out.key_column = text[: match.start()].strip() or None, at
        if match.group() == "：":
            _refuse_colon(body, at + match.start())
        raise LayoutError(
            "colon-space",
            at + match.start(),
            "冒号后面少了一个空格",
            "请写成『名称: 内容』，冒号后空一格。",
        )
    first = text[0]
    if first in _INDICATORS:
        code, message = _INDICATORS[first]
        raise LayoutError(code, at, message, _QUOTE_HINT)
    raise LayoutError(
        "line-not-understood",
        at,
        "这一行看不懂：没有冒号，不是『名称: 内容』",
        "每一件事写成一行『名称: 内容』；文字不要换行；正文写在第二条『---』之后。",
        max(len(text), 1),
    )


def _scan_value(body: str, at: int) -> int:
    """Check the value that begins at `at`; return where it ends."""
    first = body[at]
    if first in "\"'":
        at = _after(body, _scan_quoted(body, at))
    elif first in "[{":
        if match := _THOUSANDS.search(_mask_quoted(body), at):
            number = match.group()
            raise LayoutError(
                "thousands-comma",
                match.start(),
                f"『{number}』里的逗号会被读成分隔两格的逗号",
                f"数字不写千分位逗号，请写 {number.replace(',', '')}；如果本来就是几格，请在逗号后面加一个空格。",
                len(number),
            )
        at = _after(body, _scan_flow(body, at, 1))
    else:
        at = _scan_plain(body, at)
    return at


def _mask_quoted(body: str) -> str:
    """The line with quoted text and comments blanked out, columns kept."""
    return re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'| #.*", lambda m: "\0" * len(m.group()), body)


def _after(body: str, at: int) -> int:
    rest = body[at:]
    if rest.strip() and not rest.startswith(" "):
        raise LayoutError(
            "trailing-text", at, f"『{body[at - 1]}』后面还有文字", _QUOTE_HINT, len(rest)
        )
    if rest.strip() and not rest.strip().startswith("#"):
        at += len(rest) - len(rest.lstrip())
        raise LayoutError(
            "trailing-text",
            at,
            f"内容结束之后还有文字『{rest.strip()}』",
            "请删去多余的文字；注释要以『#』开头。",
            len(rest.strip()),
        )
    return at


def _scan_quoted(body: str, at: int) -> int:
    quote, start = body[at], at
    at += 1
    while at < len(body):
        if body[at] == "\t":
            raise LayoutError("tab", at, "引号里有制表符（Tab）", "请改成空格。")
        if quote == '"' and body[at] == "\\":
            if body[at + 1 : at + 2] not in {"\\", '"'}:
                raise LayoutError(
                    "escape",
                    at,
                    f"不认识的转义『{body[at : at + 2]}』",
                    '双引号里只用 \\" 和 \\\\；反斜线本身请写两个。',
                    2,
                )
            at += 2
        elif body[at] == quote and quote == "'" and body[at + 1 : at + 2] == "'":
            at += 2
        elif body[at] == quote:
            return at + 1
        else:
            at += 1
    raise LayoutError(
        "quote-unclosed",
        start,
        f"引号『{quote}』没有成对",
        "引号要在同一行里成对；内容里的引号请用中文引号“”。",
    )


def _scan_plain(body: str, at: int) -> int:
    start = at
    first = body[at]
    comment = body.find(" #", at)
    stop = len(body) if comment < 0 else comment
    text = body[at:stop].rstrip()
    _refuse_odd_blank(body, at, stop)
    if first in _INDICATORS:
        code, message = _INDICATORS[first]
        raise LayoutError(code, at, message, _QUOTE_HINT)
    if first in "]},":
        raise LayoutError("line-not-understood", at, f"内容不能以『{first}』开头", _QUOTE_HINT)
    if first in "［｛" or re.match(r"【[\s\d,，、./／空不待—－-]", text):
        raise LayoutError(
            "fullwidth-bracket",
            at,
            f"用了全角括号『{first}』",
            "请改成半角括号：列表用 [ ]，分项用 { }。",
        )
    if first == "-" and (text == "-" or text[1] == " "):
        raise LayoutError(
            "line-not-understood",
            at,
            "单独的『-』会被当作列表",
            "原表是横线的，请写全角横线『—』。",
        )
    if match := _KEY_END.search(text):
        raise LayoutError(
            "colon-in-value", start + match.start(), "内容里又有一个『: 』", _QUOTE_HINT
        )
    return start + len(text)


def _refuse_odd_blank(body: str, at: int, stop: int) -> None:
    for column in range(at, stop):
        if body[column] == "\t":
            raise LayoutError("tab", column, "内容里有制表符（Tab）", "请改成空格或删去。")
        if body[column] == "\u3000":
            raise LayoutError(
                "ideographic-space", column, "内容里有全角空格", "请删去或改成半角空格。"
            )


def _scan_flow(body: str, at: int, depth: int) -> int:
    """Check a list or a map in brackets that begins at `at`; return where it ends."""
    opening, start = body[at], at
    closing = "]" if opening == "[" else "}"
    if depth > MAX_FLOW:
        raise LayoutError("too-deep", at, f"括号套了超过 {MAX_FLOW} 层", "请减少一层。")
    at = _blanks(body, at + 1)
    if body[at : at + 1] == closing:
        return at + 1
    while True:
        at = _scan_element(body, at, opening, depth)
        at = _blanks(body, at)
        mark = body[at : at + 1]
        if mark == closing:
            return at + 1
        if mark != ",":
            break
        at = _blanks(body, at + 1)
        if body[at : at + 1] in {",", closing}:
            raise LayoutError(
                "empty-item",
                at,
                "逗号后面少了一格内容",
                "原表空白的格请写『空白』；多余的逗号请删去。",
            )
    if (wrong := body[at : at + 1]) and wrong in "］】｝":
        raise LayoutError(
            "fullwidth-bracket", at, f"用了全角括号『{wrong}』", f"请改成半角『{closing}』。"
        )
    raise LayoutError(
        "bracket-unclosed",
        start,
        f"『{opening}』没有在本行内用『{closing}』收住",
        "一行写不下也不要换行；请检查括号是否成对。",
    )


def _blanks(body: str, at: int) -> int:
    while at < len(body) and body[at] == " ":
        at += 1
    return at


_ELEMENT_END = re.compile(r"[,\[\]{}］】｝]| #|$")


def _scan_element(body: str, at: int, opening: str, depth: int) -> int:
    if opening == "{":
        at = _scan_flow_key(body, at)
    first = body[at : at + 1]
    if first in {'"', "'"}:
        return _scan_quoted(body, at)
    if first in {"[", "{"}:
        return _scan_flow(body, at, depth + 1)
    if first in {",", "]", "}", ""}:
        raise LayoutError("empty-item", at, "这里少了一格内容", "原表空白的格请写『空白』。")
    if first in _INDICATORS:
        code, message = _INDICATORS[first]
        raise LayoutError(code, at, message, _QUOTE_HINT)
    end = _ELEMENT_END.search(body, at)
    assert end is not None
    text = body[at : end.start()]
    _refuse_odd_blank(body, at, end.start())
    if first == "-" and (text.strip() == "-" or text[1:2] == " "):
        raise LayoutError(
            "line-not-understood",
            at,
            "单独的『-』会被当作列表",
            "原表是横线的，请写全角横线『—』。",
        )
    for offset, character in enumerate(text):
        if character in "，、" and (
            opening == "[" or re.match(r"[^:：]*[:：]", text[offset + 1 :])
        ):
            raise LayoutError(
                "fullwidth-comma",
                at + offset,
                f"用了全角标点『{character}』",
                "各格之间请用半角逗号加空格：『, 』。",
            )
        if character == ":":
            raise LayoutError("colon-in-value", at + offset, "括号里的内容含有冒号", _QUOTE_HINT)
    return end.start() - (len(text) - len(text.rstrip()))


def _scan_flow_key(body: str, at: int) -> int:
    end = re.compile(r"[:：,}，、]").search(body, at)
    name = body[at : end.start()] if end else body[at:]
    if end is None or end.group() in ",}，、":
        if end is not None and end.group() in "，、":
            raise LayoutError(
                "fullwidth-comma",
                end.start(),
                f"用了全角标点『{end.group()}』",
                "各项之间请用半角逗号加空格：『, 』。",
            )
        raise LayoutError(
            "line-not-understood",
            at,
            f"花括号里的『{name.strip()}』不是『名称: 内容』",
            "请写成 {制发: 0, 废止: 0} 的样子。",
            max(len(name), 1),
        )
    if end.group() == "：":
        _refuse_colon(body, end.start())
    if not name.strip() or name[0] in "\"'[{#" or name[0] in _INDICATORS:
        raise LayoutError(
            "line-not-understood",
            at,
            "花括号里的名称不用引号，也不能空着",
            "请写成 {制发: 0, 废止: 0} 的样子。",
            max(len(name), 1),
        )
    _refuse_odd_blank(body, at, end.start())
    if name.strip() == "<<":
        raise LayoutError(
            "merge-key", at, "『<<』是 YAML 的合并记号，这里不用", "请把内容逐行写出。", 2
        )
    if body[end.end() : end.end() + 1] not in {" "}:
        raise LayoutError(
            "colon-space",
            end.start(),
            "冒号后面少了一个空格",
            "请写成『名称: 内容』，冒号后空一格。",
        )
    return _blanks(body, end.end())
