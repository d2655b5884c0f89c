"""What stands before every page while something is to be mended?"""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from types import TracebackType
from typing import NamedTuple

from gongkai.diag import Diagnostic, Severity
from gongkai.portal import Portal
from gongkai.show.page import Subject, as_page, print_page


class Fault(NamedTuple):
    """What is wrong besides the content: what it is, in a sentence, where, and how to mend it."""

    title: str
    message: str
    where: str = ""
    mend: str = ""


def of_errors(found: Sequence[Diagnostic], texts: Mapping[str, bytes], portal: Portal, template: str) -> bytes:
    """The page that shows every error of the content, with the line, what was found and how to mend it."""
    errors = [one for one in found if one.severity is Severity.ERROR]
    bodies = {PurePosixPath(agency.file).parent.as_posix(): agency.name for agency in portal.agencies}
    subject = Subject("", (), bodies, len(portal.reports))
    return as_page(errors, texts, subject, template, "").encode()


def of_fault(fault: Fault, template: str) -> bytes:
    """The page that shows a fault."""
    return print_page(template, fault=fault).encode()


def of_template(fault: Exception) -> Fault:
    """A fault of a template, with the line on which it was met."""
    cause = fault.__cause__
    name, line = getattr(cause, "name", None), getattr(cause, "lineno", None)
    if line is None and cause is not None:
        name, line = _met(cause.__traceback__)
    where = f"模板 {name} 第 {line} 行" if name and line else f"这个模板或者它引用的模板，第 {line} 行" if line else ""
    mend = "请照这一句改模板，存盘；不知道怎样改的，用原来的模板换回去。"
    return Fault("模板有问题", str(fault), where, mend)


def _met(trace: TracebackType | None) -> tuple[str | None, int | None]:
    """The last line of a template on the way to a fault, and of which template if that is known."""
    name = line = None
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file == "<template>" or file.endswith(".html"):
            name, line = file if file != "<template>" else None, trace.tb_lineno
        trace = trace.tb_next
    return name, line
