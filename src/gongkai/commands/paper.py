"""Where may a command write a page for people, and in the place of what?"""

from collections.abc import Iterable
from pathlib import Path

from gongkai.commands.common import say
from gongkai.told import why

SUFFIXES = (".html", ".htm")


def refuse_place(page: Path, folders: Iterable[Path], what: str) -> None:
    """FileFault if the page must not stand there: no HTML by its name, or among the content."""
    from gongkai.files import FileFault, real

    if page.suffix.lower() not in SUFFIXES:
        message = f"--html 后面写的是 {page}；文件名要以 .html 结尾，例如：--html {what}.html。"
        raise FileFault(message)
    for folder in folders:
        if real(page).is_relative_to(real(folder)):
            message = f"{page} 在内容文件夹 {folder} 里，{what}请写到别的地方，例如：--html {what}.html。"
            raise FileFault(message)


def put_page(page: Path, text: str, mark: bytes, what: str) -> None:
    """Write the page, in the place of an older one of ours, known by its mark, but of nothing else."""
    from gongkai.files import FileFault, read_if_there, replace_text, write_new

    try:
        old = read_if_there(page)
        if old is None:
            write_new(page, text)
        elif mark in old[:1000]:
            replace_text(page, text, old)
        else:
            message = f"{page} 是别的文件，不是以前的{what}，没有动它；请换一个文件名。"
            raise FileFault(message)
    except OSError as fault:
        message = f"写不了 {page}：{why(fault)}。请检查文件夹和权限，或者换一个地方。"
        raise FileFault(message) from fault
    say(f"{what}写在 {page}，请用浏览器打开，也可以打印、发邮件。")
