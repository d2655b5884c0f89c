"""Which figures of one report are hardly possible, or rare? Judged by the figures and the kind of body alone."""

from collections.abc import Iterator

from gongkai.codes import accept_with, finding
from gongkai.diag import Diagnostic
from gongkai.filing import Filing, place, position
from gongkai.form import CellKey
from gongkai.records import GOVERNMENT, TOWN
from gongkai.rules.figures import PROACTIVE, RECEIVED, REQUESTS, TOTAL, filing_of, value
from gongkai.rules.rule import rule
from gongkai.rules.subject import Subject

_MAY_REGULATE = ("省", "市")
_RARE = ("research", "charity", "legal_service", "other_organisation")
_ENOUGH = 10  # applications, below which a share says nothing


@rule("regulations-power")
def regulations_power(subject: Subject) -> Iterator[Diagnostic]:
    """填了规章的机关，有没有制定规章的权力？乡镇、县级政府和各级部门填的，多半是把普通文件当成了规章。

    公式：类别是政府、层级是省或市的以外，规章一行各格 = 0
    依据：立法法第九十一条、第九十三条：规章由国务院部门，以及省级、设区的市和自治州的人民政府制定（F1）
    不问：档案里没有写类别、层级的机关。
    例：某镇的规章一行写“制发 2”。
    改法：规章以外的文件填在行政规范性文件一行；确有授权的，写『说明』。
    """
    agency, filing = subject.agency, filing_of(subject.report, PROACTIVE)
    if filing is None or agency.kind is None or agency.level is None:
        return
    if agency.kind == GOVERNMENT and agency.level in _MAY_REGULATE:
        return
    for key in filing.table.keys:
        number = filing.cells[key].value
        if key.row == "regulations" and number:
            body = agency.kind if agency.kind == TOWN else f"{agency.level}级{agency.kind}"
            what = f"填了 {number}，但{body}没有规章制定权"
            hint = "规章以外的文件请填在规范性文件一行"
            yield _at(filing, key, "regulations-power", what, hint, (number, 0))
            return


@rule("issued-in-force")
def issued_in_force(subject: Subject) -> Iterator[Diagnostic]:
    """本年制发的文件，是不是比现行有效的还多？刚制发的文件年底一般都有效。

    公式：本年制发件数 ≤ 现行有效件数（规章、行政规范性文件两行）
    依据：表二各列的含义（F2）
    不问：2019年格式（没有这几列）。
    例：制发 5、废止 12、现行有效 8，可以；制发 2、废止 0、现行有效 0，不可以。
    改法：核对现行有效件数；当年制发当年废止的，写『说明』。
    """
    filing = filing_of(subject.report, PROACTIVE)
    if filing is None:
        return
    for row in ("regulations", "normative_documents"):
        issued, in_force = (value(subject.report, PROACTIVE, row, column) for column in ("issued", "in_force"))
        if issued is not None and in_force is not None and issued > in_force:
            what = f"写的是 {in_force}，本年制发就有 {issued}"
            key = CellKey(row, "in_force")
            yield _at(filing, key, "issued-in-force", what, "请核对两格的数", (in_force, issued))


@rule("applicants-unusual")
def applicants_unusual(subject: Subject) -> Iterator[Diagnostic]:
    """申请是不是大半来自少见的一类申请人？多半是填错了列。

    公式：本年新收总计 ≥ 10，而且科研机构、社会公益组织、法律服务机构、其他中有一类超过一半
    依据：实际见到的错填（F3）
    例：12 件里 11 件填在“其他”。
    改法：对照台账核对申请人的类别；没有错的不用改。
    """
    filing = filing_of(subject.report, REQUESTS)
    total = filing.cells[CellKey(RECEIVED, TOTAL)].value if filing else None
    if filing is None or total is None or total < _ENOUGH:
        return
    for column in _RARE:
        number = filing.cells[CellKey(RECEIVED, column)].value
        if number is not None and number * 2 > total:
            what = f"{total} 件新收的申请里，这一类有 {number} 件，很少见"
            hint = "请核对申请人的类别；没有错的不用改。"
            yield _at(filing, CellKey(RECEIVED, column), "applicants-unusual", what, hint, (number, total))


def _at(  # noqa: PLR0913, PLR0917 - a finding has that many parts
    filing: Filing, key: CellKey, code: str, what: str, hint: str, numbers: tuple[object, object]
) -> Diagnostic:
    row, column = filing.table.leaves[key]
    where = position(filing.table, row, column)
    if not hint.endswith("。"):
        hint = f"{hint}；{accept_with(code, where)}"
    span = filing.cells[key].span or filing.span
    about = place(filing.table, row, column)
    return finding(code, span, f"『{where}』{what}", hint, place=about, position=where, numbers=numbers)
