"""Who reports? The records of bodies."""

import re
from dataclasses import dataclass

from gongkai.answers import Answer, read_answers
from gongkai.codes import finding
from gongkai.diag import Diagnostic, Span
from gongkai.fields import WINDOWS, Fields
from gongkai.source import Draft

LEVELS = ("省", "市", "县", "乡")
GOVERNMENT, DEPARTMENT, TOWN = "政府", "部门", "乡镇街道"
KINDS = (GOVERNMENT, DEPARTMENT, TOWN)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_SLUG = 60
# Words that are, or will be, the beginning of an address of ours.
_PAGES = """
    year region level form forms rules quality search about data assets accessibility sitemap feed feeds
    download downloads help index static api robots favicon opensearch
"""
RESERVED = frozenset(_PAGES.split()) | WINDOWS
LAST_IN_ORDER = 1_000_000
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a body bore, with first and last year where known."""

    name: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that reports. A fact that nobody has stated is None."""

    slug: str
    file: str
    name: str
    short_names: tuple[str, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    start: int | None = None
    end: int | None = None
    level: str | None = None
    kind: str | None = None
    parent: str | None = None
    parent_span: Span | None = None
    successor: str | None = None  # the body that took this one over
    successor_span: Span | None = None
    order: int = LAST_IN_ORDER
    region_code: str | None = None
    credit_code: str | None = None
    apply_to: tuple[tuple[str, str], ...] = ()  # how to apply for information: label and text
    answers: tuple[Answer, ...] = ()

    def existed(self, year: int) -> bool:
        """Whether the body existed in a year, so that a report about it is to be expected."""
        return (self.start or year) <= year <= (self.end or year)


def slug_fault(slug: str) -> str | None:
    """Why a word cannot be the 编码 of a body, or None if it can."""
    if not SLUG.fullmatch(slug) or len(slug) > MAX_SLUG:
        return f"只能用小写字母、数字和短横，不超过 {MAX_SLUG} 个字"
    if slug in RESERVED:
        return "是保留的词，网站的其他页面要用"
    return None


def credit_code_is_valid(code: str) -> bool:
    """Whether a 统一社会信用代码 has the right shape and check character (GB 32100, modulo 31)."""
    if len(code) != 18 or any(c not in _CREDIT_ALPHABET for c in code):  # noqa: PLR2004
        return False
    weighted = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return _CREDIT_ALPHABET[-weighted % 31] == code[17]


def read_agency(draft: Draft, slug: str) -> tuple[Agency, list[Diagnostic]]:
    """The record of the body whose folder is `slug`."""
    found: list[Diagnostic] = []
    fields = Fields(draft.front, found, "机关档案", damaged=draft.damaged)
    name = fields.text("全称", required="请写上机关的全称。") or slug
    written = fields.scalar("编码")
    if written and written.text != slug:
        fields.report(
            "slug",
            written.span,
            f"『编码』写的是『{written.text}』，文件夹名是『{slug}』",
            "编码就是文件夹名；请改成一致，或删去这一行。",
        )
    short_names = tuple(s.text for s in fields.texts("简称"))
    former_names = []
    for item in fields.mappings("曾用名", "名称: …, 起: 2001, 止: 2018"):
        former = item.text("名称", required="请写上曾用的名称。")
        start, end = item.number("起", "2001"), item.number("止", "2018")
        item.rest()
        if former:
            former_names.append(FormerName(former, start, end))
    start = end = None
    if period := fields.mapping("存续期间", "起: 2001, 止: 2018"):
        start, end = period.number("起", "2001"), period.number("止", "2018")
        period.rest()
        if start and end and start > end:
            period.report("field-value", period.span, f"『存续期间』从 {start} 到 {end}", "起不能晚于止。")
    level, kind = fields.choice("层级", LEVELS), fields.choice("类别", KINDS)
    successor = fields.scalar("并入")
    parent = fields.scalar("上级")
    order = fields.number("排序")
    region_code = fields.matching("行政区划代码", r"\d{6}|\d{9}|\d{12}", "321300（6 位、9 位或 12 位数字）")
    credit = fields.scalar("统一社会信用代码")
    if credit and not credit_code_is_valid(credit.text):
        fields.report(
            "field-value",
            credit.span,
            f"统一社会信用代码『{credit.text}』不对",
            "应当是 18 位大写字母和数字，最后一位是校验码；请对照证书。",
        )
    apply_to = _apply_to(fields)
    answers = read_answers(fields)
    fields.rest()
    for missing, what in ((level, "层级"), (kind, "类别")):
        if missing is None and not draft.damaged and all(e.key.text != what for e in draft.front.entries):
            message = f"『{name}』的档案没有写『{what}』"
            found.append(
                finding(
                    "record-incomplete",
                    Span(draft.file),
                    message,
                    f"请写『{what}: …』，按级别和类别的汇总要用到它。",
                )
            )
    agency = Agency(
        slug=slug,
        file=draft.file,
        name=name,
        short_names=short_names,
        former_names=tuple(former_names),
        start=start,
        end=end,
        level=level,
        kind=kind,
        parent=parent.text if parent else None,
        parent_span=parent.span if parent else None,
        successor=successor.text if successor else None,
        successor_span=successor.span if successor else None,
        order=LAST_IN_ORDER if order is None else order,
        region_code=region_code,
        credit_code=credit.text if credit else None,
        apply_to=apply_to,
        answers=answers,
    )
    return agency, found


def _apply_to(fields: Fields) -> tuple[tuple[str, str], ...]:
    inner = fields.mapping("依申请公开", "受理机构: …, 电话: …")
    if inner is None:
        return ()
    facts = [(name, inner.text(name)) for name in ("受理机构", "地址", "邮编", "电话", "电子邮箱", "办公时间")]
    page = inner.address("网址")
    inner.rest()
    return tuple((name, text) for name, text in (*facts, ("网址", page)) if text)
