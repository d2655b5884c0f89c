"""The command line: a thin skin over the library."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from gongkai import __version__

if TYPE_CHECKING:
    from gongkai.build import Loaded
    from gongkai.form import Forms

OK, FINDINGS, FAULT = 0, 1, 2
HERE = Path(__file__).parent
FORMS = HERE / "forms"
TEMPLATES = HERE.parent.parent / "templates"  # those of the checkout


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 no errors, 1 errors in the content, 2 a fault of ours or of the machine."""
    for stream in (sys.stdout, sys.stderr):
        # A console in cp936 cannot show every character; better a substitute than a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        _say("已中断。")
        return FAULT
    except Exception as fault:  # noqa: BLE001 - the last resort: an editor never sees a traceback
        from gongkai.files import FileFault
        from gongkai.theme import TemplateFault

        if isinstance(fault, FileFault | TemplateFault):
            _say(str(fault))
        else:
            _say(f"gongkai 自身出错了（{type(fault).__name__}: {fault}）。这不是您的内容的问题，请把这句话告诉维护者。")
            if os.environ.get("GONGKAI_DEBUG"):
                traceback.print_exc()
        return FAULT


def _say(text: str) -> None:
    print(text, file=sys.stderr)


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **options)
        self.arguments = self.add_argument_group("参数")
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(FAULT, f"参数不对（{message}）；用法请看 {self.prog} --help\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def _parser() -> _Parser:
    parser = _Parser(prog="gongkai", description="政府信息公开工作年度报告：检查、生成网站。")
    parser.options.add_argument("--version", action="version", version=f"gongkai {__version__}", help="显示版本")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)

    check = _command(commands, "check", "检查内容，逐格核对", _check)
    check.arguments.add_argument("paths", nargs="*", metavar="路径", help="只显示这些文件或文件夹的问题（缺省：全部）")
    check.options.add_argument("--format", choices=("text", "json"), default="text", help="输出形式（缺省：text）")

    build = _command(commands, "build", "检查并生成网站", _build)
    _folder(build, "--out", "site", "网站放在哪里")
    what = "模板（缺省：templates/，没有则用自带的）"
    build.options.add_argument("--templates", type=Path, metavar="文件夹", help=what)
    build.options.add_argument(
        "--base-url", metavar="网址", help="网站根目录的完整网址（缺省：site.yaml 里的『网址』）"
    )

    take = _command(commands, "import", "导入 report.json，写成年报文件", _import)
    take.arguments.add_argument("files", nargs="+", type=Path, metavar="文件", help="report.json")
    take.options.add_argument("--into", type=Path, required=True, metavar="文件夹", help="写到哪个内容文件夹")
    return parser


def _command(commands: Any, name: str, what: str, run: Callable[[argparse.Namespace], int]) -> _Parser:
    command: _Parser = commands.add_parser(name, help=what, description=what + "。")
    _folder(command, "--content", "content", "内容文件夹")
    command.options.add_argument(
        "--forms", type=Path, default=FORMS, metavar="文件夹", help="格式的数据文件（缺省：自带的）"
    )
    command.set_defaults(run=run)
    return command


def _folder(command: _Parser, name: str, default: str, what: str) -> None:
    """An option that names a folder."""
    help_text = f"{what}（缺省：{default}/）"
    command.options.add_argument(name, type=Path, default=Path(default), metavar="文件夹", help=help_text)


def _load(options: argparse.Namespace) -> "Loaded":
    from gongkai.build import load

    return load(options.content, _forms(options))


def _forms(options: argparse.Namespace) -> "Forms":
    from gongkai.editions import read_forms
    from gongkai.files import FileFault

    if not options.forms.is_dir():
        message = f"没有格式的数据文件夹 {options.forms}；请核对 --forms，或者不写，用自带的。"
        raise FileFault(message)
    return read_forms(options.forms)


def _check(options: argparse.Namespace) -> int:
    from gongkai.build import within
    from gongkai.diag import has_errors
    from gongkai.show import as_json, as_text, summary

    loaded = _load(options)
    paths = [_inside(path, options.content) for path in options.paths]
    known = [*loaded.tree.texts, *loaded.tree.others, *(f.span.file for f in loaded.findings)]
    for given, path in zip(options.paths, paths, strict=True):
        if not any(within(file, [path]) for file in known):
            _say(f"内容文件夹 {options.content} 里没有『{given}』。")
            return FAULT
    findings = tuple(f for f in loaded.findings if within(f.span.file, paths))
    if options.format == "json":
        _write(as_json(findings))
    else:
        sys.stdout.write(as_text(findings, loaded.tree.texts))
        sys.stdout.flush()
        reports = sum(within(report.file, paths) for report in loaded.portal.reports.values())
        _say(f"检查了 {reports} 份年报。{summary(findings)}")
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


def _write(text: str) -> None:
    """Machine-readable output: UTF-8 whatever the console."""
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text)


def _build(options: argparse.Namespace) -> int:
    from gongkai.build import publish
    from gongkai.show import as_text, summary

    loaded = _load(options)
    own = Path("templates")
    templates = options.templates or (own if own.is_dir() else TEMPLATES)
    count = publish(loaded, options.content, templates, options.out, options.base_url)
    if count is None:
        errors = [f for f in loaded.findings if f.severity == "error"]
        sys.stderr.write(as_text(errors, loaded.tree.texts))
        _say(f"{summary(loaded.findings)}有错误，没有生成网站，{options.out} 保持原样。")
        return FINDINGS
    if loaded.findings:
        _say(f"{summary(loaded.findings)}详情请运行 check。")
    print(f"网站已生成：{len(loaded.portal.agencies)} 个机关，{len(loaded.portal.reports)} 份年报，{count} 个文件。")
    print(f"请用浏览器打开 {options.out / 'index.html'}")
    return OK


def _import(options: argparse.Namespace) -> int:
    from gongkai.intake import import_file
    from gongkai.show import as_text

    forms = _forms(options)
    status = OK
    for path in options.files:
        written, findings = import_file(path, options.into, forms)
        sys.stderr.write(as_text(findings, {}))
        if not written:
            status = FINDINGS
        for name in written:
            print(name)
    return status
