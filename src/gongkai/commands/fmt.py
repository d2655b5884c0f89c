"""`gongkai fmt`: how would these files be written properly?"""

import argparse
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from gongkai.commands.common import FAULT, FINDINGS, OK, command, inside, load_forms, say

if TYPE_CHECKING:
    from gongkai.form import Forms
    from gongkai.tidy import Kind, Tidied


def add(commands: Any) -> None:
    """The command and its arguments."""
    fmt = command(commands, "fmt", "把写法整理成统一的样子，数字和文字不动", run)
    fmt.arguments.add_argument("paths", nargs="*", metavar="路径", help="只整理这些文件或文件夹（缺省：全部）")
    fmt.options.add_argument("--check", action="store_true", help="只说要整理什么，不改文件")


def run(options: argparse.Namespace) -> int:
    """Write files in their proper form; FINDINGS if one cannot be read or, with --check, is not in it."""
    from gongkai.build import within
    from gongkai.files import replace_text
    from gongkai.folders import read_tree
    from gongkai.rules.personal import redact
    from gongkai.tidy import tidy

    forms = load_forms(options)
    tree, _ = read_tree(options.content)
    paths = [inside(path, options.content) for path in options.paths]
    kinds = {name: kind for name in tree.texts if within(name, paths) and (kind := _kind(name, forms))}
    for given, path in zip(options.paths, paths, strict=True):
        if not any(within(name, [path]) for name in kinds):
            say(f"内容文件夹 {options.content} 里没有『{given}』，或者它不是年报，也不是档案。")
            return FAULT
    changed = left = 0
    for name, kind in sorted(kinds.items()):
        data = tree.texts[name]
        done = tidy(data, kind)
        if done.text is None:
            left += 1
            say(f"{name}:{done.line} 没有动这个文件：{redact(done.fault)}")
        elif done.text.encode() != data:
            changed += 1
            _tell(name, data, done)
            if not options.check:
                replace_text(options.content / name, done.text, data)
    _sum_up(len(kinds), changed, left, check=options.check)
    return FINDINGS if left or (options.check and changed) else OK


def _sum_up(seen: int, changed: int, left: int, *, check: bool) -> None:
    what = "要整理" if check else "整理了"
    rest = f"，{left} 份读不懂，没有动，请先运行 check" if left else ""
    say(f"看了 {seen} 份文件，{what} {changed} 份{rest}。")


def _tell(name: str, data: bytes, done: "Tidied") -> None:
    """What is mended, line by line, and how many lines are only set in order."""
    from gongkai.rules.personal import redact

    for mend in done.mends:
        print(f"{name}:{mend.line} {redact(mend.what)}")
    mended = {mend.line for mend in done.mends}
    before, after = (data.decode("utf-8-sig").replace("\r\n", "\n").split("\n"), (done.text or "").split("\n"))
    moved = [n for n, (old, new) in enumerate(zip(before, after, strict=False), 1) if old != new and n not in mended]
    if moved:
        print(f"{name}:{moved[0]} 空格、引号排整齐（{len(moved)} 行）")


def _kind(name: str, forms: "Forms") -> "Kind | None":
    """What kind of file that is; None for one that is neither a report nor a record."""
    from gongkai.gather import AGENCY_RECORD, SITE_RECORD
    from gongkai.tidy import agency_file, report_file, site_file

    path = PurePosixPath(name)
    if name == SITE_RECORD:
        return site_file()
    if path.name == AGENCY_RECORD:
        return agency_file(path.parent.name)
    if path.suffix == ".md" and re.fullmatch(r"[12]\d{3}", path.stem, re.ASCII):
        return report_file(int(path.stem), forms)
    return None
