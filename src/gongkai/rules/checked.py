"""Was a report that was copied from somewhere compared with its source? Asked of 来源."""

from collections.abc import Iterator

from gongkai.codes import finding
from gongkai.diag import Diagnostic
from gongkai.rules.rule import rule
from gongkai.rules.subject import Subject


@rule("source-unchecked")
def source_unchecked(subject: Subject) -> Iterator[Diagnostic]:
    """转录的年报，有没有人对照原文核对过？『来源』写了『形式』或者『转录』，没有写『核对』的，列出来，好逐份核对。

    公式：写了形式或者转录的，核对也要写
    依据：第六条：准确地公开政府信息
    不问：形式、转录都没有写的年报，例如直接编写的。
    例：从旧 Word 文件导入的年报，形式是“Word 文件”，核对空着。
    改法：对照原文核对三张表和正文，再写上『核对』：谁，哪一天。
    """
    origin = subject.report.origin
    if origin.unchecked:
        whence = f"这份年报转录自{origin.kind}" if origin.kind else "这份年报是转录的"
        hint = "请对照原文核对，再在『来源』里写上『核对』，例如『核对: 县政府办 2024-03-01』。"
        yield finding("source-unchecked", origin.span or subject.report.span, f"{whence}，还没有写谁核对过", hint)
