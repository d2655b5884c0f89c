r"""Case files: what is written, and what is said about it.

A case is a title, the input and the expected findings, each closed by a line with a lone `.`; blank
lines and `#` comments stand between cases. The input is a difference from the report in `base.md`:

    -  行政许可:       12       takes this line out
    +  行政许可:       1,808    and puts that one in its place
     年度: 2023                 goes on below this line; at first, lines are put below the first one
    -*                          takes every line out
    +++ jia/agency.yaml         from here on the difference is one from that file
    +++ jia/2022.md < jia/2023.md   the same of a file that begins as that one of the base, each 2023 in it now 2022
    +++ jia/2019.md < 2020.md       the same of a model: `2023.md`, whose tables are in full, or `2020.md`, of 2019's form

`\u3000` stands for a character and `\xff` for a byte that an editor does not show, `⟦[×2000⟧` for 2000 brackets.
A finding is written `错误[编码] 行:列+长 说明` (the length where it is more than one) and `改法：…` below.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePath
from typing import NamedTuple, TypeVar

import pytest
import yaml

from gongkai.diag import Diagnostic, Span, in_order
from gongkai.gather import gather
from gongkai.show import LEVELS
from gongkai.source import Tree
from support import forms

_T = TypeVar("_T")
HERE = Path(__file__).parent / "cases"
REPORT = "jia/2023.md"
BASE = {
    REPORT: (HERE / "base.md").read_text("utf-8"),
    "jia/agency.yaml": "全称: 甲镇人民政府\n层级: 乡\n类别: 乡镇街道\n",
    "site.yaml": "标题: 甲县政府信息公开工作年度报告\n",
}
MODELS = BASE | {name: (HERE / name).read_text("utf-8") for name in ("2023.md", "2020.md")}
_NOTATION = re.compile(rb"\\x([0-9a-f]{2})|\\u([0-9A-F]{4})|\\U([0-9A-F]{8})")
_REPEATED = re.compile("⟦(.+?)×([0-9]+)⟧".encode(), re.DOTALL)


class Case(NamedTuple):
    """An input and what is said about it; `name` is that of its file and its line."""

    name: str
    title: str
    input: str
    expected: str

    @property
    def code(self) -> str:
        """The code that the file is named after."""
        return self.name.partition(":")[0]


def read_cases(folder: str) -> Iterator[Case]:
    """The cases of a folder, by file name and in the order of each file."""
    for path in sorted((HERE / folder).glob("*.txt")):
        parts: list[str] = [""]
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if line == ".":
                parts.append("")
            elif len(parts) > 1:
                parts[-1] += line + "\n"
            elif line and not line.startswith("#"):
                assert not parts[0], f"{path.name}:{number}: no `.` below the title"
                parts[0], start = line, number
            if len(parts) == 4:
                yield Case(f"{path.stem}:{start}", *parts[:3])
                parts = [""]
        assert parts == [""], f"{path.name}: the last case is not closed"


def portal_files(difference: str) -> dict[str, bytes]:
    """The files of the portal after a difference was made."""
    files = {name: text.split("\n") for name, text in BASE.items()}
    lines, at = files[REPORT], 1
    for change in difference.removesuffix("\n").split("\n"):
        if change.startswith("+++ "):
            name, _, model = change[4:].partition(" < ")
            if model:
                files[name] = MODELS[model].replace(PurePath(model).stem, PurePath(name).stem).split("\n")
            lines = files.setdefault(name, [])
            at = min(1, len(lines))
        elif change == "-*":
            lines.clear()
            at = 0
        elif change.startswith("+"):
            lines.insert(at, change[1:])
            at += 1
        elif change:
            at = lines.index(change[1:])
            if change.startswith("-"):
                del lines[at]
            else:
                at += 1
    return {name: _bytes("\n".join(lines)) for name, lines in files.items()}


def _bytes(text: str) -> bytes:
    """The text as UTF-8 with the notations replaced; a surrogate becomes the bytes it would have."""
    data = _NOTATION.sub(
        lambda m: bytes.fromhex(m[1].decode()) if m[1] else chr(int(m[2] or m[3], 16)).encode("utf-8", "surrogatepass"),
        text.encode(),
    )
    return _REPEATED.sub(lambda m: m[1] * int(m[2]), data)


def findings(files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
    """Everything there is to say about the files, in order, but for what is said of the base as it stands.

    The base states no 发布日期, its site neither 网址 nor 网站标识码; tests/test_furniture.py asks for those findings.
    """
    return tuple(d for d in _said(files) if (d.code, d.message) not in _said_of_base())


@cache
def _said_of_base() -> frozenset[tuple[str, str]]:
    return frozenset((d.code, d.message) for d in _said(portal_files("")))


def _said(files: Mapping[str, bytes]) -> tuple[Diagnostic, ...]:
    texts = {name: data for name, data in files.items() if name.endswith((".md", ".yaml"))}
    others = {name: len(data) for name, data in files.items() if name not in texts}
    return in_order(gather(Tree(texts, others), forms())[1])


def written(found: Iterable[Diagnostic]) -> str:
    """The findings as a case file writes them."""
    return "".join(_written(d) for d in found)


def _written(found: Diagnostic) -> str:
    lines = [f"{LEVELS[found.severity]}[{found.code}] {_place(found.span)} {found.message}"]
    lines += [f"另见 {_place(related.span)} {related.message}" for related in found.related]
    lines += [f"改法：{found.hint}"]
    return "".join(line + "\n" for line in lines)


def _place(span: Span) -> str:
    file = "" if span.file == REPORT else span.file + ":"
    length = f"+{span.length}" if span.length > 1 else ""
    return f"{file}{span.line}:{span.column}{length}"


def named(cases: list[Case]) -> pytest.MarkDecorator:
    """A test for each case, called after it."""
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


def with_windows_habits(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files with the byte order mark and the line ends that editors on Windows add."""
    return {name: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") for name, data in files.items()}


def both(act: Callable[[], _T]) -> _T:
    """What comes of an act with libyaml, after it was seen that the same comes of it without."""
    with_libyaml = act()
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CBaseLoader")
        assert act() == with_libyaml
    return with_libyaml
