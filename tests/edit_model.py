"""A small content folder, and what its editors do to it: every kind of edit, drawn at random."""

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from support import Figures, as_object, balanced, following, text_of

YEARS = (2019, 2020, 2021, 2023)
SENTENCES = (
    "本年围绕群众关心的事项逐项核对了公开目录，补上了缺少的办事指南。",
    "窗口配备了查阅终端，值班人员现场指导群众查找需要的文件和数字。",
    "依申请公开逐件登记，答复以前由法制机构审看，期限没有超过的。",
    "公开栏目更新不够及时，少数文件的有效性没有标注清楚。",
    "下一年逐月核对栏目，由专人负责文件的有效性标注和清理结果的公布。",
    "组织了两次业务学习，交流了办理中遇到的难处和答复的写法。",
)
SITE = """标题: 测试站
网址: https://example.org/zw/
应报年度: [2019, 2020, 2021, 2022]
截止日期: {政府: 03-31, 部门: 01-31, 乡镇街道: 01-31}
质量页: 公开
地区:
  - {代码: 410000, 名称: 河南省}
  - {代码: 410781, 名称: 卫辉市}
  - {代码: 990101, 名称: 示例县, 虚构: 是}
"""
BODIES = {
    "weihui": "全称: 卫辉市人民政府\n层级: 县\n类别: 政府\n行政区划代码: '410781'\n",
    "jiaoyu": "全称: 卫辉市教育局\n层级: 县\n类别: 部门\n上级: weihui\n",
    "houhe": "全称: 卫辉市后河镇人民政府\n层级: 乡\n类别: 乡镇街道\n上级: weihui\n简称: [后河镇]\n",
    "shili": "全称: 示例县民政局\n层级: 县\n类别: 部门\n行政区划代码: '990101'\n",
}


def write_folder(folder: Path, chance: random.Random) -> None:
    """Four bodies with three reports each, the last of which follows from the one before; one, and its region, is invented."""
    folder.mkdir(parents=True)
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    for slug, record in BODIES.items():
        (folder / slug).mkdir()
        (folder / slug / "agency.yaml").write_text(record, encoding="utf-8")
        last = balanced("2021", chance)
        drawn = {2020: None, 2021: last, 2022: following(balanced("2021", chance, 400), last)}
        for year, figures in drawn.items():
            (folder / slug / f"{year}.md").write_text(_report(chance, slug, year, figures), encoding="utf-8")


def _report(chance: random.Random, slug: str, year: int, figures: Figures | None = None) -> str:
    edition = "2019" if year < 2021 else "2021"
    head = text_of(as_object(figures or balanced(edition, chance), edition, year, slug))
    scope = "统计范围: 本机关\n" if slug == "weihui" else ""
    front, fence, rest = head.rpartition("---")
    return f"{front}{scope}{fence}{rest}{_body(chance)}"


def _body(chance: random.Random) -> str:
    first, last = ("".join(chance.choices(SENTENCES, k=4)) for _ in range(2))
    return f"\n## 一、总体情况\n\n{first}\n\n## 五、存在的主要问题及改进情况\n\n{last}\n\n## 六、其他需要报告的事项\n\n无。\n"


def _reports(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/[12]*.md"))


def _change(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def prose(folder: Path, chance: random.Random) -> None:
    """Another sentence in a report."""
    path = chance.choice(_reports(folder))
    _change(path, chance.choice(SENTENCES), chance.choice(SENTENCES))


def number(folder: Path, chance: random.Random) -> None:
    """Another number in a table of the new form, in no sum."""
    path = chance.choice([path for path in _reports(folder) if path.stem >= "2021"])
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(行政许可: +)\d+", rf"\g<1>{chance.randrange(99)}", text), encoding="utf-8")


def figures(folder: Path, chance: random.Random) -> None:
    """All figures of a report anew."""
    path = chance.choice(_reports(folder))
    path.write_text(_report(chance, path.parent.name, int(path.stem)), encoding="utf-8")


def fact(folder: Path, chance: random.Random) -> None:
    """Another day of publication: late or not; and what the report covers, if that is said."""
    path = chance.choice(_reports(folder))
    year = int(path.stem) + 1
    text = path.read_text(encoding="utf-8")
    day = chance.choice((f"{year}-01-20", f"{year}-02-11", f"{year}-04-02"))
    lines = [f"发布日期: {day}" if line.startswith("发布日期") else line for line in text.split("\n")]
    covers = f"统计范围: {chance.choice(('本机关', '全辖区'))}"
    lines = [covers if line.startswith("统计范围") else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")


def rename(folder: Path, chance: random.Random) -> None:
    """A body gets another folder, and with it another address."""
    slug = chance.choice([path.name for path in folder.iterdir() if path.is_dir() and path.name != "weihui"])
    (folder / slug).rename(folder / f"{slug}x")
    for path in (folder / f"{slug}x").glob("*.md"):
        _change(path, f"编码: {slug}", f"编码: {slug}x")


def delete(folder: Path, chance: random.Random) -> None:
    """A report less."""
    if len(reports := _reports(folder)) > 1:
        chance.choice(reports).unlink()


def add_report(folder: Path, chance: random.Random) -> None:
    """A report more, in place of one that is there perhaps."""
    slug = chance.choice([path.name for path in folder.iterdir() if path.is_dir()])
    year = chance.choice(YEARS)
    (folder / slug / f"{year}.md").write_text(_report(chance, slug, year), encoding="utf-8")


def add_body(folder: Path, chance: random.Random) -> None:
    """A body more, with a report."""
    slug = f"xin{chance.randrange(10**6)}"
    (folder / slug).mkdir()
    record = f"全称: 卫辉市{slug[3:]}号办事处\n层级: 乡\n类别: 乡镇街道\n上级: weihui\n"
    (folder / slug / "agency.yaml").write_text(record, encoding="utf-8")
    (folder / slug / "2021.md").write_text(_report(chance, slug, 2021), encoding="utf-8")


def remove_body(folder: Path, chance: random.Random) -> None:
    """A body less."""
    slugs = [path.name for path in folder.iterdir() if path.is_dir() and path.name != "weihui"]
    if len(slugs) > 1:
        shutil.rmtree(folder / chance.choice(slugs))


def record(folder: Path, chance: random.Random) -> None:
    """A fact in the record of a body."""
    path = chance.choice(sorted(folder.glob("*/agency.yaml")))
    path.write_text(path.read_text(encoding="utf-8") + f"# 改动 {chance.random()}\n", encoding="utf-8")
    _change(path, "局\n", f"局{chance.choice('甲乙丙')}科\n")


def relation(folder: Path, chance: random.Random) -> None:
    """What is on record of a body and others: its 上级, its region, how long it was there and which took it over; its names."""
    path = chance.choice(sorted(folder.glob("*/agency.yaml")))
    other = chance.choice([one.name for one in sorted(folder.iterdir()) if one.is_dir() and one != path.parent])
    code = chance.choice(("410781", "410000", "990101"))
    facts = (
        f"上级: {other}",
        f"行政区划代码: '{code}'",
        f"存续期间: {{止: 2022}}\n并入: {other}",
        "简称: [某局]",
        "全称: 卫辉市别的什么局",
    )
    chosen = chance.choice(facts)
    names = [line.partition(":")[0] for line in chosen.split("\n")]
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if line.partition(":")[0] not in names]
    path.write_text("\n".join([*kept, chosen, ""]), encoding="utf-8")


def site(folder: Path, chance: random.Random) -> None:
    """The record of the site: its title, its deadlines, whether the pages on quality are public."""
    path = folder / "site.yaml"
    changes = (("测试站", "测试门户"), ("页: 公开", "页: 内部"), ("页: 内部", "页: 公开"), ("01-31", "02-28"))
    _change(path, *chance.choice(changes))


def explanation(folder: Path, chance: random.Random) -> None:
    """A report accepts a finding, whether there is one or not."""
    path = chance.choice(_reports(folder))
    said = "说明: [{规则: balance, 位置: 三／自然人, 理由: 原表如此, 适用年度: [2020, 2021]}]"
    text = path.read_text(encoding="utf-8")
    if "说明:" not in text:
        front, fence, rest = text[3:].partition("\n---")
        path.write_text(f"---{front}\n{said}{fence}{rest}", encoding="utf-8")


def template(templates: Path, chance: random.Random) -> None:
    """A remark in a template, or a rule in the style."""
    if chance.random() < 2 / 3:
        path = chance.choice(sorted(templates.rglob("*.html")))
        remark = f"<!-- {chance.randrange(99)} --></"
        path.write_text(remark.join(path.read_text(encoding="utf-8").rsplit("</", 1)), encoding="utf-8")
    else:
        path = templates / "assets" / "site.css"
        path.write_text(
            path.read_text(encoding="utf-8") + f"\n.x{chance.randrange(99)} {{ margin: 0 }}\n", encoding="utf-8"
        )


OF_CONTENT: tuple[Callable[[Path, random.Random], None], ...] = (
    prose,
    number,
    figures,
    fact,
    rename,
    delete,
    add_report,
    add_body,
    remove_body,
    record,
    site,
    explanation,
    relation,
)
