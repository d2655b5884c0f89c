"""The command line: a thin skin over the library."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from gongkai import __version__

OK, FINDINGS, FAULT = 0, 1, 2


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
        from gongkai.files import FileFault  # noqa: PLC0415
        from gongkai.theme import TemplateFault  # noqa: PLC0415

        if isinstance(fault, FileFault | TemplateFault):
            _say(str(fault))
        else:
            _say(f"gongkai 自身出错了（{type(fault).__name__}: {fault}）。这不是您的内容的问题，请把这句话告诉维护者。")
            if os.environ.get("GONGKAI_DEBUG"):
                traceback.print_exc()
        return FAULT


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gongkai", description="政府信息公开工作年度报告：检查、生成网站。", add_help=False
    )
    _add_help(parser)
    parser.add_argument("--version", action="version", version=f"gongkai {__version__}", help="显示版本")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)

    check = _command(commands, "check", "检查内容，逐格核对", _check)
    check.add_argument("paths", nargs="*", metavar="路径", help="只显示这些文件或文件夹的问题（缺省：全部）")
    check.add_argument("--format", choices=("text", "json"), default="text", help="输出形式（缺省：text）")

    build = _command(commands, "build", "检查并生成网站", _build)
    build.add_argument(
        "--out",
        type=Path,
        default=Path("site"),
        metavar="文件夹",
        help="网站放在哪里（缺省：site/）",
    )
    build.add_argument(
        "--templates",
        type=Path,
        default=Path("templates"),
        metavar="文件夹",
        help="模板（缺省：templates/）",
    )
    build.add_argument("--base-url", metavar="网址", help="网站根目录的完整网址（缺省：site.yaml 里的『网址』）")

    take = _command(commands, "import", "导入 report.json，写成年报文件", _import)
    take.add_argument("files", nargs="+", type=Path, metavar="文件", help="report.json")
    take.add_argument("--into", type=Path, required=True, metavar="文件夹", help="写到哪个内容文件夹")
    return parser


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="显示这份说明")


def _command(commands, name: str, what: str, run) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]  # noqa: ANN001
    command: argparse.ArgumentParser = commands.add_parser(name, help=what, description=what + "。", add_help=False)
    _add_help(command)
    command.add_argument(
        "--content",
        type=Path,
        default=Path("content"),
        metavar="文件夹",
        help="内容文件夹（缺省：content/）",
    )
    command.add_argument("--forms", type=Path, default=Path(__file__).parent / "forms", help=argparse.SUPPRESS)
    command.set_defaults(run=run)
    return command


def _load(options: argparse.Namespace):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from gongkai.build import load  # noqa: PLC0415
    from gongkai.editions import read_forms  # noqa: PLC0415

    return load(options.content, read_forms(options.forms))


def _check(options: argparse.Namespace) -> int:
    from gongkai.build import within  # noqa: PLC0415
    from gongkai.diag import has_errors  # noqa: PLC0415
    from gongkai.show import as_json, as_text, summary  # noqa: PLC0415

    loaded = _load(options)
    findings = within(loaded.findings, [_inside(path, options.content) for path in options.paths])
    if options.format == "json":
        _write(as_json(findings))
    else:
        sys.stdout.write(as_text(findings, loaded.tree.texts))
        sys.stdout.flush()
        _say(f"检查了 {len(loaded.portal.reports)} 份年报。{summary(findings)}")
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
    from gongkai.build import publish  # noqa: PLC0415
    from gongkai.show import as_text, summary  # noqa: PLC0415

    loaded = _load(options)
    count = publish(loaded, options.content, options.templates, options.out, options.base_url)
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
    from gongkai.editions import read_forms  # noqa: PLC0415
    from gongkai.intake import import_file  # noqa: PLC0415
    from gongkai.show import as_text  # noqa: PLC0415

    forms = read_forms(options.forms)
    status = OK
    for path in options.files:
        written, findings = import_file(path, options.into, forms)
        sys.stderr.write(as_text(findings, {}))
        if not written:
            status = FINDINGS
        for name in written:
            print(name)
    return status
