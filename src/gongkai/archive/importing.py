"""What becomes of a file from elsewhere? A report as far as the file states it, or the reason why it is none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from gongkai import intake
from gongkai.archive.compose import compose
from gongkai.archive.confine import confined
from gongkai.archive.facts import Facts, facts, one_report
from gongkai.archive.found import Found
from gongkai.archive.office import KEYWORDS
from gongkai.archive.outline import Outline, outline
from gongkai.archive.own import is_own, read_own
from gongkai.archive.prose import body
from gongkai.archive.raw import Block, Source
from gongkai.archive.recognise import recognise
from gongkai.archive.refusal import Refused
from gongkai.archive.region import region
from gongkai.archive.repair import Repair
from gongkai.archive.sheet import Recognised
from gongkai.bind import bind
from gongkai.cells import State
from gongkai.diag import Diagnostic
from gongkai.emit.data import CellRecord, cell_records
from gongkai.form import Edition, Forms
from gongkai.office.sealing import MARK
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.source import parse
from gongkai.text import fold

Reader = Callable[[bytes, str], Source]
Cells = Mapping[tuple[str, str, str], tuple[str, str | None, str | None]]
_KINDS = {  # 形式 by what a container says of itself
    "网页": "网页",
    "Word 文档": "Word 文件",
    "Excel 工作簿": "Excel 文件",
    "PDF": "PDF 文件",
    "纯文本": "文字",
    "Markdown": "文字",
}
NOT_MENDED = frozenset({"待核", "丢弃", "缺行", "缺表", "缺章"})  # kinds of repairs that mend nothing
_UNREAD = "文件里有，没有读入；需要的请对照原文补上。"
NAMELESS = "weizhi"  # the 编码 under which a report is read whose body is not known


@dataclass(frozen=True)
class Imported:
    """A report from a file: its content file, and what is known of it by the names of the front matter.

    `edition` is that of its year, or the newest where the year is not known. `recognised` and
    `said` are of files that we did not write; ours say all there is to know. `contradicted` has a sentence for the body and
    one for the year, if the file states another than the one that was asked for.
    """

    name: str
    text: str
    known: Mapping[str, str]
    edition: Edition
    forms: Forms
    recognised: tuple[Recognised, ...] = ()
    said: Facts | None = None
    repairs: tuple[Repair, ...] = ()
    source: Source | None = None
    contradicted: tuple[str, ...] = ()

    status = "ok"

    @property
    def agency(self) -> str | None:
        """The name of the body, as far as it is known."""
        return self.known.get("机关")

    @property
    def slug(self) -> str | None:
        """The 编码 of the body, if it is known."""
        return self.known.get("编码")

    @property
    def year(self) -> int | None:
        """The report year, if it is known."""
        year = self.known.get("年度")
        return int(year) if year else None

    @cached_property
    def bound(self) -> tuple[Report | None, list[Diagnostic]]:
        """The report that the content file states, and what reading it finds."""
        draft, found = parse(self.text.encode(), f"{self.name}.md")
        if draft is None:
            return None, found
        report, more = bind(draft, self.slug or NAMELESS, self.year or self.edition.start, self.forms)
        return report, [*found, *more]

    @cached_property
    def records(self) -> tuple[CellRecord, ...]:
        """Every cell as report.json has it."""
        report, _ = self.bound
        return tuple(cell_records(report)) if report else ()

    @property
    def cells(self) -> Cells:
        """State, number and text of every cell by table, row and column."""
        return {(one.table, one.row, one.column): (one.state, one.number, one.raw) for one in self.records}

    @property
    def told(self) -> tuple[Repair, ...]:
        """Every repair and all that was left out, also what the container holds besides; not where a page ends."""
        unread = self.source.dropped if self.source else ()
        return (
            *(one for one in self.repairs if one.found or one.kind != "丢弃"),
            *(Repair("丢弃", "", text, "", _UNREAD) for text in unread),
        )

    @property
    def mended(self) -> int:
        """In how many places the source was mended."""
        return sum(one.kind not in NOT_MENDED for one in self.told)

    @property
    def dropped(self) -> int:
        """How many things were left out."""
        return sum(one.kind == "丢弃" for one in self.told)

    @property
    def open(self) -> int:
        """How many cells somebody has to look at."""
        return sum(one.state == State.OPEN for one in self.records)


@dataclass(frozen=True)
class NotImported:
    """A file that is not imported, and why, in one sentence."""

    name: str
    why: str

    status = "refused"

    @property
    def cells(self) -> Cells:
        """None."""
        return {}


class Asked(NamedTuple):
    """What the caller knows: the bodies there are, which one it is, and the year.

    Both of these add to what a file says. Where it says otherwise, somebody is wrong.
    """

    agencies: Sequence[Agency] = ()
    agency: Agency | None = None
    year: int | None = None


NOTHING = Asked()


def imported(
    data: bytes, name: str, forms: Forms, read: Reader = confined, asked: Asked = NOTHING
) -> Imported | NotImported:
    """The report of a file; `read` opens the container."""
    try:
        if name.lower().endswith(".json"):
            return _ours_as_json(data, name, forms, asked)
        source = read(data, name)
        return _own(source, name, forms, asked) if is_own(source) else _other(source, name, forms, asked)
    except intake.Refused as fault:
        return NotImported(name, f"{fault}；请照 docs/ 里 report.json 的说明改正后再导入。")
    except Refused as fault:
        return NotImported(name, str(fault))


def _ours_as_json(data: bytes, name: str, forms: Forms, asked: Asked) -> Imported:
    text, agency, year, ignored = intake.from_json(data, forms)
    known = {"机关": agency.name, "编码": agency.slug, "年度": str(year)}
    left = tuple(
        Repair("丢弃", "", one, "", "report.json 里的这一项没有写入，需要的请在写出的年报里补上。") for one in ignored
    )
    edition = forms.for_year(year) or forms.editions[-1]
    against = _contradicted(known, agency, asked)
    return Imported(name, text, known, edition, forms, repairs=left, contradicted=against)


def _own(source: Source, name: str, forms: Forms, asked: Asked) -> Imported:
    found = read_own(source, forms, asked.agencies)
    edition = forms.for_year(int(found.facts["年度"])) or forms.editions[-1]
    body = Agency(found.facts.get("编码", ""), "", found.facts.get("机关", ""))
    against = _contradicted(found.facts, body, asked)
    text, told = compose(found, edition), replace(source, dropped=())  # what was left out stands in the repairs
    return Imported(name, text, found.facts, edition, forms, repairs=found.repairs, source=told, contradicted=against)


def _other(source: Source, name: str, forms: Forms, asked: Asked) -> Imported:
    usual = forms.editions[-1]
    plan = outline(source, usual)
    if reason := one_report(plan):
        raise Refused(reason)
    said = facts(source, plan, asked.agencies)
    known = _stated(said)
    against = _contradicted(known, said.record, asked)
    if asked.agency:
        known |= {"编码": asked.agency.slug} | ({"机关": asked.agency.name} if asked.agency.name else {})
    if asked.year:
        known["年度"] = str(asked.year)
    year = int(known["年度"]) if "年度" in known else None
    edition = (forms.for_year(year) if year else None) or usual
    read = recognise(_tables(source, plan, edition), forms, year, ours=source.facts.get(KEYWORDS) == MARK)
    tabular = region(plan, read)
    prose = body(plan, tabular.holds)
    tables = {one.table: {key: cell.text for key, cell in one.cells.items()} for one in read}
    repairs = (*plan.repairs, *_of_tables(read), *tabular.left_out, *prose.repairs, *plan.dropped)
    came_as = {"来源形式": _KINDS[source.kind]} if source.kind in _KINDS else {}
    text = compose(Found(known | came_as, tables, prose.text, asks=True), edition)
    return Imported(name, text, known, edition, forms, read, said, repairs, source, against)


def _contradicted(known: Mapping[str, str], record: Agency | None, asked: Asked) -> tuple[str, ...]:
    """A sentence, with what to do, for the body and for the year if the file states another than what was asked for.

    `record` is the body of the portal that the file is of, if it is one. A name that ends like another may be short
    for it: 洪泽区人民政府, 淮安市洪泽区人民政府.
    """
    found = []
    name, body, year = known.get("机关", ""), asked.agency, known.get("年度")
    if body and (record.slug != body.slug if record else not _may_be(name, body)):
        stated = f"{name}（{record.slug}）" if record and record.slug else name
        called = f"{body.name}（{body.slug}）" if body.name else body.slug
        way = f"请改正 --agency，或者不写；是同一个机关的，请在 agency.yaml 的『曾用名』里写上『{name}』"
        found.append(f"文件里写的机关是『{stated}』，--agency 是『{called}』；{way}")
    if asked.year and year and int(year) != asked.year:
        found.append(f"文件里写的年度是『{year}』，--year 是『{asked.year}』；请改正 --year，或者不写")
    return tuple(found)


def _may_be(name: str, body: Agency) -> bool:
    """Whether a file that gives this name, or none, may be of the body."""
    called = [one for one in (body.name, *body.short_names, *(former.name for former in body.former_names)) if one]
    ways = [fold(name), fold(f"{name}人民政府")]
    return not (name and called) or any(
        one.endswith(other) or other.endswith(one) for one in ways for other in map(fold, called)
    )


def _stated(said: Facts) -> dict[str, str]:
    """The facts that are settled, by their names in the front matter."""
    proposals = {
        "机关": said.agency,
        "标题": said.title,
        "年度": said.year,
        "发布日期": said.published,
        "发布机构": said.publisher,
        "索引号": said.index_number,
        "文号": said.document_number,
        "来源地址": said.source_address,
    }
    found = {name: proposal.fact.value for name, proposal in proposals.items() if proposal.fact}
    if said.record:
        found |= {"机关": said.record.name, "编码": said.record.slug}
    return found


def _of_tables(read: Sequence[Recognised]) -> Iterator[Repair]:
    """What was done for each table; a row that one has left out is none if it is another's."""
    used = {where for one in read for where in one.used}
    for one in read:
        yield from (repair for repair in one.repairs if repair.kind != "丢弃" or repair.where not in used - one.used)


def _tables(source: Source, plan: Outline, edition: Edition) -> dict[str, Sequence[Block]]:
    """The blocks in which to look for each table: its chapter, or the whole file where that was not found."""
    parts = {part.chapter.id: part.blocks for part in plan.parts}
    asked = {chapter.table: chapter.id for chapter in edition.chapters if chapter.table}
    return {table.ordinal: parts.get(asked[table.id], source.blocks) for table in edition.tables}
