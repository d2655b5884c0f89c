"""`gongkai check`: what is there to say about the content?"""

import argparse
import sys
from pathlib import Path
from typing import Any

from gongkai.commands.common import FAULT, FINDINGS, OK, command, load_content, say, write


def add(commands: Any) -> None:
    """The command and its arguments."""
    check = command(commands, "check", "检查内容，逐格核对", run)
    check.arguments.add_argument("paths", nargs="*", metavar="路径", help="只显示这些文件或文件夹的问题（缺省：全部）")
    check.options.add_argument("--format", choices=("text", "json"), default="text", help="输出形式（缺省：text）")


def run(options: argparse.Namespace) -> int:
    """Print the findings; FINDINGS if there is an error among them."""
    from gongkai.build import within
    from gongkai.diag import has_errors
    from gongkai.show import as_json, as_text, summary

    loaded = load_content(options)
    paths = [_inside(path, options.content) for path in options.paths]
    known = [*loaded.tree.texts, *loaded.tree.others, *(f.span.file for f in loaded.findings)]
    for given, path in zip(options.paths, paths, strict=True):
        if not any(within(file, [path]) for file in known):
            say(f"内容文件夹 {options.content} 里没有『{given}』。")
            return FAULT
    findings = tuple(f for f in loaded.findings if within(f.span.file, paths))
    if options.format == "json":
        write(as_json(findings))
    else:
        sys.stdout.write(as_text(findings, loaded.tree.texts))
        sys.stdout.flush()
        reports = sum(within(report.file, paths) for report in loaded.portal.reports.values())
        say(f"检查了 {reports} 份年报。{summary(findings)}")
    return FINDINGS if has_errors(findings) else OK


def _inside(path: str, content: Path) -> str:
    """A path as given, relative to the content folder; as given if it lies outside."""
    for base in (Path(path), content / path):
        if base.exists():
            try:
                return base.resolve().relative_to(content.resolve()).as_posix()
            except ValueError:
                continue
    return path.replace("\\", "/")
