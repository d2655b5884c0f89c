"""What does a report look like that says nothing? A portal of empty reports, in every edition of the form."""

from gongkai.fields import UNKNOWN
from gongkai.form import Edition, Forms
from gongkai.gather import gather
from gongkai.portal import Portal
from gongkai.source import Tree
from gongkai.tables import ALL_BLANK, ALL_ZERO


def specimen(forms: Forms) -> Portal:
    """One body, with a blank report and one of zeros in each edition, oldest first."""
    texts = {"site.yaml": "标题: 政府信息公开工作年度报告\n", "a/agency.yaml": "全称: 人民政府\n"}
    for edition in forms.editions:
        for year, tables in enumerate((ALL_BLANK, ALL_ZERO), edition.start):
            texts[f"a/{year}.md"] = _empty(edition, year, tables)
    return gather(Tree({path: text.encode() for path, text in texts.items()}, {}), forms)[0]


def _empty(edition: Edition, year: int, tables: str) -> str:
    facts = [f"标题: 人民政府{year}年政府信息公开工作年度报告", f"年度: {year}", f"发布日期: {UNKNOWN}"]
    facts += [f"{table.key}: {tables}" for table in edition.tables]
    chapters = [f"## {chapter.heading}\n\n无。\n" for chapter in edition.chapters]
    return "\n".join(["---", *facts, "---", "", *chapters])
