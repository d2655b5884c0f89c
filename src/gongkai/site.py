"""Whose site is it? The record of the site: head and foot, regions, what is due when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.answers import Answer, read_answers
from gongkai.codes import finding
from gongkai.diag import Diagnostic, Span
from gongkai.fields import UNKNOWN, Fields, file_name_fault, is_site_address
from gongkai.records import KINDS
from gongkai.source import Draft, Scalar
from gongkai.text import fold, shorten

# A day that every year has.
_DAY = r"(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8])"
YES_NO = ("是", "否")
QUALITY_PAGE = ("公开", "内部")
_PICTURE = re.compile(r"\w[\w-]{0,60}\.(?:png|jpg|jpeg|gif|svg)")


@dataclass(frozen=True, slots=True)
class Region:
    """An area by its 行政区划代码 of six digits (GB/T 2260). An invented one is kept apart from real ones."""

    code: str
    name: str
    invented: bool = False
    due_years: tuple[int, ...] | None = None  # where they differ from those of the site


@dataclass(frozen=True, slots=True)
class Badge:
    """A mandated mark in the foot: a picture of the content folder, what it says and where it leads."""

    file: str
    text: str
    address: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Site:
    """What the site says about itself in its head and foot, and about the regions it covers."""

    title: str = "政府信息公开工作年度报告"
    organizer: str | None = None
    site_code: str | None = None
    icp: str | None = None
    police: str | None = None
    address: str | None = None
    contact: str | None = None
    due_years: tuple[int, ...] = ()
    deadlines: tuple[tuple[str, str], ...] = ()  # kind of body and MM-DD
    live: bool = False
    regions: tuple[Region, ...] = ()
    badges: tuple[Badge, ...] = ()
    quality_public: bool = False  # whether the quality pages are part of the site
    answers: tuple[Answer, ...] = ()


def read_site(draft: Draft) -> tuple[Site, list[Diagnostic]]:
    """The record of the site."""
    found: list[Diagnostic] = []
    fields = Fields(draft.front, found, "网站档案", damaged=draft.damaged)
    title = fields.text("标题", required="请写上网站的标题。")
    organizer = fields.text("主办单位")
    site_code = fields.matching("网站标识码", r"\d{10}|bm\d{8}", "3213000001")
    icp, police = fields.text("ICP备案"), fields.text("公安备案")
    written = fields.scalar("网址")
    if written and not is_site_address(written.text):
        hint = "应当是以 https:// 或 http:// 开头的完整网址，不带 ? 和 #。"
        fields.report("field-value", written.span, f"『网址』写的是『{written.text}』", hint)
    contact = fields.text("联系方式")
    years = fields.years("应报年度")
    deadlines = _deadlines(fields)
    live = fields.choice("正式上线", YES_NO)
    regions = _regions(fields)
    badges = _badges(fields)
    quality = fields.choice("质量页", QUALITY_PAGE)
    answers = read_answers(fields)
    fields.rest()
    site = Site(
        title=title or Site().title,
        organizer=organizer,
        site_code=site_code,
        icp=icp,
        police=police,
        address=written.text.rstrip("/") + "/" if written else None,
        contact=contact,
        due_years=tuple(sorted(set(years))),
        deadlines=deadlines,
        live=live == "是",
        regions=regions,
        badges=badges,
        quality_public=quality == QUALITY_PAGE[0],
        answers=answers,
    )
    found += _unready(site, draft)
    return site, found


def _unready(site: Site, draft: Draft) -> Iterator[Diagnostic]:
    """What the page tags need and the record does not say (国办发〔2017〕47号): an error once the site is live."""
    unknown = [e for e in draft.front.entries if isinstance(e.value, Scalar) and e.value.text == UNKNOWN]
    written = {e.key.text for e in draft.front.entries if e not in unknown}  # what is written wrongly was reported
    for name, tag, value in (("网站标识码", "SiteIDCode", site.site_code), ("网址", "SiteDomain", site.address)):
        if value or name in written or draft.damaged:
            continue
        message = f"网站档案没有写『{name}』，网页标签 {tag} 从缺"
        hint = f"请写上『{name}: …』。" if site.live else f"正式上线之前请写上『{name}: …』。"
        yield finding("site-not-ready" if site.live else "record-incomplete", Span(draft.file), message, hint)
    for region in site.regions:
        if site.live and region.invented:
            message = f"网站写明正式上线，还有虚构的地区『{region.name}』"
            hint = "请从内容文件夹里删去虚构的机关，从『地区』里删去这一项。"
            yield finding("invented-live", Span(draft.file), message, hint)


def _regions(fields: Fields) -> tuple[Region, ...]:
    regions: dict[str, Region] = {}
    for item in fields.mappings("地区", "代码: 321300, 名称: 宿迁市"):
        code = item.matching("代码", r"\d{6}", "321300", required="请写上 6 位行政区划代码。")
        name = item.text("名称", required="请写上地区的名称。")
        invented = item.choice("虚构", YES_NO)
        years = item.years("应报年度")
        item.rest()
        if code in regions:
            item.report("field-value", item.span, f"『地区』里写了两次 {code}", "一个代码只写一次。")
        elif code and name:
            regions[code] = Region(code, name, invented == "是", tuple(sorted(set(years))) or None)
    return tuple(regions.values())


def _badges(fields: Fields) -> tuple[Badge, ...]:
    badges = []
    taken: set[str] = set()
    for item in fields.mappings("页脚标识", "图片: 党政机关.png, 说明: 党政机关网站标识, 网址: https://…"):
        file = item.scalar("图片", required="请写上图片的文件名，图片放在 site.yaml 旁边。")
        text = item.text("说明", required="请写上图片上的文字。")
        address = item.address("网址")
        item.rest()
        if file and not _PICTURE.fullmatch(file.text):
            hint = (
                "图片要存在本地：请写 site.yaml 旁边的 png、jpg、gif 或 svg 文件的名字，"
                "只用字母、数字、汉字、下划线和短横，扩展名小写；不能写网址。"
            )
            item.report("field-value", file.span, f"『图片』写的是『{shorten(file.text)}』", hint)
        elif file and (fault := file_name_fault(file.text)):
            item.report("field-value", file.span, f"『图片』写的是『{file.text}』：{fault}", "请给文件改名。")
        elif file and fold(file.text) in taken:
            message = f"『页脚标识』里写了两次『{file.text}』，或者只差大小写"
            item.report("field-value", file.span, message, "一个图片只写一次；不同的图片请改名。")
        elif file and text:
            taken.add(fold(file.text))
            badges.append(Badge(file.text, text, address, file.span))
    return tuple(badges)


def _deadlines(fields: Fields) -> tuple[tuple[str, str], ...]:
    inner = fields.mapping("截止日期", "政府: 03-31, 部门: 01-31")
    if inner is None:
        return ()
    days = [(kind, inner.matching(kind, _DAY, "01-31（两位的月-两位的日，每年都有的一天）")) for kind in KINDS]
    inner.rest()
    return tuple((kind, day) for kind, day in days if day)
