"""Was it published in time, and about a year that can be? Asked of the records and of 发布日期, never of a clock."""

from collections.abc import Iterator

from gongkai.codes import accept_with, finding
from gongkai.diag import Diagnostic
from gongkai.rules.rule import rule
from gongkai.rules.subject import Neighbour, Subject
from gongkai.standing import late_by

PUBLISHED, YEAR = "发布日期", "年度"


@rule("late")
def late(subject: Neighbour) -> Iterator[Diagnostic]:
    """发布日期是不是晚于期限？期限以网站档案写的『截止日期』为准。

    公式：发布日期 ≤ 网站档案里这一类机关次年的『截止日期』（条例：部门 1月31日，政府 3月31日）
    依据：第四十九条（E7）；条例没有写乡镇街道，以当地的通知为准
    不问：发布日期未载明；网站档案没有写这一类机关的截止日期。
    例：截止 1月31日，2月20日发布：晚 20 天。
    改法：日期写错的改正；确实晚了的，可以写『说明』。
    """
    days = late_by(subject.portal, subject.agency, subject.report)
    if days:
        report = subject.report
        at = report.places.get(PUBLISHED, report.span)
        message = f"发布日期 {report.published} 比期限晚 {days} 天"
        hint = f"日期写错的请改正；{accept_with('late', PUBLISHED)}"
        yield finding("late", at, message, hint, position=PUBLISHED)


@rule("published-early")
def published_early(subject: Subject) -> Iterator[Diagnostic]:
    """发布日期是不是早于报告年度的结束？年度没有过完，报告不会已经发布。

    公式：发布日期 > 报告年度的12月31日
    依据：统计期限到12月31日为止（E2）
    例：2023年的年报，发布日期写 2023-01-20，多半是沿用了上年的文件。
    改法：改正发布日期。
    """
    report = subject.report
    if report.published and report.published <= f"{report.year}-12-31":
        at = report.places.get(PUBLISHED, report.span)
        message = f"发布日期 {report.published} 时，{report.year}年还没有过完"
        hint = f"请核对发布日期和年度；{accept_with('published-early', PUBLISHED)}"
        yield finding("published-early", at, message, hint, position=PUBLISHED)


@rule("year-unlikely")
def year_unlikely(subject: Neighbour) -> Iterator[Diagnostic]:
    """年度是不是晚于网站档案里最后一个应报年度？多半是文件名写错了，或者忘了在网站档案里加上新的一年。

    公式：年度 ≤ 最后一个应报年度
    依据：前后一致（E2）
    不问：网站档案没有写『应报年度』。
    例：文件名 2230.md。
    改法：改正文件名和『年度』；到了新的一年，在 site.yaml 的『应报年度』里加上。
    """
    year = subject.report.year
    last = max(subject.portal.site.due_years, default=None)
    region = subject.portal.atlas.region_of(subject.agency)
    if region and region.due_years:
        last = max(region.due_years)
    if last is not None and year > last:
        at = subject.report.places.get(YEAR, subject.report.span)
        hint = "写错的请改正文件名和『年度』；到了新的一年，请在 site.yaml 的『应报年度』里加上。"
        yield finding("year-unlikely", at, f"年度写的是 {year}，应报年度到{last}年为止", hint)
