"""Do the sums of a table hold? Every equation of the form, for every row and every column."""

from collections.abc import Iterator

from gongkai.cells import Cell
from gongkai.codes import accept_with, finding
from gongkai.diag import Diagnostic, Related
from gongkai.filing import Filing, place, position
from gongkai.form import CellKey
from gongkai.rules.rule import rule
from gongkai.rules.subject import Subject
from gongkai.rules.verdicts import Side, Verdict, only_totals
from gongkai.rules.words import more_or_less

MAX_RELATED = 30


@rule("balance")
def balance(subject: Subject) -> Iterator[Diagnostic]:
    """表三的每一列，收到的申请是不是都有了下落？这是格式里印明的勾稽关系，自然人、五类组织和总计七列各问一遍。

    公式：一、本年新收 + 二、上年结转 = 三、（七）总计 + 四、结转下年度
    依据：格式表三左上角“本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和”（A1）
    不问：两边有一格是空白、斜线、不适用的，除非已填的数已经超过另一边。
    例：新收 20、上年结转 1、总计 20、结转下年度 0：左边 21，右边 20，少 1。
    改法：对照台账找出写错的一格；原表就是这样的，在『说明』里写明理由，数字照录。
    """
    return _broken_of(subject, "balance")


@rule("result-total")
def result_total(subject: Subject) -> Iterator[Diagnostic]:
    """表三的每一列，（七）总计是不是各种办理结果的和？2021年格式加 21 行，2019年格式加 19 行。

    公式：（七）总计 = （一）予以公开 + （二）部分公开 + （三）各项 + （四）各项 + （五）各项 + （六）各项
    依据：“总计”的含义（A2）
    不问：有一格不是数字的；总计省略不写、由系统算出的。
    例：各项相加是 20，总计写 21：多 1。
    改法：对照台账改正总计或写错的一项。
    """
    return _broken_of(subject, "result-total")


@rule("row-total")
def row_total(subject: Subject) -> Iterator[Diagnostic]:
    """表三的每一行，总计是不是自然人与五类组织的和？不只问大项，每一行都问。

    公式：总计 = 自然人 + 商业企业 + 科研机构 + 社会公益组织 + 法律服务机构 + 其他
    依据：“总计”的含义（A3）
    不问：有一格不是数字的；总计省略不写、由系统算出的。
    例：自然人 6、商业企业 3，其余是 0，总计写 10：多 1。
    改法：对照台账改正总计或写错的一格。
    """
    return _broken_of(subject, "row-total")


@rule("review-total")
def review_total(subject: Subject) -> Iterator[Diagnostic]:
    """表四的三组，总计是不是四种结果的和？行政复议、未经复议直接起诉、复议后起诉各问一遍。

    公式：总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结
    依据：“总计”的含义（A4）
    不问：有一格不是数字的；总计省略不写、由系统算出的。
    例：维持 10、纠正 1、其他 0、尚未审结 0，总计写 0：少 11。
    改法：对照台账改正总计或写错的一项。
    """
    return _broken_of(subject, "review-total")


@rule("not-checkable")
def not_checkable(subject: Subject) -> Iterator[Diagnostic]:
    """一张表里有多少处勾稽关系因为空白、斜线、不适用而无法核对？不当作成立，也不当作不成立；一张表只提示一次。

    依据：空白不是 0（A6）
    例：表四各格都是空白：3 处无法核对。
    改法：原文空白的保留即可；漏填的请补上。
    """
    for filing, judged in zip(subject.report.filings, subject.verdicts, strict=True):
        unchecked = sum(verdict.holds is None for verdict in judged)
        if unchecked and not only_totals(filing):
            ordinal = filing.table.ordinal
            message = f"表{ordinal}有 {unchecked} 处勾稽关系无法核对：涉及的格不是数字"
            hint = "原文空白的保留即可；漏填的请补上。"
            yield finding("not-checkable", filing.span, message, hint, place=place(filing.table))


@rule("totals-only")
def totals_only(subject: Subject) -> Iterator[Diagnostic]:
    """一张表是不是只填了总计？总计写了数，各项全是空白，无从核对，也看不出没有发生的事项。

    依据：第五十条；没有发生的应当写 0（A6）
    例：表三只有各行的总计是 0，其他格全部空着。
    改法：各项有数的请补填，没有发生的写 0；原文就没有填的，保留空白。
    """
    for filing, judged in zip(subject.report.filings, subject.verdicts, strict=True):
        if any(verdict.holds is None for verdict in judged) and only_totals(filing):
            message = f"表{filing.table.ordinal}只填了总计，各项都没有填"
            hint = "各项有数的请补填，没有发生的写 0；原文就没有填的，保留空白。"
            yield finding("totals-only", filing.span, message, hint, place=place(filing.table))


def _broken_of(subject: Subject, code: str) -> Iterator[Diagnostic]:
    for filing, judged in zip(subject.report.filings, subject.verdicts, strict=True):
        for verdict in judged:
            if verdict.holds is False and verdict.equation.code == code:
                yield _broken(filing, verdict)


def _broken(filing: Filing, verdict: Verdict) -> Diagnostic:
    equation = verdict.equation
    message = _total_message(filing, verdict) if equation.defines else _identity_message(filing, verdict)
    keys = (*equation.right, *equation.left)
    where = position(filing.table, equation.row, equation.column)
    span = next((c.span for c in _written(filing, keys)), filing.span)
    related = [
        Related(cell.span, f"{_name(filing, key)}：{cell.raw}")
        for key in keys
        if (cell := filing.cells[key]).span not in {None, span} and cell.number not in {None, "0"} and cell.span
    ]
    hint = f"请对照原表改正其中写错的一格；{accept_with(equation.code, where)}"
    sides = (verdict.left.total, verdict.right.total)  # of a total, what it should be stands to the left
    return finding(
        equation.code,
        span or filing.span,
        message,
        hint,
        related[:MAX_RELATED],
        place=place(filing.table, equation.row, equation.column),
        position=where,
        numbers=sides[::-1] if equation.defines else sides,
    )


def _written(filing: Filing, keys: tuple[CellKey, ...]) -> Iterator[Cell]:
    """The cells that stand in the file, the first of them being where a reader should look."""
    for key in keys:
        cell = filing.cells[key]
        if cell.span and not cell.computed:
            yield cell


def _name(filing: Filing, key: CellKey) -> str:
    return position(filing.table, *filing.table.leaves[key])


def _total_message(filing: Filing, verdict: Verdict) -> str:
    equation, parts, total = verdict.equation, verdict.left, verdict.right
    where = position(filing.table, equation.row, equation.column)
    numbers = [n for key in equation.left if (n := filing.cells[key].number) not in {None, "0"}]
    sum_of = f"（{'+'.join(str(n) for n in numbers)}）" if len(numbers) > 1 else ""
    if not parts.complete:
        return f"『{where}』写的是 {total.total}，只把已填的各项相加就有 {parts.total}{sum_of}"
    return (
        f"『{where}』写的是 {total.total}，各项相加是 {parts.total}{sum_of}，{more_or_less(total.total - parts.total)}"
    )


def _identity_message(filing: Filing, verdict: Verdict) -> str:
    equation = verdict.equation

    def side(keys: tuple[CellKey, ...], known: Side) -> str:
        rows = {row.id: row for row, _ in filing.table.cells}
        terms = " + ".join(
            f"{rows[key.row].node.written} {filing.cells[key].number or f'（{filing.cells[key].state}）'}"
            for key in keys
        )
        return f"{terms} = {known.total}"

    where = position(filing.table, equation.row, equation.column)
    left, right = side(equation.left, verdict.left), side(equation.right, verdict.right)
    difference = more_or_less(verdict.right.total - verdict.left.total)
    only_known = "" if verdict.left.complete and verdict.right.complete else "只算已填的，"
    return f"『{where}』一列勾稽关系不成立：{only_known}{left}；{right}；后者{difference}"
