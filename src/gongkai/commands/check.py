"""`gongkai check`: what is there to say about the content?"""

import argparse
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from gongkai.commands import crew
from gongkai.commands.common import FAULT, FINDINGS, HERE, OK, command, inside, say, write
from gongkai.commands.paper import put_page, refuse_place

if TYPE_CHECKING:
    from gongkai.build import Loaded
    from gongkai.diag import Diagnostic

FORMATS = ("text", "json", "sarif", "github", "gitlab")  # those of `show`, which is not read for the help
SAID = ("text", "github")  # those that a person reads: how many there are is said beside them
PAGE = "检查结果"


def add(commands: Any) -> None:
    """The command and its arguments."""
    check = command(commands, "check", "检查内容，逐格核对", run)
    check.arguments.add_argument("paths", nargs="*", metavar="路径", help="只显示这些文件或文件夹的问题（缺省：全部）")
    what = f"输出形式：{'、'.join(FORMATS)}（缺省：text）"
    check.options.add_argument("--format", choices=FORMATS, metavar="形式", help=what)
    what = "另写一张网页，可以打印、发邮件；不写 --format 的，不再逐条显示"
    check.options.add_argument("--html", type=Path, metavar="文件", help=what)
    crew.add(check)


def run(options: argparse.Namespace) -> int:
    """Print the findings; FINDINGS if there is an error among them."""
    from gongkai.build import within
    from gongkai.diag import has_errors

    if options.html:
        refuse_place(options.html, [options.content], PAGE)
    loaded = crew.load_content(options)
    paths = [inside(path, options.content) for path in options.paths]
    known = [*loaded.tree.texts, *loaded.tree.others, *(f.span.file for f in loaded.findings)]
    for given, path in zip(options.paths, paths, strict=True):
        if not any(within(file, [path]) for file in known):
            say(f"内容文件夹 {options.content} 里没有『{given}』。")
            return FAULT
    findings = tuple(f for f in loaded.findings if within(f.span.file, paths))
    reports = sum(within(report.file, paths) for report in loaded.portal.briefs.values())
    _show(options, loaded, findings, reports)
    if options.html:
        _write_page(options, loaded, findings, reports)
    return FINDINGS if has_errors(findings) else OK


def _show(options: argparse.Namespace, loaded: "Loaded", findings: tuple["Diagnostic", ...], reports: int) -> None:
    """Print the findings in the form that was asked for; none if they were only asked for as a page."""
    from gongkai.show import FORMATS as FORMS
    from gongkai.show import summary

    form = options.format or (None if options.html else "text")
    if form:
        shown = FORMS[form](findings, loaded.tree.texts, prefix_of(options.content))
        if form == "text":
            sys.stdout.write(shown)
            sys.stdout.flush()
        else:
            write(shown)
    if form is None or form in SAID:
        say(f"检查了 {reports} 份年报。{summary(findings)}")


def prefix_of(content: Path) -> str:
    """How the repository, the folder we stand in, names the content folder; as given if it lies outside."""
    if not content.is_absolute() and ".." not in content.parts:
        return content.as_posix()
    try:
        return content.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return content.as_posix()


def _write_page(
    options: argparse.Namespace, loaded: "Loaded", findings: tuple["Diagnostic", ...], reports: int
) -> None:
    """Write the page."""
    from gongkai.files import read_file
    from gongkai.show.page import MARK, Subject, as_page

    bodies = {PurePosixPath(agency.file).parent.as_posix(): agency.name for agency in loaded.portal.agencies}
    subject = Subject(options.content.resolve().name, tuple(options.paths), bodies, reports)
    template, style = (read_file(HERE / "show" / name).decode() for name in ("report.html", "report.css"))
    text = as_page(findings, loaded.tree.texts, subject, template, style)
    put_page(options.html, text, MARK, PAGE)
