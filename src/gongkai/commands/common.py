"""What do commands share? The parser that speaks Chinese, exit states, reading what an editor named, writing."""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from gongkai.build import Loaded
    from gongkai.form import Forms

OK, FINDINGS, FAULT = 0, 1, 2
HERE = Path(__file__).parent.parent
FORMS = HERE / "forms"
TEMPLATES = HERE.parent.parent / "templates"  # those of the checkout


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **options)
        self.arguments = self.add_argument_group("参数")
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say that the arguments are wrong, and stop with FAULT."""
        self.print_usage(sys.stderr)
        self.exit(FAULT, f"参数不对：{in_chinese(message)}。用法请看 {self.prog} --help\n")


def in_chinese(message: str) -> str:
    """What argparse says, in Chinese; a command that is not there with the one that is most like it."""
    for pattern, told in _SAID:
        message = re.sub(pattern, told, message, flags=re.DOTALL)
    return message


def _choice(found: re.Match[str]) -> str:
    import difflib

    name, given = found[1], found[2][1:-1]
    known = re.findall(r"'([^']*)'", found[3]) or found[3].split(", ")
    near = difflib.get_close_matches(given, known, 1)
    guess = f"是不是 {near[0]}？" if near else ""
    what = f"没有『{given}』这个命令" if name == "命令" else f"{name} 不能写『{given}』"
    return f"{what}；{guess}可以写的有 {'、'.join(known)}"


_SAID: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"^argument (\S+): invalid choice: (.*) \(choose from (.*)\)$", _choice),
    (r"^the following arguments are required: (.*)$", r"还缺：\1"),
    (r"^unrecognized arguments: (.*)$", r"不认识 \1"),
    (r"^argument (\S+): expected (?:one|at least one) argument$", r"\1 后面要写内容"),
    (r"^argument (\S+): ignored explicit argument .*$", r"\1 后面不写内容"),
    (r"^argument (\S+): not allowed with argument (\S+)$", r"\1 不能和 \2 一起写"),
    (r"^ambiguous option: (\S+) could match (.*)$", r"\1 写得不全，可能是 \2"),
    (r"^one of the arguments (.*) is required$", r"\1 要写一个"),
    (r"^argument (\S+): ", r"\1 "),
)


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def command(commands: Any, name: str, what: str, run: Callable[[argparse.Namespace], int]) -> Parser:
    """A command that reads a content folder and the forms."""
    added: Parser = commands.add_parser(name, help=what, description=what + "。")
    folder(added, "--content", "content", "内容文件夹")
    added.options.add_argument(
        "--forms", type=Path, default=FORMS, metavar="文件夹", help="格式的数据文件（缺省：自带的）"
    )
    added.set_defaults(run=run)
    return added


def folder(parser: Parser, name: str, default: str, what: str) -> None:
    """An option that names a folder."""
    help_text = f"{what}（缺省：{default}/）"
    parser.options.add_argument(name, type=Path, default=Path(default), metavar="文件夹", help=help_text)


def with_templates(parser: Parser) -> None:
    """An option that names a folder of templates; `templates_of` says which are meant without it."""
    help_text = "模板（缺省：templates/，没有则用自带的）"
    parser.options.add_argument("--templates", type=Path, metavar="文件夹", help=help_text)


def templates_of(options: argparse.Namespace) -> Path:
    """The folder of templates that was named; else the one in this folder, else our own."""
    named: Path | None = options.templates
    own = Path("templates")
    return named or (own if own.is_dir() else TEMPLATES)


def refuse_templates(place: Path, templates: Path) -> None:
    """FileFault if what is written would lie in the folder of the templates, or hold it."""
    from gongkai.files import FileFault, overlap

    if overlap(place, templates):
        message = f"{place} 不能放在模板文件夹里，也不能把模板文件夹包在里面；请换一个地方。"
        raise FileFault(message)


def load_content(options: argparse.Namespace) -> "Loaded":
    """The content folder that was named, read and judged."""
    from gongkai.build import load

    return load(options.content, load_forms(options))


def load_forms(options: argparse.Namespace) -> "Forms":
    """The forms of the folder that was named; FileFault if there is no such folder, or one of somebody's is faulty."""
    from gongkai import editions
    from gongkai.files import FileFault
    from gongkai.folders import read_forms_texts

    texts = read_forms_texts(options.forms)
    try:
        return editions.load_forms(texts)
    except ValueError as fault:
        if options.forms == FORMS:
            raise  # a fault of ours
        message = f"{options.forms}：{fault}。请改正，或者不写 --forms，用自带的。"
        raise FileFault(message) from fault


def say(text: str) -> None:
    """A word to the editor, beside the output."""
    print(text, file=sys.stderr)


def write(text: str) -> None:
    """Machine-readable output: UTF-8 whatever the console."""
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text)


def inside(path: str, content: Path) -> str:
    """A path as given, relative to the content folder; as given if it lies outside."""
    for base in (Path(path), content / path):
        if base.exists():
            try:
                return base.resolve().relative_to(content.resolve()).as_posix()
            except ValueError:
                continue
    return path.replace("\\", "/")
