"""What several tests need: the labels of the form typed from the notices, reports made from them, shortcuts.

The labels and sums here share nothing with src/gongkai/forms: they are the second, independent source.
"""

import json
import os
import random
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from gongkai.build import load
from gongkai.diag import Diagnostic, in_order
from gongkai.editions import read_forms
from gongkai.form import Forms
from gongkai.gather import gather
from gongkai.intake import draft_of
from gongkai.portal import Portal
from gongkai.source import Tree

ROOT = Path(__file__).resolve().parent.parent
FORMS = ROOT / "src" / "gongkai" / "forms"
CONTENT = ROOT / "content"
TEMPLATES = ROOT / "templates"

APPLICANTS = (
    "自然人",
    *(f"法人或其他组织／{o}" for o in ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")),
)
TOTAL = "总计"
NEW = "一、本年新收政府信息公开申请数量"
CARRIED_IN = "二、上年结转政府信息公开申请数量"
RESULT = "三、本年度办理结果"
RESULT_TOTAL = f"{RESULT}／（七）总计"
CARRIED_OUT = "四、结转下年度继续办理"
_COMMON_RESULTS = [
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "（三）不予公开／1.属于国家秘密",
    "（三）不予公开／2.其他法律行政法规禁止公开",
    "（三）不予公开／3.危及“三安全一稳定”",
    "（三）不予公开／4.保护第三方合法权益",
    "（三）不予公开／5.属于三类内部事务信息",
    "（三）不予公开／6.属于四类过程性信息",
    "（三）不予公开／7.属于行政执法案卷",
    "（三）不予公开／8.属于行政查询事项",
    "（四）无法提供／1.本机关不掌握相关政府信息",
    "（四）无法提供／2.没有现成信息需要另行制作",
    "（四）无法提供／3.补正后申请内容仍不明确",
    "（五）不予处理／1.信访举报投诉类申请",
    "（五）不予处理／2.重复申请",
    "（五）不予处理／3.要求提供公开出版物",
    "（五）不予处理／4.无正当理由大量反复申请",
    "（五）不予处理／5.要求行政机关确认或重新出具已获取信息",
]
RESULTS = {
    "2019": [f"{RESULT}／{row}" for row in [*_COMMON_RESULTS, "（六）其他处理"]],
    "2021": [
        f"{RESULT}／{row}"
        for row in [
            *_COMMON_RESULTS,
            "（六）其他处理／1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "（六）其他处理／2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "（六）其他处理／3.其他",
        ]
    ],
}
REVIEW_GROUPS = ("行政复议", "行政诉讼／未经复议直接起诉", "行政诉讼／复议后起诉")
REVIEW_PARTS = ("结果维持", "结果纠正", "其他结果", "尚未审结")
_COUNTS_2019 = ("上一年项目数量", "本年增/减", "处理决定数量")
PROACTIVE = {
    "2019": [
        *(
            (f"第二十条第（一）项／{r}", c)
            for r in ("规章", "规范性文件")
            for c in ("本年新制作数量", "本年新公开数量", "对外公开总数量")
        ),
        *((f"第二十条第（五）项／{r}", c) for r in ("行政许可", "其他对外管理服务事项") for c in _COUNTS_2019),
        *((f"第二十条第（六）项／{r}", c) for r in ("行政处罚", "行政强制") for c in _COUNTS_2019),
        *(("第二十条第（八）项／行政事业性收费", c) for c in _COUNTS_2019[:2]),
        *(("第二十条第（九）项／政府集中采购", c) for c in ("采购项目数量", "采购总金额")),
    ],
    "2021": [
        *(
            (f"第二十条第（一）项／{r}", c)
            for r in ("规章", "行政规范性文件")
            for c in ("本年制发件数", "本年废止件数", "现行有效件数")
        ),
        ("第二十条第（五）项／行政许可", "本年处理决定数量"),
        ("第二十条第（六）项／行政处罚", "本年处理决定数量"),
        ("第二十条第（六）项／行政强制", "本年处理决定数量"),
        ("第二十条第（八）项／行政事业性收费", "本年收费金额（单位：万元）"),
    ],
}

Figures = dict[tuple[str, str, str], int]


@cache
def forms() -> Forms:
    return read_forms(FORMS)


def balanced(edition: str, rng: random.Random, high: int = 40) -> Figures:
    """Figures of all three tables, every sum of which holds, by (表, 行, 列)."""
    figures: Figures = {}
    for row, column in PROACTIVE[edition]:
        drawn = rng.randint(0, high)
        # Few bodies make 规章, and what was issued this year is in force at its end.
        figures["二", row, column] = 0 if row.endswith("／规章") else drawn + high * (column == "现行有效件数")
    rows = RESULTS[edition]
    for column in APPLICANTS:
        parts = [rng.choice((0, 0, rng.randint(0, high))) for _ in rows]
        out = rng.randint(0, high)
        received = sum(parts) + out
        carried_in = rng.randint(0, received)
        for row, value in zip(rows, parts, strict=True):
            figures["三", row, column] = value
        figures["三", NEW, column] = received - carried_in
        figures["三", CARRIED_IN, column] = carried_in
        figures["三", RESULT_TOTAL, column] = sum(parts)
        figures["三", CARRIED_OUT, column] = out
    for row in (NEW, CARRIED_IN, *rows, RESULT_TOTAL, CARRIED_OUT):
        figures["三", row, TOTAL] = sum(figures["三", row, column] for column in APPLICANTS)
    for group in REVIEW_GROUPS:
        for part in REVIEW_PARTS:
            figures["四", "", f"{group}／{part}"] = rng.randint(0, high)
        figures["四", "", f"{group}／{TOTAL}"] = sum(figures["四", "", f"{group}／{part}"] for part in REVIEW_PARTS)
    return figures


def following(figures: Figures, last: Figures) -> Figures:
    """The figures, with what was carried over from last year carried in; as many less are new.

    Asks of `figures` that more came to them than last year left over, which balanced ones with many figures do.
    """
    found = dict(figures)
    for column in (*APPLICANTS, TOTAL):
        received = figures["三", NEW, column] + figures["三", CARRIED_IN, column]
        found["三", CARRIED_IN, column] = last["三", CARRIED_OUT, column]
        found["三", NEW, column] = received - last["三", CARRIED_OUT, column]
    return found


def as_object(figures: Figures, edition: str, year: int, slug: str = "ceshi") -> dict[str, Any]:
    """The object of a report.json with these figures, every one of them authored."""
    cells = [
        {"表": t, "行": r, "列": c, "值": value, "状态": "数", "原文": str(value)}
        for (t, r, c), value in figures.items()
    ]
    layout = dict.fromkeys(("二", "三", "四"), edition)
    day = f"{year + 1}-01-20"
    return {"机关": "测试县测试局", "年度": year, "编码": slug, "版式": layout, "发布日期": day, "cells": cells}


def text_of(data: dict[str, Any]) -> str:
    """The content file that importing an object gives."""
    from gongkai.intake import _Number

    loaded = json.loads(json.dumps(data, ensure_ascii=False), parse_int=_Number, parse_float=_Number)
    return draft_of(loaded, forms())[0]


AGENCY = "全称: 测试县测试局\n层级: 县\n类别: 部门\n"
SITE = "标题: 测试站\n网站标识码: 3299990001\n网址: https://example.org/zw/\n"
BODY = "\n## 一、总体情况\n\n本年的公开工作按要求开展。\n\n## 五、存在的主要问题及改进情况\n\n公开目录更新不够及时，准备逐月核对。\n\n## 六、其他需要报告的事项\n\n无。\n"


def tree(files: dict[str, str]) -> Tree:
    """A content folder in memory."""
    return Tree({path: text.encode() for path, text in files.items()}, {})


def one_report(folder: Path) -> Path:
    """A content folder with one body and one report, in which nothing is wrong."""
    (folder / "ceshi").mkdir(parents=True)
    report = text_of(as_object(balanced("2021", random.Random(1)), "2021", 2023)) + BODY
    for name, text in {"site.yaml": SITE, "ceshi/agency.yaml": AGENCY, "ceshi/2023.md": report}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def judged(report: str, year: int = 2023, agency: str = AGENCY) -> tuple[Portal, tuple[Diagnostic, ...]]:
    """The portal of one report, and what is said about it."""
    files = {"site.yaml": SITE, "ceshi/agency.yaml": agency, f"ceshi/{year}.md": report}
    portal, found = gather(tree(files), forms())
    return portal, in_order(found)


def findings_of(content: Path) -> tuple[Diagnostic, ...]:
    return load(content, forms()).findings


def loaded_by(*modules: str) -> set[str]:
    """The names of all modules that a fresh Python has loaded once it has imported these."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return {*subprocess.check_output([sys.executable, "-c", code], env=env, encoding="utf-8").split()}
