"""What can be found, and why? Every code with its page: for `gongkai explain`, docs/rules.md and the site."""

from collections.abc import Iterator
from typing import NamedTuple

from gongkai.codes import CODES, GROUPS
from gongkai.diag import Code
from gongkai.rules import ONE_REPORT, WHOLE_PORTAL
from gongkai.rules.personal import PAGE
from gongkai.rules.rule import Page, read_page
from gongkai.show.words import LEVELS
from gongkai.text import pad

# What the ids in the column 依据 stand for; articles and 文号 speak for themselves.
BASES = {
    "A1": "表三每一列：第一项加第二项，等于第三项（总计）加第四项。这是格式里印明的勾稽关系。",
    "A2": "表三每一列：（七）总计等于各种办理结果之和（2021年格式21项，2019年格式19项）。",
    "A3": "表三每一行：总计等于自然人与五类法人或其他组织之和。",
    "A4": "表四的行政复议、未经复议直接起诉、复议后起诉三组：总计等于四种结果之和。",
    "A5": "件数、项数是不小于零的整数；金额不小于零，可以有小数；只有2019年格式的“本年增/减”可以是负数。",
    "A6": "空白、斜线、不适用不是零：涉及它们的关系无法核对，不当作不成立，除非已填的部分已经超过总计。",
    "B1": "本年的上年结转等于上年的结转下年度，每一列都是；机构改革和格式改变的年份不问。",
    "B2": "规章和行政规范性文件的现行有效等于上年的现行有效加制发、减废止。",
    "B3": "2019年格式的上一年项目数量等于上年的数量加上年的增减。",
    "B4": "与上年相差五倍以上，或者一下子变成 0。",
    "C1": "政府写明统计全辖区、下面的机关又都有年报的，每一格等于各机关之和。",
    "D1": "正文的申请数与表三一致；“受理”可以只指新收，也可以连上年结转。",
    "D2": "正文的办理结果与表三各类的总计一致。",
    "D3": "正文的行政复议、行政诉讼件数与表四一致。",
    "D4": "正文的百分比算得出来，相差不超过 0.1。",
    "D5": "正文说没有，表里就应当是 0。",
    "D6": "正文与表说的是同一个范围：本级或者全辖区。",
    "E1": "六章齐全，按顺序，各有内容，各只写一次。",
    "E2": "报告的年度前后一致：文件名、标题、统计期限、正文、发布日期。",
    "E3": "名称用格式里的原文。",
    "E4": "表格用该年度的那一版格式。",
    "E5": "没有留下模板的文字和文字处理软件的标记。",
    "E6": "内容不雷同（国办公开办函〔2021〕30号（四））。",
    "E7": "在期限以前发布（第四十九条；网站档案另定的，以那里为准）。",
    "F1": "只有国务院部门、省级和设区的市、自治州的政府制定规章。",
    "F2": "制发不多于现行有效；废止不多于上年现行有效加制发。",
    "F3": "科研机构、社会公益组织、法律服务机构、其他通常只占少数。",
    "F4": "信息处理费各笔之和等于合计（元）。",
    "G1": "不公开个人信息（第十五条）。",
    "国办发〔2017〕47号": (
        "《政府网站发展指引》要求的网页标签。每一页（404 页除外）写网站的 `SiteName`（标题）、`SiteDomain`（域名）、"
        "`SiteIDCode`（网站标识码），和栏目的 `ColumnName`、`ColumnDescription`、`ColumnKeywords`、`ColumnType`；"
        "年报页另写 `ArticleTitle`（标题）、`PubDate`（发布日期）、`ContentSource`（发布机构，没有写的是编制机关）。"
        "`PubDate` 要精确到分钟，年报只载明到日，一律写 `00:00`；不知道是哪一天的，不写这个标签。"
    ),
    "国办函〔2020〕109号": "《政府信息公开信息处理费管理办法》：收取信息处理费的情况要在年报里报告，单位是元。",
}
_PARTS = (("公式", "formula"), ("依据", "basis"), ("不问", "silent"), ("例", "example"), ("改法", "mend"))


class Entry(NamedTuple):
    """A code, what it has in common, and its page."""

    name: str
    code: Code
    page: Page
    is_rule: bool  # judged of what was read, and not of how it is written

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The named parts of the page that say something."""
        texts = self.page._asdict()
        if not texts["basis"] and self.code.basis:
            texts["basis"] = self.code.basis
        return tuple((label, texts[field]) for label, field in _PARTS if texts[field])


def entries() -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """The groups of codes, each with its entries, in the order in which a report is read."""
    pages = {rule.code: rule.page for rule in ONE_REPORT} | {rule.code: rule.page for rule in WHOLE_PORTAL}
    pages["personal-data"] = read_page(PAGE)
    for title, names in GROUPS.items():
        yield (
            title,
            tuple(
                Entry(name, CODES[name], pages.get(name) or Page(CODES[name].meaning), name in pages) for name in names
            ),
        )


def entry(name: str) -> Entry | None:
    """The entry of a code; None if there is no such code."""
    return next((e for _, group in entries() for e in group if e.name == name), None)


def as_text(one: Entry) -> str:
    """The page of a code for a terminal."""
    head = f"{one.name}　{one.code.title}（{LEVELS[one.code.severity]}）"
    lines = [head, "", one.page.asks, ""]
    lines += [f"{label}：{text}" for label, text in one.parts]
    lines.append(f"可否说明：{'可以，写在『说明』里' if one.code.acceptable else '不可以'}")
    return "\n".join(lines) + "\n"


def known() -> list[str]:
    """Every code."""
    return list(CODES)


def as_list() -> str:
    """Every code with its level and title, in groups."""
    out = []
    for title, group in entries():
        out += [title, *(f"  {pad(e.name, 24)}{LEVELS[e.code.severity]}　{e.code.title}" for e in group), ""]
    return "\n".join(out)


def as_markdown() -> str:
    """docs/rules.md: every code in its group, and what the ids of the column 依据 stand for."""
    out = [_INTRODUCTION]
    for title, group in entries():
        out += [f"## {title}\n"]
        short = [e for e in group if not e.is_rule]
        if short:
            out += ["| 代码 | 级别 | 名称 | 依据 | 可说明 | 意思 |", "|---|---|---|---|---|---|"]
            out += [_row(e) for e in short]
            out.append("")
        for e in group:
            if e.is_rule:
                out += [_section(e)]
    out += ["## 依据的编号\n", "| 编号 | 要求 |", "|---|---|"]
    out += [f"| {name} | {text} |" for name, text in BASES.items()]
    return "\n".join(out) + "\n"


def _row(e: Entry) -> str:
    accepted = "可" if e.code.acceptable else ""
    return f"| `{e.name}` | {LEVELS[e.code.severity]} | {e.code.title} | {e.code.basis} | {accepted} | {e.page.asks} |"


def _section(e: Entry) -> str:
    may = "可以说明" if e.code.acceptable else "不能说明"
    head = f"### `{e.name}` {e.code.title}\n\n**{LEVELS[e.code.severity]}** · {e.code.basis} · {may}\n\n{e.page.asks}\n"
    return head + "\n" + "\n".join(f"- **{label}**：{text}" for label, text in e.parts) + "\n"


_INTRODUCTION = """# 检查项目

这一页由程序生成（`gongkai explain --markdown`），请不要手改。`check` 能提出的全部问题都在这里，每一条的代码就是检查结果
方括号里的词；代码定了不改，也不挪作他用。在命令行里看一条：`gongkai explain 代码`；网站上每一条也有一页：`/rules/代码/`。
常见的问题怎么改，见[编辑指南](editing.md#常见问题和改法)。

- **错误**：必须改正，有一个就不生成网站。
- **警告**：多半有问题，请看一看；不影响生成。
- **提示**：不一定有问题，供参考；不影响生成。

级别由规则定，不能调低。“可说明”的，原表就是这样时可以在年报里[说明理由](editing.md#原表就是不平说明)，
错误、警告变成提示，理由在网页上公开。先决条件不具备的（没有上年年报、格子是空白），不问；一个原因只说一次。
"""
