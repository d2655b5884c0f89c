"""Whose report is it, of which year, and where does the file say so?

Nothing is taken from the name or the path of a file. The year is that of the title; if the period of the report or
the first sentence says another one, it stays open, for one of them is wrong. The year in which a report was
published is not its year.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from gongkai.archive.glyphs import HAN, compact
from gongkai.archive.outline import Line, Outline
from gongkai.archive.prose import clean
from gongkai.archive.raw import Block, Paragraph, RawTable, Source
from gongkai.archive.title import BODY, YEAR
from gongkai.fields import is_web_address
from gongkai.lookup import find
from gongkai.records import Agency
from gongkai.text import fold, shorten

FIRST_YEAR, LAST_YEAR = 2008, 2099  # the first reports were due for 2008


class Fact(NamedTuple):
    """What a file says of itself, where, and in which words."""

    value: str
    where: str
    quoted: str


class Proposal(NamedTuple):
    """A fact, or None where nothing says it or two places say different things; all that was found, surest first."""

    fact: Fact | None = None
    candidates: tuple[Fact, ...] = ()
    why: str = ""  # why it stays open

    @property
    def value(self) -> str | None:
        """The fact without its evidence."""
        return self.fact.value if self.fact else None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself; `record` is the body of the portal that the name belongs to, if there is one."""

    title: Proposal
    agency: Proposal
    record: Agency | None
    year: Proposal
    published: Proposal
    publisher: Proposal
    index_number: Proposal
    document_number: Proposal
    source_address: Proposal


def facts(source: Source, outline: Outline, agencies: Sequence[Agency] = ()) -> Facts:
    """The facts of a report, each with its evidence; names are compared with those of the portal's bodies."""
    boxed = list(_boxed(source, outline))
    texts = list(_texts(outline))
    title = _title(outline, boxed)
    agency, record = _agency(outline, title.fact, texts, boxed, agencies)
    return Facts(
        title=_whole(title, agency, outline.above) if outline.above and title.fact else title,
        agency=agency,
        record=record,
        year=_year(outline, title.fact, texts),
        published=_published(outline, boxed),
        publisher=_first(_labelled(boxed, _PUBLISHERS)),
        index_number=_index_number(outline, boxed, texts),
        document_number=_document_number(boxed, texts),
        source_address=_address(boxed, [*texts, *outline.signature, *outline.attachments]),
    )


# --- where facts stand ------------------------------------------------------------------------------------------------

_PUBLISHERS = (
    "发布机构",
    "信息公开机构",
    "公开机构",
    "发文机关",
    "发文机构",
    "公布机关",
    "来源",
    "信息来源",
    "稿件来源",
)
_DAYS = ("发布日期", "发布时间", "公开日期", "公开时间", "公布日期")
_OTHER_DAYS = ("成文日期", "生成日期", "发文日期", "制发日期", "日期", "时间")
_INDICES = ("索引号", "信息索引号", "索取号")
_NUMBERS = ("文号", "发文字号", "文件编号")
_ADDRESSES = ("网址", "原文链接", "原文地址", "来源网址", "链接")
_NOTHING = {"", "无", "/", "-", "—", "——", "暂无", "空"}


class _Said(NamedTuple):
    label: str
    fact: Fact


def _boxed(source: Source, outline: Outline) -> Iterator[_Said]:
    """What the container states, and what stands in boxes beside the text."""
    for label, value in source.facts.items():
        if value.strip():
            yield _Said(label, Fact(value.strip(), "文件属性", f"{label}：{value.strip()}"))
    for line in outline.box:
        label, _, value = line.text.partition("：")
        yield _Said(label, Fact(clean(value), line.where, line.text))


def _texts(outline: Outline) -> Iterator[Line]:
    """The paragraphs of prose in order, broken lines also with the next, for a fact may be broken too."""
    for blocks in (outline.preamble, *(p.blocks for p in outline.parts if not p.chapter.table)):
        yield from _lines(blocks)


def _lines(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Paragraph):
            if text := clean(block.text):
                yield Line(text, block.where)
        else:
            yield from _cells(block)


def _first_line(outline: Outline) -> Line | None:
    """The first paragraph of chapter 一."""
    overview = outline.part("一")
    return next(_lines(overview.blocks), None) if overview else None


def _cells(table: RawTable) -> Iterator[Line]:
    for row in table.rows:
        for cell in row:
            if text := clean(cell.text):
                yield Line(text, cell.where)


def _labelled(boxed: Iterable[_Said], labels: Sequence[str]) -> Iterator[Fact]:
    """The facts under these labels, the first label first."""
    for label in labels:
        for one in boxed:
            if one.label == label and one.fact.value not in _NOTHING:
                yield one.fact


def _first(found: Iterable[Fact], others: Iterable[Fact] = ()) -> Proposal:
    """The first of the surest, or, where they differ, none of them; `others` are candidates only."""
    sure = _unlike(found)
    every = _unlike([*sure, *others])
    return Proposal(sure[0] if sure else None, tuple(every))


def _unlike(found: Iterable[Fact]) -> list[Fact]:
    kept: dict[str, Fact] = {}
    for fact in found:
        kept.setdefault(fold(fact.value), fact)
    return list(kept.values())


# --- title, year ------------------------------------------------------------------------------------------------------


def _title(outline: Outline, boxed: Sequence[_Said]) -> Proposal:
    found = [Fact(outline.title.text, outline.title.where, outline.title.text)] if outline.title else []
    stated = [
        f
        for f in _labelled(boxed, ("文章标题", "标题", "名称", "信息名称"))
        if "公开" in f.value and re.search("报告|年报", f.value)
    ]
    return _first(found, stated) if found else Proposal(None, tuple(_unlike(stated)), "正文里没有找到报告的标题")


_HAN_DIGITS = {
    **dict(zip("〇○0零o", "00000", strict=True)),
    **dict(zip("一二三四五六七八九", "123456789", strict=True)),
}
_YEARS = re.compile(rf"(?<!\d)({YEAR})(?=年|度|\)|政|信|工|$)")
# 2023年1月1日起至2023年12月31日止, also with a character lost in between: 20231月1日起至20231231日.
_PERIOD = re.compile(
    rf"(?<!\d)({YEAR})年?0?1月?0?1日?起?(?:,|至|到|-|~|—|起|开始|为止){{1,4}}(?:({YEAR})年?)?12月?31日?"
)
_DECEMBER = re.compile(r"1\s*2|１\s*２")
_OPENING = re.compile(
    rf"(?:[(（][一二三四五六七八九十][)）][^，。]{{0,20}}[。：])?({YEAR})年(?:度|以来|来|,|，|[^,，。]{{2,24}}?(?:认真|坚持|深入|严格|按照|始终|继续|以|在|紧紧|全面|积极|根据|政府信息公开))"
)


def _number(written: str) -> str | None:
    year = "".join(_HAN_DIGITS.get(c, c) for c in written)
    return year if year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR else None


def _years(line: Line, pattern: re.Pattern[str]) -> Iterator[Fact]:
    for match in pattern.finditer(compact(line.text)):
        for written in filter(None, match.groups()):
            if year := _number(written):
                yield Fact(year, line.where, shorten(line.text))


def periods(texts: Sequence[Line]) -> list[Fact]:
    """The years of which the text says that its figures are, from 1月1日 to 12月31日."""
    found = []
    for first, second in pairwise([*texts, Line("", "")]):
        if not _DECEMBER.search(first.text + second.text):  # most lines
            continue
        both = Line(first.text + second.text, first.where)
        alone = list(_years(second, _PERIOD))
        found += [f for f in _years(both, _PERIOD) if not any(a.value == f.value for a in alone)]
    return found


def _year(outline: Outline, title: Fact | None, texts: Sequence[Line]) -> Proposal:
    named = list(_years(Line(title.value, title.where), _YEARS)) if title else []
    period = periods(texts)
    first = _first_line(outline)
    said_first = list(_years(first, _OPENING))[:1] if first else []
    listed = [f for line in outline.titles for f in _years(line, _YEARS)]
    # Titles of other years may be links on the page; what the text says of its year then has to agree.
    found = [*named, *period, *said_first, *(() if period or said_first else listed)]
    candidates = tuple(_unlike(found))
    if len(candidates) > 1:
        return Proposal(None, candidates, f"写法不一：{'、'.join(f'{f.where}是 {f.value}' for f in candidates)}")
    return Proposal(found[0], candidates) if found else Proposal(None, (), "标题、统计期限和第一句话都没有写明年度")


# --- the body ---------------------------------------------------------------------------------------------------------

_WHOSE = re.compile(
    rf"(?:关于)?(?:{YEAR}年?度?)?(?P<name>[\u4e00-\u9fff()·]{{2,40}}?)(?:关于)?(?:\(?{YEAR}年?度?\)?)?(?:关于)?(?:政府|政务)?(?:信息|政务)公开.*"
)
_BY = re.compile(rf"本(?:年度)?报告(?:是|系)?由({HAN}{{2,40}}?)(?:根据|依据|按照|编制|负责)")
_OPENING_BODY = re.compile(
    rf"(?:{YEAR}年度?[，,]?)?({HAN}{{2,30}}?{BODY})(?:认真|坚持|继续|深入|严格|按照|始终|以习|以|在|紧紧|全面|积极|根据|依据|高度|围绕|贯彻)"
)
_BODY_ENDS = re.compile(rf"[\u4e00-\u9fff()·]*(?:{BODY}|[联协办会室组队库校园场村段团]|人民)(?<!网站)")
_OURSELVES = re.compile(r"^(?:我|本|全)")


def _agency(
    outline: Outline, title: Fact | None, texts: Sequence[Line], boxed: Sequence[_Said], agencies: Sequence[Agency]
) -> tuple[Proposal, Agency | None]:
    named = _named(title, outline.above)
    odd = [fact for fact in named if not (_is_body(fact.value) or isinstance(_find(agencies, fact.value), Agency))]
    found = [fact for fact in named if fact not in odd]
    signed = [line for line in outline.signature if not re.search(r"\d|[〇○]|年.*月", line.text)]
    signers = [Fact(re.sub(r"[（(].*", "", clean(line.text)), line.where, line.text) for line in signed]
    found += signers
    found += [Fact(m[1], t.where, shorten(t.text)) for t in texts[:12] if (m := _BY.search(t.text))]
    first = _first_line(outline)
    if first and (match := _OPENING_BODY.match(first.text)) and not _OURSELVES.match(match[1]):
        found.append(Fact(match[1], first.where, shorten(first.text)))
    found += list(_labelled(boxed, ("发布机构", "信息公开机构", "公开机构", "发文机关", "单位")))
    found = _unlike(found)
    if not found:
        why = f"标题里的『{odd[0].value}』不像机关的名称，落款和第一句话都没有写明" if odd else ""
        return Proposal(None, tuple(odd), why or "标题、落款和第一句话都没有写明是哪个机关"), None
    known = [(fact, _find(agencies, fact.value)) for fact in found]
    if outline.above and title:
        meant_by_title = {one.slug: (f, one) for f, one in known if f in named and isinstance(one, Agency)}
        if len(meant_by_title) != 1:
            return Proposal(None, tuple(found), _perhaps_torn(outline.above)), None
        known = list(meant_by_title.values()) + known
    first_fact, meant = known[0]
    # A name that several bodies answer to, or none, may be short for one that the file writes out elsewhere.
    fuller = ((f, m) for f, m in known[1:] if isinstance(m, Agency) and f.value.endswith(first_fact.value))
    chosen, record = (first_fact, meant) if isinstance(meant, Agency) else next(fuller, (first_fact, meant))
    if not isinstance(record, Agency):
        return Proposal(first_fact, tuple(found), record), None
    for fact, other in known:
        if isinstance(other, Agency) and other != record and fact in signers and chosen.value not in fact.value:
            why = f"{chosen.where}是{record.name}，{fact.where}是{other.name}"
            return Proposal(None, tuple(found), f"写法不一：{why}"), None
    return Proposal(Fact(record.name, chosen.where, chosen.quoted), tuple(found)), record


def _named(title: Fact | None, above: str) -> list[Fact]:
    """The body that the title names; with what stands above it, if that may be the beginning of the name."""
    titles = [title] if title else []
    if title and above:
        titles.append(Fact(f"{above}{title.value}", title.where, f"{above}{title.quoted}"))
    return [Fact(name, one.where, one.quoted) for one in titles if (name := _name_in(one.value))]


def _perhaps_torn(above: str) -> str:
    return f"标题上面一行『{above}』可能是机关名称的前一半，也可能不是"


def _whole(title: Proposal, agency: Proposal, above: str) -> Proposal:
    """The title, open if it is not known where it begins."""
    if title.fact is None or (agency.fact and agency.fact.quoted == title.fact.quoted):
        return title
    whole = Fact(f"{above}{title.fact.value}", title.fact.where, f"{above}{title.fact.quoted}")
    if agency.fact and agency.fact.quoted == whole.quoted:
        return Proposal(whole, (whole, *title.candidates[1:]))
    return Proposal(None, (title.fact, whole, *title.candidates[1:]), _perhaps_torn(above))


def _is_body(name: str) -> bool:
    """Whether a name ends like that of a body; a slogan does not."""
    return _BODY_ENDS.fullmatch(re.sub(r"\([^()]*\)$", "", name)) is not None


def _name_in(title: str) -> str | None:
    """The name before 政府信息公开. 某县人民政府信息公开年报 is of 某县人民政府, not of 某县人民.

    What stands in brackets before a body is none of its name.
    """
    match = _WHOSE.fullmatch(compact(title))
    if (
        match
        and (bare := re.sub(r"^(?:\([^()]*\))+", "", match["name"]))
        and bare not in {"政府", "政务"}
        and _is_body(bare)
    ):
        return f"{bare}政府" if bare.endswith("人民") else bare
    return None if match is None or match["name"] in {"政府", "政务"} else match["name"]


def _find(agencies: Sequence[Agency], name: str) -> Agency | str:
    if not agencies:
        return ""
    meant = find(agencies, name)
    if isinstance(meant, str) and not name.endswith("政府"):
        other = find(agencies, f"{name}人民政府")
        return other if isinstance(other, Agency) else meant
    return meant


# --- days, numbers, addresses -----------------------------------------------------------------------------------------

_DATE = re.compile(r"(20\d\d)\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})")
_HAN_DATE = re.compile(
    r"(二[〇○0零O][一二三四五六七八九〇○0零O]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日?"
)
# 014314799/2024-00002, 11341702486344515H/202110-00013
_INDEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Z]{9}|[0-9A-Z]{18})/\d{4}(?:\d{2})?-\d{4,6}(?!\d)")
_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{2,14}[〔\[（(【]20\d\d[〕\]）)】]\d{1,4}号")
_URL = re.compile(r"https?://[^\s<>\"'，。；、（）《》【】\u4e00-\u9fff]+")


def _day(text: str) -> str | None:
    if match := _DATE.search(text):
        parts = [int(part) for part in match.groups()]
    elif match := _HAN_DATE.search(text):
        year = _number(match[1].lower())
        if year is None:
            return None
        parts = [int(year), _count(match[2]), _count(match[3])]
    else:
        return None
    try:
        return date(*parts).isoformat()
    except ValueError:
        return None


def _count(written: str) -> int:
    tens, ten, ones = written.rpartition("十")
    return (10 * int(_HAN_DIGITS.get(tens, "1")) if ten else 0) + int(_HAN_DIGITS.get(ones, "0"))


def _days(found: Iterable[Fact]) -> Iterator[Fact]:
    for fact in found:
        if day := _day(fact.value):
            yield Fact(day, fact.where, fact.quoted)


def _published(outline: Outline, boxed: Sequence[_Said]) -> Proposal:
    """The day of publication as a page states it; else the day of the signature."""
    stated = _unlike(_days(_labelled(boxed, _DAYS)))
    signed = _unlike(
        _days([*(Fact(line.text, line.where, line.text) for line in outline.signature), *_labelled(boxed, _OTHER_DAYS)])
    )
    every = tuple(_unlike([*stated, *signed]))
    if len(stated) > 1:
        return Proposal(None, every, "写了不同的发布日期")
    return Proposal(next(iter([*stated, *signed]), None), every)


def _index_number(outline: Outline, boxed: Sequence[_Said], texts: Sequence[Line]) -> Proposal:
    labelled = list(_labelled(boxed, _INDICES))
    bare = [
        Fact(match[0], line.where, shorten(line.text))
        for line in [*texts, *outline.box]
        for match in _INDEX.finditer(line.text)
    ]
    return _single(_unlike([*labelled, *bare]), "写了不同的索引号")


def _document_number(boxed: Sequence[_Said], texts: Sequence[Line]) -> Proposal:
    labelled = list(_labelled(boxed, _NUMBERS))
    alone = [Fact(line.text, line.where, line.text) for line in texts if _DOCUMENT.fullmatch(line.text)]
    return _single(_unlike([*labelled, *alone]), "写了不同的文号")


def _single(found: list[Fact], why: str) -> Proposal:
    return Proposal(None, tuple(found), why) if len(found) > 1 else _first(found)


def _address(boxed: Sequence[_Said], texts: Sequence[Line]) -> Proposal:
    """The address of the report: one that is named as such, or the one in the text that leads to more than a site."""
    named = [f for f in _labelled(boxed, _ADDRESSES) if is_web_address(f.value)]
    urls = [
        Fact(url, line.where, shorten(line.text))
        for line in texts
        for found in _URL.findall(line.text)
        if is_web_address(url := found.rstrip(".,;:!?)]}"))
    ]
    pages = [f for f in urls if re.search(r"^https?://[^/]+/.", f.value)]
    sure = _unlike(named or pages)
    every = tuple(_unlike([*named, *pages, *urls]))
    if len(sure) > 1:
        return Proposal(None, every, "写了几个网址，不知道哪一个是年报的")
    return Proposal(sure[0] if sure else None, every, "" if sure or not every else "写的是网站首页，不是年报的网址")


# --- is it one report -------------------------------------------------------------------------------------------------

_SIDE_BY_SIDE = re.compile(
    rf"({YEAR})(?:年度?)?(?:报告|年报)?(?:vs\.?|对比|比对|与|和)?({YEAR})(?:年度?)?(?:报告|年报|对比|比对|比较)?"
)
_COMPARED = re.compile(
    rf".{{0,30}}(?:年报|年度报告).{{0,4}}(?:对比|比对|比较)(?:分析|系统|报告|表|结果)?|.*{YEAR}年?度?(?:vs\.?|对比|比对){YEAR}.*"
)
_NOTICE = re.compile(
    r"(?!.*(?:年度报告|年报)$).{4,60}(?:通知|方案|要点|意见|办法|规定|细则|通报|函|指南|目录|工作计划|工作安排|制度|培训|解读|答复书|告知书)(?:\([^()]{1,12}\))?"
)
_TABLE_WORDS = re.compile("第二十条|勾稽关系|本年新收|申请人情况|本年制发件数|结果维持|未经复议")
_HEAD = 15  # lines at the top in which a file says what it is
_FEW = 2
_LONGEST_HEAD = 80  # characters of such a line; sentences are longer


def one_report(outline: Outline) -> str | None:
    """Why the file is not one report, in a sentence; None if it is one."""
    head = [Line(clean(line.text), line.where) for line in _head(outline)]
    compared = next((line for line in head if _is_comparison(compact(line.text), titled=bool(outline.title))), None)
    if compared:
        return f"这份文件把不同年度的年报并排比较（{compared.where}：『{shorten(compared.text, 30)}』），不是一份年报；请导入各年度的原件。"
    whose = [(line, *_whose(line)) for line in outline.titles]
    for (one, name, year), (other, other_name, other_year) in pairwise(whose if outline.again else ()):
        if (year and other_year and year != other_year) or (name and other_name and not _same(name, other_name)):
            return (
                f"文件里有两个报告标题（{one.where}『{shorten(one.text, 40)}』，{other.where}『{shorten(other.text, 40)}』），"
                "不是一份年报；请分开保存后逐份导入。"
            )
    if len({line.text for line in outline.again}) >= _FEW:
        shown = "、".join(f"{line.where}『{shorten(' '.join(line.text.split()), 20)}』" for line in outline.again[:3])
        return f"有几章写了两次（{shown}），像是几份年报连在一起；请分开保存后逐份导入。"
    if len(outline.parts) < _FEW and outline.title is None:
        notice = next((line for line in head if _NOTICE.fullmatch(compact(line.text))), None)
        if notice and re.search("公开|年报|报告", notice.text):
            return f"这份文件是『{shorten(notice.text, 40)}』，不是政府信息公开工作年度报告。"
    if not outline.parts and not _has_table(outline.preamble):
        return "没有找到年报的任何一章，也没有找到三张表，不像是政府信息公开工作年度报告；请检查是不是选错了文件。"
    return None


def _head(outline: Outline) -> list[Line]:
    lines = [outline.title] if outline.title else []
    return [*lines, *_lines(outline.preamble)][:_HEAD]


def _is_comparison(line: str, *, titled: bool) -> bool:
    """Whether a line at the top says that years are compared; two years beside each other may also be links."""
    if len(line) > _LONGEST_HEAD or re.search("[,。]", line):
        return False
    match = None if titled else _SIDE_BY_SIDE.fullmatch(line)
    return bool(_COMPARED.fullmatch(line)) or bool(match and match[1] != match[2])


def _whose(title: Line) -> tuple[str | None, str | None]:
    """The body and the year of a title."""
    return _name_in(title.text), next((fact.value for fact in _years(title, _YEARS)), None)


def _same(one: str, other: str) -> bool:
    """Whether two names in titles may be of one body: one holds the other."""
    return one in other or other in one


def _has_table(blocks: Iterable[Block]) -> bool:
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, RawTable):
            texts += [cell.text for row in block.rows for cell in row]
        else:
            texts.append(block.text)
    return len(set(_TABLE_WORDS.findall(compact("".join(texts))))) >= _FEW
