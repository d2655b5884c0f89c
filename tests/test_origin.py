"""来源与转录: what a report was copied from, who copied and who checked it, from the file to every place that shows it."""

import json
import random
import re

import pytest

from archive_files import docx, p
from cases import REPORT, findings, portal_files
from gongkai.archive.containers import read
from gongkai.archive.importing import imported
from gongkai.build import load
from gongkai.emit.data import report_json
from gongkai.emit.pages import quality_outputs, site_outputs
from gongkai.folders import read_templates
from gongkai.intake import from_json
from gongkai.office.workbook import template, workbook
from gongkai.origin import SOURCE_KINDS, Origin
from gongkai.source import parse
from gongkai.theme import Theme
from gongkai.tidy import report_file, tidy
from support import BODY, CONTENT, TEMPLATES, as_object, balanced, forms, judged, text_of

NATIVE = text_of(as_object(balanced("2021", random.Random(7)), "2021", 2023)) + BODY
FULL = {
    "地址": "https://www.example.org/2023.html",
    "说明": "盖章件在档案室",
    "形式": "扫描件",
    "转录": "县政府办 2024-03-01",
    "核对": "县档案馆",
}


def written(**parts: str) -> str:
    """A report that states these parts of its source."""
    lines = "".join(f"\n  {name}: {text}".rstrip() for name, text in parts.items())
    return NATIVE.replace("\n年度: 2023", f"\n年度: 2023\n来源:{lines}")


def report_of(text: str):
    return judged(text)[0].reports["ceshi", 2023]


def told(text: str) -> set[str]:
    return {found.code for found in judged(text)[1]}


# --- read ---------------------------------------------------------------------------------------------


def test_all_that_is_stated_is_read():
    assert report_of(written(**FULL)).origin.parts == FULL
    assert told(written(**FULL)) == set()


def test_a_line_may_stand_with_nothing_behind_it():
    text = written(形式="网页", 转录="", 核对="")
    assert report_of(text).origin.parts == {"地址": None, "说明": None, "形式": "网页", "转录": None, "核对": None}
    assert told(text) == {"source-unchecked"}


def test_a_report_that_says_nothing_of_a_copy_is_none():
    assert report_of(NATIVE).origin == Origin()
    for text in (NATIVE, written(地址=FULL["地址"], 说明="甲"), written(转录="", 核对="")):
        assert not report_of(text).origin.copied
        assert told(text) == set()


def test_an_unknown_form_is_answered_with_the_list():
    (found,) = [f for f in judged(written(形式="照片"))[1] if f.severity == "error"]
    assert (found.code, found.message) == ("field-value", "『形式』写的是『照片』")
    assert found.hint == "只能写：网页、Word 文件、Excel 文件、PDF 文件、扫描件、纸质、文字、其他。"


@pytest.mark.parametrize("kind", SOURCE_KINDS)
def test_each_form_of_the_list_is_taken(kind):
    assert report_of(written(形式=kind)).origin.kind == kind


def test_somebodys_number_is_found_there_too():
    assert "personal-data" in told(written(形式="纸质", 转录="县政府办 13800138000", 核对="县档案馆"))


def test_the_note_stands_at_the_line_of_the_source():
    files = portal_files("+来源:\n+  形式: 纸质\n+  核对:\n")
    (found,) = findings(files)
    assert (found.code, found.severity, found.span[:2]) == ("source-unchecked", "note", (REPORT, 2))


# --- shown --------------------------------------------------------------------------------------------


def texts(outputs) -> dict[str, str]:
    return {one.path: one.data.decode() for one in outputs if one.path.endswith(".html")}


def page(text: str) -> str:
    portal, _ = judged(text)
    return texts(site_outputs(portal, Theme(read_templates(TEMPLATES)), None))["ceshi/2023/index.html"]


def quality(text: str) -> dict[str, str]:
    portal, found = judged(text)
    return texts(quality_outputs(portal, Theme(read_templates(TEMPLATES)), None, found))


def facts_in(html: str) -> list[tuple[str, str, str]]:
    """Label, text and address of each fact in a piece of a page."""
    rows = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    return [(label, re.sub("<.*?>", "", text), "".join(re.findall('href="(.*?)"', text))) for label, text in rows]


def section(html: str) -> str:
    return html.partition('<section class="chapter" id="source">')[2].partition("</section>")[0]


def test_the_page_of_a_copy_says_where_it_is_from_and_what_is_open():
    lines = written(地址=FULL["地址"], 形式="PDF 文件", 核对="").split("\n")
    (at,) = [n for n, line in enumerate(lines) if line.startswith("  上年结转:")]
    lines[at] = "  上年结转: [待核, 待核(1|2), 0, 0, 0, 0, 0]"
    (at,) = [n for n, line in enumerate(lines) if line.startswith("  复议后起诉:")]
    lines[at] = "  复议后起诉: [0, 待核, 0, 0, 0]"
    html = page("\n".join(lines))

    assert facts_in(section(html)) == [
        ("来源", FULL["地址"], FULL["地址"]),
        ("形式", "PDF 文件", ""),
        ("转录", "未写明", ""),
        ("核对", "未核对", ""),
        ("待核", "3 格", ""),
        ("其中表三", "2 格", "#t3"),
        ("其中表四", "1 格", "#t4"),
    ]
    assert ("来源", "转录自PDF 文件，未核对", "#source") in facts_in(html.partition("<article>")[0])
    assert html.count('<a href="#source">来源与转录</a>') == 2
    assert html.count(' id="t3"') == html.count(' id="t4"') == 1


def test_the_page_of_a_checked_copy_names_who_did_it():
    html = page(written(**FULL))

    assert facts_in(section(html)) == [
        ("来源", FULL["地址"], FULL["地址"]),
        *(("来源说明", "盖章件在档案室", ""), ("形式", "扫描件", ""), ("转录", "县政府办 2024-03-01", "")),
        *(("核对", "县档案馆", ""), ("待核", "没有", "")),
    ]
    assert "未核对" not in html


def test_the_page_of_a_report_that_was_written_here_is_as_before():
    html = page(written(地址=FULL["地址"]))

    assert "转录" not in html
    assert ("来源", FULL["地址"], FULL["地址"]) in facts_in(html)


def counted(text: str) -> list[str | None]:
    made = quality(text)
    listed = [facts_in(made[name]) for name in ("index.html", "2023/index.html")]
    return [{label: said for label, said, _ in facts}.get("转录的") for facts in listed]


def test_the_supervising_office_sees_how_many_copies_nobody_checked():
    assert counted(written(形式="网页")) == ["1 份，未核对 1 份"] * 2
    assert counted(written(**FULL)) == ["1 份，未核对 0 份"] * 2
    assert counted(NATIVE) == [None, None]
    assert "转录的还没有核对" in quality(written(形式="网页"))["2023/index.html"]


# --- for programs, and back ---------------------------------------------------------------------------


def test_report_json_has_the_source_and_counts_what_is_open():
    full, native = (json.loads(report_json(report_of(text), "甲")) for text in (written(**FULL), NATIVE))

    assert list(full) == ["机关", "年度", "编码", "版式", "来源", "cells"]
    assert full["来源"] == {**FULL, "待核": {"二": 0, "三": 0, "四": 0}}
    assert "来源" not in native
    text = re.sub(r"(\n  上年结转: *)\[\d+,", r"\1[待核,", written(形式="文字"))
    some = json.loads(report_json(report_of(text), "甲"))["来源"]
    waiting = {"二": 0, "三": 1, "四": 0}
    assert some == {"地址": None, "说明": None, "形式": "文字", "转录": None, "核对": None, "待核": waiting}


@pytest.mark.parametrize("parts", [FULL, {"形式": "其他"}, {"地址": FULL["地址"]}, {"转录": "甲", "核对": "乙"}])
def test_report_json_brings_the_source_back(parts):
    report = report_of(written(**parts))
    text, _, _, ignored = from_json(report_json(report, "测试县测试局"), forms())

    assert ignored == ()
    assert report_of(text).origin.parts == report.origin.parts


def test_report_json_may_give_an_address_alone_and_nothing_that_is_no_source():
    data = as_object(balanced("2021", random.Random(7)), "2021", 2023)
    text, *_ = from_json(json.dumps(data | {"来源": FULL["地址"]}, ensure_ascii=False).encode(), forms())
    assert f"\n来源: {FULL['地址']}\n" in text
    for wrong in (["甲"], 5, {"甲": "乙"}, {"形式": "照片"}, {"核对": ["甲"]}):
        one = imported(json.dumps(data | {"来源": wrong}, ensure_ascii=False).encode(), "x.json", forms())
        assert one.status == "refused", wrong


@pytest.mark.parametrize("parts", [FULL, {"形式": "Excel 文件"}, {"转录": "县政府办"}, {}])
def test_the_workbook_brings_the_source_back(parts):
    portal, _ = judged(written(**parts) if parts else NATIVE)
    report = portal.reports["ceshi", 2023]
    one = imported(workbook(report, portal.by_slug["ceshi"]), "x.xlsx", forms(), read)

    assert one.bound[0].origin.parts == report.origin.parts
    assert "转录:\n" not in one.text


def test_a_template_asks_for_nothing_that_would_make_it_a_copy():
    portal, _ = judged(NATIVE)
    data = template(portal, portal.by_slug["ceshi"], 2024, forms().for_year(2024))
    assert imported(data, "x.xlsx", forms(), read).bound[0].origin == Origin()


# --- import -------------------------------------------------------------------------------------------

LINES = [
    "测试县测试局2023年政府信息公开工作年度报告",
    "一、总体情况",
    "本年的公开工作按要求开展。",
    "五、存在的主要问题及改进情况",
    "公开目录更新不够及时。",
    "六、其他需要报告的事项",
    "无。",
]
FILES = {
    "年报.txt": ("\n".join(LINES).encode(), "文字"),
    "年报.md": ("\n".join(f"# {line}" for line in LINES).encode(), "文字"),
    "年报.html": (("<html><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>").encode(), "网页"),
    "年报.docx": (docx("".join(p(line) for line in LINES)), "Word 文件"),
}


@pytest.mark.parametrize("name", FILES)
def test_an_import_says_what_the_file_was_and_leaves_the_rest_to_people(name):
    data, kind = FILES[name]
    one = imported(data, name, forms(), read)
    draft, found = parse(one.text.encode(), "x.md")

    assert one.status == "ok", one.why
    assert f"\n  形式: {kind}\n  转录:  # " in one.text
    assert "\n  核对:  # " in one.text
    assert (draft is not None, found) == (True, [])
    assert {f.code for f in one.bound[1]} & {"field-empty", "field-value"} == set()
    assert one.bound[0].origin.parts == {"地址": None, "说明": None, "形式": kind, "转录": None, "核对": None}
    assert tidy(one.text.encode(), report_file(2023, forms())).text == one.text


def test_the_demo_has_copies_that_were_checked_and_such_that_were_not():
    origins = [report.origin for report in load(CONTENT, forms()).portal.reports.values()]
    assert {origin.unchecked for origin in origins if origin.copied} == {True, False}
