"""Reports as plain text for the tests of the import: invented bodies and sentences; only labels are those of the form."""

from collections.abc import Callable, Sequence

from gongkai.archive.outline import Outline, outline
from gongkai.archive.raw import Block, Cell, Paragraph, RawTable, Source
from portal_model import CHAPTERS, Report
from support import APPLICANTS, CARRIED_IN, CARRIED_OUT, NEW, RESULT_TOTAL, RESULTS, TOTAL, forms

ORDINALS = "一二三四五六"
TABLES = {
    "二": [
        "第二十条第（一）项",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
        "规章\t0\t0\t0",
        "行政规范性文件\t3\t1\t12",
    ],
    "三": [
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\t申请人情况",
        "一、本年新收政府信息公开申请数量\t4\t0\t0\t0\t0\t0\t4",
        "二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0",
        "三、本年度办理结果\t（一）予以公开\t4\t0\t0\t0\t0\t0\t4",
        "四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0",
    ],
    "四": ["行政复议\t行政诉讼", "结果维持\t结果纠正\t其他结果\t尚未审结\t总计", "0\t0\t0\t0\t0"],
}
PROSE = {
    "一": ["青石镇全年发布各类信息三百余条，内容比上年更细。", "收到申请四件，都按时答复。"],
    "五": ["栏目更新有时不及时，打算每月检查一次。"],
    "六": ["没有收取信息处理费。"],
}


def source(*lines: str | Block, kind: str = "纯文本", **facts: str) -> Source:
    """A file of these lines; a line may hold several."""
    blocks: list[Block] = []
    count = 0
    for line in lines:
        for piece in line.split("\n") if isinstance(line, str) else [line]:
            count += 1
            blocks.append(Paragraph(piece, f"第{count}行") if isinstance(piece, str) else piece)
    return Source("甲.txt", kind, tuple(blocks), facts)


def report(
    headings: Sequence[str] = tuple(CHAPTERS.values()),
    title: str = "青石镇人民政府2023年政府信息公开工作年度报告",
    *,
    above: Sequence[str] = (),
    below: Sequence[str] = (),
    prose: dict[str, list[str]] | None = None,
) -> list[str]:
    """A short report, its headings as given; an empty heading is left out."""
    lines = [title, *above]
    for ordinal, heading in zip(ORDINALS, headings, strict=True):
        lines += [heading] if heading else []
        lines += TABLES.get(ordinal) or {**PROSE, **(prose or {})}[ordinal]
    return [*lines, *below]


def read(*lines: str | Block, kind: str = "纯文本", edition: str = "2021") -> Outline:
    """The outline of a file of these lines."""
    asked = forms().get(edition)
    assert asked is not None
    return outline(source(*lines, kind=kind), asked)


def texts(blocks: Sequence[Block]) -> list[str]:
    """The texts of blocks, empty ones left out."""
    return [b.text for b in blocks if isinstance(b, Paragraph) and b.text.strip()]


def found(outlined: Outline) -> dict[str, list[str]]:
    """What each chapter holds."""
    return {p.chapter.ordinal: texts(p.blocks) for p in outlined.parts}


def as_expected(outlined: Outline) -> bool:
    """Whether every chapter of `report` holds what belongs to it."""
    return found(outlined) == {o: TABLES.get(o) or PROSE[o] for o in ORDINALS}


def heading_damaged(ordinal: str, change: Callable[[str], str]) -> list[str]:
    """The six headings, one of them changed."""
    return [change(h) if o == ordinal else h for o, h in CHAPTERS.items()]


def printed(one: Report, headings: Sequence[str]) -> list[str]:
    """A report of the portal model as text, its tables with all figures of chapter 三."""
    lines = [one.title, *one.preamble]
    edition = one.editions[1]
    for ordinal, heading in zip(ORDINALS, headings, strict=True):
        lines += heading.split("\n")
        if ordinal == "三":
            lines.append(TABLES["三"][0])
            for row in (NEW, CARRIED_IN, *RESULTS[edition], RESULT_TOTAL, CARRIED_OUT):
                cells = [str(one.figures["三", row, column]) for column in (*APPLICANTS, TOTAL)]
                lines.append("\t".join([*row.split("／"), *cells]))
        else:
            lines += TABLES.get(ordinal) or one.chapters.get(ordinal, ())
    return lines


def grid(*rows: Sequence[str], where: str = "第1个表") -> RawTable:
    """A table of these texts."""
    return RawTable(
        tuple(
            tuple(Cell(text, f"{where}第{i}行第{j}列") for j, text in enumerate(row, 1))
            for i, row in enumerate(rows, 1)
        ),
        where,
    )
