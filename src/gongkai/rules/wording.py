"""What was left in that should have been replaced? Template text, marks of the word processor, another year, another body."""

import re
from collections.abc import Iterable, Iterator, Sequence

from gongkai.codes import accept_with, finding
from gongkai.diag import Diagnostic, Span
from gongkai.records import TOWN, Agency
from gongkai.rules.passages import PREAMBLE, Paragraph
from gongkai.rules.rule import rule
from gongkai.rules.subject import Neighbour, Subject
from gongkai.text import shorten

TITLE = "标题"
_BARE, _SURELY_ENOUGH = 10, 200  # characters; with marks and blanks
_FREE_CHAPTERS = ("一", "五")
_STALE = 3  # years back that a copied text speaks of
_GOVERNMENT, _OFFICE = "人民政府", "办公室"
_TELLING = 3  # characters that a short name has at least to be taken for one
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)|([一二][〇○零０Ｏ九八七六五四三二一]{3})年")
_HAN = {**{c: str(i) for i, c in enumerate("〇一二三四五六七八九")}, "○": "0", "零": "0", "Ｏ": "0", "０": "0"}
_PERIOD = re.compile(
    r"(20\d\d)\s*年\s*(?:0?1\s*月\s*0?1\s*日\s*)?(?:起)?\s*[，,]?\s*(?:至|到|—+|-+|~|－|–)\s*(?:(20\d\d)\s*年\s*)?12\s*月\s*31\s*日"
)
_OPENS = re.compile(  # a year that a sentence tells of: 2022年，我镇…
    r"(?:^|[。；;！!？?])\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）).、．]\s*)?(?:截至|截止|在|与20\d\d年(?:度)?相比[，,])?"
    r"(?P<said>(20\d\d)\s*年)(?:[，,]|以(?![来前后])|的(?:政府信息公开|政务公开|公开)?工作|(?=年?度|[我本全县市镇乡区各]))(?P<of>[^，,。；;]{0,40})"
)
_OF_THE_PAST = re.compile(r"底|初|考核|工作要点|评估|测评|反馈|整改|审计|排名|》")
_PUBLISHES = re.compile(r"(20\d\d)\s*年(?:度)?政府信息公开(?:工作)?(?:年度)?(?:报告|年报)")
_TEMPLATE = re.compile(
    r"(?<![A-Za-z0-9])[XxＸ×]{2,}(?=局|镇|乡|县|市|区|街道|办|委|厅|单位|机关|部门|年|月|日|件|条|人|，|。)|_{3,}|＿{2,}|…{4,}"
    r"|该部分以表格形式报告|表格如下[：:]|[（(](?:请填[写报]?[^（()）《表]{0,20}|(?:此处填|待填|待补充)[^（()）\d]{0,20}|单位名称|机关名称)[)）]"
    r"|(?<=报告)[（(](?:模板|样式|示例)[)）]$"
    r"|【[^】]{0,10}(?:填写|单位名称|机关名称)[^】]{0,10}】|〔填写〕|TODO|(?<![^：:，。；\s])待补充(?!\w)|○○(?:局|镇|乡|县|市|区|街道|办)"
)
_LIKE_TEMPLATE = (
    *("XX", "xx", "ＸＸ", "××", "Xx", "xX", "___", "＿＿", "…………", "TODO", "○○", "该部分以表格形式报告", "表格如下"),
    *("填写", "请填", "此处填", "单位名称", "机关名称", "示例", "模板", "样式", "待填", "待补充"),
)
_LEFTOVER = re.compile(
    r"\[?\s*[Bb]ookmark\s*:\s*_?\w*\]?|_?(?:GoBack|Toc\d{6,}|Hlk\d{6,}|Ref\d{6,})"
    r"|错误[!！]\s*(?:未找到引用源|未定义书签|不能识别的开关参数)[。.]?|Error! (?:Bookmark|Reference)[^。\n]{0,30}"
    r"|\[?批注\s*\[[^\]]{0,12}\]|带格式的[:：]|删除的内容[:：]|(?:\\\*\s*)?MERGEFORMAT|HYPERLINK\s+[\"\\]|PAGEREF\s"
    r"|EMBED\s+\w+\.\w+|mso-[a-z-]+:|第\s*\d+\s*页\s*[,，]?\s*共\s*\d+\s*页"
)
_LIKE_LEFTOVER = (
    *("ookmark", "GoBack", "Toc", "Hlk", "Ref", "错误!", "错误！", "Error!", "批注", "带格式的", "删除的内容"),
    *("MERGEFORMAT", "HYPERLINK", "PAGEREF", "EMBED", "mso-", "页"),
)
_SECRET = re.compile(r"(?:绝\s*密|机\s*密|秘\s*密)\s*★")
_LIKE_SECRET = ("★",)


@rule("chapter-bare")
def chapter_bare(subject: Subject) -> Iterator[Diagnostic]:
    """总体情况和存在的主要问题两章，是不是只写了“无”或者几个字？条例要求写明问题和改进情况。

    公式：第一章、第五章的正文不少于 10 个字
    依据：第五十条第（四）项；国办公开办函〔2021〕30号要求不遗漏、不敷衍（E1）
    例：“五、存在的主要问题及改进情况”下面只写“无”。
    改法：写明一两个具体问题和改进的办法。
    """
    for section in subject.report.prose.sections:
        if section.chapter and section.chapter.ordinal in _FREE_CHAPTERS and section.html.strip():
            text = "".join(section.source.lines)
            if len(text) > _SURELY_ENOUGH or _TEMPLATE.search(text):
                continue  # template text is said by another rule
            if len(re.sub(r"\W", "", text)) < _BARE:
                where = section.chapter.ordinal
                message = f"『{section.chapter.heading}』一章只有『{shorten(text.strip(), 20)}』"
                hint = f"请写明具体情况；{accept_with('chapter-bare', where)}"
                yield finding("chapter-bare", section.span, message, hint, position=where)


@rule("title-year")
def title_year(subject: Subject) -> Iterator[Diagnostic]:
    """标题里的年度，是不是报告的年度？标题常常沿用去年的。

    公式：标题中的年度 = 年度
    依据：报告年度是所反映的年份，不是发布的年份（E2）
    不问：标题里没有写年度的。
    例：2023.md 的标题写“某镇2022年政府信息公开工作年度报告”。
    改法：改正标题；原文的标题就是错的，照录并写『说明』。
    """
    report = subject.report
    years = [m[1] or "".join(_HAN.get(c, "") for c in m[2]) for m in _TITLE_YEAR.finditer(report.title)]
    if years and str(report.year) not in years:
        at = report.places.get("标题", report.span)
        message = f"标题写的是{years[0]}年，这是{report.year}年的年报"
        hint = f"请改正标题；{accept_with('title-year', TITLE)}"
        yield finding("title-year", at, message, hint, position=TITLE)


@rule("period-year")
def period_year(subject: Subject) -> Iterator[Diagnostic]:
    """正文写的统计期限（某年1月1日至12月31日），是不是报告的年度？

    公式：统计期限的年份 = 年度
    依据：统计期限一律是当年1月1日至12月31日（E2）
    例：2021年的年报写“统计期限自2020年1月1日至2020年12月31日”。
    改法：改正年份；原文就是错的，照录并写『说明』。
    """
    year = str(subject.report.year)
    for paragraph in subject.paragraphs:
        if paragraph.where not in {PREAMBLE, "一", "六"} or "31" not in paragraph.text:
            continue
        for match in _PERIOD.finditer(paragraph.text):
            years = {y for y in match.groups() if y}
            if years != {year}:
                wrong = next(y for y in match.groups() if y and y != year)
                message = f"统计期限写的是『{match.group()}』，这是{year}年的年报"
                hint = f"请把 {wrong} 改成 {year}；{accept_with('period-year', paragraph.where)}"
                span = paragraph.span(match.start(), match.end())
                yield finding("period-year", span, message, hint, position=paragraph.where)


@rule("text-year")
def text_year(subject: Subject) -> Iterator[Diagnostic]:
    """第一章讲的是别的年份，却没有写到报告的年度？前言说公布的是别的年度的年报？多半是沿用了上年的文字。

    公式：第一章有以前三年的某年开头的句子时，也写到报告的年度；前言“公布某年政府信息公开年度报告”的某年 = 年度
    依据：前后一致（E2）
    不问：没有写年份的；句子中间提到的年份，例如“落实2022年考核反馈意见”；“2022年底”、某年的考核和工作要点；统计期限；以后年份的打算、更早的往事。
    例：2023年年报的第一章只写“2022年，我镇……”。
    改法：核对这段文字是不是上年的；年份写错的改正。
    """
    year = str(subject.report.year)
    stale = {str(subject.report.year - back) for back in range(1, _STALE + 1)}
    told: list[tuple[Paragraph, re.Match[str]]] = []
    spoken_of = False
    for paragraph in subject.paragraphs:
        if paragraph.where == PREAMBLE:
            for match in _PUBLISHES.finditer(paragraph.text):
                if match[1] != year:
                    yield _wrong_year(subject, paragraph, match.span(), f"前言说的是『{match.group()}』")
        elif paragraph.where == "一":
            text = _PERIOD.sub(lambda m: "　" * len(m.group()), paragraph.text)  # a period is another matter
            spoken_of = spoken_of or bool(re.search(rf"{year}\s*年", text))
            opened = (m for m in _OPENS.finditer(text) if m[2] in stale and not _OF_THE_PAST.search(m["of"]))
            told += [(paragraph, match) for match in opened]
    if told and not spoken_of:
        paragraph, match = told[0]
        years = "、".join(sorted({f"{m[2]}年" for _, m in told}))
        yield _wrong_year(subject, paragraph, match.span("said"), f"第一章只写到{years}")


def _wrong_year(subject: Subject, paragraph: Paragraph, at: tuple[int, int], what: str) -> Diagnostic:
    message = f"{what}，这是{subject.report.year}年的年报"
    hint = f"请核对这段文字是不是上年的；{accept_with('text-year', paragraph.where)}"
    return finding("text-year", paragraph.span(*at), message, hint, position=paragraph.where)


@rule("template-text")
def template_text(subject: Subject) -> Iterator[Diagnostic]:
    """正文、标题里有没有模板的文字没有换掉？例如 XX局、____、（请填写）、“该部分以表格形式报告”。

    公式：每段提出一处，其余的只写有几处
    依据：实际见到的错误（E5）
    不问：括号里的“示例”“样式见附件”“填报单位”等平常的说明。
    例：“XX局认真贯彻落实……”。
    改法：换成实际的内容，或者删去。
    """
    yield from _left(
        subject, _TEMPLATE, _LIKE_TEMPLATE, "template-text", "留有模板的文字", "请换成实际的内容，或者删去。"
    )


@rule("word-leftover")
def word_leftover(subject: Subject) -> Iterator[Diagnostic]:
    """正文、标题里有没有文字处理软件留下的标记？例如书签、批注、修订、引用错误、页码。

    公式：每段提出一处，其余的只写有几处
    依据：实际见到的错误（E5）
    例：“[bookmark: _GoBack]”“错误!未找到引用源。”“批注[张三1]”。
    改法：删去；批注和修订要先在 Word 里接受或拒绝，再复制。
    """
    hint = "请删去；批注和修订请先在 Word 里处理完，再复制文字。"
    yield from _left(subject, _LEFTOVER, _LIKE_LEFTOVER, "word-leftover", "留有文字处理软件的标记", hint)


@rule("secrecy-mark")
def secrecy_mark(subject: Subject) -> Iterator[Diagnostic]:
    """正文、标题里有没有密级标志？有密级的文件不能公开。

    依据：条例第十四条；保守国家秘密法
    例：“秘密★10年”。
    改法：停止发布，先问保密工作机构；确实不涉密的，删去标志。
    """
    yield from _left(
        subject,
        _SECRET,
        _LIKE_SECRET,
        "secrecy-mark",
        "有密级标志",
        "请先问保密工作机构；确实不涉密的，删去标志再发布。",
    )


def _left(  # noqa: PLR0913, PLR0917 - what to look for, and what to say of it
    subject: Subject, pattern: re.Pattern[str], like: Sequence[str], code: str, what: str, hint: str
) -> Iterator[Diagnostic]:
    """A finding for the title and each paragraph that holds the pattern; `like` are words of which it always holds one."""
    if not any(word in subject.text for word in like):
        return
    report = subject.report
    if match := pattern.search(report.title):
        at = report.places.get("标题", report.span)
        yield finding(code, at, f"标题里{what}『{match.group()}』", hint, position=TITLE)
    for paragraph in subject.paragraphs:
        if found := [*pattern.finditer(paragraph.text)]:
            span = paragraph.span(found[0].start(), found[0].end())
            more = f"（另有 {len(found) - 1} 处）" if len(found) > 1 else ""
            message = f"{what}『{shorten(found[0].group(), 20)}』{more}"
            yield finding(code, span, message, hint, position=paragraph.where)


@rule("other-body")
def other_body(subject: Neighbour) -> Iterator[Diagnostic]:
    """标题、前言里是不是写着别的机关的名称？乡镇的正文里，是不是写着别的乡镇？多半是借用了别人的年报。

    公式：标题里没有上级、下级、同级机关的全称；前言里没有同一上级的同类机关；乡镇街道的第一章、第五章没有同一上级的其他乡镇街道
    依据：30号文（四）：内容雷同要追责（E6）
    不问：本机关名称里就有的；前言里提到的办公室，除非说年报由它编制；本站的概述。
    例：后河镇的年报写着“李口镇认真贯彻……”。
    改法：核对这段文字；确实要提到的，写『说明』。
    """
    report = subject.report
    if report.summary:
        return
    at = report.places.get("标题", report.span)
    near = [*subject.peers, *subject.portal.by_parent.get(subject.agency.slug, ())]
    near += [above] if (above := subject.portal.by_slug.get(subject.agency.parent or "")) else []
    for name in _found(report.title, [agency.name for agency in near], subject.agency):
        yield _other(name, at, TITLE, "标题")
    names = _names([peer for peer in subject.peers if peer.kind == subject.agency.kind], above)
    for paragraph in subject.paragraphs:
        asked = paragraph.where == PREAMBLE or (paragraph.where in _FREE_CHAPTERS and subject.agency.kind == TOWN)
        for name in _found(paragraph.text, names, subject.agency) if asked else ():
            if _OFFICE in name and not re.search(rf"{re.escape(name)}(?:组织)?编制", paragraph.text):
                continue  # an office that all bodies report to is named in many a preamble
            start = paragraph.text.index(name)
            what = "前言" if paragraph.where == PREAMBLE else "正文"
            yield _other(name, paragraph.span(start, start + len(name)), paragraph.where, what)


def _names(agencies: Iterable[Agency], above: Agency | None) -> list[str]:
    """The names by which these bodies can be told from others, full ones first; 河口乡 for 松岭县河口乡人民政府."""
    area = above.name.removesuffix(_GOVERNMENT) if above else ""
    names = [agency.name for agency in agencies]
    for agency in agencies:
        names += agency.short_names
        if agency.kind == TOWN:
            own = agency.name.removesuffix(_GOVERNMENT)
            names += [own, own.removeprefix(area)]
    return [name for name in dict.fromkeys(names) if len(name) >= _TELLING]


def _found(text: str, names: Sequence[str], agency: Agency) -> list[str]:
    """The names that stand in a text and are no part of the body's own."""
    own = (agency.name, *agency.short_names, *(f.name for f in agency.former_names))
    rest = text
    for name in sorted(own, key=len, reverse=True):
        rest = rest.replace(name, "　" * len(name))
    found: list[str] = []
    for name in names:
        if name in rest:
            found.append(name)
            rest = rest.replace(name, "　" * len(name))
    return found


def _other(name: str, at: Span, where: str, what: str) -> Diagnostic:
    hint = f"请核对这段文字是不是借用的；{accept_with('other-body', where)}"
    return finding("other-body", at, f"{what}里写着『{name}』，不是本机关", hint, position=where)
